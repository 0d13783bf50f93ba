/* Plans of several moves carried out, over the whole pipeline: two hosts, two guests on h1, one move at a time. */
#include "rig.h"

#include "base/error.h"

#include <string.h>
#include <unistd.h>

static const struct action *action_of(const struct rig *rig, guint64 id)
{
  return actions_action(pipeline_actions(rig->pipeline), id);
}

static guint64 evacuate(struct rig *rig, const char *host)
{
  g_autoptr(GError) error = NULL;
  guint64 id = pipeline_evacuate(rig->pipeline, host, "a fan fails", "operator test", &error);
  assert_no_error(error);
  return id;
}

static gboolean is_planning(const struct rig *rig, guint64 id)
{
  return strcmp(action_of(rig, id)->phase, "planning") == 0;
}

/* What needs no clock; a plan is made in its thread. */
static void settle(struct rig *rig, guint64 id)
{
  rig_settle(rig);
  while (is_planning(rig, id)) {
    g_main_context_iteration(NULL, TRUE);
    rig_settle(rig);
  }
}

static void run_out(struct rig *rig, guint64 id)
{
  for (guint i = 0; i < 200; i++) {
    settle(rig, id);
    if (action_is_finished(action_of(rig, id)))
      return;
    rig_interval(rig, 50);
  }
  fail_msg("action %" G_GUINT64_FORMAT " hangs: %s", id, action_of(rig, id)->phase);
}

/* Time passes without anybody saying anything. */
static void pass_seconds(struct rig *rig, guint64 id, guint seconds)
{
  for (guint i = 0; i < seconds; i++) {
    virtual_clock_advance(&rig->clock, G_USEC_PER_SEC);
    pipeline_take_second(rig->pipeline);
    settle(rig, id);
  }
}

/* The parts, oldest first; caller unrefs. */
static GPtrArray *parts_of(const struct rig *rig, guint64 id)
{
  GPtrArray *actions = actions_list(pipeline_actions(rig->pipeline));
  GPtrArray *parts = g_ptr_array_new();
  for (guint i = actions->len; i > 0; i--)
    if (((const struct action *)actions->pdata[i - 1])->parent_id == id)
      g_ptr_array_add(parts, actions->pdata[i - 1]);
  g_ptr_array_unref(actions);
  return parts;
}

static void end_deed(struct rig *rig, guint64 deed, enum deed_result result)
{
  rig_say(rig, ROLE_VIRT, MESSAGE_DEED_ENDED,
          g_variant_new_parsed("(%t, %y, 'the test said so', @a{sv} {})", deed, (guchar)result));
}

static void an_evacuated_host_is_restricted_and_emptied_wave_by_wave(void **state)
{
  struct rig *rig = *state;
  guint64 id = evacuate(rig, "h1");
  assert_true(fleet_host_is_restricted(rig->fleet, "h1"));
  assert_non_null(strstr(fleet_restriction(rig->fleet, "h1")->reason, "evacuated by action 1: a fan fails"));
  rig->holds_deeds = TRUE;
  settle(rig, id);
  pass_seconds(rig, id, 2);
  g_autoptr(GPtrArray) first = parts_of(rig, id);
  assert_int_equal(first->len, 1);
  const struct action *order = action_of(rig, id);
  assert_int_equal(order->kind, ACTION_EVACUATE);
  assert_int_equal(order->state, ACTION_ACTING);
  assert_int_equal(order->parts, 2);
  assert_non_null(strstr(order->phase, "(wave 1 of 2)"));
  assert_true(g_str_has_prefix(order->phase, "moving g"));
  rig->holds_deeds = FALSE;
  const struct action *part = first->pdata[0];
  rig->is_moved[strcmp(part->move->guest_uuid, OTHER) == 0] = TRUE;
  end_deed(rig, rig->held_deed, DEED_DONE);
  run_out(rig, id);
  assert_int_equal(action_of(rig, id)->state, ACTION_DONE);
  assert_int_equal(action_of(rig, id)->parts_done, 2);
  assert_int_equal(action_of(rig, id)->progress_pct, 100);
  assert_true(rig->is_moved[0] && rig->is_moved[1]);
  g_autoptr(GPtrArray) parts = parts_of(rig, id);
  assert_int_equal(parts->len, 2);
  assert_string_equal(((const struct action *)parts->pdata[1])->by, "operator test");
  assert_true(fleet_host_is_restricted(rig->fleet, "h1"));
}

static void nothing_is_begun_before_the_fleet_has_seen_what_was_done(void **state)
{
  struct rig *rig = *state;
  guint64 id = evacuate(rig, "h1");
  settle(rig, id);
  pass_seconds(rig, id, 8);
  g_autoptr(GPtrArray) first = parts_of(rig, id);
  assert_int_equal(first->len, 1);
  assert_int_equal(((const struct action *)first->pdata[0])->state, ACTION_DONE);
  assert_string_equal(action_of(rig, id)->phase, "looking where the guests are");
  rig_interval(rig, 50);
  g_autoptr(GPtrArray) second = parts_of(rig, id);
  assert_int_equal(second->len, 2);
  run_out(rig, id);
  assert_int_equal(action_of(rig, id)->state, ACTION_DONE);
}

static void a_host_without_guests_is_evacuated_at_once(void **state)
{
  struct rig *rig = *state;
  guint64 id = evacuate(rig, "h2");
  settle(rig, id);
  assert_int_equal(action_of(rig, id)->state, ACTION_DONE);
  assert_true(fleet_host_is_restricted(rig->fleet, "h2"));
}

static void who_cannot_leave_is_named_with_the_reason(void **state)
{
  struct rig *rig = *state;
  rig->h2_available_bytes = 1 << 20;
  rig_interval(rig, 50);
  guint64 id = evacuate(rig, "h1");
  run_out(rig, id);
  const struct action *order = action_of(rig, id);
  assert_int_equal(order->state, ACTION_FAILED);
  assert_non_null(strstr(order->error, "g1"));
  assert_non_null(strstr(order->error, "memory"));
  assert_non_null(strstr(order->error, "g1, g2 are still on h1; h1 stays restricted: provost release h1"));
  g_autoptr(GPtrArray) parts = parts_of(rig, id);
  assert_int_equal(parts->len, 0);
}

static void a_move_that_fails_is_planned_again_and_not_for_ever(void **state)
{
  struct rig *rig = *state;
  rig->deed_result = DEED_FAILED;
  guint64 id = evacuate(rig, "h1");
  run_out(rig, id);
  const struct action *order = action_of(rig, id);
  g_autoptr(GPtrArray) parts = parts_of(rig, id);
  assert_int_equal(order->state, ACTION_FAILED);
  assert_int_equal(parts->len, 6);
  assert_int_equal(order->parts_failed, 6);
  assert_non_null(strstr(order->error, "g2 stays: moving it did not succeed"));
  assert_non_null(strstr(order->error, "the world said so"));
}

static void a_move_that_failed_once_is_made_up_for(void **state)
{
  struct rig *rig = *state;
  rig->deed_result = DEED_FAILED;
  guint64 id = evacuate(rig, "h1");
  settle(rig, id);
  while (action_of(rig, id)->parts_failed == 0)
    pass_seconds(rig, id, 1);
  rig->deed_result = DEED_DONE;
  run_out(rig, id);
  assert_int_equal(action_of(rig, id)->state, ACTION_DONE);
  assert_true(rig->is_moved[0] && rig->is_moved[1]);
}

/* Whatever the first part had come to when the core was killed. */
static void goes_on_after_a_restart(struct rig *rig, gboolean has_moved)
{
  rig->holds_deeds = TRUE;
  guint64 id = evacuate(rig, "h1");
  settle(rig, id);
  pass_seconds(rig, id, 2);
  g_autoptr(GPtrArray) parts = parts_of(rig, id);
  assert_int_equal(parts->len, 1);
  const struct action *part = parts->pdata[0];
  rig->is_moved[strcmp(part->move->guest_uuid, OTHER) == 0] = has_moved;
  rig_stop(rig);
  rig->holds_deeds = FALSE;
  rig_start(rig);
  assert_true(fleet_host_is_restricted(rig->fleet, "h1"));
  run_out(rig, id);
  assert_int_equal(action_of(rig, id)->state, ACTION_DONE);
  assert_true(rig->is_moved[0] && rig->is_moved[1]);
  assert_int_equal(action_of(rig, id)->parts_done, 2);
}

static void it_goes_on_after_a_restart_behind_a_move_that_was_made(void **state)
{
  goes_on_after_a_restart(*state, TRUE);
}

static void it_goes_on_after_a_restart_behind_a_move_that_was_not_made(void **state)
{
  goes_on_after_a_restart(*state, FALSE);
}

static void it_goes_on_where_provostd_died_before_it_had_a_plan(void **state)
{
  struct rig *rig = *state;
  guint64 id = evacuate(rig, "h1");
  rig_stop(rig);
  rig_start(rig);
  run_out(rig, id);
  assert_int_equal(action_of(rig, id)->state, ACTION_DONE);
  assert_true(rig->is_moved[0] && rig->is_moved[1]);
}

static void say_link(struct rig *rig, enum link_state link)
{
  rig_say(rig, ROLE_VIRT, MESSAGE_LINK,
          g_variant_new("(syys)", "host:h1", (guchar)SOURCE_LIBVIRT, (guchar)link, "cable pulled"));
}

/* Unknown is never absent. */
static void a_host_that_falls_silent_is_not_taken_for_empty(void **state)
{
  struct rig *rig = *state;
  rig->holds_deeds = TRUE;
  guint64 id = evacuate(rig, "h1");
  settle(rig, id);
  pass_seconds(rig, id, 2);
  say_link(rig, LINK_DOWN);
  rig->holds_deeds = FALSE;
  end_deed(rig, rig->held_deed, DEED_FAILED);
  pass_seconds(rig, id, 60);
  assert_int_equal(action_of(rig, id)->state, ACTION_ACTING);
  say_link(rig, LINK_UP); /* and has not told yet who is there */
  pass_seconds(rig, id, 60);
  assert_int_equal(action_of(rig, id)->state, ACTION_ACTING);
  assert_non_null(strstr(action_of(rig, id)->phase, "what runs on h1 is not known"));
  run_out(rig, id);
  assert_int_equal(action_of(rig, id)->state, ACTION_DONE);
  assert_true(rig->is_moved[0] && rig->is_moved[1]);
}

static void a_host_that_stays_silent_ends_it_with_the_reason(void **state)
{
  struct rig *rig = *state;
  guint64 id = evacuate(rig, "h1");
  say_link(rig, LINK_DOWN);
  pass_seconds(rig, id, 400);
  assert_int_equal(action_of(rig, id)->state, ACTION_FAILED);
  assert_non_null(strstr(action_of(rig, id)->error, "h1"));
}

static void a_cancelled_one_begins_no_further_move_and_says_how_things_stand(void **state)
{
  struct rig *rig = *state;
  g_autoptr(GError) error = NULL, twice = NULL;
  rig->holds_deeds = TRUE;
  guint64 id = evacuate(rig, "h1");
  settle(rig, id);
  pass_seconds(rig, id, 2);
  guint64 deed = rig->held_deed;
  assert_true(actions_cancel(pipeline_actions(rig->pipeline), id, "operator boss", &error));
  assert_no_error(error);
  settle(rig, id);
  assert_int_not_equal(rig->held_deed, deed); /* its move is told to stop, too */
  assert_int_equal(action_of(rig, id)->state, ACTION_ACTING);
  assert_non_null(strstr(action_of(rig, id)->phase, "cancelling: waiting for g"));
  assert_false(actions_cancel(pipeline_actions(rig->pipeline), id, "operator boss", &twice));
  rig->holds_deeds = FALSE;
  end_deed(rig, deed, DEED_FAILED);
  run_out(rig, id);
  const struct action *order = action_of(rig, id);
  assert_int_equal(order->state, ACTION_CANCELLED);
  assert_non_null(strstr(order->error, "cancelled by operator boss; 0 of its moves were done; g1, g2 are still on h1"));
  assert_true(fleet_host_is_restricted(rig->fleet, "h1"));
  g_autoptr(GPtrArray) parts = parts_of(rig, id);
  assert_int_equal(parts->len, 1);
}

static void that_it_was_cancelled_is_known_after_a_restart(void **state)
{
  struct rig *rig = *state;
  g_autoptr(GError) error = NULL;
  rig->holds_deeds = TRUE;
  guint64 id = evacuate(rig, "h1");
  settle(rig, id);
  pass_seconds(rig, id, 2);
  assert_true(actions_cancel(pipeline_actions(rig->pipeline), id, "operator boss", &error));
  rig_stop(rig);
  rig->holds_deeds = FALSE;
  rig_start(rig);
  run_out(rig, id);
  assert_int_equal(action_of(rig, id)->state, ACTION_CANCELLED);
  assert_non_null(strstr(action_of(rig, id)->error, "cancelled by operator boss"));
  assert_false(rig->is_moved[0] && rig->is_moved[1]);
}

static void what_is_in_the_way_is_refused(void **state)
{
  struct rig *rig = *state;
  g_autoptr(GError) twice = NULL, nobody = NULL, release = NULL, down = NULL;
  evacuate(rig, "h1");
  assert_int_equal(pipeline_evacuate(rig->pipeline, "h1", "", "operator test", &twice), 0);
  assert_error_says(twice, "action 1 is under way there");
  assert_int_equal(pipeline_evacuate(rig->pipeline, "h11", "", "operator test", &nobody), 0);
  assert_int_equal(nobody->code, PROVOST_ERROR_NOT_FOUND);
  assert_int_equal(pipeline_release(rig->pipeline, "h1", "operator test", &release), 0);
  assert_error_says(release, "being evacuated by action 1");
  rig_say(rig, ROLE_VIRT, MESSAGE_LINK,
          g_variant_new("(syys)", "host:h2", (guchar)SOURCE_LIBVIRT, (guchar)LINK_DOWN, "refused"));
  assert_int_equal(pipeline_evacuate(rig->pipeline, "h2", "", "operator test", &down), 0);
  assert_error_says(down, "host h2 is not up");
  assert_false(fleet_host_is_restricted(rig->fleet, "h2"));
}

static void an_evacuation_is_allowed_on_a_host_that_is_restricted_already(void **state)
{
  struct rig *rig = *state;
  g_autoptr(GError) error = NULL;
  pipeline_restrict(rig->pipeline, "h1", "mine", "operator first", &error);
  guint64 id = evacuate(rig, "h1");
  assert_string_equal(fleet_restriction(rig->fleet, "h1")->by, "operator first");
  run_out(rig, id);
  assert_int_equal(action_of(rig, id)->state, ACTION_DONE);
}

/* ---- plans that were shown ---- */

struct shown {
  gboolean is_there;
  guint64 id;
  guint moves;
  char *first; /* whom it moves first */
  char *error;
};

static void on_shown(const struct plan *plan, guint64 action_id, const GError *error, gpointer user)
{
  struct shown *shown = user;
  *shown = (struct shown){.is_there = TRUE, .id = action_id, .moves = plan ? plan->moves->len : 0};
  shown->error = error ? g_strdup(error->message) : NULL;
  if (shown->moves)
    shown->first = g_strdup(((const struct move *)plan->moves->pdata[0])->guest_uuid);
}

static struct shown carry_out(struct rig *rig, enum plan_kind kind, const char *host)
{
  struct shown shown = {0};
  pipeline_carry_out(rig->pipeline, &(struct plan_question){.kind = kind, .host = host}, "operator test", on_shown, &shown);
  while (!shown.is_there)
    g_main_context_iteration(NULL, TRUE);
  return shown;
}

static void the_plan_that_was_shown_is_the_one_that_is_carried_out(void **state)
{
  struct rig *rig = *state;
  struct shown shown = carry_out(rig, PLAN_EVACUATE, "h1");
  assert_null(shown.error);
  assert_int_equal(shown.moves, 2);
  g_autoptr(GPtrArray) parts = parts_of(rig, shown.id);
  assert_int_equal(parts->len, 1);
  assert_string_equal(((const struct action *)parts->pdata[0])->move->guest_uuid, shown.first);
  run_out(rig, shown.id);
  assert_int_equal(action_of(rig, shown.id)->state, ACTION_DONE);
  g_free(shown.first);
}

static void a_plan_that_has_grown_old_is_made_anew(void **state)
{
  struct rig *rig = *state;
  rig->holds_deeds = TRUE;
  struct shown shown = carry_out(rig, PLAN_EVACUATE, "h1");
  pass_seconds(rig, shown.id, 2);
  rig->is_moved[strcmp(shown.first, OTHER) == 0] = TRUE;
  guint64 deed = rig->held_deed;
  pass_seconds(rig, shown.id, 310); /* longer than a plan is good for */
  rig->holds_deeds = FALSE;
  end_deed(rig, deed, DEED_DONE);
  rig_interval(rig, 50);
  g_autoptr(GPtrArray) parts = parts_of(rig, shown.id);
  assert_int_equal(parts->len, 1); /* the second move of the old plan is not begun */
  run_out(rig, shown.id);
  assert_int_equal(action_of(rig, shown.id)->state, ACTION_DONE);
  assert_true(rig->is_moved[0] && rig->is_moved[1]);
  g_free(shown.first);
}

static void a_plan_that_moves_nobody_is_no_action(void **state)
{
  struct shown shown = carry_out(*state, PLAN_RULES, NULL);
  assert_null(shown.error);
  assert_int_equal(shown.moves, 0);
  assert_int_equal(shown.id, 0);
}

static void a_plan_to_relieve_is_only_shown(void **state)
{
  struct shown shown = carry_out(*state, PLAN_RELIEVE, "h1");
  assert_int_equal(shown.id, 0);
  assert_non_null(strstr(shown.error, "is only shown"));
  g_free(shown.error);
  g_free(shown.first);
}

static void loads_are_balanced_by_an_action(void **state)
{
  struct rig *rig = *state;
  struct cluster *cluster = (struct cluster *)fleet_cluster(rig->fleet, "lab"); /* as another configuration has it */
  cluster->weights[RESOURCE_CPU] = 5;
  struct shown shown = carry_out(rig, PLAN_BALANCE, NULL);
  assert_null(shown.error);
  assert_int_equal(shown.moves, 1);
  run_out(rig, shown.id);
  const struct action *order = action_of(rig, shown.id);
  assert_int_equal(order->kind, ACTION_PLAN);
  assert_int_equal(order->plan, PLAN_BALANCE);
  assert_int_equal(order->state, ACTION_DONE);
  assert_true(rig->is_moved[0] != rig->is_moved[1]);
  g_free(shown.first);
}

/* ---- tips ---- */

static guint64 accept_tip(struct rig *rig, enum remedy_kind remedy)
{
  rig_find(rig, FINDING_TIP, "host:h1", remedy, NULL);
  guint64 tip = rig_tip(rig)->id;
  rig_accept(rig, tip);
  rig_settle(rig);
  return tip;
}

static const struct tip *tip_of(const struct rig *rig, guint64 id)
{
  return tipbook_tip(pipeline_tips(rig->pipeline), id);
}

static void a_tip_that_evacuates_follows_its_action_and_is_measured_after_it(void **state)
{
  struct rig *rig = *state;
  guint64 tip = accept_tip(rig, REMEDY_EVACUATE);
  guint64 id = tip_of(rig, tip)->action_id;
  assert_int_equal(tip_of(rig, tip)->state, TIP_ACTING);
  assert_int_equal(action_of(rig, id)->kind, ACTION_EVACUATE);
  assert_int_equal(action_of(rig, id)->tip_id, tip);
  while (action_of(rig, id)->parts_done == 0) {
    settle(rig, id);
    assert_int_equal(tip_of(rig, tip)->state, TIP_ACTING);
    pass_seconds(rig, id, 1);
  }
  assert_int_equal(tip_of(rig, tip)->state, TIP_ACTING); /* one part is not the whole */
  run_out(rig, id);
  assert_int_equal(tip_of(rig, tip)->state, TIP_VERIFYING);
  rig_run_out(rig, tip, 20);
  assert_int_equal(tip_of(rig, tip)->state, TIP_RESOLVED);
  assert_int_equal(tip_of(rig, tip)->verdict, VERDICT_EFFECTIVE);
}

static void a_tip_that_restricts_is_measured_too(void **state)
{
  struct rig *rig = *state;
  guint64 tip = accept_tip(rig, REMEDY_RESTRICT);
  assert_true(fleet_host_is_restricted(rig->fleet, "h1"));
  assert_string_equal(fleet_restriction(rig->fleet, "h1")->reason, "it is busy");
  assert_int_equal(tip_of(rig, tip)->state, TIP_VERIFYING);
  rig_run_out(rig, tip, 20);
  assert_int_equal(tip_of(rig, tip)->state, TIP_RESOLVED);
}

static void a_tip_whose_host_is_restricted_already_fails_with_the_reason(void **state)
{
  struct rig *rig = *state;
  g_autoptr(GError) error = NULL;
  pipeline_restrict(rig->pipeline, "h1", "", "operator first", &error);
  guint64 tip = accept_tip(rig, REMEDY_RESTRICT);
  assert_int_equal(tip_of(rig, tip)->state, TIP_FAILED);
  assert_non_null(strstr(tip_of(rig, tip)->state_reason, "restricted by operator first"));
}

static void cancelling_the_action_opens_the_tip_again(void **state)
{
  struct rig *rig = *state;
  g_autoptr(GError) error = NULL;
  guint64 tip = accept_tip(rig, REMEDY_EVACUATE);
  guint64 id = tip_of(rig, tip)->action_id;
  assert_true(actions_cancel(pipeline_actions(rig->pipeline), id, "operator boss", &error));
  run_out(rig, id);
  assert_int_equal(action_of(rig, id)->state, ACTION_CANCELLED);
  assert_int_equal(tip_of(rig, tip)->state, TIP_OPEN);
}

static void a_plan_may_outlive_the_campaign(void **state)
{
  struct rig *rig = *state;
  evacuate(rig, "h1");
  rig_stop(rig);
  while (g_main_context_iteration(NULL, FALSE))
    ;
  rig_start(rig);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, rig_up, rig_down)

int main(void)
{
  const struct CMUnitTest tests[] = {
      TEST(an_evacuated_host_is_restricted_and_emptied_wave_by_wave),
      TEST(nothing_is_begun_before_the_fleet_has_seen_what_was_done),
      TEST(a_host_without_guests_is_evacuated_at_once),
      TEST(who_cannot_leave_is_named_with_the_reason),
      TEST(a_move_that_fails_is_planned_again_and_not_for_ever),
      TEST(a_move_that_failed_once_is_made_up_for),
      TEST(it_goes_on_after_a_restart_behind_a_move_that_was_made),
      TEST(it_goes_on_after_a_restart_behind_a_move_that_was_not_made),
      TEST(it_goes_on_where_provostd_died_before_it_had_a_plan),
      TEST(a_host_that_falls_silent_is_not_taken_for_empty),
      TEST(a_host_that_stays_silent_ends_it_with_the_reason),
      TEST(a_cancelled_one_begins_no_further_move_and_says_how_things_stand),
      TEST(that_it_was_cancelled_is_known_after_a_restart),
      TEST(what_is_in_the_way_is_refused),
      TEST(an_evacuation_is_allowed_on_a_host_that_is_restricted_already),
      TEST(the_plan_that_was_shown_is_the_one_that_is_carried_out),
      TEST(a_plan_that_has_grown_old_is_made_anew),
      TEST(a_plan_that_moves_nobody_is_no_action),
      TEST(a_plan_to_relieve_is_only_shown),
      TEST(loads_are_balanced_by_an_action),
      TEST(a_tip_that_evacuates_follows_its_action_and_is_measured_after_it),
      TEST(a_tip_that_restricts_is_measured_too),
      TEST(a_tip_whose_host_is_restricted_already_fails_with_the_reason),
      TEST(cancelling_the_action_opens_the_tip_again),
      TEST(a_plan_may_outlive_the_campaign),
  };
  rig_silence_log();
  alarm(300); /* what never comes ends the test */
  return cmocka_run_group_tests(tests, NULL, NULL);
}
