/* The last look after an action: what tells that the guest lives. */
#include "world.h"

static void a_guest_is_seen_alive_or_that_is_said(void **state)
{
  (void)state;
  struct world *world = world_new(FALSE);
  world_start(world, METHOD_LIVE);
  world_finish(world, ACTION_DONE);
  assert_true(g_str_has_prefix(world_action(world)->check, "alive: its processors used "));
  world_free(world);

  world = world_new(FALSE);
  world->is_stuck = TRUE;
  world_start(world, METHOD_LIVE);
  world_finish(world, ACTION_DONE);
  assert_string_equal(world_action(world)->check, "not seen alive: its processors did nothing for 10 s");
  world_free(world);

  world = world_new(FALSE);
  world->hides_cpu = TRUE;
  world_start(world, METHOD_LIVE);
  world_finish(world, ACTION_DONE);
  assert_string_equal(world_action(world)->check, "not known to be alive: h2 does not tell its processor time");
  world_free(world);
}

static void a_host_that_falls_silent_before_the_last_look_is_named(void **state)
{
  (void)state;
  struct world *world = world_new(FALSE);
  world_start(world, METHOD_LIVE);
  world_until_phase(world, "looking whether it lives");
  world->silent_until_us[ON_DESTINATION] = G_MAXINT64;
  world_run(world);
  assert_int_equal(world_action(world)->state, ACTION_DONE);
  assert_string_equal(world_action(world)->check, "not known to be alive: h2 does not answer");
  world_says(world, "h2 did not answer in the end");
  world_free(world);
}

static void a_guest_that_is_off_or_runs_twice_at_the_last_look_is_told(void **state)
{
  (void)state;
  struct world *world = world_new(FALSE);
  world_start(world, METHOD_LIVE);
  world_until_phase(world, "looking whether it lives");
  world->copies[ON_DESTINATION].is_active = FALSE;
  world->powered_off = TRUE;
  world_finish(world, ACTION_DONE);
  assert_string_equal(world_action(world)->check, "not known to be alive: it is off on h2 by now");
  world_free(world);

  world = world_new(FALSE);
  world_start(world, METHOD_LIVE);
  world_until_phase(world, "looking whether it lives");
  world->copies[ON_SOURCE].is_active = TRUE;
  world->copies[ON_SOURCE].state = GUEST_RUNNING;
  world_run(world);
  assert_int_equal(world_action(world)->state, ACTION_AMBIGUOUS);
  world_says(world, "two copies run at the same time");
  world_free(world);
}

static void a_job_at_the_last_look_is_waited_for(void **state)
{
  (void)state;
  struct world *world = world_new(FALSE);
  world_start(world, METHOD_LIVE);
  world_until_phase(world, "looking whether it lives");
  world->copies[ON_DESTINATION].has_job = TRUE;
  for (guint i = 0; i < 8; i++)
    world_step(world);
  assert_int_equal(world_action(world)->state, ACTION_VERIFYING);
  world->copies[ON_DESTINATION].has_job = FALSE;
  world_finish(world, ACTION_DONE);
  assert_true(g_str_has_prefix(world_action(world)->check, "alive: "));
  world_free(world);
}

/* What it used is counted from when it was first told. */
static void a_host_that_tells_processor_time_late_is_looked_at_twice_from_then_on(void **state)
{
  (void)state;
  struct world *world = world_new(FALSE);
  world->hides_cpu = TRUE;
  world_start(world, METHOD_LIVE);
  world_until_phase(world, "looking whether it lives");
  for (guint i = 0; i < 6; i++)
    world_step(world);
  world->hides_cpu = FALSE;
  world_finish(world, ACTION_DONE);
  g_autofree char *used = g_strdup(world_action(world)->check);
  double used_sec, in_sec;
  assert_int_equal(sscanf(used, "alive: its processors used %lf s in %lf s", &used_sec, &in_sec), 2);
  assert_true(used_sec < 0.1 && in_sec < 2.1);
  world_free(world);
}


/* Its agent answered so long before the action. */
static void hear_agent(struct world *world, gint64 before_sec)
{
  world_hear_agent(world);
  virtual_clock_advance(&world->clock, before_sec * G_USEC_PER_SEC);
}

static void move_and_read(struct world *world, const char *check)
{
  world_start(world, METHOD_LIVE);
  world_finish(world, ACTION_DONE);
  if (!strstr(world_action(world)->check, check))
    fail_msg("the check says \"%s\", not \"%s\"", world_action(world)->check, check);
  world_free(world);
}

static void an_agent_that_answered_before_must_answer_after(void **state)
{
  (void)state;
  struct world *world = world_new(FALSE);
  hear_agent(world, 100);
  world->agent = AGENT_ANSWERS;
  move_and_read(world, ", and its guest agent answers");

  world = world_new(FALSE);
  hear_agent(world, 100);
  world->agent = AGENT_SILENT;
  move_and_read(world, "not seen alive: its processors move, but its guest agent, which answered before, does not");

  world = world_new(FALSE);
  hear_agent(world, 100);
  world->agent = AGENT_SILENT;
  world->agent_wakes_us = world->clock.monotonic_us + 20 * G_USEC_PER_SEC; /* a slow guest */
  move_and_read(world, ", and its guest agent answers");
}

static void an_agent_of_which_nothing_is_known_is_no_alarm(void **state)
{
  (void)state;
  struct world *world = world_new(FALSE);
  hear_agent(world, 100);
  world->agent = 77; /* of a provost-virt that knows more */
  move_and_read(world, "; whether its guest agent answers is not known: the world said so");

  world = world_new(FALSE);
  hear_agent(world, 100);
  world->pings_nothing = TRUE;
  move_and_read(world, "; whether its guest agent answers is not known: provost-virt did not tell");
}

static void an_agent_that_was_silent_before_or_boots_is_not_waited_for(void **state)
{
  (void)state;
  struct world *world = world_new(FALSE);
  hear_agent(world, 1000);
  world->agent = AGENT_SILENT;
  world_start(world, METHOD_LIVE);
  world_finish(world, ACTION_DONE);
  assert_int_equal(world->pings, 0);
  world_free(world);

  world = world_new(FALSE);
  hear_agent(world, 1);
  world_start(world, METHOD_COLD);
  world_finish(world, ACTION_DONE);
  assert_int_equal(world->pings, 0);
  assert_true(g_str_has_prefix(world_action(world)->check, "alive: its processors used "));
  world_free(world);
}

static void a_stuck_guest_is_told_as_such_whatever_its_agent_says(void **state)
{
  (void)state;
  struct world *world = world_new(FALSE);
  hear_agent(world, 1);
  world->is_stuck = TRUE;
  world->agent = AGENT_ANSWERS;
  move_and_read(world, "not seen alive: its processors did nothing for 10 s");
}

/* Memory that was taken away can be too much. */
static void a_guest_is_looked_at_after_a_resize_too(void **state)
{
  (void)state;
  struct world *world = world_new(FALSE);
  hear_agent(world, 1);
  world->agent = AGENT_ANSWERS;
  world_resize(world, 0, world->vcpus + 1);
  world_finish(world, ACTION_DONE);
  assert_true(g_str_has_suffix(world_action(world)->check, ", and its guest agent answers"));
  world_free(world);

  world = world_new(FALSE);
  world->is_stuck = TRUE;
  world_resize(world, 0, world->vcpus + 1);
  world_until_phase(world, "looking whether it lives");
  g_autoptr(GError) error = NULL;
  assert_false(actions_cancel(world->actions, world->action_id, "operator test", &error));
  assert_non_null(strstr(error->message, "it ends by itself"));
  world_finish(world, ACTION_DONE);
  assert_string_equal(world_action(world)->check, "not seen alive: its processors did nothing for 10 s");
  world_free(world);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_guest_is_seen_alive_or_that_is_said),
      cmocka_unit_test(a_host_that_falls_silent_before_the_last_look_is_named),
      cmocka_unit_test(a_guest_that_is_off_or_runs_twice_at_the_last_look_is_told),
      cmocka_unit_test(a_job_at_the_last_look_is_waited_for),
      cmocka_unit_test(a_host_that_tells_processor_time_late_is_looked_at_twice_from_then_on),
      cmocka_unit_test(an_agent_that_answered_before_must_answer_after),
      cmocka_unit_test(an_agent_of_which_nothing_is_known_is_no_alarm),
      cmocka_unit_test(an_agent_that_was_silent_before_or_boots_is_not_waited_for),
      cmocka_unit_test(a_stuck_guest_is_told_as_such_whatever_its_agent_says),
      cmocka_unit_test(a_guest_is_looked_at_after_a_resize_too),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
