#pragma once
/*
 * Samples as plain values. A reading is one metric of one object: known, or unknown with a reason; unknown
 * is never zero and never the last value. Readings travel in fixed arrays: the struct's layout is the
 * wire's. A stamp is the point of the interval's grid, in seconds since 1970, at which its
 * collector asked.
 */
#include "model/metrics.h"

enum reading_state {
  READING_KNOWN,
  READING_NO_ANSWER,     /* asked, not answered in time */
  READING_UNREACHABLE,   /* could not be asked: no connection, refused, no such name */
  READING_REFUSED,       /* answered: not allowed */
  READING_NOT_SUPPORTED, /* the agent or driver does not have it */
  READING_FIRST,         /* a rate needs a second reading */
  READING_RESET,         /* counter went back, agent restarted, source changed: a gap */
  READING_BAD_VALUE,     /* wrong type or out of the metric's bounds */
  READING_OFF,           /* the guest is not running */
  READING_IDLE,          /* a mean of nothing: no read or write happened since the last reading */
  READING_CUT,           /* the agent's table is larger than what is taken of one */
  READING_STALE,         /* nothing has come for too long (set by who holds the value, not on the wire) */
  READING_STATES
};

enum source {
  SOURCE_NONE,
  SOURCE_SNMP,
  SOURCE_LIBVIRT,
  SOURCE_AGENT, /* the QEMU guest agent, through libvirt */
  SOURCES
};

#define AGENT_PERIOD_SEC 60 /* from one question to a guest's agent to the next */

struct reading {
  guint16 metric; /* enum metric_id */
  guint16 state;  /* enum reading_state */
  guint32 age_ms; /* how old the value was at the stamp; 0 when read for it */
  double value;   /* 0 unless known */
};

G_STATIC_ASSERT(sizeof(struct reading) == 16);

/* What a source said of an object at one point of the grid. */
struct value_round {
  enum source source;
  gint64 stamp_sec;
  const char *object;
  const struct reading *readings;
  gsize n;
};

/* "no answer", "guest is off": completes the sentence "unknown: ...". */
const char *reading_state_name(enum reading_state state);

/* "SNMP", "libvirt", "guest agent". */
const char *source_name(enum source source);

/* How often the source is asked for objects of the class, where the interval is `interval_ms`; between two answers of a
 * slow one the collector repeats the last, with its age. */
gint64 source_period_ms(enum source source, enum object_class class, guint interval_ms);

/* A known reading of `metric`, or BAD_VALUE where the value is no number or out of the metric's bounds. */
struct reading reading_known(guint metric, double value);
struct reading reading_unknown(guint metric, enum reading_state why);

/* Every metric of `class` as unknown. Returns how many they are. */
gsize readings_unknown(enum object_class class, enum reading_state why, struct reading readings[CLASS_METRICS_MAX]);

/* The rate per second of a counter that went from `before` to `now` in `elapsed_ms`, RESET where it went
 * back, scaled by `factor` into the metric's unit. */
struct reading reading_rate(guint metric, guint64 before, guint64 now, gint64 elapsed_ms, double factor);
