/* Runs of programs as actions, in virtual time: this test is provost-notify, and has a second connection to the journal. */
#include "action/program_runs.h"

#include "base/error.h"
#include "base/limits.h"
#include "folder.h"
#include "unit.h"

#include <sqlite3.h>
#include <stdio.h>

#define START_US (G_GINT64_CONSTANT(1790000000) * G_USEC_PER_SEC)

struct site {
  struct virtual_clock clock;
  char *folder;
  struct journal *journal;
  sqlite3 *witness;
  struct fleet *fleet;
  struct actions *actions;
  struct program_runs *runs;
  GPtrArray *orders;  /* GVariant, RUN as it was sent */
  GHashTable *intents; /* of all lives */
  gboolean is_gone;   /* the role cannot be reached */
  guint told;
};

static guint count(const struct site *site, const char *where)
{
  sqlite3_stmt *statement;
  g_autofree char *sql = g_strdup_printf("SELECT count(*) FROM intents WHERE %s", where);
  assert_int_equal(sqlite3_prepare_v2(site->witness, sql, -1, &statement, NULL), SQLITE_OK);
  assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
  guint rows = (guint)sqlite3_column_int(statement, 0);
  sqlite3_finalize(statement);
  return rows;
}

/* P2: nothing is sent before its intent is durable, and no intent twice. */
static gboolean send_run(enum message_kind kind, GVariant *body, gpointer user)
{
  struct site *site = user;
  g_autoptr(GVariant) owned = g_variant_ref_sink(body);
  guint64 id;
  assert_int_equal(kind, MESSAGE_RUN);
  assert_true(g_variant_is_of_type(owned, message_type(MESSAGE_RUN)->type));
  g_variant_get_child(owned, 0, "t", &id);
  g_autofree char *where = g_strdup_printf("open AND deed = 'run' AND id = %" G_GUINT64_FORMAT, id);
  assert_int_equal(count(site, where), 1);
  assert_true(g_hash_table_add(site->intents, GUINT_TO_POINTER((guint)id)));
  if (!site->is_gone)
    g_ptr_array_add(site->orders, g_variant_ref(owned));
  return !site->is_gone;
}

static gboolean send_nothing(enum message_kind kind, GVariant *body, gpointer user)
{
  (void)kind, (void)user;
  g_variant_unref(g_variant_ref_sink(body));
  return FALSE;
}

static void on_changed(const struct action *action, gpointer user)
{
  assert_int_equal(action->kind, ACTION_RUN);
  ((struct site *)user)->told++;
}

static void begin_life(struct site *site)
{
  static const struct action_events events = {.send = send_nothing, .changed = on_changed};
  g_autoptr(GError) error = NULL;
  g_autofree char *path = g_build_filename(site->folder, "provost.db", NULL);
  site->journal = journal_open(path, &site->clock.clock, &error);
  assert_no_error(error);
  assert_int_equal(sqlite3_open_v2(path, &site->witness, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
  sqlite3_busy_timeout(site->witness, 2000);
  site->actions =
      actions_new(&(struct actions_options){site->journal, &site->clock.clock, site->fleet, &events, site}, &error);
  assert_no_error(error);
  site->runs = program_runs_new(
      &(struct program_runs_options){site->journal, &site->clock.clock, site->actions, send_run, site});
  assert_true(program_runs_resume(site->runs, &error));
}

static void end_life(struct site *site)
{
  program_runs_free(site->runs);
  actions_free(site->actions);
  journal_free(site->journal);
  sqlite3_close(site->witness);
}

static int setup(void **state)
{
  struct site *site = g_new0(struct site, 1);
  virtual_clock_init(&site->clock, START_US);
  site->folder = g_dir_make_tmp("provost-runs-XXXXXX", NULL);
  site->fleet = fleet_new(&site->clock.clock, 10000);
  site->orders = g_ptr_array_new_with_free_func((GDestroyNotify)g_variant_unref);
  site->intents = g_hash_table_new(NULL, NULL);
  begin_life(site);
  program_runs_role_is_up(site->runs);
  *state = site;
  return 0;
}

static int teardown(void **state)
{
  struct site *site = *state;
  end_life(site);
  fleet_free(site->fleet);
  g_ptr_array_unref(site->orders);
  g_hash_table_unref(site->intents);
  folder_remove(site->folder);
  g_free(site->folder);
  g_free(site);
  return 0;
}

/* All that goes on without the clock; the journal's answer comes behind all that was written. */
static void settle(struct site *site)
{
  guint turns;
  do {
    GPtrArray *intents = journal_load_intents(site->journal, NULL);
    g_clear_pointer(&intents, g_ptr_array_unref);
    for (turns = 0; g_main_context_iteration(NULL, FALSE); turns++)
      ;
  } while (turns);
}

static guint64 order(struct site *site)
{
  g_autoptr(GError) error = NULL;
  const char *values[PROGRAM_MACROS] = {"7", "host-cpu", "warning", "h1", "busy\nall day", "", "", "h1", "not this"};
  guint64 id = program_runs_order(site->runs, &(struct program_order){"page", values, 7, "operator test"}, &error);
  assert_no_error(error);
  return id;
}

static const struct action *action_of(const struct site *site, guint64 id)
{
  return actions_action(site->actions, id);
}

static guint64 intent_of(const struct site *site, guint order)
{
  guint64 id;
  assert_true(site->orders->len > order);
  g_variant_get_child(site->orders->pdata[order], 0, "t", &id);
  return id;
}

static void ran(struct site *site, guint order, enum deed_result result, const char *how, const char *output)
{
  g_autoptr(GVariant) body = g_variant_ref_sink(
      g_variant_new("(tysisu)", intent_of(site, order), (guchar)result, how, (gint32)-1, output, 12u));
  program_runs_take_ran(site->runs, body);
  settle(site);
}

static void an_order_is_run_once_and_done_when_the_program_was(void **state)
{
  struct site *site = *state;
  guint64 id = order(site);
  assert_int_equal(site->told, 0);
  assert_string_equal(action_of(site, id)->phase, "waiting to run");
  settle(site);
  assert_int_equal(site->orders->len, 1);
  assert_int_equal(action_of(site, id)->state, ACTION_ACTING);
  const char *program;
  g_autofree const char **values = NULL;
  g_variant_get(site->orders->pdata[0], "(t&s^a&s)", NULL, &program, &values);
  assert_string_equal(program, "page");
  assert_int_equal(g_strv_length((char **)values), PROGRAM_MACROS);
  assert_string_equal(values[MACRO_TIP_TEXT], "busy all day");
  g_autofree char *action_id = g_strdup_printf("%" G_GUINT64_FORMAT, id);
  assert_string_equal(values[MACRO_ACTION_ID], action_id);
  ran(site, 0, DEED_DONE, "", "sent\n");
  assert_int_equal(action_of(site, id)->state, ACTION_DONE);
  assert_int_equal(action_of(site, id)->tip_id, 7);
  assert_int_equal(count(site, "NOT open AND result = 'done'"), 1);
  assert_int_equal(count(site, "open"), 0);
  ran(site, 0, DEED_FAILED, "late", "");
  assert_int_equal(action_of(site, id)->state, ACTION_DONE);
}

static void a_failure_has_the_status_and_the_last_line(void **state)
{
  struct site *site = *state;
  guint64 id = order(site);
  settle(site);
  ran(site, 0, DEED_FAILED, "exited with status 3", "one\nno \x1bmodem \n\n \n");
  assert_int_equal(action_of(site, id)->state, ACTION_FAILED);
  assert_string_equal(action_of(site, id)->error, "the program page exited with status 3: no  modem");
}

static void what_became_of_it_is_unknown_when_the_role_dies(void **state)
{
  struct site *site = *state;
  guint64 id = order(site);
  settle(site);
  program_runs_role_is_down(site->runs);
  assert_int_equal(action_of(site, id)->state, ACTION_FAILED);
  assert_string_equal(action_of(site, id)->error,
                      "provost-notify died: the program page may have run, and is not run again");
  program_runs_role_is_up(site->runs);
  settle(site);
  assert_int_equal(site->orders->len, 1);
  assert_int_equal(count(site, "result = 'unknown'"), 1);
}

static void what_was_under_way_when_the_core_stopped_is_not_run_again(void **state)
{
  struct site *site = *state;
  guint64 id = order(site);
  settle(site);
  end_life(site);
  begin_life(site);
  program_runs_role_is_up(site->runs);
  settle(site);
  assert_int_equal(site->orders->len, 1);
  assert_int_equal(action_of(site, id)->state, ACTION_FAILED);
  assert_string_equal(action_of(site, id)->error,
                      "provostd stopped: the program page may have run, and is not run again");
  assert_int_equal(count(site, "open"), 0);
}

static void what_was_not_begun_when_the_core_stopped_has_certainly_not_run(void **state)
{
  struct site *site = *state;
  guint64 id = order(site);
  end_life(site);
  begin_life(site);
  settle(site);
  assert_int_equal(action_of(site, id)->state, ACTION_FAILED);
  assert_string_equal(action_of(site, id)->error, "the program page was not run: provostd stopped before");
  assert_int_equal(site->orders->len, 0);
}

/* The core stopped between the intent's end and the action's. */
static void an_intent_that_was_closed_decides(void **state)
{
  struct site *site = *state;
  guint64 done = order(site), failed = order(site);
  settle(site);
  journal_close_intent(site->journal, intent_of(site, 0), DEED_DONE, "");
  journal_close_intent(site->journal, intent_of(site, 1), DEED_FAILED, "it said no");
  settle(site);
  end_life(site);
  begin_life(site);
  assert_int_equal(action_of(site, done)->state, ACTION_DONE);
  assert_int_equal(action_of(site, failed)->state, ACTION_FAILED);
  assert_string_equal(action_of(site, failed)->error, "it said no");
}

static void four_go_on_at_the_same_time_and_others_wait(void **state)
{
  struct site *site = *state;
  guint64 ids[PROGRAMS_AT_ONCE + 2];
  for (guint i = 0; i < G_N_ELEMENTS(ids); i++)
    ids[i] = order(site);
  settle(site);
  assert_int_equal(site->orders->len, PROGRAMS_AT_ONCE);
  assert_int_equal(action_of(site, ids[PROGRAMS_AT_ONCE])->state, ACTION_PREPARING);
  ran(site, 1, DEED_DONE, "", "");
  assert_int_equal(site->orders->len, PROGRAMS_AT_ONCE + 1);
  assert_int_equal(action_of(site, ids[PROGRAMS_AT_ONCE])->state, ACTION_ACTING);
  assert_int_equal(action_of(site, ids[PROGRAMS_AT_ONCE + 1])->state, ACTION_PREPARING);
}

static void without_the_role_an_order_waits_half_a_minute(void **state)
{
  struct site *site = *state;
  program_runs_role_is_down(site->runs);
  guint64 id = order(site);
  settle(site);
  virtual_clock_advance(&site->clock, 30 * G_USEC_PER_SEC);
  program_runs_tick(site->runs);
  assert_int_equal(action_of(site, id)->state, ACTION_PREPARING);
  virtual_clock_advance(&site->clock, 1);
  program_runs_tick(site->runs);
  assert_string_equal(action_of(site, id)->error, "the program page was not run: provost-notify does not run");
}

static void what_could_not_be_sent_was_certainly_not_run(void **state)
{
  struct site *site = *state;
  site->is_gone = TRUE;
  guint64 id = order(site);
  settle(site);
  assert_string_equal(action_of(site, id)->error, "the program page was not run: provost-notify was not running");
  assert_int_equal(count(site, "NOT open AND result = 'failed'"), 1);
}

static void a_role_that_never_answers_is_not_waited_for_for_ever(void **state)
{
  struct site *site = *state;
  guint64 id = order(site);
  settle(site);
  virtual_clock_advance(&site->clock, (LIMIT_PROGRAM_SEC + 60) * G_USEC_PER_SEC);
  program_runs_tick(site->runs);
  assert_int_equal(action_of(site, id)->state, ACTION_ACTING);
  virtual_clock_advance(&site->clock, 1);
  program_runs_tick(site->runs);
  assert_int_equal(action_of(site, id)->state, ACTION_FAILED);
}

static void an_order_is_cancelled_until_its_program_runs(void **state)
{
  struct site *site = *state;
  g_autoptr(GError) error = NULL, late = NULL;
  guint64 waiting = order(site);
  assert_true(actions_cancel(site->actions, waiting, "operator test", &error));
  assert_int_equal(action_of(site, waiting)->state, ACTION_CANCELLED);
  guint64 storing = order(site);
  while (action_of(site, storing)->state != ACTION_ACTING)
    g_main_context_iteration(NULL, TRUE);
  assert_true(actions_cancel(site->actions, storing, "operator test", &error));
  settle(site);
  assert_int_equal(action_of(site, storing)->state, ACTION_CANCELLED);
  assert_string_equal(action_of(site, storing)->error, "cancelled by operator test; the program was not run");
  assert_int_equal(count(site, "open"), 0);
  assert_int_equal(site->orders->len, 0);
  guint64 running = order(site);
  settle(site);
  assert_false(actions_cancel(site->actions, running, "operator test", &late));
  assert_error_says(late, "its program runs");
}

static void a_core_that_ends_while_an_intent_is_stored_sends_nothing(void **state)
{
  struct site *site = *state;
  guint64 id = order(site);
  while (action_of(site, id)->state != ACTION_ACTING)
    g_main_context_iteration(NULL, TRUE);
  end_life(site);
  while (g_main_context_iteration(NULL, FALSE))
    ;
  begin_life(site);
  settle(site);
  assert_int_equal(site->orders->len, 0);
  assert_int_equal(action_of(site, id)->state, ACTION_FAILED);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
      TEST(an_order_is_run_once_and_done_when_the_program_was),
      TEST(a_failure_has_the_status_and_the_last_line),
      TEST(what_became_of_it_is_unknown_when_the_role_dies),
      TEST(what_was_under_way_when_the_core_stopped_is_not_run_again),
      TEST(what_was_not_begun_when_the_core_stopped_has_certainly_not_run),
      TEST(an_intent_that_was_closed_decides),
      TEST(four_go_on_at_the_same_time_and_others_wait),
      TEST(without_the_role_an_order_waits_half_a_minute),
      TEST(what_could_not_be_sent_was_certainly_not_run),
      TEST(a_role_that_never_answers_is_not_waited_for_for_ever),
      TEST(an_order_is_cancelled_until_its_program_runs),
      TEST(a_core_that_ends_while_an_intent_is_stored_sends_nothing),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
