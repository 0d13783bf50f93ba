#include "base/clock.h"

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

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_grid_is_the_same_for_everybody),
      cmocka_unit_test(the_next_grid_point_is_never_now),
      cmocka_unit_test(a_virtual_clock_moves_only_when_told),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
