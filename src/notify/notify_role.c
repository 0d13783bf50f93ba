#include "notify/notify_role.h"

#include "model/deed.h"
#include "notify/outlets.h"
#include "notify/running.h"

#define STOP_MS 400 /* for all programs to end, before they are killed */

struct notify_role {
  struct channel *channel;
  GHashTable *programs; /* name -> struct program */
  guint time_limit_sec;
  GPtrArray *running; /* struct running */
  guint64 newest;     /* intent taken up: ids rise */
  guint64 runs, failures;
  guint counters_timer;
  struct outlets *outlets;
};

static gpointer start(struct channel *channel)
{
  struct notify_role *role = g_new0(struct notify_role, 1);
  role->channel = channel;
  role->programs = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)program_free);
  role->running = g_ptr_array_new_with_free_func((GDestroyNotify)running_free);
  role->outlets = outlets_new(channel);
  return role;
}

static gboolean on_interval(gpointer user)
{
  const struct notify_role *role = user;
  const struct role_counter counters[] = {
      {"programs", role->runs}, {"programs_failed", role->failures}, {"programs_running", role->running->len}};
  role_send_counters(role->channel, counters, G_N_ELEMENTS(counters));
  return G_SOURCE_CONTINUE;
}

/* ---- configuration ------------------------------------------------------------------------------- */

static void add_program(struct notify_role *role, const char *name, GVariantIter *words)
{
  struct program *program = program_new(name);
  char *word;
  while (g_variant_iter_next(words, "s", &word))
    g_ptr_array_add(program->words, word);
  if (program->words->len > 0)
    g_hash_table_replace(role->programs, program->name, program);
  else
    program_free(program);
}

/* What runs goes on as it was begun. */
static void configure(struct notify_role *role, GVariant *body)
{
  guint32 interval_ms, time_limit_sec;
  g_autoptr(GVariantIter) programs = NULL;
  g_variant_get(body, "(uua(sas))", &interval_ms, &time_limit_sec, &programs);
  if (interval_ms == 0 || time_limit_sec == 0) {
    g_warning("a configuration without interval or time limit is ignored");
    return;
  }
  const char *name;
  GVariantIter *words;
  g_hash_table_remove_all(role->programs);
  while (g_variant_iter_loop(programs, "(&sas)", &name, &words))
    add_program(role, name, words);
  role->time_limit_sec = time_limit_sec;
  g_clear_handle_id(&role->counters_timer, g_source_remove);
  role->counters_timer = g_timeout_add(interval_ms, on_interval, role);
}

/* ---- runs ---------------------------------------------------------------------------------------- */

static void say_ran(struct notify_role *role, guint64 id, enum deed_result result, const struct run_end *end)
{
  role->failures += result != DEED_DONE;
  channel_send(role->channel, MESSAGE_RAN,
               g_variant_new("(tysisu)", id, (guchar)result, end->how, end->exit_status, end->output, end->took_ms));
}

static void say_not_run(struct notify_role *role, guint64 id, enum deed_result result, char *why)
{
  say_ran(role, id, result, &(struct run_end){.exit_status = -1, .how = why, .output = ""});
}

static void on_done(struct running *running, const struct run_end *end, gpointer user)
{
  struct notify_role *role = user;
  say_ran(role, running_id(running), end->how[0] ? DEED_FAILED : DEED_DONE, end);
  g_ptr_array_remove_fast(role->running, running);
}

static gboolean is_running(const struct notify_role *role, guint64 id)
{
  for (guint i = 0; i < role->running->len; i++)
    if (running_id(role->running->pdata[i]) == id)
      return TRUE;
  return FALSE;
}

/* Never a second time: of what was taken up earlier and is over nothing is known here. */
static void take_again(struct notify_role *role, guint64 id)
{
  g_warning("intent %" G_GUINT64_FORMAT " was sent again and is not carried out again", id);
  if (!is_running(role, id))
    say_not_run(role, id, DEED_UNKNOWN, "was taken up before: it may have run");
}

static void run(struct notify_role *role, const struct run_order *order)
{
  g_autoptr(GError) error = NULL;
  struct running *running = running_start(order, on_done, role, &error);
  if (running) {
    role->runs++;
    g_ptr_array_add(role->running, running);
  } else {
    g_autofree char *why = g_strdup_printf("could not be started: %s", error->message);
    say_not_run(role, order->id, DEED_FAILED, why);
  }
}

static void take_run(struct notify_role *role, GVariant *body)
{
  guint64 id;
  const char *name;
  g_autofree const char **values = NULL;
  g_variant_get(body, "(t&s^a&s)", &id, &name, &values);
  const struct program *program = g_hash_table_lookup(role->programs, name);
  if (id <= role->newest) {
    take_again(role, id);
    return;
  }
  role->newest = id;
  if (!program)
    say_not_run(role, id, DEED_FAILED, "is not among the programs of the configuration: nothing was run");
  else if (g_strv_length((char **)values) != PROGRAM_MACROS)
    say_not_run(role, id, DEED_FAILED, "was ordered without all its values: nothing was run");
  else if (role->running->len >= PROGRAMS_AT_ONCE)
    say_not_run(role, id, DEED_FAILED, "was not run: as many programs as may run at the same time are running");
  else
    run(role, &(struct run_order){id, program, values, role->time_limit_sec});
}

/* ---- the role ------------------------------------------------------------------------------------ */

static void message(gpointer state, enum message_kind kind, GVariant *body)
{
  struct notify_role *role = state;
  if (outlets_take(role->outlets, kind, body))
    return;
  if (kind == MESSAGE_NOTIFY_CONFIGURE)
    configure(state, body);
  else if (kind == MESSAGE_RUN)
    take_run(state, body);
}

static void stop(gpointer state)
{
  struct notify_role *role = state;
  gint64 end_us = g_get_monotonic_time() + STOP_MS * 1000;
  for (guint i = 0; i < role->running->len; i++)
    running_ask_to_end(role->running->pdata[i]);
  for (guint i = 0; i < role->running->len; i++)
    running_await_end(role->running->pdata[i], (guint)(MAX(end_us - g_get_monotonic_time(), 0) / 1000));
  g_ptr_array_set_size(role->running, 0);
}

const struct role_program *notify_role(void)
{
  static const struct role_program program = {
      .role = ROLE_NOTIFY,
      .summary = "Runs programs of the administrator and tells Nagios, Icinga and webhooks things, for provostd.",
      .start = start,
      .message = message,
      .stop = stop,
  };
  return &program;
}
