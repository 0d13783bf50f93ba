/* Between an intent and its deed: what happens while it is stored, where it cannot be, where the deed cannot be sent. */
#include "world.h"

#include <unistd.h>

static struct run *run_of(struct world *world)
{
  return run_find(world->actions, world->action_id);
}

/* That deed's intent is stored, and nobody is told yet. */
static void until_storing(struct world *world, enum deed_kind deed)
{
  for (guint i = 0; i < 400; i++) {
    gboolean is_storing = run_of(world)->mode == RUN_STORING;
    if (is_storing && run_of(world)->deed->deed == deed)
      return;
    world->holds_journal = !is_storing;
    world_step(world);
  }
  fail_msg("that intent is never stored");
}

static void tell_stored(struct world *world)
{
  world->holds_journal = FALSE;
  world_step(world);
}

static gboolean cancel(struct world *world, GError **error)
{
  return actions_cancel(world->actions, world->action_id, "operator test", error);
}

/* From the next write on. */
static void break_journal(struct world *world)
{
  world_intents(world, "open"); /* all before is written */
  g_autofree char *wal = g_strdup_printf("%s/life%u.db-wal", world->folder, world->lives);
  assert_int_equal(unlink(wal), 0);
}

static void break_journal_now(struct world *world)
{
  break_journal(world);
  journal_put_audit(world->journal, "test", &(struct audit){"test", "write", ""});
  world_intents(world, "open");
  assert_false(journal_is_healthy(world->journal, NULL));
}

/* ---- stopped meanwhile ---- */

static void a_move_stopped_while_its_first_intent_is_stored_does_nothing(void **state)
{
  (void)state;
  static const enum move_method methods[] = {METHOD_LIVE, METHOD_QUICK, METHOD_COLD};
  for (guint i = 0; i < G_N_ELEMENTS(methods); i++) {
    struct world *world = world_new(TRUE);
    world_start(world, methods[i]);
    until_storing(world, methods[i] == METHOD_COLD ? DEED_SHUTDOWN : DEED_MIGRATE);
    assert_true(cancel(world, NULL));
    assert_string_equal(world_action(world)->phase, "being stopped: g1 goes back to h1");
    tell_stored(world);
    world_finish(world, ACTION_CANCELLED);
    assert_int_equal(world->deeds, 0);
    assert_int_equal(world_intents(world, "result = 'failed' AND error LIKE '%cancelled before it was begun'"), 1);
    world_free(world);
  }
}

static void a_deed_that_leads_back_is_not_stopped_while_its_intent_is_stored(void **state)
{
  (void)state;
  g_autoptr(GError) error = NULL;
  struct world *world = world_new(FALSE);
  world->fates[DEED_MIGRATE] = FATE_HALF;
  world_start(world, METHOD_LIVE);
  until_storing(world, DEED_RESUME);
  assert_false(cancel(world, &error));
  assert_error_says(error, "the guest is being brought back on h1");
  tell_stored(world);
  world_finish(world, ACTION_FAILED);
  assert_int_equal(world_intents(world, "deed = 'resume' AND result = 'done'"), 1);
  world_free(world);
}

/* ---- another's by now ---- */

static void take_over(struct world *world, const char *host)
{
  static const char *const hosts[] = {"h1", "h2"};
  fleet_require_claims(world->fleet, 36000);
  for (guint i = 0; i < G_N_ELEMENTS(hosts); i++)
    fleet_take_claim(world->fleet, hosts[i], strcmp(hosts[i], host) == 0 ? CLAIM_OTHER : CLAIM_OURS,
                     "provost at another");
}

static void a_host_that_another_provost_took_meanwhile_is_not_acted_on(void **state)
{
  (void)state;
  static const char *const hosts[] = {"h1", "h2"};
  for (guint i = 0; i < G_N_ELEMENTS(hosts); i++) {
    struct world *world = world_new(FALSE);
    world_start(world, METHOD_LIVE);
    until_storing(world, DEED_MIGRATE);
    take_over(world, hosts[i]);
    tell_stored(world);
    world_finish(world, ACTION_FAILED);
    g_autofree char *why = g_strdup_printf("%s is managed by provost at another", hosts[i]);
    world_says(world, why);
    assert_int_equal(world->deeds, 0);
    world_free(world);
  }
}

static void a_remnant_on_a_host_that_another_took_is_left_to_a_person_once(void **state)
{
  (void)state;
  struct world *world = world_new(FALSE);
  world->migration_leaves_definition = TRUE;
  world_start(world, METHOD_LIVE);
  until_storing(world, DEED_UNDEFINE);
  take_over(world, "h1");
  tell_stored(world);
  world_finish(world, ACTION_DONE);
  world_says(world, "to undefine on h1 is left to you: h1 is managed by provost at another");
  assert_int_equal(world_intents(world, "deed = 'undefine' AND result = 'failed'"), 1);
  assert_int_equal(world_intents(world, "deed = 'undefine'"), 1);
  assert_int_equal(world->deeds, 1);
  world_free(world);
}

/* ---- the order to stop ---- */

static void an_order_to_stop_that_is_not_stored_stops_nothing(void **state)
{
  (void)state;
  struct world *world = world_new(FALSE);
  world->migrate_takes_us = 20 * (gint64)G_USEC_PER_SEC;
  world_start(world, METHOD_LIVE);
  world_until(world, DEED_MIGRATE);
  break_journal(world);
  assert_true(cancel(world, NULL));
  world_step(world);
  assert_null(run_of(world)->abort);
  assert_int_equal(run_of(world)->intents->len, 1);
  world_finish(world, ACTION_DONE);
  assert_int_equal(world->deeds, 1);
  world_free(world);
}

static void an_order_to_stop_that_is_not_sent_stops_nothing(void **state)
{
  (void)state;
  struct world *world = world_new(FALSE);
  world->migrate_takes_us = 60 * (gint64)G_USEC_PER_SEC;
  world_start(world, METHOD_LIVE);
  world_until(world, DEED_MIGRATE);
  world_step(world);
  world_strike(world, BLOW_CORE);
  world_until_followed(world);
  world->holds_journal = TRUE;
  assert_true(cancel(world, NULL));
  world_strike(world, BLOW_ROLE);
  tell_stored(world);
  assert_int_equal(world_intents(world, "deed = 'abort' AND error = 'provost-virt was not running'"), 1);
  world_finish(world, ACTION_DONE);
  assert_int_equal(world->deeds, 1);
  world_free(world);

  world = world_new(FALSE);
  world_start(world, METHOD_LIVE);
  world_until(world, DEED_MIGRATE);
  world->holds_journal = TRUE;
  assert_true(cancel(world, NULL));
  take_over(world, "h1");
  tell_stored(world);
  assert_int_equal(run_of(world)->mode, RUN_DEED); /* whose end is waited for */
  world_finish(world, ACTION_DONE);
  assert_int_equal(world->deeds, 1);
  world_free(world);
}

/* A migration ends while its order to stop is being stored. */
static struct world *stop_too_late(void)
{
  struct world *world = world_new(FALSE);
  world_start(world, METHOD_LIVE);
  world_until(world, DEED_MIGRATE);
  world->holds_journal = TRUE;
  assert_true(cancel(world, NULL));
  world_run(world);
  assert_int_equal(world_action(world)->state, ACTION_DONE);
  return world;
}

static void an_order_to_stop_that_comes_too_late_is_not_sent(void **state)
{
  (void)state;
  struct world *world = stop_too_late();
  tell_stored(world);
  world_finish(world, ACTION_DONE);
  assert_int_equal(world->deeds, 1);
  assert_int_equal(world_intents(world, "deed = 'abort' AND result = 'unknown'"), 1);
  world_free(world);
}

static void what_is_stored_for_an_action_that_is_forgotten_finds_nobody(void **state)
{
  (void)state;
  struct world *world = stop_too_late();
  guint64 first = world->action_id;
  for (guint i = 0; i < 201; i++) {
    world_start(world, METHOD_LIVE);
    assert_true(cancel(world, NULL));
  }
  actions_tick(world->actions);
  assert_null(actions_action(world->actions, first));
  tell_stored(world);
  assert_int_equal(g_hash_table_size(world->actions->tickets), 0);
  assert_int_equal(world->deeds, 1);
  world_free(world);
}

/* ---- the journal fails in the middle ---- */

static void a_journal_that_fails_in_the_middle_ends_the_way_through_an_image(void **state)
{
  (void)state;
  struct world *world = world_new(TRUE);
  world->fates[DEED_MIGRATE] = FATE_REFUSED;
  world_start(world, METHOD_QUICK);
  world_until(world, DEED_MIGRATE);
  break_journal(world);
  world_finish(world, ACTION_FAILED);
  world_says(world, "copy definition was not begun");
  world_says(world, "; g1 is running on h1 and absent on h2");
  assert_int_equal(world->deeds, 1);
  world_free(world);
}

static void a_paused_source_is_left_to_a_person_where_the_journal_has_failed(void **state)
{
  (void)state;
  struct world *world = world_new(FALSE);
  world->fates[DEED_MIGRATE] = FATE_HALF;
  world_start(world, METHOD_LIVE);
  world_until(world, DEED_MIGRATE);
  break_journal_now(world);
  world_finish(world, ACTION_AMBIGUOUS);
  world_says(world, "the journal has failed, so nothing more may be done: g1 is paused by a migration on h1");
  assert_int_equal(world->deeds, 1);
  world_free(world);
}

static void a_remnant_whose_intent_is_not_stored_is_left_to_a_person(void **state)
{
  (void)state;
  struct world *world = world_new(FALSE);
  world->migration_leaves_definition = TRUE;
  world_start(world, METHOD_LIVE);
  world_until_phase(world, "verifying");
  break_journal(world);
  world_finish(world, ACTION_DONE);
  world_says(world, "to undefine on h1 is left to you: the journal has failed");
  assert_int_equal(world->deeds, 1);
  world_free(world);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_move_stopped_while_its_first_intent_is_stored_does_nothing),
      cmocka_unit_test(a_deed_that_leads_back_is_not_stopped_while_its_intent_is_stored),
      cmocka_unit_test(a_host_that_another_provost_took_meanwhile_is_not_acted_on),
      cmocka_unit_test(a_remnant_on_a_host_that_another_took_is_left_to_a_person_once),
      cmocka_unit_test(an_order_to_stop_that_is_not_stored_stops_nothing),
      cmocka_unit_test(an_order_to_stop_that_is_not_sent_stops_nothing),
      cmocka_unit_test(an_order_to_stop_that_comes_too_late_is_not_sent),
      cmocka_unit_test(what_is_stored_for_an_action_that_is_forgotten_finds_nobody),
      cmocka_unit_test(a_journal_that_fails_in_the_middle_ends_the_way_through_an_image),
      cmocka_unit_test(a_paused_source_is_left_to_a_person_where_the_journal_has_failed),
      cmocka_unit_test(a_remnant_whose_intent_is_not_stored_is_left_to_a_person),
  };
  silence_log();
  return cmocka_run_group_tests(tests, NULL, NULL);
}
