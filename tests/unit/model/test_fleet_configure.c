#include "model/fleet.h"

#include "unit.h"

#define UUID_A "aaaaaaaa-0000-4000-8000-000000000001"
#define UUID_B "bbbbbbbb-0000-4000-8000-000000000002"
#define STAMP 1700000000
#define VIRT (1u << SOURCE_LIBVIRT)
#define SNMP (1u << SOURCE_SNMP)

struct fixture {
  struct virtual_clock clock;
  struct fleet *fleet;
};

static struct device *device(const char *name, const char *kind)
{
  struct device *device = g_new0(struct device, 1);
  device->name = g_strdup(name);
  device->kind = g_strdup(kind);
  device->serves = g_new0(char *, 1);
  return device;
}

static void see(struct fixture *fixture, const char *host, const char *uuid, const char *name)
{
  struct sighting sighting = {.state = GUEST_RUNNING, .vcpus = 1};
  g_strlcpy(sighting.uuid, uuid, sizeof sighting.uuid);
  g_strlcpy(sighting.name, name, sizeof sighting.name);
  assert_true(fleet_take_link(fixture->fleet, host, SOURCE_LIBVIRT, LINK_UP, ""));
  assert_true(fleet_take_sightings(fixture->fleet, host, &sighting, 1));
}

static void take(struct fixture *fixture, const char *object, enum metric_id metric)
{
  struct reading reading = reading_known(metric, 50);
  assert_true(fleet_take_readings(fixture->fleet, SOURCE_SNMP, STAMP, object, &reading, 1));
}

static enum reading_state state_of(const struct fixture *fixture, const char *object, enum metric_id metric)
{
  return fleet_value(fixture->fleet, object, metric).reading.state;
}

/* h1 and h2 with a guest each, a device; all is known of them. */
static int set_up(void **state)
{
  struct fixture *fixture = g_new0(struct fixture, 1);
  virtual_clock_init(&fixture->clock, (gint64)STAMP * G_USEC_PER_SEC);
  fixture->fleet = fleet_new(&fixture->clock.clock, 10000);
  fleet_add_cluster(fixture->fleet, cluster_new("lab"));
  fleet_add_host(fixture->fleet, "h1", "lab", VIRT | SNMP);
  fleet_add_host(fixture->fleet, "h2", "lab", VIRT | SNMP);
  fleet_add_device(fixture->fleet, device("d1", "switch"));
  fleet_add_guest_agent(fixture->fleet, "lab", "g1");
  see(fixture, "h1", UUID_A, "g1");
  see(fixture, "h2", UUID_B, "g2");
  take(fixture, "host:h1", METRIC_HOST_CPU_BUSY_PCT);
  take(fixture, "host:h1{fs=/}", METRIC_HOST_STORAGE_USED_BYTES);
  take(fixture, "host:h2", METRIC_HOST_CPU_BUSY_PCT);
  assert_true(fleet_take_link(fixture->fleet, "h1", SOURCE_SNMP, LINK_UP, ""));
  assert_true(fleet_take_agent_link(fixture->fleet, "device:d1", LINK_UP, ""));
  assert_true(fleet_take_agent_link(fixture->fleet, "guest:" UUID_A, LINK_UP, ""));
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

static void what_is_configured_again_stays_as_it_is_known(void **state)
{
  struct fixture *fixture = *state;
  const struct host *h1 = fleet_host(fixture->fleet, "h1");
  guint changes = fleet_changes(fixture->fleet), agents = fleet_agent_changes(fixture->fleet);
  fleet_begin_configuration(fixture->fleet, 5000);
  fleet_add_cluster(fixture->fleet, cluster_new("lab"));
  fleet_add_host(fixture->fleet, "h2", "lab", VIRT | SNMP);
  fleet_add_host(fixture->fleet, "h1", "lab", VIRT | SNMP);
  fleet_add_device(fixture->fleet, device("d1", "array"));
  fleet_add_guest_agent(fixture->fleet, "lab", "g1");
  fleet_end_configuration(fixture->fleet);
  assert_ptr_equal(fleet_host(fixture->fleet, "h1"), h1);
  assert_int_equal(fleet_hosts(fixture->fleet)->len, 2);
  assert_int_equal(fleet_clusters(fixture->fleet)->len, 1);
  assert_int_equal(fleet_guests(fixture->fleet)->len, 2);
  assert_int_equal(h1->links[SOURCE_SNMP].state, LINK_UP);
  assert_int_equal(h1->links[SOURCE_LIBVIRT].state, LINK_UP);
  assert_int_equal(state_of(fixture, "host:h1", METRIC_HOST_CPU_BUSY_PCT), READING_KNOWN);
  assert_int_equal(state_of(fixture, "host:h1{fs=/}", METRIC_HOST_STORAGE_USED_BYTES), READING_KNOWN);
  assert_int_equal(fleet_devices(fixture->fleet)->len, 1);
  assert_string_equal(fleet_device(fixture->fleet, "d1")->kind, "array");
  assert_int_equal(fleet_agent_link(fixture->fleet, "device:d1")->state, LINK_UP);
  assert_int_equal(fleet_agent_link(fixture->fleet, "guest:" UUID_A)->state, LINK_UP);
  assert_int_equal(fleet_agent_changes(fixture->fleet), agents);
  assert_int_equal(fleet_interval_ms(fixture->fleet), 5000);
  assert_true(fleet_changes(fixture->fleet) != changes); /* the names of a cluster's hosts, at least */
}

static void what_is_not_configured_again_is_forgotten_with_its_guests(void **state)
{
  struct fixture *fixture = *state;
  fleet_begin_configuration(fixture->fleet, 10000);
  fleet_add_cluster(fixture->fleet, cluster_new("lab"));
  fleet_add_host(fixture->fleet, "h2", "lab", VIRT | SNMP);
  fleet_end_configuration(fixture->fleet);
  assert_null(fleet_host(fixture->fleet, "h1"));
  assert_null(fleet_guest(fixture->fleet, UUID_A));
  assert_non_null(fleet_guest(fixture->fleet, UUID_B));
  assert_null(fleet_device(fixture->fleet, "d1"));
  assert_null(fleet_agent_link(fixture->fleet, "device:d1"));
  assert_int_equal(state_of(fixture, "host:h1", METRIC_HOST_CPU_BUSY_PCT), READING_NO_ANSWER);
  assert_int_equal(state_of(fixture, "host:h1{fs=/}", METRIC_HOST_STORAGE_USED_BYTES), READING_NO_ANSWER);
  assert_int_equal(state_of(fixture, "host:h2", METRIC_HOST_CPU_BUSY_PCT), READING_KNOWN);
  struct reading reading = reading_known(METRIC_HOST_CPU_BUSY_PCT, 1);
  assert_false(fleet_take_readings(fixture->fleet, SOURCE_SNMP, STAMP, "host:h1", &reading, 1));
  assert_false(fleet_take_sightings(fixture->fleet, "h1", NULL, 0));
}

static void say(struct fixture *fixture, const char *subject)
{
  const struct alert alert = {.subject = subject, .name = "power", .source = "ups", .text = "", .state = ALERT_OK};
  assert_non_null(fleet_take_alert(fixture->fleet, &alert, NULL));
}

static void what_others_said_of_it_is_of_nobody_then(void **state)
{
  struct fixture *fixture = *state;
  static const char *const gone[] = {"host:h1", "guest:" UUID_A, "device:d1", "cluster:far"};
  fleet_add_cluster(fixture->fleet, cluster_new("far"));
  for (guint i = 0; i < G_N_ELEMENTS(gone); i++)
    say(fixture, gone[i]);
  say(fixture, "host:h2");
  fleet_begin_configuration(fixture->fleet, 10000);
  fleet_add_cluster(fixture->fleet, cluster_new("lab"));
  fleet_add_host(fixture->fleet, "h2", "lab", VIRT | SNMP);
  fleet_end_configuration(fixture->fleet);
  g_autoptr(GPtrArray) left = alert_book_list(fleet_alerts(fixture->fleet));
  assert_int_equal(left->len, 1);
  assert_string_equal(((const struct alert *)left->pdata[0])->subject, "host:h2");
}

/* "h1" must not take "h10" along. */
static void a_host_whose_name_begins_alike_keeps_its_values(void **state)
{
  struct fixture *fixture = *state;
  fleet_add_host(fixture->fleet, "h10", "lab", SNMP);
  take(fixture, "host:h10", METRIC_HOST_CPU_BUSY_PCT);
  fleet_begin_configuration(fixture->fleet, 10000);
  fleet_add_cluster(fixture->fleet, cluster_new("lab"));
  fleet_add_host(fixture->fleet, "h10", "lab", SNMP);
  fleet_end_configuration(fixture->fleet);
  assert_int_equal(state_of(fixture, "host:h10", METRIC_HOST_CPU_BUSY_PCT), READING_KNOWN);
  assert_int_equal(fleet_hosts(fixture->fleet)->len, 1);
}

static void a_guest_seen_on_another_host_too_stays(void **state)
{
  struct fixture *fixture = *state;
  see(fixture, "h2", UUID_A, "g1");
  fleet_begin_configuration(fixture->fleet, 10000);
  fleet_add_cluster(fixture->fleet, cluster_new("lab"));
  fleet_add_host(fixture->fleet, "h2", "lab", VIRT);
  fleet_end_configuration(fixture->fleet);
  assert_string_equal(fleet_guest(fixture->fleet, UUID_A)->host, "h2");
}

static void a_source_that_goes_takes_what_it_said_along(void **state)
{
  struct fixture *fixture = *state;
  fleet_begin_configuration(fixture->fleet, 10000);
  fleet_add_cluster(fixture->fleet, cluster_new("lab"));
  fleet_add_host(fixture->fleet, "h1", "lab", VIRT);
  fleet_add_host(fixture->fleet, "h2", "lab", SNMP);
  fleet_end_configuration(fixture->fleet);
  const struct host *h1 = fleet_host(fixture->fleet, "h1"), *h2 = fleet_host(fixture->fleet, "h2");
  assert_int_equal(h1->links[SOURCE_SNMP].state, LINK_NONE);
  assert_int_equal(h1->links[SOURCE_LIBVIRT].state, LINK_UP);
  assert_int_equal(h2->links[SOURCE_LIBVIRT].state, LINK_NONE);
  assert_int_equal(state_of(fixture, "host:h1{fs=/}", METRIC_HOST_STORAGE_USED_BYTES), READING_NO_ANSWER);
  assert_non_null(fleet_guest(fixture->fleet, UUID_A));
  assert_null(fleet_guest(fixture->fleet, UUID_B));
}

static void a_source_that_comes_is_connecting(void **state)
{
  struct fixture *fixture = *state;
  a_source_that_goes_takes_what_it_said_along(state);
  fleet_begin_configuration(fixture->fleet, 10000);
  fleet_add_cluster(fixture->fleet, cluster_new("lab"));
  fleet_add_host(fixture->fleet, "h1", "lab", VIRT | SNMP);
  fleet_end_configuration(fixture->fleet);
  assert_int_equal(fleet_host(fixture->fleet, "h1")->links[SOURCE_SNMP].state, LINK_CONNECTING);
}

static void agents_in_guests_come_and_go(void **state)
{
  struct fixture *fixture = *state;
  guint changes = fleet_agent_changes(fixture->fleet);
  fleet_begin_configuration(fixture->fleet, 10000);
  fleet_add_cluster(fixture->fleet, cluster_new("lab"));
  fleet_add_host(fixture->fleet, "h1", "lab", VIRT);
  fleet_add_host(fixture->fleet, "h2", "lab", VIRT);
  fleet_add_guest_agent(fixture->fleet, "lab", UUID_B);
  fleet_end_configuration(fixture->fleet);
  assert_null(fleet_agent_link(fixture->fleet, "guest:" UUID_A));
  assert_int_equal(fleet_agent_link(fixture->fleet, "guest:" UUID_B)->state, LINK_CONNECTING);
  assert_true(fleet_agent_changes(fixture->fleet) != changes);
}

static void a_host_in_another_cluster_takes_its_guests_along(void **state)
{
  struct fixture *fixture = *state;
  fleet_begin_configuration(fixture->fleet, 10000);
  fleet_add_cluster(fixture->fleet, cluster_new("lab"));
  fleet_add_cluster(fixture->fleet, cluster_new("other"));
  fleet_add_host(fixture->fleet, "h1", "other", VIRT | SNMP);
  fleet_add_host(fixture->fleet, "h2", "lab", VIRT | SNMP);
  fleet_add_guest_agent(fixture->fleet, "lab", "g1"); /* means nobody any more */
  fleet_end_configuration(fixture->fleet);
  assert_string_equal(fleet_host(fixture->fleet, "h1")->cluster, "other");
  assert_non_null(fleet_guest_meant(fixture->fleet, "other", "g1"));
  assert_null(fleet_agent_link(fixture->fleet, "guest:" UUID_A));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
  const struct CMUnitTest tests[] = {
      TEST(what_is_configured_again_stays_as_it_is_known),
      TEST(what_is_not_configured_again_is_forgotten_with_its_guests),
      TEST(what_others_said_of_it_is_of_nobody_then),
      TEST(a_host_whose_name_begins_alike_keeps_its_values),
      TEST(a_guest_seen_on_another_host_too_stays),
      TEST(a_source_that_goes_takes_what_it_said_along),
      TEST(a_source_that_comes_is_connecting),
      TEST(agents_in_guests_come_and_go),
      TEST(a_host_in_another_cluster_takes_its_guests_along),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
