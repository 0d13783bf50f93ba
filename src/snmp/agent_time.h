#pragma once
/*
 * The agent's own clock, as read in the PDU that brought a counter: whether two readings of the counter
 * may be subtracted, and over which time. Plain values, any thread.
 */
#include <glib.h>

struct agent_time {
  gint64 sent_us, received_us; /* monotonic, ours: the reading lies between */
  guint32 uptime_ticks;  /* sysUpTime, 1/100 s; wraps after 497 days */
  guint32 boots;         /* snmpEngineBoots; 0: the agent does not tell */
  gboolean known;
};

enum continuity {
  CONTINUITY_NONE,   /* there is no earlier reading, or too long ago */
  CONTINUITY_WHOLE,
  CONTINUITY_BROKEN, /* the agent restarted or its clock jumped: nothing may be subtracted */
};

/* Compares two readings; with WHOLE, `elapsed_ms` is the time between them by the agent's clock.
 * Whole is: the same boots, and sysUpTime advanced, modulo its wrap, by what passed here between asking
 * and receiving. So a wrap is told from a restart without any memory of 497 days. */
enum continuity agent_time_compare(const struct agent_time *before, const struct agent_time *now,
                                   gint64 gap_max_ms, gint64 *elapsed_ms);
