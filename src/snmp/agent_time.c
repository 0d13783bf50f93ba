#include "snmp/agent_time.h"

#define MS_PER_TICK 10
/* An agent's clock may be coarse (whole seconds) and wrong by some per cent. */
#define SLACK_MS 1000
#define SLACK_PCT 5

enum continuity agent_time_compare(const struct agent_time *before, const struct agent_time *now,
                                   gint64 gap_max_ms, gint64 *elapsed_ms)
{
  if (!before->known || !now->known)
    return CONTINUITY_NONE;
  gint64 shortest_ms = (now->sent_us - before->received_us) / 1000;
  gint64 longest_ms = (now->received_us - before->sent_us) / 1000;
  if (longest_ms > gap_max_ms)
    return CONTINUITY_NONE;
  if (before->boots != now->boots)
    return CONTINUITY_BROKEN;
  gint64 advanced_ms = (gint64)(guint32)(now->uptime_ticks - before->uptime_ticks) * MS_PER_TICK;
  gint64 slack_ms = SLACK_MS + longest_ms * SLACK_PCT / 100;
  if (advanced_ms == 0 || advanced_ms < shortest_ms - slack_ms || advanced_ms > longest_ms + slack_ms)
    return CONTINUITY_BROKEN;
  *elapsed_ms = advanced_ms;
  return CONTINUITY_WHOLE;
}
