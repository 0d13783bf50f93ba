#include "world.h"

#define OTHER "6f3c1a52-0d2e-4c1b-9a57-2f8f5f1c0002"

static struct cluster *cluster_of(const struct world *world)
{
  return (struct cluster *)(void *)(gsize)fleet_cluster(world->fleet, "lab");
}

static void see(struct world *world, const char *host, const char *uuid, const char *name, enum guest_state state)
{
  struct sighting sighting = {.state = state, .persistent = TRUE};
  g_strlcpy(sighting.uuid, uuid, sizeof sighting.uuid);
  g_strlcpy(sighting.name, name, sizeof sighting.name);
  fleet_take_sightings(world->fleet, host, &sighting, 1);
}

static struct move the_move(void)
{
  return (struct move){.guest_uuid = GUEST, .guest_name = "g1", .from = "h1", .to = "h2", .method = METHOD_LIVE};
}

static void assert_failed_without_a_deed(struct world *world, enum action_state end, const char *says)
{
  world_run(world);
  world_check_end(world);
  assert_int_equal(world_action(world)->state, end);
  if (!strstr(world_action(world)->error, says))
    fail_msg("\"%s\" does not say \"%s\"", world_action(world)->error, says);
  assert_int_equal(world->deeds, 0);
  assert_int_equal(world_intents(world, "1"), 0);
}

static void what_held_when_a_move_was_ordered_is_checked_again_before_its_first_deed(void **state)
{
  (void)state;
  static const char *const says[] = {"guest g1 is paused", "guest g1 runs on h3, not on h1", "host h2 is not up"};
  for (guint i = 0; i < G_N_ELEMENTS(says); i++) {
    struct world *world = world_new(FALSE);
    world_start(world, METHOD_LIVE);
    if (i == 0)
      see(world, "h1", GUEST, "g1", GUEST_PAUSED);
    if (i == 1) {
      fleet_take_sightings(world->fleet, "h1", NULL, 0);
      see(world, "h3", GUEST, "g1", GUEST_RUNNING);
    }
    if (i == 2)
      fleet_take_link(world->fleet, "h2", SOURCE_LIBVIRT, LINK_DOWN, "gone");
    assert_failed_without_a_deed(world, ACTION_FAILED, says[i]);
    world_free(world);
  }
}

/* The plan of a tip that was made before somebody else moved the guest. */
static void an_order_for_a_guest_that_others_have_moved_meanwhile_is_refused(void **state)
{
  (void)state;
  struct world *world = world_new(FALSE);
  struct move move = the_move();
  g_autoptr(GError) error = NULL;
  fleet_take_sightings(world->fleet, "h1", NULL, 0);
  see(world, "h2", GUEST, "g1", GUEST_RUNNING);
  assert_int_equal(actions_start(world->actions, &move, 7, BY_AUTOMATION, &error), 0);
  assert_int_equal(error->code, PROVOST_ERROR_REFUSED);
  assert_error_says(error, "guest g1 runs on h2, not on h1");
  world_free(world);
}

static void a_host_of_another_cluster_is_no_destination(void **state)
{
  (void)state;
  struct world *world = world_new(FALSE);
  struct move move = the_move();
  g_autoptr(GError) error = NULL;
  fleet_add_cluster(world->fleet, cluster_new("far"));
  fleet_add_host(world->fleet, "h9", "far", 1 << SOURCE_LIBVIRT);
  fleet_take_link(world->fleet, "h9", SOURCE_LIBVIRT, LINK_UP, "");
  move.to = "h9";
  assert_int_equal(actions_start(world->actions, &move, 0, "operator test", &error), 0);
  assert_error_says(error, "host h9 belongs to far, and guest g1 to lab");
  world_free(world);
}

/* G03 */
static void a_plan_that_grew_old_while_the_core_stood_still_is_dropped(void **state)
{
  (void)state;
  struct world *world = world_new(FALSE);
  cluster_of(world)->budgets.plan_age_ms = 10000;
  world_start(world, METHOD_LIVE);
  virtual_clock_advance(&world->clock, 20 * G_USEC_PER_SEC);
  assert_failed_without_a_deed(world, ACTION_FAILED, "the plan is 20 s old, and migration.plan_age allows 10 s");
  world_free(world);
}

/* G03 */
static void a_plan_counts_from_when_it_was_made_not_from_when_it_is_carried_out(void **state)
{
  (void)state;
  struct world *world = world_new(FALSE);
  struct move move = the_move();
  cluster_of(world)->budgets.plan_age_ms = 10000;
  virtual_clock_advance(&world->clock, 60 * G_USEC_PER_SEC);
  move.planned_us = clock_monotonic_us(&world->clock.clock) - 30 * G_USEC_PER_SEC;
  g_autoptr(GError) error = NULL;
  world->action_id = actions_start(world->actions, &move, 0, "operator test", &error);
  assert_no_error(error);
  assert_failed_without_a_deed(world, ACTION_FAILED, "the plan is 30 s old");
  world_free(world);
}

/* G03: the answers lay in the socket meanwhile. */
static void hosts_are_asked_anew_where_their_answers_have_grown_old(void **state)
{
  (void)state;
  struct world *world = world_new(FALSE);
  cluster_of(world)->budgets.plan_age_ms = 300000;
  world_start(world, METHOD_LIVE);
  virtual_clock_advance(&world->clock, 20 * G_USEC_PER_SEC);
  guint64 asked = world->actions->next_request;
  world_step(world); /* they are delivered now */
  assert_int_equal(world->deeds, 0);
  assert_int_equal(world->actions->next_request, asked + 3); /* both, and what stands in the way */
  world_run(world);
  assert_int_equal(world_action(world)->state, ACTION_DONE);
  world_free(world);
}

/* G03: the intent is durable by then, and closed. */
static void nothing_is_sent_where_the_core_stood_still_while_the_intent_was_stored(void **state)
{
  (void)state;
  struct world *world = world_new(FALSE);
  world_start(world, METHOD_LIVE);
  for (guint i = 0; i < 10 && g_hash_table_size(world->actions->tickets) == 0; i++)
    world_deliver(world);
  assert_int_equal(g_hash_table_size(world->actions->tickets), 1);
  virtual_clock_advance(&world->clock, 20 * G_USEC_PER_SEC);
  while (g_hash_table_size(world->actions->tickets) > 0)
    g_main_context_iteration(NULL, TRUE);
  world_run(world);
  world_check_end(world);
  assert_int_equal(world->deeds, 0);
  assert_int_equal(world_action(world)->state, ACTION_FAILED);
  assert_non_null(strstr(world_action(world)->error, "provostd stood still before it was sent"));
  assert_int_equal(world_intents(world, "result = 'failed'"), 1);
  world_free(world);
}

/* C07 */
static void c07_a_guest_renamed_while_it_is_moved_is_followed_by_its_uuid(void **state)
{
  (void)state;
  struct world *world = world_new(FALSE);
  world_start(world, METHOD_LIVE);
  see(world, "h1", GUEST, "fresh", GUEST_RUNNING);
  world_run(world);
  world_check_end(world);
  assert_int_equal(world_action(world)->state, ACTION_DONE);
  assert_string_equal(world_action(world)->move->guest_name, "fresh");
  sqlite3_stmt *statement;
  assert_int_equal(sqlite3_prepare_v2(world->witness, "SELECT count(*) FROM audit WHERE subject = 'fresh' AND event = 'renamed' "
                                      "AND why = 'the guest that was called g1 is called fresh now'", -1, &statement, NULL),
                   SQLITE_OK);
  assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
  assert_int_equal(sqlite3_column_int(statement, 0), 1);
  sqlite3_finalize(statement);
  world_free(world);
}

/* C08 */
static void c08_an_action_is_not_carried_over_to_a_new_guest_of_the_same_name(void **state)
{
  (void)state;
  for (gboolean is_seen_at_once = FALSE; is_seen_at_once <= TRUE; is_seen_at_once++) {
    struct world *world = world_new(FALSE);
    if (is_seen_at_once)
      world_start(world, METHOD_LIVE);
    world->copies[ON_SOURCE] = (struct copy){0};
    world->powered_off = TRUE;
    if (!is_seen_at_once) /* the hosts tell of it before the next sweep does */
      world_start(world, METHOD_LIVE);
    see(world, "h1", OTHER, "g1", GUEST_RUNNING);
    assert_failed_without_a_deed(world, ACTION_CANCELLED, "another of its name is there, of UUID " OTHER);
    assert_false(actions_guest_is_busy(world->actions, OTHER));
    world_free(world);
  }
}

/* As if done by an operator or by automation, so long ago. */
static void was_moved(struct world *world, const char *from, const char *to, gint64 ago_sec)
{
  struct move move = {.guest_uuid = GUEST, .guest_name = "g1", .from = (char *)from, .to = (char *)to, .method = METHOD_LIVE};
  gint64 ended_us = clock_wall_us(&world->clock.clock) - ago_sec * G_USEC_PER_SEC;
  struct action action = {.id = 99, .kind = ACTION_MOVE, .move = &move, .state = ACTION_DONE, .started_us = ended_us - 1000,
                          .ended_us = ended_us};
  fleet_take_action(world->fleet, &action);
}

/* C25 */
static void c25_automation_leaves_a_guest_alone_after_a_move_and_a_person_need_not(void **state)
{
  (void)state;
  struct world *world = world_new(FALSE);
  struct move move = the_move();
  g_autoptr(GError) error = NULL;
  cluster_of(world)->budgets.hold_down_ms = 600000;
  was_moved(world, "h2", "h1", 120);
  assert_int_equal(actions_start(world->actions, &move, 7, BY_AUTOMATION, &error), 0);
  assert_int_equal(error->code, PROVOST_ERROR_BUSY);
  assert_error_says(error, "automation.hold_down keeps automation from moving g1 for 600 s after a move, and the last one was "
                           "120 s ago");
  g_clear_error(&error);
  assert_int_not_equal(actions_start(world->actions, &move, 0, "operator test", &error), 0);
  world_free(world);
}

/* C25: h1 and h2 are the busier one by turns, and automation would follow them. */
static void c25_a_guest_is_moved_by_automation_only_so_often_an_hour(void **state)
{
  (void)state;
  struct world *world = world_new(FALSE);
  struct move move = the_move();
  g_autoptr(GError) error = NULL;
  cluster_of(world)->budgets.per_guest = 1;
  world->action_id = actions_start(world->actions, &move, 7, BY_AUTOMATION, &error);
  assert_no_error(error);
  world_run(world);
  assert_int_equal(world_action(world)->state, ACTION_DONE);
  fleet_take_sightings(world->fleet, "h1", NULL, 0);
  see(world, "h2", GUEST, "g1", GUEST_RUNNING);
  struct move back = {.guest_uuid = GUEST, .guest_name = "g1", .from = "h2", .to = "h1", .method = METHOD_LIVE};
  assert_int_equal(actions_start(world->actions, &back, 8, BY_AUTOMATION, &error), 0);
  assert_int_equal(error->code, PROVOST_ERROR_BUSY);
  assert_error_says(error, "automation.moves_per_guest");
  g_clear_error(&error);
  virtual_clock_advance(&world->clock, G_GINT64_CONSTANT(3600) * G_USEC_PER_SEC);
  assert_int_not_equal(actions_start(world->actions, &back, 8, BY_AUTOMATION, &error), 0);
  world_free(world);
}

/* C24 */
static void c24_no_more_moves_are_begun_to_one_destination_than_its_budget_allows(void **state)
{
  (void)state;
  struct world *world = world_new(FALSE);
  struct sighting sightings[50] = {0};
  cluster_of(world)->budgets.parallel_per_host = 2;
  for (guint i = 0; i < G_N_ELEMENTS(sightings); i++) {
    sightings[i].state = GUEST_RUNNING;
    g_snprintf(sightings[i].uuid, sizeof sightings[i].uuid, "6f3c1a52-0d2e-4c1b-9a57-2f8f5f1c%04u", i + 1);
    g_snprintf(sightings[i].name, sizeof sightings[i].name, "g%u", i + 1);
  }
  fleet_take_sightings(world->fleet, "h1", sightings, G_N_ELEMENTS(sightings));
  guint begun = 0;
  for (guint i = 0; i < G_N_ELEMENTS(sightings); i++) {
    g_autoptr(GError) error = NULL;
    struct move move = {.guest_uuid = sightings[i].uuid, .guest_name = sightings[i].name, .from = "h1", .to = "h2", .method = METHOD_LIVE};
    begun += actions_start(world->actions, &move, i + 1, BY_AUTOMATION, &error) != 0;
    assert_true(!error || error->code == PROVOST_ERROR_BUSY);
  }
  assert_int_equal(begun, 2);
  world_free(world);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_held_when_a_move_was_ordered_is_checked_again_before_its_first_deed),
      cmocka_unit_test(an_order_for_a_guest_that_others_have_moved_meanwhile_is_refused),
      cmocka_unit_test(a_host_of_another_cluster_is_no_destination),
      cmocka_unit_test(a_plan_that_grew_old_while_the_core_stood_still_is_dropped),
      cmocka_unit_test(a_plan_counts_from_when_it_was_made_not_from_when_it_is_carried_out),
      cmocka_unit_test(hosts_are_asked_anew_where_their_answers_have_grown_old),
      cmocka_unit_test(nothing_is_sent_where_the_core_stood_still_while_the_intent_was_stored),
      cmocka_unit_test(c07_a_guest_renamed_while_it_is_moved_is_followed_by_its_uuid),
      cmocka_unit_test(c08_an_action_is_not_carried_over_to_a_new_guest_of_the_same_name),
      cmocka_unit_test(c25_automation_leaves_a_guest_alone_after_a_move_and_a_person_need_not),
      cmocka_unit_test(c25_a_guest_is_moved_by_automation_only_so_often_an_hour),
      cmocka_unit_test(c24_no_more_moves_are_begun_to_one_destination_than_its_budget_allows),
  };
  silence_log();
  return cmocka_run_group_tests(tests, NULL, NULL);
}
