#include "sim/score.h"

#define JOULES_PER_KWH 3.6e6

static const double limits_pct[SCORE_LIMITS] = {[OVER_80] = 80, [OVER_90] = 90, [OVER_100] = 100};

double score_limit_pct(enum score_limit limit)
{
  return limits_pct[limit];
}

static double percent(double part, double whole)
{
  return whole > 0 ? 100 * part / whole : 0;
}

double score_full_pct(const struct score *score)
{
  return percent(score->full_sec, score->active_sec);
}

double score_missed_pct(const struct score *score)
{
  return percent(score->missed, score->wanted);
}

double score_empty_hosts(const struct score *score, double length_sec)
{
  return length_sec > 0 ? score->empty_sec / length_sec : 0;
}

double score_kwh(const struct score *score)
{
  return score->joules / JOULES_PER_KWH;
}
