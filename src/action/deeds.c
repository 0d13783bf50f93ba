#include "action/run.h"

#include "base/limits.h"
#include "base/text.h"
#include "model/object.h"

/* Waits in the journal's queue, and outlives its run where the core stops meanwhile. */
struct ticket {
  struct actions *actions; /* NULL once they are gone */
  guint64 action_id, intent_id;
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
  if (save && g_variant_lookup(save->arguments, "path", "s", &path))
    return path;
  const struct host *source = fleet_host(run->actions->fleet, run->action->move->from);
  const struct cluster *cluster = source ? fleet_cluster(run->actions->fleet, source->cluster) : NULL;
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
  intent->arguments = g_variant_ref_sink(deed_arguments(deed, run->action->move, image ? image : ""));
  intent->open = TRUE;
  g_ptr_array_add(run->intents, intent);
  return intent;
}

static struct run *find_run(const struct actions *actions, guint64 action_id)
{
  for (guint i = 0; i < actions->runs->len; i++) {
    struct run *run = actions->runs->pdata[i];
    if (run->action->id == action_id)
      return run;
  }
  return NULL;
}

static struct intent *find_intent(const struct run *run, guint64 id)
{
  for (guint i = 0; i < run->intents->len; i++) {
    struct intent *intent = run->intents->pdata[i];
    if (intent->id == id)
      return intent;
  }
  return NULL;
}

static gboolean send_deed(const struct run *run, const struct intent *intent)
{
  g_autofree char *host = subject_format(SUBJECT_HOST, intent->host);
  return run->actions->events->send(MESSAGE_DEED,
                                    g_variant_new("(tyss@a{sv})", intent->id, (guchar)intent->deed, host,
                                                  intent->guest_uuid, intent->arguments),
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

static gboolean is_remnant(enum deed_kind deed)
{
  return deed == DEED_UNDEFINE || deed == DEED_REMOVE_IMAGE;
}

static void set_failure(struct run *run, char *failure)
{
  g_free(run->failure);
  run->failure = failure;
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
  gboolean was_remnant = is_remnant(intent->deed);
  set_failure(run, g_strdup_printf("%s was not begun: %s", deed_kind_name(intent->deed), why));
  run->deed = NULL;
  run->route = NULL;
  g_ptr_array_remove(run->intents, intent);
  if (was_remnant)
    run_end(run, run->end, run->end_error);
  else if (run->intents->len == 0)
    run_end(run, ACTION_FAILED, run->failure);
  else
    run_inspect(run);
}

/* What was not sent for certain was not done for certain. */
static void take_not_sent(struct run *run, struct intent *intent, const char *why)
{
  run_close(run, intent, DEED_FAILED, why);
  if (intent == run->abort)
    return;
  set_failure(run, g_strdup(why));
  run->deed = NULL;
  run->route = NULL;
  if (is_remnant(intent->deed))
    run_end(run, run->end, run->end_error);
  else
    run_inspect(run);
}

static void take_stored(struct run *run, struct intent *intent)
{
  if (intent != run->abort && run->cancelled_by && intent->deed == DEED_MIGRATE) {
    take_not_sent(run, intent, "it was cancelled before it was begun");
    return;
  }
  if (intent != run->abort) {
    run->mode = RUN_DEED;
    run->deed_since_us = clock_monotonic_us(run->actions->clock);
    if (intent->deed == DEED_SAVE)
      run->saving_since_us = run->deed_since_us;
  } else if (run->mode != RUN_DEED || run->deed->deed != DEED_MIGRATE) {
    run_close(run, intent, DEED_FAILED, "there was nothing more to stop");
    return;
  }
  if (!send_deed(run, intent))
    take_not_sent(run, intent, "provost-virt was not running");
}

static void on_stored(const GError *error, gpointer user)
{
  g_autofree struct ticket *ticket = user;
  if (!ticket->actions)
    return;
  g_hash_table_remove(ticket->actions->tickets, ticket);
  struct run *run = find_run(ticket->actions, ticket->action_id);
  struct intent *intent = run ? find_intent(run, ticket->intent_id) : NULL;
  if (!intent || run->mode == RUN_OVER)
    return;
  if (error)
    take_not_stored(run, intent, error->message);
  else
    take_stored(run, intent);
}

void run_forget_tickets(struct actions *actions)
{
  GHashTableIter iter;
  gpointer ticket;
  g_hash_table_iter_init(&iter, actions->tickets);
  while (g_hash_table_iter_next(&iter, &ticket, NULL))
    ((struct ticket *)ticket)->actions = NULL;
}

static void store(struct run *run, const struct intent *intent)
{
  struct ticket *ticket = g_new(struct ticket, 1);
  *ticket = (struct ticket){run->actions, run->action->id, intent->id};
  g_hash_table_add(run->actions->tickets, ticket);
  journal_put_intent(run->actions->journal, intent_copy(intent), on_stored, ticket);
}

void run_begin_deed(struct run *run, enum deed_kind deed, enum place on)
{
  run->deed = add_intent(run, deed, on);
  run->mode = RUN_STORING;
  run->action->progress_pct = 0;
  run_enter(run, is_remnant(deed) ? ACTION_VERIFYING : ACTION_ACTING, deed_phase(deed));
  store(run, run->deed);
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
  while (route && run->step < route->n_steps) {
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

static void take_facts(struct run *run, GVariant *facts)
{
  guint64 downtime_ms;
  if (g_variant_lookup(facts, "downtime_ms", "t", &downtime_ms) && downtime_ms <= G_MAXINT32)
    run->action->downtime_ms = (gint64)downtime_ms;
  guint64 bytes;
  if (g_variant_lookup(facts, "transferred_bytes", "t", &bytes))
    run->action->bytes_done = bytes;
  /* Through an image the guest is away from the begin of the save to the end of the restore. */
  if (run->deed->deed == DEED_RESTORE && run->saving_since_us)
    run->action->downtime_ms = (clock_monotonic_us(run->actions->clock) - run->saving_since_us) / 1000;
}

static void take_failed(struct run *run, struct intent *deed, const char *error)
{
  set_failure(run, g_strdup_printf("%s on %s failed: %s", deed_kind_name(deed->deed), deed->host, error));
  run_close(run, deed, DEED_FAILED, error);
  /* A failed stream leaves its route to run_judge, which may try through an image. */
  if (deed->deed != DEED_MIGRATE)
    run->route = NULL;
  run_enter(run, ACTION_VERIFYING, "verifying");
  run_inspect(run);
}

static void take_remnant(struct run *run, struct intent *deed, enum deed_result result, const char *error)
{
  if (result != DEED_DONE)
    g_warning("action %" G_GUINT64_FORMAT ": to %s of guest %s on %s did not succeed and is left to you: %s",
              run->action->id, deed_kind_name(deed->deed), run->action->move->guest_name, deed->host, error);
  run_close(run, deed, result, error);
  run_tidy(run);
}

gboolean run_take_ended(struct run *run, guint64 intent_id, enum deed_result result, const char *error,
                        GVariant *facts)
{
  if (run->abort && run->abort->id == intent_id) {
    run_close(run, run->abort, result, error);
    return TRUE;
  }
  if (run->mode != RUN_DEED || run->deed->id != intent_id)
    return FALSE;
  struct intent *deed = run->deed;
  if (is_remnant(deed->deed)) {
    run->deed = NULL;
    take_remnant(run, deed, result, error);
    return TRUE;
  }
  if (result == DEED_UNKNOWN) {
    run_lose_deed(run, error);
    return TRUE;
  }
  if (result == DEED_DONE)
    take_facts(run, facts);
  run->deed = NULL;
  if (result == DEED_FAILED) {
    take_failed(run, deed, error);
    return TRUE;
  }
  run_close(run, deed, DEED_DONE, "");
  if (deed->deed == DEED_MIGRATE)
    run->route = NULL;
  run_go_forward(run);
  return TRUE;
}

/* The intent stays open until it is known what came of it. */
void run_lose_deed(struct run *run, const char *why)
{
  struct intent *deed = run->deed;
  run->deed = NULL;
  if (is_remnant(deed->deed)) {
    take_remnant(run, deed, DEED_UNKNOWN, why);
    return;
  }
  g_message("action %" G_GUINT64_FORMAT ": what came of %s on %s is not known (%s): asking both hosts",
            run->action->id, deed_kind_name(deed->deed), deed->host, why);
  set_failure(run,
              g_strdup_printf("%s on %s was cut off: %s", deed_kind_name(deed->deed), deed->host, why));
  run->route = NULL;
  run->is_unsure = TRUE;
  run_enter(run, ACTION_VERIFYING, "asking both hosts");
  run_inspect(run);
}

gboolean run_take_progress(struct run *run, GVariant *body)
{
  guint64 id, done, total, elapsed_ms;
  guchar percent;
  const char *phase;
  g_variant_get(body, "(t&syttt)", &id, &phase, &percent, &done, &total, &elapsed_ms);
  if (run->mode != RUN_DEED || run->deed->id != id)
    return FALSE;
  struct action *action = run->action;
  action->progress_pct = MIN(percent, 100);
  action->bytes_done = done;
  action->bytes_total = total;
  if (phase[0]) {
    g_free(action->phase);
    action->phase = text_clean(phase, LIMIT_NAME);
  }
  run_tell(run);
  return TRUE;
}
