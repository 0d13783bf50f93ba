/* What guests need and hosts offer, from what the fleet knows to the sentence with which a host is excluded. */
#include "placement/needs.h"

#include "placement/constraints.h"
#include "placement/from_fleet.h"
#include "unit.h"

#include <math.h>

#define GUEST "11111111-2222-3333-4444-555555555555"
#define NOW_SEC 1700000000
#define GIB(n) ((guint64)(n) << 30)
#define ALL (OFFER_NETWORKS | OFFER_INTERFACES | OFFER_POOLS)

struct scene {
  struct virtual_clock clock;
  struct fleet *fleet;
};

static void hear(struct scene *scene, const char *object, const struct reading *readings, gsize n)
{
  for (gint64 ago_sec = 10; ago_sec >= 0; ago_sec -= 10)
    assert_true(fleet_take_readings(scene->fleet, SOURCE_LIBVIRT, NOW_SEC - ago_sec, object, readings, n));
}

static void add_host(struct scene *scene, const char *name)
{
  static const char *const nothing[] = {NULL};
  g_autofree char *object = g_strconcat("host:", name, NULL);
  fleet_add_host(scene->fleet, name, "lab", 1u << SOURCE_LIBVIRT);
  fleet_take_link(scene->fleet, name, SOURCE_LIBVIRT, LINK_UP, "");
  fleet_take_facts(scene->fleet, name,
                   &(struct host_facts){.hostname = name, .uuid = "", .libvirt_version = "9.0.0", .cpus = 8,
                                        .memory_bytes = GIB(16), .missing = nothing, .cpu_model = name});
  const struct reading readings[] = {reading_known(METRIC_HOST_CPU_BUSY_PCT, 10),
                                     reading_known(METRIC_HOST_MEM_TOTAL_BYTES, (double)GIB(16)),
                                     reading_known(METRIC_HOST_MEM_AVAILABLE_BYTES, (double)GIB(12))};
  hear(scene, object, readings, G_N_ELEMENTS(readings));
}

static void sight(struct scene *scene, enum guest_state state)
{
  struct sighting sighting = {.uuid = GUEST, .name = "g", .state = state, .vcpus = 2, .memory_bytes = GIB(1)};
  fleet_take_sightings(scene->fleet, "h1", &sighting, 1);
  struct reading busy = reading_known(METRIC_GUEST_CPU_HOST_PCT, 5);
  hear(scene, "guest:" GUEST, &busy, 1);
}

/* A guest on h1, and h2; of each the model is another. */
static int set_up(void **state)
{
  struct scene *scene = g_new0(struct scene, 1);
  virtual_clock_init(&scene->clock, (gint64)NOW_SEC * G_USEC_PER_SEC);
  scene->fleet = fleet_new(&scene->clock.clock, 10000);
  fleet_add_cluster(scene->fleet, cluster_new("lab"));
  add_host(scene, "h1");
  add_host(scene, "h2");
  sight(scene, GUEST_RUNNING);
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

/* `networks` apart by blanks; `pools`: "NAME=PATH" apart by blanks. */
static void offer(struct scene *scene, const char *host, guint known, const char *networks, const char *pools)
{
  struct host_offers *offers = g_new0(struct host_offers, 1);
  g_auto(GStrv) each = g_strsplit(pools, " ", -1);
  offers->known = known;
  offers->networks = g_strsplit(networks, " ", -1);
  offers->pools = g_new0(struct storage_pool, g_strv_length(each));
  for (; each[offers->n_pools]; offers->n_pools++) {
    g_auto(GStrv) sides = g_strsplit(each[offers->n_pools], "=", 2);
    offers->pools[offers->n_pools] = (struct storage_pool){g_strdup(sides[0]), g_strdup("dir"), g_strdup(sides[1])};
  }
  assert_true(fleet_take_offers(scene->fleet, host, offers));
}

static void need(struct scene *scene, const char *networks, const char *storage, enum cpu_need cpu)
{
  struct guest_needs *needs = g_new(struct guest_needs, 1);
  gboolean is_exact = cpu == CPU_NEED_EXACT;
  *needs = (struct guest_needs){g_strsplit(networks, " ", -1), g_strsplit(storage, " ", -1), TRUE, cpu,
                                g_strdup(is_exact ? "k" : ""), g_strdup(is_exact ? "Skylake-Server with avx512f" : ""), NULL};
  assert_true(fleet_take_needs(scene->fleet, "h1", GUEST, needs));
}

static void judge(struct scene *scene, const char *host, enum cpu_fit fit, const char *reason)
{
  GHashTable *verdicts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)cpu_verdict_free);
  struct cpu_verdict *verdict = g_new(struct cpu_verdict, 1);
  *verdict = (struct cpu_verdict){fit, g_strdup(reason)};
  g_hash_table_insert(verdicts, g_strdup("k"), verdict);
  assert_true(fleet_take_verdicts(scene->fleet, host, verdicts));
}

/* Why the guest may not be on the host; NULL: it may. */
static char *excluded(struct scene *scene, const char *host)
{
  struct placement_snapshot *snapshot = snapshot_from_fleet(scene->fleet, NULL);
  struct arrangement *arrangement = arrangement_new(snapshot);
  char *why = constraint_explain(arrangement, snapshot_find_guest(snapshot, GUEST), snapshot_find_host(snapshot, host), 0);
  arrangement_free(arrangement);
  snapshot_free(snapshot);
  return why;
}

static void a_host_without_the_network_is_excluded(void **state)
{
  struct scene *scene = *state;
  need(scene, "interface:br0 network:default", "", CPU_NEED_NONE);
  offer(scene, "h2", ALL, "interface:br0 network:default", "");
  assert_null(excluded(scene, "h2"));
  offer(scene, "h2", ALL, "interface:br0 network:other", "");
  assert_owned_string_equal(excluded(scene, "h2"), "network: g needs network:default, which the host has not");
  offer(scene, "h2", ALL, "interface:br1 network:default", "");
  assert_owned_string_equal(excluded(scene, "h2"), "network: g needs interface:br0, which the host has not");
}

static void what_a_host_does_not_list_forbids_nothing(void **state)
{
  struct scene *scene = *state;
  need(scene, "interface:br0 network:default", "pool:images", CPU_NEED_NONE);
  assert_null(excluded(scene, "h2"));
  offer(scene, "h2", 0, "", "");
  assert_null(excluded(scene, "h2"));
  offer(scene, "h2", OFFER_NETWORKS, "network:default", "");
  assert_null(excluded(scene, "h2"));
  offer(scene, "h2", OFFER_INTERFACES, "interface:br1", "");
  assert_owned_string_equal(excluded(scene, "h2"), "network: g needs interface:br0, which the host has not");
  offer(scene, "h2", OFFER_POOLS, "", "other=/x");
  assert_owned_string_equal(excluded(scene, "h2"), "storage: g needs pool:images, which the host has not");
}

static void what_a_new_guest_needs_is_judged_where_hosts_list_it(void **state)
{
  struct scene *scene = *state;
  static const char *const networks[] = {"interface:br9", NULL}, *const storage[] = {"path:/srv/new", NULL};
  const struct guest_profile profile = {.vcpus = 1, .memory_bytes = GIB(1), .cpu_pct = NAN, .disk_bytes_per_sec = NAN,
                                        .network_bytes_per_sec = NAN, .networks = networks, .storage = storage};
  const struct plan_question question = {.kind = PLAN_PLACE, .profile = &profile};
  static const struct {
    guint known;
    const char *networks, *pools, *lacks;
  } rows[] = {
      {0, "", "", NULL},
      {ALL, "interface:br9", "srv=/srv", NULL},
      {ALL, "interface:br0", "srv=/srv", "interface:br9"},
      {ALL, "interface:br9", "srv=/other", "path:/srv/new"},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    offer(scene, "h2", rows[i].known, rows[i].networks, rows[i].pools);
    struct placement_snapshot *snapshot = snapshot_from_fleet(scene->fleet, &question);
    struct arrangement *arrangement = arrangement_new(snapshot);
    g_autofree char *why = constraint_explain(arrangement, snapshot_n_guests(snapshot) - 1, 1, 0);
    assert_true(rows[i].lacks ? why && strstr(why, rows[i].lacks) : !why);
    arrangement_free(arrangement);
    snapshot_free(snapshot);
  }
}

static void a_file_needs_a_pool_at_its_place_whatever_that_is_called(void **state)
{
  struct scene *scene = *state;
  need(scene, "", "path:/srv/images/g/disk.qcow2", CPU_NEED_NONE);
  offer(scene, "h1", ALL, "", "images=/srv/images root=/");
  offer(scene, "h2", ALL, "", "other=/srv/images2");
  assert_owned_string_equal(excluded(scene, "h2"), "storage: g needs path:/srv/images, which the host has not");
  offer(scene, "h2", ALL, "", "vms=/srv/images/");
  assert_null(excluded(scene, "h2"));
  offer(scene, "h2", ALL, "", "srv=/srv");
  assert_null(excluded(scene, "h2"));
}

static void a_path_that_no_pool_of_its_host_holds_says_nothing(void **state)
{
  struct scene *scene = *state;
  need(scene, "", "path:/srv/images/g.qcow2", CPU_NEED_NONE);
  offer(scene, "h2", ALL, "", "other=/x");
  assert_null(excluded(scene, "h2"));
  offer(scene, "h1", ALL, "", "rbd=");
  assert_null(excluded(scene, "h2"));
}

static void where_a_guest_runs_it_has_what_it_needs(void **state)
{
  struct scene *scene = *state;
  need(scene, "network:default", "pool:images", CPU_NEED_EXACT);
  offer(scene, "h1", ALL, "", "");
  judge(scene, "h1", CPU_FIT_NO, "incompatible");
  assert_null(excluded(scene, "h1"));
}

static void a_processor_that_a_host_cannot_give_excludes_it_with_libvirts_reason(void **state)
{
  struct scene *scene = *state;
  need(scene, "", "", CPU_NEED_EXACT);
  judge(scene, "h1", CPU_FIT_YES, "");
  judge(scene, "h2", CPU_FIT_NO, "required features: avx512f");
  assert_owned_string_equal(excluded(scene, "h2"),
                            "processor model: h2 cannot give g the processor it runs with (Skylake-Server with avx512f): "
                            "libvirt says: required features: avx512f");
  judge(scene, "h2", CPU_FIT_YES, "");
  assert_null(excluded(scene, "h2"));
}

static void what_not_even_its_own_host_can_give_proves_nothing(void **state)
{
  struct scene *scene = *state;
  need(scene, "", "", CPU_NEED_EXACT);
  judge(scene, "h1", CPU_FIT_NO, "incompatible");
  judge(scene, "h2", CPU_FIT_NO, "incompatible");
  assert_owned_string_equal(excluded(scene, "h2"), "processor model: g needs h1, the host is h2");
}

static void without_a_verdict_names_are_compared(void **state)
{
  struct scene *scene = *state;
  need(scene, "", "", CPU_NEED_EXACT);
  assert_owned_string_equal(excluded(scene, "h2"), "processor model: g needs h1, the host is h2");
  judge(scene, "h2", CPU_FIT_UNKNOWN, "internal error");
  assert_owned_string_equal(excluded(scene, "h2"), "processor model: g needs h1, the host is h2");
  need(scene, "", "", CPU_NEED_SAME);
  assert_owned_string_equal(excluded(scene, "h2"), "processor model: g needs h1, the host is h2");
}

static void a_guest_that_is_off_is_held_by_what_its_definition_asks_for(void **state)
{
  struct scene *scene = *state;
  sight(scene, GUEST_OFF);
  need(scene, "", "", CPU_NEED_NONE);
  assert_null(excluded(scene, "h2"));
  need(scene, "", "", CPU_NEED_EXACT);
  judge(scene, "h2", CPU_FIT_NO, "incompatible");
  assert_owned_string_equal(excluded(scene, "h2"),
                            "processor model: h2 cannot give g the processor of its definition (Skylake-Server with avx512f): "
                            "libvirt says: incompatible");
}

#define test(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
  const struct CMUnitTest tests[] = {
      test(a_host_without_the_network_is_excluded),
      test(what_a_host_does_not_list_forbids_nothing),
      test(what_a_new_guest_needs_is_judged_where_hosts_list_it),
      test(a_file_needs_a_pool_at_its_place_whatever_that_is_called),
      test(a_path_that_no_pool_of_its_host_holds_says_nothing),
      test(where_a_guest_runs_it_has_what_it_needs),
      test(a_processor_that_a_host_cannot_give_excludes_it_with_libvirts_reason),
      test(what_not_even_its_own_host_can_give_proves_nothing),
      test(without_a_verdict_names_are_compared),
      test(a_guest_that_is_off_is_held_by_what_its_definition_asks_for),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
