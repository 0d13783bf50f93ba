/* `provost tip ID --verify` as it is typed: a daemon that has learned its lines, history files and the real provost-policy. */
#include "cli/fake_api.h"
#include "past.h"
#include "unit.h"

#include <glib/gstdio.h>
#include <jansson.h>
#include <string.h>
#include <sys/wait.h>

static const char busy_policy[] =
    "return { name = 'busy', title = 'Busy', subject = 'host', needs = { ['host.cpu.busy_pct'] = '1m' },\n"
    "  settings = { warning = { default = 60 } },\n"
    "  evaluate = function(host, set)\n"
    "    local w, why = host:window('host.cpu.busy_pct', '1m')\n"
    "    if not w then return nil, why end\n"
    "    if w:min() < set.warning then return end\n"
    "    return provost.tip { severity = 'warning', text = ('%s is %.0f %% busy'):format(host.name, w:avg()), evidence = { w },\n"
    "      remedy = provost.notify {} }\n"
    "  end }\n";

static int past_up(void **state)
{
  struct past *past = past_new(PAST_END - 3600);
  past_write(past, "busy.lua", busy_policy);
  for (gint64 sec = PAST_END - 3600 + PAST_STEP; sec <= PAST_END; sec += PAST_STEP) {
    past_add(past, "host:h1", METRIC_HOST_CPU_BUSY_PCT, 70);
    g_variant_unref(past_settle(past, sec));
  }
  past_flush(past);
  *state = past;
  return 0;
}

static int past_down(void **state)
{
  past_free(*state);
  return 0;
}

/* A tip of the last minute, as the API gives it; `first` is the first of its six values. */
static char *tip_text(double first, const char *version)
{
  return g_strdup_printf(
      "{\"id\": 7, \"policy\": \"busy\", \"pack\": \"trial\", \"pack_version\": \"%s\", \"title\": \"Busy\", \"severity\": \"warning\", "
      "\"state\": \"open\", \"state_reason\": \"\", \"state_by\": \"policy busy\", \"subject\": {\"kind\": \"host\", \"name\": \"h1\", "
      "\"uuid\": null, \"object\": \"host:h1\"}, \"text\": \"h1 is 70 %% busy\", \"raised\": \"2027-01-15T12:00:00.000Z\", \"updated\": "
      "\"2027-01-15T12:00:00.000Z\", \"refreshed\": 0, \"returns\": 0, \"clears\": null, \"attempts\": 0, \"retry\": null, \"snoozed_until\": null, \"settings\": "
      "{\"warning\": \"65\"}, \"evidence\": [{\"object\": \"host:h1\", \"metric\": \"host.cpu.busy_pct\", \"unit\": \"%%\", \"from\": "
      "\"2027-01-15T11:59:10.000Z\", \"to\": \"2027-01-15T12:00:00.000Z\", \"min\": 70, \"avg\": 70, \"max\": 70, \"last\": 70, \"count\": 6, "
      "\"expected\": 6, \"values\": [%g, 70, 70, 70, 70, 70]}], \"remedy\": {\"kind\": \"notify\", \"parameters\": {}}, "
      "\"alternatives\": [], \"approvals\": [], \"plan\": null, \"action\": null, \"verdict\": \"none\", \"outcome\": \"\"}",
      version, first);
}

/* What is printed, behind the exit status. Caller frees. */
static char *verify(const struct past *past, const char *tip, const char *options)
{
  g_autofree char *socket = g_build_filename(past->folder, "s", NULL);
  g_autofree char *policy = g_strdup_printf(
      "{\"name\": \"busy\", \"pack\": \"trial\", \"version\": \"1.0\", \"file\": \"%s/busy.lua\", \"settings\": [{\"name\": \"warning\", "
      "\"default\": \"60\"}], \"overrides\": [{\"setting\": \"warning\", \"value\": \"62\", \"kind\": \"cluster\", \"name\": \"lab\"}]}",
      past->pack);
  g_autofree char *flushed = g_strdup_printf("{\"directory\": \"%s\"}", past->directory);
  const struct exchange exchanges[] = {
      {"GET /v1/tips/7", 200, tip},
      {"GET /v1/policies/busy", 200, policy},
      {"POST /v1/history/flush", 200, flushed},
      {"GET /v1/clusters", 200, "{\"clusters\": [{\"name\": \"lab\"}], \"next\": null}"},
      {"GET /v1/hosts", 200, "{\"hosts\": [{\"name\": \"h1\", \"cluster\": \"lab\", \"state\": \"up\"}], \"next\": null}"},
      {"GET /v1/guests", 200, "{\"guests\": [], \"next\": null}"},
      {"GET /v1/devices", 200, "{\"devices\": [], \"next\": null}"},
      {"GET /v1/actions", 200, "{\"actions\": [], \"next\": null}"},
      {NULL, 0, NULL}};
  struct fake_api *api = fake_api_new(socket, exchanges);
  g_autofree char *line = g_strdup_printf("'%s/provost' tip 7 --verify --socket '%s' %s", TEST_BUILDDIR, socket, options);
  g_auto(GStrv) words = NULL, environment = g_environ_setenv(g_get_environ(), "TZ", "UTC", TRUE);
  g_autofree char *out = NULL, *err = NULL;
  int status = -1;
  assert_true(g_shell_parse_argv(line, NULL, &words, NULL));
  assert_true(g_spawn_sync(NULL, words, environment, G_SPAWN_DEFAULT, NULL, NULL, &out, &err, &status, NULL));
  g_autofree char *complaints = fake_api_end(api);
  g_unlink(socket);
  if (complaints)
    fail_msg("%s", complaints);
  assert_string_equal(err, "");
  return g_strdup_printf("%d\n%s", WIFEXITED(status) ? WEXITSTATUS(status) : -1, out);
}

static void a_tip_that_comes_out_the_same_exits_with_0(void **state)
{
  g_autofree char *tip = tip_text(70, "1.0"), *printed = verify(*state, tip, "");
  assert_string_equal(printed, "0\n"
                               "same     policy busy is of pack trial 1.0, as then\n"
                               "same     warning was 65 then and is 62 now: it is judged with that of then\n"
                               "same     mean of host.cpu.busy_pct of h1 over 1m is 70 %, as the tip says (6 values of 10 s each)\n"
                               "same     policy busy says the same again: warning, h1 is 70 % busy\n"
                               "same     policy busy proposes notify first\n"
                               "tip 7 is what history and its policy say\n");
}

static void a_tip_that_does_not_exits_with_1_and_says_where(void **state)
{
  g_autofree char *tip = tip_text(64, "0.9"), *printed = verify(*state, tip, "");
  assert_string_equal(printed,
                      "1\n"
                      "other    policy busy was of pack trial 0.9 and is of pack trial 1.0 now: it is that which judges below\n"
                      "same     warning was 65 then and is 62 now: it is judged with that of then\n"
                      "other    1 of 6 values of host.cpu.busy_pct of h1 differ: at 2027-01-15 11:59:10 the tip says 64 %, history 70 %\n"
                      "same     policy busy says the same again: warning, h1 is 70 % busy\n"
                      "same     policy busy proposes notify first\n"
                      "tip 7 does not come out the same\n");
}

static void as_JSON_it_says_the_same(void **state)
{
  g_autofree char *tip = tip_text(70, "1.0"), *printed = verify(*state, tip, "--json");
  assert_true(g_str_has_prefix(printed, "0\n"));
  json_auto_t *report = json_loads(printed + 2, 0, NULL);
  assert_true(json_is_true(json_object_get(report, "matches")));
  assert_int_equal(json_integer_value(json_object_get(report, "tip")), 7);
  const json_t *first = json_array_get(json_object_get(report, "lines"), 0);
  assert_string_equal(json_string_value(json_object_get(first, "kind")), "same");
  assert_string_equal(json_string_value(json_object_get(first, "about")), "pack");
  assert_int_equal(json_array_size(json_object_get(report, "lines")), 5);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_tip_that_comes_out_the_same_exits_with_0),
      cmocka_unit_test(a_tip_that_does_not_exits_with_1_and_says_where),
      cmocka_unit_test(as_JSON_it_says_the_same),
  };
  return cmocka_run_group_tests(tests, past_up, past_down);
}
