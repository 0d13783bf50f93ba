/* Examined before moving; cold, post-copy; stopped in every phase; looked at in the end. */
#include "world.h"

#include "model/obstacle.h"

static struct cluster *cluster_of(struct world *world)
{
  return fleet_clusters(world->fleet)->pdata[0];
}

/* ---- examined before anything moves ---- */

static void every_obstacle_that_bars_the_method_ends_the_move_before_it_begins(void **state)
{
  (void)state;
  static const enum move_method methods[] = {METHOD_LIVE, METHOD_QUICK, METHOD_POSTCOPY, METHOD_COLD};
  for (guint m = 0; m < G_N_ELEMENTS(methods); m++)
    for (enum obstacle obstacle = 0; obstacle < OBSTACLES; obstacle++) {
      struct world *world = world_new(FALSE);
      world->obstacles = 1u << obstacle;
      world_start(world, methods[m]);
      world_finish(world, obstacle_permits(obstacle, methods[m]) ? ACTION_DONE : ACTION_FAILED);
      if (!obstacle_permits(obstacle, methods[m])) {
        assert_int_equal(world->deeds, 0);
        world_says(world, obstacle_text(obstacle));
        world_says(world, obstacle_remedy(obstacle));
        world_says(world, "nothing was done");
      }
      world_free(world);
    }
}

static void several_obstacles_are_all_named_with_what_they_are_there(void **state)
{
  (void)state;
  struct world *world = world_new(FALSE);
  world->obstacles = 1u << OBSTACLE_SNAPSHOTS | 1u << OBSTACLE_PASSTHROUGH | 1u << OBSTACLE_TRANSIENT;
  world_start(world, METHOD_LIVE);
  world_finish(world, ACTION_FAILED);
  world_says(world, "g1 cannot move to h2 by method live: it has snapshots: delete them; it uses a device of its "
                    "host (so it is): detach it; nothing was done");
  world_free(world);
}

static void a_method_that_gets_by_with_all_obstacles_is_named_and_not_taken(void **state)
{
  (void)state;
  struct world *world = world_new(FALSE);
  world->obstacles = 1u << OBSTACLE_UNPLUG;
  world_start(world, METHOD_LIVE);
  world_finish(world, ACTION_FAILED);
  world_says(world, "shut it down and start it; method cold gets by with that; nothing was done");
  assert_int_equal(world->deeds, 0);
  world_free(world);

  world = world_new(FALSE);
  world->obstacles = 1u << OBSTACLE_CPU | 1u << OBSTACLE_NVRAM; /* the one bars streams, the other cold */
  world_start(world, METHOD_LIVE);
  world_finish(world, ACTION_FAILED);
  assert_int_equal(world->deeds, 0);
  world_says(world, "choose another host; nothing was done");
  world_free(world);
}

static void what_is_not_known_is_not_moved(void **state)
{
  (void)state;
  struct world *world = world_new(FALSE);
  world->trouble = "libvirt hung up";
  world_start(world, METHOD_LIVE);
  world_finish(world, ACTION_FAILED);
  world_says(world, "g1 could not be examined: libvirt hung up");
  world->trouble = NULL;

  world->obstacles = 1u << 31; /* of a provost-virt that knows more */
  world_start(world, METHOD_LIVE);
  world_finish(world, ACTION_FAILED);
  world_says(world, "an obstacle that provostd does not know");
  world->obstacles = 0;

  world->examines_nothing = TRUE;
  world_start(world, METHOD_LIVE);
  world_finish(world, ACTION_FAILED);
  world_says(world, "does not answer");
  assert_int_equal(world->deeds, 0);
  world_free(world);
}

static void a_guest_of_another_manager_is_left_to_it_unless_the_cluster_says_so(void **state)
{
  (void)state;
  struct world *world = world_new(FALSE);
  world->owner = "OpenStack";
  world_start(world, METHOD_LIVE);
  world_finish(world, ACTION_FAILED);
  world_says(world, "g1 is looked after by OpenStack");
  assert_int_equal(world->deeds, 0);
  cluster_of(world)->terms.managed = TRUE;
  world_start(world, METHOD_LIVE);
  world_finish(world, ACTION_DONE);
  world_free(world);
}

/* ---- cold ---- */

static void a_cold_move_shuts_down_copies_starts_removes_and_sets_autostart(void **state)
{
  (void)state;
  struct world *world = world_new(FALSE);
  world->copies[ON_SOURCE].starts_with_host = world->has_autostart = TRUE;
  world_start(world, METHOD_COLD);
  world_finish(world, ACTION_DONE);
  assert_int_equal(world->deeds, 5);
  world_free(world);
}

static void a_cold_move_that_goes_wrong_leaves_the_guest_running_where_it_was(void **state)
{
  (void)state;
  static const struct {
    enum deed_kind deed;
    enum fate fate;
    enum action_state end;
  } rows[] = {
      {DEED_SHUTDOWN, FATE_REFUSED, ACTION_FAILED},        {DEED_SHUTDOWN, FATE_LOST_BEFORE, ACTION_FAILED},
      {DEED_SHUTDOWN, FATE_LOST_AFTER, ACTION_DONE},       {DEED_SHUTDOWN, FATE_HALF, ACTION_DONE},
      {DEED_COPY_DEFINITION, FATE_REFUSED, ACTION_FAILED}, {DEED_COPY_DEFINITION, FATE_LOST_BEFORE, ACTION_FAILED},
      {DEED_COPY_DEFINITION, FATE_LOST_AFTER, ACTION_FAILED},
  };
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    struct world *world = world_new(FALSE);
    world->fates[rows[i].deed] = rows[i].fate;
    world_start(world, METHOD_COLD);
    world_finish(world, rows[i].end);
    world_free(world);
  }
}

static enum fate start_only_here(struct world *world, enum deed_kind deed, enum place place)
{
  return deed == DEED_START && place == ON_DESTINATION ? FATE_REFUSED : world->fates[deed];
}

static void what_the_destination_does_not_start_is_started_on_the_source_once(void **state)
{
  (void)state;
  struct world *world = world_new(FALSE);
  world->choose = start_only_here;
  world_start(world, METHOD_COLD);
  world_finish(world, ACTION_FAILED);
  world_says(world, "start on h2 failed");
  assert_false(world->copies[ON_DESTINATION].is_defined);
  assert_int_equal(world_intents(world, "deed = 'start'"), 2);
  world_free(world);

  world = world_new(FALSE);
  world->fates[DEED_START] = FATE_REFUSED;
  world_start(world, METHOD_COLD);
  world_finish(world, ACTION_AMBIGUOUS);
  assert_int_equal(world_intents(world, "deed = 'start'"), 2);
  world_free(world);
}

static void a_start_that_may_have_happened_is_never_repeated_anywhere(void **state)
{
  (void)state;
  static const enum fate fates[] = {FATE_LOST_BEFORE, FATE_HALF};
  for (guint i = 0; i < G_N_ELEMENTS(fates); i++) {
    struct world *world = world_new(FALSE);
    world->fates[DEED_START] = fates[i];
    world_start(world, METHOD_COLD);
    world_finish(world, ACTION_AMBIGUOUS);
    assert_int_equal(world_intents(world, "deed = 'start'"), 1);
    world_free(world);
  }
}

static void a_guest_that_may_yet_shut_down_is_told_of(void **state)
{
  (void)state;
  struct world *world = world_new(FALSE);
  world->fates[DEED_SHUTDOWN] = FATE_LOST_BEFORE;
  world_start(world, METHOD_COLD);
  world_finish(world, ACTION_FAILED);
  world_says(world, "was asked to shut down and may yet do so: start it on h1 then");
  world_free(world);
}

static void a_guest_without_definition_or_with_one_on_the_destination_does_not_move_cold(void **state)
{
  (void)state;
  struct world *world = world_new(FALSE);
  world->copies[ON_DESTINATION].is_defined = TRUE;
  world_start(world, METHOD_COLD);
  world_finish(world, ACTION_FAILED);
  world_says(world, "it is defined on h2 already: undefine it there");
  world->copies[ON_DESTINATION].is_defined = FALSE;
  world->copies[ON_SOURCE].is_defined = FALSE;
  world->is_transient = TRUE;
  world_start(world, METHOD_COLD);
  world_finish(world, ACTION_FAILED);
  world_says(world, "it has no lasting definition");
  assert_int_equal(world->deeds, 0);
  world_free(world);
}

/* ---- post-copy ---- */

static void a_broken_post_copy_is_only_ever_resumed(void **state)
{
  (void)state;
  struct world *world = world_new(FALSE);
  world->fates[DEED_MIGRATE] = FATE_HALF;
  world_start(world, METHOD_POSTCOPY);
  world_finish(world, ACTION_DONE);
  assert_int_equal(world_intents(world, "deed = 'resume post-copy'"), 1);
  assert_int_equal(world_intents(world, "deed = 'resume'"), 0);
  world_free(world);
}

static void a_post_copy_that_stays_broken_is_left_to_a_person_after_a_few_attempts(void **state)
{
  (void)state;
  struct world *world = world_new(FALSE);
  world->fates[DEED_MIGRATE] = FATE_HALF;
  world->fates[DEED_RESUME_POSTCOPY] = FATE_REFUSED;
  world_start(world, METHOD_POSTCOPY);
  world_finish(world, ACTION_AMBIGUOUS);
  assert_int_equal(world_intents(world, "deed = 'resume post-copy'"), 5);
  assert_true(world->clock.monotonic_us > 200 * (gint64)G_USEC_PER_SEC);
  assert_int_equal(world_intents(world, "deed IN ('resume', 'undefine')"), 0);
  world_free(world);
}

/* ---- what arrives, and what is left ---- */

static void autostart_arrives_by_every_method(void **state)
{
  (void)state;
  static const enum move_method methods[] = {METHOD_LIVE, METHOD_POSTCOPY, METHOD_QUICK, METHOD_COLD};
  for (guint through_image = 0; through_image < 2; through_image++)
    for (guint m = 0; m < G_N_ELEMENTS(methods); m++) {
      struct world *world = world_new(TRUE);
      world->copies[ON_SOURCE].starts_with_host = world->has_autostart = TRUE;
      if (through_image && methods[m] == METHOD_QUICK)
        world->fates[DEED_MIGRATE] = FATE_REFUSED;
      world_start(world, methods[m]);
      world_finish(world, ACTION_DONE);
      assert_true(world->copies[ON_DESTINATION].starts_with_host);
      world_free(world);
    }
}

static void an_autostart_that_cannot_be_set_is_left_to_a_person(void **state)
{
  (void)state;
  struct world *world = world_new(FALSE);
  world->copies[ON_SOURCE].starts_with_host = world->has_autostart = TRUE;
  world->fates[DEED_SET_AUTOSTART] = FATE_REFUSED;
  world_start(world, METHOD_LIVE);
  world_finish(world, ACTION_DONE);
  world_says(world, "to set autostart on h2 is left to you");
  world_free(world);
}

/* ---- stopped ---- */

/* Stopped while the deed is under way; how it ends. */
static void stopped_at(enum move_method method, enum deed_kind deed, enum action_state end, const char *text)
{
  g_autoptr(GError) error = NULL;
  struct world *world = world_new(TRUE);
  if (method == METHOD_QUICK && deed != DEED_MIGRATE)
    world->fates[DEED_MIGRATE] = FATE_REFUSED;
  world_start(world, method);
  world_until(world, deed);
  gboolean is_stopped = actions_cancel(world->actions, world->action_id, "operator test", &error);
  assert_int_equal(is_stopped, end == ACTION_CANCELLED);
  if (is_stopped) {
    assert_string_equal(world_action(world)->cancelled_by, "operator test");
    assert_non_null(strstr(world_action(world)->phase, text));
    g_autoptr(GError) again = NULL;
    if (!action_is_finished(world_action(world))) {
      assert_false(actions_cancel(world->actions, world->action_id, "operator test", &again));
      assert_error_says(again, "it is being stopped already");
    }
  } else
    assert_error_says(error, text);
  world_finish(world, end);
  assert_false(world->has_image);
  world_free(world);
}

static void a_move_is_stopped_in_each_phase_in_which_it_can_be(void **state)
{
  (void)state;
  stopped_at(METHOD_LIVE, DEED_MIGRATE, ACTION_CANCELLED, "being stopped: g1 stays on h1, unless it runs on h2 already");
  stopped_at(METHOD_QUICK, DEED_MIGRATE, ACTION_CANCELLED, "being stopped: g1 stays on h1, unless it runs on h2 already");
  stopped_at(METHOD_QUICK, DEED_COPY_DEFINITION, ACTION_CANCELLED, "being stopped: g1 goes back to h1");
  stopped_at(METHOD_QUICK, DEED_SAVE, ACTION_CANCELLED, "being stopped: g1 stays on h1, unless it runs on h2 already");
  stopped_at(METHOD_QUICK, DEED_CHECK_IMAGE, ACTION_CANCELLED, "being stopped: g1 goes back to h1");
  stopped_at(METHOD_QUICK, DEED_RESTORE, ACTION_DONE, "the guest is coming up on h2");
  stopped_at(METHOD_QUICK, DEED_UNDEFINE, ACTION_DONE, "the guest runs on h2, and only the end is verified");
  stopped_at(METHOD_COLD, DEED_SHUTDOWN, ACTION_CANCELLED, "is started on h1 again once it is off");
  stopped_at(METHOD_COLD, DEED_COPY_DEFINITION, ACTION_CANCELLED, "being stopped: g1 goes back to h1");
  stopped_at(METHOD_COLD, DEED_START, ACTION_DONE, "the guest is coming up on h2");
}

static void what_comes_back_is_not_stopped_again(void **state)
{
  (void)state;
  g_autoptr(GError) error = NULL;
  struct world *world = world_new(TRUE);
  world->fates[DEED_MIGRATE] = world->fates[DEED_CHECK_IMAGE] = FATE_REFUSED;
  world_start(world, METHOD_QUICK);
  world_until(world, DEED_RESTORE);
  assert_false(actions_cancel(world->actions, world->action_id, "operator test", &error));
  assert_error_says(error, "the guest is being brought back on h1");
  world_finish(world, ACTION_FAILED);
  world_free(world);
}

static void tell_progress(struct world *world, const char *phase)
{
  g_autoptr(GVariant) body = g_variant_ref_sink(
      g_variant_new("(tsytttttt)", G_GUINT64_CONSTANT(1), phase, 200, G_GUINT64_CONSTANT(60), G_GUINT64_CONSTANT(100),
                    G_GUINT64_CONSTANT(1000), G_GUINT64_CONSTANT(40), G_GUINT64_CONSTANT(12), G_GUINT64_CONSTANT(2)));
  actions_take_message(world->actions, MESSAGE_DEED_PROGRESS, body);
}

static void post_copy_is_not_stopped_any_more(void **state)
{
  (void)state;
  g_autoptr(GError) error = NULL;
  struct world *world = world_new(FALSE);
  world_start(world, METHOD_POSTCOPY);
  world_until(world, DEED_MIGRATE);
  tell_progress(world, PHASE_POSTCOPY);
  const struct action *action = world_action(world);
  assert_int_equal(action->progress_pct, 100);
  assert_int_equal(action->dirty_bytes_per_sec, 2);
  assert_true(action->remaining_sec > 3.9 && action->remaining_sec < 4.1);
  assert_false(actions_cancel(world->actions, world->action_id, "operator test", &error));
  assert_error_says(error, "the guest runs on h2 already");
  world_finish(world, ACTION_DONE);
  world_free(world);
}

static void a_wish_to_stop_outlives_provostd(void **state)
{
  (void)state;
  struct world *world = world_new(FALSE);
  world_start(world, METHOD_COLD);
  world_until(world, DEED_SHUTDOWN);
  world->was_handed_over = TRUE;
  assert_true(actions_cancel(world->actions, world->action_id, "operator test", NULL));
  world_intents(world, "open");
  world_strike(world, BLOW_CORE);
  world_finish(world, ACTION_CANCELLED);
  assert_int_equal(world_intents(world, "deed = 'copy definition'"), 0);
  world_free(world);
}

/* The core died before the abort was sent: the next one sends it. */
static void a_migration_that_was_to_be_stopped_is_stopped_by_the_next_provostd(void **state)
{
  (void)state;
  struct world *world = world_new(FALSE);
  world->migrate_takes_us = 300 * (gint64)G_USEC_PER_SEC;
  world_start(world, METHOD_LIVE);
  world_until(world, DEED_MIGRATE);
  world_step(world);
  world->was_handed_over = TRUE;
  assert_true(actions_cancel(world->actions, world->action_id, "operator test", NULL));
  world_intents(world, "open");
  world_strike(world, BLOW_CORE);
  world_finish(world, ACTION_CANCELLED);
  assert_true(world->copies[ON_SOURCE].is_active);
  world_free(world);
}

static void the_progress_of_a_job_of_an_earlier_life_is_followed(void **state)
{
  (void)state;
  struct world *world = world_new(FALSE);
  world->migrate_takes_us = 60 * (gint64)G_USEC_PER_SEC;
  world_start(world, METHOD_LIVE);
  world_until(world, DEED_MIGRATE);
  world_step(world);
  world_strike(world, BLOW_CORE);
  for (guint i = 0; i < 20; i++)
    world_step(world);
  assert_int_equal(world->follows, 1);
  assert_int_equal(world_action(world)->progress_pct, 42);
  assert_string_equal(world_action(world)->phase, "copying memory");
  world_strike(world, BLOW_ROLE);
  for (guint i = 0; i < 20; i++)
    world_step(world);
  assert_int_equal(world->follows, 2); /* another provost-virt has to be told */
  world_finish(world, ACTION_DONE);
  world_free(world);
}

static void a_time_limit_goes_on_over_a_restart(void **state)
{
  (void)state;
  struct world *world = world_new(FALSE);
  world->migrate_takes_us = 6000 * (gint64)G_USEC_PER_SEC;
  cluster_of(world)->terms.limit_ms = 100000;
  world_start(world, METHOD_LIVE);
  world_until(world, DEED_MIGRATE);
  for (guint i = 0; i < 160; i++)
    world_step(world);
  world_strike(world, BLOW_CORE);
  world_finish(world, ACTION_FAILED);
  assert_in_range(world->clock.monotonic_us / G_USEC_PER_SEC, 100, 130);
  world_free(world);
}

static void a_migration_without_bound_is_let_go_on(void **state)
{
  (void)state;
  struct world *world = world_new(FALSE);
  world->migrate_takes_us = 3000 * (gint64)G_USEC_PER_SEC;
  cluster_of(world)->terms.limit_ms = 0;
  world_start(world, METHOD_LIVE);
  world_finish(world, ACTION_DONE);
  assert_int_equal(world_intents(world, "deed = 'abort'"), 0);
  world_free(world);
}

static void a_post_copy_without_bound_is_resumed_without_one(void **state)
{
  (void)state;
  struct world *world = world_new(FALSE);
  cluster_of(world)->terms.limit_ms = 0;
  world->fates[DEED_MIGRATE] = FATE_HALF;
  world_start(world, METHOD_POSTCOPY);
  world_finish(world, ACTION_DONE);
  world_free(world);
}

static void a_cold_move_whose_cluster_is_configured_no_more_goes_on(void **state)
{
  (void)state;
  struct world *world = world_new(FALSE);
  world_start(world, METHOD_COLD);
  world_until(world, DEED_SHUTDOWN);
  fleet_begin_configuration(world->fleet, 10000);
  fleet_end_configuration(world->fleet);
  world_finish(world, ACTION_DONE);
  world_free(world);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_obstacle_that_bars_the_method_ends_the_move_before_it_begins),
      cmocka_unit_test(several_obstacles_are_all_named_with_what_they_are_there),
      cmocka_unit_test(a_method_that_gets_by_with_all_obstacles_is_named_and_not_taken),
      cmocka_unit_test(what_is_not_known_is_not_moved),
      cmocka_unit_test(a_guest_of_another_manager_is_left_to_it_unless_the_cluster_says_so),
      cmocka_unit_test(a_cold_move_shuts_down_copies_starts_removes_and_sets_autostart),
      cmocka_unit_test(a_cold_move_that_goes_wrong_leaves_the_guest_running_where_it_was),
      cmocka_unit_test(what_the_destination_does_not_start_is_started_on_the_source_once),
      cmocka_unit_test(a_start_that_may_have_happened_is_never_repeated_anywhere),
      cmocka_unit_test(a_guest_that_may_yet_shut_down_is_told_of),
      cmocka_unit_test(a_guest_without_definition_or_with_one_on_the_destination_does_not_move_cold),
      cmocka_unit_test(a_broken_post_copy_is_only_ever_resumed),
      cmocka_unit_test(a_post_copy_that_stays_broken_is_left_to_a_person_after_a_few_attempts),
      cmocka_unit_test(autostart_arrives_by_every_method),
      cmocka_unit_test(an_autostart_that_cannot_be_set_is_left_to_a_person),
      cmocka_unit_test(a_move_is_stopped_in_each_phase_in_which_it_can_be),
      cmocka_unit_test(what_comes_back_is_not_stopped_again),
      cmocka_unit_test(post_copy_is_not_stopped_any_more),
      cmocka_unit_test(a_wish_to_stop_outlives_provostd),
      cmocka_unit_test(a_migration_that_was_to_be_stopped_is_stopped_by_the_next_provostd),
      cmocka_unit_test(the_progress_of_a_job_of_an_earlier_life_is_followed),
      cmocka_unit_test(a_time_limit_goes_on_over_a_restart),
      cmocka_unit_test(a_migration_without_bound_is_let_go_on),
      cmocka_unit_test(a_post_copy_without_bound_is_resumed_without_one),
      cmocka_unit_test(a_cold_move_whose_cluster_is_configured_no_more_goes_on),
  };
  silence_log();
  return cmocka_run_group_tests(tests, NULL, NULL);
}
