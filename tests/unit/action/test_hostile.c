/* What provost-virt says out of turn, twice, in part or not at all. */
#include "world.h"

#include <math.h>
#include <string.h>

static struct run *run_of(struct world *world)
{
  return run_find(world->actions, world->action_id);
}

static void take(struct world *world, enum message_kind kind, GVariant *body)
{
  g_autoptr(GVariant) owned = g_variant_ref_sink(body);
  assert_true(g_variant_is_of_type(owned, message_type(kind)->type));
  actions_take_message(world->actions, kind, owned);
}

static void examined(struct world *world, guint64 request, const char *error)
{
  take(world, MESSAGE_EXAMINED, g_variant_new("(ta(ys)ss)", request, NULL, "", error));
}

static void tell_progress(struct world *world, guint64 id, const char *phase, guint64 speed, guint64 dirty)
{
  take(world, MESSAGE_DEED_PROGRESS,
       g_variant_new("(tsytttttt)", id, phase, 50, G_GUINT64_CONSTANT(60), G_GUINT64_CONSTANT(100),
                     G_GUINT64_CONSTANT(1000), G_GUINT64_CONSTANT(40), speed, dirty));
}

static void tell_ended(struct world *world, guint64 id, enum deed_result result, GVariant *facts)
{
  take(world, MESSAGE_DEED_ENDED, g_variant_new("(tys@a{sv})", id, (guchar)result, "", facts));
}

static GVariant *no_facts(void)
{
  return g_variant_new_parsed("@a{sv} {}");
}

/* ---- answers ---- */

static void a_second_answer_does_not_lift_what_the_first_forbade(void **state)
{
  (void)state;
  struct world *world = world_new(FALSE);
  world_start(world, METHOD_LIVE);
  examined(world, run_of(world)->examination.request, "libvirt hung up");
  examined(world, run_of(world)->examination.request, "");
  world_finish(world, ACTION_FAILED);
  world_says(world, "g1 could not be examined: libvirt hung up");
  assert_int_equal(world->deeds, 0);
  world_free(world);
}

/* Else what the hosts said once would pass for a second round that says the same. */
static void an_answer_to_no_question_decides_nothing(void **state)
{
  (void)state;
  struct world *world = world_new(FALSE);
  world->fates[DEED_MIGRATE] = FATE_HALF;
  world_start(world, METHOD_LIVE);
  world_until(world, DEED_MIGRATE);
  world_step(world);
  world_strike(world, BLOW_CORE);
  for (guint i = 0; i < 20 && run_of(world)->decision != DECISION_RESUME_SOURCE; i++)
    world_step(world);
  assert_int_equal(run_of(world)->decision, DECISION_RESUME_SOURCE);
  assert_true(run_of(world)->is_unsure);
  virtual_clock_advance(&world->clock, 2 * G_USEC_PER_SEC);
  examined(world, 0, "");
  assert_int_equal(run_of(world)->mode, RUN_INSPECTING);
  assert_int_equal(world_intents(world, "deed = 'resume'"), 0);
  world_finish(world, ACTION_FAILED);
  world_free(world);
}

static void the_destination_alone_decides_nothing(void **state)
{
  (void)state;
  struct world *world = world_new(FALSE);
  world_start(world, METHOD_LIVE);
  gpointer of_source = g_queue_pop_head(&world->inbox);
  world_deliver(world);
  assert_true(run_of(world)->round.answered[ON_DESTINATION]);
  assert_true(run_of(world)->examination.is_answered);
  assert_int_equal(world_action(world)->state, ACTION_PREPARING);
  assert_true(run_of(world)->round.requests[ON_SOURCE] > 0); /* it is waited for */
  assert_int_equal(world_intents(world, "1"), 0);
  g_queue_push_tail(&world->inbox, of_source);
  world_finish(world, ACTION_DONE);
  world_free(world);
}

static void the_end_of_another_deed_ends_none(void **state)
{
  (void)state;
  struct world *world = world_new(FALSE);
  world_start(world, METHOD_LIVE);
  world_until(world, DEED_MIGRATE);
  tell_ended(world, run_of(world)->deed->id + 1, DEED_FAILED, no_facts());
  assert_int_equal(run_of(world)->mode, RUN_DEED);
  assert_int_equal(world_intents(world, "open"), 1);
  world_finish(world, ACTION_DONE);
  world_free(world);
}

/* The truth is asked of the hosts: the migration goes on. */
static void what_is_done_too_early_is_believed_only_once_the_hosts_say_so(void **state)
{
  (void)state;
  struct world *world = world_new(FALSE);
  world->migrate_takes_us = 20 * (gint64)G_USEC_PER_SEC;
  world_start(world, METHOD_LIVE);
  world_until(world, DEED_MIGRATE);
  world_step(world);
  tell_ended(world, run_of(world)->deed->id, DEED_DONE,
             g_variant_new_parsed("{'downtime_ms': <%t>, 'transferred_bytes': <%t>}", G_GUINT64_CONSTANT(1) << 40, (guint64)77));
  assert_int_equal(world_action(world)->downtime_ms, -1); /* nobody is away for so long */
  assert_int_equal(world_action(world)->bytes_done, 77);
  for (guint i = 0; i < 20; i++)
    world_step(world);
  assert_int_equal(world_action(world)->state, ACTION_VERIFYING);
  world_finish(world, ACTION_DONE);
  assert_true(world->clock.monotonic_us > 20 * (gint64)G_USEC_PER_SEC);
  world_free(world);
}

/* ---- progress ---- */

static void progress_without_end_or_phase_keeps_what_is_known(void **state)
{
  (void)state;
  struct world *world = world_new(FALSE);
  world_start(world, METHOD_LIVE);
  world_until(world, DEED_MIGRATE);
  guint64 id = run_of(world)->deed->id;
  tell_progress(world, id, "copying disks", 12, 2);
  assert_true(fabs(world_action(world)->remaining_sec - 4) < 0.01);
  tell_progress(world, id, "", 12, 12);
  assert_true(isnan(world_action(world)->remaining_sec)); /* it writes as fast as it is copied */
  assert_string_equal(world_action(world)->phase, "copying disks");
  world_finish(world, ACTION_DONE);
  world_free(world);
}

static void progress_of_nothing_that_goes_on_is_not_shown(void **state)
{
  (void)state;
  struct world *world = world_new(FALSE);
  world->migrate_takes_us = 30 * (gint64)G_USEC_PER_SEC;
  world_start(world, METHOD_LIVE);
  tell_progress(world, 0, PHASE_POSTCOPY, 1, 0); /* while both hosts are asked: nothing is followed */
  world_until(world, DEED_MIGRATE);
  guint64 id = run_of(world)->deed->id;
  tell_progress(world, id + 1, PHASE_POSTCOPY, 1, 0);
  assert_false(run_of(world)->is_postcopy);
  assert_int_equal(world_action(world)->progress_pct, 0);
  world_strike(world, BLOW_CORE);
  tell_progress(world, 0, PHASE_POSTCOPY, 1, 0);
  tell_progress(world, id, PHASE_POSTCOPY, 1, 0); /* not asked about yet */
  assert_false(run_of(world)->is_postcopy);
  assert_int_equal(world_action(world)->progress_pct, 0);
  world->was_handed_over = TRUE;
  world_run(world);
  guint changes = world->changes;
  tell_progress(world, id, PHASE_POSTCOPY, 1, 0); /* it is over */
  assert_int_equal(world->changes, changes);
  world_free(world);
}

/* ---- what cannot be asked ---- */

static enum message_kind unsent;
static guint unsent_after; /* so many more of that kind are sent */
static guint unsent_times;
static gboolean (*send_on)(enum message_kind kind, GVariant *body, gpointer user);

static gboolean send_some(enum message_kind kind, GVariant *body, gpointer user)
{
  if (kind != unsent || unsent_times == 0 || unsent_after-- > 0)
    return send_on(kind, body, user);
  unsent_times--;
  unsent_after = 0;
  g_variant_unref(g_variant_ref_sink(body));
  return FALSE;
}

static void lose(struct world *world, struct action_events *events, enum message_kind kind, guint after, guint times)
{
  *events = *world->actions->events;
  send_on = events->send;
  events->send = send_some;
  world->actions->events = events;
  unsent = kind;
  unsent_after = after;
  unsent_times = times;
}

static void a_question_that_is_not_sent_to_both_hosts_is_asked_anew(void **state)
{
  (void)state;
  static const struct {
    enum message_kind kind;
    guint after;
  } rows[] = {{MESSAGE_INSPECT, 0}, {MESSAGE_INSPECT, 1}, {MESSAGE_EXAMINE, 0}};
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    struct action_events events;
    struct world *world = world_new(FALSE);
    lose(world, &events, rows[i].kind, rows[i].after, 1);
    world_start(world, METHOD_LIVE);
    for (guint step = 0; step < 20; step++)
      world_step(world);
    assert_int_equal(unsent_times, 0);
    assert_int_equal(world_action(world)->state, ACTION_PREPARING);
    assert_int_equal(world_intents(world, "1"), 0);
    world_finish(world, ACTION_DONE);
    world_free(world);
  }
}

static void what_can_never_be_asked_is_given_up_before_anything_is_done(void **state)
{
  (void)state;
  struct action_events events;
  struct world *world = world_new(FALSE);
  lose(world, &events, MESSAGE_EXAMINE, 0, G_MAXUINT);
  world_start(world, METHOD_LIVE);
  world_finish(world, ACTION_FAILED);
  world_says(world, "does not answer; nothing was done");
  assert_int_equal(world->deeds, 0);
  world_free(world);
}

static void a_job_that_could_not_be_asked_about_is_asked_about_again(void **state)
{
  (void)state;
  struct action_events events;
  struct world *world = world_new(FALSE);
  world->migrate_takes_us = 60 * (gint64)G_USEC_PER_SEC;
  world_start(world, METHOD_LIVE);
  world_until(world, DEED_MIGRATE);
  world_step(world);
  world_strike(world, BLOW_CORE);
  lose(world, &events, MESSAGE_FOLLOW, 0, 2);
  world_until_followed(world);
  assert_int_equal(unsent_times, 0);
  assert_int_equal(world->follows, 1);
  assert_int_equal(world_action(world)->progress_pct, 42);
  world_finish(world, ACTION_DONE);
  assert_int_equal(world->follows, 1);
  world_free(world);
}

static void pinged(struct world *world, guint64 request)
{
  take(world, MESSAGE_AGENT_PINGED, g_variant_new("(tys)", request, (guchar)AGENT_ANSWERS, ""));
}

static void an_agent_that_nobody_asked_or_asks_any_more_tells_nothing(void **state)
{
  (void)state;
  struct world *world = world_new(FALSE);
  world->is_stuck = TRUE;
  world->pings_nothing = TRUE;
  world_hear_agent(world);
  world_start(world, METHOD_LIVE);
  world_until_phase(world, "looking whether it lives");
  guint64 asked = run_of(world)->looking.agent.request;
  assert_true(asked > 0);
  pinged(world, 0);
  pinged(world, asked + 1);
  assert_int_equal(run_of(world)->looking.agent.word, AGENT_UNKNOWN);
  world_finish(world, ACTION_DONE);
  pinged(world, run_of(world)->looking.agent.request);
  pinged(world, 0);
  assert_string_equal(world_action(world)->check, "not seen alive: its processors did nothing for 10 s");
  world_free(world);
}

/* Its processors were seen, its agent was asked, and the hosts are being asked anew: those answers are lost. */
static struct world *world_that_asks(struct action_events *events)
{
  struct world *world = world_new(FALSE);
  world->pings_nothing = TRUE;
  world_hear_agent(world);
  world_start(world, METHOD_LIVE);
  world_until_phase(world, "looking whether it lives");
  for (guint i = 0; i < 20 && !run_of(world)->looking.processors; i++)
    world_step(world);
  assert_non_null(run_of(world)->looking.processors);
  lose(world, events, MESSAGE_INSPECT, 0, G_MAXUINT);
  for (guint i = 0; i < 20 && run_of(world)->round.requests[ON_SOURCE] == 0; i++)
    world_step(world);
  assert_true(run_of(world)->round.requests[ON_SOURCE] > 0);
  return world;
}

static void what_is_left_is_not_judged_while_hosts_are_asked_anew(void **state)
{
  (void)state;
  struct action_events events;
  struct world *world = world_that_asks(&events);
  pinged(world, run_of(world)->looking.agent.request);
  assert_int_equal(world_action(world)->state, ACTION_VERIFYING);
  unsent_times = 0;
  world_finish(world, ACTION_DONE);
  assert_non_null(strstr(world_action(world)->check, "and its guest agent answers"));
  assert_string_equal(world_action(world)->error, "");
  world_free(world);
}

static void hosts_that_do_not_answer_at_the_end_are_waited_for_and_given_up(void **state)
{
  (void)state;
  struct action_events events;
  struct world *world = world_that_asks(&events);
  world_finish(world, ACTION_DONE);
  assert_non_null(strstr(world_action(world)->check, "provost-virt did not tell"));
  world_says(world, "did not answer in the end");
  world_free(world);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_second_answer_does_not_lift_what_the_first_forbade),
      cmocka_unit_test(an_answer_to_no_question_decides_nothing),
      cmocka_unit_test(the_destination_alone_decides_nothing),
      cmocka_unit_test(the_end_of_another_deed_ends_none),
      cmocka_unit_test(what_is_done_too_early_is_believed_only_once_the_hosts_say_so),
      cmocka_unit_test(progress_without_end_or_phase_keeps_what_is_known),
      cmocka_unit_test(progress_of_nothing_that_goes_on_is_not_shown),
      cmocka_unit_test(a_question_that_is_not_sent_to_both_hosts_is_asked_anew),
      cmocka_unit_test(what_can_never_be_asked_is_given_up_before_anything_is_done),
      cmocka_unit_test(a_job_that_could_not_be_asked_about_is_asked_about_again),
      cmocka_unit_test(an_agent_that_nobody_asked_or_asks_any_more_tells_nothing),
      cmocka_unit_test(what_is_left_is_not_judged_while_hosts_are_asked_anew),
      cmocka_unit_test(hosts_that_do_not_answer_at_the_end_are_waited_for_and_given_up),
  };
  silence_log();
  return cmocka_run_group_tests(tests, NULL, NULL);
}
