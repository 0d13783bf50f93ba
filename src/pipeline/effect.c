#include "pipeline/effect.h"

#include "pipeline/trend.h"

#include <math.h>
#include <string.h>

struct watch {
  guint64 tip_id;
  char *object;
  enum metric_id metric;
  double before, predicted; /* NaN: nothing was predicted */
  gint64 after_sec;         /* samples stamped later count */
  guint intervals, n;
  double sum;
  struct trend *trend; /* NULL: how the rest did before is not known */
  double trend_sum;
  guint trend_n;
};

struct effects {
  const struct clock *clock;
  const struct fleet *fleet;
  effect_measured measured;
  gpointer user;
  GPtrArray *watches;
  GHashTable *trends; /* tip id -> struct trend, of actions under way */
};

static void watch_free(gpointer data)
{
  struct watch *watch = data;
  g_free(watch->object);
  trend_free(watch->trend);
  g_free(watch);
}

struct effects *effects_new(const struct clock *clock, const struct fleet *fleet, effect_measured measured,
                            gpointer user)
{
  struct effects *effects = g_new(struct effects, 1);
  *effects = (struct effects){.clock = clock, .fleet = fleet, .measured = measured, .user = user};
  effects->watches = g_ptr_array_new_with_free_func(watch_free);
  effects->trends = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, (GDestroyNotify)trend_free);
  return effects;
}

void effects_free(struct effects *effects)
{
  if (!effects)
    return;
  g_ptr_array_unref(effects->watches);
  g_hash_table_unref(effects->trends);
  g_free(effects);
}

static const struct prediction *prediction_for(const struct tip *tip, const struct evidence *evidence)
{
  for (guint i = 0; tip->plan && i < tip->plan->predictions->len; i++) {
    const struct prediction *prediction = tip->plan->predictions->pdata[i];
    if (prediction->metric == evidence->metric && strcmp(prediction->object, evidence->object) == 0)
      return prediction;
  }
  return NULL;
}

void effects_prepare(struct effects *effects, const struct tip *tip)
{
  if (tip->evidence->len == 0)
    return;
  const struct evidence *evidence = tip->evidence->pdata[0];
  g_hash_table_replace(effects->trends, g_memdup2(&tip->id, sizeof tip->id),
                       trend_new(effects->fleet, evidence->object, evidence->metric, tip->plan));
}

void effects_forget(struct effects *effects, guint64 tip_id)
{
  g_hash_table_remove(effects->trends, &tip_id);
}

static struct trend *steal_trend(struct effects *effects, guint64 tip_id)
{
  g_autofree gpointer key = NULL;
  gpointer trend = NULL;
  g_hash_table_steal_extended(effects->trends, &tip_id, &key, &trend);
  return trend;
}

void effects_watch(struct effects *effects, const struct tip *tip)
{
  if (tip->evidence->len == 0) {
    effects->measured(tip->id, VERDICT_UNKNOWN, "the tip names no series whose change could be measured",
                      effects->user);
    return;
  }
  const struct evidence *evidence = tip->evidence->pdata[0];
  const struct prediction *prediction = prediction_for(tip, evidence);
  struct watch *watch = g_new0(struct watch, 1);
  watch->tip_id = tip->id;
  watch->object = g_strdup(evidence->object);
  watch->metric = evidence->metric;
  watch->before = evidence->avg;
  watch->trend = steal_trend(effects, tip->id);
  watch->predicted = prediction ? prediction->after : NAN;
  gint64 settle_sec = (gint64)EFFECT_SETTLE * fleet_interval_ms(effects->fleet) / 1000;
  watch->after_sec = clock_wall_us(effects->clock) / G_USEC_PER_SEC + settle_sec;
  g_ptr_array_add(effects->watches, watch);
}

/* Half of the predicted change, or a tenth of the value where nothing was predicted, tells effect from noise; of what is
 * near its bound already, half of the room that is left tells harm. A value is wanted lower, unless it was predicted to
 * rise. */
static enum verdict judge(const struct watch *watch, double after)
{
  double wanted = isnan(watch->predicted) ? fabs(watch->before) / 5 : watch->before - watch->predicted;
  double gained = wanted < 0 ? after - watch->before : watch->before - after;
  if (gained >= fabs(wanted) / 2 && gained > 0)
    return VERDICT_EFFECTIVE;
  const struct metric *metric = metric_get(watch->metric);
  double room = wanted < 0 ? watch->before - metric->min : metric->max - watch->before;
  return gained <= -fmin(fabs(wanted), fmax(room, 0)) / 2 && gained < 0 ? VERDICT_HARMFUL : VERDICT_NEUTRAL;
}

/* "; on the others it rose by 3.0 meanwhile, which is taken off" */
static void tell_trend(GString *outcome, double change)
{
  if (fabs(change) >= 0.05)
    g_string_append_printf(outcome, "; on the others it %s by %.1f meanwhile, which is taken off",
                           change > 0 ? "rose" : "fell", fabs(change));
}

static void watch_tell(struct effects *effects, const struct watch *watch)
{
  const struct metric *metric = metric_get(watch->metric);
  const char *name = fleet_subject_name(effects->fleet, watch->object);
  const char *unit = metric->unit;
  double trend = watch->trend_n ? watch->trend_sum / watch->trend_n : 0;
  GString *outcome = g_string_new(NULL);
  enum verdict verdict = VERDICT_UNKNOWN;
  if (watch->n < EFFECT_SAMPLES) {
    g_string_printf(outcome,
                    "%s of %s was known %u times only since the action, too few to measure its effect",
                    metric->name, name, watch->n);
  } else {
    double after = watch->sum / watch->n;
    verdict = judge(watch, after - trend);
    g_string_printf(outcome, "%s of %s went from %.1f to %.1f %s", metric->name, name, watch->before, after,
                    unit);
    if (!isnan(watch->predicted))
      g_string_append_printf(outcome, ", predicted were %.1f", watch->predicted);
    tell_trend(outcome, trend);
  }
  effects->measured(watch->tip_id, verdict, outcome->str, effects->user);
  g_string_free(outcome, TRUE);
}

static void add_trend(const struct effects *effects, struct watch *watch)
{
  double change = watch->trend ? trend_change(watch->trend, effects->fleet) : NAN;
  if (isnan(change))
    return;
  watch->trend_sum += change;
  watch->trend_n++;
}

void effects_take_interval(struct effects *effects)
{
  g_autoptr(GPtrArray) ready = g_ptr_array_new_with_free_func(watch_free);
  for (guint i = effects->watches->len; i-- > 0;) {
    struct watch *watch = effects->watches->pdata[i];
    struct value value = fleet_value(effects->fleet, watch->object, watch->metric);
    if (value.reading.state == READING_KNOWN && value.stamp_sec > watch->after_sec) {
      watch->after_sec = value.stamp_sec;
      watch->sum += value.reading.value;
      watch->n++;
      add_trend(effects, watch);
    }
    if (watch->n >= EFFECT_SAMPLES || ++watch->intervals >= EFFECT_PATIENCE)
      g_ptr_array_add(ready, g_ptr_array_steal_index(effects->watches, i));
  }
  for (guint i = 0; i < ready->len; i++)
    watch_tell(effects, ready->pdata[i]);
}
