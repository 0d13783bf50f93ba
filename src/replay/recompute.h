#pragma once
/*
 * Recomputing a tip from what is stored: its series are read again from history, and its policy judges that moment once more,
 * with the settings that the tip was found with. Each comparison is a sentence. Blocks on disk and on a provost-policy of its
 * own.
 */
#include "replay/replay.h"

enum recomputed {
  RECOMPUTED_SAME,
  RECOMPUTED_OTHER,
  RECOMPUTED_NOT, /* it cannot be told any more, or never could */
  RECOMPUTED_KINDS
};

const char *recomputed_name(enum recomputed kind); /* "same", "other", "unknown" */

/* One comparison. */
struct recomputed_line {
  enum recomputed kind;
  const char *about; /* "series", "policy"; static */
  char *text;
};

GPtrArray *recomputed_lines_new(void); /* of struct recomputed_line, which it frees */
void recomputed_add(GPtrArray *lines, enum recomputed kind, const char *about, const char *format, ...) G_GNUC_PRINTF(4, 5);

/* All are the same. */
gboolean recomputed_matches(const GPtrArray *lines);

/* A line for each series of the tip's evidence, read again from the history files in `directory`. */
void recompute_series(const char *directory, const struct tip *tip, GPtrArray *lines);

/* Lines of what the tip's policy says of its subject at the moment of its evidence; of `order` pack, directory, program, subjects
 * and moves count. */
void recompute_policy(const struct replay_order *order, const struct tip *tip, GPtrArray *lines);
