#include "base/time_text.h"

#include "base/limits.h"
#include "base/quantity.h"

#include <string.h>

/* Also without its seconds. */
static GDateTime *calendar_time(const char *text, GTimeZone *zone)
{
  GDateTime *time = g_date_time_new_from_iso8601(text, zone);
  g_autofree char *with_seconds = g_strconcat(text, ":00", NULL);
  return time ? time : g_date_time_new_from_iso8601(with_seconds, zone);
}

gboolean time_text_parse(const char *text, GTimeZone *zone, gint64 now_sec, gint64 *sec)
{
  guint64 number;
  g_autoptr(GDateTime) time = calendar_time(text, zone);
  if (time)
    *sec = g_date_time_to_unix(time);
  else if (strcmp(text, "now") == 0)
    *sec = now_sec;
  else if (text[0] == '-' && duration_parse(text + 1, &number))
    *sec = now_sec - (gint64)number;
  else if (g_ascii_string_to_unsigned(text, 10, 0, LIMIT_TIME_SEC, &number, NULL))
    *sec = (gint64)number;
  else
    return FALSE;
  return TRUE;
}
