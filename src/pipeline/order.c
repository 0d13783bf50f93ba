#include "base/error.h"
#include "pipeline/parts.h"

struct order {
  struct pipeline *pipeline;
  gboolean *alive;
  char *by;
  char *target; /* of a plan: the host or cluster, "" all */
  gboolean dry_run;
  move_done done;
  gpointer call;
};

static void order_free(struct order *order)
{
  g_rc_box_release(order->alive);
  g_free(order->by);
  g_free(order->target);
  g_free(order);
}

/* 0 without an error: the plan moves nobody. */
static guint64 carry_out(const struct order *order, const struct plan *plan, GError **error)
{
  struct pipeline *pipeline = order->pipeline;
  if (plan->kind == PLAN_MOVE)
    return actions_start(pipeline->actions, plan->moves->pdata[0], 0, order->by, error);
  if (plan->kind != PLAN_EVACUATE && plan->moves->len == 0)
    return 0;
  const struct campaign_order campaign = {
      .kind = plan->kind, .target = order->target, .reason = "", .by = order->by, .plan = plan};
  return campaigns_begin(pipeline->campaigns, &campaign, error);
}

static void on_planned(struct plan *plan, const GError *error, gpointer user)
{
  struct order *order = user;
  g_autoptr(GError) refusal = NULL;
  guint64 action_id = 0;
  if (!*order->alive)
    refusal = g_error_new_literal(PROVOST_ERROR, PROVOST_ERROR_UNAVAILABLE, "provostd is stopping");
  else if (plan && !order->dry_run)
    action_id = carry_out(order, plan, &refusal);
  if (refusal)
    error = refusal;
  order->done(error ? NULL : plan, action_id, error, order->call);
  plan_free(plan);
  order_free(order);
}

static gboolean excluded_check(const struct fleet *fleet, const char *const *excluded, GError **error)
{
  for (; excluded && *excluded; excluded++)
    if (!fleet_find_host(fleet, *excluded, error))
      return FALSE;
  return TRUE;
}

void pipeline_move(struct pipeline *pipeline, const struct move_order *asked, move_done done, gpointer call)
{
  g_autoptr(GError) error = NULL;
  const struct fleet *fleet = pipeline->options.fleet;
  const struct guest *guest = fleet_find_guest(fleet, asked->guest, &error);
  const struct host *to = guest && asked->to ? fleet_find_host(fleet, asked->to, &error) : NULL;
  if (error || !excluded_check(fleet, asked->excluded, &error) ||
      (!asked->dry_run && !actions_check_guest(pipeline->actions, guest, &error))) {
    done(NULL, 0, error, call);
    return;
  }
  struct order *order = g_new(struct order, 1);
  *order = (struct order){pipeline, g_rc_box_acquire(pipeline->alive), g_strdup(asked->by), NULL, asked->dry_run,
                          done, call};
  const struct plan_question question = {
      .kind = PLAN_MOVE, .guest_uuid = guest->uuid, .to = to ? to->name : NULL, .method = asked->method,
      .excluded = asked->excluded};
  planning_start(fleet, &question, on_planned, order);
}

/* What a new guest is to be like, as its UUID, and the products it needs are there. */
static gboolean profile_check(const struct fleet *fleet, struct guest_profile *profile, GError **error)
{
  for (guint i = 0; profile->licences && profile->licences[i]; i++)
    if (!fleet_find_licence(fleet, profile->licences[i], error))
      return FALSE;
  const struct guest *like = profile->like ? fleet_find_guest(fleet, profile->like, error) : NULL;
  gboolean is_there = !profile->like || like;
  profile->like = like ? like->uuid : NULL;
  return is_there;
}

/* The named things are there; of a guest the UUID. */
static gboolean question_check(const struct fleet *fleet, struct plan_question *question, GError **error)
{
  if (!excluded_check(fleet, question->excluded, error))
    return FALSE;
  const struct guest *guest = question->guest_uuid ? fleet_find_guest(fleet, question->guest_uuid, error) : NULL;
  if (question->guest_uuid && !guest)
    return FALSE;
  question->guest_uuid = guest ? guest->uuid : NULL;
  return (!question->host || fleet_find_host(fleet, question->host, error)) &&
         (!question->cluster || fleet_find_cluster(fleet, question->cluster, error));
}

/* `by` NULL: it is only shown. */
static void plan(struct pipeline *pipeline, const struct plan_question *question, const char *by, move_done done, gpointer call)
{
  g_autoptr(GError) error = NULL;
  const struct fleet *fleet = pipeline->options.fleet;
  struct plan_question meant = *question;
  struct guest_profile profile = question->profile ? *question->profile : (struct guest_profile){0};
  meant.profile = question->profile ? &profile : NULL;
  if (!profile_check(fleet, &profile, &error) || !question_check(fleet, &meant, &error)) {
    done(NULL, 0, error, call);
    return;
  }
  struct order *order = g_new(struct order, 1);
  const char *target = meant.host ? meant.host : meant.cluster ? meant.cluster : "";
  *order = (struct order){pipeline, g_rc_box_acquire(pipeline->alive), g_strdup(by), g_strdup(target), !by, done, call};
  planning_start(fleet, &meant, on_planned, order);
}

void pipeline_plan(struct pipeline *pipeline, const struct plan_question *question, move_done done, gpointer call)
{
  plan(pipeline, question, NULL, done, call);
}

void pipeline_carry_out(struct pipeline *pipeline, const struct plan_question *question, const char *by, move_done done,
                        gpointer call)
{
  plan(pipeline, question, by, done, call);
}

guint64 pipeline_evacuate(struct pipeline *pipeline, const char *host, const char *reason, const char *by, GError **error)
{
  return campaigns_begin(pipeline->campaigns,
                         &(struct campaign_order){.kind = PLAN_EVACUATE, .target = host, .reason = reason, .by = by}, error);
}

void pipeline_dirty_rate(struct pipeline *pipeline, const char *name, guint seconds, dirty_rate_done done,
                         gpointer user)
{
  g_autoptr(GError) error = NULL;
  const struct guest *guest = fleet_find_guest(pipeline->options.fleet, name, &error);
  if (guest && actions_guest_is_busy(pipeline->actions, guest->uuid))
    error = g_error_new(PROVOST_ERROR, PROVOST_ERROR_REFUSED,
                        "an action on %s is under way: ask again when provost actions shows it ended", guest->name);
  if (error)
    done(-1, error, user);
  else
    dirty_rates_ask(pipeline->dirty_rates, guest, seconds, done, user);
}

guint64 pipeline_restrict(struct pipeline *pipeline, const char *host, const char *reason, const char *by, GError **error)
{
  return restrict_host(&pipeline->restricting, &(struct restrict_order){.host = host, .reason = reason, .by = by}, error);
}

guint64 pipeline_release(struct pipeline *pipeline, const char *host, const char *by, GError **error)
{
  return release_host(&pipeline->restricting, &(struct restrict_order){.host = host, .reason = "", .by = by}, error);
}
