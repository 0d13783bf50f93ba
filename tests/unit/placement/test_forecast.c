#include "placement/forecast.h"

#include "unit.h"

#include <math.h>

#define GIB 1073741824.0
#define assert_near(a, b) assert_true(fabs((a) - (b)) < 1e-6)

static struct forecast forecast_of(const struct forecast_case *given, enum move_method method)
{
  struct forecast forecast;
  forecast_move(given, method, &forecast);
  return forecast;
}

/* 8 s for everything once, and a dirty rate of half the link: 8 + 4 + 2 + 1 + 0.5 + 0.25 s of copying. */
static void rounds_of_a_live_move_are_a_geometric_series(void **state)
{
  (void)state;
  struct forecast_case given = {.memory_bytes = 8 * GIB, .dirty_bytes_per_sec = GIB / 2, .link_bytes_per_sec = GIB};
  struct forecast live = forecast_of(&given, METHOD_LIVE);
  assert_true(live.is_possible);
  assert_int_equal(live.rounds, 6);
  assert_near(live.bytes, 15.75 * GIB);
  assert_near(live.duration_sec, 15.75 + FORECAST_SETUP_SEC + FORECAST_SWITCH_SEC);
  assert_near(live.downtime_sec, 0.25 + FORECAST_SWITCH_SEC);
}

static void a_guest_that_writes_as_fast_as_the_link_is_never_moved_live(void **state)
{
  (void)state;
  for (double share = FORECAST_CONVERGES + 0.01; share < 5; share += 0.1) {
    struct forecast_case given = {.memory_bytes = 8 * GIB, .dirty_bytes_per_sec = share * GIB, .link_bytes_per_sec = GIB};
    struct forecast live = forecast_of(&given, METHOD_LIVE);
    assert_false(live.is_possible);
    assert_true(isinf(live.duration_sec));
  }
}

static void a_live_move_that_would_be_ended_at_its_time_limit_is_not_possible(void **state)
{
  (void)state;
  struct forecast_case given = {.memory_bytes = 256 * GIB, .dirty_bytes_per_sec = 0, .link_bytes_per_sec = GIB / 8};
  assert_false(forecast_of(&given, METHOD_LIVE).is_possible);
  given.link_bytes_per_sec = GIB;
  assert_true(forecast_of(&given, METHOD_LIVE).is_possible);
}

/* 4 s for everything once, and what is written meanwhile at half the link's speed follows: 2 s more. */
static void post_copy_always_ends_and_pauses_the_guest_but_for_the_switch(void **state)
{
  (void)state;
  struct forecast_case given = {.memory_bytes = 4 * GIB, .dirty_bytes_per_sec = GIB / 2, .link_bytes_per_sec = GIB};
  struct forecast postcopy = forecast_of(&given, METHOD_POSTCOPY);
  assert_near(postcopy.bytes, 6 * GIB);
  assert_near(postcopy.duration_sec, 6 + FORECAST_SETUP_SEC + FORECAST_SWITCH_SEC);
  assert_near(postcopy.downtime_sec, FORECAST_SWITCH_SEC);
  assert_near(postcopy.slowed, 1.0 / 6);
  given.dirty_bytes_per_sec = 50 * GIB;
  postcopy = forecast_of(&given, METHOD_POSTCOPY);
  assert_true(postcopy.is_possible);
  assert_near(postcopy.bytes, 8 * GIB); /* nothing twice more */
}

static void auto_converge_slows_the_guest_as_much_as_it_must(void **state)
{
  (void)state;
  struct forecast_case given = {.memory_bytes = 4 * GIB, .dirty_bytes_per_sec = 1.5 * GIB, .link_bytes_per_sec = GIB};
  struct forecast converge = forecast_of(&given, METHOD_CONVERGE);
  assert_true(converge.is_possible);
  assert_near(converge.slowed, 0.5); /* 1.5 x 0.5 = 0.75, 1.5 x 0.6 = 0.9 of the link */
  assert_true(converge.bytes > 4 * 4 * GIB);      /* four steps that did not help, and then the rounds */
  given.dirty_bytes_per_sec = GIB / 2;
  struct forecast calm = forecast_of(&given, METHOD_CONVERGE), live = forecast_of(&given, METHOD_LIVE);
  assert_true(calm.slowed == 0);
  assert_true(calm.duration_sec == live.duration_sec);
}

static void what_even_auto_converge_does_not_stop_is_not_possible(void **state)
{
  (void)state;
  struct forecast_case given = {.memory_bytes = 4 * GIB, .dirty_bytes_per_sec = 100 * GIB, .link_bytes_per_sec = GIB};
  assert_false(forecast_of(&given, METHOD_CONVERGE).is_possible);
}

static void a_quick_move_copies_once_while_the_guest_is_paused(void **state)
{
  (void)state;
  struct forecast_case given = {.memory_bytes = 4 * GIB, .dirty_bytes_per_sec = NAN, .link_bytes_per_sec = GIB};
  struct forecast quick = forecast_of(&given, METHOD_QUICK);
  assert_near(quick.bytes, 4 * GIB);
  assert_near(quick.downtime_sec, 4 + FORECAST_SWITCH_SEC);
  assert_false(quick.assumes_dirty); /* nothing is written meanwhile */
}

static void what_nobody_knows_is_assumed_and_said(void **state)
{
  (void)state;
  struct forecast_case given = {.memory_bytes = 1e9, .dirty_bytes_per_sec = NAN, .link_bytes_per_sec = NAN};
  struct forecast live = forecast_of(&given, METHOD_LIVE);
  assert_true(live.assumes_link && live.assumes_dirty);
  assert_true(live.duration_sec > 8); /* 1 Gbit/s */
  assert_true(isfinite(live.duration_sec));
}

static void past_moves_correct_what_is_reckoned(void **state)
{
  (void)state;
  struct past_moves past[METHODS] = {[METHOD_QUICK] = {3, 20, 16, 2 * GIB}};
  struct forecast_case given = {
      .memory_bytes = 4 * GIB, .dirty_bytes_per_sec = 0, .link_bytes_per_sec = GIB, .past = past};
  struct forecast quick = forecast_of(&given, METHOD_QUICK);
  assert_near(quick.downtime_sec, (4 + FORECAST_SWITCH_SEC + 3 * 32) / 4); /* twice the bytes of then */
  given.past = NULL;
  struct forecast live = forecast_of(&given, METHOD_LIVE);
  given.past = past;
  assert_true(forecast_of(&given, METHOD_LIVE).duration_sec == live.duration_sec); /* another method's tell nothing */
}

static void past_moves_that_tell_nothing_change_nothing(void **state)
{
  (void)state;
  struct past_moves past[METHODS] = {[METHOD_LIVE] = {2, NAN, NAN, NAN}};
  struct forecast_case given = {.memory_bytes = 4 * GIB, .dirty_bytes_per_sec = 0, .link_bytes_per_sec = GIB};
  struct forecast without = forecast_of(&given, METHOD_LIVE);
  given.past = past;
  assert_true(forecast_of(&given, METHOD_LIVE).duration_sec == without.duration_sec);
}

static void a_live_move_takes_no_less_for_more_memory_writes_or_a_slower_link(void **state)
{
  (void)state;
  double before_sec = 0;
  for (double dirty = 0; dirty < 0.8; dirty += 0.01) {
    struct forecast_case given = {.memory_bytes = 16 * GIB, .dirty_bytes_per_sec = dirty * GIB, .link_bytes_per_sec = GIB};
    double sec = forecast_of(&given, METHOD_LIVE).duration_sec;
    assert_true(sec >= before_sec);
    before_sec = sec;
    given.memory_bytes *= 2;
    assert_true(forecast_of(&given, METHOD_LIVE).duration_sec > sec);
    given.memory_bytes /= 2;
    given.link_bytes_per_sec /= 2;
    assert_true(forecast_of(&given, METHOD_LIVE).duration_sec > sec);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(rounds_of_a_live_move_are_a_geometric_series),
      cmocka_unit_test(a_guest_that_writes_as_fast_as_the_link_is_never_moved_live),
      cmocka_unit_test(a_live_move_that_would_be_ended_at_its_time_limit_is_not_possible),
      cmocka_unit_test(post_copy_always_ends_and_pauses_the_guest_but_for_the_switch),
      cmocka_unit_test(auto_converge_slows_the_guest_as_much_as_it_must),
      cmocka_unit_test(what_even_auto_converge_does_not_stop_is_not_possible),
      cmocka_unit_test(a_quick_move_copies_once_while_the_guest_is_paused),
      cmocka_unit_test(what_nobody_knows_is_assumed_and_said),
      cmocka_unit_test(past_moves_correct_what_is_reckoned),
      cmocka_unit_test(past_moves_that_tell_nothing_change_nothing),
      cmocka_unit_test(a_live_move_takes_no_less_for_more_memory_writes_or_a_slower_link),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
