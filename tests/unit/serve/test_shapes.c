/* What the API answers to those who only look: one JSON shape per noun. */
#include "serve/rig.h"
#include "unit.h"

#define H1                                                                                                       \
  "{'name':'h1','cluster':'lab','state':'up','age_sec':2.0,'cpu_busy_pct':96.5,'mem_total_bytes':2147483648,"    \
  "'mem_available_bytes':536870912,'restricted':null,'guests':['g1'],'unknown':{},'hostname':'node1','uuid':'" RIG_UUID "',"        \
  "'libvirt_version':'9.0.0','cpus':2,'cores':null,'cpu_model':null,'networks':null,'storage':null,'missing':['job statistics'],'claim':{'state':'none','who':''},'agent':null,'links':{'snmp':{'state':'up','reason':'','since_sec':2},"  \
  "'libvirt':{'state':'up','reason':'','since_sec':2}},'labels':{'rack':'r7','tier':'gold'}}"
#define H2                                                                                                       \
  "{'name':'h2','cluster':'lab','state':'down','age_sec':null,'cpu_busy_pct':null,'mem_total_bytes':null,"       \
  "'mem_available_bytes':null,'restricted':null,'guests':[],'unknown':{'host.cpu.busy_pct':'no answer','host.mem.total_bytes':"    \
  "'no answer','host.mem.available_bytes':'no answer'},'hostname':null,'uuid':null,'libvirt_version':null,"      \
  "'cpus':null,'cores':null,'cpu_model':null,'networks':null,'storage':null,'missing':[],'claim':{'state':'none','who':''},'agent':null,'links':{'libvirt':{'state':'down','reason':'connection refused','since_sec':2}},'labels':{}}"
#define G1                                                                                                       \
  "{'name':'g1','uuid':'" RIG_UUID "','host':'h1','cluster':'lab','state':'running','reason':'',"                 \
  "'age_sec':null,'cpu_used_pct':null,'unknown':{'guest.cpu.used_pct':'a rate needs a second reading'},'vcpus':1,'vcpus_max':2," \
  "'memory_bytes':268435456,'memory_max_bytes':536870912,'persistent':true,'autostart':false,'running_copies':1,"  \
  "'links':{},'agent':null,'inside':null,'guest_agent':null,'needs':null,'owner':null,'held':null,'ha':true,'labels':{},'licences':['db']}"

static void hosts_have_values_or_null_with_a_reason(void **state)
{
  struct rig *rig = *state;
  virtual_clock_advance(&rig->clock, 2 * G_USEC_PER_SEC);
  expect_json(rig, "/v1/hosts", "{'hosts':[" H1 "," H2 "],'next':null}");
  expect_json(rig, "/v1/hosts/h1", H1);
  expect_error(rig, "GET /v1/hosts/h3", NULL, 404, "is it \"h");
}

static void a_value_that_went_stale_is_null(void **state)
{
  struct rig *rig = *state;
  virtual_clock_advance(&rig->clock, 31 * G_USEC_PER_SEC);
  struct answer answer = ask(rig, "GET", "/v1/hosts/h1", NULL);
  assert_true(json_is_null(json_object_get(answer.json, "cpu_busy_pct")));
  assert_true(json_number_value(json_object_get(answer.json, "age_sec")) == 31);
  assert_non_null(json_object_get(json_object_get(answer.json, "unknown"), "host.cpu.busy_pct"));
  json_decref(answer.json);
}

static void guests_are_found_by_name_and_uuid(void **state)
{
  struct rig *rig = *state;
  expect_json(rig, "/v1/guests", "{'guests':[" G1 "],'next':null}");
  expect_json(rig, "/v1/guests/g1", G1);
  expect_json(rig, "/v1/guests/" RIG_UUID, G1);
  expect_error(rig, "GET /v1/guests/g2", NULL, 404, "is it \"g1\"?");
  expect_error(rig, "GET /v1/guests/%ff%00", NULL, 404, "there is no guest");
}

static void a_guest_has_what_its_agent_says(void **state)
{
  struct rig *rig = *state;
  struct guest_agent *agent = g_new(struct guest_agent, 1);
  *agent = (struct guest_agent){g_strdup("web1"), g_strdup(""), g_strsplit("10.0.0.5 2001:db8::5", " ", 0)};
  assert_true(fleet_take_guest_agent(rig->fleet, RIG_UUID, agent));
  virtual_clock_advance(&rig->clock, 2 * G_USEC_PER_SEC);
  struct answer answer = ask(rig, "GET", "/v1/guests/g1", NULL);
  json_auto_t *wanted = json_pack("{s:s, s:n, s:[s, s], s:f}", "hostname", "web1", "os", "addresses", "10.0.0.5",
                                  "2001:db8::5", "age_sec", 2.0);
  assert_true(json_equal(json_object_get(answer.json, "guest_agent"), wanted));
  json_decref(answer.json);
}

static void clusters_say_what_is_kept_free(void **state)
{
  expect_json(*state, "/v1/clusters",
              "{'clusters':[{'name':'lab','state':'partial','hosts':['h1','h2'],'guest_count':1,'methods':['live','quick'],"
              "'save_dir':'/srv/saves','reserve_memory_bytes':268435456,'reserve_cpu_pct':10.0,'labels':{},'reserve':null}],'next':null}");
}

static void clusters_say_whether_they_survive_where_they_are_to(void **state)
{
  struct rig *rig = *state;
  ((struct cluster *)fleet_clusters(rig->fleet)->pdata[0])->host_failures = 1;
  struct answer answer = ask(rig, "GET", "/v1/clusters", NULL);
  json_t *cluster = json_array_get(json_object_get(answer.json, "clusters"), 0);
  json_auto_t *wanted = json_pack("{s:s}", "text", "survives 1 host failure");
  assert_true(json_equal(json_object_get(cluster, "reserve"), wanted));
  json_decref(answer.json);
}

static void see_g1_on(const struct rig *rig, const char *host)
{
  const struct sighting sighting = {.uuid = RIG_UUID, .name = "g1", .state = GUEST_RUNNING, .vcpus = 1};
  fleet_take_sightings(rig->fleet, "h1", &sighting, strcmp(host, "h1") == 0);
  fleet_take_sightings(rig->fleet, "h2", &sighting, strcmp(host, "h2") == 0);
}

static void licences_tell_use_room_and_breaches(void **state)
{
  struct rig *rig = *state;
  expect_json(rig, "/v1/reports/licences?from=-1d",
              "{'from':'2026-01-01T03:00:00.000Z','whole_since':null,'licences':[],'next':null}");
  struct licence *licence = licence_new("db", LICENCE_PER_HOST);
  g_ptr_array_add(licence->hosts, g_strdup("h1"));
  licence->entitlements = 2;
  licence->stay_sec = 3600;
  fleet_add_licence(rig->fleet, licence);
  licence_free(licence);
  fleet_take_link(rig->fleet, "h2", SOURCE_LIBVIRT, LINK_UP, "");
  see_g1_on(rig, "h1");
  virtual_clock_advance(&rig->clock, 60 * (gint64)G_USEC_PER_SEC);
  see_g1_on(rig, "h2");
  expect_json(rig, "/v1/reports/licences?from=1767322800",
              "{'from':'2026-01-02T03:00:00.000Z','whole_since':null,'licences':[{'name':'db','per':'host','entitlements':2,"
              "'stay_sec':3600,'in_use':1,'bound':0,'head_room':1,'hosts':[{'host':'h2','units':1,'guests':['g1'],"
              "'bound_until':null}],'free':1,'free_hosts':['h1'],'notes':[],'breach_count':1,'breaches':["
              "{'kind':'host','guest':'g1','guest_uuid':'" RIG_UUID "','host':'h2','from':'2026-01-02T03:01:00.000Z','until':null,"
              "'text':'g1 runs on h2, which is not licensed for db'}]}],'next':null}");
  expect_error(rig, "GET /v1/reports/licences?from=soon", NULL, 400, "from=soon is no time");
  expect_error(rig, "GET /v1/reports/licences?from=2027-01-01T00:00:00Z", NULL, 400, "from must not be after now");
  expect_error(rig, "GET /v1/reports/licences?to=now", NULL, 400, "has no parameter");
}

static void products_come_ten_at_a_time(void **state)
{
  struct rig *rig = *state;
  for (guint i = 0; i < 12; i++) {
    struct licence *licence = licence_new("p", LICENCE_PER_CORE);
    fleet_add_licence(rig->fleet, licence);
    licence_free(licence);
  }
  static const struct {
    const char *path;
    gsize n;
  } pages[] = {{"/v1/reports/licences", 10}, {"/v1/reports/licences?after=10", 2}, {"/v1/reports/licences?limit=3", 3}};
  for (gsize i = 0; i < G_N_ELEMENTS(pages); i++) {
    struct answer answer = ask(rig, "GET", pages[i].path, NULL);
    assert_int_equal(json_array_size(json_object_get(answer.json, "licences")), pages[i].n);
    json_decref(answer.json);
  }
}

static void status_and_policies_are_the_verbs_words(void **state)
{
  expect_json(*state, "/v1/status", "{'version':'x'}");
  expect_json(*state, "/v1/doctor", "{'healthy':true,'findings':[],'next':null}");
  expect_json(*state, "/v1/policies", "{'policies':[],'next':null}");
  expect_json(*state, "/v1/policies/p", "{'name':'p'}");
  expect_error(*state, "GET /v1/policies/q", NULL, 404, "there is no policy q: provost policy list names them all");
}

/* The ids of the tips in the answer, as text. */
static char *ids(const struct rig *rig, const char *path)
{
  struct answer answer = ask(rig, "GET", path, NULL);
  GString *line = g_string_new(NULL);
  json_t *tip;
  gsize i;
  assert_int_equal(answer.status, 200);
  assert_true(json_is_null(json_object_get(answer.json, "next")));
  json_array_foreach (json_object_get(answer.json, "tips"), i, tip)
    g_string_append_printf(line, "%d ", (int)json_integer_value(json_object_get(tip, "id")));
  json_decref(answer.json);
  return g_string_free(line, FALSE);
}

static void tips_are_listed_by_state(void **state)
{
  g_autofree char *all = ids(*state, "/v1/tips");
  g_autofree char *unfinished = ids(*state, "/v1/tips?state=unfinished");
  g_autofree char *dismissed = ids(*state, "/v1/tips?state=dismissed");
  g_autofree char *acting = ids(*state, "/v1/tips?state=acting");
  assert_string_equal(all, "2 1 ");
  assert_string_equal(unfinished, "1 ");
  assert_string_equal(dismissed, "2 ");
  assert_string_equal(acting, "");
  expect_error(*state, "GET /v1/tips?state=opne", NULL, 400, "did you mean open?");
  expect_error(*state, "GET /v1/tips?state=qqqqqqqqq", NULL, 400, "choose one of unfinished, open");
  expect_error(*state, "GET /v1/tips?stat=open", NULL, 400, "it knows state");
}

static json_t *parse_quoted(const char *text)
{
  g_autofree char *quoted = g_strdelimit(g_strdup(text), "'", '"');
  return json_loads(quoted, JSON_DECODE_ANY, NULL);
}

static struct guest_needs *needs_made(enum cpu_need cpu)
{
  struct guest_needs *needs = g_new(struct guest_needs, 1);
  *needs = (struct guest_needs){g_strsplit("network:lan", " ", -1), g_strsplit("path:/a pool:b", " ", -1), TRUE, cpu,
                                g_strdup("key"), g_strdup("Penryn with avx"), NULL};
  return needs;
}

static void expect_needs(struct rig *rig, enum cpu_need cpu, const char *processor)
{
  g_autofree char *wanted = g_strdup_printf("{'networks':['network:lan'],'storage':['path:/a','pool:b'],'processor':%s}", processor);
  assert_true(fleet_take_needs(rig->fleet, "h1", RIG_UUID, needs_made(cpu)));
  struct answer answer = ask(rig, "GET", "/v1/guests/g1", NULL);
  json_auto_t *json = parse_quoted(wanted);
  assert_true(json_equal(json_object_get(answer.json, "needs"), json));
  json_decref(answer.json);
}

static void guests_say_what_they_need_and_hosts_what_they_offer(void **state)
{
  struct rig *rig = *state;
  expect_needs(rig, CPU_NEED_EXACT, "'Penryn with avx'");
  expect_needs(rig, CPU_NEED_SAME, "'same model'");
  expect_needs(rig, CPU_NEED_NONE, "'any'");
  expect_needs(rig, CPU_NEED_UNKNOWN, "null");
  struct host_offers *offers = g_new0(struct host_offers, 1);
  *offers = (struct host_offers){OFFER_INTERFACES | OFFER_POOLS, g_strsplit("interface:br0", " ", -1), g_new(struct storage_pool, 1), 1};
  offers->pools[0] = (struct storage_pool){g_strdup("rbd"), g_strdup("rbd"), g_strdup("")};
  assert_true(fleet_take_offers(rig->fleet, "h1", offers));
  struct answer answer = ask(rig, "GET", "/v1/hosts/h1", NULL);
  json_auto_t *networks = parse_quoted("['interface:br0']"), *storage = parse_quoted("[{'name':'rbd','type':'rbd','path':null}]");
  assert_true(json_equal(json_object_get(answer.json, "networks"), networks));
  assert_true(json_equal(json_object_get(answer.json, "storage"), storage));
  json_decref(answer.json);
}

static void the_evidence_of_one_tip_has_its_thresholds(void **state)
{
  struct rig *rig = *state;
  struct finding *finding = finding_new();
  finding->kind = FINDING_TIP;
  finding->severity = SEVERITY_WARNING;
  finding->policy = g_strdup("p");
  finding->pack = g_strdup("core");
  finding->pack_version = g_strdup("1.0");
  finding->title = g_strdup("t");
  finding->subject = g_strdup("host:h1");
  finding->text = g_strdup("x");
  struct evidence *evidence = evidence_new();
  evidence->object = g_strdup("host:h1");
  evidence->metric = METRIC_HOST_CPU_BUSY_PCT;
  evidence->from_sec = 1767322500;
  g_ptr_array_add(finding->evidence, evidence);
  tipbook_take_finding(rig->tips, finding, "h1");
  finding_free(finding);
  struct answer answer = ask(rig, "GET", "/v1/tips/3", NULL);
  json_auto_t *wanted = json_pack("{s:f}", "warning", 80.0);
  assert_true(json_equal(json_object_get(json_array_get(json_object_get(answer.json, "evidence"), 0), "thresholds"), wanted));
  assert_string_equal(json_string_value(json_object_get(answer.json, "since")), "2026-01-02T02:55:00.000Z");
  json_decref(answer.json);
}

static void a_tip_answers_itself(void **state)
{
  struct rig *rig = *state;
  struct answer answer = ask(rig, "GET", "/v1/tips/1", NULL);
  json_auto_t *wanted = tip_to_json(tipbook_tip(rig->tips, 1));
  json_object_set_new(wanted, "waits", json_string("so it is"));
  json_object_set_new(wanted, "symptoms", json_array());
  assert_int_equal(strlen(json_string_value(json_object_get(answer.json, "facts"))), 4 * 9 + 1);
  json_object_set(wanted, "facts", json_object_get(answer.json, "facts"));
  assert_true(json_equal(answer.json, wanted));
  json_decref(answer.json);
  expect_error(rig, "GET /v1/tips/3", NULL, 404, "there is no tip 3");
  expect_error(rig, "GET /v1/tips/0", NULL, 404, "tips have numbers");
  expect_error(rig, "GET /v1/tips/-1", NULL, 404, "tips have numbers");
  expect_error(rig, "GET /v1/tips/99999999999999999999999", NULL, 404, "tips have numbers");
}

static void a_tip_names_its_symptoms_and_they_their_cause(void **state)
{
  struct rig *rig = *state;
  rig_raise_tip(rig, "guest:" RIG_UUID, "g1");
  struct answer cause = ask(rig, "GET", "/v1/tips/1", NULL), symptom = ask(rig, "GET", "/v1/tips/3", NULL);
  json_auto_t *ids = parse_quoted("[3]");
  assert_true(json_equal(json_object_get(cause.json, "symptoms"), ids));
  assert_true(json_is_null(json_object_get(cause.json, "cause")));
  assert_int_equal(json_integer_value(json_object_get(symptom.json, "cause")), 1);
  json_decref(cause.json);
  json_decref(symptom.json);
}

static void why_is_asked_of_guests_and_hosts(void **state)
{
  struct rig *rig = *state;
  expect_json(rig, "/v1/why?subject=h1", "{'subject':'host:h1','lines':[{'about':'now','text':'so it is','setting':null}]}");
  expect_error(rig, "GET /v1/why", NULL, 400, "asked as /v1/why?subject=NAME");
  expect_error(rig, "GET /v1/why?subject=cluster:lab", NULL, 400, "of guests and hosts, not of cluster:lab");
  expect_error(rig, "GET /v1/why?subject=g9", NULL, 404, "there is no host and no guest");
  expect_error(rig, "GET /v1/why?subject=g1", NULL, 404, "knows nothing of guest:" RIG_UUID " now");
}

static void actions_that_are_not_there(void **state)
{
  expect_json(*state, "/v1/actions", "{'actions':[],'next':null}");
  expect_error(*state, "GET /v1/actions/1", NULL, 404, "there is no action 1");
  expect_error(*state, "GET /v1/actions/x", NULL, 404, "actions have numbers");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(hosts_have_values_or_null_with_a_reason, rig_up, rig_down),
      cmocka_unit_test_setup_teardown(a_value_that_went_stale_is_null, rig_up, rig_down),
      cmocka_unit_test_setup_teardown(guests_are_found_by_name_and_uuid, rig_up, rig_down),
      cmocka_unit_test_setup_teardown(guests_say_what_they_need_and_hosts_what_they_offer, rig_up, rig_down),
      cmocka_unit_test_setup_teardown(a_guest_has_what_its_agent_says, rig_up, rig_down),
      cmocka_unit_test_setup_teardown(clusters_say_what_is_kept_free, rig_up, rig_down),
      cmocka_unit_test_setup_teardown(clusters_say_whether_they_survive_where_they_are_to, rig_up, rig_down),
      cmocka_unit_test_setup_teardown(licences_tell_use_room_and_breaches, rig_up, rig_down),
      cmocka_unit_test_setup_teardown(products_come_ten_at_a_time, rig_up, rig_down),
      cmocka_unit_test_setup_teardown(status_and_policies_are_the_verbs_words, rig_up, rig_down),
      cmocka_unit_test_setup_teardown(the_evidence_of_one_tip_has_its_thresholds, rig_up, rig_down),
      cmocka_unit_test_setup_teardown(tips_are_listed_by_state, rig_up, rig_down),
      cmocka_unit_test_setup_teardown(a_tip_answers_itself, rig_up, rig_down),
      cmocka_unit_test_setup_teardown(a_tip_names_its_symptoms_and_they_their_cause, rig_up, rig_down),
      cmocka_unit_test_setup_teardown(why_is_asked_of_guests_and_hosts, rig_up, rig_down),
      cmocka_unit_test_setup_teardown(actions_that_are_not_there, rig_up, rig_down),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
