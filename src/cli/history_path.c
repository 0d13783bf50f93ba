#include "cli/history_path.h"

#include <string.h>

/* A local time as the API understands it; all else goes as it is. Caller frees. */
static char *time_argument(const char *text)
{
  g_autoptr(GTimeZone) local = g_time_zone_new_local();
  g_autoptr(GDateTime) time = g_date_time_new_from_iso8601(text, local);
  if (!time) {
    g_autofree char *with_seconds = g_strconcat(text, ":00", NULL);
    time = g_date_time_new_from_iso8601(with_seconds, local);
  }
  return time ? g_strdup_printf("%" G_GINT64_FORMAT, g_date_time_to_unix(time)) : g_strdup(text);
}

void history_path_append(GString *path, const char *name, const char *value)
{
  if (!value)
    return;
  g_string_append_printf(path, "&%s=", name);
  g_string_append_uri_escaped(path, value, NULL, FALSE);
}

GString *history_path_begin(const char *noun, const char *subject)
{
  GString *path = g_string_new(NULL);
  g_string_printf(path, "/v1/%s?subject=", noun);
  g_string_append_uri_escaped(path, subject, NULL, FALSE);
  return path;
}

void history_path_append_time(GString *path, const char *name, const char *time)
{
  g_autofree char *argument = time ? time_argument(time) : NULL;
  history_path_append(path, name, argument);
}

void history_path_append_times(GString *path, const struct cli_options *options)
{
  history_path_append_time(path, "from", options->from ? options->from : "-1h");
  history_path_append_time(path, "to", options->to);
}

char *history_path_from(const char *noun, const char *from)
{
  g_autofree char *time = time_argument(from);
  g_autofree char *escaped = g_uri_escape_bytes((const guint8 *)time, strlen(time), NULL);
  return g_strconcat("/v1/", noun, "?from=", escaped, NULL);
}
