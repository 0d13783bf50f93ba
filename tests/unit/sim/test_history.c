/* Load that provost has recorded, in a scenario: curve_read_history, and traces in a folder. */
#include "replay/past.h"
#include "scenes.h"
#include "unit.h"

#include "sim/world.h"

#define UUID "6f3c1a52-0d2e-4c1b-9a57-2f8f5f1c0001"
#define HOUR 3600

/* A guest that was 20 % busy, but for the last half hour, in which it was 60 %. */
static struct past *recorded(void)
{
  struct past *past = past_new(PAST_END - HOUR);
  for (gint64 now_sec = PAST_END - HOUR + PAST_STEP; now_sec <= PAST_END; now_sec += PAST_STEP) {
    past_add(past, "guest:" UUID, METRIC_GUEST_CPU_USED_PCT, now_sec > PAST_END - HOUR / 2 ? 60 : 20);
    g_variant_unref(past_settle(past, now_sec));
  }
  past_flush(past);
  return past;
}

static char *scenario_with(const char *load)
{
  return g_strdup_printf("title: t\nstep: 1m\nlength: 1h\nclusters:\n  - name: c\n    hosts:\n"
                         "      - {name: h, cores: 4, memory: 8GiB}\n    guests:\n"
                         "      - {name: g, count: 2, vcpus: 2, memory: 1GiB, load: %s}\n", load);
}

static void a_guest_is_as_busy_as_it_was_recorded(void **state)
{
  (void)state;
  struct past *past = recorded();
  g_autofree char *load = g_strdup_printf("{history: '%s', guest: " UUID ", from: '%" G_GINT64_FORMAT "'}", past->directory,
                                          PAST_END - HOUR + 60);
  g_autofree char *text = scenario_with(load);
  struct scenario *scenario = scene_read(text);
  const struct curve *curve = &scenario_guest(scenario, 1)->curve;
  assert_float_equal(curve_at(curve, 0), 20, 0.5);
  assert_float_equal(curve_at(curve, 20 * 60), 20, 0.5);
  assert_float_equal(curve_at(curve, 40 * 60), 60, 0.5);
  scenario_free(scenario);
  past_free(past);
}

static void history_that_is_not_there_is_a_sentence(void **state)
{
  (void)state;
  g_autoptr(GPtrArray) errors = g_ptr_array_new_with_free_func(g_free);
  g_autofree char *text = scenario_with("{history: /nowhere, guest: " UUID ", from: -1h}");
  assert_null(scene_try(text, errors));
  assert_int_equal(errors->len, 1);
  assert_true(g_str_has_prefix(errors->pdata[0], "scenario.yaml:9:"));
}

static void traces_of_a_folder_are_given_to_guests_in_their_order(void **state)
{
  (void)state;
  struct past *past = past_new(PAST_END);
  g_autofree char *one = g_build_filename(past->directory, "a", NULL), *two = g_build_filename(past->directory, "b", NULL);
  assert_true(g_file_set_contents(one, "10\n20\n", -1, NULL));
  assert_true(g_file_set_contents(two, "30\n40\n", -1, NULL));
  g_autofree char *load = g_strdup_printf("{traces: '%s', step: 5m}", past->directory), *text = scenario_with(load);
  struct scenario *scenario = scene_read(text);
  assert_float_equal(curve_at(&scenario_guest(scenario, 0)->curve, 0), 10, 0);
  assert_float_equal(curve_at(&scenario_guest(scenario, 1)->curve, 0), 30, 0);
  assert_float_equal(curve_at(&scenario_guest(scenario, 1)->curve, 300), 40, 0);
  assert_float_equal(curve_at(&scenario_guest(scenario, 1)->curve, 600), 30, 0);
  scenario_free(scenario);
  past_free(past);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_guest_is_as_busy_as_it_was_recorded),
      cmocka_unit_test(history_that_is_not_there_is_a_sentence),
      cmocka_unit_test(traces_of_a_folder_are_given_to_guests_in_their_order),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
