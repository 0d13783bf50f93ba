/* What the doctor says of hosts and their agents: a sentence for each, and what to do. */
#include "daemon/doctor.h"
#include "placement/from_fleet.h"

#include "daemon/configure.h"
#include "unit.h"

#include <glib/gstdio.h>

struct site {
  struct virtual_clock clock;
  struct fleet *fleet;
  struct config *config;
  json_t *findings;
};

static struct config *config_of(const char *text)
{
  g_autofree char *path = NULL;
  g_autoptr(GPtrArray) errors = g_ptr_array_new_with_free_func(g_free);
  int fd = g_file_open_tmp("provost-doctor-XXXXXX", &path, NULL);
  close(fd);
  assert_true(g_file_set_contents(path, text, -1, NULL));
  struct config *config = config_load(path, errors);
  g_unlink(path);
  assert_non_null(config);
  return config;
}

static int set_up(void **state)
{
  struct site *site = g_new0(struct site, 1);
  virtual_clock_init(&site->clock, G_GINT64_CONSTANT(1700000000000000));
  site->config = config_of("clusters: [{name: lab, hosts: [\n"
                           "  {name: h1, libvirt: 'qemu:///system', snmp: {address: 192.0.2.1, community: secret-word,\n"
                           "   software: [libvirtd, nginx, chronyd]}},\n"
                           "  {name: h2, snmp: {address: 192.0.2.2, community: secret-word}}],\n"
                           " guests: [{name: g1, snmp: {address: 192.0.2.3, community: secret-word}}]}]\n"
                           "devices: [{name: d1, kind: switch, snmp: {address: 192.0.2.4, community: secret-word}}]\n");
  site->fleet = fleet_from_config(site->config, &site->clock.clock);
  *state = site;
  return 0;
}

static int tear_down(void **state)
{
  struct site *site = *state;
  json_decref(site->findings);
  fleet_free(site->fleet);
  config_free(site->config);
  g_free(site);
  return 0;
}

/* Examines anew. */
static void examine(struct site *site)
{
  json_decref(site->findings);
  site->findings = json_array();
  doctor_host(site->findings, site->fleet, site->config->hosts->pdata[0]);
  doctor_host(site->findings, site->fleet, site->config->hosts->pdata[1]);
  doctor_device(site->findings, site->fleet, site->config->devices->pdata[0]);
  doctor_guest(site->findings, site->fleet, site->config->guests->pdata[0]);
  doctor_balloons(site->findings, site->fleet);
  doctor_engines(site->findings, site->fleet, site->config);
}

/* A finding of `what` in this state holds the text; where it is not ok, it says what to do. */
static void finds(const struct site *site, const char *what, const char *health, const char *text)
{
  gsize i;
  const json_t *each;
  json_array_foreach (site->findings, i, each) {
    const char *remedy = json_string_value(json_object_get(each, "remedy"));
    if (strcmp(json_string_value(json_object_get(each, "what")), what) == 0 &&
        strcmp(json_string_value(json_object_get(each, "state")), health) == 0 &&
        strstr(json_string_value(json_object_get(each, "text")), text)) {
      assert_int_equal(remedy[0] != '\0', strcmp(health, "ok") != 0);
      return;
    }
  }
  g_autofree char *all = json_dumps(site->findings, JSON_INDENT(1));
  fail_msg("no %s of %s says \"%s\" in %s", health, what, text, all);
}

static struct agent_facts *facts_of(const char *found, const char *missing, const char *trouble, const char *engine_id)
{
  struct agent_facts *facts = g_new(struct agent_facts, 1);
  *facts = (struct agent_facts){
      .system_name = g_strdup("node1"),
      .system = g_strdup("Linux node1"),
      .version = g_strdup("2c"),
      .engine_id = g_strdup(engine_id),
      .round_trip_us = 1500,
      .poll_ms = 12,
      .found = g_strsplit(found, ",", -1),
      .missing = g_strsplit(missing, ",", -1),
      .trouble = g_strsplit(trouble, ",", -1),
  };
  return facts;
}

static void take_agent(const struct site *site, const char *found, const char *missing, const char *trouble)
{
  fleet_take_link(site->fleet, "h1", SOURCE_SNMP, LINK_UP, "");
  assert_true(fleet_take_agent(site->fleet, "host:h1", facts_of(found, missing, trouble, "")));
}

static void a_silent_source_is_trouble_with_reason_and_time(void **state)
{
  struct site *site = *state;
  fleet_take_link(site->fleet, "h1", SOURCE_SNMP, LINK_DOWN, "no answer: is the community right?");
  fleet_take_link(site->fleet, "h1", SOURCE_LIBVIRT, LINK_DOWN, "connection refused");
  virtual_clock_advance(&site->clock, 300 * G_USEC_PER_SEC);
  examine(site);
  finds(site, "SNMP agent", "trouble", "silent since 5 min: no answer: is the community right?");
  finds(site, "libvirt", "trouble", "silent since 5 min: connection refused");
  g_autofree char *all = json_dumps(site->findings, 0);
  assert_null(strstr(all, "secret-word"));
}

static void an_agent_that_answers_says_what_it_has_and_lacks(void **state)
{
  struct site *site = *state;
  take_agent(site, "ifTable", "snmpEngineBoots", "");
  examine(site);
  finds(site, "SNMP agent", "ok", "round trip 1.5 ms, last poll 12 ms");
  finds(site, "SNMP agent", "ok", "lacks snmpEngineBoots");
  finds(site, "libvirt", "warning", "is being connected");
}

static void an_agent_without_processors_or_with_broken_tables_is_a_warning(void **state)
{
  struct site *site = *state;
  take_agent(site, "sysUpTime", "hrProcessorTable,ifXTable", "hrStorageTable is larger than the 256 rows that are taken");
  examine(site);
  finds(site, "SNMP agent", "warning", "it answers, but gives no processors (hrProcessorTable), interfaces (ifXTable)");
  finds(site, "SNMP agent", "warning", "larger than the 256 rows");
}

static void processors_may_stand_in_one_table_or_another(void **state)
{
  struct site *site = *state;
  take_agent(site, "hrProcessorTable,hrStorageTable", "UCD-SNMP-MIB systemStats", "");
  examine(site);
  finds(site, "SNMP agent", "ok", "lacks UCD-SNMP-MIB systemStats");
  g_autofree char *all = json_dumps(site->findings, 0);
  assert_null(strstr(all, "it answers, but"));
}

static void what_a_libvirt_driver_lacks_is_a_warning(void **state)
{
  struct site *site = *state;
  const char *missing[] = {"migration", NULL};
  fleet_take_link(site->fleet, "h1", SOURCE_LIBVIRT, LINK_UP, "");
  fleet_take_facts(site->fleet, "h1",
                   &(struct host_facts){.hostname = "node1", .uuid = "", .libvirt_version = "9.0.0", .cpus = 8,
                                        .memory_bytes = 1 << 30, .missing = missing, .sockets = 1, .cpu_model = ""});
  examine(site);
  finds(site, "libvirt", "ok", "libvirt 9.0.0, host name node1, 8 processors");
  finds(site, "libvirt", "warning", "its driver lacks migration");
}

#define G1 "11111111-1111-1111-1111-111111111111"

static void sight_guest(const struct site *site, enum guest_state guest_state)
{
  const struct sighting sighting = {.uuid = G1, .name = "g1", .state = guest_state};
  assert_true(fleet_take_sightings(site->fleet, "h1", &sighting, 1));
}

static void examine_snapshot(struct site *site, void (*add)(json_t *findings, const struct placement_snapshot *snapshot))
{
  struct placement_snapshot *snapshot = snapshot_from_fleet(site->fleet, NULL);
  add(site->findings, snapshot);
  snapshot_free(snapshot);
}

static void offer(struct site *site, const char *host, const char *network)
{
  struct host_offers *offers = g_new0(struct host_offers, 1);
  offers->known = OFFER_NETWORKS | OFFER_INTERFACES | OFFER_POOLS;
  offers->networks = g_strsplit(network, " ", -1);
  assert_true(fleet_take_offers(site->fleet, host, offers));
}

static void what_guests_need_and_a_host_has_not_is_named(void **state)
{
  struct site *site = *state;
  struct guest_needs *needs = g_new(struct guest_needs, 1);
  *needs = (struct guest_needs){g_strsplit("network:lan", " ", -1), g_new0(char *, 1), TRUE, CPU_NEED_EXACT,
                                g_strdup("k"), g_strdup("Penryn"), NULL};
  sight_guest(site, GUEST_RUNNING);
  assert_true(fleet_take_needs(site->fleet, "h1", G1, needs));
  offer(site, "h1", "network:lan");
  offer(site, "h2", "network:lan");
  site->findings = json_array();
  examine_snapshot(site, doctor_needs);
  assert_int_equal(json_array_size(site->findings), 0);
  offer(site, "h2", "network:wan");
  GHashTable *verdicts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)cpu_verdict_free);
  struct cpu_verdict *verdict = g_new(struct cpu_verdict, 1);
  *verdict = (struct cpu_verdict){CPU_FIT_NO, g_strdup("incompatible")};
  g_hash_table_insert(verdicts, g_strdup("k"), verdict);
  assert_true(fleet_take_verdicts(site->fleet, "h2", verdicts));
  examine_snapshot(site, doctor_needs);
  finds(site, "placement", "warning", "not on h2: network:lan, which guests of the cluster need (1)");
  finds(site, "placement", "warning", "not on h2: the processor Penryn, which guests of the cluster need (1)");
  assert_int_equal(json_array_size(site->findings), 2);
}

static void say_rule(struct site *site, const char *name, const char *guest, const char *host)
{
  struct rule *rule = rule_new(name, RULE_PIN, TRUE);
  g_ptr_array_add(rule->guests, g_strdup(guest));
  g_ptr_array_add(rule->hosts, g_strdup(host));
  fleet_add_rule(site->fleet, rule);
  rule_free(rule);
}

static void rules_that_cannot_hold_mean_nobody_or_are_broken_are_told(void **state)
{
  struct site *site = *state;
  sight_guest(site, GUEST_RUNNING);
  say_rule(site, "never", "*", "h9");
  say_rule(site, "nobody", "nobody", "h1");
  say_rule(site, "broken", "*", "h2");
  say_rule(site, "kept", "*", "h1");
  site->findings = json_array();
  examine_snapshot(site, doctor_rules);
  assert_int_equal(json_array_size(site->findings), 4);
  finds(site, "rule", "trouble", "it can never hold: ");
  finds(site, "rule", "warning", "it means no guest that is known");
  finds(site, "rule", "trouble", "is to be on hosts of kept, too");
}

static void a_rule_that_is_broken_or_kept_is_told(void **state)
{
  struct site *site = *state;
  sight_guest(site, GUEST_RUNNING);
  say_rule(site, "broken", "*", "h2");
  site->findings = json_array();
  examine_snapshot(site, doctor_rules);
  finds(site, "rule", "warning", "1 of its 1 guests break it where they are");
  assert_int_equal(json_array_size(site->findings), 1);
}

static void the_agent_of_a_guest_is_examined_as_far_as_the_guest_is_known(void **state)
{
  struct site *site = *state;
  examine(site);
  finds(site, "SNMP agent inside a guest", "trouble", "no host of cluster lab has a guest of that name");
  sight_guest(site, GUEST_OFF);
  examine(site);
  finds(site, "SNMP agent inside a guest", "ok", "the guest is off");
  sight_guest(site, GUEST_RUNNING);
  examine(site);
  finds(site, "SNMP agent inside a guest", "warning", "has not answered yet");
  assert_true(fleet_take_agent_link(site->fleet, "guest:" G1, LINK_DOWN, "no answer"));
  examine(site);
  finds(site, "SNMP agent inside a guest", "trouble", "silent since 0 s: no answer");
  assert_true(fleet_take_agent_link(site->fleet, "guest:" G1, LINK_UP, ""));
  assert_true(fleet_take_agent(site->fleet, "guest:" G1, facts_of("ifXTable", "hrStorageTable", "", "")));
  examine(site);
  finds(site, "SNMP agent inside a guest", "ok", "it has ifXTable and lacks hrStorageTable");
  finds(site, "SNMP agent inside a guest", "warning", "gives no storage (hrStorageTable)");
}

/* A switch has no storage, and need not. */
static void the_agent_of_a_device_is_examined_without_what_only_machines_have(void **state)
{
  struct site *site = *state;
  examine(site);
  finds(site, "SNMP agent of a device", "warning", "has not answered yet");
  assert_true(fleet_take_agent_link(site->fleet, "device:d1", LINK_UP, ""));
  assert_true(fleet_take_agent(site->fleet, "device:d1", facts_of("ifXTable", "hrStorageTable", "", "")));
  examine(site);
  finds(site, "SNMP agent of a device", "ok", "lacks hrStorageTable");
  g_autofree char *all = json_dumps(site->findings, 0);
  assert_null(strstr(all, "it answers, but"));
  assert_true(fleet_take_agent_link(site->fleet, "device:d1", LINK_DOWN, "no such name"));
  examine(site);
  finds(site, "SNMP agent of a device", "trouble", "no such name");
}

static void take_running(const struct site *site, const char *object, double count)
{
  const struct reading running = reading_known(METRIC_HOST_SOFTWARE_RUNNING, count);
  fleet_take_readings(site->fleet, SOURCE_SNMP, 1700000000, object, &running, 1);
}

static void software_that_must_run_and_does_not_is_trouble(void **state)
{
  struct site *site = *state;
  take_agent(site, "ifXTable", "", "");
  take_running(site, "host:h1{software=libvirtd}", 1);
  take_running(site, "host:h1{software=nginx}", 0);
  examine(site);
  finds(site, "SNMP agent", "trouble", "nginx must run, but does not");
  g_autofree char *all = json_dumps(site->findings, 0);
  assert_null(strstr(all, "libvirtd must"));
  assert_null(strstr(all, "chronyd must")); /* unknown is not absent */
}

static void agents_that_share_an_engine_id_are_named_once(void **state)
{
  struct site *site = *state;
  assert_true(fleet_take_agent(site->fleet, "host:h1", facts_of("ifXTable", "", "", "80001f8801")));
  assert_true(fleet_take_agent(site->fleet, "host:h2", facts_of("ifXTable", "", "", "80001f8802")));
  examine(site);
  g_autofree char *before = json_dumps(site->findings, 0);
  assert_null(strstr(before, "engine id"));
  assert_true(fleet_take_agent(site->fleet, "device:d1", facts_of("ifXTable", "", "", "80001f8801")));
  examine(site);
  finds(site, "engine id", "warning", "2 agents have the same engine id 80001f8801, so that SNMP version 3 takes one for "
                                      "the other: h1, d1");
}

static void a_program_that_could_not_be_run_is_named_with_the_reason(void **state)
{
  struct site *site = *state;
  static const char *const paths[] = {"/usr/bin/true", "/nonexistent/page", "/dev/null", "/etc/passwd", "/usr"};
  for (guint i = 0; i < G_N_ELEMENTS(paths); i++) {
    struct program *program = program_new("p");
    g_ptr_array_add(program->words, g_strdup(paths[i]));
    g_ptr_array_add(site->config->programs, program);
  }
  site->findings = json_array();
  doctor_programs(site->findings, site->config);
  static const char *const told[] = {"/nonexistent/page could not be run now: No such file or directory",
                                     "/dev/null could not be run now: everybody on this machine may change it",
                                     "/etc/passwd could not be run now: it is not executable",
                                     "/usr could not be run now: it is no regular file"};
  assert_int_equal(json_array_size(site->findings), G_N_ELEMENTS(told));
  for (guint i = 0; i < G_N_ELEMENTS(told); i++)
    assert_string_equal(json_string_value(json_object_get(json_array_get(site->findings, i), "text")), told[i]);
}

static void a_group_that_cannot_come_in_is_named(void **state)
{
  struct site *site = *state;
  g_autofree char *folder = g_dir_make_tmp("provost-doctor-XXXXXX", NULL);
  g_free(site->config->runtime_dir);
  site->config->runtime_dir = g_strdup(folder);
  site->findings = json_array();
  doctor_access(site->findings, site->config);
  assert_int_equal(json_array_size(site->findings), 0); /* it is closed, and nobody is let in */
  site->config->access.groups[ACCESS_VIEWER] = g_strdup("gone");
  site->config->access.gids[ACCESS_VIEWER] = ACCESS_NO_GID;
  doctor_access(site->findings, site->config);
  finds(site, "API", "warning", "api.groups.viewer lets nobody in: this machine has no group gone");
  g_autofree char *closed = g_strdup_printf("cannot come to the socket, since %s is closed to others", folder);
  finds(site, "API", "warning", closed);
  json_array_clear(site->findings);
  site->config->access.gids[ACCESS_VIEWER] = 0;
  assert_int_equal(g_chmod(folder, 0755), 0);
  doctor_access(site->findings, site->config);
  assert_int_equal(json_array_size(site->findings), 0);
  g_rmdir(folder);
}

static void a_policy_that_does_not_run_or_fails_says_what_to_do(void **state)
{
  struct site *site = *state;
  site->findings = json_array();
  doctor_policy(site->findings, "a", POLICY_ACTIVE, "");
  assert_int_equal(json_array_size(site->findings), 0);
  doctor_policy(site->findings, "a", POLICY_ACTIVE, "it fails for h1: a.lua:5: no");
  doctor_policy(site->findings, "b", POLICY_SUSPENDED, "it hung");
  doctor_policy(site->findings, "c", POLICY_REFUSED, "c.lua:1: no");
  finds(site, "policy", "trouble", "it is active: it fails for h1: a.lua:5: no");
  finds(site, "policy", "trouble", "it is suspended: it hung");
  finds(site, "policy", "trouble", "it is refused: c.lua:1: no");
  assert_false(doctor_is_well(site->findings));
}

static void a_policy_that_somebody_disabled_is_no_trouble(void **state)
{
  struct site *site = *state;
  site->findings = json_array();
  doctor_policy(site->findings, "d", POLICY_DISABLED, "by operator root");
  finds(site, "policy", "warning", "it is disabled: by operator root");
  assert_true(doctor_is_well(site->findings));
}

/* What it says of a cluster of which libvirtd is local, or not, where this machine's qemu.conf says so. */
static void lock_manager_is(const char *uri, const char *declared, const char *level, const char *qemu_conf,
                            const char *health, const char *text)
{
  g_autofree char *yaml = g_strdup_printf("automation: {level: %s}\n"
                                          "clusters: [{name: lab, migration: {lock_manager: %s},\n"
                                          " hosts: [{name: h1, libvirt: '%s'}]}]\n", level, declared, uri);
  g_autofree char *path = NULL;
  close(g_file_open_tmp("provost-doctor-XXXXXX", &path, NULL));
  if (qemu_conf)
    assert_true(g_file_set_contents(path, qemu_conf, -1, NULL));
  else
    g_unlink(path);
  struct site site = {.config = config_of(yaml), .findings = json_array()};
  doctor_locks(site.findings, site.config, path);
  assert_int_equal(json_array_size(site.findings), 1);
  finds(&site, "lock manager", health, text);
  g_unlink(path);
  json_decref(site.findings);
  config_free(site.config);
}

static void a_lock_manager_is_declared_and_verified_only_where_it_can_be_read(void **state)
{
  (void)state;
  const char *here = "qemu:///system", *there = "qemu+tcp://192.0.2.1/system";
  const char *lockd = "#lock_manager = \"sanlock\"\n  lock_manager=\"lockd\" # so\n";
  lock_manager_is(here, "lockd", "apply", lockd, "ok", "lockd is declared, verified on h1 only");
  lock_manager_is(here, "sanlock", "advise", lockd, "trouble", "sanlock is declared, but on h1 ");
  lock_manager_is(here, "lockd", "advise", "#lock_manager = \"lockd\"\n", "trouble", " says none");
  lock_manager_is(here, "none", "advise", lockd, "warning", " says lockd");
  lock_manager_is(here, "none", "advise", "lock_manager = \"nop\"\n", "ok", "none is declared, verified on h1 only; have one");
  lock_manager_is(here, "lockd", "apply", NULL, "ok", "lockd is declared, not verified");
  lock_manager_is(there, "lockd", "apply", "lock_manager = \"sanlock\"\n", "ok", "lockd is declared, not verified");
  lock_manager_is(there, "none", "apply", lockd, "warning", "nothing but provost keeps two copies");
}

/* What provost-agentx counts is examined: no counters yet, then these. */
static void managers_find(const char *counters, const char *what, const char *health, const char *text)
{
  struct site site = {.findings = json_array(),
                      .config = config_of("agent: {agentx: 'unix:/run/agentx', targets: [{name: noc, address: 192.0.2.9, community: c}]}\n"
                                          "clusters: [{name: lab, hosts: [{name: h1, libvirt: 'test:///default'}]}]\n")};
  doctor_managers(site.findings, site.config, NULL);
  assert_int_equal(json_array_size(site.findings), 0);
  g_autoptr(GVariant) body = g_variant_ref_sink(g_variant_new_parsed(counters));
  doctor_managers(site.findings, site.config, body);
  finds(&site, what, health, text);
  json_decref(site.findings);
  config_free(site.config);
}

static void a_snmpd_or_target_that_is_not_there_says_what_to_do(void **state)
{
  (void)state;
  managers_find("{'snmpd_connected': uint64 1}", "snmpd", "ok", "through /run/agentx");
  managers_find("{'snmpd_connected': uint64 0}", "snmpd", "warning", "no snmpd takes subagents at /run/agentx");
  managers_find("{'notifications': uint64 7}", "targets", "ok", "1 are notified, 7 notifications so far");
  managers_find("{'targets_failing': uint64 1, 'notifications_failed': uint64 3}", "targets", "warning",
                "1 of 1 targets could not be notified last; 3 notifications");
}

int main(void)
{
#define ON_SITE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
  const struct CMUnitTest tests[] = {
      ON_SITE(a_silent_source_is_trouble_with_reason_and_time),
      ON_SITE(an_agent_that_answers_says_what_it_has_and_lacks),
      ON_SITE(an_agent_without_processors_or_with_broken_tables_is_a_warning),
      ON_SITE(processors_may_stand_in_one_table_or_another),
      ON_SITE(the_agent_of_a_guest_is_examined_as_far_as_the_guest_is_known),
      ON_SITE(the_agent_of_a_device_is_examined_without_what_only_machines_have),
      ON_SITE(software_that_must_run_and_does_not_is_trouble),
      ON_SITE(agents_that_share_an_engine_id_are_named_once),
      ON_SITE(what_a_libvirt_driver_lacks_is_a_warning),
      ON_SITE(what_guests_need_and_a_host_has_not_is_named),
      ON_SITE(rules_that_cannot_hold_mean_nobody_or_are_broken_are_told),
      ON_SITE(a_rule_that_is_broken_or_kept_is_told),
      ON_SITE(a_program_that_could_not_be_run_is_named_with_the_reason),
      ON_SITE(a_group_that_cannot_come_in_is_named),
      ON_SITE(a_policy_that_does_not_run_or_fails_says_what_to_do),
      ON_SITE(a_policy_that_somebody_disabled_is_no_trouble),
      cmocka_unit_test(a_snmpd_or_target_that_is_not_there_says_what_to_do),
      cmocka_unit_test(a_lock_manager_is_declared_and_verified_only_where_it_can_be_read),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
