#include "daemon/configure.h"
#include "daemon/packs.h"
#include "daemon/rule_problems.h"

#include "folder.h"
#include "unit.h"

#include <glib/gstdio.h>
#include <sys/socket.h>

#define COMMUNITY "s3cret-of-both"

static const char text[] = "state_dir: /srv/state\n"
                           "interval: 30s\n"
                           "programs: {page: [/usr/bin/true, --id, '%{tip.id}'], log: [/usr/bin/true]}\n"
                           "program_timeout: 45s\n"
                           "rrd: {rrdcached: unix:/run/rrdcached.sock, retention: 400d}\n"
                           "packs: [/srv/packs, /srv/more]\n"
                           "policies:\n"
                           "  host-cpu: {settings: {warning: 75}}\n"
                           "clusters:\n"
                           "  - name: lab\n"
                           "    labels: {site: north}\n"
                           "    reserve: {cpu: 10%, memory: 256MiB}\n"
                           "    migration: {methods: [quick], save_dir: /srv/saves}\n"
                           "    hosts:\n"
                           "      - {name: both, labels: {rack: r7}, libvirt: 'qemu+tcp://10.99.0.11/system',\n"
                           "         snmp: {address: 10.99.0.11, community: " COMMUNITY "}}\n"
                           "      - {name: virt, libvirt: 'test:///default'}\n"
                           "      - {name: snmp, snmp: {address: 'udp6:[::1]:1161', community: " COMMUNITY "}}\n"
                           "    guests:\n"
                           "      - {name: db1, ha: true, labels: {tier: db}, snmp: {address: 192.0.2.7, community: " COMMUNITY "}}\n"
                           "  - {name: other, hosts: [{name: h4, libvirt: 'test:///x'}]}\n"
                           "devices:\n"
                           "  - {name: fabric1, kind: switch, serves: [virt, h4],\n"
                           "     snmp: {address: 192.0.2.9, community: " COMMUNITY ", software: [fabricd, '(sd-pam)']}}\n";

/* What each role was told. */
struct site {
  struct config *config;
  GPtrArray *packs;
  struct virtual_clock clock;
  guint heard;
  enum message_kind wanted;
  GVariant *body, *pack; /* the wanted message, and that about a pack */
  const struct sighting *sightings; /* of guests on host virt */
  guint n_sightings;
};

/* A pack with a policy, read from below `folder` and removed again. */
static GPtrArray *load_pack(const char *folder)
{
  g_autofree char *pack = g_build_filename(folder, "p", NULL);
  g_autofree char *manifest = g_build_filename(pack, "pack.yaml", NULL);
  g_autofree char *policy = g_build_filename(pack, "p.lua", NULL);
  assert_int_equal(g_mkdir(pack, 0700), 0);
  assert_true(g_file_set_contents(manifest, "name: p\nversion: 1.0\ncapabilities: {metrics: [host.cpu.*]}\n", -1, NULL));
  assert_true(g_file_set_contents(policy, "return 7", -1, NULL));
  g_autoptr(GPtrArray) folders = g_ptr_array_new();
  g_ptr_array_add(folders, pack);
  g_autoptr(GPtrArray) declared = packs_new();
  GPtrArray *packs = packs_load(folders, declared);
  folder_remove(pack);
  return packs;
}

static int set_up(void **state)
{
  struct site *site = g_new0(struct site, 1);
  g_autofree char *folder = g_dir_make_tmp("provost-configure-XXXXXX", NULL);
  g_autofree char *path = g_build_filename(folder, "provost.yaml", NULL);
  assert_true(g_file_set_contents_full(path, text, -1, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
  g_autoptr(GPtrArray) errors = g_ptr_array_new_with_free_func(g_free);
  site->config = config_load(path, errors);
  site->packs = load_pack(folder);
  g_unlink(path);
  g_rmdir(folder);
  if (!site->config)
    fail_msg("%s", (const char *)errors->pdata[0]);
  virtual_clock_init(&site->clock, 0);
  *state = site;
  return 0;
}

static int tear_down(void **state)
{
  struct site *site = *state;
  config_free(site->config);
  g_ptr_array_unref(site->packs);
  g_clear_pointer(&site->body, g_variant_unref);
  g_clear_pointer(&site->pack, g_variant_unref);
  g_free(site);
  return 0;
}

static void on_message(struct channel *channel, enum message_kind kind, GVariant *body, gpointer user)
{
  (void)channel;
  struct site *site = user;
  if (site->heard++ == 0)
    assert_int_equal(kind, MESSAGE_CATALOGUE); /* ids agree before anything is said with them */
  if (kind == MESSAGE_PACK && !site->pack)
    site->pack = g_variant_ref(body);
  if (kind != site->wanted)
    return;
  g_clear_pointer(&site->body, g_variant_unref);
  site->body = g_variant_ref(body);
}

static void on_closed(struct channel *channel, const char *reason, gpointer user)
{
  (void)channel;
  (void)reason;
  (void)user;
}

/* What the role hears, over a real socket. */
static char *told(struct site *site, enum role role, enum message_kind kind)
{
  static const struct channel_events events = {on_message, on_closed};
  int pair[2];
  assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
  struct channel *core = channel_new(ROLE_CORE, role, &events, site);
  struct channel *peer = channel_new(role, ROLE_CORE, &events, site);
  channel_open(core, pair[0]);
  channel_open(peer, pair[1]);
  site->heard = 0;
  site->wanted = kind;
  g_clear_pointer(&site->body, g_variant_unref);
  struct fleet *fleet = fleet_from_config(site->config, &site->clock.clock);
  if (site->n_sightings)
    fleet_take_sightings(fleet, "virt", site->sightings, site->n_sightings);
  if (role == ROLE_POLICY)
    configure_policy(site->config, site->packs, core, g_variant_new_parsed("[('slow', byte 0x02, 'it was slow')]"));
  else
    configure_role(site->config, site->packs, fleet, core);
  fleet_free(fleet);
  guint awaited = role == ROLE_POLICY || role == ROLE_NOTIFY ? 3 : 2; /* of a pack, of targets, too */
  while (site->heard < awaited)
    g_main_context_iteration(NULL, TRUE);
  channel_free(core);
  channel_free(peer);
  assert_non_null(site->body);
  return g_variant_print(site->body, FALSE);
}

static void the_fleet_has_what_is_configured(void **state)
{
  struct site *site = *state;
  struct fleet *fleet = fleet_from_config(site->config, &site->clock.clock);
  assert_int_equal(fleet_interval_ms(fleet), 30000);
  assert_int_equal(fleet_clusters(fleet)->len, 2);
  assert_int_equal(fleet_hosts(fleet)->len, 4);
  const struct {
    const char *name, *cluster;
    gboolean libvirt, snmp;
  } expected[] = {{"both", "lab", TRUE, TRUE}, {"virt", "lab", TRUE, FALSE}, {"snmp", "lab", FALSE, TRUE},
                  {"h4", "other", TRUE, FALSE}};
  for (guint i = 0; i < G_N_ELEMENTS(expected); i++) {
    const struct host *host = fleet_host(fleet, expected[i].name);
    assert_non_null(host);
    assert_string_equal(host->cluster, expected[i].cluster);
    assert_int_equal(host->links[SOURCE_LIBVIRT].state, expected[i].libvirt ? LINK_CONNECTING : LINK_NONE);
    assert_int_equal(host->links[SOURCE_SNMP].state, expected[i].snmp ? LINK_CONNECTING : LINK_NONE);
  }
  fleet_free(fleet);
}

static void devices_and_the_guests_that_are_known_are_polled_too(void **state)
{
  struct site *site = *state;
  g_autofree char *unknown = told(site, ROLE_SNMP, MESSAGE_SNMP_CONFIGURE);
  assert_non_null(strstr(unknown, "('device:fabric1', 'udp:192.0.2.9:161', '2c'"));
  assert_null(strstr(unknown, "192.0.2.7"));
  const struct sighting sightings[] = {
      {.uuid = "11111111-1111-1111-1111-111111111111", .name = "db1", .state = GUEST_RUNNING},
      {.uuid = "22222222-2222-2222-2222-222222222222", .name = "db1", .state = GUEST_RUNNING}};
  site->sightings = sightings;
  site->n_sightings = 1;
  g_autofree char *known = told(site, ROLE_SNMP, MESSAGE_SNMP_CONFIGURE);
  assert_non_null(strstr(known, "('guest:11111111-1111-1111-1111-111111111111', 'udp:192.0.2.7:161', '2c'"));
  site->n_sightings = 2;
  g_autofree char *doubtful = told(site, ROLE_SNMP, MESSAGE_SNMP_CONFIGURE);
  assert_null(strstr(doubtful, "192.0.2.7")); /* which of the two is not known */
}

static void a_device_knows_whom_it_serves(void **state)
{
  struct site *site = *state;
  struct fleet *fleet = fleet_from_config(site->config, &site->clock.clock);
  const struct device *device = fleet_device(fleet, "fabric1");
  assert_non_null(device);
  assert_string_equal(device->kind, "switch");
  assert_string_equal(device->serves[0], "virt");
  assert_string_equal(device->serves[1], "h4");
  assert_null(device->serves[2]);
  assert_int_equal(fleet_agent_link(fleet, "device:fabric1")->state, LINK_CONNECTING);
  assert_true(fleet_take_agent_link(fleet, "device:fabric1", LINK_DOWN, "no answer"));
  assert_int_equal(fleet_agent_link(fleet, "device:fabric1")->state, LINK_DOWN);
  assert_false(fleet_take_agent_link(fleet, "device:fabric2", LINK_UP, ""));
  assert_false(fleet_take_agent_link(fleet, "guest:11111111-1111-1111-1111-111111111111", LINK_UP, ""));
  fleet_free(fleet);
}

static void the_fleet_has_its_own_copy_of_each_cluster(void **state)
{
  struct site *site = *state;
  struct fleet *fleet = fleet_from_config(site->config, &site->clock.clock);
  g_clear_pointer(&site->config, config_free);
  const struct cluster *cluster = fleet_cluster(fleet, "lab");
  assert_int_equal(cluster->reserve_memory_bytes, 256 << 20);
  assert_true(cluster->reserve_cpu_pct == 10);
  assert_int_equal(cluster->n_methods, 1);
  assert_int_equal(cluster->methods[0], METHOD_QUICK);
  assert_string_equal(cluster->save_dir, "/srv/saves");
  assert_null(fleet_cluster(fleet, "other")->save_dir);
  fleet_free(fleet);
}

static void the_fleet_knows_what_is_said_of_its_members(void **state)
{
  struct site *site = *state;
  struct sighting sighting = {.uuid = "6f3c1a52-0d2e-4c1b-9a57-2f8f5f1c0001", .name = "db1"};
  struct fleet *fleet = fleet_from_config(site->config, &site->clock.clock);
  g_clear_pointer(&site->config, config_free);
  assert_true(fleet_take_sightings(fleet, "virt", &sighting, 1));
  const struct traits *host = fleet_traits(fleet, "host:both");
  const struct traits *guest = fleet_traits(fleet, "guest:6f3c1a52-0d2e-4c1b-9a57-2f8f5f1c0001");
  assert_string_equal(g_hash_table_lookup(host->labels, "rack"), "r7");
  assert_true(guest->ha);
  assert_string_equal(g_hash_table_lookup(guest->labels, "tier"), "db");
  assert_string_equal(g_hash_table_lookup(fleet_traits(fleet, "cluster:lab")->labels, "site"), "north");
  assert_null(fleet_traits(fleet, "host:virt")->labels);
  fleet_free(fleet);
}

static void provost_snmp_is_told_of_agents_only(void **state)
{
  assert_owned_string_equal(told(*state, ROLE_SNMP, MESSAGE_SNMP_CONFIGURE),
                            "(30000, '/srv/state/snmp', [('host:both', 'udp:10.99.0.11:161', '2c', {'community': '" COMMUNITY "'}, []), "
                            "('host:snmp', 'udp6:[::1]:1161', '2c', {'community': '" COMMUNITY "'}, []), "
                            "('device:fabric1', 'udp:192.0.2.9:161', '2c', {'community': '" COMMUNITY "'}, ['fabricd', '(sd-pam)'])])");
}

/* A host with an agent takes its processors and memory from there, and from there only. */
static void provost_virt_samples_the_nodes_that_have_no_agent(void **state)
{
  assert_owned_string_equal(told(*state, ROLE_VIRT, MESSAGE_VIRT_CONFIGURE),
                            "(30000, 60, [('host:both', 'qemu+tcp://10.99.0.11/system', false, true, 0), "
                            "('host:virt', 'test:///default', true, true, 0), ('host:h4', 'test:///x', true, true, 0)])");
}

static void both_provost_rrd_are_told_the_same(void **state)
{
  assert_owned_string_equal(told(*state, ROLE_RRD_WRITER, MESSAGE_RRD_CONFIGURE), "('/srv/state/rrd', 30, 34560000, '/run/rrdcached.sock')");
  assert_owned_string_equal(told(*state, ROLE_RRD_READER, MESSAGE_RRD_CONFIGURE), "('/srv/state/rrd', 30, 34560000, '/run/rrdcached.sock')");
}

static void provost_notify_is_told_of_programs_and_their_time(void **state)
{
  assert_owned_string_equal(told(*state, ROLE_NOTIFY, MESSAGE_NOTIFY_CONFIGURE),
                            "(30000, 45, [('page', ['/usr/bin/true', '--id', '%{tip.id}']), ('log', ['/usr/bin/true'])])");
}

static void provost_policy_is_told_of_packs_settings_and_the_suspended(void **state)
{
  struct site *site = *state;
  g_autofree char *all = told(site, ROLE_POLICY, MESSAGE_POLICY_CONFIGURE);
  guint interval_sec;
  g_autoptr(GVariant) settings = NULL, scoped = NULL, suspended = NULL;
  g_variant_get(site->body, "(u@a(sss)@a(ysssss)@a(sys))", &interval_sec, &settings, &scoped, &suspended);
  assert_int_equal(interval_sec, 30);
  struct pack_text *pack = pack_text_of(site->pack);
  assert_true(pack_text_equal(pack, ((const struct pack *)site->packs->pdata[0])->text));
  assert_string_equal(pack->version, "1.0");
  assert_string_equal(pack_text_file(pack, "p.lua")->text, "return 7");
  pack_text_unref(pack);
  assert_owned_string_equal(g_variant_print(settings, FALSE), "[('host-cpu', 'warning', '75')]");
  assert_owned_string_equal(g_variant_print(suspended, FALSE), "[('slow', 0x02, 'it was slow')]");
}

static void packs_are_looked_for_where_the_configuration_says(void **state)
{
  struct site *site = *state;
  g_autoptr(GPtrArray) folders = packs_folders(site->config);
  assert_int_equal(folders->len, 3);
  assert_true(g_str_has_suffix(folders->pdata[0], "/packs")); /* the shipped ones */
  assert_string_equal(folders->pdata[1], "/srv/packs");
  assert_string_equal(folders->pdata[2], "/srv/more");
}

static void a_community_goes_to_provost_snmp_and_to_nobody_else(void **state)
{
  static const enum message_kind kinds[ROLES] = {[ROLE_SNMP] = MESSAGE_SNMP_CONFIGURE,
                                                 [ROLE_VIRT] = MESSAGE_VIRT_CONFIGURE,
                                                 [ROLE_RRD_WRITER] = MESSAGE_RRD_CONFIGURE,
                                                 [ROLE_RRD_READER] = MESSAGE_RRD_CONFIGURE,
                                                 [ROLE_POLICY] = MESSAGE_POLICY_CONFIGURE,
                                                 [ROLE_NOTIFY] = MESSAGE_NOTIFY_CONFIGURE,
                                                 [ROLE_AGENTX] = MESSAGE_AGENTX_CONFIGURE};
  for (enum role role = ROLE_CORE + 1; role < ROLES; role++) {
    g_autofree char *all = told(*state, role, kinds[role]);
    assert_int_equal(strstr(all, COMMUNITY) != NULL, role == ROLE_SNMP);
  }
}

static struct config *config_of(const char *written)
{
  g_autofree char *folder = g_dir_make_tmp("provost-configure-XXXXXX", NULL);
  g_autofree char *path = g_build_filename(folder, "provost.yaml", NULL);
  g_autoptr(GPtrArray) errors = g_ptr_array_new_with_free_func(g_free);
  assert_true(g_file_set_contents_full(path, written, -1, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
  struct config *config = config_load(path, errors);
  folder_remove(folder);
  if (!config)
    fail_msg("%s", (const char *)errors->pdata[0]);
  return config;
}

#define TWO_HOSTS "hosts: [{name: h1, labels: {rack: a}, libvirt: 'test:///default'}, {name: h2, libvirt: 'test:///default'}]"
#define CONTRADICTION                                            \
  "rules: [{name: near, kind: affinity, guests: [a, b]},\n"      \
  "  {name: apart, kind: anti-affinity, guests: [a, b]},\n"      \
  "  {name: home, kind: pin, guests: [a], hosts: ['rack=b']},\n" \
  "  {name: fine, kind: anti-affinity, guests: ['web*']}]\n"

static void rules_that_the_file_shows_can_never_hold_are_named(void **state)
{
  (void)state;
  g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
  struct config *config = config_of(CONTRADICTION "clusters: [{name: lab, " TWO_HOSTS "}]\n");
  rule_problems_find(config, texts);
  config_free(config);
  assert_int_equal(texts->len, 2);
  assert_string_equal(texts->pdata[0], "the rule apart can never hold: near keeps a and b together, which it keeps apart");
  assert_string_equal(texts->pdata[1], "the rule home can never hold: a belongs to lab, which has none of its hosts");
}

/* Rules hold within clusters, and a and b may be in different ones. */
static void of_guests_that_may_be_anywhere_nothing_is_said(void **state)
{
  (void)state;
  g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
  struct config *config =
      config_of(CONTRADICTION "clusters: [{name: lab, " TWO_HOSTS "}, {name: more, hosts: [{name: h3, libvirt: 'test:///x'}]}]\n");
  rule_problems_find(config, texts);
  config_free(config);
  assert_int_equal(texts->len, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
  const struct CMUnitTest tests[] = {
      TEST(the_fleet_has_what_is_configured),
      TEST(the_fleet_has_its_own_copy_of_each_cluster),
      TEST(the_fleet_knows_what_is_said_of_its_members),
      TEST(devices_and_the_guests_that_are_known_are_polled_too),
      TEST(a_device_knows_whom_it_serves),
      TEST(provost_snmp_is_told_of_agents_only),
      TEST(provost_virt_samples_the_nodes_that_have_no_agent),
      TEST(both_provost_rrd_are_told_the_same),
      TEST(provost_notify_is_told_of_programs_and_their_time),
      TEST(provost_policy_is_told_of_packs_settings_and_the_suspended),
      TEST(packs_are_looked_for_where_the_configuration_says),
      cmocka_unit_test(rules_that_the_file_shows_can_never_hold_are_named),
      cmocka_unit_test(of_guests_that_may_be_anywhere_nothing_is_said),
      TEST(a_community_goes_to_provost_snmp_and_to_nobody_else),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
