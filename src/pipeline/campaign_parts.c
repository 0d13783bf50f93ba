/* The moves of a campaign: how many went how, and which may begin. */
#include "pipeline/campaign_state.h"

#include "base/error.h"

#include <string.h>

#define SEEN_PATIENCE_US (20 * G_USEC_PER_SEC)

struct refusal {
  guint times;
  char *text;
};

void refusal_free(gpointer data)
{
  struct refusal *refusal = data;
  g_free(refusal->text);
  g_free(refusal);
}

/* All parts of the campaign, newest first: const struct action *; caller unrefs. */
static GPtrArray *all_parts(const struct campaign *campaign)
{
  GPtrArray *actions = actions_list(campaign->campaigns->restricting.actions);
  for (guint i = actions->len; i > 0; i--)
    if (((const struct action *)actions->pdata[i - 1])->parent_id != campaign->id)
      g_ptr_array_remove_index(actions, i - 1);
  return actions;
}

void parts_count(const struct campaign *campaign, struct parts *parts)
{
  g_autoptr(GPtrArray) all = all_parts(campaign);
  *parts = (struct parts){.running = g_ptr_array_new()};
  for (guint i = all->len; i > 0; i--) {
    struct action *part = all->pdata[i - 1];
    if (!action_is_finished(part)) {
      g_ptr_array_add(parts->running, part);
      parts->pct_sum += part->progress_pct;
    } else if (part->state == ACTION_DONE)
      parts->done++;
    else
      parts->failed++;
  }
}

void parts_clear(struct parts *parts)
{
  g_ptr_array_unref(parts->running);
}

char *parts_names(const struct parts *parts)
{
  GString *names = g_string_new(NULL);
  for (guint i = 0; i < parts->running->len; i++)
    g_string_append_printf(names, "%s%s", i ? ", " : "",
                           action_subject_name((const struct action *)parts->running->pdata[i]));
  return g_string_free(names, FALSE);
}

char *parts_lost(const struct campaign *campaign)
{
  g_autoptr(GPtrArray) all = all_parts(campaign);
  GString *text = g_string_new(NULL);
  for (guint i = all->len; i > 0; i--) {
    const struct action *part = all->pdata[i - 1];
    const struct guest *guest = fleet_guest(campaign->campaigns->restricting.fleet, part->move->guest_uuid);
    if (part->state == ACTION_FAILED && (!guest || guest->state != GUEST_RUNNING))
      g_string_append_printf(text, "%s%s does not run since action %" G_GUINT64_FORMAT " failed: %s", text->len ? "; " : "",
                             part->move->guest_name, part->id, part->error);
  }
  return g_string_free(text, text->len == 0);
}

/* A person who cancels a part does not want it begun again, and an ambiguous guest is left alone until somebody looked. */
static guint weight(const struct action *part)
{
  return part->state == ACTION_FAILED ? 1 : part->state == ACTION_DONE ? 0 : PART_TRIES;
}

guint part_failures(const struct campaign *campaign, const char *uuid, const char **last)
{
  g_autoptr(GPtrArray) all = all_parts(campaign);
  const struct refusal *refusal = g_hash_table_lookup(campaign->refusals, uuid);
  guint failures = refusal ? refusal->times : 0;
  *last = refusal ? refusal->text : "";
  for (guint i = 0; i < all->len; i++) {
    const struct action *part = all->pdata[i];
    if (!action_is_finished(part) || strcmp(part->move->guest_uuid, uuid) != 0)
      continue;
    failures += weight(part);
    if (weight(part) > 0 && !**last)
      *last = part->error;
  }
  return failures;
}

static void refuse_part(struct campaign *campaign, const struct move *move, const GError *error)
{
  struct refusal *refusal = g_hash_table_lookup(campaign->refusals, move->guest_uuid);
  if (!refusal) {
    refusal = g_new0(struct refusal, 1);
    g_hash_table_insert(campaign->refusals, g_strdup(move->guest_uuid), refusal);
  }
  refusal->times++;
  g_free(refusal->text);
  refusal->text = g_strdup(error->message);
  campaign->has_failed = TRUE;
  g_message("action %" G_GUINT64_FORMAT ": %s is not moved to %s: %s", campaign->id, move->guest_name, move->to,
            error->message);
}

/* Whether the move has begun, or will not; FALSE: it may later. */
static gboolean begin(struct campaign *campaign, const struct move *move)
{
  struct actions *actions = campaign->campaigns->restricting.actions;
  g_autoptr(GError) error = NULL;
  if (actions_guest_is_busy(actions, move->guest_uuid)) {
    g_autofree char *obstacle = g_strdup_printf("another action on %s is under way", move->guest_name);
    campaign_set_obstacle(campaign, obstacle);
    return FALSE;
  }
  if (actions_start_part(actions, move, campaign->id, &error)) {
    campaign_set_obstacle(campaign, "");
    return TRUE;
  }
  if (error->code == PROVOST_ERROR_BUSY) {
    campaign_set_obstacle(campaign, error->message);
    return FALSE;
  }
  refuse_part(campaign, move, error);
  return TRUE;
}

static gboolean is_of_wave(const struct campaign *campaign, guint i)
{
  return ((const struct move *)campaign->moves->pdata[i])->wave <= campaign->wave;
}

void parts_begin(struct campaign *campaign)
{
  for (guint i = 0; i < campaign->moves->len && is_of_wave(campaign, i);)
    if (begin(campaign, campaign->moves->pdata[i]))
      g_ptr_array_remove_index(campaign->moves, i);
    else
      i++;
}

gboolean parts_wave_is_begun(const struct campaign *campaign)
{
  return campaign->moves->len == 0 || !is_of_wave(campaign, 0);
}

gboolean parts_are_seen(const struct campaign *campaign)
{
  const struct restricting *restricting = &campaign->campaigns->restricting;
  g_autoptr(GPtrArray) all = all_parts(campaign);
  gint64 now_us = clock_wall_us(restricting->clock);
  for (guint i = 0; i < all->len; i++) {
    const struct action *part = all->pdata[i];
    const struct guest *guest = fleet_guest(restricting->fleet, part->move->guest_uuid);
    gint64 ago_us = now_us - part->ended_us;
    if (part->state == ACTION_DONE && ago_us >= 0 && ago_us < SEEN_PATIENCE_US && guest &&
        g_strcmp0(guest->host, part->move->to) != 0)
      return FALSE;
  }
  return TRUE;
}

void parts_cancel(const struct campaign *campaign, const char *by)
{
  struct parts parts;
  parts_count(campaign, &parts);
  for (guint i = 0; i < parts.running->len; i++) {
    g_autoptr(GError) error = NULL;
    const struct action *part = parts.running->pdata[i];
    if (!actions_cancel(campaign->campaigns->restricting.actions, part->id, by, &error))
      g_message("action %" G_GUINT64_FORMAT " is being cancelled, its part goes on: %s", campaign->id, error->message);
  }
  parts_clear(&parts);
}
