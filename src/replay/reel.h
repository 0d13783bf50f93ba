#pragma once
/*
 * A piece of recorded history as policies are to see it, round by round: for each object what was heard of it at each
 * point of a grid, taken from the archives that hold it. Where the grid is finer than what is kept, a mean stands for all
 * points of its time; where it is coarser, the mean of the values. Blocks on disk only.
 */
#include "replay/recorded.h"

/* How far back policies look at a metric. */
struct reel_need {
  enum metric_id metric;
  guint64 span_sec;
};

struct reel_options {
  const char *directory;
  const GPtrArray *objects; /* of recorded; outlives the reel */
  const GArray *needs;      /* struct reel_need */
  struct stretch stretch;
};

struct reel;

/* Which objects are worth reading: subjects, and parts of which something is needed. As `objects`; borrows its names. */
GPtrArray *reel_wanted(const GPtrArray *objects, const GArray *needs);

/* How many values a round has, for whoever must bound a reel. */
gsize reel_round_values(const GPtrArray *objects, const GArray *needs);

struct reel *reel_read(const struct reel_options *options);
void reel_free(struct reel *reel);

guint reel_rounds(const struct reel *reel);
gint64 reel_stamp_sec(const struct reel *reel, guint round);
guint reel_step_sec(const struct reel *reel);

/* Whether any value of the object, needed or not, is known at that round. */
gboolean reel_is_heard(const struct reel *reel, guint object, guint round);

/* Calls `take` with the round as SAMPLES bodies, floating. A subject is told of from when it is first heard, a part while
 * it is. FALSE: nothing at all was heard. */
typedef void (*reel_take)(GVariant *body, gpointer user);
gboolean reel_each_samples(struct reel *reel, guint round, reel_take take, gpointer user);

/* Calls `take` with a SERIES body, floating, for each known past of the windows that begin before the reel. */
void reel_each_past(const struct reel_options *options, reel_take take, gpointer user);
