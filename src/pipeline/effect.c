#include "pipeline/effect.h"

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
};

struct effects {
  const struct clock *clock;
  const struct fleet *fleet;
  effect_measured measured;
  gpointer user;
  GPtrArray *watches;
};

static void watch_free(gpointer data)
{
  struct watch *watch = data;
  g_free(watch->object);
  g_free(watch);
}

struct effects *effects_new(const struct clock *clock, const struct fleet *fleet, effect_measured measured,
                            gpointer user)
{
  struct effects *effects = g_new(struct effects, 1);
  *effects = (struct effects){clock, fleet, measured, user, g_ptr_array_new_with_free_func(watch_free)};
  return effects;
}

void effects_free(struct effects *effects)
{
  if (!effects)
    return;
  g_ptr_array_unref(effects->watches);
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
  watch->predicted = prediction ? prediction->after : NAN;
  gint64 settle_sec = (gint64)EFFECT_SETTLE * fleet_interval_ms(effects->fleet) / 1000;
  watch->after_sec = clock_wall_us(effects->clock) / G_USEC_PER_SEC + settle_sec;
  g_ptr_array_add(effects->watches, watch);
}

/* Half of the predicted change, or a tenth of the value where nothing was predicted, tells effect from
 * noise. A value is wanted lower, unless it was predicted to rise. */
static enum verdict judge(const struct watch *watch, double after)
{
  double wanted = isnan(watch->predicted) ? fabs(watch->before) / 5 : watch->before - watch->predicted;
  double gained = wanted < 0 ? after - watch->before : watch->before - after;
  if (gained >= fabs(wanted) / 2 && gained > 0)
    return VERDICT_EFFECTIVE;
  return gained <= -fabs(wanted) / 2 && gained < 0 ? VERDICT_HARMFUL : VERDICT_NEUTRAL;
}

static void watch_tell(struct effects *effects, const struct watch *watch)
{
  const struct metric *metric = metric_get(watch->metric);
  const char *name = fleet_subject_name(effects->fleet, watch->object);
  const char *unit = metric->unit;
  GString *outcome = g_string_new(NULL);
  enum verdict verdict = VERDICT_UNKNOWN;
  if (watch->n < EFFECT_SAMPLES) {
    g_string_printf(outcome,
                    "%s of %s was known %u times only since the move, too few to measure its effect",
                    metric->name, name, watch->n);
  } else {
    double after = watch->sum / watch->n;
    verdict = judge(watch, after);
    g_string_printf(outcome, "%s of %s went from %.1f to %.1f %s", metric->name, name, watch->before, after,
                    unit);
    if (!isnan(watch->predicted))
      g_string_append_printf(outcome, ", predicted were %.1f", watch->predicted);
  }
  effects->measured(watch->tip_id, verdict, outcome->str, effects->user);
  g_string_free(outcome, TRUE);
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
    }
    if (watch->n >= EFFECT_SAMPLES || ++watch->intervals >= EFFECT_PATIENCE)
      g_ptr_array_add(ready, g_ptr_array_steal_index(effects->watches, i));
  }
  for (guint i = 0; i < ready->len; i++)
    watch_tell(effects, ready->pdata[i]);
}
