#pragma once
/*
 * What was usual in each hour of a replay (model/baseline.h): as the core told it then, from the weeks before that hour, as
 * far as the archive of BASELINE_STEP_SEC still holds them. Reads history once for each series. Blocks on disk only.
 */
#include "replay/reel.h"

struct usual;

struct usual_options {
  const char *directory;
  const struct recorded *recorded;
  const GPtrArray *objects; /* of recorded */
  GVariant *metrics;        /* BASELINES_NEEDED */
  struct stretch stretch;
};

/* NULL where no policy asks. What the options point to outlives it. */
struct usual *usual_read(const struct usual_options *options);
void usual_free(struct usual *usual);

/* Time has come to `stamp_sec`: calls `take` with each BASELINE of a new hour, floating. */
void usual_turn(struct usual *usual, gint64 stamp_sec, reel_take take, gpointer user);
