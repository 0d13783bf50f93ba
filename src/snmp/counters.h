#pragma once
/*
 * Counters to rates, and only from two readings that may be subtracted. A first reading, a restart of the
 * agent, a counter that went back, too long a gap, or a zero of an agent that has just started (which it answers before it
 * has read the counter) is no rate but a reason. A counter that went back has
 * wrapped only where the rate that gives is possible for what it counts (an interface's speed); a counter
 * of 32 bits that may have wrapped more than once in the time gives none. Pure; any thread.
 */
#include "model/sample.h"
#include "snmp/agent_time.h"

struct counter {
  guint64 before, now;
  struct agent_time time_before, time_now;
  gboolean known_before;
  guint bits;   /* 32 or 64 */
  double bound; /* no rate of it is larger, per second; 0: not known */
};

/* As `metric`, per second and times `factor`. Rates over more than `gap_max_ms` are none. */
struct reading counter_rate(const struct counter *counter, guint metric, double factor, gint64 gap_max_ms);

/* Its increase where it may be told, with TRUE; else why not. For shares of several counters. */
gboolean counter_delta(const struct counter *counter, gint64 gap_max_ms, guint64 *delta, gint64 *elapsed_ms,
                       enum reading_state *why);
