#include "placement/placement.h"

#include "base/error.h"

#include "unit.h"

#include <math.h>

#define GIB(n) ((guint64)(n) << 30)

static struct former_host *add_host(struct former_snapshot *snapshot, const char *name, double cpu_busy_pct)
{
  struct former_host host = {.name = g_strdup(name),
                                .cluster = g_strdup("lab"),
                                .is_up = TRUE,
                                .cpus = 4,
                                .memory_bytes = GIB(16),
                                .memory_available_bytes = (double)GIB(8),
                                .cpu_busy_pct = cpu_busy_pct};
  g_array_append_val(snapshot->hosts, host);
  return &g_array_index(snapshot->hosts, struct former_host, snapshot->hosts->len - 1);
}

static struct former_guest *add_guest(struct former_snapshot *snapshot, const char *name, const char *host,
                                         double cpu_host_pct)
{
  struct former_guest guest = {.uuid = g_strdup(name),
                                  .name = g_strdup(name),
                                  .host = g_strdup(host),
                                  .is_running = TRUE,
                                  .vcpus = 2,
                                  .memory_bytes = GIB(1),
                                  .cpu_host_pct = cpu_host_pct};
  g_array_append_val(snapshot->guests, guest);
  return &g_array_index(snapshot->guests, struct former_guest, snapshot->guests->len - 1);
}

static int set_up(void **state)
{
  *state = former_snapshot_new(NULL);
  return 0;
}

static int tear_down(void **state)
{
  former_snapshot_free(*state);
  return 0;
}

static const struct move *only_move(const struct plan *plan)
{
  assert_int_equal(plan->moves->len, 1);
  return plan->moves->pdata[0];
}

static const char *refusal(const struct former_snapshot *snapshot, const char *to, GError **error)
{
  g_clear_error(error);
  assert_null(placement_move(snapshot, "g", to, error));
  return (*error)->message;
}

static void a_guest_goes_to_the_least_loaded_host(void **state)
{
  struct former_snapshot *snapshot = *state;
  add_host(snapshot, "h1", 95);
  add_host(snapshot, "h2", 40);
  add_host(snapshot, "h3", 10);
  add_guest(snapshot, "g", "h1", 45);
  g_autoptr(GError) error = NULL;
  struct plan *plan = placement_move(snapshot, "g", NULL, &error);
  assert_no_error(error);
  assert_string_equal(only_move(plan)->to, "h3");
  assert_int_equal(plan->candidates->len, 2);
  const struct prediction *source = plan->predictions->pdata[0], *destination = plan->predictions->pdata[1];
  assert_true(source->after == 50);
  assert_true(destination->after == 55);
  plan_free(plan);
}

static void each_hard_constraint_excludes_and_says_so(void **state)
{
  struct former_snapshot *snapshot = *state;
  add_host(snapshot, "h1", 95);
  struct former_host *h2 = add_host(snapshot, "h2", 10);
  add_guest(snapshot, "g", "h1", 45);
  g_autoptr(GError) error = NULL;

  h2->is_up = FALSE;
  assert_non_null(strstr(refusal(snapshot, "h2", &error), "libvirtd does not answer"));
  h2->is_up = TRUE;
  h2->memory_available_bytes = NAN;
  assert_non_null(strstr(refusal(snapshot, "h2", &error), "how much is available is unknown"));
  h2->memory_available_bytes = (double)GIB(2);
  h2->reserve_memory_bytes = GIB(1) + 1;
  assert_non_null(strstr(refusal(snapshot, "h2", &error), "memory: g needs 1.00 GiB"));
  h2->reserve_memory_bytes = GIB(1);
  h2->cpu_busy_pct = NAN;
  assert_non_null(strstr(refusal(snapshot, NULL, &error), "h2 (processors: its load or the guest's is unknown)"));
  h2->cpu_busy_pct = 50;
  h2->reserve_cpu_pct = 10;
  assert_non_null(strstr(refusal(snapshot, NULL, &error), "95 % busy with g on it, 90 % are allowed"));
  h2->reserve_cpu_pct = 5;
  g_clear_error(&error);
  struct plan *plan = placement_move(snapshot, "g", NULL, &error);
  assert_no_error(error);
  plan_free(plan);
}

static void who_names_the_host_decides_about_its_load(void **state)
{
  struct former_snapshot *snapshot = *state;
  add_host(snapshot, "h1", 95);
  struct former_host *h2 = add_host(snapshot, "h2", NAN);
  add_guest(snapshot, "g", "h1", NAN);
  g_autoptr(GError) error = NULL;
  assert_non_null(strstr(refusal(snapshot, NULL, &error), "is unknown"));
  g_clear_error(&error);
  struct plan *plan = placement_move(snapshot, "g", "h2", &error);
  assert_no_error(error);
  const struct prediction *source = plan->predictions->pdata[0], *destination = plan->predictions->pdata[1];
  assert_true(isnan(source->after) && isnan(destination->after));
  const struct candidate *candidate = plan->candidates->pdata[0];
  assert_non_null(strstr(candidate->reason, "is unknown"));
  plan_free(plan);
  h2->memory_available_bytes = 0;
  assert_non_null(strstr(refusal(snapshot, "h2", &error), "memory"));
}

static void a_guest_not_known_to_run_on_one_host_is_never_moved(void **state)
{
  struct former_snapshot *snapshot = *state;
  add_host(snapshot, "h1", 95);
  add_host(snapshot, "h2", 10);
  add_guest(snapshot, "g", "h1", 45)->is_running = FALSE;
  g_autoptr(GError) error = NULL;
  assert_null(placement_move(snapshot, "g", "h2", &error));
  assert_int_equal(error->code, PROVOST_ERROR_REFUSED);
  g_clear_error(&error);
  assert_null(placement_relieve(snapshot, "h1", RESOURCE_CPU, &error));
  assert_error_says(error, "is not running");
}

static void a_guest_stays_in_its_cluster_and_off_its_own_host(void **state)
{
  struct former_snapshot *snapshot = *state;
  add_host(snapshot, "h1", 95);
  struct former_host *other = add_host(snapshot, "h2", 10);
  g_free(other->cluster);
  other->cluster = g_strdup("elsewhere");
  add_guest(snapshot, "g", "h1", 45);
  g_autoptr(GError) error = NULL;
  assert_non_null(strstr(refusal(snapshot, "h2", &error), "it belongs to elsewhere"));
  assert_non_null(strstr(refusal(snapshot, "h1", &error), "runs on h1 already"));
  assert_non_null(strstr(refusal(snapshot, "h9", &error), "no host \"h9\""));
}

static void relief_moves_the_guest_that_leaves_both_hosts_least_full(void **state)
{
  struct former_snapshot *snapshot = *state;
  add_host(snapshot, "h1", 95);
  add_host(snapshot, "h2", 5);
  add_guest(snapshot, "small", "h1", 10);
  add_guest(snapshot, "big", "h1", 80);
  add_guest(snapshot, "half", "h1", 45);
  g_autoptr(GError) error = NULL;
  struct plan *plan = placement_relieve(snapshot, "h1", RESOURCE_CPU, &error);
  assert_no_error(error);
  assert_string_equal(only_move(plan)->guest_name, "half");
  plan_free(plan);
}

static void among_guests_alike_in_effect_the_smaller_memory_moves(void **state)
{
  struct former_snapshot *snapshot = *state;
  add_host(snapshot, "h1", 95);
  add_host(snapshot, "h2", 5);
  add_guest(snapshot, "fat", "h1", 45)->memory_bytes = GIB(4);
  add_guest(snapshot, "slim", "h1", 45);
  g_autoptr(GError) error = NULL;
  struct plan *plan = placement_relieve(snapshot, "h1", RESOURCE_CPU, &error);
  assert_no_error(error);
  assert_string_equal(only_move(plan)->guest_name, "slim");
  plan_free(plan);
}

static void a_move_that_only_shifts_the_problem_is_not_made(void **state)
{
  struct former_snapshot *snapshot = *state;
  add_host(snapshot, "h1", 95);
  add_host(snapshot, "h2", 5);
  add_guest(snapshot, "monster", "h1", 92);
  g_autoptr(GError) error = NULL;
  assert_null(placement_relieve(snapshot, "h1", RESOURCE_CPU, &error));
  assert_error_says(error, "monster would make h2 as full");
}

static void without_a_known_load_nothing_is_planned(void **state)
{
  struct former_snapshot *snapshot = *state;
  struct former_host *h1 = add_host(snapshot, "h1", NAN);
  add_guest(snapshot, "g", "h1", NAN);
  g_autoptr(GError) error = NULL;
  assert_null(placement_relieve(snapshot, "h1", RESOURCE_CPU, &error));
  assert_error_says(error, "the load of h1 is unknown");
  g_clear_error(&error);
  h1->cpu_busy_pct = 95;
  assert_null(placement_relieve(snapshot, "h1", RESOURCE_CPU, &error));
  assert_error_says(error, "has an unknown load");
}

static void what_both_hosts_will_have_left_is_predicted(void **state)
{
  struct former_snapshot *snapshot = *state;
  add_host(snapshot, "h1", 90);
  add_host(snapshot, "h2", 10);
  add_guest(snapshot, "g", "h1", 40);
  g_autoptr(GError) error = NULL;
  struct plan *plan = placement_move(snapshot, "g", NULL, &error);
  assert_no_error(error);
  static const struct {
    const char *object;
    enum metric_id metric;
    double after;
  } expected[] = {
      {"host:h1", METRIC_HOST_CPU_BUSY_PCT, 50},
      {"host:h2", METRIC_HOST_CPU_BUSY_PCT, 50},
      {"host:h1", METRIC_HOST_MEM_AVAILABLE_BYTES, (double)GIB(9)},
      {"host:h2", METRIC_HOST_MEM_AVAILABLE_BYTES, (double)GIB(7)},
  };
  assert_int_equal(plan->predictions->len, G_N_ELEMENTS(expected));
  for (guint i = 0; i < G_N_ELEMENTS(expected); i++) {
    const struct prediction *prediction = plan->predictions->pdata[i];
    assert_string_equal(prediction->object, expected[i].object);
    assert_int_equal(prediction->metric, expected[i].metric);
    assert_true(prediction->after == expected[i].after);
  }
  plan_free(plan);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(a_guest_goes_to_the_least_loaded_host, set_up, tear_down),
      cmocka_unit_test_setup_teardown(each_hard_constraint_excludes_and_says_so, set_up, tear_down),
      cmocka_unit_test_setup_teardown(who_names_the_host_decides_about_its_load, set_up, tear_down),
      cmocka_unit_test_setup_teardown(a_guest_not_known_to_run_on_one_host_is_never_moved, set_up, tear_down),
      cmocka_unit_test_setup_teardown(a_guest_stays_in_its_cluster_and_off_its_own_host, set_up, tear_down),
      cmocka_unit_test_setup_teardown(relief_moves_the_guest_that_leaves_both_hosts_least_full, set_up, tear_down),
      cmocka_unit_test_setup_teardown(among_guests_alike_in_effect_the_smaller_memory_moves, set_up, tear_down),
      cmocka_unit_test_setup_teardown(a_move_that_only_shifts_the_problem_is_not_made, set_up, tear_down),
      cmocka_unit_test_setup_teardown(without_a_known_load_nothing_is_planned, set_up, tear_down),
      cmocka_unit_test_setup_teardown(what_both_hosts_will_have_left_is_predicted, set_up, tear_down),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
