#include "world.h"

#include <stdlib.h>

/* 0 live, 1 quick streamed, 2 quick through an image. */
static struct world *begin(guint method)
{
  struct world *world = world_new(method == 2);
  world->fates[DEED_MIGRATE] = method < 2 ? FATE_DONE : FATE_REFUSED;
  return world;
}

static guint64 play(guint method, enum blow blow, guint64 at, gboolean was_handed_over)
{
  struct world *world = begin(method);
  world->blow = blow;
  world->until_blow = at;
  world->was_handed_over = was_handed_over;
  g_string_append_printf(world->log, "method %u, blow %d at event %d\n", method, (int)blow, (int)at);
  world_start(world, method == 0 ? METHOD_LIVE : METHOD_QUICK);
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
  for (guint method = 0; method < 3; method++) {
    guint64 events = play(method, BLOW_NONE, 0, FALSE);
    for (enum blow blow = BLOW_CORE; blow < BLOWS; blow++)
      for (guint64 at = 1; at <= events; at++, played += 2) {
        play(method, blow, at, FALSE);
        play(method, blow, at, TRUE);
      }
  }
  assert_true(played > 400);
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
      copy->reason = REASON_OTHER;
      world->powered_off = TRUE;
      g_string_append(world->log, "*** powered off by its user\n");
    }
  }
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
  struct world *world = world_new(seed % 3 != 0);
  world->random = g_rand_new_with_seed(seed);
  world->choose = random_fate;
  world->is_transient = g_rand_int_range(world->random, 0, 5) == 0;
  world->copies[ON_SOURCE].is_defined = !world->is_transient;
  world->destination_reads_image = g_rand_int_range(world->random, 0, 4) != 0;
  world->was_handed_over = g_rand_boolean(world->random);
  g_string_append_printf(world->log, "seed %u\n", seed);
  world_start(world, seed % 4 == 0 ? METHOD_LIVE : METHOD_QUICK);
  for (guint i = 0; i < 400; i++) {
    const struct action *action = world_action(world);
    if (!action || action_is_finished(action))
      break;
    world_step(world);
    maybe_power_off(world);
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
