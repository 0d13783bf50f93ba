/* The thresholds that a picture gets from the policies. */
#include "pipeline/rig.h"

#include <math.h>

#define ANY "'core', '1.0', 'T', 'x.lua', byte 0"

static void on_done(GVariant *picture, const GError *error, gpointer user)
{
  (void)picture, (void)error, (void)user;
}

/* The thresholds of a picture of h1's processors, as text. Caller frees. */
static char *thresholds(struct rig *rig, guint lines)
{
  struct graph *graph = graph_new();
  for (guint i = 0; i < lines; i++) {
    const struct graph_line line = {g_strdup("host:h1"), METRIC_HOST_CPU_BUSY_PCT, g_strdup("l")};
    g_array_append_val(graph->lines, line);
  }
  guint heard = rig->heard[MESSAGE_GRAPH];
  pipeline_graph(rig->pipeline, graph, on_done, NULL);
  graph_free(graph);
  while (rig->heard[MESSAGE_GRAPH] == heard)
    g_main_context_iteration(NULL, TRUE);
  g_autoptr(GVariant) rows = g_variant_get_child_value(rig->last[MESSAGE_GRAPH], 8);
  return g_variant_print(rows, FALSE);
}

static void expect(struct rig *rig, const char *policies, const char *wanted)
{
  g_autoptr(GError) error = NULL;
  GVariant *body = g_variant_parse(G_VARIANT_TYPE("a(sssssyysua(qu)a(sss)asas)"), policies, NULL, NULL, &error);
  assert_no_error(error);
  rig_say(rig, ROLE_POLICY, MESSAGE_POLICIES, body);
  g_autofree char *rows = thresholds(rig, 1);
  assert_string_equal(rows, wanted);
}

static void settings_named_after_severities_in_the_metrics_unit_are_thresholds(void **state)
{
  g_autofree char *policies = g_strdup_printf(
      "[('p', " ANY ", %%y, '', 30, [(%d, 600)], [('warning', '80', '%%'), ('critical', '95.5', '%%'), "
      "('clear', '70', '%%'), ('info', '5', 'ms'), ('sustained', '5m', '')], [], [])]",
      METRIC_HOST_CPU_BUSY_PCT);
  g_auto(GStrv) parts = g_strsplit(policies, "%y", 2);
  g_autofree char *active = g_strdup_printf("%s0x%02x%s", parts[0], POLICY_ACTIVE, parts[1]);
  g_autofree char *suspended = g_strdup_printf("%s0x%02x%s", parts[0], POLICY_SUSPENDED, parts[1]);
  expect(*state, active, "[(80.0, 0x02, 'p warning'), (95.5, 0x03, 'p critical')]");
  expect(*state, suspended, "[]");
}

static void a_policy_of_several_metrics_of_the_unit_or_of_another_metric_sets_none(void **state)
{
  g_autofree char *policies = g_strdup_printf(
      "[('p', " ANY ", 0x%02x, '', 30, [(%d, 600), (%d, 600)], [('warning', '80', '%%')], [], []),"
      " ('q', " ANY ", 0x%02x, '', 30, [(%d, 600)], [('warning', '81', '%%')], [], []),"
      " ('r', " ANY ", 0x%02x, '', 30, [(%d, 600), (%d, 60), (65535, 60)], [('warning', '82', '%%')], [], [])]",
      POLICY_ACTIVE, METRIC_HOST_CPU_BUSY_PCT, METRIC_GUEST_CPU_USED_PCT, POLICY_ACTIVE, METRIC_GUEST_CPU_USED_PCT,
      POLICY_ACTIVE, METRIC_HOST_CPU_BUSY_PCT, METRIC_HOST_MEM_TOTAL_BYTES);
  expect(*state, policies, "[(82.0, 0x02, 'r warning')]");
}

static void the_lines_of_one_metric_get_its_thresholds_once_and_at_most_so_many(void **state)
{
  struct rig *rig = *state;
  g_autoptr(GString) policies = g_string_new("[");
  for (guint i = 0; i <= GRAPH_THRESHOLDS_MAX; i++)
    g_string_append_printf(policies, "%s('p%u', " ANY ", 0x%02x, '', 30, [(%d, 600)], [('warning', '80', '%%')], [], [])",
                           i ? ", " : "", i, POLICY_ACTIVE, METRIC_HOST_CPU_BUSY_PCT);
  g_string_append(policies, "]");
  GVariant *body = g_variant_parse(G_VARIANT_TYPE("a(sssssyysua(qu)a(sss)asas)"), policies->str, NULL, NULL, NULL);
  assert_non_null(body);
  rig_say(rig, ROLE_POLICY, MESSAGE_POLICIES, body);
  g_autofree char *once = thresholds(rig, 1), *twice = thresholds(rig, 2);
  g_autoptr(GVariant) rows = g_variant_get_child_value(rig->last[MESSAGE_GRAPH], 8);
  assert_int_equal(g_variant_n_children(rows), GRAPH_THRESHOLDS_MAX);
  assert_string_equal(once, twice);
  g_autofree char *one = g_strdup_printf("[('p', " ANY ", 0x%02x, '', 30, [(%d, 600)], [('warning', '80', '%%')], [], [])]",
                                         POLICY_ACTIVE, METRIC_HOST_CPU_BUSY_PCT);
  expect(rig, one, "[(80.0, 0x02, 'p warning')]");
  g_autofree char *still_one = thresholds(rig, 3);
  assert_string_equal(still_one, "[(80.0, 0x02, 'p warning')]");
}

/* What the settings of the tip call so severe of a metric; NaN: nothing. */
static double threshold_of(struct rig *rig, struct tip *tip, enum metric_id metric, enum severity severity)
{
  double value;
  return pipeline_threshold(rig->pipeline, tip, &(struct tip_threshold){metric, severity}, &value) ? value : (double)NAN;
}

static void the_thresholds_of_a_tip_are_those_it_was_found_with(void **state)
{
  struct rig *rig = *state;
  g_autofree char *policies = g_strdup_printf("[('p', " ANY ", 0x%02x, '', 30, [(%d, 600)], [('warning', '80', '%%'), "
                                              "('critical', '95', 'ms')], [], [])]",
                                              POLICY_ACTIVE, METRIC_HOST_CPU_BUSY_PCT);
  expect(rig, policies, "[(80.0, 0x02, 'p warning')]");
  struct tip *tip = tip_new();
  tip->policy = g_strdup("p");
  assert_true(isnan(threshold_of(rig, tip, METRIC_HOST_CPU_BUSY_PCT, SEVERITY_WARNING)));
  g_hash_table_insert(tip->settings, g_strdup("warning"), g_strdup("75"));
  g_hash_table_insert(tip->settings, g_strdup("critical"), g_strdup("95"));
  assert_float_equal(threshold_of(rig, tip, METRIC_HOST_CPU_BUSY_PCT, SEVERITY_WARNING), 75, 0);
  assert_true(isnan(threshold_of(rig, tip, METRIC_HOST_CPU_BUSY_PCT, SEVERITY_CRITICAL))); /* of another unit */
  assert_true(isnan(threshold_of(rig, tip, METRIC_HOST_MEM_TOTAL_BYTES, SEVERITY_WARNING)));
  g_hash_table_insert(tip->settings, g_strdup("warning"), g_strdup("inf"));
  assert_true(isnan(threshold_of(rig, tip, METRIC_HOST_CPU_BUSY_PCT, SEVERITY_WARNING)));
  g_free(tip->policy);
  tip->policy = g_strdup("q");
  assert_true(isnan(threshold_of(rig, tip, METRIC_HOST_CPU_BUSY_PCT, SEVERITY_WARNING)));
  tip_free(tip);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, rig_up, rig_down)

int main(void)
{
  const struct CMUnitTest tests[] = {
      TEST(settings_named_after_severities_in_the_metrics_unit_are_thresholds),
      TEST(a_policy_of_several_metrics_of_the_unit_or_of_another_metric_sets_none),
      TEST(the_lines_of_one_metric_get_its_thresholds_once_and_at_most_so_many),
      TEST(the_thresholds_of_a_tip_are_those_it_was_found_with),
  };
  rig_silence_log();
  return cmocka_run_group_tests(tests, NULL, NULL);
}
