/* What administrators say of the members of a fleet: fleet_traits.c, traits.c. */
#include "model/fleet.h"

#include "unit.h"

#include <string.h>

#define UUID_A "aaaaaaaa-0000-4000-8000-000000000001"
#define UUID_B "bbbbbbbb-0000-4000-8000-000000000002"

struct fixture {
  struct virtual_clock clock;
  struct fleet *fleet;
};

static int set_up(void **state)
{
  struct fixture *fixture = g_new0(struct fixture, 1);
  virtual_clock_init(&fixture->clock, G_GINT64_CONSTANT(1700000000000000));
  fixture->fleet = fleet_new(&fixture->clock.clock, 10000);
  fleet_add_cluster(fixture->fleet, cluster_new("lab"));
  fleet_add_cluster(fixture->fleet, cluster_new("far"));
  fleet_add_host(fixture->fleet, "h1", "lab", 1u << SOURCE_LIBVIRT);
  fleet_add_host(fixture->fleet, "h2", "far", 1u << SOURCE_LIBVIRT);
  *state = fixture;
  return 0;
}

static int tear_down(void **state)
{
  struct fixture *fixture = *state;
  fleet_free(fixture->fleet);
  g_free(fixture);
  return 0;
}

static void say(struct fixture *fixture, const char *subject, const char *tier, gboolean ha)
{
  g_autoptr(GHashTable) labels = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  g_hash_table_insert(labels, g_strdup("tier"), g_strdup(tier));
  fleet_add_traits(fixture->fleet, subject, "lab", &(struct traits){ha, labels});
}

static void sight(struct fixture *fixture, const char *host, const char *uuid, const char *name)
{
  struct sighting sighting = {.state = GUEST_RUNNING, .vcpus = 1};
  g_strlcpy(sighting.uuid, uuid, sizeof sighting.uuid);
  g_strlcpy(sighting.name, name, sizeof sighting.name);
  assert_true(fleet_take_sightings(fixture->fleet, host, &sighting, 1));
}

/* "" where nothing is said. */
static const char *tier(struct fixture *fixture, const char *subject)
{
  const struct traits *traits = fleet_traits(fixture->fleet, subject);
  return traits->labels ? g_hash_table_lookup(traits->labels, "tier") : "";
}

static void hosts_and_clusters_have_what_is_said_of_them(void **state)
{
  say(*state, "host:h1", "gold", FALSE);
  say(*state, "cluster:lab", "test", FALSE);
  assert_string_equal(tier(*state, "host:h1"), "gold");
  assert_string_equal(tier(*state, "cluster:lab"), "test");
  assert_string_equal(tier(*state, "host:h2"), "");
  assert_string_equal(tier(*state, "cluster:h1"), "");
  assert_string_equal(tier(*state, "nonsense"), "");
}

static void a_guest_is_meant_by_its_name_or_its_UUID(void **state)
{
  struct fixture *fixture = *state;
  say(fixture, "guest:db1", "db", TRUE);
  say(fixture, "guest:" UUID_B, "web", FALSE);
  assert_string_equal(tier(fixture, "guest:" UUID_A), "");
  sight(fixture, "h1", UUID_A, "db1");
  assert_string_equal(tier(fixture, "guest:" UUID_A), "db");
  assert_true(fleet_traits(fixture->fleet, "guest:" UUID_A)->ha);
  sight(fixture, "h1", UUID_B, "db1");
  assert_string_equal(tier(fixture, "guest:" UUID_B), "web");
  assert_false(fleet_traits(fixture->fleet, "guest:" UUID_B)->ha);
}

static void a_name_that_two_guests_have_means_none_and_another_clusters_guest_is_not_meant(void **state)
{
  struct fixture *fixture = *state;
  say(fixture, "guest:db1", "db", TRUE);
  sight(fixture, "h2", UUID_A, "db1");
  assert_string_equal(tier(fixture, "guest:" UUID_A), "");
  sight(fixture, "h1", UUID_B, "db1");
  assert_string_equal(tier(fixture, "guest:" UUID_B), "");
  sight(fixture, "h2", UUID_A, "other");
  assert_string_equal(tier(fixture, "guest:" UUID_B), "db");
}

static void what_is_said_anew_replaces_what_was_said_and_is_told(void **state)
{
  struct fixture *fixture = *state;
  say(fixture, "host:h1", "gold", FALSE);
  guint before = fleet_changes(fixture->fleet);
  fleet_forget_traits(fixture->fleet);
  say(fixture, "host:h2", "gold", FALSE);
  assert_int_not_equal(fleet_changes(fixture->fleet), before);
  assert_string_equal(tier(fixture, "host:h1"), "");
  assert_string_equal(tier(fixture, "host:h2"), "gold");
}

static void labels_come_in_the_order_of_their_names(void **state)
{
  (void)state;
  g_autoptr(GHashTable) labels = g_hash_table_new(g_str_hash, g_str_equal);
  for (const char *const *name = (const char *const[]){"b", "c", "a", NULL}; *name; name++)
    g_hash_table_insert(labels, (gpointer)*name, (gpointer)"x");
  g_autofree const char **names = labels_names(labels), **none = labels_names(NULL);
  g_autofree char *joined = g_strjoinv(" ", (char **)names);
  assert_string_equal(joined, "a b c");
  assert_null(none[0]);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
  const struct CMUnitTest tests[] = {
      TEST(hosts_and_clusters_have_what_is_said_of_them),
      TEST(a_guest_is_meant_by_its_name_or_its_UUID),
      TEST(a_name_that_two_guests_have_means_none_and_another_clusters_guest_is_not_meant),
      TEST(what_is_said_anew_replaces_what_was_said_and_is_told),
      cmocka_unit_test(labels_come_in_the_order_of_their_names),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
