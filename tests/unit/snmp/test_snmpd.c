/* provost-snmp against Debian's snmpd: what it gives, and what is left when it is killed. */
#include "core.h"

#include "model/fleet.h"
#include "snmpd.h"
#include "unit.h"

#include <unistd.h>

#define COMMUNITY "s3cret-word"

struct bench {
  struct core *core;
  struct snmpd *snmpd;
  char *address;
};

static int set_up(void **state)
{
  struct bench *bench = g_new0(struct bench, 1);
  bench->snmpd = snmpd_new("rocommunity " COMMUNITY " 127.0.0.1\n");
  bench->address = snmpd_address(bench->snmpd, "udp");
  bench->core = core_start();
  *state = bench;
  return 0;
}

static int tear_down(void **state)
{
  struct bench *bench = *state;
  core_stop(bench->core);
  snmpd_free(bench->snmpd);
  g_free(bench->address);
  g_free(bench);
  return 0;
}

static gboolean memory_is(struct core *core, gpointer state)
{
  const struct reading *reading = core_reading(core, "host:h1", METRIC_HOST_MEM_TOTAL_BYTES);
  return reading && reading->state == GPOINTER_TO_UINT(state);
}

static gboolean has_storage(struct core *core, gpointer user)
{
  (void)user;
  const struct reading *reading = core_reading(core, "host:h1{fs=/}", METRIC_HOST_STORAGE_SIZE_BYTES);
  return reading && reading->state == READING_KNOWN;
}

static void wait_memory(struct bench *bench, enum reading_state state)
{
  assert_true(core_wait(bench->core, memory_is, GUINT_TO_POINTER(state)));
}

static double value_of(struct bench *bench, enum metric_id metric)
{
  const struct reading *reading = core_reading(bench->core, "host:h1", metric);
  assert_int_equal(reading->state, READING_KNOWN);
  return reading->value;
}

static void snmpd_gives_the_memory_of_this_machine(void **state)
{
  struct bench *bench = *state;
  double here = (double)sysconf(_SC_PHYS_PAGES) * (double)sysconf(_SC_PAGESIZE);
  snmpd_start(bench->snmpd);
  core_add_agent(bench->core, "host:h1", bench->address, COMMUNITY);
  core_configure(bench->core, 2000);
  wait_memory(bench, READING_KNOWN);
  assert_true(value_of(bench, METRIC_HOST_MEM_TOTAL_BYTES) == here);
  assert_in_range(value_of(bench, METRIC_HOST_MEM_AVAILABLE_BYTES), 1, here);
  /* snmpd finds file systems in /etc/mtab, which a Debian that has never booted lacks. */
  if (g_file_test("/etc/mtab", G_FILE_TEST_EXISTS))
    assert_true(core_wait(bench->core, has_storage, NULL));
  assert_int_equal(core_link(bench->core, "host:h1"), LINK_UP);
  assert_non_null(strstr(core_facts(bench->core, "host:h1"), "'hrStorageTable'"));
  assert_int_equal(core_counter(bench->core, "bad_values"), 0);
  assert_int_equal(core_counter(bench->core, "bad_replies"), 0);
  assert_int_equal(core_skipped(bench->core), 0);
}

static void a_killed_snmpd_leaves_unknowns_and_is_back_when_restarted(void **state)
{
  struct bench *bench = *state;
  snmpd_start(bench->snmpd);
  core_add_agent(bench->core, "host:h1", bench->address, COMMUNITY);
  core_configure(bench->core, 1000);
  wait_memory(bench, READING_KNOWN);
  snmpd_kill(bench->snmpd);
  wait_memory(bench, READING_UNREACHABLE); /* its port is closed: no time-out to wait for */
  assert_int_equal(core_link(bench->core, "host:h1"), LINK_DOWN);
  assert_int_equal(core_reading(bench->core, "host:h1", METRIC_HOST_CPU_COUNT)->state,
                   READING_UNREACHABLE);
  snmpd_start(bench->snmpd);
  wait_memory(bench, READING_KNOWN);
  assert_int_equal(core_link(bench->core, "host:h1"), LINK_UP);
}

static void a_wrong_community_is_silence_and_never_logged(void **state)
{
  struct bench *bench = *state;
  snmpd_start(bench->snmpd);
  core_add_agent(bench->core, "host:h1", bench->address, COMMUNITY "-not");
  core_configure(bench->core, 1000);
  wait_memory(bench, READING_NO_ANSWER);
  assert_non_null(strstr(core_link_reason(bench->core, "host:h1"), "is the community right"));
  g_autofree char *log = core_log(bench->core);
  assert_non_null(strstr(log, "host:h1"));
  assert_null(strstr(log, COMMUNITY));
}

static guint lines_about(const char *log, const char *subject)
{
  guint n = 0;
  g_auto(GStrv) lines = g_strsplit(log, "\n", -1);
  for (char **line = lines; *line; line++)
    n += strstr(*line, subject) != NULL;
  return n;
}

static gboolean has_eight_rounds(struct core *core, gpointer subject)
{
  return core_rounds(core, subject) >= 8;
}

static void what_is_configured_wrongly_is_named_once_and_nothing_else_suffers(void **state)
{
  static const char *const wrong[] = {"host:community", "host:name", "host:port", "host:address"};
  struct bench *bench = *state;
  snmpd_start(bench->snmpd);
  g_autofree char *closed = g_strdup_printf("udp:127.0.0.1:%u", free_port());
  core_add_agent(bench->core, "host:h1", bench->address, COMMUNITY);
  core_add_agent(bench->core, wrong[0], bench->address, COMMUNITY "-not");
  core_add_agent(bench->core, wrong[1], "udp:no.such.name.invalid:161", COMMUNITY);
  core_add_agent(bench->core, wrong[2], closed, COMMUNITY);
  core_add_agent(bench->core, wrong[3], "sctp:127.0.0.1:161", COMMUNITY);
  core_configure(bench->core, 1000);
  wait_memory(bench, READING_KNOWN);
  for (guint i = 0; i < G_N_ELEMENTS(wrong); i++)
    assert_true(core_wait(bench->core, has_eight_rounds, (gpointer)wrong[i]));
  g_autofree char *log = core_log(bench->core);
  for (guint i = 0; i < G_N_ELEMENTS(wrong); i++) {
    assert_int_equal(core_link(bench->core, wrong[i]), LINK_DOWN);
    assert_int_equal(lines_about(log, wrong[i]), 1);
    assert_string_equal(core_facts(bench->core, wrong[i]), "");
  }
  assert_int_equal(core_gaps(bench->core, "host:h1"), 0);
  assert_int_equal(core_link(bench->core, "host:h1"), LINK_UP);
  assert_int_equal(lines_about(log, "host:h1"), 0);
  assert_null(strstr(log, COMMUNITY));
}

#define SNMPD_RUNS "host:h1{software=snmpd}"

static gboolean is_known_to_run(struct core *core, gpointer user)
{
  (void)user;
  const struct reading *running = core_reading(core, SNMPD_RUNS, METRIC_HOST_SOFTWARE_RUNNING);
  return running && running->state == READING_KNOWN;
}

static gboolean is_repeated(struct core *core, gpointer user)
{
  return is_known_to_run(core, user) &&
         core_reading(core, SNMPD_RUNS, METRIC_HOST_SOFTWARE_RUNNING)->age_ms >= 1500;
}

static void snmpd_tells_which_software_runs_and_is_asked_once_a_minute(void **state)
{
  static const char *const names[] = {"snmpd", "never-heard-of", NULL};
  struct bench *bench = *state;
  snmpd_start(bench->snmpd);
  core_name_software(bench->core, names);
  core_add_agent(bench->core, "host:h1", bench->address, COMMUNITY);
  core_configure(bench->core, 1000);
  assert_true(core_wait(bench->core, is_known_to_run, NULL));
  assert_true(core_wait(bench->core, is_repeated, NULL));
  assert_true(core_reading(bench->core, SNMPD_RUNS, METRIC_HOST_SOFTWARE_RUNNING)->value >= 1);
  const struct reading *memory = core_reading(bench->core, SNMPD_RUNS, METRIC_HOST_SOFTWARE_MEM_BYTES);
  assert_int_equal(memory->state, READING_KNOWN);
  assert_true(memory->value >= 1 << 20);
  const struct reading *absent =
      core_reading(bench->core, "host:h1{software=never-heard-of}", METRIC_HOST_SOFTWARE_RUNNING);
  assert_int_equal(absent->state, READING_KNOWN);
  assert_true(absent->value == 0);
  assert_int_equal(core_gaps(bench->core, "host:h1"), 0);
  assert_int_equal(core_skipped(bench->core), 0);
}

static gboolean is_unsupported(struct core *core, gpointer user)
{
  (void)user;
  const struct reading *running = core_reading(core, SNMPD_RUNS, METRIC_HOST_SOFTWARE_RUNNING);
  return running && running->state == READING_NOT_SUPPORTED &&
         strstr(core_facts(core, "host:h1"), "whether snmpd runs is unknown");
}

static void an_snmpd_that_hides_what_runs_is_named_and_no_zero(void **state)
{
  static const char *const names[] = {"snmpd", NULL};
  struct bench *bench = *state;
  snmpd_configure(bench->snmpd, "view part included .1.3.6.1.2.1.1\nview part included .1.3.6.1.2.1.25.3\n"
                                "rocommunity " COMMUNITY " 127.0.0.1 -V part\n");
  snmpd_start(bench->snmpd);
  core_name_software(bench->core, names);
  core_add_agent(bench->core, "host:h1", bench->address, COMMUNITY);
  core_configure(bench->core, 1000);
  assert_true(core_wait(bench->core, is_unsupported, NULL));
}

int main(void)
{
  if (!snmpd_is_installed())
    return SKIPPED;
#define ON_BENCH(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
  const struct CMUnitTest tests[] = {
      ON_BENCH(snmpd_gives_the_memory_of_this_machine),
      ON_BENCH(a_killed_snmpd_leaves_unknowns_and_is_back_when_restarted),
      ON_BENCH(a_wrong_community_is_silence_and_never_logged),
      ON_BENCH(snmpd_tells_which_software_runs_and_is_asked_once_a_minute),
      ON_BENCH(an_snmpd_that_hides_what_runs_is_named_and_no_zero),
      ON_BENCH(what_is_configured_wrongly_is_named_once_and_nothing_else_suffers),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
