#include "world.h"

#include <stdlib.h>

static enum fate refuse_start_there(struct world *world, enum deed_kind deed, enum place place)
{
  return deed == DEED_START && place == ON_SOURCE ? FATE_DONE : world->fates[deed];
}

static const struct way {
  enum move_method method;
  enum fate migrate, start;
  gboolean starts_with_host;
} ways[] = {
    {METHOD_LIVE, FATE_DONE, FATE_DONE, TRUE},      {METHOD_QUICK, FATE_DONE, FATE_DONE, FALSE},
    {METHOD_QUICK, FATE_REFUSED, FATE_DONE, TRUE},  {METHOD_POSTCOPY, FATE_HALF, FATE_DONE, FALSE},
    {METHOD_COLD, FATE_DONE, FATE_DONE, TRUE},      {METHOD_COLD, FATE_DONE, FATE_REFUSED, FALSE},
};

/* A quick move whose stream is refused goes through an image; post-copy breaks and is resumed; a cold one whose start is
 * refused goes back. */
static struct world *begin(const struct way *way)
{
  struct world *world = world_new(way->migrate == FATE_REFUSED);
  world->fates[DEED_MIGRATE] = way->migrate;
  world->choose = refuse_start_there;
  world->fates[DEED_START] = way->start;
  world->copies[ON_SOURCE].starts_with_host = world->has_autostart = way->starts_with_host;
  return world;
}

static guint64 play(const struct way *way, enum blow blow, guint64 at, gboolean was_handed_over)
{
  struct world *world = begin(way);
  world->blow = blow;
  world->until_blow = at;
  world->was_handed_over = was_handed_over;
  g_string_append_printf(world->log, "way %d, blow %d at event %d\n", (int)(way - ways), (int)blow, (int)at);
  world_start(world, way->method);
  world_run(world);
  world_check_end(world);
  guint64 events = world->events;
  world_free(world);
  return events;
}

static void a_blow_at_any_moment_of_any_method_breaks_no_promise(void **state)
{
  (void)state;
  guint played = 0;
  for (const struct way *way = ways; way < ways + G_N_ELEMENTS(ways); way++) {
    guint64 events = play(way, BLOW_NONE, 0, FALSE);
    for (enum blow blow = BLOW_CORE; blow < BLOWS; blow++)
      for (guint64 at = 1; at <= events; at++, played += 2) {
        play(way, blow, at, FALSE);
        play(way, blow, at, TRUE);
      }
  }
  assert_true(played > 1000);
}

static enum fate random_fate(struct world *world, enum deed_kind deed, enum place place)
{
  (void)place;
  (void)deed;
  if (g_rand_double(world->random) < 0.55)
    return FATE_DONE;
  return (enum fate)g_rand_int_range(world->random, FATE_REFUSED, FATES);
}

/* The guest's own user switches it off, wherever it runs. */
static void maybe_power_off(struct world *world)
{
  for (enum place place = 0; place < PLACES; place++) {
    struct copy *copy = &world->copies[place];
    if (copy->is_active && copy->state == GUEST_RUNNING && !copy->has_job &&
        g_rand_double(world->random) < 0.01) {
      copy->is_active = FALSE;
      copy->reason = REASON_ENDED;
      world->powered_off = TRUE;
      g_string_append(world->log, "*** powered off by its user\n");
    }
  }
}

static void maybe_cancel(struct world *world)
{
  if (g_rand_double(world->random) < 0.02)
    actions_cancel(world->actions, world->action_id, "operator test", NULL);
}

static void maybe_strike(struct world *world)
{
  double dice = g_rand_double(world->random);
  if (dice < 0.03)
    world_strike(world, (enum blow)g_rand_int_range(world->random, BLOW_CORE, BLOWS));
  else if (dice < 0.05)
    world->silent_until_us[g_rand_int_range(world->random, 0, PLACES)] =
        world->clock.monotonic_us + g_rand_int_range(world->random, 1, 90) * G_USEC_PER_SEC;
}

static void play_random(guint seed, guint ends[ACTION_STATES])
{
  static const enum move_method methods[] = {METHOD_LIVE, METHOD_QUICK, METHOD_COLD, METHOD_POSTCOPY};
  struct world *world = world_new(seed % 3 != 0);
  world->random = g_rand_new_with_seed(seed);
  world->choose = random_fate;
  world->is_transient = g_rand_int_range(world->random, 0, 5) == 0;
  world->copies[ON_SOURCE].is_defined = !world->is_transient;
  world->destination_reads_image = g_rand_int_range(world->random, 0, 4) != 0;
  world->was_handed_over = g_rand_boolean(world->random);
  world->has_autostart = !world->is_transient && g_rand_boolean(world->random);
  world->copies[ON_SOURCE].starts_with_host = world->has_autostart;
  g_string_append_printf(world->log, "seed %u\n", seed);
  world_start(world, world->is_transient && methods[seed % 4] == METHOD_COLD ? METHOD_QUICK : methods[seed % 4]);
  for (guint i = 0; i < 400; i++) {
    const struct action *action = world_action(world);
    if (!action || action_is_finished(action))
      break;
    world_step(world);
    maybe_power_off(world);
    maybe_cancel(world);
    maybe_strike(world);
  }
  world_run(world);
  world_check_end(world);
  if (world_action(world))
    ends[world_action(world)->state]++;
  world_free(world);
}

/* TEST_RUNS=10000 for the long round; TEST_SEED to see one again. */
static void nothing_at_random_breaks_a_promise(void **state)
{
  (void)state;
  guint ends[ACTION_STATES] = {0};
  const char *runs = g_getenv("TEST_RUNS"), *seed = g_getenv("TEST_SEED");
  guint first = seed ? (guint)atoi(seed) : 1, n = seed ? 1 : runs ? (guint)atoi(runs) : 1500;
  for (guint i = first; i < first + n; i++)
    play_random(i, ends);
  print_message("%u done, %u failed, %u ambiguous\n", ends[ACTION_DONE], ends[ACTION_FAILED],
                ends[ACTION_AMBIGUOUS]);
  if (!seed)
    assert_true(ends[ACTION_DONE] > n / 10 && ends[ACTION_FAILED] > n / 10);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_blow_at_any_moment_of_any_method_breaks_no_promise),
      cmocka_unit_test(nothing_at_random_breaks_a_promise),
  };
  silence_log();
  return cmocka_run_group_tests(tests, NULL, NULL);
}
