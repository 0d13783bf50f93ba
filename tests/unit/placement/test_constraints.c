#include "placement/constraints.h"

#include "unit.h"

#include <math.h>

#define GIB(n) ((double)((guint64)(n) << 30))
#define STEADY(x) {(x), (x), (x)}

struct fleet_case {
  struct placement_snapshot *snapshot;
  struct placement_host host;
  struct placement_guest guest;
};

static int set_up(void **state)
{
  struct fleet_case *fleet = g_new0(struct fleet_case, 1);
  fleet->snapshot = snapshot_new();
  struct placement_cluster cluster = {.name = "lab", .weights = {1, 1, 0, 0}};
  snapshot_add_cluster(fleet->snapshot, &cluster);
  fleet->host = (struct placement_host){.name = "h1",
                                        .cpus = 4,
                                        .capacity = {4, GIB(16), NAN, NAN},
                                        .load = {STEADY(1), STEADY(GIB(4)), STEADY(NAN), STEADY(NAN)}};
  fleet->guest = (struct placement_guest){.uuid = "g",
                                          .name = "g",
                                          .is_running = TRUE,
                                          .vcpus = 2,
                                          .memory_bytes = (guint64)GIB(2),
                                          .load = {STEADY(0.5), STEADY(GIB(1)), STEADY(NAN), STEADY(NAN)}};
  *state = fleet;
  return 0;
}

static int tear_down(void **state)
{
  struct fleet_case *fleet = *state;
  snapshot_free(fleet->snapshot);
  g_free(fleet);
  return 0;
}

/* What forbids the guest of h1 on h2, as `host` now describes it. */
static char *forbidden(struct fleet_case *fleet, guint pardons)
{
  snapshot_add_host(fleet->snapshot, &(struct placement_host){.name = "h1",
                                                              .cpus = 4,
                                                              .capacity = {4, GIB(16), NAN, NAN},
                                                              .load = {STEADY(2), STEADY(GIB(4)), STEADY(NAN),
                                                                       STEADY(NAN)}});
  fleet->host.name = "h2";
  guint host = snapshot_add_host(fleet->snapshot, &fleet->host);
  guint guest = snapshot_add_guest(fleet->snapshot, &fleet->guest);
  snapshot_seal(fleet->snapshot);
  struct arrangement *arrangement = arrangement_new(fleet->snapshot);
  char *why = constraint_explain(arrangement, guest, host, pardons);
  arrangement_free(arrangement);
  return why;
}

static void a_host_with_room_is_not_forbidden(void **state)
{
  assert_null(forbidden(*state, 0));
}

static void a_host_that_is_down_says_why(void **state)
{
  struct fleet_case *fleet = *state;
  fleet->host.state = HOST_DOWN;
  fleet->host.state_reason = "connection refused";
  assert_owned_string_equal(forbidden(fleet, 0), "state: its libvirtd does not answer: connection refused");
}

static void a_host_of_unknown_size_takes_nobody(void **state)
{
  struct fleet_case *fleet = *state;
  fleet->host.capacity[RESOURCE_MEMORY] = 0;
  assert_owned_string_equal(forbidden(fleet, 0), "state: how much memory it has is unknown");
}

static void memory_counts_with_the_reserve(void **state)
{
  struct fleet_case *fleet = *state;
  fleet->host.reserve[RESOURCE_MEMORY] = GIB(11);
  assert_owned_string_equal(forbidden(fleet, 0),
                            "memory: g needs 2.00 GiB, 12.0 GiB are available and 11.0 GiB are reserved");
}

static void a_sudden_shortage_of_memory_counts_at_once(void **state)
{
  struct fleet_case *fleet = *state;
  fleet->host.load[RESOURCE_MEMORY] = (struct load){GIB(15), GIB(4), GIB(4)};
  assert_owned_string_equal(forbidden(fleet, 0), "memory: g needs 2.00 GiB, 1.00 GiB are available and 0 B are reserved");
}

static void unknown_memory_is_not_free_memory(void **state)
{
  struct fleet_case *fleet = *state;
  fleet->host.load[RESOURCE_MEMORY] = (struct load)STEADY(NAN);
  assert_owned_string_equal(forbidden(fleet, 0), "memory: how much is available is unknown");
}

static void the_busiest_time_of_the_day_counts_for_room(void **state)
{
  struct fleet_case *fleet = *state;
  fleet->guest.load[RESOURCE_CPU] = (struct load){0.5, 0.5, 3.32};
  assert_owned_string_equal(forbidden(fleet, 0), "processors: 108 % busy with g on it, 100 % are allowed");
}

static void a_busy_time_of_guests_that_have_left_does_not_count(void **state)
{
  struct fleet_case *fleet = *state;
  fleet->host.load[RESOURCE_CPU] = (struct load){1, 1, 3.8};
  assert_null(forbidden(fleet, 0));
}

static void a_person_decides_about_load_but_not_about_room(void **state)
{
  struct fleet_case *fleet = *state;
  fleet->host.load[RESOURCE_CPU] = (struct load)STEADY(NAN);
  fleet->guest.memory_bytes = (guint64)GIB(13);
  assert_owned_string_equal(forbidden(fleet, PARDON_LOAD),
                            "memory: g needs 13.0 GiB, 12.0 GiB are available and 0 B are reserved");
}

static void a_guest_wants_as_many_processors_as_it_has(void **state)
{
  struct fleet_case *fleet = *state;
  fleet->guest.vcpus = 8;
  assert_owned_string_equal(forbidden(fleet, 0), "processors: g has 8, the host 4");
}

static void a_network_that_the_host_lacks_forbids(void **state)
{
  struct fleet_case *fleet = *state;
  static const char *const needs[] = {"br0", "br7", NULL}, *const has[] = {"br0", "br1", "br8", NULL};
  fleet->guest.networks = needs;
  fleet->host.networks = has;
  assert_owned_string_equal(forbidden(fleet, 0), "network: g needs br7, which the host has not");
}

static void an_ignored_guest_moves_only_by_order(void **state)
{
  struct fleet_case *fleet = *state;
  fleet->guest.is_ignored = TRUE;
  assert_owned_string_equal(forbidden(fleet, 0), "ignored: g is to be left where it is");
}

static void an_order_moves_an_ignored_guest(void **state)
{
  struct fleet_case *fleet = *state;
  fleet->guest.is_ignored = TRUE;
  assert_null(forbidden(fleet, PARDON_IGNORED));
}

static void moving_there_and_back_leaves_every_sum_as_it_was(void **state)
{
  struct fleet_case *fleet = *state;
  fleet->guest.load[RESOURCE_CPU] = (struct load){0.1, 0.3, 0.7};
  char *why = forbidden(fleet, 0);
  assert_null(why);
  struct arrangement *arrangement = arrangement_new(fleet->snapshot);
  double before = arrangement_usual(arrangement, 0)[RESOURCE_CPU], there = arrangement_usual(arrangement, 1)[RESOURCE_CPU];
  arrangement_move(arrangement, 0, 1);
  assert_int_equal(arrangement_host_of(arrangement, 0), 1);
  assert_true(arrangement_usual(arrangement, 1)[RESOURCE_CPU] > there);
  arrangement_move(arrangement, 0, 0);
  assert_true(arrangement_usual(arrangement, 0)[RESOURCE_CPU] == before);
  assert_true(arrangement_usual(arrangement, 1)[RESOURCE_CPU] == there);
  arrangement_free(arrangement);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
  const struct CMUnitTest tests[] = {
      TEST(a_host_with_room_is_not_forbidden),
      TEST(a_host_that_is_down_says_why),
      TEST(a_host_of_unknown_size_takes_nobody),
      TEST(memory_counts_with_the_reserve),
      TEST(unknown_memory_is_not_free_memory),
      TEST(a_sudden_shortage_of_memory_counts_at_once),
      TEST(the_busiest_time_of_the_day_counts_for_room),
      TEST(a_busy_time_of_guests_that_have_left_does_not_count),
      TEST(a_person_decides_about_load_but_not_about_room),
      TEST(a_guest_wants_as_many_processors_as_it_has),
      TEST(a_network_that_the_host_lacks_forbids),
      TEST(an_ignored_guest_moves_only_by_order),
      TEST(an_order_moves_an_ignored_guest),
      TEST(moving_there_and_back_leaves_every_sum_as_it_was),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
