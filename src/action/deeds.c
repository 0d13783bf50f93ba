#include "action/resize_run.h"

#include "action/others.h"
#include "base/text.h"
#include "model/object.h"

#include <string.h>

#define BEGUN_WITHIN_US (20 * G_USEC_PER_SEC) /* of being sent, or not at all: what it was decided upon gets old */

/* Waits in the journal's queue, and outlives its run where the core stops meanwhile. */
struct ticket {
  struct actions *actions; /* NULL once they are gone */
  guint64 action_id;
  struct intent *intent; /* of that action's run, which keeps it until this is answered */
};

static struct intent *intent_copy(const struct intent *intent)
{
  struct intent *copy = intent_new();
  *copy = *intent;
  copy->host = g_strdup(intent->host);
  copy->guest_uuid = g_strdup(intent->guest_uuid);
  copy->arguments = g_variant_ref(intent->arguments);
  copy->error = g_strdup(intent->error);
  return copy;
}

const struct intent *run_last_intent(const struct run *run, enum deed_kind deed)
{
  const struct intent *last = NULL;
  for (guint i = 0; i < run->intents->len; i++)
    if (((const struct intent *)run->intents->pdata[i])->deed == deed)
      last = run->intents->pdata[i];
  return last;
}

/* What was saved stays where it was saved, whatever the configuration says by now. */
char *run_image(const struct run *run)
{
  const struct intent *save = run_last_intent(run, DEED_SAVE);
  char *path = NULL;
  if (save) {
    g_variant_lookup(save->arguments, "path", "s", &path);
    return path;
  }
  const struct cluster *cluster = run_cluster(run);
  if (!cluster || !cluster->save_dir)
    return NULL;
  return image_path(cluster->save_dir, run->action->id, run->action->move->guest_uuid);
}

static struct intent *add_intent(struct run *run, enum deed_kind deed, enum place on)
{
  g_autofree char *image = run_image(run);
  struct intent *intent = intent_new();
  intent->id = journal_next_intent_id(run->actions->journal);
  intent->action_id = run->action->id;
  intent->deed = deed;
  intent->host = g_strdup(run_host(run, on));
  intent->guest_uuid = g_strdup(run->action->move->guest_uuid);
  const struct deed_order order = {.move = run->action->move,
                                   .terms = run_terms(run),
                                   .image = image ? image : "",
                                   .starts_with_host = run->round.inspections[ON_SOURCE].starts_with_host};
  GVariant *arguments = run->action->kind == ACTION_RESIZE ? resize_arguments(run->action, deed)
                                                           : deed_arguments(deed, &order);
  intent->arguments = g_variant_ref_sink(arguments);
  intent->opened_us = clock_wall_us(run->actions->clock);
  intent->open = TRUE;
  g_ptr_array_add(run->intents, intent);
  return intent;
}

static gboolean send_deed(const struct run *run, const struct intent *intent)
{
  g_autofree char *host = subject_format(SUBJECT_HOST, intent->host);
  GVariantDict arguments;
  g_variant_dict_init(&arguments, intent->arguments);
  g_variant_dict_insert(&arguments, "until_us", "x", clock_monotonic_us(run->actions->clock) + BEGUN_WITHIN_US);
  return run->actions->events->send(MESSAGE_DEED,
                                    g_variant_new("(tyss@a{sv})", intent->id, (guchar)intent->deed, host,
                                                  intent->guest_uuid, g_variant_dict_end(&arguments)),
                                    run->actions->user);
}

void run_close(struct run *run, struct intent *intent, enum deed_result result, const char *error)
{
  if (!intent->open)
    return;
  intent->open = FALSE;
  intent->result = result;
  text_replace(&intent->error, error);
  journal_close_intent(run->actions->journal, intent->id, result, error);
}

/* Not one deed without a durable intent. The row may yet be there, if only the answer was lost: then the
 * next start looks into it. */
static void take_not_stored(struct run *run, struct intent *intent, const char *why)
{
  if (intent == run->abort) {
    run->abort = NULL;
    g_ptr_array_remove(run->intents, intent);
    return;
  }
  enum deed_kind deed = intent->deed;
  run_set_failure(run, g_strdup_printf("%s was not begun: %s", deed_kind_name(deed), why));
  run->deed = NULL;
  run->route = NULL;
  g_ptr_array_remove(run->intents, intent);
  if (deed_is_remnant(deed)) {
    run->tried &= ~(1u << deed); /* left to a person, who is told */
    run_tidy(run);
  } else if (run->intents->len == 0) {
    run_end(run, ACTION_FAILED, run->failure);
  } else {
    run_inspect(run);
  }
}

/* What was not sent for certain was not done for certain. */
static void take_not_sent(struct run *run, struct intent *intent, const char *why)
{
  run_close(run, intent, DEED_FAILED, why);
  if (intent == run->abort)
    return;
  run_set_failure(run, g_strdup(why));
  run->deed = NULL;
  run->route = NULL;
  if (!deed_is_remnant(intent->deed)) {
    run_inspect(run);
    return;
  }
  if (run->actions->role_is_up)
    run_leave_deed(run, intent->deed, intent->host, why);
  else
    run->tried &= ~(1u << intent->deed);
  run_tidy(run);
}

/* Not sent, and as if it had never been thought of: nobody refused it, so both hosts are asked anew. */
static void take_back(struct run *run, struct intent *intent, const char *why)
{
  run_close(run, intent, DEED_FAILED, why);
  run->deed = NULL;
  run->route = NULL;
  g_ptr_array_remove(run->intents, intent);
  run_inspect(run);
}

/* It brings a copy of the guest to life, which must be the only one. */
static gboolean revives(const struct intent *intent)
{
  return intent->deed == DEED_START || intent->deed == DEED_RESTORE || intent->deed == DEED_RESUME;
}

gboolean run_leads_on(const struct run *run, const struct intent *intent)
{
  gboolean is_on_source = strcmp(intent->host, run_host(run, ON_SOURCE)) == 0;
  return deed_leads_on(intent->deed, is_on_source ? ON_SOURCE : ON_DESTINATION);
}

/* Whose the hosts are may have changed since the action was ordered. Caller frees. */
static char *why_forbidden(const struct run *run, const struct intent *intent)
{
  const struct fleet *fleet = run->actions->fleet;
  const struct move *move = run->action->move;
  if (run->intents->len == 1)
    return others_forbid(fleet, move->from, move->to);
  const char *third = revives(intent) ? fleet_runs_elsewhere(fleet, move->guest_uuid, move->from, move->to) : NULL;
  return third ? g_strdup_printf("%s runs on %s, by somebody else's doing, or may do so", move->guest_name, third)
               : others_forbid_to_go_on(fleet, intent->host);
}

static void take_stored(struct run *run, struct intent *intent)
{
  g_autofree char *forbidden = why_forbidden(run, intent);
  if (!forbidden && run->intents->len == 1 && run_is_stale(run))
    forbidden = g_strdup("provostd stood still before it was sent, and what the hosts said is not fresh any more");
  if (forbidden) {
    take_not_sent(run, intent, forbidden);
    return;
  }
  if (intent != run->abort && run_is_cancelled(run) && run_leads_on(run, intent)) {
    take_not_sent(run, intent, "it was cancelled before it was begun");
    return;
  }
  if (revives(intent) && run_is_stale(run)) {
    take_back(run, intent, "provostd stood still before it was sent");
    return;
  }
  if (intent != run->abort) {
    run->mode = RUN_DEED;
    run->deed_since_us = clock_monotonic_us(run->actions->clock);
    if (intent->deed == DEED_SAVE)
      run->saving_since_us = run->deed_since_us;
  } else if (!run_can_abort(run)) {
    run_close(run, intent, DEED_FAILED, "there was nothing more to stop");
    return;
  }
  if (send_deed(run, intent))
    return;
  if (revives(intent))
    take_back(run, intent, "provost-virt was not running");
  else
    take_not_sent(run, intent, "provost-virt was not running");
}

static void on_stored(const GError *error, gpointer user)
{
  g_autofree struct ticket *ticket = user;
  if (!ticket->actions)
    return;
  g_hash_table_remove(ticket->actions->tickets, ticket);
  struct run *run = run_find(ticket->actions, ticket->action_id);
  if (!run || run->mode == RUN_OVER)
    return;
  if (error)
    take_not_stored(run, ticket->intent, error->message);
  else
    take_stored(run, ticket->intent);
}

void run_forget_tickets(struct actions *actions)
{
  GHashTableIter iter;
  gpointer ticket;
  g_hash_table_iter_init(&iter, actions->tickets);
  while (g_hash_table_iter_next(&iter, &ticket, NULL))
    ((struct ticket *)ticket)->actions = NULL;
}

static void store(struct run *run, struct intent *intent)
{
  struct ticket *ticket = g_new(struct ticket, 1);
  *ticket = (struct ticket){run->actions, run->action->id, intent};
  g_hash_table_add(run->actions->tickets, ticket);
  journal_put_intent(run->actions->journal, intent_copy(intent), on_stored, ticket);
}

void run_begin_deed(struct run *run, enum deed_kind deed, enum place on)
{
  run->deed = add_intent(run, deed, on);
  run->mode = RUN_STORING;
  run->action->progress_pct = 0;
  run_enter(run, deed_is_remnant(deed) ? ACTION_VERIFYING : ACTION_ACTING, deed_phase(deed));
  store(run, run->deed);
}

gboolean run_can_abort(const struct run *run)
{
  if (run->is_postcopy)
    return FALSE;
  if (run->mode == RUN_DEED)
    return run->deed->deed == DEED_MIGRATE || run->deed->deed == DEED_SAVE;
  enum stage stage = stage_of(run->intents, run->action->move->from);
  return run->mode == RUN_INSPECTING && run->heard[ON_SOURCE] == ANSWER_BUSY &&
         (stage == STAGE_MIGRATE || stage == STAGE_POSTCOPY || stage == STAGE_SAVE);
}

void run_begin_abort(struct run *run)
{
  if (run->abort)
    return;
  run->abort = add_intent(run, DEED_ABORT, ON_SOURCE);
  store(run, run->abort);
}

void run_go_forward(struct run *run)
{
  const struct route *route = run->route;
  while (route && !run_is_cancelled(run) && run->step < route->n_steps) {
    const struct step *step = &route->steps[run->step++];
    if (step->only_persistent && !run->round.inspections[ON_SOURCE].is_persistent)
      continue;
    run_begin_deed(run, step->deed, step->on);
    return;
  }
  run->route = NULL;
  run_enter(run, ACTION_VERIFYING, "verifying");
  run_inspect(run);
}
