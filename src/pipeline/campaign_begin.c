/* How a campaign comes to be: by an order, or again at a start. */
#include "pipeline/campaign_state.h"

#include "action/others.h"
#include "base/error.h"

#define RESUME_PATIENCE_US (60 * G_USEC_PER_SEC)
#define BEGIN_PATIENCE 3 /* intervals, in which loads of guests that were just started become known */

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
  g_autofree char *other = others_forbid(fleet, host->name, NULL);
  if (other)
    return error_refuse(error, PROVOST_ERROR_REFUSED, "%s", other);
  const struct link *link = &host->links[SOURCE_LIBVIRT];
  g_autofree char *how = link_text(link);
  return link->state == LINK_UP ||
         error_refuse(error, PROVOST_ERROR_REFUSED, "host %s is not up: libvirt is %s; no guest can leave it",
                      host->name, how);
}

static gboolean check(const struct campaigns *campaigns, const struct campaign_order *order, GError **error)
{
  if (!is_carried_out(order->kind))
    return error_refuse(error, PROVOST_ERROR_INVALID,
                        "a plan \"%s\" is only shown: evacuate, balance, rules and consolidate are carried out",
                        plan_kind_name(order->kind));
  for (guint i = 0; i < campaigns->list->len; i++) {
    const struct campaign *campaign = campaigns->list->pdata[i];
    if (is_in_the_way(campaign, order))
      return error_refuse(error, PROVOST_ERROR_REFUSED,
                          "action %" G_GUINT64_FORMAT " is under way there: wait for it, or provost cancel %"
                          G_GUINT64_FORMAT,
                          campaign->id, campaign->id);
  }
  return check_place(campaigns, order, error);
}

static void impose(const struct campaigns *campaigns, const struct campaign_order *order, guint64 id)
{
  g_autofree char *reason = g_strdup_printf("evacuated by action %" G_GUINT64_FORMAT "%s%s", id,
                                            *order->reason ? ": " : "", order->reason);
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
  struct campaign *campaign = campaign_add(campaigns, id, order->kind, order->target);
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
  struct campaign *campaign = campaign_add(campaigns, order->id, is_evacuation ? PLAN_EVACUATE : order->plan, order->target);
  campaign->patient_us = campaign_now_us(campaign) + RESUME_PATIENCE_US;
  campaign->why = *order->error ? g_strdup(order->error) : NULL;
  if (is_evacuation)
    impose(campaigns,
           &(struct campaign_order){.target = order->target, .reason = "", .by = order->by, .tip_id = order->tip_id},
           order->id);
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
