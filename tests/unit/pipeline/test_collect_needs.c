/* What provost-virt says of needs and offers, over the wire's types into the fleet, and what of it is refused. */
#include "pipeline/collect_needs.h"

#include "unit.h"

#define UUID "6f3c1a52-0d2e-4c1b-9a57-2f8f5f1c0001"

struct site {
  struct virtual_clock clock;
  struct fleet *fleet;
};

static void sight(struct site *site, gsize n)
{
  struct sighting sighting = {.uuid = UUID, .name = "g", .state = GUEST_RUNNING};
  fleet_take_sightings(site->fleet, "h1", &sighting, n);
}

static int set_up(void **state)
{
  struct site *site = g_new0(struct site, 1);
  virtual_clock_init(&site->clock, G_GINT64_CONSTANT(1790000000) * G_USEC_PER_SEC);
  site->fleet = fleet_new(&site->clock.clock, 10000);
  fleet_add_cluster(site->fleet, cluster_new("lab"));
  fleet_add_host(site->fleet, "h1", "lab", 1u << SOURCE_LIBVIRT);
  sight(site, 1);
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

/* `text` as in g_variant_parse(). */
static guint take(struct site *site, enum message_kind kind, const char *text)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) body = g_variant_parse(message_type(kind)->type, text, NULL, NULL, &error);
  assert_no_error(error);
  return collect_needs(site->fleet, kind, body);
}

static const struct guest_needs *needs_of(const struct site *site)
{
  return fleet_needs(site->fleet, fleet_guest(site->fleet, UUID));
}

static void offers_are_kept_sorted_and_replaced(void **state)
{
  struct site *site = *state;
  assert_null(fleet_host(site->fleet, "h1")->offers);
  assert_int_equal(take(site, MESSAGE_HOST_OFFERS,
                        "('host:h1', 0xff, ['network:b', 'interface:a', 'network:b'], [('images', 'dir', '/srv'), ('rbd', 'rbd', '')])"),
                   0);
  const struct host_offers *offers = fleet_host(site->fleet, "h1")->offers;
  assert_owned_string_equal(g_strjoinv(" ", offers->networks), "interface:a network:b");
  assert_int_equal(offers->known, OFFER_NETWORKS | OFFER_INTERFACES | OFFER_POOLS);
  assert_int_equal(offers->n_pools, 2);
  assert_string_equal(host_offers_path(offers, "/srv/x"), "/srv");
  assert_null(host_offers_path(offers, "/srvx"));
  assert_null(host_offers_path(offers, "/"));
  assert_int_equal(take(site, MESSAGE_HOST_OFFERS, "('host:h1', 0x01, [], [])"), 0);
  assert_int_equal(fleet_host(site->fleet, "h1")->offers->n_pools, 0);
}

static void needs_are_kept_while_the_host_knows_the_guest(void **state)
{
  struct site *site = *state;
  assert_null(needs_of(site));
  assert_int_equal(take(site, MESSAGE_GUEST_NEEDS,
                        "('host:h1', [('6F3C1A52-0d2e-4c1b-9a57-2f8f5f1c0001', true, ['network:b', 'interface:a'], "
                        "['pool:images'], 0x03, 'k1', 'Penryn\\nwith x', 'OpenStack')])"),
                   0);
  const struct guest_needs *needs = needs_of(site);
  assert_owned_string_equal(g_strjoinv(" ", needs->networks), "interface:a network:b");
  assert_owned_string_equal(g_strjoinv(" ", needs->storage), "pool:images");
  assert_int_equal(needs->cpu, CPU_NEED_EXACT);
  assert_string_equal(needs->cpu_label, "Penryn with x");
  assert_string_equal(needs->owner, "OpenStack");
  sight(site, 1);
  assert_non_null(needs_of(site));
  sight(site, 0);
  sight(site, 1);
  assert_null(needs_of(site));
}

static void needs_that_come_before_the_guest_is_listed_count_when_it_is(void **state)
{
  struct site *site = *state;
  sight(site, 0);
  assert_int_equal(take(site, MESSAGE_GUEST_NEEDS, "('host:h1', [('" UUID "', true, [], [], 0x01, '', '', '')])"), 0);
  sight(site, 1);
  assert_non_null(needs_of(site));
}

static void verdicts_replace_those_before(void **state)
{
  struct site *site = *state;
  assert_int_equal(take(site, MESSAGE_CPU_VERDICTS, "('host:h1', [('k1', 0x02, 'no\\nway'), ('k2', 0x01, '')])"), 0);
  const struct cpu_verdict *verdict = g_hash_table_lookup(fleet_host(site->fleet, "h1")->verdicts, "k1");
  assert_int_equal(verdict->fit, CPU_FIT_NO);
  assert_string_equal(verdict->reason, "no way");
  assert_int_equal(take(site, MESSAGE_CPU_VERDICTS, "('host:h1', [])"), 0);
  assert_int_equal(g_hash_table_size(fleet_host(site->fleet, "h1")->verdicts), 0);
}

static void what_makes_no_sense_is_counted_and_left_out(void **state)
{
  struct site *site = *state;
  static const struct {
    enum message_kind kind;
    const char *text;
  } rows[] = {
      {MESSAGE_HOST_OFFERS, "('host:nowhere', 0x01, [], [])"},
      {MESSAGE_HOST_OFFERS, "('guest:x', 0x01, [], [])"},
      {MESSAGE_GUEST_NEEDS, "('cluster:lab', [])"},
      {MESSAGE_GUEST_NEEDS, "('host:nowhere', [('" UUID "', true, [], [], 0x01, '', '', '')])"},
      {MESSAGE_GUEST_NEEDS, "('host:h1', [('no-uuid', true, [], [], 0x01, '', '', '')])"},
      {MESSAGE_GUEST_NEEDS, "('host:h1', [('" UUID "', true, [], [], 0x04, '', '', '')])"},
      {MESSAGE_CPU_VERDICTS, "('host:nowhere', [])"},
      {MESSAGE_CPU_VERDICTS, "('', [])"},
      {MESSAGE_CPU_VERDICTS, "('host:h1', [('k', 0x03, '')])"},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
    assert_int_equal(take(site, rows[i].kind, rows[i].text), 1);
  assert_null(needs_of(site));
}

static void there_is_an_end_to_how_many_are_kept(void **state)
{
  struct site *site = *state;
  GVariantBuilder rows, verdicts, pools;
  g_variant_builder_init(&rows, G_VARIANT_TYPE("a(sbasasysss)"));
  for (guint i = 0; i < LIMIT_GUESTS_PER_HOST + 2; i++) {
    g_autofree char *uuid = g_uuid_string_random();
    g_variant_builder_add_parsed(&rows, "(%s, true, @as [], @as [], byte 1, '', '', '')", uuid);
  }
  g_autoptr(GVariant) needs = g_variant_ref_sink(g_variant_new("(sa(sbasasysss))", "host:h1", &rows));
  assert_int_equal(collect_needs(site->fleet, MESSAGE_GUEST_NEEDS, needs), 2);
  assert_int_equal(take(site, MESSAGE_GUEST_NEEDS, "('host:h1', [('" UUID "', true, [], [], 0x01, '', '', '')])"), 1);
  g_variant_builder_init(&verdicts, G_VARIANT_TYPE("a(sys)"));
  g_variant_builder_init(&pools, G_VARIANT_TYPE("a(sss)"));
  for (guint i = 0; i < LIMIT_PROCESSORS + 3; i++) {
    g_autofree char *name = g_strdup_printf("%u", i);
    g_variant_builder_add(&verdicts, "(sys)", name, 1, "");
    g_variant_builder_add(&pools, "(sss)", name, "dir", "/");
  }
  g_autoptr(GVariant) many = g_variant_ref_sink(g_variant_new("(sa(sys))", "host:h1", &verdicts));
  assert_int_equal(collect_needs(site->fleet, MESSAGE_CPU_VERDICTS, many), 3);
  g_autoptr(GVariant) offers = g_variant_ref_sink(g_variant_new("(sy@asa(sss))", "host:h1", 7, g_variant_new_strv(NULL, 0), &pools));
  assert_int_equal(collect_needs(site->fleet, MESSAGE_HOST_OFFERS, offers), 0);
  assert_int_equal(fleet_host(site->fleet, "h1")->offers->n_pools, LIMIT_INSTANCES);
  assert_int_equal(fleet_host(site->fleet, "h1")->offers->known, OFFER_NETWORKS | OFFER_INTERFACES);
}

#define test(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
  const struct CMUnitTest tests[] = {
      test(offers_are_kept_sorted_and_replaced),
      test(needs_are_kept_while_the_host_knows_the_guest),
      test(needs_that_come_before_the_guest_is_listed_count_when_it_is),
      test(verdicts_replace_those_before),
      test(what_makes_no_sense_is_counted_and_left_out),
      test(there_is_an_end_to_how_many_are_kept),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
