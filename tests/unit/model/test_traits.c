/* What administrators and others say of the members of a fleet: fleet_traits.c, traits.c, alert_book.c. */
#include "model/fleet.h"

#include "base/error.h"

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
  fleet_add_traits(fixture->fleet, subject, "lab", &(struct traits){.ha = ha, .labels = labels});
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

static gboolean alarm_of(struct fixture *fixture, const char *subject, const char *name, enum alert_state state)
{
  g_autoptr(GError) error = NULL;
  return fleet_take_alert(fixture->fleet,
                          &(struct alert){.subject = subject, .name = name, .source = "nagios", .text = "so it is", .state = state},
                          &error) != NULL;
}

static void an_alert_lasts_in_its_state_from_when_it_came(void **state)
{
  struct fixture *fixture = *state;
  assert_true(alarm_of(fixture, "host:h1", "disk", ALERT_WARNING));
  virtual_clock_advance(&fixture->clock, G_USEC_PER_SEC);
  assert_true(alarm_of(fixture, "host:h1", "disk", ALERT_WARNING));
  const struct alert *alert = alert_book_find(fleet_alerts(fixture->fleet), "host:h1", "disk");
  assert_int_equal(alert->since_us, G_GINT64_CONSTANT(1700000000000000));
  assert_true(alarm_of(fixture, "host:h1", "disk", ALERT_OK));
  alert = alert_book_find(fleet_alerts(fixture->fleet), "host:h1", "disk");
  assert_int_equal(alert->since_us, G_GINT64_CONSTANT(1700000001000000));
  assert_string_equal(alert->source, "nagios");
}

static void an_alert_of_a_subject_that_is_not_there_is_refused_and_one_of_a_guest_that_goes_is_of_nobody(void **state)
{
  struct fixture *fixture = *state;
  assert_false(alarm_of(fixture, "host:h9", "disk", ALERT_WARNING));
  assert_false(alarm_of(fixture, "host:h1{if=eth0}", "disk", ALERT_WARNING));
  assert_false(alarm_of(fixture, "guest:" UUID_A, "disk", ALERT_WARNING));
  sight(fixture, "h1", UUID_A, "db1");
  assert_true(alarm_of(fixture, "guest:" UUID_A, "disk", ALERT_WARNING));
  assert_true(fleet_take_sightings(fixture->fleet, "h1", NULL, 0));
  assert_null(alert_book_find(fleet_alerts(fixture->fleet), "guest:" UUID_A, "disk"));
  g_autoptr(GPtrArray) unmapped = alert_book_list_unmapped(fleet_alerts(fixture->fleet));
  assert_int_equal(unmapped->len, 1);
  assert_string_equal(((const struct alert *)unmapped->pdata[0])->why, "its subject has left the fleet");
}

static void what_is_said_is_a_service_whose_key_has_room_for_any_name(void **state)
{
  struct fixture *fixture = *state;
  g_autofree char *name = g_strnfill(LIMIT_NAME, '{');
  struct object object;
  sight(fixture, "h1", UUID_A, "db1");
  assert_true(alarm_of(fixture, "guest:" UUID_A, name, ALERT_CRITICAL));
  g_autofree char *service = alert_service("guest:" UUID_A, name);
  assert_true(object_parse(service, &object));
  assert_int_equal(object.kind, SUBJECT_SERVICE);
  assert_int_equal(strlen(object.key), LIMIT_NAME);
  assert_true(fleet_has_subject(fixture->fleet, service));
  assert_string_equal(alert_book_service(fleet_alerts(fixture->fleet), service)->name, name);
  g_autofree char *anothers = alert_service("host:h1", name);
  assert_string_not_equal(service, anothers);
  assert_false(fleet_has_subject(fixture->fleet, anothers));
  assert_false(alarm_of(fixture, service, "more", ALERT_CRITICAL));
}

static void a_service_is_called_by_its_name_and_whose_it_is_and_goes_with_that(void **state)
{
  struct fixture *fixture = *state;
  g_autofree char *service = alert_service("guest:" UUID_A, "http");
  sight(fixture, "h1", UUID_A, "db1");
  assert_true(alarm_of(fixture, "guest:" UUID_A, "http", ALERT_WARNING));
  assert_string_equal(fleet_subject_name(fixture->fleet, service), "http on db1");
  assert_true(fleet_take_sightings(fixture->fleet, "h1", NULL, 0));
  assert_false(fleet_has_subject(fixture->fleet, service));
}

static void of_too_many_alerts_those_that_are_well_make_room(void **state)
{
  struct fixture *fixture = *state;
  assert_true(alarm_of(fixture, "host:h1", "well", ALERT_OK));
  for (guint i = 1; i < LIMIT_ALERTS; i++) {
    g_autofree char *name = g_strdup_printf("%u", i);
    assert_true(alarm_of(fixture, "host:h1", name, ALERT_CRITICAL));
  }
  assert_true(alarm_of(fixture, "host:h2", "one more", ALERT_CRITICAL));
  assert_null(alert_book_find(fleet_alerts(fixture->fleet), "host:h1", "well"));
  assert_false(alarm_of(fixture, "host:h2", "another", ALERT_CRITICAL));
  assert_true(alarm_of(fixture, "host:h2", "one more", ALERT_OK));
  g_autoptr(GPtrArray) list = alert_book_list(fleet_alerts(fixture->fleet));
  assert_int_equal(list->len, LIMIT_ALERTS);
}

static void what_an_alert_says_is_made_harmless_and_cut(void **state)
{
  struct fixture *fixture = *state;
  g_autofree char *endless = g_strnfill(65536, 'x');
  const struct alert said = {.subject = "host:h1", .name = "a\nb", .source = "\033[2J", .text = endless, .state = ALERT_OK};
  assert_non_null(fleet_take_alert(fixture->fleet, &said, NULL));
  const struct alert *alert = alert_book_find(fleet_alerts(fixture->fleet), "host:h1", "a b");
  assert_non_null(alert);
  assert_string_equal(alert->source, " [2J");
  assert_int_equal(strlen(alert->text), LIMIT_TEXT);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
  const struct CMUnitTest tests[] = {
      TEST(hosts_and_clusters_have_what_is_said_of_them),
      TEST(a_guest_is_meant_by_its_name_or_its_UUID),
      TEST(a_name_that_two_guests_have_means_none_and_another_clusters_guest_is_not_meant),
      TEST(what_is_said_anew_replaces_what_was_said_and_is_told),
      TEST(an_alert_lasts_in_its_state_from_when_it_came),
      TEST(an_alert_of_a_subject_that_is_not_there_is_refused_and_one_of_a_guest_that_goes_is_of_nobody),
      TEST(what_is_said_is_a_service_whose_key_has_room_for_any_name),
      TEST(a_service_is_called_by_its_name_and_whose_it_is_and_goes_with_that),
      TEST(of_too_many_alerts_those_that_are_well_make_room),
      TEST(what_an_alert_says_is_made_harmless_and_cut),
      cmocka_unit_test(labels_come_in_the_order_of_their_names),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
