#pragma once
/* The running totals of one host's thread, read by the main loop for COUNTERS. Any thread. */
#include <glib.h>

enum tally_kind {
  TALLY_SWEEPS,
  TALLY_SWEEP_MS_LAST, /* over several hosts: the largest */
  TALLY_DOMAINS,       /* seen in the last sweep */
  TALLY_VALUES,
  TALLY_UNKNOWN_VALUES,
  TALLY_RECONNECTS,
  TALLY_EVENTS,
  TALLY_LATE_SWEEPS, /* points of the grid that were missed because the sweep before took too long */
  TALLY_AGENT_ANSWERS,  /* of guest agents that were asked */
  TALLY_AGENT_SILENCES, /* guests that were asked and have no agent, or one that did not answer */
  TALLY_DEFINITIONS,    /* of guests that were read */
  TALLY_PROCESSORS_COMPARED,
  TALLY_KINDS
};

struct tally {
  GMutex lock;
  guint64 counts[TALLY_KINDS];
};

void tally_init(struct tally *tally);
void tally_add(struct tally *tally, enum tally_kind kind, guint64 n);
void tally_set(struct tally *tally, enum tally_kind kind, guint64 value);

/* Adds this host's totals to those of all. */
void tally_collect(struct tally *tally, guint64 totals[TALLY_KINDS]);

const char *tally_name(enum tally_kind kind);
