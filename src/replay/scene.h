#pragma once
/*
 * Who there is in a replay: what is known of the fleet now, and what history tells of then. A subject that was heard is
 * up or running; one that was not is down, or a guest off, unless its host was not heard either. Guests are where they
 * are now, but before a move that provost made. Plain values.
 */
#include "replay/reel.h"

#define SCENE_SAID "(b@a{ss}@as)"

struct scene_subject {
  char *subject, *name, *parent, *state; /* as in SUBJECTS */
  GVariant *said; /* SCENE_SAID: the rest of the row there; NULL: nothing */
};
struct scene_subject *scene_subject_new(const char *subject, const char *name, const char *parent, const char *state);
void scene_subject_free(gpointer subject);

/* A move that was made. */
struct scene_move {
  char *guest, *from, *to; /* subjects */
  gint64 at_sec;
};
void scene_move_free(gpointer move);

struct scene;

/* `known` are struct scene_subject, may be empty, and `moves` struct scene_move; both outlive the scene. Of `objects` the
 * subjects are added that are not among them. */
struct scene *scene_new(const GPtrArray *known, const GPtrArray *moves, const GPtrArray *objects);
void scene_free(struct scene *scene);

/* Time has come to this round. A subject counts as heard if it was in one of the last `patience` rounds. TRUE: something
 * has changed. */
gboolean scene_turn(struct scene *scene, const struct reel *reel, guint round, guint patience);

/* SUBJECTS, floating. */
GVariant *scene_message(const struct scene *scene);

gboolean scene_has(const struct scene *scene, const char *subject);

/* What a person calls the subject; itself where it is not there. */
const char *scene_name(const struct scene *scene, const char *subject);

guint scene_count(const struct scene *scene, enum subject_kind kind);
