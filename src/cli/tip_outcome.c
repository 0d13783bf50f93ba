#include "cli/tip_outcome.h"

#include "cli/action_line.h"
#include "cli/text.h"

#include "base/quantity.h"

#include <math.h>
#include <string.h>

/* Seconds from one time of the action to another; NaN: one of them is not there. */
static double seconds_between(const json_t *action, const char *from, const char *to)
{
  g_autoptr(GDateTime) begin = g_date_time_new_from_iso8601(reply_text(action, from), NULL);
  g_autoptr(GDateTime) end = g_date_time_new_from_iso8601(reply_text(action, to), NULL);
  return begin && end ? (double)g_date_time_difference(end, begin) / G_USEC_PER_SEC : (double)NAN;
}

/* "12 s (11 s were expected)"; what is not known is left out. */
static void append_cost(GString *line, const char *what, const char *measured, const char *expected)
{
  if (strcmp(measured, "?") == 0)
    return;
  g_string_append_printf(line, "%s%s%s", line->len ? ", " : "", measured, what);
  if (strcmp(expected, "?") != 0)
    g_string_append_printf(line, " (%s expected)", expected);
}

static char *seconds_text(double sec)
{
  return isnan(sec) ? g_strdup("?") : g_strdup_printf("%.1f s", sec);
}

/* What the move took, beside what its plan expected. */
static void print_cost(const json_t *tip, const json_t *action)
{
  const json_t *move = json_array_get(json_object_get(json_object_get(tip, "plan"), "moves"), 0);
  g_autoptr(GString) line = g_string_new(NULL);
  g_autofree char *took = span_format(seconds_between(action, "started", "ended"));
  g_autofree char *duration = span_format(reply_number(move, "duration_sec"));
  g_autofree char *down = seconds_text(reply_number(action, "downtime_ms") / 1000);
  g_autofree char *downtime = seconds_text(reply_number(move, "downtime_sec"));
  g_autofree char *sent = reply_number(action, "bytes_total") > 0 ? reply_quantity(action, "bytes_total", "bytes") : g_strdup("?");
  g_autofree char *bytes = reply_quantity(move, "bytes", "bytes");
  append_cost(line, "", took, duration);
  append_cost(line, " of downtime", down, downtime);
  append_cost(line, "", sent, bytes);
  if (line->len)
    text_print("  it took %s", line->str);
}

static void print_action(struct cli *cli, const json_t *tip, guint64 id)
{
  g_autofree char *path = g_strdup_printf("/v1/actions/%" G_GUINT64_FORMAT, id);
  g_autofree char *number = reply_quantity(tip, "action", ""), *attempts = reply_quantity(tip, "attempts", "");
  json_auto_t *action = client_get(cli->client, path, NULL);
  text_print("action: %s%s%s, attempt %s", number, action ? ", " : "", action ? reply_text(action, "state") : "", attempts);
  if (action && strcmp(reply_text(action, "state"), "done") == 0)
    print_cost(tip, action);
}

void tip_print_outcome(struct cli *cli, const json_t *tip)
{
  guint64 id = reply_id(tip, "action");
  const char *outcome = reply_text(tip, "outcome");
  if (id)
    print_action(cli, tip, id);
  if (*outcome)
    text_print("outcome: %s: %s", reply_text(tip, "verdict"), outcome);
}
