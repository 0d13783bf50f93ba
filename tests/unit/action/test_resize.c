/* Resizes of a guest in virtual time: what is refused, what becomes of them, and blows at every moment. */
#include "world.h"

#define REFUSED(memory, vcpus, who, why) assert_refused(world, &(struct resize){GUEST, memory, vcpus}, who, why)

static void know_available(struct world *world, guint64 bytes)
{
  const struct reading reading = reading_known(METRIC_HOST_MEM_AVAILABLE_BYTES, (double)bytes);
  gint64 now_sec = world->clock.wall_us / G_USEC_PER_SEC;
  assert_true(fleet_take_readings(world->fleet, SOURCE_LIBVIRT, now_sec, "host:h1", &reading, 1));
}

static int up(void **state)
{
  struct world *world = world_new(FALSE);
  know_available(world, 512 * MIB);
  *state = world;
  return 0;
}

static int down(void **state)
{
  world_free(*state);
  return 0;
}

static void sight(struct world *world, enum guest_state guest)
{
  struct sighting sighting = {.uuid = GUEST, .name = "g1", .state = guest, .persistent = TRUE,
                              .vcpus = world->vcpus, .vcpus_max = 8, .memory_bytes = world->memory_bytes,
                              .memory_max_bytes = 1024 * MIB};
  fleet_take_sightings(world->fleet, "h1", &sighting, 1);
}

static void assert_refused(struct world *world, const struct resize *resize, const char *by, const char *why)
{
  g_autoptr(GError) error = NULL;
  guint rows = world_intents(world, "1");
  g_autoptr(GPtrArray) before = actions_list(world->actions);
  assert_int_equal(actions_resize(world->actions, resize, 0, by, &error), 0);
  assert_string_equal(error->message, why);
  g_autoptr(GPtrArray) after = actions_list(world->actions);
  assert_int_equal(after->len, before->len);
  assert_int_equal(world_intents(world, "1"), rows);
}

static void finish(struct world *world, enum action_state state, const char *error)
{
  world_run(world);
  world_check_end(world);
  assert_string_equal(world_action(world)->error, error);
  assert_int_equal(world_action(world)->state, state);
  assert_int_equal(world_intents(world, "open"), 0);
}

/* ---- what becomes of it ---- */

static void a_guest_is_given_memory_and_vcpus_and_that_is_seen(void **state)
{
  struct world *world = *state;
  world_resize(world, 384 * MIB, 3);
  assert_true(actions_guest_is_busy(world->actions, GUEST));
  finish(world, ACTION_DONE, "");
  assert_int_equal(world->deeds, 2);
  assert_int_equal(world->memory_bytes, 384 * MIB);
  assert_int_equal(world->vcpus, 3);
  assert_int_equal(world_action(world)->memory_before_bytes, 256 * MIB);
  assert_int_equal(world_action(world)->vcpus_before, 2);
  assert_false(actions_guest_is_busy(world->actions, GUEST));
}

static void what_a_resize_has_just_changed_is_known_before_it_is_sighted(void **state)
{
  struct world *world = *state;
  world_resize(world, 384 * MIB, 3);
  world_run(world);
  REFUSED(384 * MIB, 3, "operator test", "guest g1 has that already: 384 MiB and 3 vcpus");
  world_resize(world, 256 * MIB, 2);
  finish(world, ACTION_DONE, "");
  assert_int_equal(world->memory_bytes, 256 * MIB);
}

static void a_guest_gives_its_memory_back_slowly_and_is_waited_for(void **state)
{
  struct world *world = *state;
  world->balloon_step = 2 * MIB;
  gint64 began_us = world->clock.monotonic_us;
  world_resize(world, 128 * MIB, 0);
  finish(world, ACTION_DONE, "");
  assert_true(world->clock.monotonic_us - began_us > 30 * G_USEC_PER_SEC);
  assert_int_equal(world->deeds, 1);
}

/* C20 */
static void a_guest_without_a_balloon_driver_has_no_effect(void **state)
{
  struct world *world = *state;
  world->balloon_step = 0;
  world_resize(world, 384 * MIB, 0);
  finish(world, ACTION_FAILED, "no effect: memory is 256 MiB as before, not 384 MiB");
  assert_int_equal(world->deeds, 1);
}

static void a_balloon_that_stops_half_way_is_told_as_it_stands(void **state)
{
  struct world *world = *state;
  world->fates[DEED_SET_MEMORY] = FATE_HALF;
  world_resize(world, 128 * MIB, 0);
  finish(world, ACTION_FAILED, "in part only: memory went from 256 MiB to 192 MiB, not to 128 MiB; set memory on h1 was cut off: "
         "the world said so");
  assert_int_equal(world->deeds, 1);
}

/* C21 */
static void vcpus_that_are_unplugged_in_part_are_told_as_they_are_and_nothing_is_tried_again(void **state)
{
  struct world *world = *state;
  world->vcpus = 6;
  sight(world, GUEST_RUNNING);
  world->vcpus_stuck = 4;
  world_resize(world, 0, 2);
  finish(world, ACTION_FAILED, "in part only: vcpus went from 6 to 4, not to 2; set vcpus on h1 failed: the world said so");
  assert_int_equal(world->deeds, 1);
}

static void after_memory_that_failed_vcpus_are_left_alone(void **state)
{
  struct world *world = *state;
  world->fates[DEED_SET_MEMORY] = FATE_REFUSED;
  world_resize(world, 384 * MIB, 3);
  finish(world, ACTION_FAILED, "no effect: memory is 256 MiB as before, not 384 MiB; no effect: vcpus is 2 as before, not 3; set "
         "memory on h1 failed: the world said so");
  assert_int_equal(world->deeds, 1);
}

static void an_unknown_outcome_is_decided_by_what_the_guest_has(void **state)
{
  struct world *world = *state;
  world->fates[DEED_SET_MEMORY] = FATE_LOST_AFTER;
  world_resize(world, 384 * MIB, 0);
  finish(world, ACTION_DONE, "");
  sight(world, GUEST_RUNNING);
  world->fates[DEED_SET_MEMORY] = FATE_LOST_BEFORE;
  world_resize(world, 256 * MIB, 0);
  finish(world, ACTION_FAILED, "no effect: memory is 384 MiB as before, not 256 MiB; set memory on h1 was cut off: the world said so");
  assert_int_equal(world->deeds, 2);
}

static void a_guest_that_stopped_meanwhile_was_not_resized(void **state)
{
  struct world *world = *state;
  world->copies[ON_SOURCE].is_active = FALSE;
  world_resize(world, 384 * MIB, 0);
  world_run(world);
  assert_int_equal(world_action(world)->state, ACTION_FAILED);
  assert_string_equal(world_action(world)->error, "g1 is off on h1: it can be resized only while it runs undisturbed; nothing was done");
  assert_int_equal(world->deeds, 0);
}

static void a_guest_that_another_manager_looks_after_is_left_to_it(void **state)
{
  struct world *world = *state;
  world->owner = "OpenStack";
  world_resize(world, 384 * MIB, 0);
  finish(world, ACTION_FAILED, "g1 is looked after by OpenStack: resize it there, or let clusters[].migration.managed say yes; nothing "
         "was done");
  assert_int_equal(world->deeds, 0);
  ((struct cluster *)fleet_cluster(world->fleet, "lab"))->terms.managed = TRUE;
  world_resize(world, 384 * MIB, 0);
  finish(world, ACTION_DONE, "");
}

static void a_host_that_stays_silent_afterwards_leaves_it_unknown(void **state)
{
  struct world *world = *state;
  world->fates[DEED_SET_MEMORY] = FATE_LOST_AFTER;
  world_resize(world, 384 * MIB, 0);
  while (world->deeds == 0)
    world_step(world);
  world->silent_until_us[ON_SOURCE] = G_MAXINT64;
  world_run(world);
  assert_int_equal(world_action(world)->state, ACTION_FAILED);
  assert_string_equal(world_action(world)->error, "h1 does not answer: it is not known how much the guest has now; set memory on h1 was "
                      "cut off: the world said so");
}

static void it_can_be_cancelled_before_it_begins_and_while_the_guest_is_looked_at(void **state)
{
  struct world *world = *state;
  g_autoptr(GError) error = NULL;
  world_resize(world, 384 * MIB, 0);
  assert_true(actions_cancel(world->actions, world->action_id, "operator test", &error));
  finish(world, ACTION_CANCELLED, "cancelled by operator test; nothing was done");
  assert_int_equal(world->deeds, 0);
  world->balloon_step = 0;
  world_resize(world, 384 * MIB, 0);
  while (world_action(world)->state != ACTION_ACTING)
    world_step(world);
  assert_false(actions_cancel(world->actions, world->action_id, "operator test", &error));
  while (world_action(world)->state != ACTION_VERIFYING)
    world_step(world);
  world_step(world);
  assert_true(actions_cancel(world->actions, world->action_id, "operator test", NULL));
  finish(world, ACTION_CANCELLED, "cancelled by operator test; no effect: memory is 256 MiB as before, not 384 MiB");
}

/* ---- what is refused ---- */

static void what_would_change_nothing_or_is_out_of_bounds_is_refused(void **state)
{
  struct world *world = *state;
  REFUSED(0, 0, "operator test", "nothing is to change: say how much memory, or how many vcpus, guest g1 is to have");
  REFUSED(256 * MIB, 2, "operator test", "guest g1 has that already: 256 MiB and 2 vcpus");
  REFUSED(2048 * MIB, 0, "operator test", "2.00 GiB is more than guest g1 can have while it runs: libvirt's maximum for it is 1.00 GiB");
  REFUSED(0, 9, "operator test", "9 vcpus are more than guest g1 can have while it runs: libvirt's maximum for it is 8");
  g_autoptr(GError) error = NULL;
  assert_int_equal(actions_resize(world->actions, &(struct resize){"x", 1, 0}, 0, "operator test", &error), 0);
  assert_string_equal(error->message, "there is no guest x");
}

static void the_floor_and_the_ceiling_of_a_guest_and_the_floor_of_its_cluster_hold(void **state)
{
  struct world *world = *state;
  g_autoptr(GHashTable) labels = g_hash_table_new(g_str_hash, g_str_equal);
  ((struct cluster *)fleet_cluster(world->fleet, "lab"))->resize_memory_min_bytes = 128 * MIB;
  REFUSED(64 * MIB, 0, "operator test", "64.0 MiB is below the floor of guest g1, which is 128 MiB (resize.memory_min of its cluster)");
  const struct traits traits = {.labels = labels, .memory_min_bytes = 200 * MIB, .memory_max_bytes = 512 * MIB,
                                .vcpus_min = 2, .vcpus_max = 4};
  fleet_add_traits(world->fleet, "guest:g1", "lab", &traits);
  REFUSED(150 * MIB, 0, "operator test", "150 MiB is below the floor of guest g1, which is 200 MiB (its memory_min)");
  REFUSED(513 * MIB, 0, "operator test", "513 MiB is above the ceiling of guest g1, which is 512 MiB (its memory_max)");
  REFUSED(0, 1, "operator test", "1 vcpus are below the floor of guest g1, which is 2 (its vcpus_min)");
  REFUSED(0, 5, "operator test", "5 vcpus are above the ceiling of guest g1, which is 4 (its vcpus_max)");
}

static void no_guest_takes_more_than_its_host_has_behind_its_reserve(void **state)
{
  struct world *world = *state;
  ((struct cluster *)fleet_cluster(world->fleet, "lab"))->reserve_memory_bytes = 400 * MIB;
  REFUSED(384 * MIB, 0, "operator test", "guest g1 would take 128 MiB more, and h1 has 112 MiB free behind its reserve");
  virtual_clock_advance(&world->clock, 600 * G_USEC_PER_SEC);
  REFUSED(300 * MIB, 0, "operator test", "it is not known how much memory h1 has free, so guest g1 is given no more");
  world_resize(world, 128 * MIB, 0); /* less is always possible */
  finish(world, ACTION_DONE, "");
}

static void only_a_running_guest_with_which_nothing_is_done_is_resized(void **state)
{
  struct world *world = *state;
  sight(world, GUEST_PAUSED);
  REFUSED(300 * MIB, 0, "operator test", "guest g1 is paused: only a running guest can be resized");
  sight(world, GUEST_OFF);
  REFUSED(300 * MIB, 0, "operator test", "guest g1 is off: only a running guest can be resized");
  sight(world, GUEST_RUNNING);
  world_resize(world, 384 * MIB, 0);
  REFUSED(300 * MIB, 0, "operator test",
          "guest g1 is already being acted upon, or an action on it ended ambiguous; see: provost actions");
  finish(world, ACTION_DONE, "");
}

static void automation_waits_for_the_cool_down_and_a_person_need_not(void **state)
{
  struct world *world = *state;
  ((struct cluster *)fleet_cluster(world->fleet, "lab"))->resize_cooldown_ms = 600000;
  world->balloon_step = 0;
  world_resize(world, 384 * MIB, 0);
  world_run(world);
  know_available(world, 512 * MIB);
  REFUSED(384 * MIB, 0, "automation", "guest g1 was resized 0 s ago (action 1): automation leaves it alone for resize.cooldown, 10m");
  world_resize(world, 384 * MIB, 0);
  world_run(world);
  virtual_clock_advance(&world->clock, 601 * G_USEC_PER_SEC);
  know_available(world, 512 * MIB);
  g_autoptr(GError) error = NULL;
  assert_true(actions_check_resize(world->actions, &(struct resize){GUEST, 384 * MIB, 0}, "automation", &error));
}

/* ---- blows ---- */

static guint64 play(enum fate fate, enum blow blow, guint64 at, gboolean was_handed_over)
{
  struct world *world = world_new(FALSE);
  know_available(world, 512 * MIB);
  world->fates[DEED_SET_MEMORY] = fate;
  world->blow = blow;
  world->until_blow = at;
  world->was_handed_over = was_handed_over;
  g_string_append_printf(world->log, "fate %d, blow %d at event %d\n", (int)fate, (int)blow, (int)at);
  world_resize(world, 384 * MIB, 3);
  world_run(world);
  world_check_end(world);
  const struct action *action = world_action(world);
  gboolean is_reached = world->memory_bytes == 384 * MIB && world->vcpus == 3;
  if (action && (action->state == ACTION_DONE) != is_reached) {
    fprintf(stderr, "%s", world->log->str);
    fail_msg("the action is %s with %u vcpus", action_state_name(action->state), world->vcpus);
  }
  assert_true(world->deeds <= 2);
  guint64 events = world->events;
  world_free(world);
  return events;
}

static void a_blow_at_any_moment_makes_no_deed_twice_and_ends_as_the_guest_is(void **state)
{
  (void)state;
  static const enum fate fates[] = {FATE_DONE, FATE_REFUSED, FATE_LOST_BEFORE, FATE_LOST_AFTER, FATE_HALF};
  guint played = 0;
  for (guint i = 0; i < G_N_ELEMENTS(fates); i++) {
    guint64 events = MIN(play(fates[i], BLOW_NONE, 0, FALSE), 24);
    for (enum blow blow = BLOW_CORE; blow < BLOWS; blow++)
      for (guint64 at = 1; at <= events; at++, played += 2) {
        play(fates[i], blow, at, FALSE);
        play(fates[i], blow, at, TRUE);
      }
  }
  assert_true(played > 200);
}

int main(void)
{
#define IN_A_WORLD(test) cmocka_unit_test_setup_teardown(test, up, down)
  const struct CMUnitTest tests[] = {
      IN_A_WORLD(a_guest_is_given_memory_and_vcpus_and_that_is_seen),
      IN_A_WORLD(what_a_resize_has_just_changed_is_known_before_it_is_sighted),
      IN_A_WORLD(a_guest_gives_its_memory_back_slowly_and_is_waited_for),
      IN_A_WORLD(a_guest_without_a_balloon_driver_has_no_effect),
      IN_A_WORLD(a_balloon_that_stops_half_way_is_told_as_it_stands),
      IN_A_WORLD(vcpus_that_are_unplugged_in_part_are_told_as_they_are_and_nothing_is_tried_again),
      IN_A_WORLD(after_memory_that_failed_vcpus_are_left_alone),
      IN_A_WORLD(an_unknown_outcome_is_decided_by_what_the_guest_has),
      IN_A_WORLD(a_guest_that_stopped_meanwhile_was_not_resized),
      IN_A_WORLD(a_guest_that_another_manager_looks_after_is_left_to_it),
      IN_A_WORLD(a_host_that_stays_silent_afterwards_leaves_it_unknown),
      IN_A_WORLD(it_can_be_cancelled_before_it_begins_and_while_the_guest_is_looked_at),
      IN_A_WORLD(what_would_change_nothing_or_is_out_of_bounds_is_refused),
      IN_A_WORLD(the_floor_and_the_ceiling_of_a_guest_and_the_floor_of_its_cluster_hold),
      IN_A_WORLD(no_guest_takes_more_than_its_host_has_behind_its_reserve),
      IN_A_WORLD(only_a_running_guest_with_which_nothing_is_done_is_resized),
      IN_A_WORLD(automation_waits_for_the_cool_down_and_a_person_need_not),
      cmocka_unit_test(a_blow_at_any_moment_makes_no_deed_twice_and_ends_as_the_guest_is),
  };
  silence_log();
  return cmocka_run_group_tests(tests, NULL, NULL);
}
