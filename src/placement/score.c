#include "placement/score.h"

#include "base/quantity.h"
#include "placement/rules.h"

#include <math.h>

/* What breaking one soft rule takes off the stars. */
#define RULE_COST 0.5

/* Whoever is overloaded is not better for being so a little less than another: beyond 1 all are alike. */
static double fullness_with(const struct arrangement *arrangement, guint guest, guint host, enum resource resource)
{
  const struct placement_host *known = snapshot_host(arrangement_snapshot(arrangement), host);
  double with = arrangement_usual_with(arrangement, host, guest, resource);
  return isnan(with) || isnan(known->capacity[resource]) ? NAN : CLAMP(with / known->capacity[resource], 0, 1);
}

void score_host(const struct arrangement *arrangement, guint guest, guint host, struct score *score)
{
  const struct placement_snapshot *snapshot = arrangement_snapshot(arrangement);
  const struct placement_cluster *cluster = snapshot_cluster(snapshot, snapshot_host(snapshot, host)->cluster);
  double weights = 0, sum = 0;
  for (guint r = 0; r < RESOURCES; r++) {
    score->fullness[r] = fullness_with(arrangement, guest, host, r);
    score->weight[r] = isnan(score->fullness[r]) ? 0 : cluster->weights[r];
    weights += score->weight[r];
    sum += score->weight[r] > 0 ? score->weight[r] * score->fullness[r] : 0;
  }
  for (guint r = 0; r < RESOURCES && weights > 0; r++)
    score->weight[r] /= weights;
  double full = weights > 0 ? sum / weights : NAN;
  score->value = isnan(full) ? 0 : cluster->goal == GOAL_LOAD_BALANCING ? 1 - full : full;
  score->value *= 1 - RULE_COST * MIN(rules_cost(arrangement, guest, host, NULL), 1);
}

double score_stars(const struct score *score)
{
  return round(10 * score->value) / 2;
}

static void append_term(GString *text, const struct placement_host *host, enum resource resource, double fullness)
{
  g_string_append(text, text->len ? ", " : "");
  if (resource == RESOURCE_CPU && isnan(fullness))
    g_string_append(text, "how busy the processors are is unknown");
  else if (resource == RESOURCE_CPU)
    g_string_append_printf(text, "processors %.0f %% busy", 100 * fullness);
  else if (resource == RESOURCE_MEMORY) {
    g_autofree char *left = size_format((guint64)((1 - fullness) * host->capacity[resource]));
    g_string_append_printf(text, "%s of memory available", left);
  } else
    g_string_append_printf(text, "%s %.0f %% busy", resource_name(resource), 100 * fullness);
}

char *score_explain(const struct arrangement *arrangement, guint guest, guint host, const struct score *score)
{
  const struct placement_snapshot *snapshot = arrangement_snapshot(arrangement);
  const struct placement_host *known = snapshot_host(snapshot, host);
  GString *text = g_string_new(NULL);
  for (guint r = 0; r < RESOURCES; r++)
    if (r == RESOURCE_CPU || (!isnan(score->fullness[r]) && (r == RESOURCE_MEMORY || score->weight[r] > 0)))
      append_term(text, known, r, score->fullness[r]);
  GString *broken = g_string_new(NULL);
  if (rules_cost(arrangement, guest, host, broken) > 0)
    g_string_append_printf(text, ", against the rule %s", broken->str);
  g_string_free(broken, TRUE);
  g_string_append_printf(text, ", with %s on it", snapshot_guest(snapshot, guest)->name);
  return g_string_free(text, FALSE);
}
