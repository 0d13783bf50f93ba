#include "cli/simulate_json.h"

#include <math.h>

#define MINUTE_SEC 60

static json_t *card_json(const struct scenario *scenario, const struct score *score)
{
  double kwh = score_kwh(score), length_sec = (double)scenario->length_sec;
  return json_pack(
      "{s:f, s:f, s:f, s:f, s:f, s:f, s:f, s:i, s:i, s:i, s:f, s:f, s:f, s:f, s:f, s:f, s:f, s:o}",
      "host_minutes_over_80_pct", score->over_sec[OVER_80] / MINUTE_SEC,
      "host_minutes_over_90_pct", score->over_sec[OVER_90] / MINUTE_SEC,
      "host_minutes_over_100_pct", score->over_sec[OVER_100] / MINUTE_SEC,
      "full_pct", score_full_pct(score),
      "demand_cpu_sec", score->wanted, "missed_cpu_sec", score->missed, "missed_pct", score_missed_pct(score),
      "moves", (int)score->moves, "reversals", (int)score->reversals, "refused_moves", (int)score->refused,
      "moved_bytes", score->moved_bytes, "downtime_sec", score->downtime_sec, "outage_sec", score->outage_sec,
      "overcommitted_minutes", score->overcommitted_sec / MINUTE_SEC,
      "against_rules_minutes", score->against_sec / MINUTE_SEC,
      "unprotected_minutes", score->unprotected_sec / MINUTE_SEC, "empty_hosts", score_empty_hosts(score, length_sec),
      "energy_kwh", isnan(kwh) ? json_null() : json_real(kwh));
}

static gboolean is_decided(const struct scenario *scenario, enum decision decision)
{
  gboolean is = FALSE;
  for (guint c = 0; c < scenario->clusters->len; c++)
    is |= scenario_decides(scenario, c, decision);
  return is;
}

static json_t *texts_json(const GPtrArray *texts)
{
  json_t *list = json_array();
  for (guint i = 0; i < texts->len; i++)
    json_array_append_new(list, json_string(texts->pdata[i]));
  return list;
}

static json_t *tips_json(const struct tip_score *tips)
{
  return json_pack("{s:i, s:i, s:i, s:i, s:i, s:i, s:i}", "raised", (int)tips->raised, "cleared", (int)tips->cleared, "verified",
                   (int)tips->verified, "unknown", (int)tips->unknown, "not_cured", (int)tips->not_cured, "harmful",
                   (int)tips->harmful, "impossible", (int)tips->impossible);
}

json_t *simulation_to_json(const struct scenario *scenario, const struct simulation *simulation)
{
  json_t *plans = json_array();
  for (guint i = 0; i < DECISIONS; i++)
    if (scenario->packs->len == 0 && is_decided(scenario, (enum decision)i))
      json_array_append_new(plans, json_string(decision_name((enum decision)i)));
  return json_pack("{s:s, s:s, s:o, s:i, s:i, s:I, s:I, s:I, s:o, s:o, s:o, s:o, s:o, s:i, s:f, s:f}", "title",
                   scenario->title, "expect", scenario->expect ? scenario->expect : "", "notes", texts_json(scenario->notes),
                   "hosts", (int)scenario->hosts->len, "guests", (int)scenario->guests->len, "length_sec",
                   (json_int_t)scenario->length_sec, "step_sec", (json_int_t)scenario->step_sec, "every_sec",
                   (json_int_t)scenario->every_sec, "plans", plans, "packs", texts_json(scenario->packs), "idle",
                   card_json(scenario, &simulation->idle), "acting", card_json(scenario, &simulation->acting), "tips",
                   tips_json(&simulation->tips), "decisions", (int)simulation->decisions, "slowest_decision_sec",
                   (double)simulation->slowest_us / G_USEC_PER_SEC, "took_sec",
                   (double)simulation->took_us / G_USEC_PER_SEC);
}
