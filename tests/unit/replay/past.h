#pragma once
/* A past that a test makes: samples of its own invention in history files, written by the writer's own code, and a pack. */
#include "replay/replay.h"
#include "rrd/store.h"
#include "wire/samples.h"

#define PAST_STEP 10
#define PAST_END G_GINT64_CONSTANT(1800014400) /* a row of every archive ends here */

struct past {
  char *folder, *directory, *pack, *program;
  struct virtual_clock clock;
  struct store *store;
  struct samples_builder *builder;
  guint64 sequence;
  GPtrArray *subjects, *moves, *settings;
};

struct past *past_new(gint64 begin_sec);
void past_free(struct past *past);

/* A file of the pack. */
void past_write(const struct past *past, const char *file, const char *text);

void past_add(struct past *past, const char *object, enum metric_id metric, double value); /* NaN: unknown */

/* What was added, as SAMPLES of that stamp: in the files, and for whoever wants to see it. Caller unrefs. */
GVariant *past_settle(struct past *past, gint64 stamp_sec);

/* All that waits is in files. */
void past_flush(struct past *past);

/* The replay, which must not fail. */
struct replay *past_replay(const struct past *past, gint64 from_sec, gint64 to_sec);

/* "POLICY SUBJECT warning TIME critical TIME cleared TIME", one line each, sorted; caller frees. */
char *past_tips(const struct tally *tally);
