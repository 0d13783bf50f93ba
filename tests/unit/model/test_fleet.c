#include "model/fleet.h"

#include "base/error.h"

#include "unit.h"

#define UUID_A "aaaaaaaa-0000-4000-8000-000000000001"
#define UUID_B "bbbbbbbb-0000-4000-8000-000000000002"
#define INTERVAL_MS 10000

struct fixture {
  struct virtual_clock clock;
  struct fleet *fleet;
};

static int set_up(void **state)
{
  struct fixture *fixture = g_new0(struct fixture, 1);
  virtual_clock_init(&fixture->clock, G_GINT64_CONSTANT(1700000000000000));
  fixture->fleet = fleet_new(&fixture->clock.clock, INTERVAL_MS);
  fleet_add_cluster(fixture->fleet, cluster_new("lab"));
  guint both = 1u << SOURCE_SNMP | 1u << SOURCE_LIBVIRT;
  fleet_add_host(fixture->fleet, "h1", "lab", both);
  fleet_add_host(fixture->fleet, "h2", "lab", both);
  fleet_take_link(fixture->fleet, "h1", SOURCE_LIBVIRT, LINK_UP, "");
  fleet_take_link(fixture->fleet, "h2", SOURCE_LIBVIRT, LINK_UP, "");
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

static struct sighting sighting(const char *uuid, const char *name, enum guest_state state,
                                enum guest_reason reason)
{
  struct sighting sighting = {.state = state, .reason = reason, .vcpus = 1};
  g_strlcpy(sighting.uuid, uuid, sizeof sighting.uuid);
  g_strlcpy(sighting.name, name, sizeof sighting.name);
  return sighting;
}

static void take_cpu(struct fixture *fixture, double value)
{
  struct reading reading = reading_known(METRIC_HOST_CPU_BUSY_PCT, value);
  assert_true(fleet_take_readings(fixture->fleet, SOURCE_SNMP, 1700000000, "host:h1", &reading, 1));
}

static void what_never_came_is_unknown_and_not_zero(void **state)
{
  struct fixture *fixture = *state;
  struct value value = fleet_value(fixture->fleet, "host:h1", METRIC_HOST_CPU_BUSY_PCT);
  assert_int_equal(value.reading.state, READING_NO_ANSWER);
  assert_int_equal(value.age_ms, -1);
}

static void a_value_has_its_age_and_then_is_unknown(void **state)
{
  struct fixture *fixture = *state;
  take_cpu(fixture, 55);
  virtual_clock_advance(&fixture->clock, 2 * G_USEC_PER_SEC);
  struct value value = fleet_value(fixture->fleet, "host:h1", METRIC_HOST_CPU_BUSY_PCT);
  assert_int_equal(value.reading.state, READING_KNOWN);
  assert_int_equal(value.age_ms, 2000);
  assert_int_equal(value.source, SOURCE_SNMP);
  virtual_clock_advance(&fixture->clock, (gint64)STALE_INTERVALS * INTERVAL_MS * 1000);
  value = fleet_value(fixture->fleet, "host:h1", METRIC_HOST_CPU_BUSY_PCT);
  assert_int_equal(value.reading.state, READING_STALE);
  assert_true(value.reading.value == 0);
}

static void an_unknown_reading_replaces_the_last_value(void **state)
{
  struct fixture *fixture = *state;
  take_cpu(fixture, 55);
  struct reading unknown = reading_unknown(METRIC_HOST_CPU_BUSY_PCT, READING_NO_ANSWER);
  fleet_take_readings(fixture->fleet, SOURCE_SNMP, 1700000010, "host:h1", &unknown, 1);
  assert_int_equal(fleet_value(fixture->fleet, "host:h1", METRIC_HOST_CPU_BUSY_PCT).reading.state,
                   READING_NO_ANSWER);
}

static void a_late_sample_does_not_replace_a_newer_one(void **state)
{
  struct fixture *fixture = *state;
  take_cpu(fixture, 55);
  struct reading late = reading_known(METRIC_HOST_CPU_BUSY_PCT, 1);
  fleet_take_readings(fixture->fleet, SOURCE_SNMP, 1699999990, "host:h1", &late, 1);
  assert_true(fleet_value(fixture->fleet, "host:h1", METRIC_HOST_CPU_BUSY_PCT).reading.value == 55);
}

/* provostd stood still for ten minutes: what waited for it in the socket is old (fault E02). */
static void a_sample_that_waited_for_long_is_stale_when_it_comes(void **state)
{
  struct fixture *fixture = *state;
  virtual_clock_advance(&fixture->clock, 600 * G_USEC_PER_SEC);
  take_cpu(fixture, 55);
  struct value value = fleet_value(fixture->fleet, "host:h1", METRIC_HOST_CPU_BUSY_PCT);
  assert_int_equal(value.reading.state, READING_STALE);
  assert_int_equal(value.age_ms, 600000);
}

static void samples_count_again_when_the_wall_clock_was_set_back(void **state)
{
  struct fixture *fixture = *state;
  take_cpu(fixture, 55);
  struct reading reading = reading_known(METRIC_HOST_CPU_BUSY_PCT, 1);
  fixture->clock.wall_us = (G_GINT64_CONSTANT(1700000000) - 3600) * G_USEC_PER_SEC;
  fleet_take_readings(fixture->fleet, SOURCE_SNMP, 1700000000 - 3600, "host:h1", &reading, 1);
  assert_true(fleet_value(fixture->fleet, "host:h1", METRIC_HOST_CPU_BUSY_PCT).reading.value == 1);
  take_cpu(fixture, 55);
  virtual_clock_advance(&fixture->clock, (gint64)STALE_INTERVALS * INTERVAL_MS * 1000 + 1);
  fixture->clock.wall_us = (G_GINT64_CONSTANT(1700000000) - 20) * G_USEC_PER_SEC;
  fleet_take_readings(fixture->fleet, SOURCE_SNMP, 1700000000 - 20, "host:h1", &reading, 1);
  assert_true(fleet_value(fixture->fleet, "host:h1", METRIC_HOST_CPU_BUSY_PCT).reading.value == 1);
}

static void the_age_of_a_host_is_that_of_its_worst_source(void **state)
{
  struct fixture *fixture = *state;
  assert_int_equal(fleet_age_ms(fixture->fleet, "host:h1"), -1);
  take_cpu(fixture, 55);
  virtual_clock_advance(&fixture->clock, 100 * G_USEC_PER_SEC);
  struct reading unknown = reading_unknown(METRIC_HOST_CPU_BUSY_PCT, READING_NO_ANSWER);
  fleet_take_readings(fixture->fleet, SOURCE_SNMP, 1700000100, "host:h1", &unknown, 1);
  assert_int_equal(fleet_age_ms(fixture->fleet, "host:h1"), 100000);
  fleet_take_link(fixture->fleet, "h1", SOURCE_LIBVIRT, LINK_DOWN, "silent");
  virtual_clock_advance(&fixture->clock, 50 * G_USEC_PER_SEC);
  struct reading known = reading_known(METRIC_HOST_CPU_BUSY_PCT, 1);
  fleet_take_readings(fixture->fleet, SOURCE_SNMP, 1700000150, "host:h1", &known, 1);
  assert_int_equal(fleet_age_ms(fixture->fleet, "host:h1"), 50000);
}

static void samples_of_unknown_hosts_are_refused(void **state)
{
  struct fixture *fixture = *state;
  struct reading reading = reading_known(METRIC_HOST_CPU_BUSY_PCT, 1);
  assert_false(fleet_take_readings(fixture->fleet, SOURCE_SNMP, 1, "host:nowhere", &reading, 1));
  assert_false(fleet_take_link(fixture->fleet, "nowhere", SOURCE_SNMP, LINK_UP, ""));
  assert_false(fleet_take_link(fixture->fleet, "h1", SOURCES, LINK_UP, ""));
}

static void a_guest_is_where_it_runs_and_not_where_it_arrives(void **state)
{
  struct fixture *fixture = *state;
  struct sighting running = sighting(UUID_A, "g1", GUEST_RUNNING, REASON_OTHER);
  struct sighting arriving = sighting(UUID_A, "g1", GUEST_PAUSED, REASON_MIGRATION);
  fleet_take_sightings(fixture->fleet, "h2", &arriving, 1);
  fleet_take_sightings(fixture->fleet, "h1", &running, 1);
  const struct guest *guest = fleet_guest(fixture->fleet, UUID_A);
  assert_string_equal(guest->host, "h1");
  assert_int_equal(guest->state, GUEST_RUNNING);
  assert_int_equal(guest->running_copies, 1);
  fleet_take_sightings(fixture->fleet, "h2", &running, 1);
  fleet_take_sightings(fixture->fleet, "h1", NULL, 0);
  assert_string_equal(fleet_guest(fixture->fleet, UUID_A)->host, "h2");
  g_autoptr(GPtrArray) here = fleet_guests_on(fixture->fleet, "h2"), gone = fleet_guests_on(fixture->fleet, "h1");
  assert_int_equal(here->len, 1);
  assert_int_equal(gone->len, 0);
}

static void two_running_copies_are_seen(void **state)
{
  struct fixture *fixture = *state;
  struct sighting running = sighting(UUID_A, "g1", GUEST_RUNNING, REASON_OTHER);
  fleet_take_sightings(fixture->fleet, "h1", &running, 1);
  fleet_take_sightings(fixture->fleet, "h2", &running, 1);
  assert_int_equal(fleet_guest(fixture->fleet, UUID_A)->running_copies, 2);
}

static void a_guest_of_a_silent_host_is_unknown_and_not_gone(void **state)
{
  struct fixture *fixture = *state;
  struct sighting running = sighting(UUID_A, "g1", GUEST_RUNNING, REASON_OTHER);
  fleet_take_sightings(fixture->fleet, "h1", &running, 1);
  fleet_take_link(fixture->fleet, "h1", SOURCE_LIBVIRT, LINK_DOWN, "no answer");
  const struct guest *guest = fleet_guest(fixture->fleet, UUID_A);
  assert_non_null(guest);
  assert_int_equal(guest->state, GUEST_UNKNOWN);
  fleet_take_link(fixture->fleet, "h1", SOURCE_LIBVIRT, LINK_UP, "");
  assert_int_equal(fleet_guest(fixture->fleet, UUID_A)->state, GUEST_RUNNING);
}

static void a_guest_that_nobody_knows_any_more_is_gone_with_its_values(void **state)
{
  struct fixture *fixture = *state;
  struct sighting running = sighting(UUID_A, "g1", GUEST_RUNNING, REASON_OTHER);
  struct reading reading = reading_known(METRIC_GUEST_CPU_USED_PCT, 5);
  fleet_take_sightings(fixture->fleet, "h1", &running, 1);
  fleet_take_readings(fixture->fleet, SOURCE_LIBVIRT, 1, "guest:" UUID_A, &reading, 1);
  fleet_take_sightings(fixture->fleet, "h1", NULL, 0);
  assert_null(fleet_guest(fixture->fleet, UUID_A));
  assert_int_equal(fleet_value(fixture->fleet, "guest:" UUID_A, METRIC_GUEST_CPU_USED_PCT).age_ms, -1);
}

/* Agents inside guests are asked once a minute, whatever the interval: what is repeated meanwhile is still so. */
static void what_a_slow_source_repeats_may_be_older(void **state)
{
  struct fixture *fixture = *state;
  const char *object = "guest:" UUID_A "{fs=/}";
  struct reading reading = reading_known(METRIC_GUEST_INSIDE_STORAGE_USED_BYTES, 5);
  reading.age_ms = STALE_INTERVALS * AGENT_PERIOD_SEC * 1000 - 1000;
  fleet_take_readings(fixture->fleet, SOURCE_AGENT, 1700000000, object, &reading, 1);
  assert_int_equal(fleet_value(fixture->fleet, object, reading.metric).reading.state, READING_KNOWN);
  virtual_clock_advance(&fixture->clock, 2 * G_USEC_PER_SEC);
  assert_int_equal(fleet_value(fixture->fleet, object, reading.metric).reading.state, READING_STALE);
  reading.age_ms = 0; /* but one that is not repeated is as stale as any other */
  fleet_take_readings(fixture->fleet, SOURCE_AGENT, 1700000002, object, &reading, 1);
  virtual_clock_advance(&fixture->clock, (gint64)STALE_INTERVALS * INTERVAL_MS * 1000 + 1000);
  assert_int_equal(fleet_value(fixture->fleet, object, reading.metric).reading.state, READING_STALE);
}

/* Whoever is asked: an SNMP agent tells all else at each interval. */
static void what_runs_may_be_some_minutes_old(void **state)
{
  struct fixture *fixture = *state;
  struct reading running = reading_known(METRIC_HOST_SOFTWARE_RUNNING, 1);
  running.age_ms = 150000;
  fleet_take_readings(fixture->fleet, SOURCE_SNMP, 1700000000, "host:h1{software=nginx}", &running, 1);
  assert_int_equal(fleet_value(fixture->fleet, "host:h1{software=nginx}", running.metric).reading.state, READING_KNOWN);
  virtual_clock_advance(&fixture->clock, (gint64)STALE_INTERVALS * INTERVAL_MS * 1000);
  running.age_ms = 180001;
  fleet_take_readings(fixture->fleet, SOURCE_SNMP, 1700000030, "host:h1{software=nginx}", &running, 1);
  assert_int_equal(fleet_value(fixture->fleet, "host:h1{software=nginx}", running.metric).reading.state, READING_STALE);
}

/* Quadratic, this would take minutes. */
static void ten_thousand_hosts_are_heard_in_a_moment(void **state)
{
  enum { HOSTS = 10000, GUESTS = 10 };
  struct fixture *fixture = *state;
  struct sighting guests[GUESTS];
  gint64 begun_us = g_get_monotonic_time();
  for (guint i = 0; i < HOSTS; i++) {
    g_autofree char *host = g_strdup_printf("many%u", i);
    fleet_add_host(fixture->fleet, host, "lab", 1u << SOURCE_LIBVIRT);
    fleet_take_link(fixture->fleet, host, SOURCE_LIBVIRT, LINK_UP, "");
    for (guint j = 0; j < GUESTS; j++) {
      g_autofree char *uuid = g_strdup_printf("aaaaaaaa-0000-4000-8000-%012u", i * GUESTS + j);
      guests[j] = sighting(uuid, "g", GUEST_RUNNING, REASON_OTHER);
    }
    fleet_take_sightings(fixture->fleet, host, guests, GUESTS);
    assert_non_null(fleet_guest(fixture->fleet, guests[0].uuid));
  }
  assert_int_equal(fleet_guests(fixture->fleet)->len, HOSTS * GUESTS);
  assert_in_range(g_get_monotonic_time() - begun_us, 0, 10 * G_USEC_PER_SEC);
}

/* Whatever was lost, doubled or came in another order: the next full lists are right (fault C26). */
static void a_full_list_wins_over_all_that_was_said_before(void **state)
{
  struct fixture *fixture = *state;
  struct sighting a = sighting(UUID_A, "g1", GUEST_RUNNING, REASON_OTHER);
  struct sighting twice[] = {a, a, sighting(UUID_B, "g2", GUEST_RUNNING, REASON_OTHER)};
  struct sighting left = sighting(UUID_A, "g1", GUEST_OFF, REASON_MIGRATED);
  fleet_take_sightings(fixture->fleet, "h2", twice, 3);
  assert_int_equal(fleet_guest(fixture->fleet, UUID_A)->running_copies, 1);
  fleet_take_sightings(fixture->fleet, "h1", twice, 3); /* the news that g1 left h2 is late */
  assert_int_equal(fleet_guest(fixture->fleet, UUID_A)->running_copies, 2);
  fleet_take_sightings(fixture->fleet, "h2", &left, 1);
  fleet_take_sightings(fixture->fleet, "h1", &a, 1);
  assert_string_equal(fleet_guest(fixture->fleet, UUID_A)->host, "h1");
  assert_int_equal(fleet_guest(fixture->fleet, UUID_A)->running_copies, 1);
  assert_null(fleet_guest(fixture->fleet, UUID_B));
  assert_int_equal(fleet_guests(fixture->fleet)->len, 1);
}

static void guests_are_found_by_name_and_uuid_and_ambiguity_is_refused(void **state)
{
  struct fixture *fixture = *state;
  struct sighting both[] = {sighting(UUID_A, "web", GUEST_RUNNING, REASON_OTHER),
                            sighting(UUID_B, "web", GUEST_OFF, REASON_OTHER)};
  g_autoptr(GError) error = NULL;
  fleet_take_sightings(fixture->fleet, "h1", both, 1);
  assert_non_null(fleet_find_guest(fixture->fleet, "web", &error));
  assert_null(fleet_find_guest(fixture->fleet, "wbe", &error));
  assert_error_says(error, "is it \"web\"?");
  g_clear_error(&error);
  fleet_take_sightings(fixture->fleet, "h1", both, 2);
  assert_null(fleet_find_guest(fixture->fleet, "web", &error));
  assert_int_equal(error->code, PROVOST_ERROR_REFUSED);
  g_clear_error(&error);
  assert_non_null(fleet_find_guest(fixture->fleet, UUID_B, &error));
  assert_null(fleet_find_host(fixture->fleet, "h3", &error));
  assert_error_says(error, "there is no host \"h3\"");
}

/* Host `host` knows one guest. */
static void sees(struct fixture *fixture, const char *host, const char *uuid, const char *name)
{
  struct sighting only = sighting(uuid, name, GUEST_RUNNING, REASON_OTHER);
  assert_true(fleet_take_sightings(fixture->fleet, host, &only, 1));
}

static void assert_counts(const struct fixture *fixture, guint known, guint no_answer, guint stale)
{
  guint counts[READING_STATES];
  fleet_count_readings(fixture->fleet, counts);
  assert_int_equal(counts[READING_KNOWN], known);
  assert_int_equal(counts[READING_NO_ANSWER], no_answer);
  assert_int_equal(counts[READING_STALE], stale);
}

static void readings_are_counted_as_they_come_and_grow_old(void **state)
{
  struct fixture *fixture = *state;
  const struct reading three[] = {reading_known(METRIC_GUEST_CPU_HOST_PCT, 1), reading_known(METRIC_GUEST_CPU_USED_PCT, 1),
                                  reading_unknown(METRIC_GUEST_CPU_COUNT, READING_NO_ANSWER)};
  sees(fixture, "h1", UUID_A, "a");
  take_cpu(fixture, 55);
  fleet_take_readings(fixture->fleet, SOURCE_LIBVIRT, 1700000000, "guest:" UUID_A, three, 3);
  assert_counts(fixture, 3, 1, 0);
  virtual_clock_advance(&fixture->clock, 20 * G_USEC_PER_SEC);
  fleet_take_readings(fixture->fleet, SOURCE_LIBVIRT, 1700000020, "guest:" UUID_A, three, 1);
  assert_counts(fixture, 2, 0, 0);
  virtual_clock_advance(&fixture->clock, 20 * G_USEC_PER_SEC);
  assert_counts(fixture, 1, 0, 1); /* nothing of h1 for 40 s */
  fleet_take_readings(fixture->fleet, SOURCE_LIBVIRT, 1700000030, "host:h2", &three[2], 1);
  fleet_take_readings(fixture->fleet, SOURCE_LIBVIRT, 1700000000, "host:h2{if=eth0}", three, 2); /* it waited */
  assert_counts(fixture, 1, 1, 3);
  fleet_take_sightings(fixture->fleet, "h1", NULL, 0);
  assert_counts(fixture, 0, 1, 3);
  take_cpu(fixture, 55); /* its stamp is 40 s old */
  assert_counts(fixture, 0, 1, 3);
}

/* Who has an agent inside, as the fleet knows it. */
static void assert_agents(const struct fixture *fixture, gboolean a, gboolean b)
{
  assert_int_equal(fleet_agent_link(fixture->fleet, "guest:" UUID_A) != NULL, a);
  assert_int_equal(fleet_agent_link(fixture->fleet, "guest:" UUID_B) != NULL, b);
}

static void an_agent_inside_is_that_of_the_guest_that_the_configuration_means(void **state)
{
  struct fixture *fixture = *state;
  fleet_add_guest_agent(fixture->fleet, "lab", "web");
  sees(fixture, "h1", UUID_A, "web");
  assert_agents(fixture, TRUE, FALSE);
  guint changes = fleet_agent_changes(fixture->fleet);
  sees(fixture, "h2", UUID_A, "web"); /* it moves */
  fleet_take_sightings(fixture->fleet, "h1", NULL, 0);
  assert_agents(fixture, TRUE, FALSE);
  assert_int_equal(fleet_agent_changes(fixture->fleet), changes);
  sees(fixture, "h1", UUID_B, "web"); /* which of the two? */
  assert_agents(fixture, FALSE, FALSE);
  assert_false(fleet_take_agent_link(fixture->fleet, "guest:" UUID_A, LINK_UP, ""));
  sees(fixture, "h1", UUID_B, "mail");
  assert_agents(fixture, TRUE, FALSE);
  sees(fixture, "h2", UUID_A, "old");
  assert_agents(fixture, FALSE, FALSE);
  sees(fixture, "h1", UUID_B, "web");
  assert_agents(fixture, FALSE, TRUE);
  fleet_take_sightings(fixture->fleet, "h1", NULL, 0);
  assert_agents(fixture, FALSE, FALSE);
  assert_true(fleet_agent_changes(fixture->fleet) > changes);
}

static void a_guest_configured_twice_has_one_agent_as_long_as_either_means_it(void **state)
{
  struct fixture *fixture = *state;
  fleet_add_guest_agent(fixture->fleet, "lab", "web");
  fleet_add_guest_agent(fixture->fleet, "lab", UUID_A);
  fleet_add_guest_agent(fixture->fleet, "elsewhere", UUID_B); /* but h1 is in lab */
  sees(fixture, "h1", UUID_A, "web");
  assert_agents(fixture, TRUE, FALSE);
  sees(fixture, "h1", UUID_A, "old");
  assert_agents(fixture, TRUE, FALSE);
  sees(fixture, "h1", UUID_B, "b");
  assert_agents(fixture, FALSE, FALSE);
}

static void the_state_of_a_host_follows_its_sources(void **state)
{
  struct fixture *fixture = *state;
  const struct host *host = fleet_host(fixture->fleet, "h1");
  assert_string_equal(host_state_name(host), "partial");
  fleet_take_link(fixture->fleet, "h1", SOURCE_SNMP, LINK_UP, "");
  assert_string_equal(host_state_name(host), "up");
  fleet_take_link(fixture->fleet, "h1", SOURCE_SNMP, LINK_DOWN, "silent");
  fleet_take_link(fixture->fleet, "h1", SOURCE_LIBVIRT, LINK_DOWN, "silent");
  assert_string_equal(host_state_name(host), "down");
  assert_owned_string_equal(link_text(&host->links[SOURCE_LIBVIRT]), "down: silent");
  fleet_take_link(fixture->fleet, "h1", SOURCE_LIBVIRT, LINK_UP, "");
  assert_owned_string_equal(link_text(&host->links[SOURCE_LIBVIRT]), "up");
}

static void contains(const struct fixture *fixture, const char *subject, const char *expected)
{
  g_autoptr(GPtrArray) subjects = fleet_containing(fixture->fleet, subject);
  g_ptr_array_add(subjects, NULL);
  g_autofree char *words = g_strjoinv(" ", (char **)subjects->pdata);
  assert_string_equal(words, expected);
}

static void a_subject_is_contained_in_what_its_trouble_may_come_from(void **state)
{
  struct fixture *fixture = *state;
  g_autoptr(GError) error = NULL;
  struct device *device = g_new0(struct device, 1);
  *device = (struct device){g_strdup("sw1"), g_strdup("switch"), g_strsplit("h1 h3", " ", -1)};
  fleet_add_device(fixture->fleet, device);
  struct sighting guest = sighting(UUID_A, "g1", GUEST_RUNNING, REASON_OTHER);
  fleet_take_sightings(fixture->fleet, "h1", &guest, 1);
  g_autofree char *service = alert_service("guest:" UUID_A, "http");
  const struct alert alert = {.subject = "guest:" UUID_A, .name = "http", .source = "nagios", .text = ""};
  assert_true(fleet_take_alert(fixture->fleet, &alert, &error));
  g_autofree char *of_service = g_strconcat(service, " guest:" UUID_A " host:h1 device:sw1 cluster:lab", NULL);
  contains(fixture, service, of_service);
  contains(fixture, "guest:" UUID_A, "guest:" UUID_A " host:h1 device:sw1 cluster:lab");
  contains(fixture, "guest:" UUID_B, "guest:" UUID_B);
  contains(fixture, "host:h1", "host:h1 device:sw1 cluster:lab");
  contains(fixture, "host:h2", "host:h2 cluster:lab");
  contains(fixture, "device:sw1", "device:sw1");
  contains(fixture, "cluster:lab", "cluster:lab");
  contains(fixture, "nonsense", "nonsense");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(what_never_came_is_unknown_and_not_zero, set_up, tear_down),
      cmocka_unit_test_setup_teardown(a_value_has_its_age_and_then_is_unknown, set_up, tear_down),
      cmocka_unit_test_setup_teardown(a_subject_is_contained_in_what_its_trouble_may_come_from, set_up, tear_down),
      cmocka_unit_test_setup_teardown(an_unknown_reading_replaces_the_last_value, set_up, tear_down),
      cmocka_unit_test_setup_teardown(a_late_sample_does_not_replace_a_newer_one, set_up, tear_down),
      cmocka_unit_test_setup_teardown(a_sample_that_waited_for_long_is_stale_when_it_comes, set_up, tear_down),
      cmocka_unit_test_setup_teardown(samples_count_again_when_the_wall_clock_was_set_back, set_up, tear_down),
      cmocka_unit_test_setup_teardown(the_age_of_a_host_is_that_of_its_worst_source, set_up, tear_down),
      cmocka_unit_test_setup_teardown(samples_of_unknown_hosts_are_refused, set_up, tear_down),
      cmocka_unit_test_setup_teardown(a_guest_is_where_it_runs_and_not_where_it_arrives, set_up, tear_down),
      cmocka_unit_test_setup_teardown(two_running_copies_are_seen, set_up, tear_down),
      cmocka_unit_test_setup_teardown(a_guest_of_a_silent_host_is_unknown_and_not_gone, set_up, tear_down),
      cmocka_unit_test_setup_teardown(a_guest_that_nobody_knows_any_more_is_gone_with_its_values, set_up,
                                      tear_down),
      cmocka_unit_test_setup_teardown(what_a_slow_source_repeats_may_be_older, set_up, tear_down),
      cmocka_unit_test_setup_teardown(what_runs_may_be_some_minutes_old, set_up, tear_down),
      cmocka_unit_test_setup_teardown(ten_thousand_hosts_are_heard_in_a_moment, set_up, tear_down),
      cmocka_unit_test_setup_teardown(a_full_list_wins_over_all_that_was_said_before, set_up, tear_down),
      cmocka_unit_test_setup_teardown(guests_are_found_by_name_and_uuid_and_ambiguity_is_refused, set_up,
                                      tear_down),
      cmocka_unit_test_setup_teardown(an_agent_inside_is_that_of_the_guest_that_the_configuration_means, set_up,
                                      tear_down),
      cmocka_unit_test_setup_teardown(a_guest_configured_twice_has_one_agent_as_long_as_either_means_it, set_up,
                                      tear_down),
      cmocka_unit_test_setup_teardown(readings_are_counted_as_they_come_and_grow_old, set_up, tear_down),
      cmocka_unit_test_setup_teardown(the_state_of_a_host_follows_its_sources, set_up, tear_down),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
