/* Hosts that are given no new guests: by whom, over restarts, and what is refused. */
#include "rig.h"

#include "base/error.h"

#include <sqlite3.h>
#include <string.h>

static const struct action *action_of(const struct rig *rig, guint64 id)
{
  return actions_action(pipeline_actions(rig->pipeline), id);
}

static guint64 restrict_h2(struct rig *rig)
{
  g_autoptr(GError) error = NULL;
  guint64 id = pipeline_restrict(rig->pipeline, "h2", "a fan fails", "operator test", &error);
  assert_no_error(error);
  return id;
}

static void start_again(struct rig *rig)
{
  rig_stop(rig);
  rig_start(rig);
}

static void restricting_is_an_action_that_is_done_at_once_and_told(void **state)
{
  struct rig *rig = *state;
  const struct action *action = action_of(rig, restrict_h2(rig));
  assert_int_equal(action->kind, ACTION_RESTRICT);
  assert_int_equal(action->state, ACTION_DONE);
  assert_string_equal(action->by, "operator test");
  assert_string_equal(action->target, "h2");
  const struct restriction *restriction = fleet_restriction(rig->fleet, "h2");
  assert_string_equal(restriction->reason, "a fan fails");
  assert_true(restriction->since_us == rig->clock.wall_us);
  assert_false(fleet_host_is_restricted(rig->fleet, "h1"));
}

static void who_restricts_or_releases_twice_is_told_how_it_is(void **state)
{
  struct rig *rig = *state;
  g_autoptr(GError) twice = NULL, nobody = NULL, free = NULL;
  restrict_h2(rig);
  assert_int_equal(pipeline_restrict(rig->pipeline, "h2", "", "operator late", &twice), 0);
  assert_error_says(twice, "host h2 is restricted by operator test since 2026-09-21");
  assert_error_says(twice, "(a fan fails)");
  assert_int_equal(twice->code, PROVOST_ERROR_REFUSED);
  assert_int_equal(pipeline_restrict(rig->pipeline, "h22", "", "operator test", &nobody), 0);
  assert_error_says(nobody, "h22");
  assert_int_equal(nobody->code, PROVOST_ERROR_NOT_FOUND);
  assert_int_equal(pipeline_release(rig->pipeline, "h1", "operator test", &free), 0);
  assert_error_says(free, "host h1 is not restricted");
  g_autoptr(GPtrArray) actions = actions_list(pipeline_actions(rig->pipeline));
  assert_int_equal(actions->len, 1); /* what is refused leaves nothing behind */
}

static void a_restricted_host_stays_so_over_restarts_until_it_is_released(void **state)
{
  struct rig *rig = *state;
  g_autoptr(GError) error = NULL;
  guint64 id = restrict_h2(rig);
  start_again(rig);
  assert_true(fleet_host_is_restricted(rig->fleet, "h2"));
  assert_int_equal(action_of(rig, id)->state, ACTION_DONE);
  guint64 release = pipeline_release(rig->pipeline, "h2", "operator test", &error);
  assert_no_error(error);
  assert_int_equal(action_of(rig, release)->state, ACTION_DONE);
  start_again(rig);
  assert_false(fleet_host_is_restricted(rig->fleet, "h2"));
}

/* As the journal is where provostd was killed between two commits. */
static void cut_off(struct rig *rig, enum action_kind kind, const char *host)
{
  g_autoptr(GError) error = NULL;
  actions_order(pipeline_actions(rig->pipeline),
                &(struct action_order){.kind = kind, .target = host, .by = "operator test", .phase = ""}, &error);
  assert_no_error(error);
}

static void an_order_that_provostd_died_over_has_the_end_that_the_journal_shows(void **state)
{
  struct rig *rig = *state;
  restrict_h2(rig);
  cut_off(rig, ACTION_RESTRICT, "h2");
  cut_off(rig, ACTION_RESTRICT, "h1");
  cut_off(rig, ACTION_RELEASE, "h1");
  cut_off(rig, ACTION_RELEASE, "h2");
  start_again(rig);
  assert_int_equal(action_of(rig, 2)->state, ACTION_DONE);
  assert_int_equal(action_of(rig, 3)->state, ACTION_FAILED);
  assert_int_equal(action_of(rig, 4)->state, ACTION_DONE);
  assert_int_equal(action_of(rig, 5)->state, ACTION_FAILED);
  assert_non_null(strstr(action_of(rig, 3)->error, "order it again"));
}

static guint rows(const struct rig *rig, const char *where)
{
  g_autofree char *path = g_build_filename(rig->folder, "provost.db", NULL);
  g_autofree char *sql = g_strdup_printf("SELECT count(*) FROM audit WHERE %s", where);
  sqlite3 *db;
  sqlite3_stmt *statement;
  assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
  assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), SQLITE_OK);
  assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
  guint count = (guint)sqlite3_column_int(statement, 0);
  sqlite3_finalize(statement);
  sqlite3_close(db);
  return count;
}

static void there_is_an_audit_row_before_and_after(void **state)
{
  struct rig *rig = *state;
  restrict_h2(rig);
  rig_settle(rig);
  assert_int_equal(rows(rig, "subject = 'action 1' AND event = 'ordered' AND \"by\" = 'operator test'"), 1);
  assert_int_equal(rows(rig, "subject = 'host h2' AND event = 'restricted' AND why = 'a fan fails'"), 1);
  assert_int_equal(rows(rig, "subject = 'action 1' AND event = 'done'"), 1);
}

static void on_refused(const struct plan *plan, guint64 action_id, const GError *error, gpointer call)
{
  assert_null(plan);
  assert_int_equal(action_id, 0);
  assert_non_null(error);
  assert_non_null(strstr(error->message, "h2 is restricted by operator test since"));
  *(gboolean *)call = TRUE;
}

static void no_guest_is_moved_to_a_restricted_host(void **state)
{
  struct rig *rig = *state;
  gboolean is_told = FALSE;
  restrict_h2(rig);
  pipeline_move(rig->pipeline, &(struct move_order){.guest = "g1", .to = "h2", .by = "operator test"}, on_refused, &is_told);
  while (!is_told)
    g_main_context_iteration(NULL, TRUE);
}

static void what_goes_on_by_itself_cannot_be_cancelled(void **state)
{
  struct rig *rig = *state;
  g_autoptr(GError) over = NULL, open = NULL;
  guint64 id = restrict_h2(rig);
  assert_false(actions_cancel(pipeline_actions(rig->pipeline), id, "operator test", &over));
  assert_error_says(over, "is over: it is done");
  cut_off(rig, ACTION_RESTRICT, "h1");
  assert_false(actions_cancel(pipeline_actions(rig->pipeline), id + 1, "operator test", &open));
  assert_error_says(open, "cannot be cancelled");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, rig_up, rig_down)

int main(void)
{
  const struct CMUnitTest tests[] = {
      TEST(restricting_is_an_action_that_is_done_at_once_and_told),
      TEST(who_restricts_or_releases_twice_is_told_how_it_is),
      TEST(a_restricted_host_stays_so_over_restarts_until_it_is_released),
      TEST(an_order_that_provostd_died_over_has_the_end_that_the_journal_shows),
      TEST(there_is_an_audit_row_before_and_after),
      TEST(no_guest_is_moved_to_a_restricted_host),
      TEST(what_goes_on_by_itself_cannot_be_cancelled),
  };
  rig_silence_log();
  return cmocka_run_group_tests(tests, NULL, NULL);
}
