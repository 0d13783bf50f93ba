#include "cli/replay_json.h"

#include "wire/policy_row.h"

#include <math.h>
#include <string.h>

static json_t *time_json(gint64 sec)
{
  if (sec == 0)
    return json_null();
  g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc(sec);
  g_autofree char *text = g_date_time_format(time, "%Y-%m-%dT%H:%M:%SZ");
  return json_string(text);
}

static json_t *number_json(double value)
{
  return isfinite(value) ? json_real(value) : json_null();
}

/* What the pack wrote may be anything. */
static json_t *text_json(const char *text)
{
  g_autofree char *valid = g_utf8_make_valid(text, -1);
  return json_string(valid);
}

static json_t *remedy_json(const struct remedy *remedy)
{
  json_t *parameters = json_object();
  GHashTableIter iter;
  gpointer key, value;
  g_hash_table_iter_init(&iter, remedy->parameters);
  while (g_hash_table_iter_next(&iter, &key, &value))
    json_object_set_new(parameters, key, text_json(value));
  return json_pack("{s:s, s:o}", "kind", remedy_kind_name(remedy->kind), "parameters", parameters);
}

static json_t *tip_json(const struct replay *replay, const struct tally_tip *tip)
{
  json_t *changes = json_array(), *remedies = json_array();
  enum severity worst = SEVERITY_NONE;
  for (guint i = 0; i < tip->changes->len; i++) {
    const struct tally_change *change = &g_array_index(tip->changes, struct tally_change, i);
    worst = MAX(worst, change->severity);
    json_array_append_new(changes, json_pack("{s:o, s:s}", "time", time_json(change->at_sec), "severity",
                                             severity_name(change->severity)));
  }
  for (guint i = 0; i < tip->remedies->len; i++)
    json_array_append_new(remedies, remedy_json(tip->remedies->pdata[i]));
  return json_pack("{s:s, s:{s:o, s:s}, s:s, s:o, s:o, s:o, s:i, s:o, s:o}", "policy", tip->policy, "subject", "name",
                   text_json(scene_name(replay->scene, tip->subject)), "object", tip->subject, "severity",
                   severity_name(worst), "text", text_json(tip->text), "raised", time_json(tip->raised_sec), "cleared",
                   time_json(tip->cleared_sec), "step_sec", (int)tip->step_sec, "changes", changes, "remedies", remedies);
}

static json_t *score_json(const struct tally *tally, const char *policy)
{
  struct tally_score score;
  tally_score(tally, policy, &score);
  json_t *remedies = json_object();
  for (guint kind = 0; kind < REMEDY_KINDS; kind++)
    if (score.remedies[kind] > 0)
      json_object_set_new(remedies, remedy_kind_name(kind), json_integer(score.remedies[kind]));
  return json_pack("{s:i, s:o, s:i, s:i, s:f, s:f, s:f, s:i, s:i, s:o, s:o}", "tips", (int)score.tips, "tips_per_day",
                   number_json(score.per_day), "subjects", (int)score.subjects, "flaps", (int)score.flaps, "tip_time_pct",
                   score.tip_pct, "no_data_pct", score.no_data_pct, "failed_pct", score.failed_pct, "criticals",
                   (int)score.criticals, "warned_before", (int)score.warned, "lead_sec", number_json(score.lead_sec),
                   "remedies", remedies);
}

/* The coarsest step of which the longest window of the policy held one mean; 0: none. */
static guint coarse_step(const struct replay *replay, guint64 longest_sec)
{
  guint coarse = 0;
  for (guint i = 0; longest_sec > 0 && i < replay->stretches->len; i++) {
    guint step_sec = g_array_index(replay->stretches, struct stretch, i).step_sec;
    if (step_sec > replay->interval_sec && longest_sec < 2 * (guint64)step_sec)
      coarse = MAX(coarse, step_sec);
  }
  return coarse;
}

static guint64 longest_need(GVariant *policies, gsize i)
{
  guint64 longest_sec = 0;
  g_autoptr(GVariant) needs = policy_row_needs(policies, i);
  for (gsize k = 0; k < g_variant_n_children(needs); k++) {
    guint span_sec;
    g_variant_get_child(needs, k, "(qu)", NULL, &span_sec);
    longest_sec = MAX(longest_sec, span_sec);
  }
  return longest_sec;
}

static json_t *policy_json(const struct replay *replay, gsize i)
{
  struct policy_row row;
  policy_row_read(replay->policies, i, &row);
  const char *failure = tally_error(replay->tally, row.name);
  guint64 longest_sec = longest_need(replay->policies, i);
  return json_pack("{s:o, s:s, s:o, s:o, s:I, s:i, s:o}", "name", text_json(row.name), "state",
                   policy_state_name(row.state), "reason", text_json(row.reason), "error", failure ? text_json(failure) : json_null(), "window_sec",
                   (json_int_t)longest_sec, "coarse_step_sec", (int)coarse_step(replay, longest_sec), "score",
                   score_json(replay->tally, row.name));
}

static json_t *stretches_json(const struct replay *replay)
{
  json_t *stretches = json_array();
  for (guint i = 0; i < replay->stretches->len; i++) {
    const struct stretch *stretch = &g_array_index(replay->stretches, struct stretch, i);
    json_array_append_new(stretches, json_pack("{s:o, s:o, s:i}", "from", time_json(stretch->from_sec), "to",
                                               time_json(stretch->to_sec), "step_sec", (int)stretch->step_sec));
  }
  return stretches;
}

static json_t *subjects_json(const struct replay *replay)
{
  json_t *subjects = json_object();
  for (enum subject_kind kind = 0; kind < SUBJECT_KINDS; kind++)
    json_object_set_new(subjects, subject_kind_name(kind), json_integer(scene_count(replay->scene, kind)));
  return subjects;
}

/* What is taken for granted, since history does not tell. */
static json_t *assumptions_json(gboolean knows_fleet)
{
  json_t *assumed = json_array();
  json_array_append_new(assumed, json_string("a host or device is up and a guest running while history has a value of it, else "
                                             "down or off; where it has none of anybody, provostd did not run"));
  json_array_append_new(assumed, json_string(knows_fleet ? "guests were where they are now, except before moves that provost "
                                                           "made; names and clusters are those of now"
                                                         : "nothing is known of where guests were, nor of names and clusters"));
  json_array_append_new(assumed, json_string("settings are the pack's own, except those given here, and nobody acted on a tip"));
  json_array_append_new(assumed, json_string("nobody outside said anything: history holds no alerts and no services"));
  return assumed;
}

json_t *replay_to_json(const struct replay *replay, gboolean knows_fleet)
{
  json_t *packs = json_array(), *policies = json_array(), *tips = json_array();
  struct tally_totals totals = tally_totals(replay->tally);
  for (guint i = 0; i < replay->packs->len; i++) {
    const struct pack_text *pack = replay->packs->pdata[i];
    json_array_append_new(packs, json_pack("{s:o, s:o}", "name", text_json(pack->name), "version", text_json(pack->version)));
  }
  for (gsize i = 0; i < policy_rows(replay->policies); i++)
    json_array_append_new(policies, policy_json(replay, i));
  const GPtrArray *all = tally_tips(replay->tally);
  for (guint i = 0; i < all->len; i++)
    json_array_append_new(tips, tip_json(replay, all->pdata[i]));
  return json_pack("{s:o, s:i, s:o, s:o, s:o, s:o, s:I, s:o, s:o, s:I, s:I, s:I, s:I, s:i, s:f}", "packs", packs,
                   "interval_sec", (int)replay->interval_sec, "stretches", stretches_json(replay), "subjects",
                   subjects_json(replay), "assumptions", assumptions_json(knows_fleet), "tips", tips, "tips_left_out",
                   (json_int_t)totals.left_out, "policies", policies, "score", score_json(replay->tally, NULL), "rounds", (json_int_t)totals.rounds, "evaluations",
                   (json_int_t)totals.evaluations, "failures", (json_int_t)totals.failures, "played_sec",
                   (json_int_t)totals.played_sec, "damaged_files", (int)replay->damaged, "took_sec",
                   (double)replay->took_us / G_USEC_PER_SEC);
}
