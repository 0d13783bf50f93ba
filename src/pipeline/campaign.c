#include "pipeline/campaign.h"

#include "base/error.h"
#include "base/text.h"
#include "pipeline/campaign_state.h"

#define PLAN_AGE_MS 300000                  /* where the cluster does not say */

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

struct campaign *campaign_add(struct campaigns *campaigns, guint64 id, enum plan_kind kind, const char *target)
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

static void tell(const struct campaign *campaign)
{
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
  actions_tell_order(campaign->campaigns->restricting.actions, campaign->id, &progress);
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
  if (!campaign || campaign->why)
    return error_refuse(error, PROVOST_ERROR_REFUSED, "action %" G_GUINT64_FORMAT " is being cancelled already", id);
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
