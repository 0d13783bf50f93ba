/* A guest that is not there yet: from what is said of it, and from the guest it is like. */
#include "placement/new_guest.h"

#include "model/licence.h"
#include "placement/placement.h"
#include "unit.h"

#include <math.h>

#define GIB(n) ((guint64)(n) << 30)
#define NOBODY_SAYS .cpu_pct = NAN, .disk_bytes_per_sec = NAN, .network_bytes_per_sec = NAN

static const char *const networks[] = {"lan", "wan", NULL};
static const char *const labels[] = {"tier=db", NULL};

/* Two hosts and a guest db1 on the first. */
static struct placement_snapshot *small_fleet(double cpu)
{
  struct placement_snapshot *snapshot = snapshot_new();
  snapshot_add_cluster(snapshot, &(struct placement_cluster){.name = "c", .weights = {1, 1, 1, 1}});
  for (guint i = 0; i < 2; i++)
    snapshot_add_host(snapshot, &(struct placement_host){.name = i ? "h2" : "h1",
                                                         .cpus = 8,
                                                         .capacity = {8, (double)GIB(32), NAN, 1e9},
                                                         .load = {{1, 1, 1}, {0, 0, 0}, {NAN, NAN, NAN}, {1e6, 1e6, 1e6}},
                                                         .cpu_model = i ? "new" : "old",
                                                         .networks = networks});
  snapshot_add_guest(snapshot, &(struct placement_guest){.uuid = "u1",
                                                         .name = "db1",
                                                         .is_running = TRUE,
                                                         .is_ha = TRUE,
                                                         .is_ignored = TRUE,
                                                         .vcpus = 4,
                                                         .memory_bytes = GIB(4),
                                                         .load = {{cpu, cpu, 2 * cpu}, {1, 1, 1}, {5, 5, 5}, {7, 7, 7}},
                                                         .dirty_bytes_per_sec = 9,
                                                         .moved_sec = 60,
                                                         .networks = networks,
                                                         .labels = labels});
  return snapshot;
}

static const struct placement_guest *add(struct placement_snapshot *snapshot, const struct guest_profile *profile)
{
  snapshot_add_new_guest(snapshot, profile);
  snapshot_seal(snapshot);
  return snapshot_guest(snapshot, snapshot_find_guest(snapshot, PLACEMENT_NEW_GUEST));
}

static void what_is_said_of_it_is_expected_of_it(void **state)
{
  (void)state;
  struct placement_snapshot *snapshot = small_fleet(1);
  const char *const unsorted[] = {"wan", "lan", NULL};
  const struct placement_guest *guest =
      add(snapshot, &(struct guest_profile){.name = "db2", .vcpus = 2, .memory_bytes = GIB(1), .cpu_pct = 50,
                                            .disk_bytes_per_sec = 3, .network_bytes_per_sec = 4, .networks = unsorted});
  assert_string_equal(guest->name, "db2");
  assert_int_equal(guest->host, NOWHERE);
  assert_true(guest->usual[RESOURCE_CPU] == 1 && guest->high[RESOURCE_CPU] == 1);
  assert_true(guest->usual[RESOURCE_DISK] == 3 && guest->usual[RESOURCE_NETWORK] == 4);
  assert_true(guest->usual[RESOURCE_MEMORY] == (double)GIB(1));
  assert_string_equal(guest->networks[0], "lan");
  assert_null(guest->labels);
  snapshot_free(snapshot);
}

static void what_nobody_says_of_its_disks_is_unknown_and_not_zero(void **state)
{
  (void)state;
  struct placement_snapshot *snapshot = small_fleet(1);
  const struct placement_guest *guest = add(snapshot, &(struct guest_profile){.vcpus = 2, .memory_bytes = GIB(1), NOBODY_SAYS});
  assert_string_equal(guest->name, "the new guest");
  assert_true(guest->usual[RESOURCE_CPU] == round(2 * PROFILE_CPU_PCT / 100 * (1 << 20)) / (1 << 20));
  assert_true(isnan(guest->usual[RESOURCE_DISK]) && isnan(guest->usual[RESOURCE_NETWORK]));
  snapshot_free(snapshot);
}

static void a_guest_like_another_has_its_load_and_needs_but_not_its_past(void **state)
{
  (void)state;
  struct placement_snapshot *snapshot = small_fleet(1);
  const struct placement_guest *guest = add(snapshot, &(struct guest_profile){.like = "u1", NOBODY_SAYS});
  assert_int_equal(guest->vcpus, 4);
  assert_true(guest->memory_bytes == GIB(4));
  assert_true(guest->usual[RESOURCE_CPU] == 1 && guest->high[RESOURCE_CPU] == 2);
  assert_true(guest->usual[RESOURCE_DISK] == 5);
  assert_string_equal(guest->labels[0], "tier=db");
  assert_string_equal(guest->networks[1], "wan");
  assert_string_equal(guest->cpu_model, "old");
  assert_true(guest->is_ha);
  assert_int_equal(guest->host, NOWHERE);
  assert_false(guest->is_running);
  assert_false(guest->is_ignored);
  assert_true(isinf(guest->moved_sec));
  snapshot_free(snapshot);
}

static void what_is_said_counts_before_what_the_other_has(void **state)
{
  (void)state;
  struct placement_snapshot *snapshot = small_fleet(1);
  const char *const none[] = {NULL};
  const struct placement_guest *guest =
      add(snapshot, &(struct guest_profile){.like = "u1", .vcpus = 2, .memory_bytes = GIB(8), .cpu_pct = 100,
                                            .disk_bytes_per_sec = NAN, .network_bytes_per_sec = 0, .networks = none});
  assert_true(guest->usual[RESOURCE_CPU] == 2 && guest->high[RESOURCE_CPU] == 2);
  assert_true(guest->usual[RESOURCE_MEMORY] == (double)GIB(8));
  assert_true(guest->usual[RESOURCE_DISK] == 5 && guest->usual[RESOURCE_NETWORK] == 0);
  assert_null(guest->networks[0]);
  assert_string_equal(guest->labels[0], "tier=db");
  snapshot_free(snapshot);
}

static void a_guest_like_one_of_unknown_load_is_refused_with_what_to_say(void **state)
{
  (void)state;
  g_autoptr(GError) error = NULL;
  struct placement_snapshot *snapshot = small_fleet(NAN);
  add(snapshot, &(struct guest_profile){.like = "u1", .name = "db2", NOBODY_SAYS});
  assert_null(placement_answer(snapshot, &(struct plan_question){.kind = PLAN_PLACE}, &error));
  assert_string_equal(error->message,
                      "db2 cannot be placed: how busy its processors are is unknown; say what is expected of it");
  snapshot_free(snapshot);
}

static void a_weight_that_cannot_count_is_told(void **state)
{
  (void)state;
  const double weights[RESOURCES] = {NAN, NAN, 5, 5};
  struct placement_snapshot *snapshot = small_fleet(1);
  add(snapshot, &(struct guest_profile){.vcpus = 1, .memory_bytes = GIB(1), .cpu_pct = 10, .disk_bytes_per_sec = 1,
                                        .network_bytes_per_sec = 1});
  struct plan *plan = placement_answer(snapshot, &(struct plan_question){.kind = PLAN_PLACE, .weights = weights}, NULL);
  assert_non_null(strstr(plan->why, "; disk does not count, since no host's capacity for it is known"));
  assert_null(strstr(plan->why, "network does not count"));
  plan_free(plan);
  snapshot_free(snapshot);
}

static void the_products_it_needs_bind_it_to_licensed_hosts(void **state)
{
  (void)state;
  const char *const products[] = {"oracle", NULL};
  struct placement_snapshot *snapshot = small_fleet(1);
  struct licence *licence = licence_new("oracle", LICENCE_PER_HOST);
  g_ptr_array_add(licence->hosts, g_strdup("h2"));
  snapshot_add_licence(snapshot, licence);
  licence_free(licence);
  add(snapshot, &(struct guest_profile){.vcpus = 1, .memory_bytes = GIB(1), NOBODY_SAYS, .licences = products});
  struct plan *plan = placement_answer(snapshot, &(struct plan_question){.kind = PLAN_PLACE}, NULL);
  const struct candidate *first = plan->candidates->pdata[0], *last = plan->candidates->pdata[1];
  assert_string_equal(first->host, "h2");
  assert_null(first->excluded);
  assert_string_equal(last->excluded, "licence: oracle: h1 is not licensed for it");
  plan_free(plan);
  snapshot_free(snapshot);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_is_said_of_it_is_expected_of_it),
      cmocka_unit_test(what_nobody_says_of_its_disks_is_unknown_and_not_zero),
      cmocka_unit_test(a_guest_like_another_has_its_load_and_needs_but_not_its_past),
      cmocka_unit_test(what_is_said_counts_before_what_the_other_has),
      cmocka_unit_test(a_guest_like_one_of_unknown_load_is_refused_with_what_to_say),
      cmocka_unit_test(the_products_it_needs_bind_it_to_licensed_hosts),
      cmocka_unit_test(a_weight_that_cannot_count_is_told),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
