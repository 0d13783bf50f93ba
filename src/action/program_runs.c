#include "action/program_runs.h"

#include "base/error.h"
#include "base/limits.h"
#include "base/text.h"

#include <string.h>

#define WAIT_US (30 * G_USEC_PER_SEC) /* for provost-notify, before anything was begun */
#define ANSWER_US ((LIMIT_PROGRAM_SEC + 60) * G_USEC_PER_SEC) /* it ends a program itself long before */

enum program_state { PROGRAM_WAITS, PROGRAM_STORING, PROGRAM_RUNS };

struct program_run {
  guint64 action_id, intent_id; /* intent_id 0: none yet */
  enum program_state state;
  gint64 since_us; /* monotonic, of this state */
  char *program;
  GVariant *values; /* as */
  char *cancelled_by; /* while its intent is being stored */
};

struct program_runs {
  struct program_runs_options options;
  GPtrArray *list; /* struct program_run, oldest first */
  gboolean role_is_up;
  guint begin_idle;
  gboolean *alive; /* shared with what waits in the journal's queue */
};

/* Waits in the journal's queue, and outlives all where the core stops meanwhile. */
struct stored_call {
  struct program_runs *runs;
  gboolean *alive;
  guint64 intent_id;
};

static void program_run_free(gpointer data)
{
  struct program_run *run = data;
  g_free(run->program);
  g_variant_unref(run->values);
  g_free(run->cancelled_by);
  g_free(run);
}

static gint64 now_us(const struct program_runs *runs)
{
  return clock_monotonic_us(runs->options.clock);
}

static struct program_run *find_intent(const struct program_runs *runs, guint64 intent_id)
{
  for (guint i = 0; i < runs->list->len; i++) {
    struct program_run *run = runs->list->pdata[i];
    if (run->intent_id == intent_id)
      return run;
  }
  return NULL;
}

static void enter(struct program_runs *runs, struct program_run *run, enum program_state state)
{
  run->state = state;
  run->since_us = now_us(runs);
}

/* ---- ends ---------------------------------------------------------------------------------------- */

/* Frees the run. */
static void end(struct program_runs *runs, struct program_run *run, enum action_state state, const char *error)
{
  guint64 action_id = run->action_id;
  g_ptr_array_remove(runs->list, run);
  actions_end_order(runs->options.actions, action_id, state, error);
}

static void close_intent(struct program_runs *runs, const struct program_run *run, enum deed_result result,
                         const char *error)
{
  journal_close_intent(runs->options.journal, run->intent_id, result, error);
}

static void end_unknown(struct program_runs *runs, struct program_run *run, const char *why)
{
  g_autofree char *error = g_strdup_printf("%s: the program %s may have run, and is not run again", why, run->program);
  close_intent(runs, run, DEED_UNKNOWN, error);
  end(runs, run, ACTION_FAILED, error);
}

static void end_not_begun(struct program_runs *runs, struct program_run *run, const char *why)
{
  g_autofree char *error = g_strdup_printf("the program %s was not run: %s", run->program, why);
  if (run->state == PROGRAM_STORING)
    close_intent(runs, run, DEED_FAILED, error);
  end(runs, run, ACTION_FAILED, error);
}

static void end_cancelled(struct program_runs *runs, struct program_run *run, const char *by)
{
  g_autofree char *error = g_strdup_printf("cancelled by %s; the program was not run", by);
  if (run->state == PROGRAM_STORING)
    close_intent(runs, run, DEED_FAILED, error);
  end(runs, run, ACTION_CANCELLED, error);
}

/* ---- begin --------------------------------------------------------------------------------------- */

static void begin_later(struct program_runs *runs);

/* It is durable: now the program may be run. */
static void take_stored(struct program_runs *runs, struct program_run *run)
{
  GVariant *body = g_variant_new("(ts@as)", run->intent_id, run->program, run->values);
  if (run->cancelled_by) {
    g_variant_unref(g_variant_ref_sink(body));
    g_autofree char *by = g_strdup(run->cancelled_by);
    end_cancelled(runs, run, by);
  } else if (!runs->options.send(MESSAGE_RUN, body, runs->options.user)) {
    end_not_begun(runs, run, "provost-notify was not running");
  } else {
    enter(runs, run, PROGRAM_RUNS);
  }
}

static void on_stored(const GError *error, gpointer user)
{
  g_autofree struct stored_call *call = user;
  gboolean alive = *call->alive;
  g_rc_box_release(call->alive);
  struct program_run *run = alive ? find_intent(call->runs, call->intent_id) : NULL;
  if (!run)
    return;
  if (error)
    end_not_begun(call->runs, run, error->message);
  else
    take_stored(call->runs, run);
  begin_later(call->runs);
}

static struct intent *intent_of(const struct program_run *run)
{
  GVariantBuilder arguments;
  g_variant_builder_init(&arguments, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add(&arguments, "{sv}", "program", g_variant_new_string(run->program));
  g_variant_builder_add(&arguments, "{sv}", "values", run->values);
  struct intent *intent = intent_new();
  intent->id = run->intent_id;
  intent->action_id = run->action_id;
  intent->deed = DEED_RUN;
  intent->host = g_strdup("");
  intent->guest_uuid = g_strdup("");
  intent->arguments = g_variant_ref_sink(g_variant_builder_end(&arguments));
  intent->open = TRUE;
  intent->error = g_strdup("");
  return intent;
}

static void begin(struct program_runs *runs, struct program_run *run)
{
  struct stored_call *call = g_new(struct stored_call, 1);
  run->intent_id = journal_next_intent_id(runs->options.journal);
  *call = (struct stored_call){runs, g_rc_box_acquire(runs->alive), run->intent_id};
  enter(runs, run, PROGRAM_STORING);
  actions_tell_order(runs->options.actions, run->action_id, &(struct order_progress){.phase = "running"});
  journal_put_intent(runs->options.journal, intent_of(run), on_stored, call);
}

static gboolean on_begin(gpointer user)
{
  struct program_runs *runs = user;
  guint going_on = 0;
  runs->begin_idle = 0;
  for (guint i = 0; i < runs->list->len; i++)
    going_on += ((const struct program_run *)runs->list->pdata[i])->state != PROGRAM_WAITS;
  for (guint i = 0; i < runs->list->len && runs->role_is_up && going_on < PROGRAMS_AT_ONCE; i++) {
    struct program_run *run = runs->list->pdata[i];
    if (run->state != PROGRAM_WAITS)
      continue;
    begin(runs, run);
    going_on++;
  }
  return G_SOURCE_REMOVE;
}

/* Not from within what somebody asked or told. */
static void begin_later(struct program_runs *runs)
{
  if (!runs->begin_idle)
    runs->begin_idle = g_idle_add(on_begin, runs);
}

/* ---- orders -------------------------------------------------------------------------------------- */

static GVariant *values_of(const char *const *values, guint64 action_id)
{
  GVariantBuilder builder;
  g_autofree char *id = g_strdup_printf("%" G_GUINT64_FORMAT, action_id);
  g_variant_builder_init(&builder, G_VARIANT_TYPE("as"));
  for (enum program_macro macro = 0; macro < PROGRAM_MACROS; macro++) {
    g_autofree char *value = program_value(macro == MACRO_ACTION_ID ? id : values[macro]);
    g_variant_builder_add(&builder, "s", value);
  }
  return g_variant_ref_sink(g_variant_builder_end(&builder));
}

guint64 program_runs_order(struct program_runs *runs, const struct program_order *order, GError **error)
{
  const struct action_order record = {.kind = ACTION_RUN,
                                      .target = order->program,
                                      .tip_id = order->tip_id,
                                      .by = order->by,
                                      .phase = "waiting to run"};
  guint64 action_id = actions_order(runs->options.actions, &record, error);
  if (!action_id)
    return 0;
  struct program_run *run = g_new0(struct program_run, 1);
  run->action_id = action_id;
  run->program = g_strdup(order->program);
  run->values = values_of(order->values, action_id);
  enter(runs, run, PROGRAM_WAITS);
  g_ptr_array_add(runs->list, run);
  begin_later(runs);
  return action_id;
}

static gboolean cancel(guint64 action_id, const char *by, gpointer user, GError **error)
{
  struct program_runs *runs = user;
  struct program_run *run = NULL;
  for (guint i = 0; i < runs->list->len && !run; i++)
    if (((struct program_run *)runs->list->pdata[i])->action_id == action_id)
      run = runs->list->pdata[i];
  if (run && run->state == PROGRAM_WAITS) {
    end_cancelled(runs, run, by);
  } else if (run && run->state == PROGRAM_STORING) {
    text_replace(&run->cancelled_by, by);
  } else {
    return error_refuse(error, PROVOST_ERROR_REFUSED,
                        "action %" G_GUINT64_FORMAT " cannot be cancelled: its program runs, and ends by itself or when "
                        "program_timeout is over", action_id);
  }
  return TRUE;
}

/* ---- what came of it ----------------------------------------------------------------------------- */

/* The last line with something in it. Caller frees. */
static char *last_line(const char *output)
{
  g_auto(GStrv) lines = g_strsplit(output, "\n", -1);
  const char *last = "";
  for (char **line = lines; *line; line++)
    if (*g_strstrip(*line))
      last = *line;
  return text_clean(last, LIMIT_TEXT / 2);
}

void program_runs_take_ran(struct program_runs *runs, GVariant *body)
{
  guint64 intent_id;
  guchar result;
  guint32 took_ms;
  const char *how, *output;
  g_variant_get(body, "(ty&si&su)", &intent_id, &result, &how, NULL, &output, &took_ms);
  struct program_run *run = find_intent(runs, intent_id);
  if (!run || run->state != PROGRAM_RUNS) {
    g_debug("intent %" G_GUINT64_FORMAT " ended when nobody waited for it", intent_id);
    return;
  }
  g_autofree char *said = last_line(output), *clean = text_clean(how, LIMIT_TEXT / 2);
  g_message("action %" G_GUINT64_FORMAT ": the program %s %s after %u ms%s%s", run->action_id, run->program,
            *clean ? clean : "exited with status 0", took_ms, *said ? "; it said last: " : "", said);
  if (result == DEED_DONE) {
    close_intent(runs, run, DEED_DONE, "");
    end(runs, run, ACTION_DONE, "");
  } else if (result == DEED_FAILED) {
    g_autofree char *error = g_strdup_printf("the program %s %s%s%s", run->program, clean, *said ? ": " : "", said);
    close_intent(runs, run, DEED_FAILED, error);
    end(runs, run, ACTION_FAILED, error);
  } else {
    end_unknown(runs, run, "provost-notify does not know what came of it");
  }
  begin_later(runs);
}

void program_runs_role_is_up(struct program_runs *runs)
{
  runs->role_is_up = TRUE;
  begin_later(runs);
}

void program_runs_role_is_down(struct program_runs *runs)
{
  runs->role_is_up = FALSE;
  for (guint i = runs->list->len; i > 0; i--) {
    struct program_run *run = runs->list->pdata[i - 1];
    if (run->state == PROGRAM_RUNS)
      end_unknown(runs, run, "provost-notify died");
  }
}

void program_runs_tick(struct program_runs *runs)
{
  for (guint i = runs->list->len; i > 0; i--) {
    struct program_run *run = runs->list->pdata[i - 1];
    gint64 age_us = now_us(runs) - run->since_us;
    if (run->state == PROGRAM_WAITS && !runs->role_is_up && age_us > WAIT_US)
      end_not_begun(runs, run, "provost-notify does not run");
    else if (run->state == PROGRAM_RUNS && age_us > ANSWER_US)
      end_unknown(runs, run, "provost-notify did not answer in time");
  }
}

/* ---- recovery ------------------------------------------------------------------------------------ */

/* How the intent of an unfinished action ends it. */
static void settle(struct program_runs *runs, const struct action *action, const struct intent *intent)
{
  g_autofree char *error = NULL;
  if (!intent)
    error = g_strdup_printf("the program %s was not run: provostd stopped before", action->target);
  else if (intent->open)
    error = g_strdup_printf("provostd stopped: the program %s may have run, and is not run again", action->target);
  else
    error = g_strdup(intent->result == DEED_DONE ? "" : intent->error);
  if (intent && intent->open)
    journal_close_intent(runs->options.journal, intent->id, DEED_UNKNOWN, error);
  actions_end_order(runs->options.actions, action->id, *error ? ACTION_FAILED : ACTION_DONE, error);
}

static const struct intent *intent_of_action(const GPtrArray *intents, guint64 action_id)
{
  for (guint i = 0; i < intents->len; i++) {
    const struct intent *intent = intents->pdata[i];
    if (intent->action_id == action_id)
      return intent;
  }
  return NULL;
}

/* A program is never run again: nobody can be asked what came of it. */
gboolean program_runs_resume(struct program_runs *runs, GError **error)
{
  g_autoptr(GPtrArray) actions = actions_list(runs->options.actions);
  g_autoptr(GPtrArray) intents = journal_load_intents(runs->options.journal, error);
  for (guint i = 0; intents && i < actions->len; i++) {
    const struct action *action = actions->pdata[i];
    if (action->kind == ACTION_RUN && !action_is_finished(action))
      settle(runs, action, intent_of_action(intents, action->id));
  }
  return intents != NULL;
}

struct program_runs *program_runs_new(const struct program_runs_options *options)
{
  struct program_runs *runs = g_new0(struct program_runs, 1);
  runs->options = *options;
  runs->list = g_ptr_array_new_with_free_func(program_run_free);
  runs->alive = g_rc_box_new(gboolean);
  *runs->alive = TRUE;
  actions_own(options->actions, ACTION_RUN, cancel, runs);
  return runs;
}

void program_runs_free(struct program_runs *runs)
{
  if (!runs)
    return;
  *runs->alive = FALSE;
  g_rc_box_release(runs->alive);
  g_clear_handle_id(&runs->begin_idle, g_source_remove);
  g_ptr_array_unref(runs->list);
  g_free(runs);
}
