/* How long the main loop is held up, as the status says. */
#include "daemon/loop_meter.h"

#include "unit.h"

static gboolean hold_up(gpointer ms)
{
  g_usleep(GPOINTER_TO_UINT(ms) * 1000);
  return G_SOURCE_REMOVE;
}

static void run_rounds(guint n)
{
  for (guint i = 0; i < n; i++) {
    g_idle_add(hold_up, GUINT_TO_POINTER(0));
    g_main_context_iteration(NULL, TRUE);
  }
}

static void a_long_callback_is_the_longest_round(void **state)
{
  (void)state;
  GSource *source = loop_meter_new();
  const struct loop_meter *meter = loop_meter_read(source);
  assert_true(loop_meter_p999_ms(meter) == 0);
  run_rounds(10);
  g_timeout_add(1, hold_up, GUINT_TO_POINTER(60));
  while (meter->longest_us < 60000)
    run_rounds(1);
  assert_in_range(meter->rounds, 10, 100000);
  g_source_destroy(source);
  g_source_unref(source);
}

static void waiting_holds_nobody_up(void **state)
{
  (void)state;
  GSource *source = loop_meter_new();
  const struct loop_meter *meter = loop_meter_read(source);
  g_timeout_add(200, hold_up, GUINT_TO_POINTER(0));
  g_main_context_iteration(NULL, TRUE);
  run_rounds(2);
  assert_in_range(meter->longest_us, 0, 150000);
  g_source_destroy(source);
  g_source_unref(source);
}

static void one_round_in_a_thousand_may_be_long(void **state)
{
  (void)state;
  struct loop_meter meter = {.rounds = 1000, .longest_us = 90000, .buckets = {[0] = 900, [3] = 99, [7] = 1}};
  assert_true(loop_meter_p999_ms(&meter) == 8);
  meter = (struct loop_meter){.rounds = 1000, .longest_us = 90000, .buckets = {[0] = 900, [3] = 97, [7] = 3}};
  assert_true(loop_meter_p999_ms(&meter) == 90);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_long_callback_is_the_longest_round),
      cmocka_unit_test(waiting_holds_nobody_up),
      cmocka_unit_test(one_round_in_a_thousand_may_be_long),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
