#include "pipeline/campaign.h"

#include "base/error.h"
#include "base/text.h"
#include "pipeline/campaign_state.h"

#include <string.h>

#define PLAN_AGE_MS 300000                  /* where the cluster does not say */
#define RESUME_PATIENCE_US (60 * G_USEC_PER_SEC)
#define BEGIN_PATIENCE 3 /* intervals, in which loads of guests that were just started become known */

static void campaign_free(gpointer data)
{
  struct campaign *campaign = data;
  g_free(campaign->target);
  g_clear_pointer(&campaign->moves, g_ptr_array_unref);
  g_hash_table_unref(campaign->refusals);
  g_free(campaign->obstacle);
  g_free(campaign->why);
  g_free(campaign);
}

struct campaign *campaign_find(const struct campaigns *campaigns, guint64 id)
{
  for (guint i = 0; i < campaigns->list->len; i++)
    if (((struct campaign *)campaigns->list->pdata[i])->id == id)
      return campaigns->list->pdata[i];
  return NULL;
}

gint64 campaign_now_us(const struct campaign *campaign)
{
  return clock_monotonic_us(campaign->campaigns->restricting.clock);
}

void campaign_set_obstacle(struct campaign *campaign, const char *obstacle)
{
  text_replace(&campaign->obstacle, obstacle);
}

static struct campaign *add(struct campaigns *campaigns, guint64 id, enum plan_kind kind, const char *target)
{
  struct campaign *campaign = g_new0(struct campaign, 1);
  campaign->campaigns = campaigns;
  campaign->id = id;
  campaign->kind = kind;
  campaign->target = g_strdup(target);
  campaign->obstacle = g_strdup("");
  campaign->refusals = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, refusal_free);
  campaign->progress_us = campaign_now_us(campaign);
  g_ptr_array_add(campaigns->list, campaign);
  return campaign;
}

void campaign_end(struct campaign *campaign, enum action_state state, const char *error)
{
  struct actions *actions = campaign->campaigns->restricting.actions;
  guint64 id = campaign->id;
  g_autofree char *text = g_strdup(error);
  g_ptr_array_remove(campaign->campaigns->list, campaign);
  actions_end_order(actions, id, state, text);
}

/* ---- how it does ---- */

/* "moving g1, g2 (wave 2 of 5)". Caller frees. */
static char *phase_of(const struct campaign *campaign, const struct parts *parts)
{
  g_autofree char *names = parts_names(parts);
  if (campaign->why)
    return g_strdup_printf("cancelling%s%s", *names ? ": waiting for " : "", names);
  if (*names && campaign->moves)
    return g_strdup_printf("moving %s (wave %u of %u)", names, campaign->wave + 1, campaign->waves);
  if (*names)
    return g_strdup_printf("moving %s", names);
  if (campaign->is_planning)
    return g_strdup("planning");
  if (*campaign->obstacle)
    return g_strdup_printf("waiting: %s", campaign->obstacle);
  return g_strdup("looking where the guests are");
}

static gboolean is_told(const struct action *order, const struct order_progress *progress)
{
  return order->state == ACTION_ACTING && strcmp(order->phase, progress->phase) == 0 &&
         strcmp(order->error, progress->why ? progress->why : "") == 0 && order->parts == progress->parts &&
         order->parts_done == progress->parts_done && order->parts_failed == progress->parts_failed &&
         order->progress_pct == progress->pct;
}

static void tell(const struct campaign *campaign)
{
  struct actions *actions = campaign->campaigns->restricting.actions;
  struct parts parts;
  parts_count(campaign, &parts);
  guint left = parts.running->len + (campaign->moves ? campaign->moves->len : 0), wanted = parts.done + left;
  g_autofree char *phase = phase_of(campaign, &parts);
  const struct order_progress progress = {.phase = phase,
                                          .why = campaign->why,
                                          .parts = wanted + parts.failed,
                                          .parts_done = parts.done,
                                          .parts_failed = parts.failed,
                                          .pct = wanted ? (100 * parts.done + parts.pct_sum) / wanted : 0};
  parts_clear(&parts);
  if (!is_told(actions_action(actions, campaign->id), &progress))
    actions_tell_order(actions, campaign->id, &progress);
}

/* ---- on ---- */

static void end_cancelled(struct campaign *campaign)
{
  struct parts parts;
  parts_count(campaign, &parts);
  g_autofree char *rest = campaign->kind == PLAN_EVACUATE ? campaign_leftover(campaign) : g_strdup("no further move is begun");
  g_autofree char *text = g_strdup_printf("%s; %u of its moves %s done; %s", campaign->why, parts.done,
                                          parts.done == 1 ? "was" : "were", rest);
  parts_clear(&parts);
  campaign_end(campaign, ACTION_CANCELLED, text);
}

/* As the most impatient of the clusters says. */
static gboolean is_old(const struct campaign *campaign)
{
  const GPtrArray *clusters = fleet_clusters(campaign->campaigns->restricting.fleet);
  guint age_ms = PLAN_AGE_MS;
  for (guint i = 0; i < clusters->len; i++) {
    const struct cluster *cluster = clusters->pdata[i];
    if (cluster->budgets.plan_age_ms > 0)
      age_ms = MIN(age_ms, cluster->budgets.plan_age_ms);
  }
  return campaign_now_us(campaign) - campaign->planned_us > (gint64)age_ms * 1000;
}

/* Of a wave all is begun before the next; nothing of one is begun while the fleet does not know yet where the last one led. */
static void move_on(struct campaign *campaign, gboolean is_idle)
{
  gboolean is_over = parts_wave_is_begun(campaign);
  if (is_idle && !parts_are_seen(campaign))
    return;
  if (is_idle && (is_old(campaign) || (is_over && (campaign->has_failed || campaign->moves->len == 0)))) {
    campaign_end_plan(campaign);
    return;
  }
  if (is_over && !is_idle)
    return;
  if (is_over)
    campaign->wave = ((const struct move *)campaign->moves->pdata[0])->wave;
  parts_begin(campaign);
}

static gboolean is_idle(struct campaign *campaign)
{
  struct parts parts;
  parts_count(campaign, &parts);
  gboolean idle = parts.running->len == 0;
  parts_clear(&parts);
  if (!idle)
    campaign->progress_us = campaign_now_us(campaign);
  return idle;
}

static void step(struct campaign *campaign)
{
  gboolean idle = is_idle(campaign);
  if (campaign->is_planning)
    return;
  if (campaign->why) {
    if (idle)
      end_cancelled(campaign);
    return;
  }
  if (idle && campaign_end_if_stuck(campaign))
    return;
  if (campaign->moves)
    move_on(campaign, idle);
  else if (idle && parts_are_seen(campaign))
    campaign_plan(campaign);
}

void campaign_go_on(struct campaign *campaign)
{
  const struct campaigns *campaigns = campaign->campaigns;
  guint64 id = campaign->id;
  step(campaign);
  if (campaign_find(campaigns, id))
    tell(campaign);
}

static gboolean cancel(guint64 id, const char *by, gpointer user, GError **error)
{
  struct campaign *campaign = campaign_find(user, id);
  if (!campaign || campaign->why) {
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_REFUSED, "action %" G_GUINT64_FORMAT " is being cancelled already", id);
    return FALSE;
  }
  campaign->why = g_strdup_printf("cancelled by %s", by);
  parts_cancel(campaign, by);
  if (campaign_find(user, id))
    campaign_go_on(campaign);
  return TRUE;
}

void campaigns_take_action(struct campaigns *campaigns, const struct action *action)
{
  struct campaign *campaign = action->parent_id ? campaign_find(campaigns, action->parent_id) : NULL;
  if (!campaign)
    return;
  campaign->has_failed |= action_is_finished(action) && action->state != ACTION_DONE;
  campaign_go_on(campaign);
}

void campaigns_tick(struct campaigns *campaigns)
{
  g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(guint64));
  for (guint i = 0; i < campaigns->list->len; i++)
    g_array_append_val(ids, ((struct campaign *)campaigns->list->pdata[i])->id);
  for (guint i = 0; i < ids->len; i++) {
    struct campaign *campaign = campaign_find(campaigns, g_array_index(ids, guint64, i));
    if (campaign)
      campaign_go_on(campaign);
  }
}

/* ---- begin ---- */

struct campaigns *campaigns_new(const struct restricting *restricting)
{
  struct campaigns *campaigns = g_new0(struct campaigns, 1);
  campaigns->restricting = *restricting;
  campaigns->list = g_ptr_array_new_with_free_func(campaign_free);
  campaigns->alive = g_rc_box_new(gboolean);
  *campaigns->alive = TRUE;
  actions_own(restricting->actions, ACTION_EVACUATE, cancel, campaigns);
  actions_own(restricting->actions, ACTION_PLAN, cancel, campaigns);
  return campaigns;
}

void campaigns_free(struct campaigns *campaigns)
{
  if (!campaigns)
    return;
  *campaigns->alive = FALSE;
  g_rc_box_release(campaigns->alive);
  g_ptr_array_unref(campaigns->list);
  g_free(campaigns);
}

static gboolean refuse(GError **error, enum provost_error code, char *sentence)
{
  g_set_error_literal(error, PROVOST_ERROR, code, sentence);
  g_free(sentence);
  return FALSE;
}

static gboolean is_carried_out(enum plan_kind kind)
{
  return kind == PLAN_EVACUATE || kind == PLAN_BALANCE || kind == PLAN_RULES || kind == PLAN_CONSOLIDATE;
}

/* Two plans for the same guests would undo each other. */
static gboolean is_in_the_way(const struct campaign *campaign, const struct campaign_order *order)
{
  if ((campaign->kind == PLAN_EVACUATE) != (order->kind == PLAN_EVACUATE))
    return FALSE;
  gboolean is_everywhere = order->kind != PLAN_EVACUATE && (!*campaign->target || !*order->target);
  return is_everywhere || g_str_equal(campaign->target, order->target);
}

static gboolean check_place(const struct campaigns *campaigns, const struct campaign_order *order, GError **error)
{
  const struct fleet *fleet = campaigns->restricting.fleet;
  if (order->kind != PLAN_EVACUATE)
    return !*order->target || fleet_find_cluster(fleet, order->target, error);
  const struct host *host = fleet_find_host(fleet, order->target, error);
  if (!host)
    return FALSE;
  const struct link *link = &host->links[SOURCE_LIBVIRT];
  return link->state == LINK_UP ||
         refuse(error, PROVOST_ERROR_REFUSED,
                g_strdup_printf("host %s is not up: libvirt is %s there%s%s; no guest can leave it", host->name,
                                link_state_name(link->state), link->reason && *link->reason ? ": " : "",
                                link->reason ? link->reason : ""));
}

static gboolean check(const struct campaigns *campaigns, const struct campaign_order *order, GError **error)
{
  if (!is_carried_out(order->kind))
    return refuse(error, PROVOST_ERROR_INVALID,
                  g_strdup_printf("a plan \"%s\" is only shown: evacuate, balance, rules and consolidate are carried out",
                                  plan_kind_name(order->kind)));
  for (guint i = 0; i < campaigns->list->len; i++) {
    const struct campaign *campaign = campaigns->list->pdata[i];
    if (is_in_the_way(campaign, order))
      return refuse(error, PROVOST_ERROR_REFUSED,
                    g_strdup_printf("action %" G_GUINT64_FORMAT " is under way there: wait for it, or provost cancel %" G_GUINT64_FORMAT,
                                    campaign->id, campaign->id));
  }
  return check_place(campaigns, order, error);
}

static void impose(const struct campaigns *campaigns, const struct campaign_order *order, guint64 id)
{
  g_autofree char *reason = g_strdup_printf("evacuated by action %" G_GUINT64_FORMAT "%s%s", id, *order->reason ? ": " : "", order->reason);
  restrict_impose(&campaigns->restricting, &(struct restrict_order){order->target, reason, order->by, order->tip_id});
}

guint64 campaigns_begin(struct campaigns *campaigns, const struct campaign_order *order, GError **error)
{
  gboolean is_evacuation = order->kind == PLAN_EVACUATE;
  if (!check(campaigns, order, error))
    return 0;
  guint64 id = actions_order(campaigns->restricting.actions,
                             &(struct action_order){.kind = is_evacuation ? ACTION_EVACUATE : ACTION_PLAN,
                                                    .target = order->target,
                                                    .plan = order->kind,
                                                    .tip_id = order->tip_id,
                                                    .by = order->by,
                                                    .phase = "planning"},
                             error);
  if (!id)
    return 0;
  if (is_evacuation)
    impose(campaigns, order, id);
  struct campaign *campaign = add(campaigns, id, order->kind, order->target);
  if (is_evacuation)
    campaign->patient_us =
        campaign->progress_us + BEGIN_PATIENCE * (gint64)fleet_interval_ms(campaigns->restricting.fleet) * 1000;
  if (order->plan)
    campaign_take_plan(campaign, order->plan);
  campaign_go_on(campaign);
  return id;
}

static void resume(struct campaigns *campaigns, const struct action *order)
{
  gboolean is_evacuation = order->kind == ACTION_EVACUATE;
  struct campaign *campaign = add(campaigns, order->id, is_evacuation ? PLAN_EVACUATE : order->plan, order->target);
  campaign->patient_us = campaign_now_us(campaign) + RESUME_PATIENCE_US;
  campaign->why = *order->error ? g_strdup(order->error) : NULL;
  if (is_evacuation)
    impose(campaigns, &(struct campaign_order){.target = order->target, .reason = "", .by = order->by, .tip_id = order->tip_id}, order->id);
  g_message("action %" G_GUINT64_FORMAT " goes on", order->id);
}

void campaigns_resume(struct campaigns *campaigns)
{
  g_autoptr(GPtrArray) actions = actions_list(campaigns->restricting.actions);
  for (guint i = actions->len; i > 0; i--) {
    const struct action *action = actions->pdata[i - 1];
    if (!action_is_finished(action) && (action->kind == ACTION_EVACUATE || action->kind == ACTION_PLAN))
      resume(campaigns, action);
  }
}
