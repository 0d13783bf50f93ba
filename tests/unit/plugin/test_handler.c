/* provost-nagios-handler: what it makes of macros, and what it tells provostd, or keeps. */
#include "cli/fake_api.h"
#include "folder.h"
#include "unit.h"

#include <gio/gio.h>
#include <glib/gstdio.h>

#define HANDLER TEST_BUILDDIR "/plugins/provost-nagios-handler"
#define LIMIT_US (6 * G_USEC_PER_SEC)

/* Runs it with `words`, between which and in `environment` ("NAME=value", NULL: none) '~' ends a word. */
static int run(const char *words, const char *environment, char **out, char **err)
{
  g_auto(GStrv) argv = NULL, env = g_strsplit(environment ? environment : "", "~", -1);
  g_autofree char *line = g_strconcat(HANDLER "~", words, NULL);
  int status;
  argv = g_strsplit(line, "~", -1);
  assert_true(g_spawn_sync("/", argv, env, G_SPAWN_DEFAULT, NULL, NULL, out, err, &status, NULL));
  assert_true(WIFEXITED(status));
  return WEXITSTATUS(status);
}

#define SERVICE "--host~web1~--service~http~--state~CRITICAL"

static void macros_become_a_report(void **state)
{
  (void)state;
  static const struct {
    const char *words, *environment, *report;
  } rows[] = {
      {"--host~web1~--address~192.0.2.1~--service~http~--state~CRITICAL~--state-type~SOFT~--attempt~2~--output~refused~--downtime~0~--at~1700000000",
       NULL,
       "{\"source\":\"nagios\",\"kind\":\"state\",\"host\":\"web1\",\"address\":\"192.0.2.1\",\"name\":\"http\",\"state\":\"critical\","
       "\"state_type\":\"soft\",\"attempt\":2,\"downtime\":false,\"text\":\"refused\",\"at\":1700000000}\n"},
      {"--host~web1~--state~DOWN~--downtime~2~--flapping~1~--acknowledged~false", NULL,
       "{\"source\":\"nagios\",\"kind\":\"state\",\"host\":\"web1\",\"state\":\"critical\",\"downtime\":true,\"acknowledged\":false,"
       "\"flapping\":true}\n"},
      {"--host~web1~--service~~--state~UNREACHABLE", NULL, "{\"source\":\"nagios\",\"kind\":\"state\",\"host\":\"web1\",\"state\":\"unknown\"}\n"},
      {"--host~web1~--service~http~--state~2", NULL,
       "{\"source\":\"nagios\",\"kind\":\"state\",\"host\":\"web1\",\"name\":\"http\",\"state\":\"critical\"}\n"},
      {"--host~web1~--state~2", NULL, "{\"source\":\"nagios\",\"kind\":\"state\",\"host\":\"web1\",\"state\":\"unknown\"}\n"},
      {SERVICE "~--notification~ACKNOWLEDGEMENT~--author~ann~--comment~on it", NULL,
       "{\"source\":\"nagios\",\"kind\":\"acknowledged\",\"host\":\"web1\",\"name\":\"http\",\"state\":\"critical\",\"author\":\"ann\","
       "\"comment\":\"on it\"}\n"},
      {"--source~icinga~--host~web1~--notification~DOWNTIMEREMOVED~--until~1700000000.25", NULL,
       "{\"source\":\"icinga\",\"kind\":\"downtime_ended\",\"host\":\"web1\",\"until\":1700000000}\n"},
      /* all by the environment, of a service */
      {"-n",
       "NAGIOS_HOSTNAME=web1~NAGIOS_HOSTADDRESS=192.0.2.1~NAGIOS_SERVICEDESC=http~NAGIOS_SERVICESTATE=WARNING~NAGIOS_HOSTSTATE=UP~"
       "NAGIOS_SERVICESTATETYPE=HARD~NAGIOS_SERVICEATTEMPT=3~NAGIOS_SERVICEOUTPUT=slow~NAGIOS_HOSTOUTPUT=pong~NAGIOS_SERVICEDOWNTIME=1~"
       "NAGIOS_TIMET=1700000001~NAGIOS_NOTIFICATIONTYPE=DOWNTIMESTART~NAGIOS_NOTIFICATIONAUTHOR=ann~NAGIOS_SERVICEACKAUTHOR=old",
       "{\"source\":\"nagios\",\"kind\":\"downtime_began\",\"host\":\"web1\",\"address\":\"192.0.2.1\",\"name\":\"http\",\"state\":\"warning\","
       "\"state_type\":\"hard\",\"attempt\":3,\"downtime\":true,\"author\":\"ann\",\"text\":\"slow\",\"at\":1700000001}\n"},
      /* and of a host, whose macros of services are empty; an option says it better */
      {"--output~mine", "NAGIOS_HOSTNAME=web1~NAGIOS_SERVICEDESC=~NAGIOS_SERVICESTATE=~NAGIOS_HOSTSTATE=DOWN~NAGIOS_HOSTOUTPUT=theirs~NAGIOS_HOSTDOWNTIME=0",
       "{\"source\":\"nagios\",\"kind\":\"state\",\"host\":\"web1\",\"state\":\"critical\",\"downtime\":false,\"text\":\"mine\"}\n"},
      {"-n", "ICINGA_HOSTNAME=web1~ICINGA_HOSTSTATE=UP~ICINGA_NOTIFICATIONTYPE=RECOVERY",
       "{\"source\":\"nagios\",\"kind\":\"state\",\"host\":\"web1\",\"state\":\"ok\"}\n"},
      {"--host~web1~--notification~FLAPPINGSTART", NULL, "{\"source\":\"nagios\",\"kind\":\"flapping_began\",\"host\":\"web1\"}\n"},
      {"--host~web1~--notification~FLAPPINGDISABLED", NULL, "{\"source\":\"nagios\",\"kind\":\"flapping_ended\",\"host\":\"web1\"}\n"},
      /* what is only odd is made harmless */
      {SERVICE "~--output~caf\xe9 \x80 5\n[1] SHUTDOWN; <b>`id`</b> $(id) | x=1", NULL,
       "{\"source\":\"nagios\",\"kind\":\"state\",\"host\":\"web1\",\"name\":\"http\",\"state\":\"critical\","
       "\"text\":\"caf\xc3\xa9 \xe2\x82\xac 5 [1] SHUTDOWN; <b>`id`</b> $(id) | x=1\"}\n"},
      {"--host~we\"b'1~--service~a;b|c\n~--state~OK~--output~costs $5$ and more", NULL,
       "{\"source\":\"nagios\",\"kind\":\"state\",\"host\":\"we\\\"b'1\",\"name\":\"a;b|c\",\"state\":\"ok\",\"text\":\"costs $5$ and more\"}\n"},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autofree char *out = NULL, *err = NULL, *words = g_strconcat("-n~", rows[i].words, NULL);
    int status = run(words, rows[i].environment, &out, &err);
    if (status != 0 || strcmp(out, rows[i].report) != 0 || *err)
      fail_msg("%s with %s: %d %s%sinstead of %s", rows[i].words, rows[i].environment ? rows[i].environment : "nothing", status, out, err,
               rows[i].report);
  }
}

static void what_is_provosts_own_or_says_nothing_is_not_told(void **state)
{
  (void)state;
  static const struct {
    const char *words, *says;
  } rows[] = {
      {"--host~h1~--service~provost~--state~CRITICAL", "a service of provost's own"},
      {"--host~h1~--service~provost host-cpu~--state~OK", "a service of provost's own"},
      {"--host~h1~--service~load~--state~OK~--check~check_provost!host h1", "a service of provost's own"},
      {"--host~h1~--state~DOWN~--check~check_provost", "a service of provost's own"},
      {"--host~h1~--service~load~--state~OK~--check~provost", "a service of provost's own"},
      {"--host~h1~--service~load~--state~PENDING", "not checked yet"},
      {SERVICE "~--notification~CUSTOM", "custom notification"},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autofree char *out = NULL, *err = NULL;
    int status = run(rows[i].words, NULL, &out, &err); /* asks nobody: there is none */
    if (status != 0 || !g_str_has_prefix(out, "nothing is told: ") || !strstr(out, rows[i].says))
      fail_msg("%s: %d %s%s", rows[i].words, status, out, err);
  }
  static const char *const told[] = {"--host~h1~--service~provost~--notification~ACKNOWLEDGEMENT", "--host~h1~--service~provosts~--state~OK",
                                     "--host~h1~--service~provost host-cpu~--notification~DOWNTIMESTART~--state~CRITICAL",
                                     "--host~h1~--service~load~--state~OK~--check~check_provosts"};
  for (gsize i = 0; i < G_N_ELEMENTS(told); i++) {
    g_autofree char *out = NULL, *err = NULL, *words = g_strconcat(told[i], "~-n", NULL);
    assert_int_equal(run(words, NULL, &out, &err), 0);
    assert_true(g_str_has_prefix(out, "{"));
  }
}

static void broken_macros_are_refused_with_the_reason(void **state)
{
  (void)state;
  static const struct {
    const char *words, *says;
  } rows[] = {
      {"--state~OK", "pass --host '$HOSTNAME$'"}, {"--host~~--state~OK", "pass --host '$HOSTNAME$'"},
      {"--host~$HOSTNAME$~--state~OK", "--host is $HOSTNAME$: a macro that nobody replaced"},
      {"--host~$HOSTNAME~--state~OK", "a macro that nobody replaced"}, {"--host~web1~--state~$SERVICESTATE$", "a macro that nobody replaced"},
      {"--host~web1~--service~$service.name$~--state~OK", "--service is $service.name$"},
      {SERVICE "~--output~$SERVICEOUTPUT$", "--output is $SERVICEOUTPUT$"}, {SERVICE "~--at~$_HOSTTIME$", "--at is $_HOSTTIME$"},
      {"--host~web1", "\"\" is no state: pass --state '$HOSTSTATE$'"}, {"--host~web1~--service~http", "pass --state '$SERVICESTATE$'"},
      {"--host~web1~--state~CRITICAL~--notification~NIX", "\"NIX\" is no notification"}, {"--host~web1~--state~4", "\"4\" is no state"},
      {"--host~web 1~is down", "\"is down\" is no option: is a macro not in quotes?"}, {"--nix~x", "Unknown option --nix"},
      {SERVICE "~-t~0", "1 to 60 seconds"}, {SERVICE "~-t~61", "1 to 60 seconds"}, {SERVICE "~--spool~here", "no absolute path"},
      {SERVICE "~-H~a~-S~b", "two wishes"},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autofree char *out = NULL, *err = NULL;
    int status = run(rows[i].words, NULL, &out, &err);
    if (status != 2 || !g_str_has_prefix(err, "provost-nagios-handler: ") || !strstr(err, rows[i].says) || *out)
      fail_msg("%s: %d %s%s", rows[i].words, status, out, err);
  }
}

static void of_an_output_of_64_kib_the_beginning_is_told_and_no_half_character(void **state)
{
  (void)state;
  GString *text = g_string_new("x"); /* so that the limit is within a character */
  while (text->len < 65536)
    g_string_append(text, "\xc3\xa9");
  g_autofree char *words = g_strconcat("-n~" SERVICE "~--output~", text->str, NULL), *out = NULL, *err = NULL;
  assert_int_equal(run(words, NULL, &out, &err), 0);
  assert_true(g_utf8_validate(out, -1, NULL));
  assert_null(strstr(out, "\xc3\x83")); /* no letter is taken for two of an older machine */
  const char *begin = strstr(out, "\"text\":\"") + strlen("\"text\":\"");
  assert_int_equal(strcspn(begin, "\""), 1023);
  g_string_free(text, TRUE);
}

/* ---- telling ------------------------------------------------------------------------------------- */

struct fixture {
  char *folder, *socket_path, *spool;
};

static int setup(void **state)
{
  struct fixture *fixture = g_new0(struct fixture, 1);
  fixture->folder = g_dir_make_tmp("provost-handler-XXXXXX", NULL);
  fixture->socket_path = g_build_filename(fixture->folder, "s", NULL);
  fixture->spool = g_build_filename(fixture->folder, "spool", NULL);
  assert_int_equal(g_mkdir(fixture->spool, 0700), 0);
  *state = fixture;
  return 0;
}

static int teardown(void **state)
{
  struct fixture *fixture = *state;
  folder_remove(fixture->folder);
  g_free(fixture->folder);
  g_free(fixture->socket_path);
  g_free(fixture->spool);
  g_free(fixture);
  return 0;
}

static guint waiting(const struct fixture *fixture)
{
  guint n = 0;
  GDir *dir = g_dir_open(fixture->spool, 0, NULL);
  for (const char *name; (name = g_dir_read_name(dir));)
    n += g_str_has_suffix(name, ".json") ? 1 : 0;
  g_dir_close(dir);
  return n;
}

/* Tells of web1 in `state_word`, of a provostd that goes through `exchanges` (NULL: there is none). What it says. */
static int tell(struct fixture *fixture, const struct exchange *exchanges, const char *state_word, char **err)
{
  g_autofree char *out = NULL, *words = g_strdup_printf("-S~%s~--spool~%s~-t~1~--host~web1~--state~%s", fixture->socket_path, fixture->spool, state_word);
  struct fake_api *api = exchanges ? fake_api_new(fixture->socket_path, exchanges) : NULL;
  gint64 begin_us = g_get_monotonic_time();
  int status = run(words, NULL, &out, err);
  assert_true(g_get_monotonic_time() - begin_us < LIMIT_US);
  g_autofree char *complaints = api ? fake_api_end(api) : NULL;
  g_unlink(fixture->socket_path);
  if (complaints)
    fail_msg("%s%s", complaints, *err);
  return status;
}

#define REPORT(state_word) "{\"source\":\"nagios\",\"kind\":\"state\",\"host\":\"web1\",\"state\":\"" state_word "\"}"
#define POST(state_word)   "POST /v1/alerts " REPORT(state_word)

static void a_report_is_told_and_a_refusal_passed_on(void **state)
{
  g_autofree char *quiet = NULL, *refused = NULL;
  assert_int_equal(tell(*state, (const struct exchange[]){{POST("critical"), 200, "{}"}, {0}}, "DOWN", &quiet), 0);
  assert_string_equal(quiet, "");
  assert_int_equal(tell(*state, (const struct exchange[]){{POST("ok"), 400, "{\"error\": \"no alert\"}"}, {0}}, "UP", &refused), 1);
  assert_string_equal(refused, "provost-nagios-handler: no alert\n");
  assert_int_equal(waiting(*state), 0);
}

static void what_cannot_be_told_is_kept_and_told_by_the_next_in_order(void **state)
{
  g_autofree char *stopped = NULL, *hung = NULL, *next = NULL;
  assert_int_equal(tell(*state, NULL, "DOWN", &stopped), 3);
  assert_non_null(strstr(stopped, "is it running?"));
  assert_int_equal(waiting(*state), 1);
  /* what waits is told before anything else, and what comes later is kept behind it */
  const struct exchange hanging[] = {{"POST /v1/alerts {\"alerts\":[" REPORT("critical") "]}", 0, FAKE_SILENCE}, {0}};
  assert_int_equal(tell(*state, hanging, "UNREACHABLE", &hung), 3);
  assert_non_null(strstr(hung, "did not answer"));
  assert_int_equal(waiting(*state), 2);
  const struct exchange back[] = {{"POST /v1/alerts {\"alerts\":[" REPORT("critical") "," REPORT("unknown") "]}", 200, "{}"}, {POST("ok"), 200, "{}"}, {0}};
  assert_int_equal(tell(*state, back, "UP", &next), 0);
  assert_string_equal(next, "");
  assert_int_equal(waiting(*state), 0);
}

static void what_provostd_will_never_take_stops_nothing(void **state)
{
  struct fixture *fixture = *state;
  g_autofree char *broken = g_build_filename(fixture->spool, "0.json", NULL), *bad = g_build_filename(fixture->spool, "1.json", NULL), *err = NULL;
  assert_true(g_file_set_contents(broken, "{\"half", -1, NULL));
  assert_true(g_file_set_contents(bad, "{\"nix\": 1}", -1, NULL));
  const struct exchange exchanges[] = {{"POST /v1/alerts {\"alerts\":[{\"nix\":1}]}", 400, "{\"error\": \"an alert has no nix\"}"}, {POST("ok"), 200, "{}"}, {0}};
  assert_int_equal(tell(fixture, exchanges, "UP", &err), 0);
  assert_string_equal(err, "provost-nagios-handler: an alert has no nix\n");
  assert_int_equal(waiting(fixture), 0);
}

static void what_waits_is_told_in_requests_of_bounded_size(void **state)
{
  struct fixture *fixture = *state;
  g_autofree char *err = NULL, *filling = g_strnfill(20000, 'x'), *report = g_strdup_printf("{\"text\":\"%s\"}", filling);
  g_autofree char *two = g_strdup_printf("POST /v1/alerts {\"alerts\":[%s,%s]}", report, report);
  g_autofree char *one = g_strdup_printf("POST /v1/alerts {\"alerts\":[%s]}", report);
  for (guint i = 0; i < 3; i++) {
    g_autofree char *name = g_strdup_printf("%u.json", i), *path = g_build_filename(fixture->spool, name, NULL);
    assert_true(g_file_set_contents(path, report, -1, NULL));
  }
  const struct exchange exchanges[] = {{two, 200, "{}"}, {one, 200, "{}"}, {POST("ok"), 200, "{}"}, {0}};
  assert_int_equal(tell(fixture, exchanges, "UP", &err), 0);
  assert_string_equal(err, "");
  assert_int_equal(waiting(fixture), 0);
}

static void a_full_spool_keeps_no_more(void **state)
{
  struct fixture *fixture = *state;
  g_autofree char *err = NULL, *last = NULL;
  for (guint i = 1; i < 400; i++) {
    g_autofree char *name = g_strdup_printf("%020u.json", i), *path = g_build_filename(fixture->spool, name, NULL);
    assert_true(g_file_set_contents(path, REPORT("ok"), -1, NULL));
  }
  assert_int_equal(tell(fixture, NULL, "DOWN", &last), 3);
  assert_int_equal(waiting(fixture), 400);
  assert_null(strstr(last, "is full"));
  assert_int_equal(tell(fixture, NULL, "DOWN", &err), 3);
  assert_non_null(strstr(err, "is full: 400 reports wait there"));
  assert_int_equal(waiting(fixture), 400);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(macros_become_a_report),
      cmocka_unit_test(what_is_provosts_own_or_says_nothing_is_not_told),
      cmocka_unit_test(broken_macros_are_refused_with_the_reason),
      cmocka_unit_test(of_an_output_of_64_kib_the_beginning_is_told_and_no_half_character),
      cmocka_unit_test_setup_teardown(a_report_is_told_and_a_refusal_passed_on, setup, teardown),
      cmocka_unit_test_setup_teardown(what_cannot_be_told_is_kept_and_told_by_the_next_in_order, setup, teardown),
      cmocka_unit_test_setup_teardown(what_provostd_will_never_take_stops_nothing, setup, teardown),
      cmocka_unit_test_setup_teardown(what_waits_is_told_in_requests_of_bounded_size, setup, teardown),
      cmocka_unit_test_setup_teardown(a_full_spool_keeps_no_more, setup, teardown),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
