#include "snmp/counters.h"

/* A nominal speed is not exact, and a burst of a buffer counts at once. */
#define BOUND_SLACK 1.25
/* What a counter of 64 bits can grow in a second at most, whatever it counts. */
#define BOUND_64 1e13

/* snmpd answers 0 for its first 5 s where it counts processor time, interrupts and context switches. */
#define FRESH_SEC 30

static double largest(const struct counter *counter, gint64 elapsed_ms)
{
  double bound = counter->bound > 0 ? counter->bound : counter->bits == 64 ? BOUND_64 : 0;
  return bound * BOUND_SLACK * (double)elapsed_ms / 1000;
}

/* Agents answer 0 until they have read a counter for the first time: snmpd for some seconds. */
static gboolean is_fresh(const struct agent_time *time)
{
  return time->uptime_ticks < FRESH_SEC * 100;
}

gboolean counter_delta(const struct counter *counter, gint64 gap_max_ms, guint64 *delta, gint64 *elapsed_ms,
                       enum reading_state *why)
{
  enum continuity continuity =
      agent_time_compare(&counter->time_before, &counter->time_now, gap_max_ms, elapsed_ms);
  *why = continuity == CONTINUITY_BROKEN ? READING_RESET : READING_FIRST;
  if (!counter->known_before || continuity != CONTINUITY_WHOLE)
    return FALSE;
  if (counter->before == 0 && is_fresh(&counter->time_before))
    return FALSE; /* *why is FIRST */
  double most = largest(counter, *elapsed_ms);
  *why = READING_RESET;
  *delta = counter->now - counter->before;
  if (counter->bits == 32) {
    *delta &= G_MAXUINT32;
    *why = most > (double)G_MAXUINT32 ? READING_NOT_SUPPORTED : READING_RESET;
    if (most > (double)G_MAXUINT32)
      return FALSE;
  }
  return counter->now >= counter->before || (double)*delta <= most;
}

struct reading counter_rate(const struct counter *counter, guint metric, double factor, gint64 gap_max_ms)
{
  guint64 delta;
  gint64 elapsed_ms;
  enum reading_state why;
  if (!counter_delta(counter, gap_max_ms, &delta, &elapsed_ms, &why))
    return reading_unknown(metric, why);
  return reading_known(metric, (double)delta * factor * 1000 / (double)elapsed_ms);
}
