#include "sim/curve.h"

#include "sim/chance.h"

#include <math.h>

/* The draws of one curve, so that they depend on each other in nothing. */
enum { DRAW_NOISE, DRAW_SPIKE };

/* How far the period has gone, 0 to 1. */
static double phase_of(const struct curve *curve, guint64 at_sec)
{
  return curve->period_sec ? (double)(at_sec % curve->period_sec) / (double)curve->period_sec : 0;
}

static double spikes_at(const struct curve *curve, guint64 at_sec)
{
  guint64 turn = curve->period_sec ? at_sec / curve->period_sec : 0;
  double duty = curve->duty_pct / 100, begin = chance_uniform(curve->seed, DRAW_SPIKE, turn) * (1 - duty);
  double phase = phase_of(curve, at_sec);
  return phase >= begin && phase < begin + duty ? curve->high_pct : curve->low_pct;
}

static double formula_at(const struct curve *curve, guint64 at_sec)
{
  double range = curve->high_pct - curve->low_pct;
  switch (curve->shape) {
  case CURVE_SQUARE:
    return phase_of(curve, at_sec) < curve->duty_pct / 100 ? curve->high_pct : curve->low_pct;
  case CURVE_SINE:
    return curve->low_pct + range * (1 - cos(2 * G_PI * phase_of(curve, at_sec))) / 2;
  case CURVE_RAMP:
    return at_sec >= curve->period_sec ? curve->high_pct : curve->low_pct + range * phase_of(curve, at_sec);
  case CURVE_SPIKES:
    return spikes_at(curve, at_sec);
  default:
    return curve->high_pct;
  }
}

double curve_at(const struct curve *curve, guint64 at_sec)
{
  guint64 step = curve->step_sec ? at_sec / curve->step_sec : at_sec;
  guint64 shifted = at_sec + curve->shift_sec;
  if (curve->shape == CURVE_RECORDED)
    return curve->values[(curve->step_sec ? shifted / curve->step_sec : shifted) % curve->n_values];
  double pct = formula_at(curve, shifted);
  if (curve->noise_pct > 0)
    pct += curve->noise_pct * chance_normal(curve->seed, DRAW_NOISE, step);
  return CLAMP(pct, 0, 100);
}
