/* What others do with the guest in the middle of a move, and a provostd that stands still: still one copy, and no deed too many. */
#include "world.h"

#define STANDS_STILL_US (600 * G_USEC_PER_SEC)
#define DAY_SEC 86400

static struct world *begin(enum move_method method)
{
  struct world *world = world_new(TRUE);
  if (method == METHOD_QUICK)
    world->fates[DEED_MIGRATE] = FATE_REFUSED; /* through the image */
  world_start(world, method);
  return world;
}

/* Both hosts have been asked after that deed, and what they say is not read yet. */
static void until_asked_after(struct world *world, enum deed_kind deed)
{
  world_until(world, deed);
  const struct run *run = run_find(world->actions, world->action_id);
  while (run->mode != RUN_INSPECTING || run_last_intent(run, deed)->open || g_queue_is_empty(&world->inbox))
    world_step(world);
}

/* The deed that follows is decided on, its intent is on its way to the disk, and provostd is stopped. */
static void stand_still_after(struct world *world, enum deed_kind deed)
{
  until_asked_after(world, deed);
  world_deliver(world);
  assert_int_equal(run_find(world->actions, world->action_id)->mode, RUN_STORING);
  virtual_clock_advance(&world->clock, STANDS_STILL_US);
}

static void a_guest_started_by_its_user_while_provostd_stood_still_is_not_started_again(void **state)
{
  (void)state;
  struct world *world = begin(METHOD_COLD);
  stand_still_after(world, DEED_COPY_DEFINITION);
  world_user_starts(world, ON_SOURCE);
  world_finish(world, ACTION_FAILED);
  assert_int_equal(world_intents(world, "deed = 'start' AND result <> 'failed'"), 0);
  assert_false(world->copies[ON_DESTINATION].is_defined);
  world_free(world);
}

static void a_cold_move_goes_on_after_provostd_stood_still(void **state)
{
  (void)state;
  struct world *world = begin(METHOD_COLD);
  stand_still_after(world, DEED_COPY_DEFINITION);
  world_finish(world, ACTION_DONE);
  world_free(world);
}

/* Its user started it from its disks and shut it down again while nobody looked: the memory in the image is older than they
 * are. */
static void an_image_is_not_restored_once_its_guest_has_run_and_ended_again(void **state)
{
  (void)state;
  struct world *world = begin(METHOD_QUICK);
  world_until(world, DEED_CHECK_IMAGE);
  world_user_starts(world, ON_SOURCE);
  struct copy *source = &world->copies[ON_SOURCE];
  source->is_active = FALSE;
  source->reason = REASON_ENDED;
  world->powered_off = TRUE;
  world_strike(world, BLOW_CORE);
  world_finish(world, ACTION_FAILED);
  assert_int_equal(world_intents(world, "deed = 'restore'"), 0);
  assert_false(world->has_image);
  world_free(world);
}

static void an_image_is_not_restored_where_its_guest_was_started_meanwhile(void **state)
{
  (void)state;
  for (gboolean stands_still = FALSE; stands_still <= TRUE; stands_still++) {
    struct world *world = begin(METHOD_QUICK);
    if (stands_still)
      stand_still_after(world, DEED_CHECK_IMAGE);
    else
      world_until(world, DEED_CHECK_IMAGE);
    world_user_starts(world, ON_SOURCE);
    world_finish(world, ACTION_AMBIGUOUS);
    assert_false(world->image_was_restored);
    assert_true(world->has_image);
    world_free(world);
  }
}

static void a_guest_is_brought_back_although_provost_virt_dies_just_then(void **state)
{
  (void)state;
  struct world *world = begin(METHOD_COLD);
  world->fates[DEED_COPY_DEFINITION] = FATE_REFUSED;
  until_asked_after(world, DEED_COPY_DEFINITION);
  world_deliver(world);
  world_strike(world, BLOW_ROLE);
  world_finish(world, ACTION_FAILED);
  assert_true(world->copies[ON_SOURCE].is_active);
  world_free(world);
}

static void a_guest_that_runs_on_a_third_host_is_brought_to_life_nowhere_else(void **state)
{
  (void)state;
  static const struct {
    enum move_method method;
    enum deed_kind after;
  } cases[] = {{METHOD_COLD, DEED_SHUTDOWN}, {METHOD_COLD, DEED_COPY_DEFINITION}, {METHOD_QUICK, DEED_SAVE}};
  for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
    struct world *world = begin(cases[i].method);
    world_until(world, cases[i].after);
    const struct sighting third = {.uuid = GUEST, .name = "g1", .state = GUEST_RUNNING, .persistent = TRUE};
    while (world->copies[ON_SOURCE].is_active)
      world_step(world);
    fleet_take_link(world->fleet, "h3", SOURCE_LIBVIRT, LINK_UP, "");
    fleet_take_sightings(world->fleet, "h3", &third, 1);
    world->runs_on_third = TRUE;
    world_finish(world, ACTION_AMBIGUOUS);
    world_says(world, "g1 runs on h3");
    world_free(world);
  }
}

static void what_lies_on_a_host_that_was_lost_to_another_provost_is_left_there_and_told(void **state)
{
  (void)state;
  struct world *world = world_new(FALSE);
  world->migration_leaves_definition = TRUE;
  fleet_require_claims(world->fleet, DAY_SEC);
  fleet_take_claim(world->fleet, "h1", CLAIM_OURS, "");
  fleet_take_claim(world->fleet, "h2", CLAIM_OURS, "");
  world_start(world, METHOD_LIVE);
  world_until(world, DEED_MIGRATE);
  fleet_take_claim(world->fleet, "h1", CLAIM_OTHER, "provostd on mgmt2");
  world_finish(world, ACTION_DONE);
  world_says(world, "to undefine on h1 is left to you: h1 is managed by provostd on mgmt2: this one only watches");
  assert_true(world->copies[ON_SOURCE].is_defined);
  assert_int_equal(world_intents(world, "deed = 'undefine'"), 1);
  world_free(world);
}

static void a_copied_definition_starts_with_its_host_only_once_the_guest_is_there(void **state)
{
  (void)state;
  static const enum move_method methods[] = {METHOD_COLD, METHOD_QUICK};
  for (guint i = 0; i < G_N_ELEMENTS(methods); i++) {
    struct world *world = world_new(TRUE);
    world->fates[DEED_MIGRATE] = FATE_REFUSED;
    world->has_autostart = world->copies[ON_SOURCE].starts_with_host = TRUE;
    world_start(world, methods[i]);
    world_until(world, DEED_UNDEFINE);
    assert_false(world->copies[ON_DESTINATION].starts_with_host);
    world_finish(world, ACTION_DONE);
    assert_true(world->copies[ON_DESTINATION].starts_with_host);
    world_free(world);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_guest_started_by_its_user_while_provostd_stood_still_is_not_started_again),
      cmocka_unit_test(a_cold_move_goes_on_after_provostd_stood_still),
      cmocka_unit_test(an_image_is_not_restored_once_its_guest_has_run_and_ended_again),
      cmocka_unit_test(an_image_is_not_restored_where_its_guest_was_started_meanwhile),
      cmocka_unit_test(a_guest_is_brought_back_although_provost_virt_dies_just_then),
      cmocka_unit_test(a_guest_that_runs_on_a_third_host_is_brought_to_life_nowhere_else),
      cmocka_unit_test(what_lies_on_a_host_that_was_lost_to_another_provost_is_left_there_and_told),
      cmocka_unit_test(a_copied_definition_starts_with_its_host_only_once_the_guest_is_there),
  };
  silence_log();
  return cmocka_run_group_tests(tests, NULL, NULL);
}
