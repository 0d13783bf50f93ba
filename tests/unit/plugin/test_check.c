/* check_provost, asked of a provostd that answers so and so, or not at all. */
#include "cli/fake_api.h"
#include "unit.h"

#include <gio/gio.h>
#include <glib/gstdio.h>

#define LIMIT_US (10 * G_USEC_PER_SEC)

struct fixture {
  char *folder, *socket_path;
};

static int setup(void **state)
{
  struct fixture *fixture = g_new0(struct fixture, 1);
  fixture->folder = g_dir_make_tmp("provost-plugin-XXXXXX", NULL);
  fixture->socket_path = g_build_filename(fixture->folder, "s", NULL);
  *state = fixture;
  return 0;
}

static int teardown(void **state)
{
  struct fixture *fixture = *state;
  g_unlink(fixture->socket_path);
  assert_int_equal(g_rmdir(fixture->folder), 0);
  g_free(fixture->socket_path);
  g_free(fixture->folder);
  g_free(fixture);
  return 0;
}

static GSubprocess *start(const char *socket_path, const char *words)
{
  g_auto(GStrv) argv = NULL;
  g_autofree char *line = g_strdup_printf("'%s/plugins/check_provost' -S '%s' %s", TEST_BUILDDIR, socket_path, words);
  g_autoptr(GError) error = NULL;
  assert_true(g_shell_parse_argv(line, NULL, &argv, &error));
  GSubprocess *check = g_subprocess_newv((const char *const *)argv, G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE, &error);
  assert_no_error(error);
  return check;
}

/* What it says; nothing goes to standard error. Caller frees. */
static char *finish(GSubprocess *check, int *status)
{
  char *out = NULL;
  g_autofree char *err = NULL;
  assert_true(g_subprocess_communicate_utf8(check, NULL, NULL, &out, &err, NULL));
  assert_true(g_subprocess_get_if_exited(check));
  assert_string_equal(err, "");
  *status = g_subprocess_get_exit_status(check);
  g_object_unref(check);
  return out;
}

static char *run(const char *socket_path, const char *words, int *status)
{
  return finish(start(socket_path, words), status);
}

/* Asked with `words`, whatever it asks of provostd is `exchanges`. */
static void assert_says(struct fixture *fixture, const struct exchange *exchanges, const char *words, int status, const char *text)
{
  int ended;
  struct fake_api *api = fake_api_new(fixture->socket_path, exchanges);
  g_autofree char *out = run(fixture->socket_path, words, &ended);
  g_autofree char *complaints = fake_api_end(api);
  g_unlink(fixture->socket_path);
  assert_null(complaints);
  if (strcmp(out, text) != 0 || ended != status)
    fail_msg("check_provost %s ended with %d and\n%sinstead of %d and\n%s", words, ended, out, status, text);
}

/* ---- who does not answer ------------------------------------------------------------------------- */

static const struct {
  const char *words, *request;
  const char *prefix;
  int status;
} modes[] = {
    {"daemon", "GET /v1/status", "PROVOST DAEMON CRITICAL: ", 2},
    {"tips", "GET /v1/tips?state=unfinished&brief=true", "PROVOST TIPS UNKNOWN: ", 3},
    {"host h1", "GET /v1/hosts/h1", "PROVOST HOST UNKNOWN: ", 3},
    {"guest g1", "GET /v1/guests/g1", "PROVOST GUEST UNKNOWN: ", 3},
    {"cluster c", "GET /v1/clusters", "PROVOST CLUSTER UNKNOWN: ", 3},
    {"metric h1 m", "GET /v1/metrics?subject=h1&metric=m&from=-5m", "PROVOST METRIC UNKNOWN: ", 3},
};

/* All modes at once, each of a provostd of its own; NULL: there is none. */
static void ask_all(const struct exchange *exchange, const char *sentence)
{
  g_autofree char *folder = g_dir_make_tmp("provost-plugin-XXXXXX", NULL);
  struct fake_api *apis[G_N_ELEMENTS(modes)] = {NULL};
  struct exchange exchanges[G_N_ELEMENTS(modes)][2] = {0};
  GSubprocess *checks[G_N_ELEMENTS(modes)];
  gint64 begin_us = g_get_monotonic_time();
  for (gsize i = 0; i < G_N_ELEMENTS(modes); i++) {
    g_autofree char *path = g_strdup_printf("%s/%zu", folder, i), *words = g_strconcat("-t 1 ", modes[i].words, NULL);
    if (exchange)
      exchanges[i][0] = (struct exchange){modes[i].request, exchange->status, exchange->reply};
    apis[i] = exchange ? fake_api_new(path, exchanges[i]) : NULL;
    checks[i] = start(path, words);
  }
  for (gsize i = 0; i < G_N_ELEMENTS(modes); i++) {
    int status;
    g_autofree char *path = g_strdup_printf("%s/%zu", folder, i), *out = finish(checks[i], &status), *complaints = NULL;
    if (status != modes[i].status || !g_str_has_prefix(out, modes[i].prefix) || !strstr(out, sentence) || strchr(out, '\n') != out + strlen(out) - 1)
      fail_msg("check_provost %s ended with %d and says %s", modes[i].words, status, out);
    if (apis[i])
      complaints = fake_api_end(apis[i]);
    assert_null(complaints);
    g_unlink(path);
  }
  assert_true(g_get_monotonic_time() - begin_us < LIMIT_US);
  assert_int_equal(g_rmdir(folder), 0);
}

static void a_provostd_that_does_not_run_is_critical_in_mode_daemon_and_else_unknown(void **state)
{
  (void)state;
  ask_all(NULL, "is it running?");
}

static void so_is_one_that_hangs(void **state)
{
  (void)state;
  ask_all(&(struct exchange){NULL, 0, FAKE_SILENCE}, "did not answer");
}

static void so_is_one_that_cannot_answer_now(void **state)
{
  (void)state;
  ask_all(&(struct exchange){NULL, 503, "{\"error\": \"provostd is starting\"}"}, "provostd is starting");
}

static void so_is_one_that_hangs_up(void **state)
{
  (void)state;
  ask_all(&(struct exchange){NULL, 0, NULL}, "closed the connection");
}

static void so_is_one_that_answers_half(void **state)
{
  (void)state;
  ask_all(&(struct exchange){NULL, 0, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{\"tips\": ["},
          "closed the connection");
}

static void so_is_what_answers_garbage(void **state)
{
  (void)state;
  ask_all(&(struct exchange){NULL, 0, "SSH-2.0-OpenSSH\r\n\r\n"}, "does not speak provostd's language");
  ask_all(&(struct exchange){NULL, 200, "[1, 2"}, "no JSON object");
}

static void over_tcp_it_is_told_alike(void **state)
{
  (void)state;
  int status;
  g_auto(GStrv) argv = g_strsplit("plugins/check_provost -H 127.0.0.1:1 daemon", " ", -1);
  g_autofree char *out = NULL;
  assert_true(g_spawn_sync(TEST_BUILDDIR, argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, &out, NULL, &status, NULL));
  assert_int_equal(WEXITSTATUS(status), 2);
  assert_true(g_str_has_prefix(out, "PROVOST DAEMON CRITICAL: provostd does not answer at http://127.0.0.1:1: "));
}

/* ---- what is answered ---------------------------------------------------------------------------- */

static void mode_daemon_names_what_is_down_and_for_how_long_nobody_evaluated(void **state)
{
  assert_says(*state, (const struct exchange[]){{"GET /v1/status", 200, "@status"}, {0}}, "daemon", 2,
              "PROVOST DAEMON CRITICAL: the journal has failed, so nothing is done any more, provost-virt is not running: killed by signal 9, "
              "history is not stored: No space left on device, "
              "provostd 0.1.0 runs, age of the last evaluation 4 s | 'programs_down'=1;;;0;2 'evaluation_age'=4s;;;0; 'evaluation'=12ms;;;0; "
              "'loop_p999'=8ms;;;0; 'loop_max'=21.4ms;;;0; 'values_known'=120;;;0; 'values_unknown'=7;;;0; 'uptime'=754s;;;0;\n");
#define STATUS(age, uptime)                                                                                                     \
  "{\"version\": \"1\", \"uptime_sec\": " uptime ", \"interval_sec\": 10, \"journal_healthy\": true, \"trouble\": [], \"roles\": [], " \
  "\"lag\": {\"evaluation_age_ms\": " age "}}"
  static const struct {
    const char *reply, *words;
    int status;
    const char *says;
  } rows[] = {
      {STATUS("59000", "9000"), "daemon", 0, ": provostd 1 runs, age of the last evaluation 59 s |"},
      {STATUS("61000", "9000"), "daemon", 2, ": policies were asked 61 s ago and not since, provostd 1 runs |"},
      {STATUS("null", "9000"), "daemon", 2, ": policies were never asked, provostd 1 runs |"},
      {STATUS("null", "20"), "daemon", 0, ": provostd 1 runs, policies were not asked yet |"},
      {STATUS("null", "20"), "-w 20 daemon", 3, ": policies were not asked yet, provostd 1 runs |"},
      {STATUS("25000", "9000"), "-w 20 -c 30 daemon", 1, ": age of the last evaluation 25 s (warning at 20), provostd 1 runs |"},
      {STATUS("61000", "9000"), "-c 100 daemon", 0, ": provostd 1 runs, age of the last evaluation 61 s |"},
      {"{\"version\": \"1\", \"interval_sec\": 10, \"uptime_sec\": 1}", "daemon", 2, ": the journal has failed"},
  };
  struct fixture *fixture = *state;
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    int status;
    const struct exchange exchanges[] = {{"GET /v1/status", 200, rows[i].reply}, {0}};
    struct fake_api *api = fake_api_new(fixture->socket_path, exchanges);
    g_autofree char *out = run(fixture->socket_path, rows[i].words, &status);
    g_autofree char *complaints = fake_api_end(api);
    g_unlink(fixture->socket_path);
    assert_null(complaints);
    if (status != rows[i].status || !strstr(out, rows[i].says))
      fail_msg("%s of %s: %d %s", rows[i].words, rows[i].reply, status, out);
  }
}

#define TIPS                                                                                                                    \
  "{\"tips\": [{\"id\": 9, \"severity\": \"info\", \"subject\": {\"name\": \"h3\"}, \"text\": \"info | of <h3>\"}, "                \
  "{\"id\": 8, \"severity\": \"warning\", \"subject\": {\"name\": \"h1\"}, \"text\": \"busy; h1\"}, "                              \
  "{\"id\": 7, \"severity\": \"warning\", \"subject\": {\"name\": \"h2\"}, \"text\": \"old\"}], \"next\": null}"

static void mode_tips_is_as_grave_as_the_gravest_or_counts(void **state)
{
  const struct exchange some[] = {{"GET /v1/tips?state=unfinished&brief=true", 200, TIPS}, {0}};
  assert_says(*state, some, "tips", 1,
              "PROVOST TIPS WARNING: tip 8 of h1: busy, h1, unfinished tips: 3 | 'tips'=3;;;0; 'critical'=0;;;0; 'warning'=2;;;0; "
              "'info'=1;;;0;\n");
  assert_says(*state, some, "-w 3 -c 5 tips", 0,
              "PROVOST TIPS OK: tip 8 of h1: busy, h1, unfinished tips: 3 | 'tips'=3;3;5;0; 'critical'=0;;;0; 'warning'=2;;;0; "
              "'info'=1;;;0;\n");
  assert_says(*state, some, "-w 1 -c 2 -vv tips", 2,
              "PROVOST TIPS CRITICAL: unfinished tips: 3 (critical at 2), tip 8 of h1: busy, h1 | 'tips'=3;1;2;0; 'critical'=0;;;0; "
              "'warning'=2;;;0; 'info'=1;;;0;\ntip 9 info h3: info _ of _h3_\ntip 8 warning h1: busy, h1\ntip 7 warning h2: old\n");
  assert_says(*state,
              (const struct exchange[]){
                  {"GET /v1/tips?state=unfinished&brief=true&severity=critical&policy=p%26q&subject=g%201", 200, "{\"tips\": [], \"next\": null}"}, {0}},
              "tips --severity critical --policy 'p&q' --subject 'g 1'", 0,
              "PROVOST TIPS OK: unfinished tips: 0 | 'tips'=0;;;0; 'critical'=0;;;0; 'warning'=0;;;0; 'info'=0;;;0;\n");
}

static void mode_host_is_as_its_state(void **state)
{
#define HOST(host_state, busy)                                                                                                  \
  {{"GET /v1/hosts/h1", 200,                                                                                                    \
    "{\"name\": \"h1\", \"state\": \"" host_state "\", \"cpu_busy_pct\": " busy ", \"mem_total_bytes\": 2048, "                    \
    "\"mem_available_bytes\": 1024, \"guests\": [\"a\", \"b\"], \"links\": {\"snmp\": {\"state\": \"down\", \"reason\": \"silent\"}}}"}, {0}}
#define HOST_PERF(value, ranges) " | 'cpu_busy'=" value ";" ranges ";0;100 'mem_available'=1024B;;;0;2048 'guests'=2;;;0;\n"
  assert_says(*state, (const struct exchange[])HOST("up", "12.5"), "host h1", 0,
              "PROVOST HOST OK: h1 is up, snmp is down: silent, processors 12.5 %" HOST_PERF("12.5%", ";"));
  assert_says(*state, (const struct exchange[])HOST("partial", "12.5"), "host h1", 1,
              "PROVOST HOST WARNING: h1 is partial, snmp is down: silent, processors 12.5 %" HOST_PERF("12.5%", ";"));
  assert_says(*state, (const struct exchange[])HOST("down", "null"), "host h1", 2,
              "PROVOST HOST CRITICAL: h1 is down, snmp is down: silent, processors unknown" HOST_PERF("U", ";"));
  assert_says(*state, (const struct exchange[])HOST("connecting", "null"), "host h1", 3,
              "PROVOST HOST UNKNOWN: h1 is connecting, snmp is down: silent, processors unknown" HOST_PERF("U", ";"));
  assert_says(*state, (const struct exchange[])HOST("up", "97"), "-w 80 -c 95 host h1", 2,
              "PROVOST HOST CRITICAL: processors 97 % (critical at 95), h1 is up, snmp is down: silent" HOST_PERF("97%", "80;95"));
  assert_says(*state, (const struct exchange[])HOST("up", "null"), "-w 80 host h1", 3,
              "PROVOST HOST UNKNOWN: processors unknown, h1 is up, snmp is down: silent" HOST_PERF("U", "80;"));
  assert_says(*state, (const struct exchange[]){{"GET /v1/hosts/a%2Fb", 404, "{\"error\": \"there is no host \\\"a/b\\\"\"}"}, {0}}, "host a/b", 3,
              "PROVOST HOST UNKNOWN: there is no host \"a/b\"\n");
}

static void mode_guest_knows_a_guest_that_only_moves(void **state)
{
#define GUEST(guest_state, reason, copies)                                                                                      \
  {{"GET /v1/guests/g1", 200,                                                                                                   \
    "{\"name\": \"g1\", \"host\": \"h1\", \"state\": \"" guest_state "\", \"reason\": \"" reason "\", \"cpu_used_pct\": 5, "        \
    "\"vcpus\": 2, \"vcpus_max\": 4, \"memory_bytes\": 1024, \"memory_max_bytes\": 2048, \"running_copies\": " copies ", \"held\": null}"}, {0}}
#define GUEST_PERF " | 'cpu_used'=5%;;;0;100 'memory'=1024B;;;0;2048 'vcpus'=2;;;0;4\n"
  assert_says(*state, (const struct exchange[])GUEST("running", "", "1"), "guest g1", 0,
              "PROVOST GUEST OK: g1 is running on h1, processors 5 %" GUEST_PERF);
  assert_says(*state, (const struct exchange[])GUEST("paused", "migrating", "1"), "guest g1", 0,
              "PROVOST GUEST OK: g1 is paused on h1 (migrating), processors 5 %" GUEST_PERF);
  assert_says(*state, (const struct exchange[])GUEST("paused", "I/O error", "1"), "guest g1", 1,
              "PROVOST GUEST WARNING: g1 is paused on h1 (I/O error), processors 5 %" GUEST_PERF);
  assert_says(*state, (const struct exchange[])GUEST("off", "shut down", "0"), "guest g1", 2,
              "PROVOST GUEST CRITICAL: g1 is off on h1 (shut down), processors 5 %" GUEST_PERF);
  assert_says(*state, (const struct exchange[])GUEST("unknown", "", "0"), "guest g1", 3,
              "PROVOST GUEST UNKNOWN: g1 is unknown on h1, processors 5 %" GUEST_PERF);
  assert_says(*state, (const struct exchange[])GUEST("running", "", "2"), "guest g1", 2,
              "PROVOST GUEST CRITICAL: it runs on 2 hosts: stop all copies but one at once, g1 is running on h1, processors 5 %" GUEST_PERF);
}

static void mode_cluster_counts_hosts_that_are_not_up(void **state)
{
#define CLUSTER(outcome)                                                                                                        \
  {{"GET /v1/clusters", 200,                                                                                                    \
    "{\"clusters\": [{\"name\": \"lab\", \"state\": \"partial\", \"hosts\": [\"h1\", \"h2\"], \"guest_count\": 7, \"reserve\": {\"outcome\": \"" outcome \
    "\", \"text\": \"no room for db1\"}}], \"next\": null}"},                                                                     \
   {"GET /v1/hosts", 200,                                                                                                       \
    "{\"hosts\": [{\"name\": \"h1\", \"cluster\": \"lab\", \"state\": \"up\"}, {\"name\": \"h2\", \"cluster\": \"lab\", \"state\": \"down\"}, " \
    "{\"name\": \"h3\", \"cluster\": \"other\", \"state\": \"down\"}], \"next\": null}"}, {0}}
  assert_says(*state, (const struct exchange[])CLUSTER("holds"), "cluster lab", 1,
              "PROVOST CLUSTER WARNING: lab is partial, hosts that are not up: 1 | 'hosts_not_up'=1;;;0;2 'guests'=7;;;0;\n");
  assert_says(*state, (const struct exchange[])CLUSTER("holds"), "-w 1 cluster lab", 0,
              "PROVOST CLUSTER OK: lab is partial, hosts that are not up: 1 | 'hosts_not_up'=1;1;;0;2 'guests'=7;;;0;\n");
  assert_says(*state, (const struct exchange[])CLUSTER("fails"), "-c 0 cluster lab", 2,
              "PROVOST CLUSTER CRITICAL: hosts that are not up: 1 (critical at 0), no room for db1, lab is partial | "
              "'hosts_not_up'=1;;0;0;2 'guests'=7;;;0;\n");
  assert_says(*state, (const struct exchange[])CLUSTER("holds"), "cluster nix", 3, "PROVOST CLUSTER UNKNOWN: there is no cluster \"nix\"\n");
}

static void mode_metric_takes_the_newest_value_and_no_old_one(void **state)
{
#define SERIES(points)                                                                                                          \
  {"GET /v1/metrics?subject=h1&metric=host.cpu.busy_pct&from=-5m", 200,                                                         \
   "{\"subject\": \"host:h1\", \"metric\": \"host.cpu.busy_pct\", \"unit\": \"%\", \"step_sec\": 10, \"points\": [" points "]}"}
#define METRIC "metric h1 host.cpu.busy_pct"
  assert_says(*state, (const struct exchange[]){SERIES("[\"t\", 5], [\"t\", 90.5], [\"t\", null]"), {0}}, "-w 80 " METRIC, 1,
              "PROVOST METRIC WARNING: host.cpu.busy_pct of h1 90.5 % (warning at 80) | 'host.cpu.busy_pct'=90.5%;80;;;\n");
  const char *unknown = "{\"unknown\": {\"host.cpu.busy_pct\": \"no answer\"}}";
  const struct exchange old[] = {SERIES("[\"t\", 5], [\"t\", null], [\"t\", null], [\"t\", null], [\"t\", null]"),
                                 {"GET /v1/hosts/h1", 200, unknown}, {0}};
  assert_says(*state, old, METRIC, 3, "PROVOST METRIC UNKNOWN: host.cpu.busy_pct of h1 is unknown: no answer | 'host.cpu.busy_pct'=U;;;;\n");
  const struct exchange none[] = {SERIES(""), {"GET /v1/hosts/h1", 404, "{\"error\": \"gone\"}"}, {0}};
  assert_says(*state, none, METRIC, 3,
              "PROVOST METRIC UNKNOWN: host.cpu.busy_pct of h1 is unknown: there was no value lately | 'host.cpu.busy_pct'=U;;;;\n");
}

/* ---- how it is asked ----------------------------------------------------------------------------- */

static void wrong_usage_is_unknown_and_says_what_is_right(void **state)
{
  struct fixture *fixture = *state;
  static const struct {
    const char *words, *says;
  } rows[] = {
      {"", "a mode is missing: daemon, tips, host"}, {"nix", "there is no mode nix: daemon, tips, host"},
      {"host", "usage: check_provost host NAME"}, {"host a b", "usage: check_provost host NAME"}, {"metric a", "SUBJECT METRIC"},
      {"-w 5:1 daemon", "is no range"}, {"-c x daemon", "is no range"}, {"-t 0 daemon", "1 to 300 seconds"}, {"-t 301 daemon", "1 to 300 seconds"},
      {"-t x daemon", "Cannot parse integer"}, {"--nix daemon", "Unknown option --nix"}, {"host h1 --severity info", "for mode tips"},
      {"-H kvm1 daemon", "two wishes"}, {"host $'a\\xff'", "names are UTF-8"},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    int status;
    g_autofree char *words = g_strdup(rows[i].words);
    char *escape = strstr(words, "$'a\\xff'");
    if (escape)
      memcpy(escape, "a\xff     ", 8);
    g_autofree char *out = run(fixture->socket_path, words, &status);
    if (status != 3 || !strstr(out, "UNKNOWN: ") || !strstr(out, rows[i].says))
      fail_msg("check_provost %s ended with %d and says %s", rows[i].words, status, out);
  }
  int status;
  g_autofree char *help = run(fixture->socket_path, "-h", &status);
  assert_int_equal(status, 3);
  assert_non_null(strstr(help, "usage: check_provost [OPTION...] MODE"));
  g_autofree char *version = run(fixture->socket_path, "-V", &status);
  assert_int_equal(status, 3);
  assert_string_equal(version, "check_provost (provost " PROVOST_VERSION ")\n");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_provostd_that_does_not_run_is_critical_in_mode_daemon_and_else_unknown),
      cmocka_unit_test(so_is_one_that_hangs),
      cmocka_unit_test(so_is_one_that_cannot_answer_now),
      cmocka_unit_test(so_is_one_that_hangs_up),
      cmocka_unit_test(so_is_one_that_answers_half),
      cmocka_unit_test(so_is_what_answers_garbage),
      cmocka_unit_test(over_tcp_it_is_told_alike),
      cmocka_unit_test_setup_teardown(mode_daemon_names_what_is_down_and_for_how_long_nobody_evaluated, setup, teardown),
      cmocka_unit_test_setup_teardown(mode_tips_is_as_grave_as_the_gravest_or_counts, setup, teardown),
      cmocka_unit_test_setup_teardown(mode_host_is_as_its_state, setup, teardown),
      cmocka_unit_test_setup_teardown(mode_guest_knows_a_guest_that_only_moves, setup, teardown),
      cmocka_unit_test_setup_teardown(mode_cluster_counts_hosts_that_are_not_up, setup, teardown),
      cmocka_unit_test_setup_teardown(mode_metric_takes_the_newest_value_and_no_old_one, setup, teardown),
      cmocka_unit_test_setup_teardown(wrong_usage_is_unknown_and_says_what_is_right, setup, teardown),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
