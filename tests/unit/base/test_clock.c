#include "base/clock_trust.h"

#include "unit.h"

static void the_grid_is_the_same_for_everybody(void **state)
{
  (void)state;
  assert_int_equal(clock_grid_sec(G_GINT64_CONSTANT(1700000009999999), 10000), 1700000000);
  assert_int_equal(clock_grid_sec(G_GINT64_CONSTANT(1700000010000000), 10000), 1700000010);
}

static void the_next_grid_point_is_never_now(void **state)
{
  (void)state;
  assert_int_equal(clock_until_grid_ms(G_GINT64_CONSTANT(1700000010000000), 10000), 10000);
  assert_int_equal(clock_until_grid_ms(G_GINT64_CONSTANT(1700000019999000), 10000), 1);
}

static void a_virtual_clock_moves_only_when_told(void **state)
{
  (void)state;
  struct virtual_clock clock;
  virtual_clock_init(&clock, 5000000);
  virtual_clock_advance(&clock, 7);
  assert_int_equal(clock_wall_us(&clock.clock), 5000007);
  assert_int_equal(clock_monotonic_us(&clock.clock), 7);
}

#define SEC ((gint64)G_USEC_PER_SEC)

static void a_clock_is_trusted_for_as_long_as_it_was_not_set(void **state)
{
  (void)state;
  struct virtual_clock clock;
  struct clock_trust trust;
  virtual_clock_init(&clock, 5 * SEC);
  clock_trust_init(&trust, &clock.clock);
  virtual_clock_advance(&clock, 100 * SEC);
  clock.wall_us += 299 * SEC;
  assert_int_equal(clock_trust_us(&trust, &clock.clock), 100 * SEC);
  clock.wall_us -= 600 * SEC;
  assert_int_equal(clock_trust_us(&trust, &clock.clock), 0);
  virtual_clock_advance(&clock, 7 * SEC);
  assert_int_equal(clock_trust_us(&trust, &clock.clock), 7 * SEC);
  clock.monotonic_us += 1000 * SEC;
  assert_int_equal(clock_trust_us(&trust, &clock.clock), 0);
}

static void a_clock_set_far_is_doubted_until_it_is_back_or_stays(void **state)
{
  (void)state;
  struct virtual_clock clock;
  struct clock_doubt doubt;
  virtual_clock_init(&clock, 5 * SEC);
  clock_doubt_init(&doubt, &clock.clock, 1000 * SEC, 60 * SEC);
  clock.wall_us += 900 * SEC;
  assert_int_equal(clock_doubt_us(&doubt, &clock.clock), 0);
  clock.wall_us += 5000 * SEC;
  assert_int_equal(clock_doubt_us(&doubt, &clock.clock), 5000 * SEC);
  clock.wall_us -= 4900 * SEC;
  assert_int_equal(clock_doubt_us(&doubt, &clock.clock), 0);
  clock.wall_us -= 2000 * SEC;
  assert_int_equal(clock_doubt_us(&doubt, &clock.clock), -2000 * SEC);
  virtual_clock_advance(&clock, 59 * SEC);
  assert_int_equal(clock_doubt_us(&doubt, &clock.clock), -2000 * SEC);
  virtual_clock_advance(&clock, 1 * SEC);
  assert_int_equal(clock_doubt_us(&doubt, &clock.clock), 0);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_grid_is_the_same_for_everybody),
      cmocka_unit_test(the_next_grid_point_is_never_now),
      cmocka_unit_test(a_virtual_clock_moves_only_when_told),
      cmocka_unit_test(a_clock_is_trusted_for_as_long_as_it_was_not_set),
      cmocka_unit_test(a_clock_set_far_is_doubted_until_it_is_back_or_stays),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
