#include "placement/from_fleet.h"

#include "placement/constraints.h"
#include "placement/licences.h"
#include "placement/placement.h"
#include "placement/rules.h"

#include "unit.h"

#include <math.h>

#define GUEST "11111111-2222-3333-4444-555555555555"
#define NOW_SEC 1700000000
#define GIB(n) ((guint64)(n) << 30)

struct scene {
  struct virtual_clock clock;
  struct fleet *fleet;
};

static void tell_host(struct scene *scene, const char *name, guint64 cpu_hz, const char *cpu_model)
{
  static const char *const nothing[] = {NULL};
  fleet_add_host(scene->fleet, name, "lab", 1u << SOURCE_LIBVIRT);
  fleet_take_link(scene->fleet, name, SOURCE_LIBVIRT, LINK_UP, "");
  fleet_take_facts(scene->fleet, name,
                   &(struct host_facts){.hostname = name, .uuid = "", .libvirt_version = "9.0.0", .cpus = 8,
                                        .memory_bytes = GIB(16), .missing = nothing, .sockets = 2, .cores = 4, .cpu_hz = cpu_hz,
                                        .cpu_model = cpu_model});
}

static int set_up(void **state)
{
  struct scene *scene = g_new0(struct scene, 1);
  virtual_clock_init(&scene->clock, (gint64)NOW_SEC * G_USEC_PER_SEC);
  scene->fleet = fleet_new(&scene->clock.clock, 10000);
  struct cluster *cluster = cluster_new("lab");
  cluster->reserve_cpu_pct = 10;
  cluster->reserve_ha_only = TRUE;
  cluster->link_bits_per_sec = 8000000000;
  cluster->weights[RESOURCE_CPU] = 3;
  fleet_add_cluster(scene->fleet, cluster);
  tell_host(scene, "h1", 2000000000, "Haswell (Intel)");
  tell_host(scene, "h2", 3000000000, "");
  tell_host(scene, "h3", 2000100000, "Haswell (Intel)");
  tell_host(scene, "h4", 0, "");
  struct sighting sighting = {.uuid = GUEST, .name = "g", .state = GUEST_RUNNING, .vcpus = 2, .memory_bytes = GIB(1)};
  fleet_take_sightings(scene->fleet, "h2", &sighting, 1);
  *state = scene;
  return 0;
}

static int tear_down(void **state)
{
  struct scene *scene = *state;
  fleet_free(scene->fleet);
  g_free(scene);
  return 0;
}

static void hear(struct scene *scene, const char *object, enum metric_id metric, double value)
{
  struct reading reading = reading_known(metric, value);
  for (gint64 ago_sec = 10; ago_sec >= 0; ago_sec -= 10)
    assert_true(fleet_take_readings(scene->fleet, SOURCE_LIBVIRT, NOW_SEC - ago_sec, object, &reading, 1));
}

static void processors_count_by_their_speed(void **state)
{
  struct scene *scene = *state;
  hear(scene, "host:h2", METRIC_HOST_CPU_BUSY_PCT, 50);
  hear(scene, "guest:" GUEST, METRIC_GUEST_CPU_HOST_PCT, 25);
  struct placement_snapshot *snapshot = snapshot_from_fleet(scene->fleet, NULL);
  assert_true(snapshot_host(snapshot, 0)->capacity[RESOURCE_CPU] == 8);
  assert_true(snapshot_host(snapshot, 1)->capacity[RESOURCE_CPU] == 12);
  assert_true(snapshot_host(snapshot, 2)->capacity[RESOURCE_CPU] == 8); /* as h1, measured less exactly */
  assert_true(snapshot_host(snapshot, 3)->capacity[RESOURCE_CPU] == 8); /* unknown */
  assert_true(fabs(snapshot_host(snapshot, 1)->reserve[RESOURCE_CPU] - 1.2) < 1e-9);
  assert_true(snapshot_host(snapshot, 1)->load[RESOURCE_CPU].recent == 6);
  assert_true(snapshot_guest(snapshot, 0)->usual[RESOURCE_CPU] == 3); /* 2 of its host's 8, each 1.5 */
  snapshot_free(snapshot);
}

static void one_sample_tells_how_much_memory_there_is_and_not_how_busy_a_host_is(void **state)
{
  struct scene *scene = *state;
  struct reading readings[] = {reading_known(METRIC_HOST_CPU_BUSY_PCT, 50), reading_known(METRIC_HOST_MEM_TOTAL_BYTES, 1000),
                               reading_known(METRIC_HOST_MEM_AVAILABLE_BYTES, 400)};
  fleet_take_readings(scene->fleet, SOURCE_LIBVIRT, NOW_SEC, "host:h1", readings, G_N_ELEMENTS(readings));
  struct placement_snapshot *snapshot = snapshot_from_fleet(scene->fleet, NULL);
  assert_true(load_usual(&snapshot_host(snapshot, 0)->load[RESOURCE_MEMORY]) == 600);
  assert_true(isnan(load_usual(&snapshot_host(snapshot, 0)->load[RESOURCE_CPU])));
  snapshot_free(snapshot);
}

static void what_hosts_do_not_say_stays_unknown(void **state)
{
  struct scene *scene = *state;
  struct placement_snapshot *snapshot = snapshot_from_fleet(scene->fleet, NULL);
  assert_string_equal(snapshot_host(snapshot, 0)->cpu_model, "Haswell (Intel)");
  assert_int_equal(snapshot_host(snapshot, 0)->sockets, 2);
  assert_int_equal(snapshot_host(snapshot, 0)->cores, 4);
  assert_null(snapshot_host(snapshot, 1)->cpu_model);
  assert_true(isnan(snapshot_host(snapshot, 0)->link_bytes_per_sec));
  assert_true(isnan(snapshot_guest(snapshot, 0)->load[RESOURCE_CPU].recent));
  snapshot_free(snapshot);
}

static void what_disks_and_networks_can_do_is_configured_or_read(void **state)
{
  struct scene *scene = *state;
  hear(scene, "host:h1{if=eth0}", METRIC_HOST_NET_SPEED_BITS_PER_SEC, 1e9);
  fleet_add_traits(scene->fleet, "host:h3", "lab",
                   &(struct traits){.disk_bytes_per_sec = 500, .network_bits_per_sec = 80000});
  struct placement_snapshot *snapshot = snapshot_from_fleet(scene->fleet, NULL);
  const struct placement_host *read = snapshot_host(snapshot, 0), *unknown = snapshot_host(snapshot, 1);
  const struct placement_host *configured = snapshot_host(snapshot, 2);
  assert_true(read->capacity[RESOURCE_NETWORK] == 2.5e8 && isnan(read->capacity[RESOURCE_DISK]));
  assert_true(isnan(unknown->capacity[RESOURCE_NETWORK]) && isnan(unknown->capacity[RESOURCE_DISK]));
  assert_true(configured->capacity[RESOURCE_NETWORK] == 20000 && configured->capacity[RESOURCE_DISK] == 500);
  assert_true(configured->link_bytes_per_sec == 10000);
  snapshot_free(snapshot);
}

static void what_a_guest_needs_a_licence_for_is_told(void **state)
{
  struct scene *scene = *state;
  struct licence *licence = licence_new("db", LICENCE_PER_HOST);
  g_autoptr(GPtrArray) needed = g_ptr_array_new();
  g_ptr_array_add(licence->hosts, g_strdup("h3"));
  fleet_add_licence(scene->fleet, licence);
  licence_free(licence);
  g_ptr_array_add(needed, (char *)"db");
  fleet_add_traits(scene->fleet, "guest:g", "lab", &(struct traits){.licences = needed});
  struct placement_snapshot *snapshot = snapshot_from_fleet(scene->fleet, NULL);
  struct arrangement *arrangement = arrangement_new(snapshot);
  assert_true(licences_forbid_host(arrangement, 0, 0, NULL));
  assert_false(licences_forbid_host(arrangement, 0, 2, NULL));
  arrangement_free(arrangement);
  snapshot_free(snapshot);
}

/* Moved by somebody from h2 to h1, where it is stopped a day later. */
static void a_licence_stays_where_a_guest_has_brought_it(void **state)
{
  struct scene *scene = *state;
  struct licence *licence = licence_new("db", LICENCE_PER_HOST);
  g_autoptr(GPtrArray) needed = g_ptr_array_new();
  struct sighting sighting = {.uuid = GUEST, .name = "g", .state = GUEST_RUNNING, .vcpus = 2, .memory_bytes = GIB(1)};
  licence->entitlements = 1;
  licence->stay_sec = 90 * 86400;
  fleet_add_licence(scene->fleet, licence);
  licence_free(licence);
  g_ptr_array_add(needed, (char *)"db");
  fleet_add_traits(scene->fleet, "guest:g", "lab", &(struct traits){.licences = needed});
  fleet_take_sightings(scene->fleet, "h2", &sighting, 1);
  virtual_clock_advance(&scene->clock, 3600 * (gint64)G_USEC_PER_SEC);
  fleet_take_sightings(scene->fleet, "h2", NULL, 0);
  fleet_take_sightings(scene->fleet, "h1", &sighting, 1);
  virtual_clock_advance(&scene->clock, 86400 * (gint64)G_USEC_PER_SEC);
  struct placement_snapshot *snapshot = snapshot_from_fleet(scene->fleet, NULL);
  struct arrangement *arrangement = arrangement_new(snapshot);
  assert_true(snapshot_guest(snapshot, 0)->moved_sec == 86400);
  assert_true(licences_forbid_leaving(arrangement, 0, 1, NULL));
  arrangement_free(arrangement);
  snapshot_free(snapshot);
  sighting.state = GUEST_OFF;
  fleet_take_sightings(scene->fleet, "h1", &sighting, 1);
  snapshot = snapshot_from_fleet(scene->fleet, NULL);
  arrangement = arrangement_new(snapshot);
  assert_int_equal(arrangement_host_of(arrangement, 0), NOWHERE);
  assert_true(licences_forbid_more(arrangement, 0, 1, NULL)); /* h1 has the only one still */
  assert_false(licences_forbid_more(arrangement, 0, 0, NULL));
  arrangement_free(arrangement);
  snapshot_free(snapshot);
}

static void a_hosts_link_is_that_of_its_fastest_interface(void **state)
{
  struct scene *scene = *state;
  hear(scene, "host:h1{if=eth0}", METRIC_HOST_NET_SPEED_BITS_PER_SEC, 1e9);
  hear(scene, "host:h1{if=eth1}", METRIC_HOST_NET_SPEED_BITS_PER_SEC, 1e10);
  hear(scene, "host:h2{if=eth0}", METRIC_HOST_NET_SPEED_BITS_PER_SEC, 0);
  struct placement_snapshot *snapshot = snapshot_from_fleet(scene->fleet, NULL);
  assert_true(snapshot_host(snapshot, 0)->link_bytes_per_sec == 1.25e9);
  assert_true(isnan(snapshot_host(snapshot, 1)->link_bytes_per_sec));
  assert_true(snapshot_cluster(snapshot, 0)->link_bytes_per_sec == 1e9);
  assert_true(snapshot_cluster(snapshot, 0)->weights[RESOURCE_CPU] == 3);
  assert_true(snapshot_cluster(snapshot, 0)->reserve_ha_only);
  snapshot_free(snapshot);
}

static void what_is_known_of_a_guests_moves_is_told(void **state)
{
  struct scene *scene = *state;
  struct move move = {.guest_uuid = (char *)GUEST, .from = (char *)"h3", .method = METHOD_LIVE};
  struct action action = {.move = &move, .state = ACTION_DONE, .bytes_done = GIB(2), .downtime_ms = 300};
  action.started_us = (NOW_SEC - 100) * (gint64)G_USEC_PER_SEC;
  action.ended_us = (NOW_SEC - 60) * (gint64)G_USEC_PER_SEC;
  fleet_take_action(scene->fleet, &action);
  fleet_take_dirty_rate(scene->fleet, GUEST, 5e6);
  struct placement_snapshot *snapshot = snapshot_from_fleet(scene->fleet, NULL);
  const struct placement_guest *guest = snapshot_guest(snapshot, 0);
  assert_true(guest->past[METHOD_LIVE].duration_sec == 40 && guest->past[METHOD_LIVE].bytes == (double)GIB(2));
  assert_true(guest->moved_sec == 60);
  assert_int_equal(guest->moved_from, 2);
  assert_true(guest->dirty_bytes_per_sec == 5e6);
  snapshot_free(snapshot);
  virtual_clock_advance(&scene->clock, 2 * 3600 * (gint64)G_USEC_PER_SEC);
  assert_true(isnan(fleet_dirty_rate(scene->fleet, GUEST))); /* too old to decide upon */
}

/* Both of one answer, as what is used is the difference. */
static void hear_memory(struct scene *scene, const char *object, guint64 total, guint64 available)
{
  const struct reading readings[] = {reading_known(METRIC_HOST_MEM_TOTAL_BYTES, (double)total),
                                     reading_known(METRIC_HOST_MEM_AVAILABLE_BYTES, (double)available)};
  for (gint64 ago_sec = 10; ago_sec >= 0; ago_sec -= 10)
    assert_true(fleet_take_readings(scene->fleet, SOURCE_LIBVIRT, NOW_SEC - ago_sec, object, readings, 2));
}

#define MANY 50

static void uuid_of(guint i, char *uuid)
{
  g_snprintf(uuid, GUEST_UUID_LENGTH + 1, "11111111-2222-3333-4444-55555555%04u", i);
}

/* Fifty guests of 4 GiB on h2, and 14 GiB free on h1. */
static void crowd(struct scene *scene)
{
  struct sighting sightings[MANY] = {0};
  for (guint i = 0; i < MANY; i++) {
    sightings[i].state = GUEST_RUNNING;
    sightings[i].vcpus = 1;
    sightings[i].memory_bytes = GIB(4);
    uuid_of(i, sightings[i].uuid);
    g_snprintf(sightings[i].name, sizeof sightings[i].name, "g%02u", i);
    g_autofree char *object = g_strconcat("guest:", sightings[i].uuid, NULL);
    fleet_take_sightings(scene->fleet, "h2", sightings, i + 1);
    hear(scene, object, METRIC_GUEST_CPU_HOST_PCT, 0);
  }
  hear_memory(scene, "host:h1", GIB(16), GIB(14));
  hear(scene, "host:h1", METRIC_HOST_CPU_BUSY_PCT, 0);
  hear_memory(scene, "host:h2", GIB(256), GIB(56));
}

/* The i-th move, from h2 to h1, is told to the fleet. */
static void tell_move(struct scene *scene, guint i, enum action_state state)
{
  char uuid[GUEST_UUID_LENGTH + 1];
  uuid_of(i, uuid);
  struct move move = {.guest_uuid = uuid, .from = (char *)"h2", .to = (char *)"h1"};
  fleet_take_action(scene->fleet, &(struct action){.id = i + 1, .move = &move, .state = state,
                                                   .ended_us = NOW_SEC * (gint64)G_USEC_PER_SEC});
}

/* Whether the i-th is admitted, those before it being under way. */
static gboolean is_admitted(struct scene *scene, guint i, GError **error)
{
  char uuid[GUEST_UUID_LENGTH + 1];
  uuid_of(i, uuid);
  struct placement_snapshot *snapshot = snapshot_from_fleet(scene->fleet, &(struct plan_question){.action_id = i + 1});
  const struct placement_step step = {.guest_uuid = uuid, .to = "h1", .pardons = PARDON_LOAD};
  gboolean admitted = placement_admits(snapshot, &step, error);
  snapshot_free(snapshot);
  return admitted;
}

/* C24 */
static void c24_moves_under_way_keep_their_destination_from_being_overfilled(void **state)
{
  struct scene *scene = *state;
  g_autoptr(GError) error = NULL;
  guint admitted = 0;
  crowd(scene);
  for (guint i = 0; i < MANY; i++)
    tell_move(scene, i, ACTION_PREPARING); /* all at once, before any of them is looked at */
  for (guint i = 0; i < MANY; i++) {
    g_clear_error(&error);
    if (is_admitted(scene, i, &error)) {
      assert_int_equal(admitted++, i); /* who came first is served first */
      continue;
    }
    assert_error_says(error, "memory: g");
    tell_move(scene, i, ACTION_FAILED);
  }
  assert_int_equal(admitted, 3);
  tell_move(scene, 0, ACTION_CANCELLED); /* its place is free again */
  tell_move(scene, MANY - 1, ACTION_PREPARING);
  assert_true(is_admitted(scene, MANY - 1, NULL));
}

/* C24: where it is seen already, and until it is over, as long as nobody knows where it is. */
static void c24_a_guest_on_its_way_counts_where_it_comes_from_too(void **state)
{
  struct scene *scene = *state;
  crowd(scene);
  static const enum action_state states[] = {ACTION_ACTING, ACTION_AMBIGUOUS, ACTION_DONE};
  for (guint s = 0; s < G_N_ELEMENTS(states); s++) {
    struct placement_snapshot *before = snapshot_from_fleet(scene->fleet, NULL);
    tell_move(scene, 0, states[s]);
    struct placement_snapshot *snapshot = snapshot_from_fleet(scene->fleet, NULL);
    struct arrangement *then = arrangement_new(before), *now = arrangement_new(snapshot);
    gboolean is_under_way = states[s] != ACTION_DONE;
    double on_h1 = arrangement_high(now, 0)[RESOURCE_MEMORY], on_h2 = arrangement_high(now, 1)[RESOURCE_MEMORY];
    double h1_before = s == 0 ? arrangement_high(then, 0)[RESOURCE_MEMORY] : (double)GIB(2);
    assert_true(on_h1 - h1_before == (is_under_way ? (double)GIB(4) : 0));
    if (s == 0)
      assert_true(on_h2 == arrangement_high(then, 1)[RESOURCE_MEMORY]);
    g_autofree char *why = constraint_explain(now, 0, 2, 0);
    if (is_under_way)
      assert_string_equal(why, "ignored: g00 is being moved");
    arrangement_free(then);
    arrangement_free(now);
    snapshot_free(before);
    snapshot_free(snapshot);
  }
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

static void what_administrators_say_of_guests_counts(void **state)
{
  struct scene *scene = *state;
  g_autoptr(GHashTable) labels = g_hash_table_new(g_str_hash, g_str_equal);
  g_hash_table_insert(labels, (gpointer)"tier", (gpointer)"db");
  fleet_add_traits(scene->fleet, "guest:g", "lab", &(struct traits){.ha = TRUE, .downtime_cost = 10, .labels = labels});
  struct rule *rule = rule_new("home", RULE_PIN, TRUE);
  g_ptr_array_add(rule->guests, g_strdup("tier=db"));
  g_ptr_array_add(rule->hosts, g_strdup("h2"));
  fleet_add_rule(scene->fleet, rule);
  rule_free(rule);
  struct placement_snapshot *snapshot = snapshot_from_fleet(scene->fleet, NULL);
  struct arrangement *arrangement = arrangement_new(snapshot);
  assert_true(snapshot_guest(snapshot, 0)->downtime_cost == 10);
  assert_true(snapshot_guest(snapshot, 0)->is_ha);
  assert_true(rules_forbid_host(arrangement, 0, 0, NULL));
  assert_false(rules_forbid_host(arrangement, 0, 1, NULL));
  arrangement_free(arrangement);
  snapshot_free(snapshot);
}

static void a_question_has_weights_and_hosts_of_its_own(void **state)
{
  struct scene *scene = *state;
  hear(scene, "guest:" GUEST, METRIC_GUEST_CPU_HOST_PCT, 25);
  const double weights[RESOURCES] = {NAN, 7, 0, NAN};
  const char *const excluded[] = {"h3", "h1", NULL};
  const struct guest_profile profile = {.like = GUEST, .cpu_pct = NAN, .disk_bytes_per_sec = NAN, .network_bytes_per_sec = NAN};
  struct placement_snapshot *snapshot = snapshot_from_fleet(
      scene->fleet, &(struct plan_question){.kind = PLAN_PLACE, .weights = weights, .excluded = excluded, .profile = &profile});
  const struct placement_cluster *cluster = snapshot_cluster(snapshot, 0);
  assert_true(cluster->weights[RESOURCE_CPU] == 3 && cluster->weights[RESOURCE_MEMORY] == 7);
  assert_true(cluster->weights[RESOURCE_DISK] == 0);
  assert_true(snapshot_host(snapshot, 0)->is_excluded && snapshot_host(snapshot, 2)->is_excluded);
  assert_false(snapshot_host(snapshot, 1)->is_excluded || snapshot_host(snapshot, 3)->is_excluded);
  guint guest = snapshot_find_guest(snapshot, "new");
  assert_int_not_equal(guest, NOWHERE);
  assert_true(snapshot_guest(snapshot, guest)->usual[RESOURCE_CPU] == snapshot_guest(snapshot, 0)->usual[RESOURCE_CPU]);
  snapshot_free(snapshot);
}

static void a_restricted_host_is_no_destination_and_says_by_whom(void **state)
{
  struct scene *scene = *state;
  struct restriction *restriction = restriction_new("h3", "operator root", "a fan fails", (gint64)NOW_SEC * G_USEC_PER_SEC);
  fleet_restrict(scene->fleet, restriction);
  restriction_free(restriction);
  struct placement_snapshot *snapshot = snapshot_from_fleet(scene->fleet, NULL);
  assert_int_equal(snapshot_host(snapshot, 2)->state, HOST_RESTRICTED);
  assert_string_equal(snapshot_host(snapshot, 2)->state_reason,
                      "h3 is restricted by operator root since 2023-11-14 22:13:20 UTC (a fan fails)");
  assert_int_equal(snapshot_host(snapshot, 0)->state, HOST_READY);
  snapshot_free(snapshot);
  assert_true(fleet_release(scene->fleet, "h3"));
  assert_false(fleet_release(scene->fleet, "h3"));
  snapshot = snapshot_from_fleet(scene->fleet, NULL);
  assert_int_equal(snapshot_host(snapshot, 2)->state, HOST_READY);
  snapshot_free(snapshot);
}

static void own(struct scene *scene, const char *owner)
{
  struct guest_needs *needs = g_new0(struct guest_needs, 1);
  needs->networks = g_new0(char *, 1);
  needs->storage = g_new0(char *, 1);
  needs->cpu_key = g_strdup("");
  needs->cpu_label = g_strdup("");
  needs->owner = g_strdup(owner);
  assert_true(fleet_take_needs(scene->fleet, "h2", GUEST, needs));
}

static void assert_left_alone(const struct scene *scene, const struct plan_question *question, const char *why)
{
  struct placement_snapshot *snapshot = snapshot_from_fleet(scene->fleet, question);
  const struct placement_guest *guest = snapshot_guest(snapshot, 0);
  assert_int_equal(guest->is_ignored, why != NULL);
  if (why)
    assert_string_equal(guest->ignored_why, why);
  snapshot_free(snapshot);
}

static void a_guest_of_another_manager_is_left_where_it_is_unless_configured_otherwise(void **state)
{
  struct scene *scene = *state;
  own(scene, "");
  assert_left_alone(scene, NULL, NULL);
  own(scene, "OpenStack");
  assert_left_alone(scene, NULL, "is managed by OpenStack, and clusters[].migration.managed does not say yes");
  ((struct cluster *)fleet_clusters(scene->fleet)->pdata[0])->terms.managed = TRUE;
  assert_left_alone(scene, NULL, NULL);
}

static void a_guest_that_others_have_just_moved_is_left_where_it_is_by_automation_only(void **state)
{
  struct scene *scene = *state;
  fleet_hold_guest(scene->fleet, GUEST, "guest g was moved", 0);
  assert_left_alone(scene, &(struct plan_question){.kind = PLAN_BALANCE}, NULL);
  assert_left_alone(scene, &(struct plan_question){.kind = PLAN_RELIEVE, .spares_held = TRUE},
                    "is left alone by automation for now: guest g was moved");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(a_guest_of_another_manager_is_left_where_it_is_unless_configured_otherwise, set_up, tear_down),
      cmocka_unit_test_setup_teardown(a_guest_that_others_have_just_moved_is_left_where_it_is_by_automation_only, set_up, tear_down),
      cmocka_unit_test_setup_teardown(what_administrators_say_of_guests_counts, set_up, tear_down),
      TEST(a_restricted_host_is_no_destination_and_says_by_whom),
      TEST(a_question_has_weights_and_hosts_of_its_own),
      TEST(processors_count_by_their_speed),
      TEST(one_sample_tells_how_much_memory_there_is_and_not_how_busy_a_host_is),
      TEST(what_hosts_do_not_say_stays_unknown),
      TEST(what_is_known_of_a_guests_moves_is_told),
      TEST(c24_moves_under_way_keep_their_destination_from_being_overfilled),
      TEST(c24_a_guest_on_its_way_counts_where_it_comes_from_too),
      TEST(what_disks_and_networks_can_do_is_configured_or_read),
      TEST(what_a_guest_needs_a_licence_for_is_told),
      TEST(a_licence_stays_where_a_guest_has_brought_it),
      TEST(a_hosts_link_is_that_of_its_fastest_interface),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
