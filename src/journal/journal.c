#include "journal/journal.h"

#include "base/error.h"
#include "journal/load.h"
#include "journal/write.h"
#include "json/json.h"
#include "json/trap_json.h"

#define BATCH_MAX 1000      /* writes in one transaction */
#define PATIENCE_MS 500     /* one wait for another program that writes to the file */
#define PATIENCE_TIMES 60   /* such waits before it counts as a failure */

/* A blocking question of the core's thread, answered by the journal's. */
struct question {
  gboolean (*ask)(struct store *store, const struct loading *load, GError **error);
  const struct loading *load;
  GError *error;
  gboolean answered;
};

struct request {
  struct write *write;       /* or */
  struct question *question; /* or neither: stop */
};

/* A write that is committed or refused, and whoever waits for it. */
struct outcome {
  struct write *write;
  GError *error;
};

struct journal {
  const struct clock *clock;
  guint64 next_tip_id, next_action_id, next_intent_id, next_trap_id; /* the core's thread only */
  GMainContext *context;
  GThread *thread;
  GAsyncQueue *requests;
  struct store *store; /* the journal's thread only */

  GMutex lock; /* of all below */
  GCond answered;
  gboolean is_closing;
  char *failure;    /* NULL while healthy; then for good */
  GQueue outcomes;  /* struct outcome, not yet told */
  GSource *teller;  /* tells them; NULL while there are none */
};

static void tell(struct outcome *outcome, const GError *error)
{
  outcome->write->done(error, outcome->write->user);
  write_free(outcome->write);
  g_clear_error(&outcome->error);
  g_free(outcome);
}

static gboolean tell_outcomes(gpointer user)
{
  struct journal *journal = user;
  g_mutex_lock(&journal->lock);
  GQueue outcomes = journal->outcomes;
  g_queue_init(&journal->outcomes);
  g_clear_pointer(&journal->teller, g_source_unref);
  g_mutex_unlock(&journal->lock);
  struct outcome *outcome;
  while ((outcome = g_queue_pop_head(&outcomes)))
    tell(outcome, outcome->error);
  return G_SOURCE_REMOVE;
}

/* A source of our own, not g_main_context_invoke: that runs at once, on this thread, where nobody is just
 * iterating the context. */
static void settle(struct journal *journal, struct write *write, const GError *error)
{
  if (!write->done) {
    write_free(write);
    return;
  }
  struct outcome *outcome = g_new(struct outcome, 1);
  *outcome = (struct outcome){write, error ? g_error_copy(error) : NULL};
  g_mutex_lock(&journal->lock);
  g_queue_push_tail(&journal->outcomes, outcome);
  if (!journal->teller) {
    journal->teller = g_idle_source_new();
    g_source_set_priority(journal->teller, G_PRIORITY_DEFAULT);
    g_source_set_callback(journal->teller, tell_outcomes, journal, NULL);
    g_source_attach(journal->teller, journal->context);
  }
  g_mutex_unlock(&journal->lock);
}

static gboolean is_closing(struct journal *journal)
{
  g_mutex_lock(&journal->lock);
  gboolean closing = journal->is_closing;
  g_mutex_unlock(&journal->lock);
  return closing;
}

static gboolean begin(struct journal *journal, GError **error)
{
  for (guint i = 1;; i++) {
    g_autoptr(GError) failure = NULL;
    if (store_begin(journal->store, PATIENCE_MS, &failure))
      return TRUE;
    if (failure->code == PROVOST_ERROR_UNAVAILABLE && i < PATIENCE_TIMES && !is_closing(journal))
      continue;
    g_propagate_error(error, g_steal_pointer(&failure));
    return FALSE;
  }
}

static gboolean commit(struct journal *journal, GPtrArray *batch, GError **error)
{
  gboolean good = begin(journal, error);
  for (guint i = 0; good && i < batch->len; i++)
    good = write_store(batch->pdata[i], journal->store, error);
  if (good && store_commit(journal->store, error))
    return TRUE;
  store_roll_back(journal->store);
  return FALSE;
}

static void fail(struct journal *journal, const GError *error)
{
  g_mutex_lock(&journal->lock);
  journal->failure = g_strdup(error->message);
  g_mutex_unlock(&journal->lock);
  g_critical("the journal has failed, provostd only watches from now on and moves nothing: %s; see to the "
             "disk and restart provostd",
             error->message);
}

/* Whoever waited must not act on a commit that failed: he is told only after the journal is unhealthy. */
static void write_batch(struct journal *journal, GPtrArray *batch)
{
  g_autoptr(GError) error = NULL;
  if (journal->failure)
    g_set_error(&error, PROVOST_ERROR, PROVOST_ERROR_STORAGE, "the journal has failed: %s",
                journal->failure);
  else if (!commit(journal, batch, &error))
    fail(journal, error);
  for (guint i = 0; i < batch->len; i++)
    settle(journal, batch->pdata[i], error);
}

static void answer(struct journal *journal, struct question *question)
{
  question->ask(journal->store, question->load, &question->error);
  g_mutex_lock(&journal->lock);
  question->answered = TRUE;
  g_cond_broadcast(&journal->answered);
  g_mutex_unlock(&journal->lock);
}

static gpointer run(gpointer user)
{
  struct journal *journal = user;
  for (;;) {
    g_autoptr(GPtrArray) batch = g_ptr_array_new();
    g_autofree struct request *request = g_async_queue_pop(journal->requests);
    while (request && request->write) {
      g_ptr_array_add(batch, request->write);
      g_free(request);
      request = batch->len < BATCH_MAX ? g_async_queue_try_pop(journal->requests) : NULL;
    }
    if (batch->len)
      write_batch(journal, batch);
    if (request && request->question)
      answer(journal, request->question);
    else if (request)
      return NULL;
  }
}

static void push(struct journal *journal, struct write *write, struct question *question)
{
  struct request *request = g_new(struct request, 1);
  *request = (struct request){write, question};
  g_async_queue_push(journal->requests, request);
}

static gboolean read_ids(struct journal *journal, GError **error)
{
  if (!store_last_id(journal->store, "tips", &journal->next_tip_id, error) ||
      !store_last_id(journal->store, "actions", &journal->next_action_id, error) ||
      !store_last_id(journal->store, "intents", &journal->next_intent_id, error) ||
      !store_last_id(journal->store, "traps", &journal->next_trap_id, error))
    return FALSE;
  journal->next_tip_id++;
  journal->next_action_id++;
  journal->next_intent_id++;
  journal->next_trap_id++;
  return TRUE;
}

struct journal *journal_open(const char *path, const struct clock *clock, GError **error)
{
  struct store *store = store_open(path, clock_wall_us(clock), error);
  if (!store)
    return NULL;
  struct journal *journal = g_new0(struct journal, 1);
  journal->clock = clock;
  journal->store = store;
  if (!read_ids(journal, error)) {
    store_free(store);
    g_free(journal);
    return NULL;
  }
  journal->context = g_main_context_ref_thread_default();
  journal->requests = g_async_queue_new();
  g_mutex_init(&journal->lock);
  g_cond_init(&journal->answered);
  g_queue_init(&journal->outcomes);
  journal->thread = g_thread_new("journal", run, journal);
  return journal;
}

/* What is committed but not yet told is told as refused: nobody begins a deed while the core is stopping,
 * and its open intent is looked into at the next start. */
static void tell_rest(struct journal *journal)
{
  if (journal->teller)
    g_source_destroy(journal->teller);
  g_clear_pointer(&journal->teller, g_source_unref);
  g_autoptr(GError) error =
      g_error_new_literal(PROVOST_ERROR, PROVOST_ERROR_UNAVAILABLE, "the journal is being closed");
  struct outcome *outcome;
  while ((outcome = g_queue_pop_head(&journal->outcomes)))
    tell(outcome, error);
}

void journal_free(struct journal *journal)
{
  if (!journal)
    return;
  g_mutex_lock(&journal->lock);
  journal->is_closing = TRUE;
  g_mutex_unlock(&journal->lock);
  push(journal, NULL, NULL);
  g_thread_join(journal->thread);
  tell_rest(journal);
  store_free(journal->store);
  g_async_queue_unref(journal->requests);
  g_main_context_unref(journal->context);
  g_mutex_clear(&journal->lock);
  g_cond_clear(&journal->answered);
  g_free(journal->failure);
  g_free(journal);
}

gboolean journal_is_healthy(const struct journal *journal, const char **why)
{
  GMutex *lock = (GMutex *)&journal->lock; /* const to the caller: asking changes nothing */
  g_mutex_lock(lock);
  const char *failure = journal->failure;
  g_mutex_unlock(lock);
  if (why)
    *why = failure;
  return !failure;
}

guint64 journal_next_tip_id(struct journal *journal)
{
  return journal->next_tip_id++;
}

guint64 journal_next_action_id(struct journal *journal)
{
  return journal->next_action_id++;
}

guint64 journal_next_intent_id(struct journal *journal)
{
  return journal->next_intent_id++;
}

guint64 journal_next_trap_id(struct journal *journal)
{
  return journal->next_trap_id++;
}

static struct write *new_write(const struct journal *journal, enum write_kind kind)
{
  return write_new(kind, clock_wall_us(journal->clock));
}

static void add_audit(struct write *write, const char *noun, guint64 id, const struct audit *audit)
{
  g_autofree char *subject = g_strdup_printf("%s %" G_GUINT64_FORMAT, noun, id);
  if (audit)
    write_add_audit(write, subject, audit);
}

void journal_put_tip(struct journal *journal, const struct tip *tip, const struct audit *audit)
{
  struct write *write = new_write(journal, WRITE_TIP);
  write->doc = tip_to_json(tip);
  add_audit(write, "tip", tip->id, audit);
  push(journal, write, NULL);
}

void journal_put_action(struct journal *journal, const struct action *action, const struct audit *audit)
{
  struct write *write = new_write(journal, WRITE_ACTION);
  write->doc = action_to_json(action);
  add_audit(write, "action", action->id, audit);
  push(journal, write, NULL);
}

void journal_put_audit(struct journal *journal, const char *subject, const struct audit *audit)
{
  struct write *write = new_write(journal, WRITE_AUDIT);
  write_add_audit(write, subject, audit);
  push(journal, write, NULL);
}

void journal_put_residence(struct journal *journal, const struct residence *residence)
{
  struct write *write = new_write(journal, WRITE_RESIDENCE);
  write->residence = residence_copy(residence);
  push(journal, write, NULL);
}

void journal_put_verdict(struct journal *journal, const struct judgement *judgement)
{
  struct write *write = new_write(journal, WRITE_VERDICT);
  write->judgement = judgement_copy(judgement);
  push(journal, write, NULL);
}

void journal_put_restriction(struct journal *journal, const struct restriction *restriction, const struct audit *audit)
{
  struct write *write = new_write(journal, WRITE_RESTRICT);
  g_autofree char *subject = g_strconcat("host ", restriction->host, NULL);
  write->restriction = restriction_copy(restriction);
  write_add_audit(write, subject, audit);
  push(journal, write, NULL);
}

void journal_drop_restriction(struct journal *journal, const char *host, const struct audit *audit)
{
  struct write *write = new_write(journal, WRITE_RELEASE);
  g_autofree char *subject = g_strconcat("host ", host, NULL);
  write->restriction = restriction_new(host, "", "", 0);
  write_add_audit(write, subject, audit);
  push(journal, write, NULL);
}

void journal_put_alert(struct journal *journal, const struct alert *alert, journal_done done, gpointer user)
{
  struct write *write = new_write(journal, WRITE_ALERT);
  write->doc = alert_to_json(NULL, alert);
  write->origin = alert_origin(alert);
  write->alert_id = alert->id;
  write->done = done;
  write->user = user;
  push(journal, write, NULL);
}

void journal_drop_alert(struct journal *journal, const struct alert *alert)
{
  struct write *write = new_write(journal, WRITE_DROP_ALERT);
  write->origin = alert_origin(alert);
  push(journal, write, NULL);
}

void journal_forget(struct journal *journal, gint64 before_us)
{
  struct write *write = new_write(journal, WRITE_FORGET);
  write->before_us = before_us;
  push(journal, write, NULL);
}

void journal_put_intent(struct journal *journal, struct intent *intent, journal_done done, gpointer user)
{
  struct write *write = new_write(journal, WRITE_INTENT);
  write->intent = intent;
  write->done = done;
  write->user = user;
  push(journal, write, NULL);
}

void journal_put_trap(struct journal *journal, const struct trap_record *trap, journal_done done, gpointer user)
{
  struct write *write = new_write(journal, WRITE_TRAP);
  write->doc = trap_to_json(trap);
  write->done = done;
  write->user = user;
  push(journal, write, NULL);
}

void journal_close_intent(struct journal *journal, guint64 intent_id, enum deed_result result,
                          const char *error)
{
  struct write *write = new_write(journal, WRITE_CLOSE);
  write->intent = intent_new();
  write->intent->id = intent_id;
  write->intent->result = result;
  write->intent->error = g_strdup(error ? error : "");
  push(journal, write, NULL);
}

static GPtrArray *ask_for(struct journal *journal,
                          gboolean (*ask)(struct store *, const struct loading *, GError **),
                          struct loading load, GError **error)
{
  struct question question = {.ask = ask, .load = &load};
  push(journal, NULL, &question);
  g_mutex_lock(&journal->lock);
  while (!question.answered)
    g_cond_wait(&journal->answered, &journal->lock);
  g_mutex_unlock(&journal->lock);
  if (!question.error)
    return load.values;
  g_propagate_error(error, question.error);
  g_ptr_array_unref(load.values);
  return NULL;
}

GPtrArray *journal_load_tips(struct journal *journal, guint finished, GError **error)
{
  GPtrArray *tips = g_ptr_array_new_with_free_func((GDestroyNotify)tip_free);
  return ask_for(journal, load_tips, (struct loading){.newest = finished, .values = tips}, error);
}

GPtrArray *journal_load_actions(struct journal *journal, guint finished, GError **error)
{
  GPtrArray *actions = g_ptr_array_new_with_free_func((GDestroyNotify)action_free);
  return ask_for(journal, load_actions, (struct loading){.newest = finished, .values = actions}, error);
}

GPtrArray *journal_load_intents(struct journal *journal, GError **error)
{
  GPtrArray *intents = g_ptr_array_new_with_free_func((GDestroyNotify)intent_free);
  return ask_for(journal, load_intents, (struct loading){.values = intents}, error);
}

GPtrArray *journal_load_residences(struct journal *journal, guint closed, GError **error)
{
  GPtrArray *residences = g_ptr_array_new_with_free_func((GDestroyNotify)residence_free);
  return ask_for(journal, load_residences, (struct loading){.newest = closed, .values = residences}, error);
}

GPtrArray *journal_load_verdicts(struct journal *journal, guint newest, GError **error)
{
  GPtrArray *judgements = g_ptr_array_new_with_free_func((GDestroyNotify)judgement_free);
  return ask_for(journal, load_verdicts, (struct loading){.newest = newest, .values = judgements}, error);
}

GPtrArray *journal_load_restrictions(struct journal *journal, GError **error)
{
  GPtrArray *restrictions = g_ptr_array_new_with_free_func((GDestroyNotify)restriction_free);
  return ask_for(journal, load_restrictions, (struct loading){.values = restrictions}, error);
}

GPtrArray *journal_load_alerts(struct journal *journal, guint64 *last_id, GError **error)
{
  GPtrArray *alerts = g_ptr_array_new_with_free_func((GDestroyNotify)alert_free);
  return ask_for(journal, load_alerts, (struct loading){.values = alerts, .last_id = last_id}, error);
}

GPtrArray *journal_load_traps(struct journal *journal, guint newest, GError **error)
{
  GPtrArray *traps = g_ptr_array_new_with_free_func((GDestroyNotify)trap_record_free);
  return ask_for(journal, load_traps, (struct loading){.newest = newest, .values = traps}, error);
}
