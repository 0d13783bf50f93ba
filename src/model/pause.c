#include "model/pause.h"

struct pause *pause_new(const char *by, const char *reason, gint64 since_us)
{
  struct pause *pause = g_new(struct pause, 1);
  *pause = (struct pause){g_strdup(by), g_strdup(reason), since_us};
  return pause;
}

void pause_free(struct pause *pause)
{
  if (!pause)
    return;
  g_free(pause->by);
  g_free(pause->reason);
  g_free(pause);
}

char *pause_text(const struct pause *pause)
{
  g_autoptr(GDateTime) time = pause->since_us ? g_date_time_new_from_unix_utc(pause->since_us / G_USEC_PER_SEC) : NULL;
  g_autofree char *since = time ? g_date_time_format(time, " since %F %T UTC") : g_strdup("");
  const char *reason = pause->reason;
  return g_strdup_printf("automation is paused by %s%s%s%s%s; provost resume ends that", pause->by, since,
                         *reason ? " (" : "", reason, *reason ? ")" : "");
}
