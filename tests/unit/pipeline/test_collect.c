#include "pipeline/collect.h"
#include "pipeline/subjects_message.h"

#include "wire/samples.h"

#include "unit.h"

#include <math.h>

#define UUID "6f3c1a52-0d2e-4c1b-9a57-2f8f5f1c0001"
#define AT G_GINT64_CONSTANT(1790000000)

struct site {
  struct virtual_clock clock;
  struct fleet *fleet;
};

/* h1 with libvirt and an agent, h2 with libvirt only. */
static int set_up(void **state)
{
  struct site *site = g_new0(struct site, 1);
  virtual_clock_init(&site->clock, AT * G_USEC_PER_SEC);
  site->fleet = fleet_new(&site->clock.clock, 10000);
  fleet_add_cluster(site->fleet, cluster_new("lab"));
  fleet_add_host(site->fleet, "h1", "lab", 1u << SOURCE_LIBVIRT | 1u << SOURCE_SNMP);
  fleet_add_host(site->fleet, "h2", "lab", 1u << SOURCE_LIBVIRT);
  *state = site;
  return 0;
}

static int tear_down(void **state)
{
  struct site *site = *state;
  fleet_free(site->fleet);
  g_free(site);
  return 0;
}

static guint take(const struct site *site, enum message_kind kind, GVariant *body)
{
  g_autoptr(GVariant) owned = g_variant_ref_sink(body);
  assert_true(g_variant_is_of_type(owned, message_type(kind)->type));
  return collect(site->fleet, kind, owned);
}

static guint take_sample(const struct site *site, enum source source, const char *object,
                         struct reading reading)
{
  struct samples_builder *builder = samples_builder_new();
  samples_builder_add(builder, object, &reading, 1);
  guint rejected = take(site, MESSAGE_SAMPLES, samples_builder_end(builder, AT, source));
  samples_builder_free(builder);
  return rejected;
}

static struct reading busy(double value)
{
  return (struct reading){.metric = METRIC_HOST_CPU_BUSY_PCT, .state = READING_KNOWN, .value = value};
}

static void a_sample_goes_to_the_fleet(void **state)
{
  const struct site *site = *state;
  assert_int_equal(take_sample(site, SOURCE_SNMP, "host:h1", busy(42)), 0);
  struct value value = fleet_value(site->fleet, "host:h1", METRIC_HOST_CPU_BUSY_PCT);
  assert_int_equal(value.reading.state, READING_KNOWN);
  assert_true(value.reading.value == 42);
  assert_int_equal(value.source, SOURCE_SNMP);
}

static void samples_that_make_no_sense_are_counted_and_left_out(void **state)
{
  const struct site *site = *state;
  assert_int_equal(take_sample(site, SOURCE_SNMP, "host:nowhere", busy(42)), 1);
  assert_int_equal(take_sample(site, SOURCE_SNMP, "cluster:lab", busy(42)), 1);
  assert_int_equal(take_sample(site, SOURCE_SNMP, "h1", busy(42)), 1);
  assert_int_equal(take_sample(site, SOURCE_SNMP, "host:h1{if=eth0}", busy(42)), 1);
  assert_int_equal(take_sample(site, SOURCE_SNMP, "host:h1", busy((double)NAN)), 1);
  assert_int_equal(take_sample(site, SOURCE_SNMP, "host:h1", busy(100.5)), 1);
  assert_int_equal(take_sample(site, SOURCES, "host:h1", busy(42)), 1);
  assert_int_equal(take_sample(site, SOURCE_NONE, "host:h1", busy(42)), 1);
  assert_int_equal(fleet_value(site->fleet, "host:h1", METRIC_HOST_CPU_BUSY_PCT).age_ms, -1);
  g_autoptr(GPtrArray) objects = fleet_objects(site->fleet, NULL);
  assert_int_equal(objects->len, 0);
}

static guint take_link(const struct site *site, const char *subject, guint source, guint link)
{
  return take(site, MESSAGE_LINK, g_variant_new("(syys)", subject, (guchar)source, (guchar)link, "a\nreason"));
}

static void a_link_is_told_of_a_configured_source_of_a_known_host(void **state)
{
  const struct site *site = *state;
  assert_int_equal(take_link(site, "host:h1", SOURCE_LIBVIRT, LINK_DOWN), 0);
  const struct link *link = &fleet_host(site->fleet, "h1")->links[SOURCE_LIBVIRT];
  assert_int_equal(link->state, LINK_DOWN);
  assert_string_equal(link->reason, "a reason");
  assert_int_equal(take_link(site, "host:nowhere", SOURCE_LIBVIRT, LINK_UP), 1);
  assert_int_equal(take_link(site, "guest:" UUID, SOURCE_LIBVIRT, LINK_UP), 1);
  assert_int_equal(take_link(site, "", SOURCE_LIBVIRT, LINK_UP), 1);
  assert_int_equal(take_link(site, "host:h1", SOURCES, LINK_UP), 1);
  assert_int_equal(take_link(site, "host:h1", SOURCE_LIBVIRT, LINK_STATES), 1);
  assert_int_equal(link->state, LINK_DOWN);
}

/* Else the host would count a source more, or one less, than is configured, and be "partial" for ever. */
static void a_link_can_neither_make_nor_take_away_a_source(void **state)
{
  const struct site *site = *state;
  assert_int_equal(take_link(site, "host:h2", SOURCE_LIBVIRT, LINK_UP), 0);
  assert_int_equal(take_link(site, "host:h2", SOURCE_SNMP, LINK_DOWN), 1);
  assert_int_equal(take_link(site, "host:h2", SOURCE_NONE, LINK_DOWN), 1);
  assert_int_equal(take_link(site, "host:h2", SOURCE_LIBVIRT, LINK_NONE), 1);
  assert_string_equal(host_state_name(fleet_host(site->fleet, "h2")), "up");
}

static guint take_facts(const struct site *site, const char *subject, const char *hostname, guint n_missing)
{
  g_autofree char *endless = g_strnfill(5000, 'm');
  GVariantBuilder missing;
  g_variant_builder_init(&missing, G_VARIANT_TYPE("as"));
  for (guint i = 0; i < n_missing; i++)
    g_variant_builder_add(&missing, "s", i ? endless : "job\nstatistics");
  return take(site, MESSAGE_HOST_FACTS,
              g_variant_new("(ssssutasuuts)", subject, hostname, UUID, "9.0.0", 8u, (guint64)1 << 34, &missing, 2u, 4u,
                            G_GUINT64_CONSTANT(2400000000), "Haswell\n(Intel)"));
}

static void facts_are_kept_of_known_hosts_and_made_harmless(void **state)
{
  const struct site *site = *state;
  g_autofree char *endless = g_strnfill(5000, 'h');
  assert_int_equal(take_facts(site, "host:nowhere", "node1", 0), 1);
  assert_int_equal(take_facts(site, "cluster:lab", "node1", 0), 1);
  assert_int_equal(take_facts(site, "host:h1", endless, 10000), 0);
  const struct host *host = fleet_host(site->fleet, "h1");
  assert_int_equal(host->cpus, 8);
  assert_int_equal(host->sockets, 2);
  assert_int_equal(host->cores, 4);
  assert_int_equal(host->cpu_hz, 2400000000);
  assert_string_equal(host->cpu_model, "Haswell (Intel)");
  assert_int_equal(strlen(host->hostname), LIMIT_URI);
  assert_string_equal(host->missing[0], "job statistics");
  guint n_missing = g_strv_length(host->missing);
  assert_in_range(n_missing, 2, 32);
  for (guint i = 0; i < n_missing; i++)
    assert_true(strlen(host->missing[i]) <= LIMIT_TEXT);
}

static guint take_agent(const struct site *site, const char *subject, const char *name, guint n)
{
  g_autofree char *endless = g_strnfill(5000, 't');
  GVariantBuilder lists[3];
  for (guint i = 0; i < G_N_ELEMENTS(lists); i++) {
    g_variant_builder_init(&lists[i], G_VARIANT_TYPE("as"));
    for (guint j = 0; j < n; j++)
      g_variant_builder_add(&lists[i], "s", j ? endless : "if\nTable");
  }
  GVariantBuilder interfaces;
  g_variant_builder_init(&interfaces, G_VARIANT_TYPE("a(yss)"));
  for (guint i = 0; i < n; i++)
    g_variant_builder_add(&interfaces, "(yss)", (guchar)i, i ? endless : "et\nh0", "to rack\0334");
  return take(site, MESSAGE_AGENT_FACTS,
              g_variant_new("(sssssxxasasasa(yss))", subject, name, endless, "2c", endless, G_MAXINT64, G_MININT64,
                            &lists[0], &lists[1], &lists[2], &interfaces));
}

static void what_an_agent_says_of_itself_is_kept_and_made_harmless(void **state)
{
  const struct site *site = *state;
  gint64 age_ms;
  assert_null(fleet_agent(site->fleet, "host:h1", &age_ms));
  assert_int_equal(take_agent(site, "host:nowhere", "n", 1), 1);
  assert_int_equal(take_agent(site, "host:h1{if=eth0}", "n", 1), 1);
  assert_int_equal(take_agent(site, "", "n", 1), 1);
  assert_int_equal(take_agent(site, "host:h1", "node\033[1", 5000), 0);
  const struct agent_facts *facts = fleet_agent(site->fleet, "host:h1", &age_ms);
  assert_int_equal(age_ms, 0);
  assert_string_equal(facts->system_name, "node [1");
  assert_string_equal(facts->found[0], "if Table");
  assert_int_equal(g_strv_length(facts->missing), AGENT_WORDS_MAX);
  assert_true(strlen(facts->trouble[1]) <= LIMIT_TEXT);
  assert_true(strlen(facts->engine_id) <= 64);
  assert_int_equal(facts->n_interfaces, AGENT_INTERFACES_MAX);
  assert_string_equal(facts->interfaces[0].name, "et h0");
  assert_string_equal(facts->interfaces[0].alias, "to rack 4");
  assert_int_equal(facts->interfaces[2].role, INTERFACE_OF_GUEST);
  assert_int_equal(facts->interfaces[99].role, INTERFACE_OWN);
  assert_true(strlen(facts->interfaces[1].name) <= LIMIT_INSTANCE + 3);
  assert_int_equal(facts->poll_ms, -1);
  assert_int_equal(facts->round_trip_us, G_GINT64_CONSTANT(3600000000));
}

static void add_guest(GVariantBuilder *rows, const char *uuid, const char *name, guint state, guint reason)
{
  g_variant_builder_add(rows, "(ssyyuuttbb)", uuid, name, (guchar)state, (guchar)reason, 2u, 4u,
                        (guint64)1 << 30, (guint64)1 << 31, TRUE, FALSE);
}

static guint take_guests(const struct site *site, const char *subject, GVariantBuilder *rows)
{
  return take(site, MESSAGE_GUESTS, g_variant_new("(sa(ssyyuuttbb))", subject, rows));
}

static guint take_guest(const struct site *site, const char *subject, const char *uuid, const char *name,
                        guint guest_state, guint reason)
{
  GVariantBuilder rows;
  g_variant_builder_init(&rows, G_VARIANT_TYPE("a(ssyyuuttbb)"));
  add_guest(&rows, uuid, name, guest_state, reason);
  return take_guests(site, subject, &rows);
}

static void a_guest_is_known_by_its_UUID_in_lower_case(void **state)
{
  const struct site *site = *state;
  g_autofree char *upper = g_ascii_strup(UUID, -1);
  assert_int_equal(take_guest(site, "host:h1", upper, "g1", GUEST_RUNNING, REASON_OTHER), 0);
  const struct guest *guest = fleet_guest(site->fleet, UUID);
  assert_non_null(guest);
  assert_string_equal(guest->name, "g1");
  assert_string_equal(guest->host, "h1");
  assert_int_equal(guest->memory_bytes, (guint64)1 << 30);
  assert_int_equal(guest->running_copies, 1);
}

static void guests_that_make_no_sense_are_counted_and_left_out(void **state)
{
  const struct site *site = *state;
  assert_int_equal(take_guest(site, "host:h1", "", "g1", GUEST_RUNNING, 0), 1);
  assert_int_equal(take_guest(site, "host:h1", "not-a-uuid", "g1", GUEST_RUNNING, 0), 1);
  assert_int_equal(take_guest(site, "host:h1", UUID "0", "g1", GUEST_RUNNING, 0), 1);
  assert_int_equal(take_guest(site, "host:h1", UUID, "g1", GUEST_STATES, 0), 1);
  assert_int_equal(take_guest(site, "host:h1", UUID, "g1", GUEST_RUNNING, GUEST_REASONS), 1);
  assert_int_equal(take_guest(site, "host:nowhere", UUID, "g1", GUEST_RUNNING, 0), 1);
  assert_int_equal(take_guest(site, "h1", UUID, "g1", GUEST_RUNNING, 0), 1);
  assert_int_equal(fleet_guests(site->fleet)->len, 0);
}

static guint take_inside(const struct site *site, const char *uuid, guint n)
{
  g_autofree char *endless = g_strnfill(5000, 'a');
  GVariantBuilder addresses;
  g_variant_builder_init(&addresses, G_VARIANT_TYPE("as"));
  for (guint i = 0; i < n; i++)
    g_variant_builder_add(&addresses, "s", i ? endless : "10.0.0.5\033[2J");
  return take(site, MESSAGE_GUEST_FACTS, g_variant_new("(sssas)", uuid, "web\n1", endless, &addresses));
}

static void what_a_guest_agent_says_is_kept_while_the_guest_is_known(void **state)
{
  const struct site *site = *state;
  gint64 age_ms;
  assert_int_equal(take_inside(site, UUID, 1), 1);
  take_guest(site, "host:h1", UUID, "g1", GUEST_RUNNING, 0);
  assert_null(fleet_guest_agent(site->fleet, UUID, &age_ms));
  assert_int_equal(take_inside(site, "", 1), 1);
  assert_int_equal(take_inside(site, UUID "{fs=/}", 1), 1);
  assert_int_equal(take_inside(site, UUID, 5000), 0);
  const struct guest_agent *agent = fleet_guest_agent(site->fleet, UUID, &age_ms);
  assert_int_equal(age_ms, 0);
  assert_string_equal(agent->hostname, "web 1");
  assert_int_equal(strlen(agent->os), LIMIT_URI);
  assert_string_equal(agent->addresses[0], "10.0.0.5 [2J");
  assert_int_equal(g_strv_length(agent->addresses), GUEST_ADDRESSES_MAX);
  GVariantBuilder none;
  g_variant_builder_init(&none, G_VARIANT_TYPE("a(ssyyuuttbb)"));
  take_guests(site, "host:h1", &none);
  assert_null(fleet_guest_agent(site->fleet, UUID, &age_ms));
}

/* A name cut within a character would be no text any more, and whoever writes it as such would abort. */
static void a_guest_name_is_cut_between_characters_and_made_harmless(void **state)
{
  const struct site *site = *state;
  g_autofree char *a62 = g_strnfill(LIMIT_NAME - 1, 'a');
  g_autofree char *name = g_strconcat(a62, "\303\266", NULL);
  assert_int_equal(take_guest(site, "host:h1", UUID, name, GUEST_RUNNING, 0), 0);
  assert_string_equal(fleet_guest(site->fleet, UUID)->name, a62);
  g_autoptr(GVariant) subjects = g_variant_ref_sink(subjects_message(site->fleet));
  assert_int_equal(g_variant_n_children(subjects), 4);
  assert_int_equal(take_guest(site, "host:h1", UUID, "\033]0;mine\007", GUEST_RUNNING, 0), 0);
  assert_string_equal(fleet_guest(site->fleet, UUID)->name, " ]0;mine ");
}

static void a_host_has_4096_guests_at_most(void **state)
{
  const struct site *site = *state;
  GVariantBuilder rows;
  g_variant_builder_init(&rows, G_VARIANT_TYPE("a(ssyyuuttbb)"));
  for (guint i = 0; i < 5000; i++) {
    g_autofree char *uuid = g_strdup_printf("6f3c1a52-0d2e-4c1b-9a57-2f8f5f1%05u", i);
    g_autofree char *name = g_strdup_printf("g%u", i);
    add_guest(&rows, uuid, name, GUEST_RUNNING, REASON_OTHER);
  }
  assert_int_equal(take_guests(site, "host:h1", &rows), 5000 - LIMIT_GUESTS_PER_HOST);
  assert_int_equal(fleet_guests(site->fleet)->len, LIMIT_GUESTS_PER_HOST);
}

static void an_empty_list_takes_all_guests_of_the_host_away(void **state)
{
  const struct site *site = *state;
  take_guest(site, "host:h1", UUID, "g1", GUEST_RUNNING, REASON_OTHER);
  GVariantBuilder rows;
  g_variant_builder_init(&rows, G_VARIANT_TYPE("a(ssyyuuttbb)"));
  assert_int_equal(take_guests(site, "host:h1", &rows), 0);
  assert_int_equal(fleet_guests(site->fleet)->len, 0);
}

static struct device *device_new(void)
{
  static const char *const serves[] = {"h1", "h2", NULL};
  struct device *device = g_new(struct device, 1);
  *device = (struct device){g_strdup("f1"), g_strdup("switch"), g_strdupv((char **)serves)};
  return device;
}

static void subjects_are_told_with_parent_state_and_what_is_said_of_them(void **state)
{
  const struct site *site = *state;
  g_autoptr(GHashTable) labels = g_hash_table_new(g_str_hash, g_str_equal);
  g_hash_table_insert(labels, (gpointer)"tier", (gpointer)"gold");
  g_hash_table_insert(labels, (gpointer)"rack", (gpointer)"r7");
  fleet_add_traits(site->fleet, "host:h1", "lab", &(struct traits){.ha = FALSE, .labels = labels});
  fleet_add_traits(site->fleet, "guest:g1", "lab", &(struct traits){.ha = TRUE, .labels = labels});
  fleet_add_device(site->fleet, device_new());
  take_link(site, "host:h2", SOURCE_LIBVIRT, LINK_UP);
  take_guest(site, "host:h2", UUID, "g1", GUEST_PAUSED, REASON_OTHER);
  g_autoptr(GVariant) subjects = g_variant_ref_sink(subjects_message(site->fleet));
  assert_true(g_variant_is_of_type(subjects, message_type(MESSAGE_SUBJECTS)->type));
  g_autofree char *text = g_variant_print(subjects, FALSE);
  assert_string_equal(text, "[('cluster:lab', 'lab', '', 'partial', false, {}, []), "
                            "('host:h1', 'h1', 'cluster:lab', 'connecting', false, {'rack': 'r7', 'tier': 'gold'}, []), "
                            "('host:h2', 'h2', 'cluster:lab', 'up', false, {}, []), "
                            "('guest:" UUID "', 'g1', 'host:h2', 'paused', true, {'rack': 'r7', 'tier': 'gold'}, []), "
                            "('device:f1', 'f1', '', 'connecting', false, {}, ['host:h1', 'host:h2'])]");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
  const struct CMUnitTest tests[] = {
      TEST(a_sample_goes_to_the_fleet),
      TEST(samples_that_make_no_sense_are_counted_and_left_out),
      TEST(a_link_is_told_of_a_configured_source_of_a_known_host),
      TEST(a_link_can_neither_make_nor_take_away_a_source),
      TEST(what_an_agent_says_of_itself_is_kept_and_made_harmless),
      TEST(what_a_guest_agent_says_is_kept_while_the_guest_is_known),
      TEST(facts_are_kept_of_known_hosts_and_made_harmless),
      TEST(a_guest_is_known_by_its_UUID_in_lower_case),
      TEST(guests_that_make_no_sense_are_counted_and_left_out),
      TEST(a_guest_name_is_cut_between_characters_and_made_harmless),
      TEST(a_host_has_4096_guests_at_most),
      TEST(an_empty_list_takes_all_guests_of_the_host_away),
      TEST(subjects_are_told_with_parent_state_and_what_is_said_of_them),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
