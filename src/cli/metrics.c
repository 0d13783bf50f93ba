#include "cli/commands.h"

#include "cli/history_path.h"
#include "cli/table.h"
#include "cli/text.h"

#include "base/quantity.h"

#include <math.h>

static char *series_path(const struct cli *cli, char **words)
{
  GString *path = history_path_begin("metrics", words[0]);
  history_path_append(path, "metric", words[1]);
  history_path_append_times(path, &cli->options);
  history_path_append(path, "step", cli->options.step);
  return g_string_free(path, FALSE);
}

struct summary {
  guint known, unknown;
  double min, max, sum;
};

static void take_point(struct summary *summary, double value)
{
  if (isnan(value)) {
    summary->unknown++;
    return;
  }
  summary->min = summary->known ? fmin(summary->min, value) : value;
  summary->max = summary->known ? fmax(summary->max, value) : value;
  summary->sum += value;
  summary->known++;
}

static void print_summary(const json_t *reply, const char *subject, const struct summary *summary)
{
  const char *unit = reply_text(reply, "unit");
  g_autofree char *step = span_format(reply_number(reply, "step_sec"));
  g_autofree char *min = text_quantity(summary->min, unit);
  g_autofree char *avg = text_quantity(summary->sum / summary->known, unit);
  g_autofree char *max = text_quantity(summary->max, unit);
  if (summary->known)
    text_print("min %s, avg %s, max %s", min, avg, max);
  text_print("%s of %s: %u values known, %u unknown, one every %s", reply_text(reply, "metric"), subject,
             summary->known, summary->unknown, step);
}

/* Points that are unknown, one behind the other. */
struct gap {
  const char *first, *last; /* stamps, borrowed */
  guint length;
};

/* A gap is one row, however long. */
static void end_gap(struct table *table, struct gap *gap)
{
  g_autofree char *first = text_time(gap->first ? gap->first : "");
  g_autofree char *last = text_time(gap->last ? gap->last : "");
  g_autofree char *until = g_strdup_printf("until %s", last);
  if (gap->length)
    table_add(table, first, "unknown", gap->length > 1 ? until : "", NULL);
  *gap = (struct gap){0};
}

static void add_point(struct table *table, const json_t *point, const char *unit, struct gap *gap)
{
  const json_t *number = json_array_get(point, 1);
  const char *stamp = json_string_value(json_array_get(point, 0));
  if (!json_is_number(number)) {
    gap->first = gap->length++ ? gap->first : stamp;
    gap->last = stamp;
    return;
  }
  end_gap(table, gap);
  g_autofree char *time = text_time(stamp ? stamp : "");
  g_autofree char *quantity = text_quantity(json_number_value(number), unit);
  table_add(table, time, quantity, "", NULL);
}

int command_metrics(struct cli *cli, char **words)
{
  g_autofree char *path = series_path(cli, words);
  json_auto_t *reply = cli_get(cli, path);
  const json_t *points = reply ? reply_list(reply, "points") : NULL, *point;
  gsize i;
  if (!points)
    return reply ? CLI_REFUSED : cli->status;
  struct summary summary = {0};
  struct gap gap = {0};
  struct table *table = table_new("TIME >VALUE ");
  json_array_foreach (points, i, point) {
    const json_t *number = json_array_get(point, 1);
    take_point(&summary, json_is_number(number) ? json_number_value(number) : (double)NAN);
    add_point(table, point, reply_text(reply, "unit"), &gap);
  }
  end_gap(table, &gap);
  table_end(table, "");
  print_summary(reply, words[0], &summary);
  return CLI_DONE;
}
