/* Where a move comes to a limit: of time, of intents, of what is configured by now, and at its last look. */
#include "world.h"

#include "model/obstacle.h"

static struct cluster *cluster_of(struct world *world)
{
  return fleet_clusters(world->fleet)->pdata[0];
}

/* ---- of intents and time ---- */

static void a_move_that_goes_round_in_circles_is_left_to_a_person(void **state)
{
  (void)state;
  struct world *world = world_new(TRUE);
  world->fates[DEED_MIGRATE] = FATE_REFUSED;
  world->fates[DEED_SAVE] = FATE_LOST_AFTER;
  world->fates[DEED_CHECK_IMAGE] = FATE_LOST_BEFORE;
  world_start(world, METHOD_QUICK);
  world_finish(world, ACTION_AMBIGUOUS);
  world_says(world, "restore that only if the guest has certainly not run since");
  assert_int_equal(world_intents(world, "1"), 32);
  assert_int_equal(world_intents(world, "deed = 'restore'"), 0);
  assert_true(world->has_image);
  world_free(world);
}

static void the_bound_of_the_migration_is_none_of_the_save(void **state)
{
  (void)state;
  struct world *world = world_new(TRUE);
  cluster_of(world)->terms.limit_ms = 10000;
  world->fates[DEED_MIGRATE] = FATE_REFUSED;
  world->takes_us[DEED_SAVE] = 60 * (gint64)G_USEC_PER_SEC;
  world_start(world, METHOD_QUICK);
  world_finish(world, ACTION_DONE);
  assert_int_equal(world_intents(world, "deed = 'abort'"), 0);
  world_free(world);
}

static void a_quick_move_that_came_to_its_bound_goes_through_no_image(void **state)
{
  (void)state;
  struct world *world = world_new(TRUE);
  cluster_of(world)->terms.limit_ms = 10000;
  world->migrate_takes_us = 6000 * (gint64)G_USEC_PER_SEC;
  world_start(world, METHOD_QUICK);
  world_finish(world, ACTION_FAILED);
  assert_int_equal(world_intents(world, "deed = 'abort'"), 1);
  assert_int_equal(world->deeds, 2);
  world_free(world);
}

static void a_deed_without_answer_in_time_is_looked_into(void **state)
{
  (void)state;
  struct world *world = world_new(TRUE);
  world->fates[DEED_MIGRATE] = FATE_REFUSED;
  world->takes_us[DEED_COPY_DEFINITION] = 90 * (gint64)G_USEC_PER_SEC;
  world_start(world, METHOD_QUICK);
  world_run(world);
  assert_int_equal(world_action(world)->state, ACTION_FAILED);
  world_says(world, "copy definition on h1 was cut off: no answer in time; g1 is running on h1");
  assert_in_range(world->clock.monotonic_us / G_USEC_PER_SEC, 60, 70);
  assert_int_equal(world->deeds, 2);
  world_free(world);
}

static void a_resumed_post_copy_of_an_earlier_life_is_followed_and_resumed_once(void **state)
{
  (void)state;
  struct world *world = world_new(FALSE);
  world->fates[DEED_MIGRATE] = FATE_HALF;
  world->takes_us[DEED_RESUME_POSTCOPY] = 60 * (gint64)G_USEC_PER_SEC;
  world_start(world, METHOD_POSTCOPY);
  world_until(world, DEED_RESUME_POSTCOPY);
  world_step(world);
  world_strike(world, BLOW_CORE);
  world_until_followed(world);
  assert_int_equal(world->follows, 1);
  assert_int_equal(world_action(world)->progress_pct, 42);
  world_finish(world, ACTION_DONE);
  assert_int_equal(world_intents(world, "deed = 'resume post-copy' AND result = 'done'"), 1);
  assert_int_equal(world->deeds, 2);
  world_free(world);
}

static void what_never_began_is_known_not_to_have_whatever_the_hosts_say(void **state)
{
  (void)state;
  struct world *world = world_new(FALSE);
  world_start(world, METHOD_LIVE);
  world_intents(world, "open");
  world->silent_until_us[ON_SOURCE] = 20 * (gint64)G_USEC_PER_SEC;
  world->is_silent[ON_SOURCE] = TRUE;
  world_strike(world, BLOW_CORE);
  world_finish(world, ACTION_FAILED);
  assert_string_equal(world_action(world)->error, "it was cut off before it began; nothing was done");
  assert_int_equal(world->deeds, 0);
  world_free(world);
}

/* ---- of what is configured by now ---- */

/* h1 in the cluster lab with a save directory, h2 where it says; NULL: nowhere. */
static void configure(struct world *world, const char *cluster_of_h1, const char *cluster_of_h2)
{
  const char *names[] = {cluster_of_h1, cluster_of_h2}, *hosts[] = {"h1", "h2"};
  fleet_begin_configuration(world->fleet, 10000);
  for (guint i = 0; i < G_N_ELEMENTS(hosts); i++) {
    if (!names[i])
      continue;
    if (!fleet_cluster(world->fleet, names[i]) || i == 0) {
      struct cluster *cluster = cluster_new(names[i]);
      cluster->save_dir = g_strdup("/srv/saves");
      fleet_add_cluster(world->fleet, cluster);
    }
    fleet_add_host(world->fleet, hosts[i], names[i], 1 << SOURCE_LIBVIRT);
  }
  fleet_end_configuration(world->fleet);
}

static void an_image_is_made_only_within_a_cluster_that_is_configured(void **state)
{
  (void)state;
  static const struct {
    const char *of_h1, *of_h2;
    enum action_state end;
  } rows[] = {
      {"lab", "lab", ACTION_DONE},
      {NULL, NULL, ACTION_FAILED},
      {NULL, "lab", ACTION_FAILED},
      {"lab", NULL, ACTION_FAILED},
      {"lab", "other", ACTION_FAILED},
  };
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    struct world *world = world_new(TRUE);
    world->fates[DEED_MIGRATE] = FATE_REFUSED;
    world_start(world, METHOD_QUICK);
    world_until(world, DEED_MIGRATE);
    configure(world, rows[i].of_h1, rows[i].of_h2);
    world_finish(world, rows[i].end);
    assert_int_equal(world_intents(world, "deed = 'save'"), rows[i].end == ACTION_DONE);
    world_free(world);
  }
}

static void no_other_method_is_named_where_the_cluster_is_configured_no_more(void **state)
{
  (void)state;
  struct world *world = world_new(FALSE);
  world->obstacles = 1u << OBSTACLE_CPU;
  world_start(world, METHOD_LIVE);
  configure(world, NULL, NULL);
  world_finish(world, ACTION_FAILED);
  world_says(world, "g1 cannot move to h2 by method live: the destination's processors lack what it uses (so it is): choose "
                    "another host; nothing was done");
  assert_int_equal(world->deeds, 0);
  world_free(world);
}

static void a_definition_there_is_named_behind_the_obstacles(void **state)
{
  (void)state;
  struct world *world = world_new(FALSE);
  world->obstacles = 1u << OBSTACLE_SNAPSHOTS;
  world->copies[ON_DESTINATION].is_defined = TRUE;
  world_start(world, METHOD_COLD);
  world_finish(world, ACTION_FAILED);
  world_says(world, "delete them; it is defined on h2 already: undefine it there");
  assert_int_equal(world->deeds, 0);
  world_free(world);
}

static void a_guest_that_once_moved_away_from_there_may_come_back(void **state)
{
  (void)state;
  struct world *world = world_new(FALSE);
  world->copies[ON_DESTINATION] = (struct copy){.is_defined = TRUE, .reason = REASON_MIGRATED};
  world_start(world, METHOD_LIVE);
  world_finish(world, ACTION_DONE);
  assert_int_equal(world->deeds, 1);
  world_free(world);
}

/* ---- at its last look ---- */

static void a_definition_that_stays_behind_where_none_arrived_is_kept_and_told(void **state)
{
  (void)state;
  struct world *world = world_new(FALSE);
  world->is_transient = TRUE; /* none arrives */
  world->copies[ON_SOURCE].starts_with_host = world->has_autostart = TRUE;
  world->migration_leaves_definition = TRUE;
  world_start(world, METHOD_LIVE);
  world_finish(world, ACTION_DONE);
  world_says(world, "its definition is on h1 still, and it has none on h2");
  assert_true(world->copies[ON_SOURCE].is_defined);
  assert_int_equal(world->deeds, 1); /* nor is autostart set where there is no definition */
  world_free(world);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_move_that_goes_round_in_circles_is_left_to_a_person),
      cmocka_unit_test(the_bound_of_the_migration_is_none_of_the_save),
      cmocka_unit_test(a_quick_move_that_came_to_its_bound_goes_through_no_image),
      cmocka_unit_test(a_deed_without_answer_in_time_is_looked_into),
      cmocka_unit_test(a_resumed_post_copy_of_an_earlier_life_is_followed_and_resumed_once),
      cmocka_unit_test(what_never_began_is_known_not_to_have_whatever_the_hosts_say),
      cmocka_unit_test(an_image_is_made_only_within_a_cluster_that_is_configured),
      cmocka_unit_test(no_other_method_is_named_where_the_cluster_is_configured_no_more),
      cmocka_unit_test(a_definition_there_is_named_behind_the_obstacles),
      cmocka_unit_test(a_guest_that_once_moved_away_from_there_may_come_back),
      cmocka_unit_test(a_definition_that_stays_behind_where_none_arrived_is_kept_and_told),
  };
  silence_log();
  return cmocka_run_group_tests(tests, NULL, NULL);
}
