/* `provost policy replay` as it is typed, over a past that is known. What it prints is compared with the text below. */
#include "past.h"
#include "unit.h"

#include <string.h>
#include <sys/wait.h>

#define HOUR 3600

static const char busy_policy[] =
    "return { name = 'busy', title = 'Busy', subject = 'host', needs = { ['host.cpu.busy_pct'] = '5m' },\n"
    "  settings = { warning = { default = 60 }, critical = { default = 80 } },\n"
    "  evaluate = function(host, set)\n"
    "    local w, why = host:window('host.cpu.busy_pct', '1m')\n"
    "    if not w then return nil, why end\n"
    "    local severity = provost.over(w:min(), set)\n"
    "    if not severity then return end\n"
    "    return provost.tip { severity = severity, text = ('%s is %.0f %% busy'):format(host.name, w:avg()),\n"
    "      remedy = provost.first_of { provost.migrate { from = host, relieve = 'cpu' }, provost.notify {} } }\n"
    "  end }\n";

/* Busy for ten minutes an hour before the end, the last five of them very much so; and ten hours before, as recorded in
 * means by now. */
static double busy_pct(gint64 ago)
{
  if (ago <= 3600 && ago > 3300)
    return 70;
  if (ago <= 3300 && ago > 3000)
    return 90;
  return ago <= 10 * HOUR && ago > 9 * HOUR ? 75 : 20;
}

static int past_up(void **state)
{
  struct past *past = past_new(PAST_END - 12 * HOUR);
  past_write(past, "busy.lua", busy_policy);
  for (gint64 now_sec = PAST_END - 12 * HOUR + PAST_STEP; now_sec <= PAST_END; now_sec += PAST_STEP) {
    past_add(past, "host:h1", METRIC_HOST_CPU_BUSY_PCT, busy_pct(PAST_END - now_sec));
    g_variant_unref(past_settle(past, now_sec));
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

/* What the command prints, without the time it took. Caller frees. */
static char *run(const struct past *past, const char *options, int expected)
{
  g_autoptr(GError) error = NULL;
  g_auto(GStrv) words = NULL, environment = g_environ_setenv(g_get_environ(), "TZ", "UTC", TRUE);
  g_autofree char *line = g_strdup_printf("'%s/provost' policy replay '%s' --history '%s' --from %" G_GINT64_FORMAT
                                          " --to %" G_GINT64_FORMAT " %s", TEST_BUILDDIR, past->pack, past->directory,
                                          PAST_END - 11 * HOUR, PAST_END, options);
  char *out = NULL;
  g_autofree char *err = NULL;
  int status = -1;
  assert_true(g_shell_parse_argv(line, NULL, &words, NULL));
  assert_true(g_spawn_sync(NULL, words, environment, G_SPAWN_DEFAULT, NULL, NULL, &out, &err, &status, &error));
  assert_true(WIFEXITED(status));
  assert_int_equal(WEXITSTATUS(status), expected);
  assert_string_equal(err, "");
  g_autoptr(GRegex) took = g_regex_new("took [0-9.]+ s", 0, 0, NULL);
  char *timeless = g_regex_replace_literal(took, out, -1, 0, "took some time", 0, NULL);
  g_free(out);
  return timeless;
}

static void assert_prints(const char *printed, const char *expected)
{
  if (strcmp(printed, expected) != 0)
    fail_msg("printed:\n%s\nexpected:\n%s", printed, expected);
}

#define ASSUMED                                                                                                         \
  "assumed: a host or device is up and a guest running while history has a value of it, else down or off; where it has " \
  "none of anybody, provostd did not run\n"                                                                             \
  "assumed: nothing is known of where guests were, nor of names and clusters\n"                                         \
  "assumed: settings are the pack's own, except those given here, and nobody acted on a tip\n"                          \
  "assumed: nobody outside said anything: history holds no alerts and no services\n"

static void a_replay_tells_what_when_and_how_finely(void **state)
{
  g_autofree char *printed = run(*state, "", 0);
  assert_prints(printed,
                "trial 1.0; hosts: 1, guests: 0, devices: 0\n"
                "  2027-01-15 01:00:00 to 2027-01-15 06:00:00: means of 60 s\n"
                "  2027-01-15 06:00:00 to 2027-01-15 12:00:00: every sample of 10 s\n"
                "\n"
                "TIME                 EVENT    SEVERITY  POLICY  SUBJECT  REMEDY                TEXT\n"
                "2027-01-15 02:01:00  opened   warning   busy    h1       migrate, else notify  h1 is 75 % busy\n"
                "2027-01-15 03:01:00  cleared            busy    h1\n"
                "2027-01-15 11:00:50  opened   warning   busy    h1       migrate, else notify  h1 is 70 % busy\n"
                "2027-01-15 11:05:50  now      critical  busy    h1\n"
                "2027-01-15 11:10:00  cleared            busy    h1\n"
                "\n"
                "POLICY    TIPS  PER_DAY  SUBJECTS  FLAPS  IN_TIP  NO_DATA   LEAD  REMEDIES\n"
                "busy         2                  1      0  10.5 %    0.0 %  5 min  2 migrate\n"
                "all          2                  1      0  10.5 %    0.0 %  5 min  2 migrate\n"
                "2460 evaluations in 2460 rounds, which stand for 11.0 h, took some time\n" ASSUMED);
}

static void two_replays_are_told_by_what_differs(void **state)
{
  g_autofree char *printed = run(*state, "--against-settings busy.warning=72 --against-settings busy.critical=95", 0);
  g_autoptr(GRegex) spaces = g_regex_new(" {2,}", 0, 0, NULL);
  g_autofree char *narrow = g_regex_replace_literal(spaces, printed, -1, 0, " | ", 0, NULL);
  /* The mean of the minute in which the load ends is still above 60. */
  assert_non_null(strstr(narrow, "POLICY | SUBJECT | WHAT | A | B\n"
                                 "busy | h1 | cleared | warning 2027-01-15 02:01:00 to 2027-01-15 03:01:00 (migrate, else "
                                 "notify) | warning 2027-01-15 02:01:00 to 2027-01-15 03:00:00 (migrate, else notify)\n"
                                 "busy | h1 | raised | warning 2027-01-15 11:00:50, critical 2027-01-15 11:05:50 to "
                                 "2027-01-15 11:10:00 (migrate, else notify) | warning 2027-01-15 11:05:50 to 2027-01-15 "
                                 "11:10:00 (migrate, else notify)\n"
                                 "tips that differ: 2, that are alike: 0\n"));
}

static void means_too_coarse_for_a_window_are_named(void **state)
{
  g_autofree char *printed = run(*state, "--step 5m", 0);
  assert_non_null(strstr(printed, "means of 5 min\n"
                                  "busy looks back 5 min, and would need finer data than means of 5 min: they hide peaks "
                                  "and lows\n"));
}

static void what_a_policy_cannot_is_told(void **state)
{
  past_write(*state, "wrong.lua", "return { name = 'wrong' }\n");
  g_autofree char *printed = run(*state, "--settings busy.warnin=1", 1);
  assert_non_null(strstr(printed, "busy is refused: it has no setting \"warnin\"; did you mean \"warning\"?\n"));
  assert_non_null(strstr(printed, "wrong is refused: "));
  assert_non_null(strstr(printed, "no tip would have been raised\n"));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_replay_tells_what_when_and_how_finely),
      cmocka_unit_test(two_replays_are_told_by_what_differs),
      cmocka_unit_test(means_too_coarse_for_a_window_are_named),
      cmocka_unit_test(what_a_policy_cannot_is_told),
  };
  return cmocka_run_group_tests(tests, past_up, past_down);
}
