#include "pipeline/parts.h"

#include "wire/policy_row.h"

#include <math.h>
#include <string.h>

/* How many metrics of that unit the policy reads; whether `metric` is one of them. */
static guint count_metrics(GVariant *needs, const char *unit, enum metric_id wanted, gboolean *has_wanted)
{
  guint count = 0;
  gsize n = g_variant_n_children(needs);
  *has_wanted = FALSE;
  for (gsize i = 0; i < n; i++) {
    guint16 metric;
    g_variant_get_child(needs, i, "(qu)", &metric, NULL);
    if (metric >= metric_count() || strcmp(metric_get(metric)->unit, unit) != 0)
      continue;
    count++;
    *has_wanted = *has_wanted || metric == wanted;
  }
  return count;
}

/* The settings named after a severity, in the metric's own unit. */
static void add_settings(struct graph *graph, const char *policy, const char *unit, GVariant *settings)
{
  GVariantIter iter;
  const char *name, *text, *setting_unit;
  g_variant_iter_init(&iter, settings);
  while (g_variant_iter_next(&iter, "(&s&s&s)", &name, &text, &setting_unit)) {
    struct graph_threshold threshold = {.value = g_ascii_strtod(text, NULL)};
    if (graph->thresholds->len == GRAPH_THRESHOLDS_MAX || strcmp(unit, setting_unit) != 0 ||
        !severity_parse(name, &threshold.severity) || !isfinite(threshold.value))
      continue;
    threshold.label = g_strdup_printf("%s %s", policy, name);
    g_array_append_val(graph->thresholds, threshold);
  }
}

/* A policy that reads several metrics of one unit does not say which of them its settings judge. */
static gboolean judges(GVariant *policies, gsize row, enum metric_id metric)
{
  gboolean reads_it;
  g_autoptr(GVariant) needs = policy_row_needs(policies, row);
  return count_metrics(needs, metric_get(metric)->unit, metric, &reads_it) == 1 && reads_it;
}

static void add_policy(struct graph *graph, GVariant *policies, gsize i, enum metric_id metric)
{
  const char *unit = metric_get(metric)->unit;
  struct policy_row row;
  g_autoptr(GVariant) settings = policy_row_settings(policies, i);
  policy_row_read(policies, i, &row);
  if (row.state == POLICY_ACTIVE && judges(policies, i, metric))
    add_settings(graph, row.name, unit, settings);
}

gboolean pipeline_threshold(const struct pipeline *pipeline, const struct tip *tip, const struct tip_threshold *asked, double *value)
{
  GVariant *policies = evaluation_policies(pipeline->evaluation);
  const char *wanted = severity_name(asked->severity), *name, *unit;
  const char *in_force = g_hash_table_lookup(tip->settings, wanted);
  gsize row;
  if (!in_force || !policy_row_find(policies, tip->policy, &row) || !judges(policies, row, asked->metric))
    return FALSE;
  g_autoptr(GVariant) settings = policy_row_settings(policies, row);
  GVariantIter iter;
  g_variant_iter_init(&iter, settings);
  while (g_variant_iter_next(&iter, "(&s&s&s)", &name, NULL, &unit))
    if (strcmp(name, wanted) == 0 && strcmp(unit, metric_get(asked->metric)->unit) == 0) {
      *value = g_ascii_strtod(in_force, NULL);
      return isfinite(*value);
    }
  return FALSE;
}

static gint by_value(gconstpointer a, gconstpointer b)
{
  double left = ((const struct graph_threshold *)a)->value, right = ((const struct graph_threshold *)b)->value;
  return (left > right) - (left < right);
}

static gboolean comes_before(const struct graph *graph, guint line)
{
  const struct graph_line *lines = &g_array_index(graph->lines, struct graph_line, 0);
  for (guint i = 0; i < line; i++)
    if (lines[i].metric == lines[line].metric)
      return TRUE;
  return FALSE;
}

void pipeline_graph(struct pipeline *pipeline, struct graph *graph, history_done done, gpointer user)
{
  GVariant *policies = evaluation_policies(pipeline->evaluation);
  for (guint line = 0; line < graph->lines->len; line++)
    for (gsize i = 0; !comes_before(graph, line) && i < policy_rows(policies); i++)
      add_policy(graph, policies, i, g_array_index(graph->lines, struct graph_line, line).metric);
  g_array_sort(graph->thresholds, by_value);
  history_graph(pipeline->history, graph, done, user);
}
