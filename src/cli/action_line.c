#include "cli/action_line.h"

#include "cli/move_line.h"
#include "cli/order.h"
#include "cli/resize.h"
#include "cli/text.h"

#include <string.h>

char *action_line(const json_t *action, gboolean has_bar)
{
  if (order_is(action))
    return order_line(action);
  return resize_is(action) ? resize_line(action) : move_line(action, has_bar);
}

static double elapsed_sec(const json_t *action)
{
  g_autoptr(GDateTime) started = g_date_time_new_from_iso8601(reply_text(action, "started"), NULL);
  g_autoptr(GDateTime) ended = g_date_time_new_from_iso8601(reply_text(action, "ended"), NULL);
  return started && ended ? (double)g_date_time_difference(ended, started) / G_USEC_PER_SEC : -1;
}

static char *end_of(const json_t *action)
{
  if (order_is(action))
    return order_end(action);
  return resize_is(action) ? resize_end(action)
                           : g_strdup_printf("%s runs on %s", reply_text(action, "guest"), reply_text(action, "to"));
}

char *action_end(const json_t *action)
{
  g_autofree char *end = end_of(action);
  GString *line = g_string_new(end);
  if (json_is_integer(json_object_get(action, "downtime_ms")))
    g_string_append_printf(line, "; downtime %.0f ms", reply_number(action, "downtime_ms"));
  if (elapsed_sec(action) >= 0)
    g_string_append_printf(line, "%s took %.1f s", strchr(line->str, ';') ? "," : ";", elapsed_sec(action));
  return g_string_free(line, FALSE);
}
