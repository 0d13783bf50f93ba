#pragma once
/*
 * From what a poll has read to readings: those of the subject itself together, then those of each part.
 * Whatever the agent is known to have is reported each time, with its value or as unknown with the reason.
 * Pure but for the builder; one thread.
 */
#include "snmp/inventory.h"
#include "snmp/tally.h"
#include "wire/samples.h"

struct report {
  struct samples_builder *builder;
  struct tally *tally;
  const char *object; /* of the readings of the subject itself */
  enum subject_kind kind;
  enum reading_state down; /* why the agent did not answer at all; KNOWN: it did */
  gint64 gap_max_ms;       /* rates over more are none */
};

/* All of an inventory after a poll. */
void report_inventory(const struct report *report, const struct inventory *inventory);

/* The readings of the subject itself as unknown, of an agent never discovered. */
void report_unknown(const struct report *report, const struct table *const *tables, enum reading_state why);

/* The parts of `old` that `now` does not have, as NOT_SUPPORTED: they are gone. */
void report_gone(const struct report *report, const struct inventory *old, const struct inventory *now);
