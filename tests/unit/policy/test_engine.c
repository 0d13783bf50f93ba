/* Rounds, objects, tips and hostile results: engine.c, evaluate.c and the lua_*.c of the objects. */
#include "fixture.h"

#include "base/limits.h"
#include "policy/unjudged.h"

#include <math.h>
#include <string.h>

/* One round of one policy with that body over a host whose processors were 90 % busy for 400 s. */
static struct scene *judge(const char *body)
{
  struct scene *scene = scene_new();
  scene_write_policy(scene, "p", body);
  scene_start(scene);
  if (scene->errors->len > 0)
    fail_msg("%s", (const char *)g_ptr_array_index(scene->errors, 0));
  scene_add_subjects(scene);
  scene_feed(scene, 10000, 40, 90);
  engine_evaluate(scene->engine, 10000);
  return scene;
}

static void assert_says(const char *body, enum finding_kind kind, const char *part)
{
  struct scene *scene = judge(body);
  const struct finding *finding = scene_finding(scene, "p");
  assert_non_null(finding);
  if (finding->kind != kind || !strstr(finding->text, part))
    fail_msg("expected \"%s\" of\n%s\nbut got %d \"%s\"", part, body, finding->kind, finding->text);
  scene_free(scene);
}

#define TIP(text) "return provost.tip { severity = 'info', text = " text " }"

static void a_policy_reads_names_states_and_relations(void **state)
{
  (void)state;
  assert_says(TIP("host.name .. ' ' .. host.state .. ' ' .. host.kind .. ' ' .. tostring(host.cluster)"), FINDING_TIP,
              "h1 up host lab");
  assert_says(TIP("tostring(host) .. #host.guests .. host.guests[1].name .. host.guests[1].state"),
              FINDING_TIP, "h11g1running");
  assert_says(TIP("tostring(host.guests[1].host == host)"), FINDING_TIP, "true");
  assert_says("return host.nmae", FINDING_ERROR, "a host has no field \"nmae\"");
  assert_says("return host.guests[1].hosts", FINDING_ERROR, "a guest has no field \"hosts\"");
}

static void hosts_and_guests_lead_to_their_cluster_and_back(void **state)
{
  (void)state;
  assert_says(TIP("tostring(host.cluster) .. ' ' .. host.cluster.kind .. ' ' .. host.cluster.state"), FINDING_TIP,
              "lab cluster up");
  assert_says(TIP("tostring(host.guests[1].cluster == host.cluster)"), FINDING_TIP, "true");
  assert_says(TIP("('%d %s %d %s'):format(#host.cluster.hosts, host.cluster.hosts[1], #host.cluster.guests, "
                  "host.cluster.guests[1])"), FINDING_TIP, "1 h1 1 g1");
  assert_says("return host.cluster:window('host.cpu.busy_pct', '1m')", FINDING_ERROR,
              "a cluster has no field \"window\"; it has name, kind, state, state_age, hosts, guests");
}

/* What is said of host h1, guest g1 and the device fabric1 that serves h1. */
static void assert_reads(const char *body, enum finding_kind kind, const char *part)
{
  static char *host[] = {"rack", "r7", "tier", "gold", NULL};
  static const char *serves[] = {"host:h1", "host:h1", "host:h9", "cluster:lab", NULL};
  const struct subject_row rows[] = {
      {.subject = "device:fabric1", .name = "fabric1", .parent = "", .state = "up", .serves = serves},
      {.subject = "cluster:lab", .name = "lab", .parent = "", .state = "up"},
      {.subject = "host:h1", .name = "h1", .parent = "cluster:lab", .state = "up", .labels = host},
      {.subject = "guest:u", .name = "g1", .parent = "host:h1", .state = "running", .ha = TRUE}};
  struct scene *scene = scene_new();
  scene_write_policy(scene, "p", body);
  scene_start(scene);
  engine_take_subjects(scene->engine, rows, G_N_ELEMENTS(rows));
  engine_evaluate(scene->engine, 10000);
  const struct finding *finding = scene_finding(scene, "p");
  assert_non_null(finding);
  if (finding->kind != kind || !strstr(finding->text, part))
    fail_msg("expected \"%s\" of\n%s\nbut got %d \"%s\"", part, body, finding->kind, finding->text);
  engine_take_subjects(scene->engine, &rows[2], 1); /* what they were linked to is gone */
  engine_evaluate(scene->engine, 10010);
  scene_free(scene);
}

static void labels_are_read_by_their_names(void **state)
{
  (void)state;
  assert_reads(TIP("host.labels.tier .. ' ' .. tostring(host.labels.none) .. ' ' .. tostring(host.labels[7])"), FINDING_TIP,
               "gold nil nil");
  assert_reads("local t = '' for name, value in pairs(host.labels) do t = t .. name .. '=' .. value .. ' ' end\n" TIP("t"),
               FINDING_TIP, "rack=r7 tier=gold");
  assert_reads("local n = 0 for _ in pairs(host.cluster.labels) do n = n + 1 end\n" TIP("'none: ' .. n"), FINDING_TIP,
               "none: 0");
  assert_reads("host.labels.tier = 'lead'", FINDING_ERROR, "labels cannot be changed: field \"tier\" was assigned");
  assert_reads(TIP("tostring(host.guests[1].ha) .. tostring(host.guests[1].labels.tier)"), FINDING_TIP, "truenil");
  assert_reads("return host.ha", FINDING_ERROR, "a host has no field \"ha\"");
}

static void labels_are_not_kept_for_later(void **state)
{
  (void)state;
  struct scene *scene = scene_new();
  scene_write(scene, "p.lua",
              "local kept\nreturn { name = 'p', title = 'T', subject = 'host', evaluate = function(host)\n"
              "  kept = kept or host.labels\n  return provost.tip { severity = 'info', text = tostring(kept.a) } end }\n");
  scene_start(scene);
  scene_add_subjects(scene);
  engine_evaluate(scene->engine, 10000);
  assert_int_equal(scene_finding(scene, "p")->kind, FINDING_TIP);
  engine_evaluate(scene->engine, 10010);
  assert_non_null(strstr(scene_finding(scene, "p")->text, "these labels are of an earlier evaluation"));
  scene_free(scene);
}

/* A policy of hosts that is due once an hour, and has run once. */
static struct scene *seldom(const char *body)
{
  struct scene *scene = scene_new();
  g_autofree char *text = g_strdup_printf("return { name = 'p', title = 'T', subject = 'host', every = '1h',\n"
                                          "evaluate = function(host)\n%s\nend }\n", body);
  scene_write(scene, "p.lua", text);
  scene_start(scene);
  assert_int_equal(scene->errors->len, 0);
  scene_add_subjects(scene);
  assert_int_equal(engine_evaluate(scene->engine, 7200).evaluations, 1);
  return scene;
}

static void a_policy_is_judged_at_once_when_the_state_of_its_subject_changes(void **state)
{
  (void)state;
  const struct subject_row rows[] = {{.subject = "host:h1", .name = "h1", .parent = "", .state = "down"},
                                     {.subject = "host:h2", .name = "h2", .parent = "", .state = "up"}};
  struct scene *scene = seldom("if host.state ~= 'up' then return provost.tip { severity = 'info', text = host.state } end");
  assert_int_equal(engine_evaluate(scene->engine, 7210).evaluations, 0);
  engine_take_subjects(scene->engine, rows, 2); /* h2 is new */
  assert_int_equal(engine_evaluate(scene->engine, 7220).evaluations, 2);
  assert_string_equal(((const struct finding *)scene->findings->pdata[1])->text, "down");
  engine_take_subjects(scene->engine, rows, 2);
  assert_int_equal(engine_evaluate(scene->engine, 7230).evaluations, 0);
  assert_int_equal(engine_evaluate(scene->engine, 10800).evaluations, 2); /* the hour goes on as it was */
  scene_free(scene);
}

#define SAID(of, what, who, said, how) .subject = of, .name = what, .source = who, .text = said, .state = how

static void what_others_say_is_read_and_judged_at_once(void **state)
{
  (void)state;
  const struct alert alerts[] = {
      {SAID("host:h1", "disk", "nagios", "full", ALERT_CRITICAL), .since_us = G_GINT64_CONSTANT(7200) * G_USEC_PER_SEC},
      {SAID("host:h1", "load", "nagios", "", ALERT_OK), .since_us = G_GINT64_CONSTANT(9999) * G_USEC_PER_SEC},
      {SAID("host:h9", "load", "nagios", "", ALERT_OK)}};
  struct scene *scene = seldom("local t = '' for _, a in ipairs(host.alerts) do\n"
                               "  t = t .. ('%s %s %s %s %d;'):format(a.name, a.source, a.state, a.text, a.age) end\n"
                               "return provost.tip { severity = 'info', text = #host.alerts .. ' ' .. t }");
  assert_string_equal(scene_finding(scene, "p")->text, "0 ");
  subjects_take_alerts(engine_subjects(scene->engine), alerts, 3);
  assert_int_equal(engine_evaluate(scene->engine, 7230).evaluations, 1);
  assert_string_equal(scene_finding(scene, "p")->text, "2 disk nagios critical full 30;load nagios ok  0;");
  subjects_take_alerts(engine_subjects(scene->engine), alerts, 3);
  assert_int_equal(engine_evaluate(scene->engine, 7240).evaluations, 0);
  subjects_take_alerts(engine_subjects(scene->engine), NULL, 0);
  assert_int_equal(engine_evaluate(scene->engine, 7250).evaluations, 1);
  assert_string_equal(scene_finding(scene, "p")->text, "0 ");
  scene_free(scene);
}

static void between_two_points_of_the_grid_only_what_has_changed_is_judged_and_time_stands_still(void **state)
{
  (void)state;
  const struct alert full = {SAID("host:h1", "disk", "nagios", "full", ALERT_CRITICAL)};
  struct scene *scene = scene_new();
  scene_write(scene, "p.lua",
              "return { name = 'p', title = 'T', subject = 'host', evaluate = function(host)\n"
              "  return provost.tip { severity = 'info', text = #host.alerts .. ' ' .. host.state_age } end }\n");
  scene_start(scene);
  scene_add_subjects(scene);
  assert_int_equal(engine_evaluate(scene->engine, 7200).evaluations, 1);
  assert_int_equal(engine_evaluate_changed(scene->engine, 7200).evaluations, 0);
  assert_true(subjects_take_alert(engine_subjects(scene->engine), &full));
  assert_false(subjects_take_alert(engine_subjects(scene->engine), &full));
  assert_int_equal(engine_evaluate_changed(scene->engine, 7200).evaluations, 1);
  assert_string_equal(scene_finding(scene, "p")->text, "1 10");
  assert_int_equal(engine_evaluate_changed(scene->engine, 7200).evaluations, 0);
  assert_true(subjects_drop_alert(engine_subjects(scene->engine), "host:h1", "disk"));
  assert_false(subjects_drop_alert(engine_subjects(scene->engine), "host:h1", "disk"));
  assert_int_equal(engine_evaluate(scene->engine, 7210).evaluations, 1);
  assert_string_equal(scene_finding(scene, "p")->text, "0 20");
  scene_free(scene);
}

static void a_service_is_judged_by_what_others_say_of_it(void **state)
{
  (void)state;
  const struct subject_row rows[] = {
      {.subject = "cluster:lab", .name = "lab", .parent = "", .state = "up"},
      {.subject = "host:h1", .name = "h1", .parent = "cluster:lab", .state = "up"}};
  const struct alert now = {SAID("host:h1", "http", "icinga", "no answer", ALERT_CRITICAL)};
  const struct alert later = {SAID("host:h1", "http", "icinga", "still none", ALERT_CRITICAL)};
  struct scene *scene = scene_new();
  scene_write(scene, "p.lua",
              "return { name = 'p', title = 'T', subject = 'service', every = '1h', evaluate = function(s)\n"
              "  local of = s.subject\n"
              "  return provost.tip { severity = 'info', text = ('%s %s %s %s %s %s %d %d %d'):format(\n"
              "    s.name, s.kind, s.state, s.text, s.source, of, s.state_age, #of.guests, #of.cluster.hosts) } end }\n");
  scene_start(scene);
  assert_int_equal(scene->errors->len, 0);
  engine_take_subjects(scene->engine, rows, G_N_ELEMENTS(rows));
  subjects_take_alerts(engine_subjects(scene->engine), &now, 1);
  assert_int_equal(engine_evaluate(scene->engine, 7200).evaluations, 1);
  assert_string_equal(scene_finding(scene, "p")->text, "http service critical no answer icinga h1 10 0 1");
  g_autofree char *service = alert_service("host:h1", "http");
  assert_string_equal(scene_finding(scene, "p")->subject, service);
  subjects_take_alerts(engine_subjects(scene->engine), &later, 1);
  assert_int_equal(engine_evaluate(scene->engine, 7210).evaluations, 1);
  assert_non_null(strstr(scene_finding(scene, "p")->text, "still none"));
  assert_int_equal(engine_evaluate(scene->engine, 7220).evaluations, 0);
  engine_take_subjects(scene->engine, rows, 1);
  assert_int_equal(engine_evaluate(scene->engine, 10800).evaluations, 0);
  scene_free(scene);
}

static void a_tip_rests_on_services_each_once(void **state)
{
  (void)state;
  const struct subject_row rows[] = {{.subject = "host:h1", .name = "h1", .parent = "", .state = "up"}};
  const struct alert alerts[] = {{SAID("host:h1", "http", "nagios", "no answer", ALERT_CRITICAL)},
                                 {SAID("host:h1", "dns", "nagios", "", ALERT_OK)}};
  struct scene *scene = scene_new();
  scene_write(scene, "p.lua",
              "return { name = 'p', title = 'T', subject = 'host', evaluate = function(host)\n"
              "  local http, all = host:service('http'), host.services\n"
              "  assert(host:service('ftp') == nil and host:service('HTTP') == nil and #all == 2 and all[2] == http)\n"
              "  return provost.tip { severity = 'info', text = http.state .. ' ' .. http.text, evidence = { http, all[1], http } } end }\n");
  scene_write(scene, "q.lua",
              "return { name = 'q', title = 'T', subject = 'host', evaluate = function(host)\n"
              "  return provost.tip { severity = 'info', text = 'x', evidence = { host } } end }\n");
  scene_write(scene, "r.lua",
              "return { name = 'r', title = 'T', subject = 'host', evaluate = function(host) return host:service(7) end }\n");
  scene_start(scene);
  engine_take_subjects(scene->engine, rows, G_N_ELEMENTS(rows));
  subjects_take_alerts(engine_subjects(scene->engine), alerts, G_N_ELEMENTS(alerts));
  engine_evaluate(scene->engine, 7200);
  const struct finding *found = scene_finding(scene, "p");
  assert_string_equal(found->text, "critical no answer");
  assert_int_equal(found->alerts->len, 2);
  g_autofree char *service = alert_service("host:h1", "http");
  assert_string_equal(((const struct tip_alert *)found->alerts->pdata[0])->service, service);
  assert_non_null(strstr(scene_finding(scene, "q")->text, "evidence must hold windows and services only"));
  assert_non_null(strstr(scene_finding(scene, "r")->text, "name must be a text"));
  scene_free(scene);
}

/* A policy that keeps silent about what it read is not believed more than one that names it. */
static void a_tip_rests_on_whatever_doubtful_was_read(void **state)
{
  (void)state;
  static const char *const reads[] = {"host:service('trap').state", "host:service('trap').text", "#host.alerts",
                                      "host.services[2].hard"};
  const struct subject_row host = {.subject = "host:h1", .name = "h1", .parent = "", .state = "up"};
  const struct alert alerts[] = {
      {.subject = "host:h1", .name = "fine", .source = "trap", .text = "", .marks = ALERT_IS_UNCONFIRMED},
      {.subject = "host:h1", .name = "trap", .source = "trap", .text = "", .state = ALERT_WARNING, .marks = ALERT_IS_UNCONFIRMED}};
  g_autofree char *trap = alert_service("host:h1", "trap");
  for (guint i = 0; i <= G_N_ELEMENTS(reads); i++) {
    struct scene *scene = scene_new();
    g_autofree char *text = g_strdup_printf("return { name = 'p', title = 'T', subject = 'host', evaluate = function(host)\n"
                                            "  return provost.tip { severity = 'info', text = tostring(%s) .. host:service('fine').state }"
                                            " end }\n", i < G_N_ELEMENTS(reads) ? reads[i] : "1");
    scene_write(scene, "p.lua", text);
    scene_start(scene);
    engine_take_subjects(scene->engine, &host, 1);
    subjects_take_alerts(engine_subjects(scene->engine), alerts, G_N_ELEMENTS(alerts));
    engine_evaluate(scene->engine, 7200);
    const struct finding *found = scene_finding(scene, "p");
    assert_int_equal(found->kind, FINDING_TIP);
    assert_int_equal(found->alerts->len, i < G_N_ELEMENTS(reads));
    assert_int_equal(tip_alerts_find(found->alerts, trap) != NULL, i < G_N_ELEMENTS(reads));
    scene_free(scene);
  }
}

static void a_service_says_how_sure_its_source_is_and_who_knows_of_it(void **state)
{
  (void)state;
  const struct subject_row host = {.subject = "host:h1", .name = "h1", .parent = "", .state = "up"};
  const struct alert alerts[] = {
      {.subject = "host:h1", .name = "a", .source = "s", .text = "", .marks = ALERT_IS_SOFT | ALERT_IN_DOWNTIME | ALERT_IS_UNCONFIRMED,
       .attempt = 3, .since_us = G_GINT64_CONSTANT(7190) * G_USEC_PER_SEC},
      {.subject = "host:h1", .name = "b", .source = "s", .text = "", .marks = ALERT_IS_FLAPPING | ALERT_IS_ACKNOWLEDGED,
       .since_us = G_GINT64_CONSTANT(9999) * G_USEC_PER_SEC}};
  struct scene *scene = scene_new();
  scene_write(scene, "p.lua",
              "return { name = 'p', title = 'T', subject = 'host', evaluate = function(host)\n"
              "  local t = ''\n"
              "  for _, s in ipairs(host.services) do t = t .. ('%s %d %d hard=%s flaps=%s down=%s ack=%s free=%s;'):format(s.name, s.age,\n"
              "    s.attempt, s.hard, s.flapping, s.in_downtime, s.acknowledged, s.unconfirmed) end\n"
              "  return provost.tip { severity = 'info', text = t } end }\n");
  scene_start(scene);
  engine_take_subjects(scene->engine, &host, 1);
  subjects_take_alerts(engine_subjects(scene->engine), alerts, G_N_ELEMENTS(alerts));
  engine_evaluate(scene->engine, 7210);
  assert_string_equal(scene_finding(scene, "p")->text,
                      "a 20 3 hard=false flaps=false down=true ack=false free=true;b 0 0 hard=true flaps=true down=false ack=true "
                      "free=false;");
  scene_free(scene);
}

static void a_service_has_no_metrics_and_no_alerts_of_its_own(void **state)
{
  (void)state;
  const struct subject_row row = {.subject = "service:http-1", .name = "http", .parent = "", .state = "ok"};
  struct scene *scene = scene_new();
  scene_write(scene, "p.lua",
              "return { name = 'p', title = 'T', subject = 'service', evaluate = function(s) return s.alerts end }\n");
  scene_write(scene, "q.lua",
              "return { name = 'q', title = 'T', subject = 'service', evaluate = function(s)\n"
              "  return nil, tostring(s.subject) .. s.text .. s.source end }\n");
  scene_start(scene);
  engine_take_subjects(scene->engine, &row, 1);
  engine_evaluate(scene->engine, 7200);
  assert_non_null(strstr(scene_finding(scene, "p")->text,
                         "a service has no field \"alerts\"; it has name, kind, state, state_age, subject, text, source, age, "
                         "hard, attempt, flapping, in_downtime, acknowledged, unconfirmed"));
  assert_string_equal(scene_finding(scene, "q")->text, "nil");
  scene_free(scene);
}

#define SPREAD                                                                                                      \
  "return { name = 'spread', title = 'Trial', subject = 'cluster', needs = { ['host.cpu.busy_pct'] = '5m' },\n"      \
  "  evaluate = function(cluster)\n"                                                                                \
  "    local evidence, names = {}, ''\n"                                                                            \
  "    for _, host in ipairs(cluster.hosts) do\n"                                                                   \
  "      local busy, why = host:window('host.cpu.busy_pct', '1m')\n"                                                \
  "      if not busy then return nil, why end\n"                                                                    \
  "      evidence[#evidence + 1] = busy\n"                                                                          \
  "      names = names .. ('%s=%d '):format(host, busy:avg())\n"                                                    \
  "    end\n"                                                                                                       \
  "    return provost.tip { severity = 'warning', text = names .. 'of ' .. cluster.name, evidence = evidence }\n"        \
  "  end }\n"

static void a_cluster_is_judged_by_its_hosts(void **state)
{
  (void)state;
  const struct subject_row rows[] = {{.subject = "guest:11111111-1111-1111-1111-111111111111", .name = "g1", .parent = "host:h1", .state = "running"},
                                     {.subject = "host:h1", .name = "h1", .parent = "cluster:lab", .state = "up"},
                                     {.subject = "host:h2", .name = "h2", .parent = "cluster:lab", .state = "up"},
                                     {.subject = "host:h3", .name = "h3", .parent = "cluster:other", .state = "up"},
                                     {.subject = "cluster:lab", .name = "lab", .parent = "", .state = "up"},
                                     {.subject = "cluster:other", .name = "other", .parent = "", .state = "up"}};
  struct scene *scene = scene_new();
  scene_write(scene, "spread.lua", SPREAD);
  scene_start(scene);
  assert_int_equal(scene->errors->len, 0);
  engine_take_subjects(scene->engine, rows, G_N_ELEMENTS(rows));
  struct reading reading = reading_known(METRIC_HOST_CPU_BUSY_PCT, 30);
  struct value_round values = {SOURCE_SNMP, 0, "host:h2", &reading, 1};
  for (values.stamp_sec = 9900; values.stamp_sec <= 10000; values.stamp_sec += 10)
    subjects_put(engine_subjects(scene->engine), &values);
  scene_feed(scene, 10000, 40, 90);
  values.object = "cluster:lab"; /* has no series to keep this in */
  subjects_put(engine_subjects(scene->engine), &values);
  engine_evaluate(scene->engine, 10000);
  assert_int_equal(scene->findings->len, 2);
  const struct finding *finding = g_ptr_array_index(scene->findings, 0), *other = g_ptr_array_index(scene->findings, 1);
  assert_string_equal(finding->subject, "cluster:lab");
  assert_string_equal(finding->text, "h1=90 h2=30 of lab");
  assert_int_equal(finding->evidence->len, 2);
  assert_string_equal(((const struct evidence *)finding->evidence->pdata[1])->object, "host:h2");
  assert_string_equal(other->subject, "cluster:other");
  assert_int_equal(other->kind, FINDING_NO_DATA);
  scene_free(scene);
}

#define DEVICES                                                                                                     \
  "local names = host.name .. ':'\n"                                                                               \
  "for _, device in ipairs(host.devices) do\n"                                                                     \
  "  names = ('%s %s %s of %d'):format(names, device.name, device.state, #device.hosts)\n"                         \
  "end\n"                                                                                                          \
  "return provost.tip { severity = 'warning', text = names }"

static void assert_texts(struct scene *scene, gint64 stamp_sec, const char *first, const char *second)
{
  g_ptr_array_set_size(scene->findings, 0);
  engine_evaluate(scene->engine, stamp_sec);
  assert_int_equal(scene->findings->len, 2);
  assert_string_equal(((const struct finding *)scene->findings->pdata[0])->text, first);
  assert_string_equal(((const struct finding *)scene->findings->pdata[1])->text, second);
}

static void a_host_leads_to_the_devices_that_serve_it_and_back(void **state)
{
  (void)state;
  static const char *both[] = {"host:h2", "host:h1", "host:h1", NULL}, *first[] = {"host:h1", NULL}, *none[] = {"host:h9", NULL};
  const struct subject_row rows[] = {
      {.subject = "cluster:lab", .name = "lab", .parent = "", .state = "up"},
      {.subject = "host:h1", .name = "h1", .parent = "cluster:lab", .state = "up"},
      {.subject = "host:h2", .name = "h2", .parent = "cluster:lab", .state = "up"},
      {.subject = "device:ups", .name = "ups", .parent = "", .state = "up", .serves = both},
      {.subject = "device:san", .name = "san", .parent = "", .state = "down", .serves = first},
      {.subject = "device:far", .name = "far", .parent = "", .state = "up", .serves = none}};
  struct scene *scene = judge(DEVICES);
  engine_take_subjects(scene->engine, rows, G_N_ELEMENTS(rows));
  assert_texts(scene, 10010, "h1: ups up of 2 san down of 1", "h2: ups up of 2");
  engine_take_subjects(scene->engine, rows, 3);
  assert_texts(scene, 10020, "h1:", "h2:");
  scene_free(scene);
}

/* What a subject belongs to is told with each list: a host that left its cluster is not in it any more. */
static void a_host_leaves_its_cluster(void **state)
{
  (void)state;
  const struct subject_row rows[] = {{.subject = "cluster:lab", .name = "lab", .parent = "", .state = "up"}, {.subject = "host:h1", .name = "h1", .parent = "", .state = "up"}};
  struct scene *scene = judge(TIP("tostring(host.cluster)"));
  assert_string_equal(scene_finding(scene, "p")->text, "lab");
  engine_take_subjects(scene->engine, rows, G_N_ELEMENTS(rows));
  engine_evaluate(scene->engine, 10010);
  assert_string_equal(scene_finding(scene, "p")->text, "nil");
  const struct subject *cluster = subjects_find(engine_subjects(scene->engine), "cluster:lab");
  assert_int_equal(cluster->children->len, 0);
  scene_free(scene);
}

static void a_window_gives_its_figures(void **state)
{
  (void)state;
  assert_says("local w = host:window('host.cpu.busy_pct', '5m')\n"
              "return provost.tip { severity = 'info', text = ('%g %g %g %g %d %g %d'):format(\n"
              "  w:min(), w:avg(), w:max(), w:last(), w:count(), w:coverage(), w:age()) }",
              FINDING_TIP, "90 90 90 90 30 1 0");
  assert_says(TIP("tostring(host:latest('host.cpu.busy_pct'))"), FINDING_TIP, "90.0");
  assert_says(TIP("tostring(host:window('host.cpu.busy_pct', 60):count())"), FINDING_TIP, "6");
}

/* 1, 2 ... 10 in steps of 10 s, the seventh unknown. */
static void assert_rising(const char *body, enum finding_kind kind, const char *part)
{
  struct scene *scene = scene_new();
  scene_write_policy(scene, "p", body);
  scene_start(scene);
  scene_add_subjects(scene);
  for (guint i = 1; i <= 10; i++)
    scene_feed(scene, 9900 + 10 * i, 1, i == 7 ? (double)NAN : (double)i);
  engine_evaluate(scene->engine, 10000);
  const struct finding *finding = scene_finding(scene, "p");
  assert_non_null(finding);
  if (finding->kind != kind || !strstr(finding->text, part))
    fail_msg("expected \"%s\" of\n%s\nbut got %d \"%s\"", part, body, finding->kind, finding->text);
  scene_free(scene);
}

static void a_window_gives_percentiles_and_how_it_changes(void **state)
{
  (void)state;
  const char *window = "local w = host:window('host.cpu.busy_pct', '100s')\n";
  static const struct {
    const char *expression, *part;
  } rows[] = {
      {"('%g %g %g %g'):format(w:percentile(0), w:percentile(50), w:percentile(95), w:percentile(100))", "1 5 10 10"},
      {"('%.6f %.6f'):format(w:slope(), w:rate())", "0.100000 0.100000"},
      {"('%d'):format(w:count())", "9"},
      {"tostring((host:window('host.cpu.busy_pct', '10s'):slope()))", "nil"},
      {"(select(2, host:window('host.cpu.busy_pct', '10s'):rate()))", "one value does not say how it changes"},
      {"('%g %d'):format(host:latest('host.cpu.busy_pct'))", "10 0"},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autofree char *body = g_strdup_printf("%s return provost.tip { severity = 'info', text = %s }", window, rows[i].expression);
    assert_rising(body, FINDING_TIP, rows[i].part);
  }
  g_autofree char *wrong = g_strconcat(window, "return w:percentile(101)", NULL);
  assert_rising(wrong, FINDING_ERROR, "window:percentile(p): p must be a number from 0 to 100 (given: 101)");
}

static void the_view_from_inside_is_read_as_the_guests_own(void **state)
{
  (void)state;
  const char *guest = "guest:11111111-1111-1111-1111-111111111111";
  struct scene *scene = scene_new();
  scene_write(scene, "inside.lua",
              "return { name = 'inside', title = 'Trial', subject = 'guest',\n"
              "  needs = { ['guest.inside.cpu.busy_pct'] = '5m' },\n"
              "  evaluate = function(guest)\n"
              "    local w = guest:window('guest.inside.cpu.busy_pct', '1m')\n"
              "    return provost.tip { severity = 'info', text = tostring(w:avg()), evidence = { w } }\n"
              "  end }\n");
  scene_start(scene);
  assert_int_equal(scene->errors->len, 0);
  scene_add_subjects(scene);
  struct reading reading = reading_known(METRIC_GUEST_INSIDE_CPU_BUSY_PCT, 70);
  g_autofree char *inside = object_of(guest, CLASS_GUEST_INSIDE);
  for (gint64 stamp_sec = 9900; stamp_sec <= 10000; stamp_sec += 10)
    subjects_put(engine_subjects(scene->engine), &(struct value_round){SOURCE_SNMP, stamp_sec, inside, &reading, 1});
  engine_evaluate(scene->engine, 10000);
  const struct finding *finding = scene_finding(scene, "inside");
  assert_non_null(finding);
  assert_string_equal(finding->text, "70.0");
  const struct evidence *evidence = finding->evidence->pdata[0];
  assert_string_equal(evidence->object, inside);
  scene_free(scene);
}

static void a_device_is_judged_like_any_subject(void **state)
{
  (void)state;
  const struct subject_row row = {.subject = "device:fabric1", .name = "fabric1", .parent = "", .state = "up"};
  struct scene *scene = scene_new();
  scene_write(scene, "fabric.lua",
              "return { name = 'fabric', title = 'Trial', subject = 'device',\n"
              "  needs = { ['device.cpu.busy_pct'] = '5m' },\n"
              "  evaluate = function(device)\n"
              "    local w = device:window('device.cpu.busy_pct', '1m')\n"
              "    local text = device.name .. ' ' .. device.kind .. ' ' .. device.state .. ' ' .. w:avg()\n"
              "    return provost.tip { severity = 'info', text = text .. ' ' .. device:latest('device.cpu.busy_pct') }\n"
              "  end }\n");
  scene_write(scene, "wrong.lua",
              "return { name = 'wrong', title = 'Trial', subject = 'device',\n"
              "  needs = { ['device.cpu.busy_pct'] = '5m' },\n"
              "  evaluate = function(device) return device.guests end }\n");
  scene_start(scene);
  assert_int_equal(scene->errors->len, 0);
  engine_take_subjects(scene->engine, &row, 1);
  struct reading reading = reading_known(METRIC_DEVICE_CPU_BUSY_PCT, 70);
  for (gint64 stamp_sec = 9900; stamp_sec <= 10000; stamp_sec += 10)
    subjects_put(engine_subjects(scene->engine), &(struct value_round){SOURCE_SNMP, stamp_sec, row.subject, &reading, 1});
  engine_evaluate(scene->engine, 10000);
  const struct finding *finding = scene_finding(scene, "fabric"), *wrong = scene_finding(scene, "wrong");
  assert_non_null(finding);
  assert_string_equal(finding->text, "fabric1 device up 70.0 70.0");
  assert_non_null(wrong);
  assert_non_null(strstr(wrong->text, "a device has no field \"guests\"; it has name, kind, state, state_age"));
  scene_free(scene);
}

#define FULLEST                                                                                                       \
  "return { name = 'fullest', title = 'Trial', subject = 'host', needs = { ['host.storage.used_bytes'] = '5m' },\n"      \
  "  evaluate = function(host)\n"                                                                                     \
  "    local fullest, names\n"                                                                                        \
  "    for _, fs in ipairs(host:all('host.storage.used_bytes')) do\n"                                                   \
  "      names = (names and names .. ' ' or '') .. fs.name\n"                                                         \
  "      local w = fs:window('host.storage.used_bytes', '1m')\n"                                                        \
  "      if w and (not fullest or w:min() > fullest:min()) then fullest = w end\n"                                    \
  "    end\n"                                                                                                         \
  "    if not fullest then return nil, 'none' end\n"                                                                  \
  "    return provost.tip { severity = 'info', text = ('%s: %d'):format(names, fullest:max()), evidence = {fullest} }\n" \
  "  end }\n"

static void feed_storage(struct scene *scene, const char *object, gint64 from_sec, gint64 to_sec, double value)
{
  struct reading reading = reading_known(METRIC_HOST_STORAGE_USED_BYTES, value);
  for (gint64 stamp_sec = from_sec; stamp_sec <= to_sec; stamp_sec += 10)
    subjects_put(engine_subjects(scene->engine), &(struct value_round){SOURCE_SNMP, stamp_sec, object, &reading, 1});
}

static void parts_are_read_one_by_one_in_the_order_of_their_names(void **state)
{
  (void)state;
  struct scene *scene = scene_new();
  scene_write(scene, "fullest.lua", FULLEST);
  scene_start(scene);
  assert_int_equal(scene->errors->len, 0);
  scene_add_subjects(scene);
  feed_storage(scene, "host:h1{fs=/srv}", 9900, 10000, 91);
  feed_storage(scene, "host:h1{fs=/}", 9900, 10000, 40);
  feed_storage(scene, "host:h1{fs=/gone}", 9800, 9900, 99);
  feed_storage(scene, "host:h9{fs=/}", 9900, 10000, 99); /* nobody's */
  const struct reading speed = reading_known(METRIC_HOST_NET_RX_BYTES_PER_SEC, 1);
  subjects_put(engine_subjects(scene->engine), &(struct value_round){SOURCE_SNMP, 10000, "host:h1{if=eth0}", &speed, 1}); /* nobody needs it */
  engine_evaluate(scene->engine, 10000);
  const struct finding *finding = scene_finding(scene, "fullest");
  assert_non_null(finding);
  assert_string_equal(finding->text, "/ /srv: 91");
  const struct evidence *evidence = g_ptr_array_index(finding->evidence, 0);
  assert_string_equal(evidence->object, "host:h1{fs=/srv}");
  assert_int_equal(subjects_series(engine_subjects(scene->engine)), 3);
  scene_free(scene);
}

static void a_part_that_is_not_known_has_a_reason(void **state)
{
  (void)state;
  struct scene *scene = scene_new();
  scene_write(scene, "young.lua",
              "return { name = 'young', title = 'Trial', subject = 'host', needs = { ['host.storage.used_bytes'] = '5m' },\n"
              "  evaluate = function(host)\n"
              "    local fs = host:all('host.storage.used_bytes')[1]\n"
              "    return fs:window('host.storage.used_bytes', '5m')\n"
              "  end }\n");
  scene_start(scene);
  scene_add_subjects(scene);
  feed_storage(scene, "host:h1{fs=/}", 9900, 10000, 40);
  engine_evaluate(scene->engine, 10000);
  const struct finding *finding = scene_finding(scene, "young");
  assert_int_equal(finding->kind, FINDING_NO_DATA);
  assert_string_equal(finding->text, "host.storage.used_bytes of / of h1 has not been watched for 5m yet");
  scene_free(scene);
}

static void parts_are_bounded_and_go_with_their_subject(void **state)
{
  (void)state;
  struct scene *scene = scene_new();
  scene_write(scene, "fullest.lua", FULLEST);
  scene_start(scene);
  scene_add_subjects(scene);
  struct subjects *subjects = engine_subjects(scene->engine);
  const struct subject *host = subjects_find(subjects, "host:h1");
  for (guint i = 0; i <= PARTS_MAX; i++) {
    g_autofree char *object = g_strdup_printf("host:h1{fs=/%04u}", PARTS_MAX - i);
    feed_storage(scene, object, 9000 + 10 * i, 9000 + 10 * i, 50);
  }
  assert_int_equal(host->parts->len, PARTS_MAX);
  assert_int_equal(subjects_series(subjects), PARTS_MAX);
  for (guint i = 0; i < PARTS_MAX; i++) { /* the first, the highest in number, made room */
    g_autofree char *name = g_strdup_printf("/%04u", i);
    assert_string_equal(((const struct subject *)host->parts->pdata[i])->name, name);
  }
  engine_take_subjects(scene->engine, NULL, 0);
  assert_int_equal(subjects_series(subjects), 0);
  assert_int_equal(subjects_ring_bytes(subjects), 0);
  scene_free(scene);
}

static void a_part_gets_its_history(void **state)
{
  (void)state;
  struct scene *scene = scene_new();
  scene_write(scene, "fullest.lua", FULLEST);
  scene_start(scene);
  scene_add_subjects(scene);
  const double values[] = {70, 71, 72, 73, 74, 75};
  const struct history history = {"host:h1{fs=/}", METRIC_HOST_STORAGE_USED_BYTES, 9950, 10, values, 6};
  struct history wrong = history;
  wrong.object = "host:h1{if=eth0}";
  subjects_backfill(engine_subjects(scene->engine), &wrong);
  subjects_backfill(engine_subjects(scene->engine), &history);
  engine_evaluate(scene->engine, 10000);
  assert_string_equal(scene_finding(scene, "fullest")->text, "/: 75");
  assert_int_equal(subjects_series(engine_subjects(scene->engine)), 1);
  scene_free(scene);
}

static void wrong_calls_say_usage_and_value(void **state)
{
  (void)state;
  assert_says("host:window('host.cpu.busy_pct', '10m')", FINDING_ERROR,
              "a span of 600 seconds is more than the 300 that needs declares for host.cpu.busy_pct");
  assert_says("host:window('host.cpu.busy_pct', 'long')", FINDING_ERROR,
              "p.lua:5: subject:window(metric, span): span must be a duration such as \"5m\", or seconds up to "
              "6 hours (given: \"long\")");
  assert_says("host:window('host.cpu.busy_pct')", FINDING_ERROR, "(given: nothing)");
  assert_says("host:window('host.cpu.busy_pct', 0/0)", FINDING_ERROR, "span must be");
  assert_says("host:window('host.cpu.count', '1m')", FINDING_ERROR,
              "needs does not declare host.cpu.count; add");
  assert_says("host:latest('host.storage.used_bytes')", FINDING_ERROR,
              "is a metric of each host-storage: read it of those that host:all(\"host.storage.used_bytes\") gives");
  assert_says("host:all('host.cpu.busy_pct')", FINDING_ERROR, "is not a metric of parts of a host");
  assert_says("host:all('host.storage.used_bytes')", FINDING_ERROR, "needs does not declare host.storage.used_bytes");
  assert_says("host:latest('host.cpu')", FINDING_ERROR, "there is no such metric");
  assert_says("host:latest('host.cpu.busy')", FINDING_ERROR, "did you mean \"host.cpu.busy_pct\"?");
  assert_says("host:latest('guest.cpu.used_pct')", FINDING_ERROR, "is not a metric of a host");
  assert_says("host.window('host.cpu.busy_pct', '1m')", FINDING_ERROR, "call it with a colon");
  assert_says("return host:window('host.cpu.busy_pct', '1m'):mean()", FINDING_ERROR, "has no field 'mean'");
  assert_says("return host:window('host.cpu.busy_pct', '1m').min()", FINDING_ERROR, "call it with a colon");
  assert_says("provost.over('x', set)", FINDING_ERROR,
              "provost.over(value, set, of): value must be a number (given: \"x\")");
  assert_says("provost.over(0/0, set)", FINDING_ERROR, "value must be a number");
  assert_says("provost.over(1, { warning = '80', critical = 95 })", FINDING_ERROR,
              "warning, critical and clear of set must be numbers (given: \"80\")");
  assert_says("provost.over(1, {})", FINDING_ERROR, "set has neither warning nor critical");
  assert_says("return set.sustaned", FINDING_ERROR, "settings has no field 'sustaned'; did you mean 'sustained'?");
  assert_says("return provost.tpi {}", FINDING_ERROR, "provost has no field 'tpi'; did you mean 'tip'?");
}

/* What the body's severity is for each value, one after the other, where the core opens and closes the tip for it. */
static void assert_severities(const char *body, const double *values, const char *const *severities, gsize n)
{
  struct scene *scene = scene_new();
  scene_write_policy(scene, "p", body);
  scene_start(scene);
  assert_int_equal(scene->errors->len, 0);
  scene_add_subjects(scene);
  for (gsize i = 0; i < n; i++) {
    gint64 stamp_sec = 10000 + (gint64)i * 10;
    enum severity severity = SEVERITY_NONE;
    scene_feed(scene, stamp_sec, 1, values[i]);
    engine_evaluate(scene->engine, stamp_sec);
    const struct finding *finding = scene_finding(scene, "p");
    if (finding->kind == FINDING_TIP)
      severity = finding->severity;
    if (strcmp(finding->kind == FINDING_ERROR ? finding->text : severity_name(severity), severities[i]) != 0)
      fail_msg("value %g: expected %s but got %s %s", values[i], severities[i], severity_name(severity), finding->text);
    engine_take_open_tip(scene->engine, "p", "host:h1", severity);
  }
  scene_free(scene);
}

#define JUDGE(call)                                                                                                    \
  "local v = host:latest('host.cpu.busy_pct') local s = " call                                                        \
  " if s then return provost.tip { severity = s, text = 'x' } end"

static void a_severity_stays_until_the_value_is_back_by_as_much_as_clear_says(void **state)
{
  (void)state;
  static const double up[] = {79, 80, 71, 69, 75, 95, 86, 85, 84, 70, 69, 96, 60};
  static const char *const of_up[] = {"none", "warning", "warning", "none", "none", "critical", "critical",
                                      "critical", "warning", "warning", "none", "critical", "none"};
  assert_severities(JUDGE("provost.over(v, { warning = 80, critical = 95, clear = 70 })"), up, of_up, G_N_ELEMENTS(up));
  static const double down[] = {21, 20, 29, 31, 25, 5, 14, 16, 30, 31};
  static const char *const of_down[] = {"none", "warning", "warning", "none", "none", "critical", "critical",
                                        "warning", "warning", "none"};
  assert_severities(JUDGE("provost.under(v, { warning = 20, critical = 5, clear = 30 })"), down, of_down,
                    G_N_ELEMENTS(down));
  static const double wide[] = {85, 81, 80, 79};
  static const char *const of_wide[] = {"critical", "critical", "critical", "warning"};
  assert_severities(JUDGE("provost.over(v, { warning = 80, critical = 85, clear = 60 })"), wide, of_wide,
                    G_N_ELEMENTS(wide));
  static const double bare[] = {94, 95, 94, 95};
  static const char *const of_bare[] = {"none", "critical", "none", "critical"};
  assert_severities(JUDGE("provost.over(v, { critical = 95 })"), bare, of_bare, G_N_ELEMENTS(bare));
}

static void what_a_tip_was_not_opened_for_does_not_keep_it_open(void **state)
{
  (void)state;
  static const char body[] = JUDGE("provost.over(v, { warning = 80, clear = 60 }, 'a') or "
                                   "provost.over(100 - v, { warning = 50, clear = 20 }, host)");
  /* At 70, b = 30 lies between clear and warning, and has not been serious before; at 45 it is. */
  static const double values[] = {85, 70, 55, 45, 70, 75, 81};
  static const char *const severities[] = {"warning", "warning", "none", "warning", "warning", "warning", "warning"};
  assert_severities(body, values, severities, G_N_ELEMENTS(values));
  static const double back[] = {85, 59, 70};
  static const char *const of_back[] = {"warning", "none", "none"};
  assert_severities(body, back, of_back, G_N_ELEMENTS(back));
}

static void an_open_tip_of_before_a_start_keeps_all_that_may_have_opened_it(void **state)
{
  (void)state;
  struct scene *scene = scene_new();
  scene_write_policy(scene, "p", JUDGE("provost.over(v, { warning = 80, clear = 60 }, 'a')"));
  scene_start(scene);
  scene_add_subjects(scene);
  engine_take_open_tip(scene->engine, "p", "host:h1", SEVERITY_WARNING);
  scene_feed(scene, 10000, 1, 70);
  engine_evaluate(scene->engine, 10000);
  assert_int_equal(scene_finding(scene, "p")->kind, FINDING_TIP);
  scene_free(scene);
}

static void a_window_says_for_how_long_it_has_been_over_or_under_a_limit(void **state)
{
  (void)state;
  const char *window = "local w = host:window('host.cpu.busy_pct', '100s')\n";
  static const struct {
    const char *expression, *part;
  } rows[] = {
      /* 1 to 10, of which the seventh is unknown */
      {"('%d %d'):format(w:over_sec(9), w:over_samples(9))", "20 2"},
      {"('%d %d'):format(w:over_sec(8), w:over_samples(1))", "30 3"},
      {"('%d %d'):format(w:over_sec(10), w:over_samples(10.5))", "10 0"},
      {"('%d %d'):format(w:under_sec(10), w:under_samples(9))", "30 0"},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autofree char *body = g_strdup_printf("%s return provost.tip { severity = 'info', text = %s }", window, rows[i].expression);
    assert_rising(body, FINDING_TIP, rows[i].part);
  }
  g_autofree char *wrong = g_strconcat(window, "return w:over_sec('80')", NULL);
  assert_rising(wrong, FINDING_ERROR, "window:over_sec(limit): limit must be a number (given: \"80\")");
}

static void durations_are_seconds(void **state)
{
  (void)state;
  assert_says(TIP("tostring(provost.seconds('5m'))"), FINDING_TIP, "300");
  assert_says("provost.seconds(5)", FINDING_ERROR, "provost.seconds(duration): duration must be a text such as \"5m\" (given: 5)");
}

static void missing_data_give_the_reason_and_no_tip(void **state)
{
  (void)state;
  struct scene *scene = judge("local w, why = host:window('host.cpu.busy_pct', set.sustained)\n"
                              "if not w then return nil, why end\n" TIP("'busy'"));
  assert_int_equal(scene_finding(scene, "p")->kind, FINDING_TIP);
  engine_evaluate(scene->engine, 10030);
  assert_int_equal(scene_finding(scene, "p")->kind, FINDING_NO_DATA);
  assert_string_equal(scene_finding(scene, "p")->text,
                      "the last known value of host.cpu.busy_pct of h1 is too old");
  guint said = scene->findings->len;
  engine_evaluate(scene->engine, 10040);
  assert_int_equal(scene->findings->len, said);
  scene_free(scene);
}

static void a_policy_cannot_act_on_data_older_than_it_declares(void **state)
{
  (void)state;
  struct scene *scene = scene_new();
  scene_write(scene, "p.lua",
              "return { name = 'p', title = 'Trial', subject = 'host',\n"
              "  needs = { ['host.cpu.busy_pct'] = { back = '5m', age = '10s' } },\n"
              "  evaluate = function(host)\n"
              "    local value, why = host:latest('host.cpu.busy_pct')\n"
              "    local window, too = host:window('host.cpu.busy_pct', '1m')\n"
              "    if not value and not window then return nil, why .. '; ' .. too end\n"
              "    return provost.tip { severity = 'info', text = window:avg() .. ' ' .. value } end }\n");
  scene_start(scene);
  scene_add_subjects(scene);
  scene_feed(scene, 10000, 40, 90);
  engine_evaluate(scene->engine, 10010);
  assert_string_equal(scene_finding(scene, "p")->text, "90.0 90.0");
  engine_evaluate(scene->engine, 10020);
  const char *old = "the last known value of host.cpu.busy_pct of h1 is too old for the 10 seconds that needs allows";
  g_autofree char *both = g_strconcat(old, "; ", old, NULL);
  assert_string_equal(scene_finding(scene, "p")->text, both);
  scene_free(scene);
}

/* What a policy makes of the hour's baseline of so many weeks; weeks < 0: of none. */
static void assert_usual(const char *expression, int weeks, enum finding_kind kind, const char *part)
{
  static const double values[] = {30, 10, 20, 40};
  struct scene *scene = scene_new();
  g_autofree char *text = g_strdup_printf(
      "return { name = 'p', title = 'Trial', subject = 'host',\n"
      "  needs = { ['host.cpu.busy_pct'] = { back = '5m', baseline = true }, ['host.cpu.count'] = '1m' },\n"
      "  evaluate = function(host)\n"
      "    local b, why = host:baseline('host.cpu.busy_pct')\n"
      "    if not b then return nil, why end\n"
      "    return provost.tip { severity = 'info', text = %s } end }\n", expression);
  scene_write(scene, "p.lua", text);
  scene_start(scene);
  assert_int_equal(scene->errors->len, 0);
  scene_add_subjects(scene);
  scene_feed(scene, 10000, 1, 90);
  struct subjects *subjects = engine_subjects(scene->engine);
  if (weeks >= 0)
    subjects_take_baseline(subjects, "host:h1", METRIC_HOST_CPU_BUSY_PCT,
                           baseline_of_values(7200, (guint)weeks, values, MIN((gsize)weeks, 4)));
  subjects_take_baseline(subjects, "host:h1", METRIC_HOST_CPU_BUSY_PCT, baseline_of_values(10800, 4, values, 1));
  subjects_take_baseline(subjects, "host:none", METRIC_HOST_CPU_BUSY_PCT, baseline_of_values(7200, 4, values, 4));
  subjects_take_baseline(subjects, "host:h1", METRIC_GUEST_CPU_USED_PCT, baseline_of_values(7200, 4, values, 4));
  engine_evaluate(scene->engine, 10000);
  const struct finding *finding = scene_finding(scene, "p");
  if (finding->kind != kind || !strstr(finding->text, part))
    fail_msg("expected \"%s\" of %s but got %d \"%s\"", part, expression, finding->kind, finding->text);
  scene_free(scene);
}

static void a_baseline_says_what_is_usual_in_this_hour_of_the_week(void **state)
{
  (void)state;
  assert_usual("('%g %g %g %g %d %d'):format(b:mean(), b:low(), b:high(), b:percentile(50), b:count(), b:weeks())", 4,
               FINDING_TIP, "25 10 40 20 4 4");
  assert_usual("''", 2, FINDING_NO_DATA,
               "it is not known what is usual of host.cpu.busy_pct of h1 in this hour of the week: history has it for 2 of "
               "the last 8 weeks, and at least 3 are needed");
  assert_usual("''", -1, FINDING_NO_DATA,
               "what is usual of host.cpu.busy_pct of h1 in this hour of the week has not been read from history yet");
  assert_usual("b:percentile(-1)", 4, FINDING_ERROR,
               "baseline:percentile(p): p must be a number from 0 to 100 (given: -1)");
  assert_usual("b.mean()", 4, FINDING_ERROR, "call it with a colon, as in usual:mean()");
  assert_usual("host:baseline('host.cpu.count')", 4, FINDING_ERROR,
               "needs does not declare the baseline of host.cpu.count; write { back = \"5m\", baseline = true }");
}

static void tips_are_told_each_time_and_the_rest_when_it_changes(void **state)
{
  (void)state;
  struct scene *scene = judge("if host:latest('host.cpu.busy_pct') > 50 then " TIP("'busy'") " end");
  assert_int_equal(scene->findings->len, 1);
  const double loads[] = {90, 10, 10, 90, 10};
  const guint told[] = {2, 3, 3, 4, 5};
  for (guint i = 0; i < G_N_ELEMENTS(loads); i++) {
    scene_feed(scene, 10010 + i * 10, 1, loads[i]);
    engine_evaluate(scene->engine, 10010 + i * 10);
    assert_int_equal(scene->findings->len, told[i]);
  }
  assert_int_equal(scene_finding(scene, "p")->kind, FINDING_CLEAR);
  scene_free(scene);
}

static void assert_parameter(const struct finding *finding, guint i, enum remedy_kind kind, const char *name,
                             const char *value)
{
  const struct remedy *remedy = g_ptr_array_index(finding->remedies, i);
  assert_int_equal(remedy->kind, kind);
  assert_string_equal(g_hash_table_lookup(remedy->parameters, name), value);
}

static void advice_carries_what_a_person_is_to_do(void **state)
{
  (void)state;
  struct scene *scene = judge(
      "local guest = host.guests[1]\n"
      "if not guest then return nil, 'another host' end\n"
      "return provost.tip { severity = 'info', text = 'x', remedy = provost.first_of {\n"
      "  provost.resize_memory { guest = guest, bytes = 2 ^ 31 }, provost.resize_vcpus { guest = guest, vcpus = 4 },\n"
      "  provost.restrict { host = host }, provost.evacuate { host = host }, provost.run { program = 'page' } } }");
  const struct finding *finding = g_ptr_array_index(scene->findings, 0);
  assert_string_equal(finding->subject, "host:h1");
  assert_int_equal(finding->remedies->len, 5);
  assert_parameter(finding, 0, REMEDY_RESIZE_MEMORY, "guest", "guest:11111111-1111-1111-1111-111111111111");
  assert_parameter(finding, 0, REMEDY_RESIZE_MEMORY, "bytes", "2147483648");
  assert_parameter(finding, 1, REMEDY_RESIZE_VCPUS, "vcpus", "4");
  assert_parameter(finding, 2, REMEDY_RESTRICT, "host", "host:h1");
  assert_parameter(finding, 3, REMEDY_EVACUATE, "host", "host:h1");
  assert_parameter(finding, 4, REMEDY_RUN, "program", "page");
  scene_free(scene);
}

/* First in the list or last, made in evaluate or before: what is not declared is no tip. */
static void a_remedy_that_the_pack_does_not_declare_is_an_error_that_names_it(void **state)
{
  (void)state;
  static const char *const bodies[] = {
      "return provost.tip { severity = 'info', text = 'x', remedy = provost.migrate { from = host, relieve = 'cpu' } }",
      "return provost.tip { severity = 'info', text = 'x', remedy = provost.first_of { provost.notify {}, "
      "provost.restrict { host = host }, provost.migrate { from = host, relieve = 'cpu' } } }",
      "local tip = provost.tip { severity = 'info', text = 'x' }\n"
      "pcall(function() tip = provost.tip { severity = 'info', text = 'y',\n"
      "  remedy = provost.migrate { from = host, relieve = 'cpu' } } end)\nreturn tip"};
  for (guint i = 0; i < G_N_ELEMENTS(bodies); i++) {
    struct scene *scene = scene_new();
    scene_write(scene, "pack.yaml", "name: trial\nversion: 1.0\ncapabilities: {remedies: [restrict]}\n");
    scene_write_policy(scene, "p", bodies[i]);
    scene_start(scene);
    scene_add_subjects(scene);
    engine_evaluate(scene->engine, 10000);
    const struct finding *finding = scene_finding(scene, "p");
    if (finding->kind == FINDING_TIP) {
      assert_string_equal(finding->text, "x");
      assert_int_equal(finding->remedies->len, 1);
      assert_int_equal(((const struct remedy *)finding->remedies->pdata[0])->kind, REMEDY_NOTIFY);
    } else {
      assert_int_equal(finding->kind, FINDING_ERROR);
      assert_non_null(strstr(finding->text, "the pack does not declare the remedy migrate: add it to pack.yaml, as in "
                                            "capabilities: {remedies: [migrate]}"));
    }
    scene_free(scene);
  }
}

static void a_tip_carries_its_evidence_and_remedies(void **state)
{
  (void)state;
  struct scene *scene = judge(
      "return provost.tip { severity = 'critical', text = 'x\\ny', \n"
      "  evidence = { host:window('host.cpu.busy_pct', '1m') },\n"
      "  remedy = provost.first_of { provost.migrate { from = host, relieve = 'cpu' }, provost.notify {} } }");
  const struct finding *finding = scene_finding(scene, "p");
  assert_int_equal(finding->kind, FINDING_TIP);
  assert_int_equal(finding->severity, SEVERITY_CRITICAL);
  assert_string_equal(finding->text, "x y");
  assert_int_equal(finding->evidence->len, 1);
  const struct evidence *evidence = g_ptr_array_index(finding->evidence, 0);
  assert_string_equal(evidence->object, "host:h1");
  assert_int_equal(evidence->expected, 6);
  assert_int_equal(evidence->values->len, 6);
  assert_int_equal(finding->remedies->len, 2);
  scene_free(scene);
}

static void over_reads_the_tip_now_open(void **state)
{
  (void)state;
  struct scene *scene = judge(
      "local s = { warning = 80, critical = 95, clear = 70 }\n"
      "local v = provost.over(host:latest('host.cpu.busy_pct'), s)\n"
      "if v then return provost.tip { severity = v, text = v } end");
  static const struct {
    double value;
    enum severity open;
    const char *text; /* NULL: no tip */
  } cases[] = {
      {79.9, SEVERITY_NONE, NULL},     {80, SEVERITY_NONE, "warning"},     {95, SEVERITY_NONE, "critical"},
      {94.9, SEVERITY_NONE, "warning"}, {75, SEVERITY_WARNING, "warning"},  {70, SEVERITY_CRITICAL, "warning"},
      {69.9, SEVERITY_WARNING, NULL},  {75, SEVERITY_NONE, NULL},
  };
  for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
    engine_take_open_tip(scene->engine, "p", "host:h1", cases[i].open);
    scene_feed(scene, 20000 + i * 10, 1, cases[i].value);
    guint before = scene->findings->len;
    engine_evaluate(scene->engine, 20000 + i * 10);
    const struct finding *finding = scene_finding(scene, "p");
    gboolean has_tip = scene->findings->len > before && finding->kind == FINDING_TIP;
    assert_int_equal(has_tip, cases[i].text != NULL);
    if (has_tip)
      assert_string_equal(finding->text, cases[i].text);
  }
  scene_free(scene);
}

static void a_policy_runs_when_its_time_has_come(void **state)
{
  (void)state;
  struct scene *scene = scene_new();
  scene_write(scene, "p.lua", "return { name = 'p', title = 'P', subject = 'host', every = '30s', "
                              "evaluate = function() end }");
  scene_start(scene);
  const gint64 stamps[] = {10000, 10010, 10020, 10030, 10050, 10060, 9000};
  const guint ran[] = {1, 1, 2, 2, 3, 3, 4};
  for (guint i = 0; i < G_N_ELEMENTS(stamps); i++) {
    engine_evaluate(scene->engine, stamps[i]);
    if (scene->ran->len != ran[i])
      fail_msg("at %d it had run %u times", (int)stamps[i], scene->ran->len);
  }
  scene_free(scene);
}

static void a_suspended_policy_does_not_run(void **state)
{
  (void)state;
  struct scene *scene = scene_new();
  scene_write_policy(scene, "p", "return nil");
  scene_load(scene);
  assert_true(engine_hold(scene->engine, "p", POLICY_SUSPENDED, "it hung"));
  engine_start(scene->engine);
  scene_add_subjects(scene);
  struct round round = engine_evaluate(scene->engine, 10000);
  assert_int_equal(round.evaluations, 0);
  assert_int_equal(scene->ran->len, 0);
  assert_string_equal(scene_policy(scene, "p")->reason, "it hung");
  scene_free(scene);
}

static void junk_results_are_refused(void **state)
{
  (void)state;
  assert_says("return 7", FINDING_ERROR, "must return provost.tip{...}, nil, or nil and a reason (given: 7)");
  assert_says("local t = {} t.t = t return t", FINDING_ERROR, "a reason (given: a table)");
  assert_says("return { provost.tip { severity = 'info', text = 'x' } }", FINDING_ERROR, "a reason (given: a table)");
  assert_says("return false", FINDING_ERROR, "a reason (given: false)");
  assert_says("return nil, {}", FINDING_ERROR, "must give the reason as a text");
  assert_says("return host", FINDING_ERROR, "a reason (given: provost.subject)");
  assert_says("for i = 1, 1e9 do provost.tip { severity = 'info', text = 'x' } end", FINDING_ERROR,
              "ran longer than 50 ms");
  assert_says("local a = " "provost.tip { severity = 'info', text = 'a' }\n"
              "provost.tip { severity = 'info', text = 'b' } return a", FINDING_ERROR, "must return the last tip");
}

static void junk_tips_are_refused(void **state)
{
  (void)state;
  assert_says("return provost.tip()", FINDING_ERROR, "takes a table");
  assert_says("return provost.tip {}", FINDING_ERROR, "severity must be");
  assert_says("return provost.tip { severity = 'none', text = 'x' }", FINDING_ERROR, "severity must be");
  assert_says("return provost.tip { severity = 'info' }", FINDING_ERROR, "text must say what is wrong");
  assert_says("return provost.tip { severity = 'info', text = 'x', remidy = 1 }", FINDING_ERROR,
              "there is no 'remidy'; did you mean 'remedy'?");
  assert_says("return provost.tip { severity = 'info', text = 'x', remedy = 'reboot' }", FINDING_ERROR,
              "remedy must be one of");
  assert_says("return provost.tip { severity = 'info', text = 'x', evidence = 3 }", FINDING_ERROR,
              "evidence must be a list");
  assert_says("return provost.tip { severity = 'info', text = 'x', evidence = { 3 } }", FINDING_ERROR,
              "evidence must hold windows and services only");
  assert_says("local w, e = host:window('host.cpu.busy_pct', '1m'), {}\n"
              "for i = 1, 100000 do e[i] = w end\n"
              "return provost.tip { severity = 'info', text = 'x', evidence = e }",
              FINDING_ERROR, "evidence holds more than 8 windows");
  assert_says("return provost.migrate { from = 'host:h2', relieve = 'cpu' }", FINDING_ERROR,
              "from must be a host (given: \"host:h2\")");
  assert_says("return provost.migrate { from = host.guests[1], relieve = 'cpu' }", FINDING_ERROR,
              "from must be a host");
  assert_says("return provost.migrate { from = host, relieve = 'disk' }", FINDING_ERROR, "relieve must be");
  assert_says("return provost.resize_memory { guest = host, bytes = 1 }", FINDING_ERROR, "guest must be a guest");
  assert_says("return provost.resize_memory { guest = host.guests[1], bytes = 0/0 }", FINDING_ERROR, "bytes must be");
  assert_says("return provost.resize_memory { guest = host.guests[1], bytes = 1e19 }", FINDING_ERROR, "bytes must be");
  assert_says("return provost.resize_vcpus { guest = host.guests[1], vcpus = 0 }", FINDING_ERROR, "vcpus must be");
  assert_says("return provost.resize_vcpus { guest = host.guests[1], vcpus = '4' }", FINDING_ERROR, "vcpus must be");
  assert_says("return provost.restrict { host = 'h1' }", FINDING_ERROR, "host must be a host");
  assert_says("return provost.evacuate {}", FINDING_ERROR, "provost.evacuate{host = host}: host must be a host");
  assert_says("return provost.evacuate { hots = host }", FINDING_ERROR, "did you mean 'host'?");
  assert_says("return provost.run { program = '/bin/sh -c reboot' }", FINDING_ERROR, "the name of a configured program");
  assert_says("return provost.first_of {}", FINDING_ERROR, "takes a list of remedies");
  assert_says("local t = {} for i = 1, 9 do t[i] = provost.notify {} end return provost.first_of(t)",
              FINDING_ERROR, "takes at most 8 remedies");
}

static void texts_are_cleaned_and_cut(void **state)
{
  (void)state;
  struct scene *scene = judge(TIP("('\\27[31m\\xff<b>'):rep(6000)"));
  const struct finding *finding = scene_finding(scene, "p");
  assert_int_equal(finding->kind, FINDING_TIP);
  assert_true(strlen(finding->text) <= LIMIT_TEXT);
  assert_true(g_utf8_validate(finding->text, -1, NULL));
  assert_null(strchr(finding->text, 27));
  scene_free(scene);
}

static void objects_of_an_earlier_round_are_refused(void **state)
{
  (void)state;
  struct scene *scene = scene_new();
  scene_write(scene, "p.lua",
              "local kept\nreturn { name = 'p', title = 'P', subject = 'host',\n"
              "needs = { ['host.cpu.busy_pct'] = '1m' },\n"
              "evaluate = function(host)\n if kept then return kept:min() end\n"
              " kept = host:window('host.cpu.busy_pct', '1m') end }");
  scene_write(scene, "q.lua",
              "local kept\nreturn { name = 'q', title = 'Q', subject = 'host',\n"
              "evaluate = function(host) if kept then return kept.name end kept = host end }");
  scene_write(scene, "r.lua",
              "local kept\nreturn { name = 'r', title = 'R', subject = 'host', evaluate = function(host)\n"
              "kept = kept or provost.tip { severity = 'info', text = 'old' } return kept end }");
  scene_start(scene);
  scene_add_subjects(scene);
  scene_feed(scene, 10000, 40, 90);
  engine_evaluate(scene->engine, 10000);
  const struct subject_row other = {.subject = "host:h2", .name = "h2", .parent = "", .state = "up"};
  engine_take_subjects(scene->engine, &other, 1);
  engine_evaluate(scene->engine, 10010);
  assert_non_null(strstr(scene_finding(scene, "p")->text, "of an earlier evaluation"));
  assert_non_null(strstr(scene_finding(scene, "q")->text, "of an earlier evaluation"));
  assert_int_equal(scene_finding(scene, "r")->kind, FINDING_ERROR);
  scene_free(scene);
}

/* Else what the first policy finds would keep the others from telling anything. */
static void each_policy_tells_of_each_subject_however_many_there_are(void **state)
{
  (void)state;
  struct scene *scene = scene_new();
  scene_write_policy(scene, "p", TIP("'x'"));
  scene_write_policy(scene, "q", TIP("'y'"));
  scene_start(scene);
  guint n = LIMIT_HOSTS;
  g_autofree struct subject_row *rows = g_new0(struct subject_row, n);
  g_autoptr(GPtrArray) keys = g_ptr_array_new_with_free_func(g_free);
  for (guint i = 0; i < n; i++) {
    g_ptr_array_add(keys, g_strdup_printf("host:h%u", i));
    rows[i] = (struct subject_row){.subject = g_ptr_array_index(keys, i), .name = "", .parent = "", .state = "up"};
  }
  engine_take_subjects(scene->engine, rows, n);
  for (guint i = 0; i < 2; i++) {
    struct round round = engine_evaluate(scene->engine, 10000 + 10 * i);
    assert_int_equal(round.findings, 2 * n);
  }
  scene_free(scene);
}

/* However many there are, what is told of them is bounded. */
static void of_many_reasons_for_no_judgement_the_most_frequent_are_kept(void **state)
{
  (void)state;
  struct scene *scene = scene_new();
  enum { HOSTS = 200 };
  struct subject_row rows[HOSTS];
  char keys[HOSTS][16];
  for (guint i = 0; i < HOSTS; i++) {
    g_snprintf(keys[i], sizeof keys[i], "host:h%u", i);
    rows[i] = (struct subject_row){.subject = keys[i], .name = keys[i] + 5, .parent = "cluster:lab", .state = "up"};
  }
  scene_write_policy(scene, "p", "if host.name > 'h6' then return nil, 'it is late' end\n"
                                 "return nil, 'why ' .. host.name");
  scene_start(scene);
  engine_take_subjects(scene->engine, rows, HOSTS);
  struct round round = engine_evaluate(scene->engine, 100000);
  assert_true(round.unjudged_changed);
  assert_int_equal(round.unjudged, HOSTS);
  g_autoptr(GVariant) body = g_variant_ref_sink(unjudged_body(engine_policies(scene->engine)));
  guint evaluated, without, first;
  g_autoptr(GVariant) reasons = NULL, named = NULL;
  const char *reason;
  g_variant_get_child(body, 0, "(suu@a(suas))", NULL, &evaluated, &without, &reasons);
  assert_int_equal(evaluated, HOSTS);
  assert_int_equal(without, HOSTS);
  assert_int_equal(g_variant_n_children(reasons), UNJUDGED_REASONS_MAX);
  g_variant_get_child(reasons, 0, "(&su@as)", &reason, &first, &named);
  assert_string_equal(reason, "it is late");
  assert_int_equal(g_variant_n_children(named), UNJUDGED_SUBJECTS_MAX);
  assert_false(engine_evaluate(scene->engine, 100010).unjudged_changed);
  scene_free(scene);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_policy_reads_names_states_and_relations),
      cmocka_unit_test(hosts_and_guests_lead_to_their_cluster_and_back),
      cmocka_unit_test(a_policy_is_judged_at_once_when_the_state_of_its_subject_changes),
      cmocka_unit_test(what_others_say_is_read_and_judged_at_once),
      cmocka_unit_test(between_two_points_of_the_grid_only_what_has_changed_is_judged_and_time_stands_still),
      cmocka_unit_test(a_service_is_judged_by_what_others_say_of_it),
      cmocka_unit_test(a_service_says_how_sure_its_source_is_and_who_knows_of_it),
      cmocka_unit_test(a_tip_rests_on_services_each_once),
      cmocka_unit_test(a_tip_rests_on_whatever_doubtful_was_read),
      cmocka_unit_test(a_service_has_no_metrics_and_no_alerts_of_its_own),
      cmocka_unit_test(labels_are_read_by_their_names),
      cmocka_unit_test(labels_are_not_kept_for_later),
      cmocka_unit_test(a_cluster_is_judged_by_its_hosts),
      cmocka_unit_test(a_host_leads_to_the_devices_that_serve_it_and_back),
      cmocka_unit_test(a_host_leaves_its_cluster),
      cmocka_unit_test(a_window_gives_its_figures),
      cmocka_unit_test(a_window_gives_percentiles_and_how_it_changes),
      cmocka_unit_test(the_view_from_inside_is_read_as_the_guests_own),
      cmocka_unit_test(a_device_is_judged_like_any_subject),
      cmocka_unit_test(parts_are_read_one_by_one_in_the_order_of_their_names),
      cmocka_unit_test(a_part_that_is_not_known_has_a_reason),
      cmocka_unit_test(parts_are_bounded_and_go_with_their_subject),
      cmocka_unit_test(a_part_gets_its_history),
      cmocka_unit_test(wrong_calls_say_usage_and_value),
      cmocka_unit_test(a_severity_stays_until_the_value_is_back_by_as_much_as_clear_says),
      cmocka_unit_test(what_a_tip_was_not_opened_for_does_not_keep_it_open),
      cmocka_unit_test(an_open_tip_of_before_a_start_keeps_all_that_may_have_opened_it),
      cmocka_unit_test(a_window_says_for_how_long_it_has_been_over_or_under_a_limit),
      cmocka_unit_test(durations_are_seconds),
      cmocka_unit_test(missing_data_give_the_reason_and_no_tip),
      cmocka_unit_test(a_policy_cannot_act_on_data_older_than_it_declares),
      cmocka_unit_test(a_baseline_says_what_is_usual_in_this_hour_of_the_week),
      cmocka_unit_test(tips_are_told_each_time_and_the_rest_when_it_changes),
      cmocka_unit_test(advice_carries_what_a_person_is_to_do),
      cmocka_unit_test(a_remedy_that_the_pack_does_not_declare_is_an_error_that_names_it),
      cmocka_unit_test(a_tip_carries_its_evidence_and_remedies),
      cmocka_unit_test(over_reads_the_tip_now_open),
      cmocka_unit_test(a_policy_runs_when_its_time_has_come),
      cmocka_unit_test(a_suspended_policy_does_not_run),
      cmocka_unit_test(junk_results_are_refused),
      cmocka_unit_test(junk_tips_are_refused),
      cmocka_unit_test(texts_are_cleaned_and_cut),
      cmocka_unit_test(objects_of_an_earlier_round_are_refused),
      cmocka_unit_test(each_policy_tells_of_each_subject_however_many_there_are),
      cmocka_unit_test(of_many_reasons_for_no_judgement_the_most_frequent_are_kept),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
