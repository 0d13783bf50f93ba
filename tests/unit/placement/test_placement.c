#include "placement/placement.h"

#include "base/error.h"

#include "unit.h"

#include <math.h>

#define GIB(n) ((guint64)(n) << 30)

#define HOSTS_MAX 4
#define GUESTS_MAX 4

struct host_case {
  const char *name, *cluster;
  gboolean is_up;
  guint64 memory_available_bytes; /* of 16 GiB; G_MAXUINT64: unknown */
  guint64 reserve_memory_bytes;
  double cpu_busy_pct, reserve_cpu_pct;
};

struct guest_case {
  const char *name, *host;
  gboolean is_running;
  guint64 memory_bytes;
  double cpu_host_pct;
};

/* What the tests say, of which snapshots are made. */
struct fleet_case {
  struct host_case hosts[HOSTS_MAX];
  struct guest_case guests[GUESTS_MAX];
  guint n_hosts, n_guests;
};

static struct host_case *add_host(struct fleet_case *fleet, const char *name, double cpu_busy_pct)
{
  struct host_case *host = &fleet->hosts[fleet->n_hosts++];
  *host = (struct host_case){.name = name, .cluster = "lab", .is_up = TRUE, .memory_available_bytes = GIB(8),
                             .cpu_busy_pct = cpu_busy_pct};
  return host;
}

static struct guest_case *add_guest(struct fleet_case *fleet, const char *name, const char *host, double cpu_host_pct)
{
  struct guest_case *guest = &fleet->guests[fleet->n_guests++];
  *guest = (struct guest_case){name, host, TRUE, GIB(1), cpu_host_pct};
  return guest;
}

static struct load steady(double figure)
{
  return (struct load){figure, figure, figure};
}

#define PROCESSORS 4

static void put_host(struct placement_snapshot *snapshot, const struct host_case *host)
{
  gboolean is_known = host->memory_available_bytes != G_MAXUINT64;
  double used = is_known ? (double)GIB(16) - (double)host->memory_available_bytes : NAN;
  struct placement_host copy = {
      .name = host->name,
      .cluster = strcmp(host->cluster, "lab") != 0,
      .state = host->is_up ? HOST_READY : HOST_DOWN,
      .cpus = PROCESSORS,
      .capacity = {PROCESSORS, (double)GIB(16), NAN, NAN},
      .reserve = {PROCESSORS * host->reserve_cpu_pct / 100, (double)host->reserve_memory_bytes, 0, 0},
      .load = {steady(PROCESSORS * host->cpu_busy_pct / 100), steady(used), steady(NAN), steady(NAN)},
  };
  snapshot_add_host(snapshot, &copy);
}

static struct placement_snapshot *snapshot_of(const struct fleet_case *fleet)
{
  struct placement_snapshot *snapshot = snapshot_new();
  snapshot_add_cluster(snapshot, &(struct placement_cluster){.name = "lab", .weights = {1, 1, 0, 0}});
  snapshot_add_cluster(snapshot, &(struct placement_cluster){.name = "elsewhere", .weights = {1, 1, 0, 0}});
  for (guint i = 0; i < fleet->n_hosts; i++)
    put_host(snapshot, &fleet->hosts[i]);
  for (guint i = 0; i < fleet->n_guests; i++) {
    const struct guest_case *guest = &fleet->guests[i];
    struct placement_guest copy = {.uuid = guest->name, .name = guest->name,
                                   .host = snapshot_find_host(snapshot, guest->host),
                                   .is_running = guest->is_running, .vcpus = 2, .memory_bytes = guest->memory_bytes,
                                   .load = {steady(PROCESSORS * guest->cpu_host_pct / 100), steady(NAN), steady(NAN),
                                            steady(NAN)}};
    snapshot_add_guest(snapshot, &copy);
  }
  snapshot_seal(snapshot);
  return snapshot;
}

static struct plan *move(const struct fleet_case *fleet, const char *guest, const char *to, GError **error)
{
  struct placement_snapshot *snapshot = snapshot_of(fleet);
  struct plan *plan = placement_move(snapshot, guest, to, error);
  snapshot_free(snapshot);
  return plan;
}

static struct plan *relieve(const struct fleet_case *fleet, const char *host, GError **error)
{
  struct placement_snapshot *snapshot = snapshot_of(fleet);
  struct plan *plan = placement_relieve(snapshot, host, RESOURCE_CPU, error);
  snapshot_free(snapshot);
  return plan;
}

static int set_up(void **state)
{
  *state = g_new0(struct fleet_case, 1);
  return 0;
}

static int tear_down(void **state)
{
  g_free(*state);
  return 0;
}

static const struct move *only_move(const struct plan *plan)
{
  assert_int_equal(plan->moves->len, 1);
  return plan->moves->pdata[0];
}

static const char *refusal(const struct fleet_case *fleet, const char *to, GError **error)
{
  g_clear_error(error);
  assert_null(move(fleet, "g", to, error));
  return (*error)->message;
}

static void a_guest_goes_to_the_least_loaded_host(void **state)
{
  struct fleet_case *fleet = *state;
  add_host(fleet, "h1", 95);
  add_host(fleet, "h2", 40);
  add_host(fleet, "h3", 10);
  add_guest(fleet, "g", "h1", 45);
  g_autoptr(GError) error = NULL;
  struct plan *plan = move(fleet, "g", NULL, &error);
  assert_no_error(error);
  assert_string_equal(only_move(plan)->to, "h3");
  assert_int_equal(plan->candidates->len, 2);
  const struct prediction *source = plan->predictions->pdata[0], *destination = plan->predictions->pdata[1];
  assert_true(fabs(source->after - 50) < 0.001);
  assert_true(fabs(destination->after - 55) < 0.001);
  plan_free(plan);
}

static void each_hard_constraint_excludes_and_says_so(void **state)
{
  struct fleet_case *fleet = *state;
  add_host(fleet, "h1", 95);
  struct host_case *h2 = add_host(fleet, "h2", 10);
  add_guest(fleet, "g", "h1", 45);
  g_autoptr(GError) error = NULL;

  h2->is_up = FALSE;
  assert_non_null(strstr(refusal(fleet, "h2", &error), "libvirtd does not answer"));
  h2->is_up = TRUE;
  h2->memory_available_bytes = G_MAXUINT64;
  assert_non_null(strstr(refusal(fleet, "h2", &error), "how much is available is unknown"));
  h2->memory_available_bytes = GIB(2);
  h2->reserve_memory_bytes = GIB(1) + 1;
  assert_non_null(strstr(refusal(fleet, "h2", &error), "memory: g needs 1.00 GiB"));
  h2->reserve_memory_bytes = GIB(1);
  h2->cpu_busy_pct = NAN;
  assert_non_null(strstr(refusal(fleet, NULL, &error), "h2 (processors: its load or the guest's is unknown)"));
  h2->cpu_busy_pct = 50;
  h2->reserve_cpu_pct = 10;
  assert_non_null(strstr(refusal(fleet, NULL, &error), "95 % busy with g on it, 90 % are allowed"));
  h2->reserve_cpu_pct = 5;
  g_clear_error(&error);
  struct plan *plan = move(fleet, "g", NULL, &error);
  assert_no_error(error);
  plan_free(plan);
}

static void who_names_the_host_decides_about_its_load(void **state)
{
  struct fleet_case *fleet = *state;
  add_host(fleet, "h1", 95);
  struct host_case *h2 = add_host(fleet, "h2", NAN);
  add_guest(fleet, "g", "h1", NAN);
  g_autoptr(GError) error = NULL;
  assert_non_null(strstr(refusal(fleet, NULL, &error), "is unknown"));
  g_clear_error(&error);
  struct plan *plan = move(fleet, "g", "h2", &error);
  assert_no_error(error);
  const struct prediction *source = plan->predictions->pdata[0], *destination = plan->predictions->pdata[1];
  assert_true(isnan(source->after) && isnan(destination->after));
  const struct candidate *candidate = plan->candidates->pdata[0];
  assert_non_null(strstr(candidate->reason, "is unknown"));
  plan_free(plan);
  h2->memory_available_bytes = 0;
  assert_non_null(strstr(refusal(fleet, "h2", &error), "memory"));
}

static void a_guest_not_known_to_run_on_one_host_is_never_moved(void **state)
{
  struct fleet_case *fleet = *state;
  add_host(fleet, "h1", 95);
  add_host(fleet, "h2", 10);
  add_guest(fleet, "g", "h1", 45)->is_running = FALSE;
  g_autoptr(GError) error = NULL;
  assert_null(move(fleet, "g", "h2", &error));
  assert_int_equal(error->code, PROVOST_ERROR_REFUSED);
  g_clear_error(&error);
  assert_null(relieve(fleet, "h1", &error));
  assert_error_says(error, "is not running");
}

static void a_guest_stays_in_its_cluster_and_off_its_own_host(void **state)
{
  struct fleet_case *fleet = *state;
  add_host(fleet, "h1", 95);
  struct host_case *other = add_host(fleet, "h2", 10);
  other->cluster = "elsewhere";
  add_guest(fleet, "g", "h1", 45);
  g_autoptr(GError) error = NULL;
  assert_non_null(strstr(refusal(fleet, "h2", &error), "it belongs to elsewhere"));
  assert_non_null(strstr(refusal(fleet, "h1", &error), "runs on h1 already"));
  assert_non_null(strstr(refusal(fleet, "h9", &error), "no host \"h9\""));
}

static void relief_moves_the_guest_that_leaves_both_hosts_least_full(void **state)
{
  struct fleet_case *fleet = *state;
  add_host(fleet, "h1", 95);
  add_host(fleet, "h2", 5);
  add_guest(fleet, "small", "h1", 10);
  add_guest(fleet, "big", "h1", 80);
  add_guest(fleet, "half", "h1", 45);
  g_autoptr(GError) error = NULL;
  struct plan *plan = relieve(fleet, "h1", &error);
  assert_no_error(error);
  assert_string_equal(only_move(plan)->guest_name, "half");
  assert_non_null(strstr(plan->why, "(with small on h2 instead: 85 %)"));
  assert_string_equal(plan->flips, "");
  plan_free(plan);
}

static void a_relief_says_what_would_make_another_host_the_best(void **state)
{
  struct fleet_case *fleet = *state;
  add_host(fleet, "h1", 95);
  add_host(fleet, "h2", 5);
  add_host(fleet, "h3", 15);
  add_guest(fleet, "g", "h1", 60);
  g_autoptr(GError) error = NULL;
  struct plan *plan = relieve(fleet, "h1", &error);
  assert_no_error(error);
  assert_string_equal(only_move(plan)->to, "h2");
  assert_true(g_str_has_prefix(plan->flips, "h3 would be the best if "));
  plan_free(plan);
}

static void among_guests_alike_in_effect_the_smaller_memory_moves(void **state)
{
  struct fleet_case *fleet = *state;
  add_host(fleet, "h1", 95);
  add_host(fleet, "h2", 5);
  add_guest(fleet, "fat", "h1", 45)->memory_bytes = GIB(4);
  add_guest(fleet, "slim", "h1", 45);
  g_autoptr(GError) error = NULL;
  struct plan *plan = relieve(fleet, "h1", &error);
  assert_no_error(error);
  assert_string_equal(only_move(plan)->guest_name, "slim");
  plan_free(plan);
}

static void a_move_that_only_shifts_the_problem_is_not_made(void **state)
{
  struct fleet_case *fleet = *state;
  add_host(fleet, "h1", 95);
  add_host(fleet, "h2", 5);
  add_guest(fleet, "monster", "h1", 92);
  g_autoptr(GError) error = NULL;
  assert_null(relieve(fleet, "h1", &error));
  assert_error_says(error, "monster would make h2 as full");
}

static void without_a_known_load_nothing_is_planned(void **state)
{
  struct fleet_case *fleet = *state;
  struct host_case *h1 = add_host(fleet, "h1", NAN);
  add_guest(fleet, "g", "h1", NAN);
  g_autoptr(GError) error = NULL;
  assert_null(relieve(fleet, "h1", &error));
  assert_error_says(error, "the load of h1 is unknown");
  g_clear_error(&error);
  h1->cpu_busy_pct = 95;
  assert_null(relieve(fleet, "h1", &error));
  assert_error_says(error, "has an unknown load");
}

static void what_both_hosts_will_have_left_is_predicted(void **state)
{
  struct fleet_case *fleet = *state;
  add_host(fleet, "h1", 90);
  add_host(fleet, "h2", 10);
  add_guest(fleet, "g", "h1", 40);
  g_autoptr(GError) error = NULL;
  struct plan *plan = move(fleet, "g", NULL, &error);
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
    assert_true(fabs(prediction->after - expected[i].after) < 0.001);
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
      cmocka_unit_test_setup_teardown(a_relief_says_what_would_make_another_host_the_best, set_up, tear_down),
      cmocka_unit_test_setup_teardown(among_guests_alike_in_effect_the_smaller_memory_moves, set_up, tear_down),
      cmocka_unit_test_setup_teardown(a_move_that_only_shifts_the_problem_is_not_made, set_up, tear_down),
      cmocka_unit_test_setup_teardown(without_a_known_load_nothing_is_planned, set_up, tear_down),
      cmocka_unit_test_setup_teardown(what_both_hosts_will_have_left_is_predicted, set_up, tear_down),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
