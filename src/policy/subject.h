#pragma once
/*
 * One subject as policies see it: its names, how it hangs together with others, its parts, and the recent past of the
 * metrics that some policy needs. Owns its parts and series; other subjects are borrowed. subjects.h keeps them all.
 */
#include "model/object.h"
#include "policy/series.h"

/* A subject, or a part of one (an interface, a file system), which has a key, a name and series only. */
struct subject {
  enum subject_kind kind;
  enum object_class class;
  char *key;     /* written form: "host:h1", "host:h1{fs=/}" */
  char *name;    /* as a person calls it; of a part "/" */
  char *state;   /* in a word */
  guint64 state_round;    /* the last one before it became so */
  guint64 changed_look;   /* the first evaluation to see the state, or what others say, as it is */
  struct subject *parent; /* of a guest its host, of a host its cluster, of a service whose it is; NULL: not known, or
                           * it has none */
  GPtrArray *children;    /* struct subject *, whose parent it is, borrowed, in the order they came; services by name */
  GPtrArray *serving;     /* struct subject *, borrowed: of a device the hosts it serves, of a host such devices */
  gboolean ha;            /* of a guest: it is to run */
  char **labels;          /* name, value, name, value ..., by name; NULL-terminated, NULL: none */
  const struct subject *whole; /* of a part: whose it is; else NULL */
  GPtrArray *parts;       /* of a subject: struct subject, by class and name, of which something is needed */
  guint n_series;         /* 0: it has no metrics of its own */
  struct series **series; /* by subject_place(): NULL where it is not needed */
};

/* Parts of one subject at most; those not seen for longest make room. */
#define PARTS_MAX 512

struct subject *subject_new(const char *key, enum subject_kind kind);
void subject_free(struct subject *subject); /* with its parts */

/* `parent` is what such a subject belongs to: else nothing is done. Once for each child, until subject_unlink. */
void subject_link(struct subject *child, struct subject *parent);
/* The device serves the host; of other kinds nothing is done. */
void subject_link_serving(struct subject *device, struct subject *host);
void subject_unlink(struct subject *subject); /* from all of them */

/* The cluster of a host or guest, or of their service, or the cluster itself; NULL: not known, or it has none. */
const struct subject *subject_cluster(const struct subject *subject);

/* The metric's place among the series: the id, or of a part the place in its class. */
guint subject_place(const struct subject *subject, enum metric_id metric);

/* NULL where nothing of the metric has been kept. */
const struct series *subject_series(const struct subject *subject, enum metric_id metric);

/* Where the part `object` is among the others, or belongs. */
guint subject_part_position(const struct subject *whole, const struct object *object, gboolean *found);
/* Adds a part at its position. */
struct subject *subject_add_part(struct subject *whole, const char *key, const struct object *object, guint position);
/* Which of the parts, of which there is one at least, was not heard of for longest. */
guint subject_oldest_part(const struct subject *whole);

/* Whether anything of the part was heard, known or not, in the last `intervals`. */
gboolean subject_is_seen(const struct subject *part, gint64 stamp_sec, guint interval_sec, guint intervals);

/* What it is, for a sentence: "host", "cluster", "host-storage". */
const char *subject_noun(const struct subject *subject);
