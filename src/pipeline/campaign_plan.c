/* Planning a campaign, again and again, until there is nothing left to do; and what is said then. */
#include "pipeline/campaign_state.h"

#include "pipeline/planning.h"

#include <string.h>

#define AGAIN_US (5 * G_USEC_PER_SEC)
#define PATIENCE_US (300 * G_USEC_PER_SEC) /* without coming any further */
#define PLANS_MAX 20                       /* of one that has no end by itself */

/* What a plan that is being made must find again. */
struct planned {
  struct campaigns *campaigns;
  gboolean *alive;
  guint64 id;
};

static const struct fleet *fleet_of(const struct campaign *campaign)
{
  return campaign->campaigns->restricting.fleet;
}

GPtrArray *campaign_guests_left(const struct campaign *campaign)
{
  GPtrArray *guests = fleet_guests_on(fleet_of(campaign), campaign->target);
  for (guint i = guests->len; i > 0; i--) {
    const struct guest *guest = guests->pdata[i - 1];
    if (guest->state == GUEST_OFF || guest->state == GUEST_CRASHED)
      g_ptr_array_remove_index(guests, i - 1);
  }
  return guests;
}

char *campaign_leftover(const struct campaign *campaign)
{
  g_autoptr(GPtrArray) guests = campaign_guests_left(campaign);
  GString *text = g_string_new(NULL);
  for (guint i = 0; i < guests->len; i++)
    g_string_append_printf(text, "%s%s", i ? ", " : "", ((const struct guest *)guests->pdata[i])->name);
  if (guests->len)
    g_string_append_printf(text, " %s still on %s; ", guests->len == 1 ? "is" : "are", campaign->target);
  g_string_append_printf(text, "%s stays restricted: provost release %s", campaign->target, campaign->target);
  return g_string_free(text, FALSE);
}

/* The plan's own word on the guest, which begins with its name; or NULL. */
static const char *word_on(const struct plan *plan, const char *name)
{
  gsize length = strlen(name);
  for (guint i = 0; i < plan->refused->len; i++) {
    const char *sentence = plan->refused->pdata[i];
    if (strncmp(sentence, name, length) == 0 && sentence[length] == ' ')
      return sentence;
  }
  return NULL;
}

static void tell_stuck(GString *text, const struct campaign *campaign, const struct plan *plan, const struct guest *guest)
{
  const char *last, *word = word_on(plan, guest->name);
  guint failures = part_failures(campaign, guest->uuid, &last);
  const char *separator = text->len ? "; " : "";
  if (failures > 0)
    g_string_append_printf(text, "%s%s stays: moving it did not succeed: %s", separator, guest->name, last);
  else if (word)
    g_string_append_printf(text, "%s%s", separator, word);
  else
    g_string_append_printf(text, "%s%s stays: it is %s, and only a running guest can be moved", separator, guest->name,
                           guest_state_name(guest->state));
}

/* Who cannot leave, and why. Caller frees. */
static char *explain_stuck(const struct campaign *campaign, const struct plan *plan, const GPtrArray *guests)
{
  g_autoptr(GString) text = g_string_new(NULL);
  g_autofree char *leftover = campaign_leftover(campaign);
  for (guint i = 0; i < guests->len; i++)
    tell_stuck(text, campaign, plan, guests->pdata[i]);
  return g_strdup_printf("%s; %s", text->str, leftover);
}

static gboolean is_patient(const struct campaign *campaign, const GPtrArray *guests)
{
  gint64 now_us = campaign_now_us(campaign);
  gboolean is_busy = FALSE;
  for (guint i = 0; i < guests->len; i++) {
    const struct guest *guest = guests->pdata[i];
    const char *last;
    is_busy |= part_failures(campaign, guest->uuid, &last) < PART_TRIES &&
               actions_guest_is_busy(campaign->campaigns->restricting.actions, guest->uuid);
  }
  return now_us < campaign->patient_us || (is_busy && now_us < campaign->progress_us + PATIENCE_US);
}

/* The plan has no move for it. */
static void end_evacuation(struct campaign *campaign, const struct plan *plan)
{
  g_autoptr(GPtrArray) guests = campaign_guests_left(campaign);
  if (guests->len == 0) {
    g_autofree char *lost = parts_lost(campaign);
    campaign_end(campaign, lost ? ACTION_FAILED : ACTION_DONE, lost ? lost : "");
    return;
  }
  g_autofree char *stuck = explain_stuck(campaign, plan, guests);
  if (is_patient(campaign, guests)) {
    campaign_set_obstacle(campaign, stuck);
    campaign->next_us = campaign_now_us(campaign) + AGAIN_US;
    campaign_go_on(campaign);
  } else
    campaign_end(campaign, ACTION_FAILED, stuck);
}

static void add_sentence(gpointer data, gpointer user)
{
  GString *text = user;
  g_string_append_printf(text, "%s%s", text->len ? "; " : "", (const char *)data);
}

/* After a restart hosts may just not be known well enough yet. */
static gboolean plan_again(struct campaign *campaign)
{
  gint64 now_us = campaign_now_us(campaign);
  if (now_us >= campaign->patient_us)
    return FALSE;
  campaign_set_obstacle(campaign, "hosts and guests are not known for long enough yet");
  campaign->next_us = now_us + AGAIN_US;
  campaign_go_on(campaign);
  return TRUE;
}

/* What the plan would move still, and cannot; and of rules what it says itself. */
static void end_plan(struct campaign *campaign, const struct plan *plan)
{
  g_autoptr(GString) text = g_string_new(NULL);
  if (plan->moves->len == 0 && plan_again(campaign))
    return;
  for (guint i = 0; i < plan->moves->len; i++) {
    const struct move *move = plan->moves->pdata[i];
    const char *last;
    if (part_failures(campaign, move->guest_uuid, &last) > 0)
      g_string_append_printf(text, "%s%s stays on %s: moving it did not succeed: %s", text->len ? "; " : "", move->guest_name,
                             move->from, last);
  }
  if (campaign->kind == PLAN_RULES)
    g_ptr_array_foreach(plan->refused, add_sentence, text);
  campaign_end(campaign, text->len ? ACTION_FAILED : ACTION_DONE, text->str);
}

gboolean campaign_take_plan(struct campaign *campaign, const struct plan *plan)
{
  g_autoptr(GPtrArray) moves = g_ptr_array_new_with_free_func((GDestroyNotify)move_free);
  for (guint i = 0; i < plan->moves->len; i++) {
    const struct move *move = plan->moves->pdata[i];
    const char *last;
    if (part_failures(campaign, move->guest_uuid, &last) < PART_TRIES)
      g_ptr_array_add(moves, move_copy(move));
  }
  if (moves->len == 0)
    return FALSE;
  campaign->waves = ((const struct move *)moves->pdata[moves->len - 1])->wave + 1;
  campaign->wave = ((const struct move *)moves->pdata[0])->wave;
  campaign->moves = g_steal_pointer(&moves);
  campaign->planned_us = campaign_now_us(campaign);
  campaign->has_failed = FALSE;
  campaign->plans++;
  campaign_set_obstacle(campaign, "");
  return TRUE;
}

static void take_planned(struct campaign *campaign, const struct plan *plan)
{
  gboolean is_endless = campaign->kind != PLAN_EVACUATE && campaign->plans >= PLANS_MAX;
  if (campaign->why || (!is_endless && campaign_take_plan(campaign, plan)))
    campaign_go_on(campaign);
  else if (campaign->kind == PLAN_EVACUATE)
    end_evacuation(campaign, plan);
  else
    end_plan(campaign, plan);
}

static void on_planned(struct plan *plan, const GError *error, gpointer user)
{
  g_autofree struct planned *planned = user;
  struct campaign *campaign = *planned->alive ? campaign_find(planned->campaigns, planned->id) : NULL;
  g_rc_box_release(planned->alive);
  if (campaign)
    campaign->is_planning = FALSE;
  if (campaign && plan)
    take_planned(campaign, plan);
  else if (campaign)
    campaign_end(campaign, campaign->why ? ACTION_CANCELLED : ACTION_FAILED, campaign->why ? campaign->why : error->message);
  plan_free(plan);
}

/* What runs there is known, and is so now. */
static gboolean is_heard(const struct host *host)
{
  return host->guests_are_known && host->links[SOURCE_LIBVIRT].state == LINK_UP;
}

/* The first host of the cluster that has not told of its guests yet; NULL: there is none. */
static const struct host *silent_host(const struct campaign *campaign)
{
  const GPtrArray *hosts = fleet_hosts(fleet_of(campaign));
  for (guint i = 0; i < hosts->len; i++) {
    const struct host *host = hosts->pdata[i];
    gboolean is_meant = !*campaign->target || g_str_equal(host->cluster, campaign->target);
    if (is_meant && host->links[SOURCE_LIBVIRT].state != LINK_NONE && !is_heard(host))
      return host;
  }
  return NULL;
}

/* Why no plan can be made now: what runs on a host is not known. NULL: it can. Caller frees. */
static char *what_is_unknown(const struct campaign *campaign)
{
  gboolean is_evacuation = campaign->kind == PLAN_EVACUATE;
  const struct host *host = is_evacuation ? fleet_host(fleet_of(campaign), campaign->target)
                            : campaign_now_us(campaign) < campaign->patient_us ? silent_host(campaign)
                                                                               : NULL;
  if (is_evacuation && !host)
    return g_strdup_printf("%s is not configured any more", campaign->target);
  if (!host || is_heard(host))
    return NULL;
  g_autofree char *how = link_text(&host->links[SOURCE_LIBVIRT]);
  return g_strdup_printf("what runs on %s is not known: libvirt is %s", host->name, how);
}

void campaign_plan(struct campaign *campaign)
{
  gint64 now_us = campaign_now_us(campaign);
  if (now_us < campaign->next_us)
    return;
  g_autofree char *unknown = what_is_unknown(campaign);
  campaign_set_obstacle(campaign, unknown ? unknown : "");
  if (unknown)
    return;
  gboolean is_evacuation = campaign->kind == PLAN_EVACUATE;
  const struct action *order = actions_action(campaign->campaigns->restricting.actions, campaign->id);
  const struct plan_question question = {.kind = campaign->kind,
                                         .spares_held = order && g_str_has_prefix(order->by, BY_AUTOMATION),
                                         .host = is_evacuation ? campaign->target : NULL,
                                         .cluster = !is_evacuation && *campaign->target ? campaign->target : NULL};
  struct planned *planned = g_new(struct planned, 1);
  *planned = (struct planned){campaign->campaigns, g_rc_box_acquire(campaign->campaigns->alive), campaign->id};
  campaign->is_planning = TRUE;
  planning_start(fleet_of(campaign), &question, on_planned, planned);
}

gboolean campaign_end_if_stuck(struct campaign *campaign)
{
  if (campaign_now_us(campaign) < campaign->progress_us + PATIENCE_US || !*campaign->obstacle)
    return FALSE;
  g_autofree char *leftover = campaign->kind == PLAN_EVACUATE ? campaign_leftover(campaign) : g_strdup("");
  g_autofree char *text = g_strdup_printf("%s%s%s", campaign->obstacle, *leftover ? "; " : "", leftover);
  campaign_end(campaign, ACTION_FAILED, text);
  return TRUE;
}

void campaign_end_plan(struct campaign *campaign)
{
  if (!campaign->has_failed && campaign->moves->len == 0 && campaign->kind != PLAN_EVACUATE) {
    campaign_end(campaign, ACTION_DONE, "");
    return;
  }
  campaign->next_us = campaign_now_us(campaign) + (campaign->has_failed ? AGAIN_US : 0);
  g_clear_pointer(&campaign->moves, g_ptr_array_unref);
}
