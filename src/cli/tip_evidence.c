#include "cli/tip_evidence.h"

#include "cli/plot.h"
#include "cli/text.h"

#include <math.h>
#include <string.h>

#define PLOT_COLUMNS 60

/* By rising severity, as plot_marks() wants them. */
static const struct {
  const char *severity;
  char mark;
} severities[] = {{"info", 'i'}, {"warning", 'w'}, {"critical", 'c'}};

/* The values below and above which nothing is plotted: percent stand between 0 and 100, all else between 0 and the most there was
 * or may be. */
static struct plot plot_of(const json_t *evidence)
{
  const char *unit = reply_text(evidence, "unit"), *severity;
  double high = strcmp(unit, "%") == 0 ? 100 : reply_number(evidence, "max");
  const json_t *threshold;
  json_object_foreach (json_object_get(evidence, "thresholds"), severity, threshold)
    high = strcmp(unit, "%") == 0 ? high : fmax(high, json_number_value(threshold));
  return (struct plot){json_object_get(evidence, "values"), fmin(0, reply_number(evidence, "min")), high, PLOT_COLUMNS,
                       plot_is_unicode()};
}

/* "beyond warning 80 % (w), critical 95 % (c)"; "" without thresholds. Caller frees. */
static char *legend_of(const json_t *evidence, const struct plot_threshold *thresholds)
{
  GString *legend = g_string_new(NULL);
  for (guint i = 0; i < G_N_ELEMENTS(severities); i++) {
    g_autofree char *value = text_quantity(thresholds[i].value, reply_text(evidence, "unit"));
    if (!isnan(thresholds[i].value))
      g_string_append_printf(legend, "%s%s %s (%c)", legend->len ? ", " : "beyond ", severities[i].severity, value,
                             severities[i].mark);
  }
  return g_string_free(legend, FALSE);
}

static void print_plot(const json_t *evidence)
{
  const struct plot plot = plot_of(evidence);
  struct plot_threshold thresholds[G_N_ELEMENTS(severities)];
  for (guint i = 0; i < G_N_ELEMENTS(severities); i++)
    thresholds[i] = (struct plot_threshold){reply_number(json_object_get(evidence, "thresholds"), severities[i].severity),
                                            severities[i].mark};
  g_autofree char *from = text_quantity(plot.low, reply_text(evidence, "unit"));
  g_autofree char *to = text_quantity(plot.high, reply_text(evidence, "unit"));
  g_autofree char *line = plot_line(&plot), *marks = plot_marks(&plot, thresholds, G_N_ELEMENTS(thresholds));
  g_autofree char *legend = legend_of(evidence, thresholds);
  if (!*line)
    return;
  text_print("  |%s| from %s to %s", line, from, to);
  if (*legend)
    text_print("   %s  %s", marks, legend);
}

static void print_settings(const json_t *tip)
{
  const json_t *settings = json_object_get(tip, "settings");
  g_autoptr(GString) line = g_string_new(NULL);
  const char *name;
  json_t *value;
  json_object_foreach ((json_t *)settings, name, value)
    if (json_is_string(value))
      g_string_append_printf(line, "%s%s %s", line->len ? ", " : "", name, json_string_value(value));
  if (line->len)
    text_print("  settings in force: %s", line->str);
}

char *tip_series_name(const json_t *tip, const json_t *evidence)
{
  const json_t *subject = json_object_get(tip, "subject");
  const char *object = reply_text(evidence, "object");
  gboolean is_subject = strcmp(object, reply_text(subject, "object")) == 0;
  return g_strdup_printf("%s of %s", reply_text(evidence, "metric"), is_subject ? reply_text(subject, "name") : object);
}

static void print_series(const json_t *tip, const json_t *evidence)
{
  const char *unit = reply_text(evidence, "unit");
  g_autofree char *name = tip_series_name(tip, evidence);
  g_autofree char *from = text_time(reply_text(evidence, "from")), *to = text_time(reply_text(evidence, "to"));
  g_autofree char *min = reply_quantity(evidence, "min", unit), *avg = reply_quantity(evidence, "avg", unit);
  g_autofree char *max = reply_quantity(evidence, "max", unit), *last = reply_quantity(evidence, "last", unit);
  g_autofree char *count = reply_quantity(evidence, "count", ""), *expected = reply_quantity(evidence, "expected", "");
  text_print("evidence: %s from %s to %s", name, from, to);
  print_plot(evidence);
  text_print("  min %s, avg %s, max %s, last %s; %s of %s values known", min, avg, max, last, count, expected);
}

/* "alert 7: http on web1 is critical, says nagios" */
static void print_alert(const json_t *alert)
{
  guint64 id = reply_id(alert, "id");
  g_autofree char *number = id ? g_strdup_printf("alert %" G_GUINT64_FORMAT, id) : g_strdup("alert");
  g_autofree char *ended = text_time(reply_text(alert, "ended"));
  gboolean is_over = *reply_text(alert, "ended") != '\0';
  text_print("%s: %s is %s%s%s, says %s", number, reply_text(alert, "name"), reply_text(alert, "state"),
             is_over ? " again since " : "", is_over ? ended : "", reply_text(alert, "source"));
}

void tip_print_evidence(const json_t *tip)
{
  const json_t *evidence, *alert;
  gsize i;
  json_array_foreach (json_object_get(tip, "evidence"), i, evidence)
    print_series(tip, evidence);
  json_array_foreach (json_object_get(tip, "alerts"), i, alert)
    print_alert(alert);
  print_settings(tip);
}
