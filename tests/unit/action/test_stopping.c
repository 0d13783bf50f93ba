/* Stopped at moments at which nothing of ours goes on, or what goes on is not known. */
#include "world.h"

static gboolean cancel(struct world *world, GError **error)
{
  return actions_cancel(world->actions, world->action_id, "operator test", error);
}

static void a_save_of_an_earlier_life_is_stopped(void **state)
{
  (void)state;
  struct world *world = world_new(TRUE);
  world->fates[DEED_MIGRATE] = FATE_REFUSED;
  world->takes_us[DEED_SAVE] = 60 * (gint64)G_USEC_PER_SEC;
  world_start(world, METHOD_QUICK);
  world_until(world, DEED_SAVE);
  world_step(world);
  world_strike(world, BLOW_CORE);
  world_until_followed(world);
  assert_true(cancel(world, NULL));
  world_finish(world, ACTION_CANCELLED);
  assert_int_equal(world_intents(world, "deed = 'abort' AND result IN ('done', 'unknown', 'failed')"), 1);
  assert_false(world->has_image);
  world_free(world);
}

static void what_goes_on_of_an_earlier_life_is_stopped_once(void **state)
{
  (void)state;
  g_autoptr(GError) error = NULL;
  struct world *world = world_new(FALSE);
  world->migrate_takes_us = 60 * (gint64)G_USEC_PER_SEC;
  world_start(world, METHOD_LIVE);
  world_until(world, DEED_MIGRATE);
  world_step(world);
  world_strike(world, BLOW_CORE);
  world_until_followed(world);
  assert_true(cancel(world, NULL));
  assert_false(cancel(world, &error));
  assert_error_says(error, "it is being stopped already, for operator test");
  world_finish(world, ACTION_CANCELLED);
  assert_int_equal(world_intents(world, "deed = 'abort'"), 1);
  world_free(world);
}

/* Somebody else's backup began behind our question what stands in the way. */
static void a_job_that_is_not_ours_is_never_aborted(void **state)
{
  (void)state;
  struct world *world = world_new(TRUE);
  world->fates[DEED_MIGRATE] = FATE_REFUSED;
  world->fates[DEED_COPY_DEFINITION] = FATE_LOST_BEFORE;
  world_start(world, METHOD_QUICK);
  world_until(world, DEED_COPY_DEFINITION);
  world->copies[ON_SOURCE].has_job = TRUE;
  world_until_phase(world, "being moved or saved on h1");
  assert_int_equal(world->follows, 0);
  assert_true(cancel(world, NULL));
  assert_string_equal(world_action(world)->phase, "being stopped: g1 goes back to h1");
  for (guint i = 0; i < 20; i++)
    world_step(world);
  assert_false(action_is_finished(world_action(world)));
  world->copies[ON_SOURCE].has_job = FALSE;
  world_finish(world, ACTION_CANCELLED);
  assert_int_equal(world_intents(world, "deed = 'abort'"), 0);
  world_free(world);
}

static void until_asking_at(struct world *world, enum stage stage)
{
  const struct run *run = run_find(world->actions, world->action_id);
  for (guint i = 0; i < 100; i++, world_step(world))
    if (run->mode == RUN_INSPECTING && stage_of(run->intents, "h1") == stage)
      return;
  fail_msg("that stage is never reached");
}

static void a_move_that_is_off_or_saved_goes_back_when_stopped_while_the_hosts_are_asked(void **state)
{
  (void)state;
  static const struct {
    enum move_method method;
    enum stage stage;
    enum deed_kind deed;
    enum fate fate;
  } rows[] = {
      {METHOD_QUICK, STAGE_DEFINE, DEED_COPY_DEFINITION, FATE_LOST_AFTER},
      {METHOD_QUICK, STAGE_SAVE, DEED_SAVE, FATE_LOST_AFTER},
      {METHOD_QUICK, STAGE_SAVE, DEED_SAVE, FATE_HALF},
      {METHOD_QUICK, STAGE_SAVED, DEED_SAVE, FATE_LOST_AFTER},
      {METHOD_COLD, STAGE_SHUTDOWN, DEED_SHUTDOWN, FATE_LOST_AFTER},
      {METHOD_COLD, STAGE_OFF, DEED_SHUTDOWN, FATE_DONE},
      {METHOD_COLD, STAGE_DEFINED, DEED_SHUTDOWN, FATE_DONE},
  };
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    struct world *world = world_new(TRUE);
    world->fates[DEED_MIGRATE] = FATE_REFUSED;
    world->fates[rows[i].deed] = rows[i].fate;
    world_start(world, rows[i].method);
    until_asking_at(world, rows[i].stage);
    assert_true(cancel(world, NULL));
    assert_true(g_str_has_prefix(world_action(world)->phase, "being stopped: g1"));
    world_finish(world, ACTION_CANCELLED);
    assert_int_equal(world_intents(world, "host = 'h2' AND deed IN ('restore', 'start')"), 0);
    assert_false(world->has_image);
    world_free(world);
  }
}

static guint asked_for_room;

static void ask_room(const struct action *action, gpointer user)
{
  (void)action;
  (void)user;
  asked_for_room++;
}

static void a_move_that_waits_to_be_admitted_ends_when_stopped_and_begins_never(void **state)
{
  (void)state;
  struct world *world = world_new(FALSE);
  struct action_events events = *world->actions->events;
  events.ask_room = ask_room;
  world->actions->events = &events;
  asked_for_room = 0;
  world_start(world, METHOD_LIVE);
  world_until_phase(world, "looking for room on h2");
  guint64 id = world->action_id;
  assert_true(cancel(world, NULL));
  assert_int_equal(world_action(world)->state, ACTION_CANCELLED);
  world_says(world, "cancelled by operator test; nothing was done");
  actions_take_room(world->actions, id, NULL);
  world_finish(world, ACTION_CANCELLED);
  assert_int_equal(asked_for_room, 1);
  assert_int_equal(world_intents(world, "1"), 0);
  world_free(world);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_save_of_an_earlier_life_is_stopped),
      cmocka_unit_test(what_goes_on_of_an_earlier_life_is_stopped_once),
      cmocka_unit_test(a_job_that_is_not_ours_is_never_aborted),
      cmocka_unit_test(a_move_that_is_off_or_saved_goes_back_when_stopped_while_the_hosts_are_asked),
      cmocka_unit_test(a_move_that_waits_to_be_admitted_ends_when_stopped_and_begins_never),
  };
  silence_log();
  return cmocka_run_group_tests(tests, NULL, NULL);
}
