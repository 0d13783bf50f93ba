#include "rig.h"

#include "pipeline/deaths.h"

#include "base/error.h"
#include "wire/samples.h"

#include <jansson.h>
#include <string.h>
#include <unistd.h>

#define NEWCOMER "6f3c1a52-0d2e-4c1b-9a57-2f8f5f1c0003"

static const struct tip *tip_of(const struct rig *rig, guint64 id)
{
  return tipbook_tip(pipeline_tips(rig->pipeline), id);
}

static guint64 raise_tip(struct rig *rig)
{
  rig_find(rig, FINDING_TIP, "host:h1", REMEDY_MIGRATE, "host:h1");
  return rig_tip(rig)->id;
}

/* As a provost-policy would send it that no longer does what it is told. */
static void a_remedy_that_the_pack_does_not_declare_is_dropped(void **state)
{
  struct rig *rig = *state;
  rig->capabilities->remedies = 1u << REMEDY_NOTIFY | 1u << REMEDY_EVACUATE;
  const struct tip *tip = tip_of(rig, raise_tip(rig));
  assert_int_equal(pipeline_rejected(rig->pipeline), 1);
  assert_int_equal(tip->remedies->len, 1);
  assert_int_equal(((const struct remedy *)tip->remedies->pdata[0])->kind, REMEDY_NOTIFY);
  rig_find(rig, FINDING_CLEAR, "host:h1", REMEDY_NOTIFY, NULL);
  rig->capabilities->remedies |= 1u << REMEDY_MIGRATE;
  tip = tip_of(rig, raise_tip(rig));
  assert_int_equal(pipeline_rejected(rig->pipeline), 1);
  assert_int_equal(((const struct remedy *)tip->remedies->pdata[0])->kind, REMEDY_MIGRATE);
}

static void samples_go_to_the_fleet_to_history_and_to_the_policies(void **state)
{
  struct rig *rig = *state;
  assert_int_equal(rig->heard[MESSAGE_STORE], 1);
  assert_int_equal(rig->heard[MESSAGE_SAMPLES], 1);
  assert_int_equal(rig->heard[MESSAGE_EVALUATE], 1);
  assert_true(fleet_value(rig->fleet, "host:h1", METRIC_HOST_CPU_BUSY_PCT).reading.value == 90);
  assert_int_equal(history_waiting(pipeline_history(rig->pipeline)), 1);
  rig_say(rig, ROLE_RRD_WRITER, MESSAGE_STORED, g_variant_new_parsed("(uint64 1, [uint64 1], uint32 0, '')"));
  assert_int_equal(history_waiting(pipeline_history(rig->pipeline)), 0);
  assert_int_equal(pipeline_rejected(rig->pipeline), 0);
}

static void say_inside(struct rig *rig, const char *first, const char *second)
{
  struct samples_builder *builder = samples_builder_new();
  const struct reading reading = reading_known(METRIC_GUEST_INSIDE_STORAGE_SIZE_BYTES, 1000);
  samples_builder_add(builder, first, &reading, 1);
  samples_builder_add(builder, second, &reading, 1);
  rig_say(rig, ROLE_VIRT, MESSAGE_SAMPLES,
          samples_builder_end(builder, rig->clock.wall_us / G_USEC_PER_SEC, SOURCE_AGENT));
  samples_builder_free(builder);
}

static void assert_only(const char *expected, const struct rig *rig, enum message_kind kind)
{
  g_autofree char *said = g_variant_print(rig->last[kind], FALSE);
  assert_non_null(strstr(said, expected));
  assert_null(strstr(said, NEWCOMER));
  assert_int_equal(samples_count(rig->last[kind]), 1);
}

/* Not even in the message that follows the one that tells of it. */
static void what_a_guest_agent_says_of_a_guest_that_is_polled_inside_counts_at_no_moment(void **state)
{
  struct rig *rig = *state;
  fleet_add_guest_agent(rig->fleet, "lab", "new");
  rig_say(rig, ROLE_VIRT, MESSAGE_GUESTS,
          g_variant_new_parsed("('host:h1', [(%s, 'g1', byte 1, byte 0, uint32 2, uint32 2, uint64 1, uint64 1, true, "
                               "false), (%s, 'new', byte 1, byte 0, uint32 2, uint32 2, uint64 1, uint64 1, true, "
                               "false)])",
                               GUEST, NEWCOMER));
  say_inside(rig, "guest:" NEWCOMER "{fs=/}", "guest:" GUEST "{fs=/}");
  assert_only(GUEST, rig, MESSAGE_STORE);
  assert_only(GUEST, rig, MESSAGE_SAMPLES);
  assert_int_equal(fleet_value(rig->fleet, "guest:" NEWCOMER "{fs=/}", METRIC_GUEST_INSIDE_STORAGE_SIZE_BYTES).age_ms, -1);
}

static void the_lag_of_samples_and_evaluation_is_measured(void **state)
{
  struct rig *rig = *state;
  rig_interval(rig, 90); /* its samples come at the grid point */
  assert_int_equal(pipeline_lag(rig->pipeline).samples_ms, 0);
  virtual_clock_advance(&rig->clock, 3 * G_USEC_PER_SEC);
  g_autoptr(GVariant) late = g_variant_ref(rig->last[MESSAGE_SAMPLES]);
  rig_say(rig, ROLE_VIRT, MESSAGE_SAMPLES, late);
  virtual_clock_advance(&rig->clock, 7 * G_USEC_PER_SEC);
  pipeline_take_interval(rig->pipeline, rig->clock.wall_us / G_USEC_PER_SEC);
  assert_int_equal(pipeline_lag(rig->pipeline).samples_ms, 3000);
  rig_settle(rig);
  virtual_clock_advance(&rig->clock, 40000);
  rig_say(rig, ROLE_POLICY, MESSAGE_EVALUATED, g_variant_new("(xuuu)", (gint64)0, 1u, 1u, 0u));
  assert_int_equal(pipeline_lag(rig->pipeline).evaluation_ms, 40);
  virtual_clock_advance(&rig->clock, 5 * G_USEC_PER_SEC);
  assert_int_equal(pipeline_lag(rig->pipeline).evaluation_age_ms, 5000);
}

static void an_accepted_tip_is_planned_moved_measured_and_resolved(void **state)
{
  struct rig *rig = *state;
  guint64 id = raise_tip(rig);
  assert_int_equal(tip_of(rig, id)->state, TIP_OPEN);
  assert_string_equal(tip_of(rig, id)->subject_name, "h1");
  rig_accept(rig, id);
  assert_int_equal(tip_of(rig, id)->state, TIP_ACCEPTED);
  rig_run_until(rig, id, TIP_VERIFYING);
  assert_int_equal(rig->heard[MESSAGE_DEED], 1);
  guchar deed;
  const char *host, *uuid;
  g_variant_get(rig->last[MESSAGE_DEED], "(ty&s&s@a{sv})", NULL, &deed, &host, &uuid, NULL);
  assert_int_equal(deed, DEED_MIGRATE);
  assert_string_equal(host, "host:h1");
  assert_string_equal(uuid, GUEST);
  const struct action *action = actions_action(pipeline_actions(rig->pipeline), tip_of(rig, id)->action_id);
  assert_int_equal(action->state, ACTION_DONE);
  assert_int_equal(action->tip_id, id);
  assert_string_equal(action->by, "operator test");
  rig_run_out(rig, id, 50);
  const struct tip *tip = tip_of(rig, id);
  assert_int_equal(tip->state, TIP_RESOLVED);
  assert_int_equal(tip->verdict, VERDICT_EFFECTIVE);
  assert_string_equal(tip->outcome, "host.cpu.busy_pct of h1 went from 90.0 to 50.0 %, predicted were 50.0");
  guchar severity;
  g_variant_get(rig->last[MESSAGE_OPEN_TIP], "(&s&sy)", NULL, NULL, &severity);
  assert_int_equal(severity, SEVERITY_NONE);
}

/* "tip open,action planned,guest moved,...", without heartbeats */
static char *events_told(const struct rig *rig)
{
  GString *text = g_string_new(NULL);
  const struct event *event;
  for (guint64 number = 0; (event = event_book_next(rig->events, number)); number = event->number) {
    json_auto_t *data = json_loads(event->data, 0, NULL);
    assert_true(json_is_string(json_object_get(data, "time")));
    const json_t *thing = json_object_get(data, event->kind), *what = json_object_get(data, "what");
    if (strcmp(event->kind, "provost") != 0)
      g_string_append_printf(text, "%s%s %s", text->len ? "," : "", event->kind,
                             json_string_value(what ? what : json_object_get(thing, "state")));
  }
  return g_string_free(text, FALSE);
}

static void all_that_becomes_of_a_tip_its_action_and_its_guest_is_told_in_order(void **state)
{
  struct rig *rig = *state;
  guint64 id = raise_tip(rig);
  rig_accept(rig, id);
  rig_run_until(rig, id, TIP_VERIFYING);
  rig_run_out(rig, id, 50);
  g_autofree char *told = events_told(rig);
  assert_string_equal(told, "tip open,tip accepted,tip planned,tip acting,action preparing,action acting,"
                            "action verifying,action done,tip verifying,guest moved,tip resolved");
}

static guint verdicts(const struct rig *rig, enum verdict verdict)
{
  return verdict_book_counts(pipeline_verdicts(rig->pipeline), "host-cpu")[verdict];
}

static void measured_effects_are_counted_for_the_policy_over_restarts(void **state)
{
  struct rig *rig = *state;
  guint64 id = raise_tip(rig);
  rig_accept(rig, id);
  rig_run_until(rig, id, TIP_VERIFYING);
  assert_int_equal(verdicts(rig, VERDICT_EFFECTIVE), 0);
  rig_run_out(rig, id, 50);
  assert_int_equal(verdicts(rig, VERDICT_EFFECTIVE), 1);
  rig_stop(rig);
  rig_start(rig);
  assert_int_equal(verdicts(rig, VERDICT_EFFECTIVE), 1);
  assert_int_equal(verdicts(rig, VERDICT_HARMFUL), 0);
}

/* h1 gets busier still after its guest has left it, by more than half of what room it had. */
static guint64 do_harm(struct rig *rig, enum automation_level level)
{
  rig_stop(rig);
  rig->automation = level;
  rig_start(rig);
  guint64 id = raise_tip(rig);
  if (level != AUTOMATION_APPLY)
    rig_accept(rig, id);
  rig_run_until(rig, id, TIP_VERIFYING);
  guint64 action_id = tip_of(rig, id)->action_id;
  rig_run_out(rig, id, 96);
  assert_int_equal(tip_of(rig, id)->state, TIP_FAILED);
  assert_int_equal(tip_of(rig, id)->verdict, VERDICT_HARMFUL);
  assert_int_equal(verdicts(rig, VERDICT_HARMFUL), 1);
  return action_id;
}

static void a_move_of_automation_that_did_harm_is_taken_back_once(void **state)
{
  struct rig *rig = *state;
  guint64 done = do_harm(rig, AUTOMATION_APPLY);
  const struct action *undo = actions_action(pipeline_actions(rig->pipeline), done + 1);
  assert_non_null(undo);
  assert_string_equal(undo->move->guest_uuid, GUEST);
  assert_string_equal(undo->move->from, "h2");
  assert_string_equal(undo->move->to, "h1");
  assert_true(actions_action(pipeline_actions(rig->pipeline), done)->move->planned_us > 0);
  assert_int_equal(undo->move->planned_us, 0); /* it is not as old as what it takes back */
  g_autofree char *by = g_strdup_printf("automation, taking back action %" G_GUINT64_FORMAT, done);
  assert_string_equal(undo->by, by);
  assert_non_null(strstr(rig_tip(rig)->state_reason, "takes guest g1 back to h1"));
  assert_null(actions_action(pipeline_actions(rig->pipeline), done + 2));
}

static void without_a_budget_harm_is_only_told(void **state)
{
  struct rig *rig = *state;
  rig->undo_per_hour = 0;
  guint64 done = do_harm(rig, AUTOMATION_APPLY);
  assert_null(actions_action(pipeline_actions(rig->pipeline), done + 1));
  assert_non_null(strstr(rig_tip(rig)->state_reason, "automation.undo_per_hour allows no further undo now; by hand: provost move g1 h1"));
}

static void what_a_person_ordered_is_not_taken_back(void **state)
{
  struct rig *rig = *state;
  guint64 done = do_harm(rig, AUTOMATION_ADVISE);
  assert_null(actions_action(pipeline_actions(rig->pipeline), done + 1));
  assert_non_null(strstr(rig_tip(rig)->state_reason, "not taken back by itself; by hand: provost move g1 h1"));
}

static void a_move_without_effect_fails_the_tip(void **state)
{
  struct rig *rig = *state;
  guint64 id = raise_tip(rig);
  rig_accept(rig, id);
  rig_run_until(rig, id, TIP_VERIFYING);
  rig_run_out(rig, id, 90);
  assert_int_equal(tip_of(rig, id)->state, TIP_FAILED);
  assert_int_equal(tip_of(rig, id)->verdict, VERDICT_NEUTRAL);
  assert_string_equal(tip_of(rig, id)->state_reason, "its action had not the effect it was ordered for");
}

static void a_tip_without_a_possible_plan_fails_with_the_reason_and_opens_again(void **state)
{
  struct rig *rig = *state;
  rig->h2_available_bytes = 1;
  for (guint i = 0; i < 20; i++) /* the mean of half an hour counts */
    rig_interval(rig, 90);
  guint64 id = raise_tip(rig);
  rig_accept(rig, id);
  rig_run_until(rig, id, TIP_FAILED);
  assert_non_null(strstr(tip_of(rig, id)->state_reason, "no move relieves h1: g1 fits nowhere (h2: "));
  assert_int_equal(rig->heard[MESSAGE_DEED], 0);
  for (guint i = 0; i < 5; i++)
    rig_interval(rig, 90);
  assert_int_equal(tip_of(rig, id)->state, TIP_FAILED);
  rig_interval(rig, 90);
  assert_int_equal(tip_of(rig, id)->state, TIP_OPEN);
}

static void a_failed_action_fails_the_tip_with_its_error(void **state)
{
  struct rig *rig = *state;
  rig->deed_result = DEED_FAILED;
  guint64 id = raise_tip(rig);
  rig_accept(rig, id);
  rig_run_until(rig, id, TIP_FAILED);
  assert_non_null(strstr(tip_of(rig, id)->state_reason, "the world said so"));
  assert_int_equal(tip_of(rig, id)->attempts, 1);
}

static void a_cancelled_action_opens_the_tip_again(void **state)
{
  struct rig *rig = *state;
  rig->is_silent = TRUE;
  guint64 id = raise_tip(rig);
  rig_accept(rig, id);
  rig_run_until(rig, id, TIP_ACTING);
  g_autoptr(GError) error = NULL;
  actions_cancel(pipeline_actions(rig->pipeline), tip_of(rig, id)->action_id, "operator test", &error);
  assert_no_error(error);
  assert_int_equal(tip_of(rig, id)->state, TIP_OPEN);
  assert_non_null(strstr(tip_of(rig, id)->state_reason, "cancelled by operator test"));
}

static void a_role_that_dies_in_the_middle_is_outlived(void **state)
{
  struct rig *rig = *state;
  rig->holds_deeds = TRUE;
  guint64 id = raise_tip(rig);
  rig_accept(rig, id);
  rig_run_until(rig, id, TIP_ACTING);
  rig_settle(rig);
  assert_int_equal(rig->heard[MESSAGE_DEED], 1);
  rig_role_down(rig, ROLE_VIRT);
  rig->is_moved[0] = TRUE; /* libvirt went on without it */
  rig_role_up(rig, ROLE_VIRT);
  rig_run_until(rig, id, TIP_VERIFYING);
  assert_int_equal(rig->heard[MESSAGE_DEED], 1);
}

/* The channel of a role opens when it is started; its hosts it knows only when it was configured. */
static void no_deed_goes_to_a_role_that_is_not_configured(void **state)
{
  struct rig *rig = *state;
  rig_role_down(rig, ROLE_VIRT);
  rig_role_up(rig, ROLE_VIRT);
  pipeline_role_is_down(rig->pipeline, ROLE_VIRT);
  guint64 id = raise_tip(rig);
  rig_accept(rig, id);
  rig_run_until(rig, id, TIP_ACTING);
  rig_settle(rig);
  assert_int_equal(rig->heard[MESSAGE_INSPECT], 0);
  assert_int_equal(rig->heard[MESSAGE_DEED], 0);
  pipeline_role_is_up(rig->pipeline, ROLE_VIRT);
  rig_run_until(rig, id, TIP_VERIFYING);
}

static void a_tip_that_clears_while_it_is_planned_stays_cleared(void **state)
{
  struct rig *rig = *state;
  guint64 id = raise_tip(rig);
  rig_accept(rig, id);
  /* Its plan may be there already, but is taken by the main loop only. */
  tipbook_move(pipeline_tips(rig->pipeline), id, TIP_EVENT_CLEAR, &(struct tip_change){.by = "policy host-cpu"},
               NULL);
  assert_int_equal(tip_of(rig, id)->state, TIP_CLEARED);
  guint64 next = raise_tip(rig);
  assert_true(next > id);
  rig_accept(rig, next);
  rig_run_until(rig, next, TIP_VERIFYING);
  assert_int_equal(tip_of(rig, id)->state, TIP_CLEARED);
  assert_int_equal(rig->heard[MESSAGE_DEED], 1);
}

static void a_clear_finding_clears_an_open_tip_and_waits_for_one_that_acts(void **state)
{
  struct rig *rig = *state;
  guint64 id = raise_tip(rig);
  rig_find(rig, FINDING_CLEAR, "host:h1", REMEDY_NOTIFY, NULL);
  assert_int_equal(tip_of(rig, id)->state, TIP_CLEARED);
  rig->holds_deeds = TRUE;
  id = raise_tip(rig);
  rig_accept(rig, id);
  rig_run_until(rig, id, TIP_ACTING);
  rig_find(rig, FINDING_CLEAR, "host:h1", REMEDY_NOTIFY, NULL);
  assert_int_equal(tip_of(rig, id)->state, TIP_ACTING);
}

static void a_tip_is_accepted_only_once(void **state)
{
  struct rig *rig = *state;
  guint64 id = raise_tip(rig);
  rig_accept(rig, id);
  g_autoptr(GError) error = NULL;
  assert_false(tipbook_move(pipeline_tips(rig->pipeline), id, TIP_EVENT_ACCEPT,
                            &(struct tip_change){.by = "operator other"}, &error));
  assert_int_equal(error->code, PROVOST_ERROR_REFUSED);
  rig_run_until(rig, id, TIP_VERIFYING);
  assert_int_equal(rig->heard[MESSAGE_DEED], 1);
}

static void of_two_tips_about_one_guest_the_second_fails(void **state)
{
  struct rig *rig = *state;
  rig->holds_deeds = TRUE;
  guint64 first = raise_tip(rig);
  rig_find(rig, FINDING_TIP, "guest:" GUEST, REMEDY_MIGRATE, "guest:" GUEST);
  guint64 second = rig_tip(rig)->id;
  assert_true(second > first);
  rig_accept(rig, first); /* plans are made side by side: the second must not be ready first */
  rig_run_until(rig, first, TIP_ACTING);
  rig_accept(rig, second);
  rig_run_until(rig, second, TIP_FAILED);
  assert_non_null(strstr(tip_of(rig, second)->state_reason, "already being acted upon"));
  rig_settle(rig);
  assert_int_equal(rig->heard[MESSAGE_DEED], 1);
}

static void a_tip_that_only_notifies_is_resolved(void **state)
{
  struct rig *rig = *state;
  rig_find(rig, FINDING_TIP, "host:h1", REMEDY_NOTIFY, NULL);
  guint64 id = rig_tip(rig)->id;
  rig_accept(rig, id);
  rig_run_until(rig, id, TIP_RESOLVED);
  assert_string_equal(tip_of(rig, id)->outcome, "acknowledged: its remedy is a notice, nothing was to be carried out");
}

static void automation_accepts_by_itself_where_it_may(void **state)
{
  struct rig *rig = *state;
  rig_stop(rig);
  rig->automation = AUTOMATION_APPLY;
  rig_start(rig);
  guint64 id = raise_tip(rig);
  rig_run_until(rig, id, TIP_VERIFYING);
  assert_string_equal(actions_action(pipeline_actions(rig->pipeline), tip_of(rig, id)->action_id)->by, "automation");
}

/* C25: the tip is not failed, and its turn comes. */
static void c25_automation_waits_until_a_guest_may_be_moved_again(void **state)
{
  struct rig *rig = *state;
  rig_stop(rig);
  rig->automation = AUTOMATION_APPLY;
  rig_start(rig);
  struct cluster *cluster = (struct cluster *)(void *)(gsize)fleet_cluster(rig->fleet, "lab");
  struct move move = {.guest_uuid = (char *)GUEST, .guest_name = (char *)"g1", .from = (char *)"h9", .to = (char *)"h1"};
  struct action moved = {.id = 99, .kind = ACTION_MOVE, .move = &move, .state = ACTION_DONE,
                         .ended_us = clock_wall_us(&rig->clock.clock)};
  fleet_take_action(rig->fleet, &moved);
  cluster->budgets.hold_down_ms = 180000;
  guint64 id = raise_tip(rig);
  rig_run_until(rig, id, TIP_OPEN);
  assert_non_null(strstr(tip_of(rig, id)->state_reason, "automation.hold_down keeps automation from moving g1 for 180 s"));
  assert_int_equal(rig->heard[MESSAGE_INSPECT], 0);
  for (guint i = 0; i < 20 && tip_of(rig, id)->state != TIP_VERIFYING; i++) {
    rig_interval(rig, 95);
    rig_run_out(rig, id, 95);
  }
  assert_int_equal(tip_of(rig, id)->attempts, 1);
  assert_int_not_equal(rig->heard[MESSAGE_DEED], 0);
}

/* Once the guest is stuck, the tip may try another: releasing the old action says nothing of that one. */
static void releasing_an_ambiguous_action_leaves_the_next_attempt_alone(void **state)
{
  struct rig *rig = *state;
  g_autoptr(GError) error = NULL;
  rig->holds_deeds = TRUE;
  guint64 id = raise_tip(rig);
  rig_accept(rig, id);
  rig_run_until(rig, id, TIP_ACTING);
  rig_settle(rig);
  guint64 stuck = tip_of(rig, id)->action_id;
  rig->runs_twice = TRUE;
  rig_role_down(rig, ROLE_VIRT);
  rig_role_up(rig, ROLE_VIRT);
  rig_run_until(rig, id, TIP_FAILED);
  assert_int_equal(actions_action(pipeline_actions(rig->pipeline), stuck)->state, ACTION_AMBIGUOUS);
  rig->runs_twice = FALSE;

  rig_accept(rig, id);
  rig_run_until(rig, id, TIP_ACTING); /* with the other guest: the first is frozen */
  assert_string_equal(((struct move *)tip_of(rig, id)->plan->moves->pdata[0])->guest_uuid, OTHER);
  assert_true(tip_of(rig, id)->action_id != stuck);
  actions_cancel(pipeline_actions(rig->pipeline), stuck, "operator test", &error);
  assert_no_error(error);
  assert_int_equal(tip_of(rig, id)->state, TIP_ACTING);
  assert_true(tip_of(rig, id)->action_id != stuck);
}

static void a_cluster_is_not_taken_for_the_host_of_that_name(void **state)
{
  struct rig *rig = *state;
  rig_find(rig, FINDING_TIP, "host:h1", REMEDY_MIGRATE, "cluster:h1");
  guint64 id = rig_tip(rig)->id;
  rig_accept(rig, id);
  rig_run_until(rig, id, TIP_FAILED);
  assert_non_null(strstr(tip_of(rig, id)->state_reason, "the load of cluster:h1 is unknown"));
  assert_int_equal(rig->heard[MESSAGE_DEED], 0);
}

static void a_tip_about_a_cluster_goes_the_whole_way(void **state)
{
  struct rig *rig = *state;
  rig_find(rig, FINDING_TIP, "cluster:lab", REMEDY_MIGRATE, "host:h1");
  guint64 id = rig_tip(rig)->id;
  assert_string_equal(tip_of(rig, id)->subject_name, "lab");
  rig_stop(rig);
  rig_start(rig);
  assert_string_equal(tip_of(rig, id)->subject, "cluster:lab");
  rig_interval(rig, 90);
  rig_accept(rig, id);
  rig_run_until(rig, id, TIP_VERIFYING);
  rig_run_out(rig, id, 50);
  assert_int_equal(tip_of(rig, id)->state, TIP_RESOLVED);
  assert_string_equal(tip_of(rig, id)->outcome, "host.cpu.busy_pct of h1 went from 90.0 to 50.0 %, predicted were 50.0");
}

static void a_finding_about_what_is_not_in_the_fleet_is_rejected(void **state)
{
  struct rig *rig = *state;
  rig_find(rig, FINDING_TIP, "host:nowhere", REMEDY_NOTIFY, NULL);
  rig_find(rig, FINDING_TIP, "cluster:nowhere", REMEDY_NOTIFY, NULL);
  rig_find(rig, FINDING_TIP, "guest:6f3c1a52-0d2e-4c1b-9a57-2f8f5f1c9999", REMEDY_NOTIFY, NULL);
  rig_find(rig, FINDING_TIP, "host:h1{if=eth0}", REMEDY_NOTIFY, NULL);
  assert_int_equal(pipeline_rejected(rig->pipeline), 4);
  g_autoptr(GPtrArray) tips = tipbook_list(pipeline_tips(rig->pipeline));
  assert_int_equal(tips->len, 0);
  rig_find(rig, FINDING_TIP, "cluster:lab", REMEDY_NOTIFY, NULL);
  rig_find(rig, FINDING_TIP, "guest:" GUEST, REMEDY_NOTIFY, NULL);
  g_autoptr(GPtrArray) two = tipbook_list(pipeline_tips(rig->pipeline));
  assert_int_equal(two->len, 2);
}

static void a_tip_whose_policy_is_suspended_is_cleared(void **state)
{
  struct rig *rig = *state;
  guint64 id = raise_tip(rig);
  rig_interval(rig, 90);
  assert_int_equal(tip_of(rig, id)->state, TIP_OPEN);
  rig_say_policy(rig, POLICY_SUSPENDED);
  rig_interval(rig, 90);
  assert_int_equal(tip_of(rig, id)->state, TIP_CLEARED);
  assert_non_null(strstr(tip_of(rig, id)->state_reason, "policy host-cpu does not run"));
}

static const struct tip *suspension(struct rig *rig)
{
  g_autoptr(GPtrArray) tips = tipbook_list(pipeline_tips(rig->pipeline));
  for (guint i = 0; i < tips->len; i++)
    if (strcmp(((const struct tip *)tips->pdata[i])->policy, "suspended:host-cpu") == 0)
      return tips->pdata[i];
  return NULL;
}

static void a_policy_that_is_suspended_is_a_tip_until_it_runs_again(void **state)
{
  struct rig *rig = *state;
  rig_say_policy(rig, POLICY_DISABLED);
  rig_interval(rig, 90);
  assert_null(suspension(rig));
  rig_say_policy(rig, POLICY_SUSPENDED);
  rig_interval(rig, 90);
  rig_interval(rig, 90);
  const struct tip *tip = suspension(rig);
  assert_int_equal(tip->state, TIP_OPEN);
  assert_string_equal(tip->subject, "cluster:lab");
  assert_true(g_str_has_prefix(tip->text, "policy host-cpu is suspended: "));
  assert_int_equal(tip->refreshed, 0);
  rig_say_policy(rig, POLICY_ACTIVE);
  rig_interval(rig, 90);
  assert_int_equal(suspension(rig)->state, TIP_CLEARED);
  assert_string_equal(suspension(rig)->state_reason, "policy host-cpu is not suspended any more");
}

/* In which nobody says anything. */
static void wait_intervals(struct rig *rig, guint n)
{
  for (guint i = 0; i < n; i++) {
    virtual_clock_advance(&rig->clock, 10 * G_USEC_PER_SEC);
    pipeline_take_interval(rig->pipeline, rig->clock.wall_us / G_USEC_PER_SEC / 10 * 10);
  }
}

static const struct tip *engine_tip(struct rig *rig)
{
  g_autoptr(GPtrArray) tips = tipbook_list(pipeline_tips(rig->pipeline));
  for (guint i = 0; i < tips->len; i++)
    if (strcmp(((const struct tip *)tips->pdata[i])->policy, POLICY_ENGINE) == 0)
      return tips->pdata[i];
  return NULL;
}

/* The engine dies as `policy` runs; NULL: between evaluations. */
static void engine_dies(struct rig *rig, const char *policy)
{
  if (policy) {
    wait_intervals(rig, 1);
    rig_say(rig, ROLE_POLICY, MESSAGE_RUNNING, g_variant_new_string(policy));
  }
  rig_role_down(rig, ROLE_POLICY);
  pipeline_role_died(rig->pipeline, ROLE_POLICY, "killed by signal 9 (Killed)");
  rig_role_up(rig, ROLE_POLICY);
  rig_say_policy(rig, POLICY_ACTIVE);
}

/* Fault F09. */
static void a_death_of_the_policy_engine_is_a_tip_until_it_has_run_through(void **state)
{
  struct rig *rig = *state;
  rig_say_policy(rig, POLICY_ACTIVE);
  rig_role_down(rig, ROLE_VIRT);
  pipeline_role_died(rig->pipeline, ROLE_VIRT, "killed by signal 9 (Killed)");
  rig_role_up(rig, ROLE_VIRT);
  assert_null(engine_tip(rig)); /* another role */
  engine_dies(rig, "host-cpu");
  const struct tip *tip = engine_tip(rig);
  guint64 id = tip->id;
  assert_string_equal(tip->subject, "cluster:lab");
  assert_int_equal(tip->severity, SEVERITY_WARNING);
  assert_non_null(strstr(tip->text, "died at 2026-"));
  assert_non_null(strstr(tip->text, " UTC, killed by signal 9 (Killed), while policy host-cpu ran; the evaluation of 2026-"));
  assert_non_null(strstr(tip->text, "that one cycle is skipped"));
  for (guint i = 0; i < DEATHS_CALM_SEC / 20; i++)
    rig_interval(rig, 10);
  engine_dies(rig, NULL);
  assert_int_equal(engine_tip(rig)->id, id);
  assert_non_null(strstr(engine_tip(rig)->text, "no cycle was cut off; it has died 2 times since 2026-"));
  for (guint i = 0; i < DEATHS_CALM_SEC / 10 - 1; i++)
    rig_interval(rig, 10);
  assert_int_equal(engine_tip(rig)->state, TIP_OPEN);
  rig_interval(rig, 10);
  assert_int_equal(engine_tip(rig)->state, TIP_CLEARED);
  assert_non_null(strstr(engine_tip(rig)->state_reason, "has run for 10 minutes since"));
  engine_dies(rig, "host-cpu");
  assert_int_not_equal(engine_tip(rig)->id, id);
  assert_null(strstr(engine_tip(rig)->text, " times since"));
}

static void an_engine_that_provostd_killed_itself_is_told_as_such(void **state)
{
  struct rig *rig = *state;
  rig_say_policy(rig, POLICY_ACTIVE);
  engine_dies(rig, "host-cpu");
  assert_null(strstr(engine_tip(rig)->text, "provostd killed it"));
  wait_intervals(rig, 1);
  rig_say(rig, ROLE_POLICY, MESSAGE_RUNNING, g_variant_new_string("host-cpu"));
  virtual_clock_advance(&rig->clock, 10 * G_USEC_PER_SEC);
  pipeline_take_second(rig->pipeline);
  assert_int_equal(rig->kills, 1);
  engine_dies(rig, NULL);
  assert_non_null(strstr(engine_tip(rig)->text, " while policy host-cpu ran; the evaluation of 2026-"));
  assert_non_null(strstr(engine_tip(rig)->text, "; provostd killed it, since no answer came in time"));
}

static void an_engine_that_evaluates_nothing_has_not_recovered(void **state)
{
  struct rig *rig = *state;
  rig_say_policy(rig, POLICY_ACTIVE);
  engine_dies(rig, "host-cpu");
  wait_intervals(rig, DEATHS_CALM_SEC / 5);
  assert_int_equal(engine_tip(rig)->state, TIP_OPEN);
}

static void each_death_of_the_engine_is_news_also_after_a_dismissal(void **state)
{
  struct rig *rig = *state;
  rig_say_policy(rig, POLICY_ACTIVE);
  engine_dies(rig, "host-cpu");
  guint64 id = engine_tip(rig)->id;
  assert_true(tipbook_move(pipeline_tips(rig->pipeline), id, TIP_EVENT_DISMISS,
                           &(struct tip_change){.by = "operator", .why = "seen"}, NULL));
  engine_dies(rig, "host-cpu");
  assert_int_not_equal(engine_tip(rig)->id, id);
  assert_int_equal(engine_tip(rig)->state, TIP_OPEN);
}

static void tell_guests(struct rig *rig, const char *host)
{
  rig_say(rig, ROLE_VIRT, MESSAGE_GUESTS,
          g_variant_new("(s@a(ssyyuuttbb))", host, g_variant_new_parsed("@a(ssyyuuttbb) []")));
}

static void tell_link(struct rig *rig, const char *host, guint link)
{
  rig_say(rig, ROLE_VIRT, MESSAGE_LINK, g_variant_new("(syys)", host, (guchar)SOURCE_LIBVIRT, (guchar)link, ""));
}

/* Unknown is not absent: while a host is silent the guest may be there. */
static void a_tip_whose_guest_has_vanished_is_cleared_when_that_is_sure(void **state)
{
  struct rig *rig = *state;
  rig_find(rig, FINDING_TIP, "guest:" GUEST, REMEDY_NOTIFY, NULL);
  guint64 id = rig_tip(rig)->id;
  tell_link(rig, "host:h2", LINK_DOWN);
  tell_guests(rig, "host:h1");
  wait_intervals(rig, 10);
  assert_int_equal(tip_of(rig, id)->state, TIP_OPEN);
  tell_link(rig, "host:h2", LINK_UP);
  wait_intervals(rig, 3);
  assert_int_equal(tip_of(rig, id)->state, TIP_OPEN);
  wait_intervals(rig, 4);
  assert_int_equal(tip_of(rig, id)->state, TIP_CLEARED);
  assert_string_equal(tip_of(rig, id)->state_reason, "no host knows guest g1 any more");
}

/* Else it would be kept for ever. */
static void a_dismissed_tip_whose_guest_has_vanished_holds_back_no_more(void **state)
{
  struct rig *rig = *state;
  g_autoptr(GError) error = NULL;
  struct tip_change change = {.by = "operator test", .why = "known"};
  rig_find(rig, FINDING_TIP, "guest:" GUEST, REMEDY_NOTIFY, NULL);
  guint64 id = rig_tip(rig)->id;
  assert_true(tipbook_move(pipeline_tips(rig->pipeline), id, TIP_EVENT_DISMISS, &change, &error));
  wait_intervals(rig, 10);
  assert_int_equal(tip_of(rig, id)->snoozed_until_us, 0);
  tell_guests(rig, "host:h1");
  wait_intervals(rig, 10);
  assert_int_equal(tip_of(rig, id)->state, TIP_DISMISSED);
  assert_true(tip_of(rig, id)->snoozed_until_us > 0);
}

/* Unlike a guest, a host is there as long as it is configured. */
static void a_tip_whose_host_is_not_configured_any_more_is_cleared(void **state)
{
  struct rig *rig = *state;
  rig_find(rig, FINDING_TIP, "host:h1", REMEDY_NOTIFY, NULL);
  guint64 id = rig_tip(rig)->id;
  wait_intervals(rig, 1);
  assert_int_equal(tip_of(rig, id)->state, TIP_OPEN);
  fleet_begin_configuration(rig->fleet, 10000);
  fleet_add_cluster(rig->fleet, cluster_new("lab"));
  fleet_add_host(rig->fleet, "h2", "lab", 1u << SOURCE_LIBVIRT);
  fleet_end_configuration(rig->fleet);
  wait_intervals(rig, 1);
  assert_int_equal(tip_of(rig, id)->state, TIP_CLEARED);
  assert_string_equal(tip_of(rig, id)->state_reason, "host h1 is not configured any more");
}

/* Who feeds alerts in says them again after a restart: one that is not known yet may be there. */
static void a_tip_about_a_service_is_called_after_it_and_cleared_when_it_has_gone(void **state)
{
  struct rig *rig = *state;
  g_autofree char *service = alert_service("host:h1", "http");
  const struct alert alert = {.subject = "host:h1", .name = "http", .source = "nagios", .text = "", .state = ALERT_CRITICAL};
  assert_non_null(fleet_take_alert(rig->fleet, &alert, NULL));
  rig_find(rig, FINDING_TIP, service, REMEDY_NOTIFY, NULL);
  guint64 id = rig_tip(rig)->id;
  assert_string_equal(tip_of(rig, id)->subject_name, "http on h1");
  fleet_begin_configuration(rig->fleet, 10000);
  fleet_add_cluster(rig->fleet, cluster_new("lab"));
  fleet_add_host(rig->fleet, "h2", "lab", 1u << SOURCE_LIBVIRT);
  fleet_end_configuration(rig->fleet);
  wait_intervals(rig, 80);
  assert_int_equal(tip_of(rig, id)->state, TIP_OPEN);
  wait_intervals(rig, 20);
  assert_int_equal(tip_of(rig, id)->state, TIP_CLEARED);
  assert_string_equal(tip_of(rig, id)->state_reason, "nobody says anything of http on h1 any more");
}

static void what_icinga_says_in_its_stream_is_taken_and_nonsense_is_counted(void **state)
{
  struct rig *rig = *state;
  rig_say(rig, ROLE_NOTIFY, MESSAGE_ALERT, g_variant_new("(ts)", (guint64)1, "{\"source\":\"icinga\",\"host\":\"H1\",\"name\":\"http\",\"state\":\"critical\"}"));
  assert_int_equal(alert_book_find(fleet_alerts(rig->fleet), "host:h1", "http")->state, ALERT_CRITICAL);
  assert_int_equal(pipeline_rejected(rig->pipeline), 0);
  static const char *const nonsense[] = {"", "[]", "{\"host\":\"h1\"}", "{\"host\":\"h1\",\"state\":\"ok\",\"more\":1}"};
  for (gsize i = 0; i < G_N_ELEMENTS(nonsense); i++)
    rig_say(rig, ROLE_NOTIFY, MESSAGE_ALERT, g_variant_new("(ts)", (guint64)2, nonsense[i]));
  assert_int_equal(pipeline_rejected(rig->pipeline), G_N_ELEMENTS(nonsense));
}

/* provostd was stopped for ten minutes (fault E02): one evaluation, and nothing is moved upon old values. */
/* The writer says that it put `aside` aside. */
static void put_aside(struct rig *rig, const char *object, const char *aside)
{
  rig_say(rig, ROLE_RRD_WRITER, MESSAGE_HISTORY_TROUBLE,
          g_variant_new("(ssss)", object, "/srv/rrd/host/h1/host.rrd", aside, "it is empty"));
}

static void a_history_file_put_aside_opens_a_tip_that_ends_with_the_file(void **state)
{
  struct rig *rig = *state;
  g_autofree char *aside = g_build_filename(rig->folder, "host.rrd.bad-1", NULL);
  assert_true(g_file_set_contents(aside, "", 0, NULL));
  put_aside(rig, "host:h1{if=eth0}", aside);
  const struct tip *tip = rig_tip(rig);
  assert_string_equal(tip->policy, POLICY_HISTORY);
  assert_string_equal(tip->subject, "host:h1");
  assert_non_null(strstr(tip->text, "/srv/rrd/host/h1/host.rrd cannot be used: it is empty; it was put aside as"));
  assert_non_null(strstr(tip->text, aside));
  wait_intervals(rig, 2);
  assert_int_equal(rig_tip(rig)->state, TIP_OPEN);
  assert_int_equal(unlink(aside), 0);
  wait_intervals(rig, 1);
  assert_int_equal(rig_tip(rig)->state, TIP_CLEARED);
  assert_non_null(strstr(rig_tip(rig)->state_reason, "is gone"));
}

static void each_file_put_aside_is_news_also_after_a_dismissal(void **state)
{
  struct rig *rig = *state;
  put_aside(rig, "host:h1", "/srv/rrd/host/h1/host.rrd.bad-1");
  guint64 id = rig_tip(rig)->id;
  assert_true(tipbook_move(pipeline_tips(rig->pipeline), id, TIP_EVENT_DISMISS,
                           &(struct tip_change){.by = "operator", .why = "seen"}, NULL));
  put_aside(rig, "host:h1", "/srv/rrd/host/h1/host.rrd.bad-2");
  assert_int_not_equal(rig_tip(rig)->id, id);
  assert_int_equal(rig_tip(rig)->state, TIP_OPEN);
  put_aside(rig, "host:h1", "/srv/rrd/host/h1/host.rrd.bad-3");
  assert_non_null(strstr(rig_tip(rig)->text, "bad-3"));
  rig_accept(rig, rig_tip(rig)->id);
  rig_run_until(rig, rig_tip(rig)->id, TIP_RESOLVED);
}

static void a_file_of_nobody_put_aside_is_rejected(void **state)
{
  struct rig *rig = *state;
  put_aside(rig, "host:h9", "/srv/rrd/host/h9/host.rrd.bad-1");
  put_aside(rig, "nonsense", "/srv/rrd/host/h9/host.rrd.bad-1");
  put_aside(rig, "host:h1", "host.rrd.bad-1");
  assert_int_equal(pipeline_rejected(rig->pipeline), 3);
  g_autoptr(GPtrArray) tips = tipbook_list(pipeline_tips(rig->pipeline));
  assert_int_equal(tips->len, 0);
}

static void after_a_long_pause_there_is_one_evaluation_and_no_move_upon_old_values(void **state)
{
  struct rig *rig = *state;
  guint64 id = raise_tip(rig);
  rig_say(rig, ROLE_POLICY, MESSAGE_EVALUATED, g_variant_new("(xuuu)", (gint64)0, 1u, 1u, 0u));
  virtual_clock_advance(&rig->clock, 600 * G_USEC_PER_SEC);
  guint evaluations = rig->heard[MESSAGE_EVALUATE];
  pipeline_take_interval(rig->pipeline, rig->clock.wall_us / G_USEC_PER_SEC / 10 * 10);
  pipeline_take_second(rig->pipeline);
  rig_settle(rig);
  assert_int_equal(rig->heard[MESSAGE_EVALUATE], evaluations + 1);
  rig_accept(rig, id);
  rig_run_until(rig, id, TIP_FAILED);
  assert_int_equal(rig->heard[MESSAGE_DEED], 0);
}

static void a_restarted_policy_role_is_told_of_open_tips(void **state)
{
  struct rig *rig = *state;
  raise_tip(rig);
  guint told = rig->heard[MESSAGE_OPEN_TIP];
  rig_role_down(rig, ROLE_POLICY);
  rig_role_up(rig, ROLE_POLICY);
  rig_settle(rig);
  assert_int_equal(rig->heard[MESSAGE_OPEN_TIP], told + 1);
  const char *policy, *subject;
  guchar severity;
  g_variant_get(rig->last[MESSAGE_OPEN_TIP], "(&s&sy)", &policy, &subject, &severity);
  assert_string_equal(policy, "host-cpu");
  assert_string_equal(subject, "host:h1");
  assert_int_equal(severity, SEVERITY_WARNING);
}

static enum severity told_open(struct rig *rig)
{
  guchar severity;
  rig_settle(rig);
  g_variant_get(rig->last[MESSAGE_OPEN_TIP], "(&s&sy)", NULL, NULL, &severity);
  return severity;
}

static void the_policy_is_told_that_what_comes_and_goes_is_away_and_back(void **state)
{
  struct rig *rig = *state;
  pipeline_set_terms(rig->pipeline, 1, &(struct tipbook_terms){.flap_window_sec = 1800});
  for (guint i = 0; i < 4; i++) {
    raise_tip(rig);
    assert_int_equal(told_open(rig), SEVERITY_WARNING);
    rig_find(rig, FINDING_CLEAR, "host:h1", REMEDY_MIGRATE, "host:h1");
    assert_int_equal(told_open(rig), SEVERITY_NONE);
  }
  assert_int_equal(rig_tip(rig)->state, TIP_OPEN);
  raise_tip(rig);
  assert_int_equal(told_open(rig), SEVERITY_WARNING);
}

/* ---- an operator's move ---- */

struct order {
  guint done;
  char *to, *error;
  guint64 action_id;
};

static void on_moved(const struct plan *plan, guint64 action_id, const GError *error, gpointer call)
{
  struct order *order = call;
  order->done++;
  assert_true(!plan != !error);
  order->action_id = action_id;
  order->to = plan ? g_strdup(((const struct move *)plan->moves->pdata[0])->to) : NULL;
  order->error = error ? g_strdup(error->message) : NULL;
}

static void order_move(struct rig *rig, const char *guest, const char *to, gboolean dry_run, struct order *order)
{
  g_free(order->to);
  g_free(order->error);
  *order = (struct order){0};
  const struct move_order asked = {.guest = guest, .to = to, .by = "operator test", .dry_run = dry_run};
  pipeline_move(rig->pipeline, &asked, on_moved, order);
}

static void an_operators_move_is_planned_and_carried_out(void **state)
{
  struct rig *rig = *state;
  struct order order = {0};
  order_move(rig, "g1", NULL, TRUE, &order);
  assert_int_equal(order.done, 0);
  while (!order.done)
    g_main_context_iteration(NULL, TRUE);
  assert_string_equal(order.to, "h2");
  assert_int_equal(order.action_id, 0);
  order_move(rig, GUEST, "h2", FALSE, &order);
  while (!order.done)
    g_main_context_iteration(NULL, TRUE);
  assert_int_equal(order.action_id, 1);
  rig_settle(rig);
  assert_int_equal(actions_action(pipeline_actions(rig->pipeline), 1)->state, ACTION_VERIFYING); /* whether it lives */
  virtual_clock_advance(&rig->clock, 2 * G_USEC_PER_SEC);
  pipeline_take_second(rig->pipeline);
  rig_settle(rig);
  assert_int_equal(actions_action(pipeline_actions(rig->pipeline), 1)->state, ACTION_DONE);
  g_free(order.to);
}

static void a_move_of_nobody_or_to_nowhere_is_refused(void **state)
{
  struct rig *rig = *state;
  struct order order = {0};
  order_move(rig, "nobody", NULL, FALSE, &order);
  assert_int_equal(order.done, 1);
  assert_non_null(strstr(order.error, "there is no guest \"nobody\""));
  order_move(rig, "g1", "nowhere", FALSE, &order);
  assert_int_equal(order.done, 1);
  assert_non_null(strstr(order.error, "there is no host \"nowhere\""));
  order_move(rig, "g1", "h1", FALSE, &order);
  while (!order.done)
    g_main_context_iteration(NULL, TRUE);
  assert_string_equal(order.error, "g1 runs on h1 already");
  g_free(order.error);
}

/* The cluster allows live moves only. */
static void a_guest_that_outruns_the_link_is_not_moved_live(void **state)
{
  struct rig *rig = *state;
  struct order order = {0};
  fleet_take_dirty_rate(rig->fleet, GUEST, 1e12);
  order_move(rig, "g1", "h2", FALSE, &order);
  while (!order.done)
    g_main_context_iteration(NULL, TRUE);
  assert_non_null(strstr(order.error, "g1: wait: no allowed method can end in time; a live move would not end"));
  assert_int_equal(rig->heard[MESSAGE_DEED], 0);
  g_free(order.error);
}

static void a_plan_may_outlive_the_pipeline(void **state)
{
  struct rig *rig = *state;
  struct order order = {0};
  guint64 id = raise_tip(rig);
  rig_accept(rig, id);
  order_move(rig, "g1", NULL, FALSE, &order);
  rig_stop(rig);
  while (!order.done)
    g_main_context_iteration(NULL, TRUE);
  assert_string_equal(order.error, "provostd is stopping");
  while (g_main_context_iteration(NULL, FALSE))
    ;
  g_free(order.error);
}

/* More than the core's loop may be kept busy with. */
static void very_many_tips_that_nobody_looks_after_are_cleared_over_some_intervals(void **state)
{
  enum { TIPS = 700 };
  struct rig *rig = *state;
  char policies[TIPS][8];
  for (guint i = 0; i < TIPS; i++) {
    g_snprintf(policies[i], sizeof policies[i], "p%u", i);
    rig->policy = policies[i];
    rig_find(rig, FINDING_TIP, "host:h1", REMEDY_MIGRATE, "host:h1");
  }
  guint open[3];
  for (guint i = 0; i < G_N_ELEMENTS(open); i++) {
    rig_interval(rig, 90);
    open[i] = 0;
    for (guint64 id = 1; id <= TIPS; id++)
      open[i] += tip_of(rig, id)->state == TIP_OPEN;
  }
  assert_in_range(open[0], 1, TIPS - 1);
  assert_int_equal(open[2], 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, rig_up, rig_down)

int main(void)
{
  const struct CMUnitTest tests[] = {
      TEST(samples_go_to_the_fleet_to_history_and_to_the_policies),
      TEST(what_a_guest_agent_says_of_a_guest_that_is_polled_inside_counts_at_no_moment),
      TEST(the_lag_of_samples_and_evaluation_is_measured),
      TEST(an_accepted_tip_is_planned_moved_measured_and_resolved),
      TEST(all_that_becomes_of_a_tip_its_action_and_its_guest_is_told_in_order),
      TEST(measured_effects_are_counted_for_the_policy_over_restarts),
      TEST(a_move_of_automation_that_did_harm_is_taken_back_once),
      TEST(without_a_budget_harm_is_only_told),
      TEST(what_a_person_ordered_is_not_taken_back),
      TEST(a_move_without_effect_fails_the_tip),
      TEST(a_tip_without_a_possible_plan_fails_with_the_reason_and_opens_again),
      TEST(a_failed_action_fails_the_tip_with_its_error),
      TEST(a_cancelled_action_opens_the_tip_again),
      TEST(a_role_that_dies_in_the_middle_is_outlived),
      TEST(no_deed_goes_to_a_role_that_is_not_configured),
      TEST(a_tip_that_clears_while_it_is_planned_stays_cleared),
      TEST(a_clear_finding_clears_an_open_tip_and_waits_for_one_that_acts),
      TEST(a_tip_is_accepted_only_once),
      TEST(of_two_tips_about_one_guest_the_second_fails),
      TEST(a_tip_that_only_notifies_is_resolved),
      TEST(automation_accepts_by_itself_where_it_may),
      TEST(c25_automation_waits_until_a_guest_may_be_moved_again),
      TEST(releasing_an_ambiguous_action_leaves_the_next_attempt_alone),
      TEST(a_cluster_is_not_taken_for_the_host_of_that_name),
      TEST(a_tip_about_a_cluster_goes_the_whole_way),
      TEST(a_remedy_that_the_pack_does_not_declare_is_dropped),
      TEST(a_finding_about_what_is_not_in_the_fleet_is_rejected),
      TEST(a_tip_whose_policy_is_suspended_is_cleared),
      TEST(very_many_tips_that_nobody_looks_after_are_cleared_over_some_intervals),
      TEST(a_policy_that_is_suspended_is_a_tip_until_it_runs_again),
      TEST(a_death_of_the_policy_engine_is_a_tip_until_it_has_run_through),
      TEST(an_engine_that_provostd_killed_itself_is_told_as_such),
      TEST(an_engine_that_evaluates_nothing_has_not_recovered),
      TEST(each_death_of_the_engine_is_news_also_after_a_dismissal),
      TEST(a_tip_whose_guest_has_vanished_is_cleared_when_that_is_sure),
      TEST(a_dismissed_tip_whose_guest_has_vanished_holds_back_no_more),
      TEST(a_tip_whose_host_is_not_configured_any_more_is_cleared),
      TEST(a_tip_about_a_service_is_called_after_it_and_cleared_when_it_has_gone),
      TEST(what_icinga_says_in_its_stream_is_taken_and_nonsense_is_counted),
      TEST(a_history_file_put_aside_opens_a_tip_that_ends_with_the_file),
      TEST(each_file_put_aside_is_news_also_after_a_dismissal),
      TEST(a_file_of_nobody_put_aside_is_rejected),
      TEST(after_a_long_pause_there_is_one_evaluation_and_no_move_upon_old_values),
      TEST(the_policy_is_told_that_what_comes_and_goes_is_away_and_back),
      TEST(a_restarted_policy_role_is_told_of_open_tips),
      TEST(an_operators_move_is_planned_and_carried_out),
      TEST(a_move_of_nobody_or_to_nowhere_is_refused),
      TEST(a_guest_that_outruns_the_link_is_not_moved_live),
      TEST(a_plan_may_outlive_the_pipeline),
  };
  rig_silence_log();
  alarm(300); /* what never comes ends the test */
  return cmocka_run_group_tests(tests, NULL, NULL);
}
