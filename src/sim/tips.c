#include "sim/tips.h"

#include "base/error.h"
#include "pipeline/effect.h"
#include "placement/placement.h"
#include "replay/judge.h"
#include "sim/decide.h"
#include "sim/look.h"
#include "sim/report.h"
#include "sim/tip_fleet.h"
#include "tips/attempt.h"
#include "wire/policy_row.h"

/* When the scenario begins, by the wall clock of samples. */
#define BEGIN_SEC 1700000000

struct tips {
  GPtrArray *packs, *settings;
  struct judge *judge;
  struct virtual_clock clock;
  struct fleet *fleet;
  struct tipbook *book;
  struct effects *effects;
  guint64 last_id;  /* of tips */
  guint64 accepted; /* the tip that waits for its plan; 0: none */
  guint64 acting;   /* the tip whose move is under way; 0: none */
  guint guest, to;  /* that move */
  struct tip_score score;
  GError *error;
};

/* ---- what happens to tips ---- */

static void count(struct tip_score *score, const struct tip *tip, enum tip_event event)
{
  score->raised += event == TIP_EVENT_RAISE;
  score->cleared += event == TIP_EVENT_CLEAR && tip->attempts == 0;
  if (event != TIP_EVENT_RESOLVE && event != TIP_EVENT_FAIL)
    return;
  score->verified += tip->verdict == VERDICT_EFFECTIVE;
  score->unknown += tip->verdict == VERDICT_UNKNOWN;
  score->not_cured += tip->verdict == VERDICT_NEUTRAL;
  score->harmful += tip->verdict == VERDICT_HARMFUL;
  score->impossible += tip->verdict == VERDICT_NONE;
}

static void on_moved(const struct tip *tip, enum tip_event event, gpointer user)
{
  struct tips *tips = user;
  enum severity severity = tipbook_open_severity(tips->book, tip->policy, tip->subject);
  judge_tell(tips->judge, MESSAGE_OPEN_TIP, g_variant_new("(ssy)", tip->policy, tip->subject, (guchar)severity));
  count(&tips->score, tip, event);
  if (event == TIP_EVENT_ACCEPT)
    tips->accepted = tip->id;
}

static gboolean always(const struct tip *tip, gpointer user)
{
  (void)tip, (void)user;
  return TRUE;
}

static const struct tipbook_events tip_events = {.moved = on_moved, .may_automate = always};

static void on_finding(const struct finding *finding, gpointer user)
{
  struct tips *tips = user;
  if (finding->kind != FINDING_TIP || fleet_has_subject(tips->fleet, finding->subject))
    tipbook_take_finding(tips->book, finding, fleet_subject_name(tips->fleet, finding->subject));
}

static void on_measured(guint64 tip_id, enum verdict verdict, const char *outcome, gpointer user)
{
  attempt_measured(((struct tips *)user)->book, tip_id, verdict, outcome, NULL, NULL);
}

/* ---- beginning ---- */

/* A policy that is refused, or a folder that holds none, would silently judge nothing. */
static gboolean all_are_active(const struct tips *tips, GError **error)
{
  GVariant *policies = judge_policies(tips->judge);
  for (gsize i = 0; i < policy_rows(policies); i++) {
    struct policy_row row;
    policy_row_read(policies, i, &row);
    if (row.state != POLICY_REFUSED)
      continue;
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_REFUSED, "the policy %s is refused: %s", row.name, row.reason);
    return FALSE;
  }
  if (policy_rows(policies) == 0)
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_NOT_FOUND,
                "the packs of the scenario hold no policy: name packs that come with provost, or folders");
  return policy_rows(policies) > 0;
}

static struct judge *start_judge(struct tips *tips, const struct scenario *scenario, GError **error)
{
  for (guint i = 0; i < scenario->packs->len; i++)
    judge_read_packs(scenario->packs->pdata[i], tips->packs);
  const struct judge_options options = {.packs = tips->packs,
                                        .settings = tips->settings,
                                        .interval_sec = (guint)scenario->step_sec,
                                        .finding = on_finding,
                                        .user = tips};
  return judge_new(&options, error);
}

struct tips *tips_new(const struct scenario *scenario, GError **error)
{
  struct tips *tips = g_new0(struct tips, 1);
  tips->packs = g_ptr_array_new_with_free_func((GDestroyNotify)pack_text_unref);
  tips->settings = g_ptr_array_new_with_free_func(judge_setting_free);
  virtual_clock_init(&tips->clock, (BEGIN_SEC - BEGIN_SEC % (gint64)scenario->step_sec) * G_USEC_PER_SEC);
  tips->fleet = tip_fleet_new(scenario, &tips->clock.clock);
  tips->book = tipbook_new(&(struct tipbook_options){.keeping = tip_keeping_none(&tips->last_id),
                                                     .clock = &tips->clock.clock,
                                                     .events = &tip_events,
                                                     .user = tips},
                           error);
  tips->effects = effects_new(&tips->clock.clock, tips->fleet, on_measured, tips);
  tips->judge = start_judge(tips, scenario, error);
  if (!tips->judge || !all_are_active(tips, error))
    g_clear_pointer(&tips, tips_free);
  return tips;
}

void tips_free(struct tips *tips)
{
  if (!tips)
    return;
  judge_free(tips->judge);
  effects_free(tips->effects);
  tipbook_free(tips->book);
  fleet_free(tips->fleet);
  g_ptr_array_unref(tips->packs);
  g_ptr_array_unref(tips->settings);
  g_clear_error(&tips->error);
  g_free(tips);
}

/* ---- carrying tips out ---- */

static void fail(struct tips *tips, guint64 tip_id, const char *why)
{
  tipbook_move(tips->book, tip_id, TIP_EVENT_FAIL, &(struct tip_change){.by = "provostd", .why = why}, NULL);
}

static struct plan *plan_of(const struct tip *tip, const struct placement_snapshot *snapshot, GError **error)
{
  const struct remedy *remedy = tip->remedies->pdata[0];
  struct plan_question question;
  attempt_question(tip, remedy, &question);
  struct plan *plan = remedy->kind == REMEDY_MIGRATE ? placement_answer(snapshot, &question, error) : NULL;
  if (!plan && error && !*error)
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_REFUSED, "only migrations are simulated, not %s",
                remedy_kind_name(remedy->kind));
  return plan;
}

/* As the core does, the first move. */
static void act(struct tips *tips, struct world *world, const struct placement_snapshot *snapshot, guint64 tip_id)
{
  const struct move *move = tipbook_tip(tips->book, tip_id)->plan->moves->pdata[0];
  tips->guest = snapshot_find_guest(snapshot, move->guest_uuid);
  tips->to = snapshot_find_host(snapshot, move->to);
  world_order(world, &(struct world_order){.guest = tips->guest, .to = tips->to, .method = move->method});
  tipbook_move(tips->book, tip_id, TIP_EVENT_ACT, &(struct tip_change){.by = "automation"}, NULL);
  tips->acting = tip_id;
}

static void carry_out(struct tips *tips, struct world *world, const struct placement_snapshot *snapshot)
{
  g_autoptr(GError) error = NULL;
  guint64 tip_id = tips->accepted;
  const struct tip *tip = tipbook_tip(tips->book, tip_id);
  tips->accepted = 0;
  if (tip->state != TIP_ACCEPTED)
    return;
  struct plan *plan = plan_of(tip, snapshot, &error);
  gboolean has_move = plan && plan->moves->len > 0;
  if (has_move &&
      tipbook_move(tips->book, tip_id, TIP_EVENT_PLAN, &(struct tip_change){.by = "automation", .plan = plan}, NULL)) {
    act(tips, world, snapshot, tip_id);
    return;
  }
  if (!has_move) {
    g_autofree char *why = g_strdup(plan ? plan->why : error->message);
    g_clear_pointer(&plan, plan_free);
    fail(tips, tip_id, why);
  }
}

/* The move is over, one way or the other: its effect is measured from now on. */
static void settle(struct tips *tips, const struct world *world)
{
  guint64 tip_id = tips->acting;
  if (tip_id == 0 || world_is_moving(world))
    return;
  tips->acting = 0;
  if (world_guest(world, tips->guest).host != tips->to)
    fail(tips, tip_id, "its move found no room, or no host");
  else if (tipbook_move(tips->book, tip_id, TIP_EVENT_ACTED, &(struct tip_change){.by = "provostd"}, NULL))
    effects_watch(tips->effects, tipbook_tip(tips->book, tip_id));
}

/* What there is is told to the fleet and judged. FALSE: nothing is judged any more. */
static gboolean judge_world(struct tips *tips, const struct world *world)
{
  struct judge_round round = {0};
  gint64 stamp_sec = clock_wall_us(&tips->clock.clock) / G_USEC_PER_SEC;
  g_autoptr(GVariant) samples = g_variant_ref_sink(report_samples(world, stamp_sec));
  tip_fleet_tell(tips->fleet, world, samples);
  judge_tell(tips->judge, MESSAGE_SUBJECTS, report_subjects(world));
  judge_tell(tips->judge, MESSAGE_SAMPLES, samples);
  judge_begin(tips->judge, stamp_sec);
  return judge_await(tips->judge, &round, &tips->error);
}

void tips_decide(struct world *world, gpointer data)
{
  struct tips *tips = data;
  if (tips->error)
    return;
  virtual_clock_advance(&tips->clock, (gint64)world_scenario(world)->step_sec * G_USEC_PER_SEC);
  if (!judge_world(tips, world))
    return;
  settle(tips, world);
  effects_take_interval(tips->effects);
  tipbook_tick(tips->book);
  if (world_is_moving(world))
    return;
  struct placement_snapshot *snapshot = world_look(world);
  if (decide_evacuations(world, snapshot) == 0 && tips->accepted != 0)
    carry_out(tips, world, snapshot);
  snapshot_free(snapshot);
}

struct tip_score tips_score(const struct tips *tips)
{
  return tips->score;
}

const GError *tips_error(const struct tips *tips)
{
  return tips->error;
}
