#include "world.h"

#include <unistd.h>

static void a_live_move_ends_on_the_destination(void **state)
{
  (void)state;
  struct world *world = world_new(FALSE);
  world_start(world, METHOD_LIVE);
  assert_true(actions_guest_is_busy(world->actions, GUEST));
  world_finish(world, ACTION_DONE);
  const struct action *action = world_action(world);
  assert_int_equal(action->move->method, METHOD_LIVE);
  assert_int_equal(action->downtime_ms, 37);
  assert_int_equal(action->progress_pct, 100);
  assert_string_equal(action->error, "");
  assert_true(action->ended_us > action->started_us);
  assert_int_equal(world->deeds, 1);
  assert_false(actions_guest_is_busy(world->actions, GUEST));
  world_free(world);
}

static void a_refused_live_move_leaves_the_guest_where_it_was(void **state)
{
  (void)state;
  struct world *world = world_new(TRUE);
  world->fates[DEED_MIGRATE] = FATE_REFUSED;
  world_start(world, METHOD_LIVE);
  world_finish(world, ACTION_FAILED);
  assert_non_null(strstr(world_action(world)->error, "migrate on h1 failed: the world said so"));
  assert_int_equal(world->deeds, 1);
  world_free(world);
}

static void a_quick_move_goes_through_an_image_where_it_cannot_be_streamed(void **state)
{
  (void)state;
  struct world *world = world_new(TRUE);
  world->fates[DEED_MIGRATE] = FATE_REFUSED;
  world_start(world, METHOD_QUICK);
  world_finish(world, ACTION_DONE);
  assert_int_equal(world->deeds, 7); /* migrate, copy, save, check, restore, undefine, remove */
  assert_false(world->has_image);
  assert_false(world->copies[ON_SOURCE].is_defined);
  assert_true(world->copies[ON_DESTINATION].is_defined);
  assert_true(world_action(world)->downtime_ms >= 3000);
  world_free(world);
}

static void a_quick_move_without_save_directory_just_fails(void **state)
{
  (void)state;
  struct world *world = world_new(FALSE);
  world->fates[DEED_MIGRATE] = FATE_REFUSED;
  world_start(world, METHOD_QUICK);
  world_finish(world, ACTION_FAILED);
  assert_int_equal(world->deeds, 1);
  world_free(world);
}

static void a_definition_left_on_the_destination_forbids_the_image(void **state)
{
  (void)state;
  struct world *world = world_new(TRUE);
  world->fates[DEED_MIGRATE] = FATE_REFUSED;
  world->copies[ON_DESTINATION].is_defined = TRUE;
  world_start(world, METHOD_QUICK);
  world_finish(world, ACTION_FAILED);
  assert_int_equal(world->deeds, 1);
  assert_true(world->copies[ON_DESTINATION].is_defined);
  world_free(world);
}

static void what_the_destination_cannot_restore_is_restored_on_the_source(void **state)
{
  (void)state;
  static const enum deed_kind refusing[] = {DEED_CHECK_IMAGE, DEED_RESTORE};
  for (guint i = 0; i < G_N_ELEMENTS(refusing); i++) {
    struct world *world = world_new(TRUE);
    world->fates[DEED_MIGRATE] = FATE_REFUSED;
    if (refusing[i] == DEED_CHECK_IMAGE)
      world->fates[DEED_CHECK_IMAGE] = FATE_REFUSED;
    world->destination_reads_image = FALSE;
    world_start(world, METHOD_QUICK);
    world_finish(world, ACTION_FAILED);
    assert_true(world->image_was_restored);
    assert_false(world->has_image);
    assert_false(world->copies[ON_DESTINATION].is_defined);
    world_free(world);
  }
}

static void an_image_nobody_restores_raises_an_alarm_that_names_it(void **state)
{
  (void)state;
  struct world *world = world_new(TRUE);
  world->fates[DEED_MIGRATE] = FATE_REFUSED;
  world->fates[DEED_RESTORE] = FATE_REFUSED;
  world_start(world, METHOD_QUICK);
  world_finish(world, ACTION_AMBIGUOUS);
  assert_non_null(strstr(world_action(world)->error, "/srv/saves/provost-1-" GUEST ".img"));
  assert_true(world->has_image);
  assert_int_equal(world_intents(world, "deed = 'restore'"), 2);
  world_free(world);
}

static void a_save_cut_off_in_the_middle_is_resumed_on_the_source(void **state)
{
  (void)state;
  struct world *world = world_new(TRUE);
  world->fates[DEED_MIGRATE] = FATE_REFUSED;
  world->fates[DEED_SAVE] = FATE_HALF;
  world_start(world, METHOD_QUICK);
  world_finish(world, ACTION_FAILED);
  assert_int_equal(world_intents(world, "deed = 'resume' AND result = 'done'"), 1);
  assert_false(world->has_image);
  world_free(world);
}

static void a_save_whose_answer_was_lost_is_found_whole_and_restored(void **state)
{
  (void)state;
  struct world *world = world_new(TRUE);
  world->fates[DEED_MIGRATE] = FATE_REFUSED;
  world->fates[DEED_SAVE] = FATE_LOST_AFTER;
  world_start(world, METHOD_QUICK);
  world_finish(world, ACTION_DONE);
  world_free(world);
}

static void a_lost_restore_is_never_repeated(void **state)
{
  (void)state;
  struct world *world = world_new(TRUE);
  world->fates[DEED_MIGRATE] = FATE_REFUSED;
  world->fates[DEED_RESTORE] = FATE_LOST_BEFORE;
  world_start(world, METHOD_QUICK);
  world_finish(world, ACTION_AMBIGUOUS);
  assert_int_equal(world_intents(world, "deed = 'restore'"), 1);
  world_free(world);

  world = world_new(TRUE);
  world->fates[DEED_MIGRATE] = FATE_REFUSED;
  world->fates[DEED_RESTORE] = FATE_LOST_AFTER;
  world_start(world, METHOD_QUICK);
  world_finish(world, ACTION_DONE);
  world_free(world);
}

static void a_source_left_paused_is_resumed_only_where_nothing_runs(void **state)
{
  (void)state;
  struct world *world = world_new(FALSE);
  world->fates[DEED_MIGRATE] = FATE_HALF;
  world_start(world, METHOD_LIVE);
  world_finish(world, ACTION_FAILED);
  assert_int_equal(world_intents(world, "deed = 'resume'"), 1);
  world_free(world);

  world = world_new(FALSE);
  world->fates[DEED_MIGRATE] = FATE_HALF_LATE;
  world_start(world, METHOD_LIVE);
  world_finish(world, ACTION_DONE);
  assert_int_equal(world_intents(world, "deed = 'resume'"), 0);
  assert_true(alarms() > world->alarms_before);
  world_free(world);
}

/* Had it run on the destination and stopped, nothing of it would be left there. */
static void a_source_without_definition_is_never_resumed(void **state)
{
  (void)state;
  struct world *world = world_new(FALSE);
  world->is_transient = TRUE;
  world->copies[ON_SOURCE].is_defined = FALSE;
  world->fates[DEED_MIGRATE] = FATE_HALF;
  world_start(world, METHOD_LIVE);
  world_finish(world, ACTION_AMBIGUOUS);
  assert_int_equal(world->deeds, 1);
  world_free(world);
}

static void a_transient_guest_needs_no_definition(void **state)
{
  (void)state;
  struct world *world = world_new(TRUE);
  world->is_transient = TRUE;
  world->copies[ON_SOURCE].is_defined = FALSE;
  world->fates[DEED_MIGRATE] = FATE_REFUSED;
  world_start(world, METHOD_QUICK);
  world_finish(world, ACTION_DONE);
  assert_int_equal(world_intents(world, "deed IN ('copy definition', 'undefine')"), 0);
  world_free(world);
}

static void two_running_copies_stop_everything(void **state)
{
  (void)state;
  struct world *world = world_new(FALSE);
  world->fates[DEED_MIGRATE] = FATE_LOST_BEFORE;
  world_start(world, METHOD_LIVE);
  while (world->deeds == 0)
    world_step(world);
  struct copy rogue = {.is_active = TRUE, .state = GUEST_RUNNING};
  world->copies[ON_DESTINATION] = rogue;
  world_run(world);
  assert_int_equal(world_action(world)->state, ACTION_AMBIGUOUS);
  assert_non_null(strstr(world_action(world)->error, "two copies run"));
  assert_int_equal(world->deeds, 1);
  world_free(world);
}

static void nothing_begins_where_the_facts_have_changed(void **state)
{
  (void)state;
  struct world *world = world_new(FALSE);
  world->copies[ON_DESTINATION] = (struct copy){.is_active = TRUE, .state = GUEST_PAUSED};
  world_start(world, METHOD_LIVE);
  world_finish(world, ACTION_FAILED);
  assert_int_equal(world->deeds, 0);
  world->copies[ON_DESTINATION] = (struct copy){0};

  world->copies[ON_SOURCE].has_job = TRUE;
  world_start(world, METHOD_LIVE);
  world_finish(world, ACTION_FAILED);
  assert_non_null(strstr(world_action(world)->error, "being moved or saved on h1"));
  assert_int_equal(world->deeds, 0);
  world->copies[ON_SOURCE].has_job = FALSE;

  world->silent_until_us[ON_DESTINATION] = G_MAXINT64;
  world_step(world);
  world_start(world, METHOD_LIVE);
  world_finish(world, ACTION_FAILED);
  assert_int_equal(world->deeds, 0);
  world_free(world);
}

static void a_silent_host_is_waited_for_however_long(void **state)
{
  (void)state;
  struct world *world = world_new(FALSE);
  world->fates[DEED_MIGRATE] = FATE_LOST_AFTER;
  world_start(world, METHOD_LIVE);
  while (world->deeds == 0)
    world_step(world);
  world->silent_until_us[ON_DESTINATION] = world->clock.monotonic_us + 1800 * G_USEC_PER_SEC;
  for (guint i = 0; i < 3000; i++)
    world_step(world);
  assert_int_equal(world_action(world)->state, ACTION_VERIFYING);
  world_finish(world, ACTION_DONE);
  world_free(world);
}

static void the_wait_for_a_silent_host_can_be_ended(void **state)
{
  (void)state;
  g_autoptr(GError) error = NULL;
  struct world *world = world_new(FALSE);
  world->fates[DEED_MIGRATE] = FATE_LOST_AFTER;
  world_start(world, METHOD_LIVE);
  while (world->deeds == 0)
    world_step(world);
  world->silent_until_us[ON_DESTINATION] = G_MAXINT64;
  for (guint i = 0; i < 20; i++)
    world_step(world);
  assert_false(actions_cancel(world->actions, world->action_id, "operator test", &error));
  assert_error_says(error, "cannot be cancelled now");
  for (guint i = 0; i < 100; i++)
    world_step(world);
  assert_true(actions_cancel(world->actions, world->action_id, "operator test", NULL));
  assert_int_equal(world_action(world)->state, ACTION_AMBIGUOUS);
  assert_non_null(strstr(world_action(world)->error, "not known on h2"));
  assert_true(actions_guest_is_busy(world->actions, GUEST));
  assert_true(actions_cancel(world->actions, world->action_id, "operator test", NULL));
  assert_false(actions_guest_is_busy(world->actions, GUEST));
  world_free(world);
}

static void a_migration_of_an_earlier_life_can_be_cancelled(void **state)
{
  (void)state;
  struct world *world = world_new(FALSE);
  world->migrate_takes_us = 60 * (gint64)G_USEC_PER_SEC;
  world_start(world, METHOD_LIVE);
  for (guint i = 0; i < 10; i++)
    world_step(world);
  world_strike(world, BLOW_CORE);
  for (guint i = 0; i < 10; i++)
    world_step(world);
  assert_true(actions_cancel(world->actions, world->action_id, "operator test", NULL));
  world_finish(world, ACTION_CANCELLED);
  assert_int_equal(world_intents(world, "deed = 'abort'"), 1);
  assert_null(strstr(world_action(world)->error, "before it began"));
  world_free(world);
}

static void a_migration_of_an_earlier_life_is_limited_too(void **state)
{
  (void)state;
  struct world *world = world_new(FALSE);
  world->migrate_takes_us = 6000 * (gint64)G_USEC_PER_SEC;
  world_start(world, METHOD_LIVE);
  for (guint i = 0; i < 10; i++)
    world_step(world);
  world_strike(world, BLOW_CORE);
  world_finish(world, ACTION_FAILED);
  assert_int_equal(world_intents(world, "deed = 'abort'"), 1);
  world_free(world);
}

static void a_definition_libvirt_left_on_the_source_is_removed(void **state)
{
  (void)state;
  struct world *world = world_new(FALSE);
  world->fates[DEED_MIGRATE] = FATE_LOST_AFTER;
  world->migration_leaves_definition = TRUE;
  world_start(world, METHOD_LIVE);
  world_finish(world, ACTION_DONE);
  assert_false(world->copies[ON_SOURCE].is_defined);
  assert_true(world->copies[ON_DESTINATION].is_defined);
  world_free(world);
}

static void what_is_left_to_a_person_is_told_with_the_action(void **state)
{
  (void)state;
  struct world *world = world_new(FALSE);
  world->fates[DEED_MIGRATE] = FATE_LOST_AFTER;
  world->fates[DEED_UNDEFINE] = FATE_REFUSED;
  world->migration_leaves_definition = TRUE;
  world_start(world, METHOD_LIVE);
  world_finish(world, ACTION_DONE);
  assert_non_null(strstr(world_action(world)->error, "undefine on h1 is left to you"));
  world_free(world);
}

static void a_migration_that_never_ends_is_aborted_by_its_own_intent(void **state)
{
  (void)state;
  struct world *world = world_new(FALSE);
  world->migrate_takes_us = 6000 * (gint64)G_USEC_PER_SEC;
  world_start(world, METHOD_LIVE);
  world_finish(world, ACTION_FAILED);
  assert_int_equal(world_intents(world, "deed = 'abort'"), 1);
  assert_true(world->clock.monotonic_us > 600 * G_USEC_PER_SEC);
  world_free(world);
}

static void cancelling_a_migration_aborts_it(void **state)
{
  (void)state;
  g_autoptr(GError) error = NULL;
  struct world *world = world_new(FALSE);
  world_start(world, METHOD_LIVE);
  while (world->deeds == 0)
    world_step(world);
  world_step(world);
  assert_true(actions_cancel(world->actions, world->action_id, "operator test", &error));
  world_finish(world, ACTION_CANCELLED);
  assert_non_null(strstr(world_action(world)->error, "cancelled by operator test"));

  world_start(world, METHOD_LIVE);
  assert_true(actions_cancel(world->actions, world->action_id, "operator test", &error));
  assert_int_equal(world_action(world)->state, ACTION_CANCELLED);
  assert_false(actions_cancel(world->actions, world->action_id, "operator test", &error));
  assert_error_says(error, "is over");
  world_free(world);
}

/* Whether or not libvirt says that it was aborted, where the guest is decides, once. */
static void c16_an_abort_that_comes_too_late_leaves_one_end(void **state)
{
  (void)state;
  static const enum fate fates[] = {FATE_REFUSED, FATE_LOST_BEFORE};
  for (guint i = 0; i < G_N_ELEMENTS(fates); i++) {
    g_autoptr(GError) error = NULL;
    struct world *world = world_new(FALSE);
    world->fates[DEED_ABORT] = fates[i];
    world_start(world, METHOD_LIVE);
    while (world->deeds == 0)
      world_step(world);
    world_step(world);
    assert_true(actions_cancel(world->actions, world->action_id, "operator test", &error));
    world_finish(world, ACTION_DONE);
    assert_true(world->copies[ON_DESTINATION].is_active && !world->copies[ON_SOURCE].is_active);
    assert_int_equal(world_intents(world, "deed = 'abort'"), 1);
    assert_int_equal(world_intents(world, "deed = 'migrate' AND result = 'done' AND NOT open"), 1);
    world_free(world);
  }
}

static void an_ambiguous_guest_is_left_alone_until_released(void **state)
{
  (void)state;
  g_autoptr(GError) error = NULL;
  struct world *world = world_new(TRUE);
  world->fates[DEED_MIGRATE] = FATE_REFUSED;
  world->fates[DEED_RESTORE] = FATE_LOST_BEFORE;
  world_start(world, METHOD_QUICK);
  world_finish(world, ACTION_AMBIGUOUS);
  guint64 id = world->action_id;
  world_strike(world, BLOW_CORE);
  struct move move = {.guest_uuid = GUEST, .guest_name = "g1", .from = "h1", .to = "h2", .method = METHOD_LIVE};
  assert_int_equal(actions_start(world->actions, &move, 0, "operator test", &error), 0);
  assert_error_says(error, "ended ambiguous");
  g_clear_error(&error);
  assert_true(actions_cancel(world->actions, id, "operator test", &error));
  assert_false(actions_guest_is_busy(world->actions, GUEST));
  world_free(world);
}

static void a_failed_journal_sends_no_deed(void **state)
{
  (void)state;
  g_autoptr(GError) error = NULL;
  struct world *world = world_new(FALSE);
  world_start(world, METHOD_LIVE);
  g_autofree char *wal = g_strdup_printf("%s/life0.db-wal", world->folder);
  assert_int_equal(unlink(wal), 0);
  world_finish(world, ACTION_FAILED);
  assert_int_equal(world->deeds, 0);
  struct move move = {.guest_uuid = GUEST, .guest_name = "g1", .from = "h1", .to = "h2", .method = METHOD_LIVE};
  assert_int_equal(actions_start(world->actions, &move, 0, "operator test", &error), 0);
  assert_int_equal(error->code, PROVOST_ERROR_STORAGE);
  world_free(world);
}

static void impossible_orders_are_refused_with_the_rule(void **state)
{
  (void)state;
  static const struct {
    struct move move;
    const char *says;
  } orders[] = {
      {{.guest_uuid = GUEST, .guest_name = "g1", .from = "h1", .to = "h9", .method = METHOD_LIVE}, "there is no host h9"},
      {{.guest_uuid = GUEST, .guest_name = "g1", .from = "h1", .to = "h1", .method = METHOD_LIVE}, "on h1 already"},
      {{.guest_uuid = GUEST, .guest_name = "g1", .from = "h1", .to = "h3", .method = METHOD_LIVE}, "h3 is not up"},
      {{.guest_uuid = GUEST, .guest_name = "g1", .from = "h2", .to = "h1", .method = METHOD_LIVE}, "runs on h1, not on h2"},
      {{.guest_uuid = GUEST, .guest_name = "g1", .from = "h1", .to = "h2", .method = METHOD_CONVERGE}, "the method converge is not among migration.methods of the cluster lab"},
      {{.guest_uuid = "6f3c1a52-0d2e-4c1b-9a57-2f8f5f1c0002", .guest_name = "g2", .from = "h1", .to = "h2", .method = METHOD_LIVE}, "there is no guest"},
  };
  struct world *world = world_new(FALSE);
  for (guint i = 0; i < G_N_ELEMENTS(orders); i++) {
    g_autoptr(GError) error = NULL;
    assert_int_equal(actions_start(world->actions, &orders[i].move, 0, "operator test", &error), 0);
    assert_error_says(error, orders[i].says);
  }
  g_autoptr(GPtrArray) none = actions_list(world->actions);
  assert_int_equal(none->len, 0);
  g_autoptr(GError) error = NULL;
  world_start(world, METHOD_LIVE);
  struct move again = {.guest_uuid = GUEST, .guest_name = "g1", .from = "h1", .to = "h2", .method = METHOD_LIVE};
  assert_int_equal(actions_start(world->actions, &again, 0, "operator test", &error), 0);
  assert_error_says(error, "already being acted upon");
  world_free(world);
}

static void hostile_bytes_of_the_role_are_no_answer(void **state)
{
  (void)state;
  struct world *world = world_new(FALSE);
  world_start(world, METHOD_LIVE);
  for (guint64 request = 0; request < 3; request++) {
    g_autoptr(GVariant) body = g_variant_ref_sink(
        g_variant_new("(tyyybbbsutts)", request, 200, 200, 200, FALSE, FALSE, FALSE, "", 0, G_GUINT64_CONSTANT(0),
                      G_GUINT64_CONSTANT(0), ""));
    actions_take_message(world->actions, MESSAGE_INSPECTED, body);
  }
  assert_int_equal(world_action(world)->state, ACTION_PREPARING);
  g_autoptr(GVariant) ended =
      g_variant_ref_sink(g_variant_new("(tysa{sv})", G_GUINT64_CONSTANT(77), 200, "x", NULL));
  actions_take_message(world->actions, MESSAGE_DEED_ENDED, ended);
  world_finish(world, ACTION_DONE);
  world_free(world);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_live_move_ends_on_the_destination),
      cmocka_unit_test(a_refused_live_move_leaves_the_guest_where_it_was),
      cmocka_unit_test(a_quick_move_goes_through_an_image_where_it_cannot_be_streamed),
      cmocka_unit_test(a_quick_move_without_save_directory_just_fails),
      cmocka_unit_test(a_definition_left_on_the_destination_forbids_the_image),
      cmocka_unit_test(what_the_destination_cannot_restore_is_restored_on_the_source),
      cmocka_unit_test(an_image_nobody_restores_raises_an_alarm_that_names_it),
      cmocka_unit_test(a_save_cut_off_in_the_middle_is_resumed_on_the_source),
      cmocka_unit_test(a_save_whose_answer_was_lost_is_found_whole_and_restored),
      cmocka_unit_test(a_lost_restore_is_never_repeated),
      cmocka_unit_test(a_source_left_paused_is_resumed_only_where_nothing_runs),
      cmocka_unit_test(a_source_without_definition_is_never_resumed),
      cmocka_unit_test(a_transient_guest_needs_no_definition),
      cmocka_unit_test(two_running_copies_stop_everything),
      cmocka_unit_test(nothing_begins_where_the_facts_have_changed),
      cmocka_unit_test(a_silent_host_is_waited_for_however_long),
      cmocka_unit_test(the_wait_for_a_silent_host_can_be_ended),
      cmocka_unit_test(a_migration_of_an_earlier_life_can_be_cancelled),
      cmocka_unit_test(a_migration_of_an_earlier_life_is_limited_too),
      cmocka_unit_test(a_definition_libvirt_left_on_the_source_is_removed),
      cmocka_unit_test(what_is_left_to_a_person_is_told_with_the_action),
      cmocka_unit_test(a_migration_that_never_ends_is_aborted_by_its_own_intent),
      cmocka_unit_test(cancelling_a_migration_aborts_it),
      cmocka_unit_test(c16_an_abort_that_comes_too_late_leaves_one_end),
      cmocka_unit_test(an_ambiguous_guest_is_left_alone_until_released),
      cmocka_unit_test(a_failed_journal_sends_no_deed),
      cmocka_unit_test(impossible_orders_are_refused_with_the_rule),
      cmocka_unit_test(hostile_bytes_of_the_role_are_no_answer),
  };
  silence_log();
  return cmocka_run_group_tests(tests, NULL, NULL);
}
