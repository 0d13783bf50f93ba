#pragma once
/*
 * The subjects of one test of a policy, as its script says them. Plain values; no Lua.
 */
#include "policy/subjects.h"

struct test_subject {
  char *key, *name;
  char *parent, *state; /* NULL: nothing has been said of it yet */
  gboolean ha;
  GHashTable *labels; /* string -> string */
  GPtrArray *serves;  /* char *, hosts, written */
};

struct test_scene;

struct test_scene *test_scene_new(void);
void test_scene_free(struct test_scene *scene);

/* The subject of that key, to be changed as the script says; it is new where there was none. */
struct test_subject *test_scene_take(struct test_scene *scene, const char *key, const char *name);

/* FALSE: there is none. */
gboolean test_scene_remove(struct test_scene *scene, const char *key);

/* The key of the one subject of that kind, or of the one named; NULL where it is none or several. */
const char *test_scene_key(const struct test_scene *scene, enum subject_kind kind, const char *named);

/* Tells `subjects` of all: `take` gets rows that live until it returns. */
void test_scene_show(const struct test_scene *scene, void (*take)(const struct subject_row *rows, gsize n, gpointer user),
                     gpointer user);
