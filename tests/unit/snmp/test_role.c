/* provost-snmp as a process, with good and evil agents on loopback. */
#include "agent.h"
#include "core.h"

#include "model/fleet.h"
#include "unit.h"
#include "wire/catalogue.h"

#include <math.h>
#include <sys/resource.h>

#define INTERVAL_MS 2000
#define SECRET "s3cret-word"

struct bench {
  struct core *core;
  struct agent_thread *agents[BEHAVIOURS];
};

static const char *const subjects[BEHAVIOURS] = {
    [NORMAL] = "host:good",
    [SILENT] = "host:silent",
    [SLOW] = "host:slow",
    [WRONG_TYPES] = "host:wrong",
    [GARBAGE] = "host:garbage",
    [TRUNCATED] = "host:truncated",
    [LYING_LENGTHS] = "host:lying",
    [ENDLESS] = "host:endless",
    [NOT_INCREASING] = "host:still",
    [OTHER_OIDS] = "host:other",
    [FOREIGN] = "host:foreign",
    [FOREIGN_FIRST] = "host:spoofed",
    [HUGE_REPLY] = "host:huge",
    [DUPLICATES] = "host:duplicates",
    [TOO_BIG] = "host:toobig",
    [NO_UCD] = "host:noucd",
    [STANDING] = "host:standing",
    [RETICENT] = "host:reticent",
    [LOSSY] = "host:lossy",
};

static int set_up(void **state)
{
  struct bench *bench = g_new0(struct bench, 1);
  bench->core = core_start();
  *state = bench;
  return 0;
}

static int tear_down(void **state)
{
  struct bench *bench = *state;
  core_stop(bench->core);
  for (guint i = 0; i < BEHAVIOURS; i++)
    if (bench->agents[i])
      agent_stop(bench->agents[i]);
  g_free(bench);
  return 0;
}

static void add(struct bench *bench, enum behaviour behaviour)
{
  bench->agents[behaviour] = agent_start(behaviour);
  g_autofree char *address = g_strdup_printf("udp:127.0.0.1:%u", agent_port(bench->agents[behaviour]));
  core_add_agent(bench->core, subjects[behaviour], address, SECRET);
}

static enum reading_state state_of(struct bench *bench, const char *object, enum metric_id metric)
{
  const struct reading *reading = core_reading(bench->core, object, metric);
  assert_non_null(reading);
  return reading->state;
}

static void assert_about(struct bench *bench, const char *object, enum metric_id metric, double value,
                         double tolerance)
{
  const struct reading *reading = core_reading(bench->core, object, metric);
  assert_non_null(reading);
  if (reading->state != READING_KNOWN)
    fail_msg("%s %s: %s", object, metric_get(metric)->name, reading_state_name(reading->state));
  if (fabs(reading->value - value) > tolerance)
    fail_msg("%s %s: %g, not %g", object, metric_get(metric)->name, reading->value, value);
}

static void assert_good(struct bench *bench, const char *subject)
{
  g_autofree char *eth0 = g_strdup_printf("%s{if=eth0}", subject);
  g_autofree char *root = g_strdup_printf("%s{fs=/}", subject);
  g_autofree char *srv = g_strdup_printf("%s{fs=/srv}", subject);
  assert_about(bench, subject, METRIC_HOST_CPU_BUSY_PCT, 40, 0);
  assert_about(bench, subject, METRIC_HOST_CPU_COUNT, 2, 0);
  assert_about(bench, subject, METRIC_HOST_MEM_TOTAL_BYTES, 8589934592.0, 0);
  assert_about(bench, subject, METRIC_HOST_MEM_AVAILABLE_BYTES, 2147483648.0, 0);
  assert_about(bench, root, METRIC_HOST_STORAGE_SIZE_BYTES, 4096e6, 0);
  assert_about(bench, root, METRIC_HOST_STORAGE_USED_BYTES, 1024e6, 0);
  assert_about(bench, srv, METRIC_HOST_STORAGE_SIZE_BYTES, 8192e6, 0);
  assert_about(bench, eth0, METRIC_HOST_NET_RX_BYTES_PER_SEC, 125000, 2500);
  assert_about(bench, eth0, METRIC_HOST_NET_TX_BYTES_PER_SEC, 250000, 5000);
  assert_about(bench, eth0, METRIC_HOST_NET_SPEED_BITS_PER_SEC, 1e9, 0);
}

struct rounds_of {
  const char *subject;
  guint rounds;
};

static gboolean has_rounds(struct core *core, gpointer user)
{
  const struct rounds_of *wanted = user;
  return core_rounds(core, wanted->subject) >= wanted->rounds;
}

static void wait_rounds(struct bench *bench, const char *subject, guint more)
{
  struct rounds_of wanted = {subject, core_rounds(bench->core, subject) + more};
  assert_true(core_wait(bench->core, has_rounds, &wanted));
}

struct reading_is {
  const char *object;
  enum metric_id metric;
  enum reading_state state;
};

static gboolean is_state(struct core *core, gpointer user)
{
  const struct reading_is *wanted = user;
  const struct reading *reading = core_reading(core, wanted->object, wanted->metric);
  return reading && reading->state == wanted->state;
}

static void wait_state(struct bench *bench, const char *object, enum metric_id metric,
                       enum reading_state state)
{
  struct reading_is wanted = {object, metric, state};
  if (!core_wait(bench->core, is_state, &wanted))
    fail_msg("%s %s never became: %s", object, metric_get(metric)->name, reading_state_name(state));
}

static void a_good_agent_gives_the_right_readings(void **state)
{
  struct bench *bench = *state;
  add(bench, NORMAL);
  core_configure(bench->core, 1000);
  wait_state(bench, "host:good{if=eth0}", METRIC_HOST_NET_RX_BYTES_PER_SEC, READING_FIRST);
  wait_state(bench, "host:good{if=eth0}", METRIC_HOST_NET_RX_BYTES_PER_SEC, READING_KNOWN);
  assert_good(bench, "host:good");
  assert_int_equal(core_link(bench->core, "host:good"), LINK_UP);
  assert_null(core_reading(bench->core, "host:good{if=lo}", METRIC_HOST_NET_RX_BYTES_PER_SEC));
  assert_null(core_reading(bench->core, "host:good{if=vnet0}", METRIC_HOST_NET_RX_BYTES_PER_SEC));
  const char *facts = core_facts(bench->core, "host:good");
  assert_non_null(strstr(facts, "(0x01, 'lo', '')"));
  assert_non_null(strstr(facts, "(0x00, 'eth0', '')"));
  assert_non_null(strstr(facts, "(0x02, 'vnet0', '')"));
  assert_int_equal(core_skipped(bench->core), 0);
}

/* Two objects that the agent has anyway, under names of a pack, and first one that it lacks. */
static void what_a_pack_declares_is_polled_like_a_built_in_table(void **state)
{
  struct bench *bench = *state;
  enum object_class port = object_class_declare(CLASS_HOST, "port", NULL);
  enum metric_id total = metric_declare(
      &(struct metric){"host.acme.total", "acme_total", CLASS_HOST, "bytes", METRIC_GAUGE, 0, 1e15, ""}, NULL);
  enum metric_id absent = metric_declare(
      &(struct metric){"host.acme.absent", "acme_absent", CLASS_HOST, "", METRIC_GAUGE, 0, 1, ""}, NULL);
  enum metric_id sent = metric_declare(
      &(struct metric){"host.acme.sent", "acme_sent", port, "bits/s", METRIC_RATE, 0, 1e12, ""}, NULL);
  g_autofree char *tables = g_strdup_printf(
      "@a(syqbuaua(qauyd)) [('scalars', 0x00, %u, true, 1, [], [(%u, [1,3,6,1,4,1,99999,1], 0x00, 1.0), "
      "(%u, [1,3,6,1,4,1,2021,4,5], 0x00, 1024.0)]), "
      "('ports', 0x00, %u, false, 64, [1,3,6,1,2,1,31,1,1,1,1], [(%u, [1,3,6,1,2,1,31,1,1,1,10], 0x03, 8.0)])]",
      CLASS_HOST, absent, total, port, sent);
  core_say(bench->core, MESSAGE_CATALOGUE, catalogue_body());
  core_say(bench->core, MESSAGE_SNMP_TABLES, g_variant_new_parsed(tables));
  add(bench, NORMAL);
  core_configure(bench->core, 1000);
  wait_state(bench, "host:good{port=eth0}", sent, READING_KNOWN);
  assert_about(bench, "host:good{port=eth0}", sent, 2e6, 4e4);
  assert_about(bench, "host:good", total, 8589934592.0, 0);
  assert_int_equal(state_of(bench, "host:good", absent), READING_NOT_SUPPORTED);
  wait_state(bench, "host:good{if=eth0}", METRIC_HOST_NET_RX_BYTES_PER_SEC, READING_KNOWN);
  assert_good(bench, "host:good");
  assert_int_equal(core_skipped(bench->core), 0);
}

static gboolean all_have_rounds(struct core *core, gpointer rounds)
{
  for (guint i = 0; i < BEHAVIOURS; i++)
    if (core_rounds(core, subjects[i]) < GPOINTER_TO_UINT(rounds))
      return FALSE;
  return TRUE;
}

static void assert_silent(struct bench *bench, enum behaviour behaviour)
{
  assert_int_equal(state_of(bench, subjects[behaviour], METRIC_HOST_CPU_BUSY_PCT), READING_NO_ANSWER);
  assert_int_equal(state_of(bench, subjects[behaviour], METRIC_HOST_MEM_TOTAL_BYTES), READING_NO_ANSWER);
  assert_int_equal(core_link(bench->core, subjects[behaviour]), LINK_DOWN);
}

static void assert_bad(struct bench *bench, enum behaviour behaviour)
{
  assert_int_equal(state_of(bench, subjects[behaviour], METRIC_HOST_CPU_BUSY_PCT), READING_BAD_VALUE);
}

/* However many rounds it has been so. */
static void assert_logged_once(struct bench *bench, const char *begins, const char *holds)
{
  g_autofree char *log = core_log(bench->core);
  const char *line = strstr(log, begins);
  if (!line || !strstr(line, holds))
    fail_msg("nothing is logged like \"%s\" with \"%s\" in: %s", begins, holds, log);
  assert_null(strstr(line + 1, begins));
}

static void evil_agents_harm_only_their_own_values(void **state)
{
  struct bench *bench = *state;
  for (enum behaviour i = 0; i < BEHAVIOURS; i++)
    add(bench, i);
  core_configure(bench->core, INTERVAL_MS);
  assert_true(core_wait(bench->core, all_have_rounds, GUINT_TO_POINTER(3)));

  assert_good(bench, subjects[NORMAL]);
  assert_int_equal(core_gaps(bench->core, subjects[NORMAL]), 0);
  assert_silent(bench, SILENT);
  assert_silent(bench, GARBAGE);
  assert_silent(bench, TRUNCATED);
  assert_silent(bench, FOREIGN);
  assert_silent(bench, HUGE_REPLY);
  assert_bad(bench, WRONG_TYPES);
  assert_bad(bench, NOT_INCREASING);
  assert_bad(bench, OTHER_OIDS);
  assert_bad(bench, ENDLESS);
  assert_non_null(strstr(core_facts(bench->core, subjects[ENDLESS]), "hrProcessorTable is larger than the 1024 rows"));
  assert_non_null(strstr(core_facts(bench->core, subjects[NOT_INCREASING]), "to a walk of ifTable make no sense"));
  assert_non_null(strstr(core_facts(bench->core, subjects[WRONG_TYPES]), "holds values of a wrong type"));
  assert_null(strstr(core_facts(bench->core, subjects[NORMAL]), "no sense"));
  assert_int_equal(state_of(bench, "host:wrong{if=eth0}", METRIC_HOST_NET_RX_BYTES_PER_SEC),
                   READING_BAD_VALUE);
  assert_about(bench, "host:wrong", METRIC_HOST_MEM_TOTAL_BYTES, 8589934592.0, 0);
  assert_good(bench, subjects[FOREIGN_FIRST]);
  assert_good(bench, subjects[DUPLICATES]);
  assert_good(bench, subjects[TOO_BIG]);
  assert_good(bench, subjects[NO_UCD]);
  wait_state(bench, "host:slow{if=eth0}", METRIC_HOST_NET_RX_BYTES_PER_SEC, READING_KNOWN);
  assert_good(bench, subjects[SLOW]); /* it takes several polls to discover, and is left nothing out of */
  assert_int_equal(core_gaps(bench->core, subjects[LOSSY]), 0);
  assert_logged_once(bench, "host:wrong: its agent gives", "values of a wrong type, the first at 1.3.6.1.2.1");
  assert_logged_once(bench, "host:still: its agent's answers to a walk of", "make no sense");
  assert_logged_once(bench, "host:endless: its agent's", "is larger than what is taken");
  assert_logged_once(bench, "host:silent: no answer", "is the community right");
  assert_int_equal(core_counter(bench->core, "late_polls"), 0);
  assert_in_range(core_counter(bench->core, "poll_ms_max"), 1, INTERVAL_MS);
  assert_true(core_counter(bench->core, "foreign_replies") > 0);
  assert_true(core_counter(bench->core, "bad_replies") > 0);
  assert_true(core_counter(bench->core, "bad_values") > 0);
  assert_true(core_counter(bench->core, "timeouts") > 0);
  assert_int_equal(core_skipped(bench->core), 0);
}

static void a_silent_agent_costs_one_probe_and_is_back_at_its_first_answer(void **state)
{
  struct bench *bench = *state;
  add(bench, NORMAL);
  struct agent_thread *agent = bench->agents[NORMAL];
  core_configure(bench->core, 1000);
  wait_state(bench, "host:good{if=eth0}", METRIC_HOST_NET_RX_BYTES_PER_SEC, READING_KNOWN);

  agent_behave(agent, SILENT);
  wait_state(bench, "host:good", METRIC_HOST_CPU_BUSY_PCT, READING_NO_ANSWER);
  wait_state(bench, "host:good{if=eth0}", METRIC_HOST_NET_RX_BYTES_PER_SEC, READING_NO_ANSWER);
  wait_state(bench, "host:good{fs=/}", METRIC_HOST_STORAGE_USED_BYTES, READING_NO_ANSWER);
  assert_non_null(strstr(core_link_reason(bench->core, "host:good"), "is snmpd running"));
  wait_rounds(bench, "host:good", 1); /* from here on it is known dead */
  gint before = agent_requests(agent);
  wait_rounds(bench, "host:good", 3);
  assert_in_range(agent_requests(agent) - before, 2, 4);

  agent_behave(agent, NORMAL);
  wait_state(bench, "host:good", METRIC_HOST_CPU_BUSY_PCT, READING_KNOWN);
  assert_int_equal(core_link(bench->core, "host:good"), LINK_UP);
  wait_state(bench, "host:good{if=eth0}", METRIC_HOST_NET_RX_BYTES_PER_SEC, READING_KNOWN);
  assert_good(bench, "host:good");
}

static void a_restart_is_a_gap_and_the_wrap_of_sysuptime_is_none(void **state)
{
  struct bench *bench = *state;
  add(bench, NORMAL);
  struct agent_thread *agent = bench->agents[NORMAL];
  agent_restart(agent, (G_GINT64_CONSTANT(1) << 32) * 10 - 3500); /* 3.5 s before the wrap */
  core_configure(bench->core, 1000);
  wait_rounds(bench, "host:good", 6);
  assert_good(bench, "host:good");
  assert_int_equal(core_counter(bench->core, "restarts"), 0);

  agent_restart(agent, 100);
  agent_set_boots(agent, 8);
  wait_state(bench, "host:good{if=eth0}", METRIC_HOST_NET_RX_BYTES_PER_SEC, READING_RESET);
  wait_state(bench, "host:good{if=eth0}", METRIC_HOST_NET_RX_BYTES_PER_SEC, READING_KNOWN);
  assert_good(bench, "host:good");
  assert_int_equal(core_counter(bench->core, "restarts"), 1);
}

static void a_clock_that_stands_is_no_restart_but_gives_no_rate(void **state)
{
  struct bench *bench = *state;
  add(bench, STANDING);
  core_configure(bench->core, 1000);
  wait_rounds(bench, "host:standing", 5);
  assert_int_equal(core_counter(bench->core, "restarts"), 0);
  assert_int_equal(core_counter(bench->core, "discoveries"), 1);
  assert_int_equal(state_of(bench, "host:standing{if=eth0}", METRIC_HOST_NET_RX_BYTES_PER_SEC), READING_RESET);
  assert_about(bench, "host:standing", METRIC_HOST_CPU_BUSY_PCT, 40, 0);
}

static void what_cannot_be_asked_says_so_in_words(void **state)
{
  struct bench *bench = *state;
  struct agent_thread *gone = agent_start(NORMAL);
  g_autofree char *closed = g_strdup_printf("127.0.0.1:%u", agent_port(gone));
  agent_stop(gone);
  core_add_agent(bench->core, "host:closed", closed, SECRET);
  core_add_agent(bench->core, "host:nowhere", "udp:no.such.name.invalid:161", SECRET);
  core_add_agent(bench->core, "host:tcp", "tcp:127.0.0.1:1", SECRET);
  core_add_agent(bench->core, "host:wrong", "udp:127.0.0.1:1:2", SECRET);
  core_configure(bench->core, 1000);
  wait_state(bench, "host:closed", METRIC_HOST_CPU_BUSY_PCT, READING_UNREACHABLE);
  wait_state(bench, "host:nowhere", METRIC_HOST_CPU_BUSY_PCT, READING_UNREACHABLE);
  wait_state(bench, "host:tcp", METRIC_HOST_CPU_BUSY_PCT, READING_UNREACHABLE);
  wait_state(bench, "host:wrong", METRIC_HOST_CPU_BUSY_PCT, READING_UNREACHABLE);
  wait_rounds(bench, "host:nowhere", 2);
  assert_non_null(strstr(core_link_reason(bench->core, "host:closed"), "nothing listens"));
  assert_non_null(strstr(core_link_reason(bench->core, "host:nowhere"), "does not resolve"));
  assert_non_null(strstr(core_link_reason(bench->core, "host:tcp"), "nothing listens"));
  assert_non_null(strstr(core_link_reason(bench->core, "host:wrong"), "no address"));
  g_autofree char *log = core_log(bench->core);
  assert_non_null(strstr(log, "host:closed"));
  assert_null(strstr(log, SECRET));
}

static gboolean is_link_up(struct core *core, gpointer subject)
{
  return core_link(core, subject) == LINK_UP;
}

static void a_new_configuration_keeps_agents_and_drops_others(void **state)
{
  struct bench *bench = *state;
  add(bench, NORMAL);
  add(bench, NO_UCD);
  core_configure(bench->core, 1000);
  wait_state(bench, "host:good{if=eth0}", METRIC_HOST_NET_RX_BYTES_PER_SEC, READING_KNOWN);
  assert_true(core_wait(bench->core, is_link_up, (gpointer) "host:noucd"));
  g_autofree char *address = g_strdup_printf("udp:127.0.0.1:%u", agent_port(bench->agents[NORMAL]));
  core_add_agent(bench->core, "host:good", address, SECRET);
  core_add_agent(bench->core, "cluster:not-watched", address, SECRET);
  core_configure(bench->core, 1000);
  wait_rounds(bench, "host:good", 1);
  guint rounds = core_rounds(bench->core, "host:noucd");
  wait_rounds(bench, "host:good", 2);
  assert_good(bench, "host:good");
  assert_in_range(core_rounds(bench->core, "host:noucd"), rounds, rounds + 1);
  assert_int_equal(core_rounds(bench->core, "cluster:not-watched"), 0);
}

static gboolean software_is_given_up(struct core *core, gpointer subject)
{
  return strstr(core_facts(core, subject), "it did not give hrSWRunTable in time: whether nginx runs is unknown") != NULL;
}

/* Each request of it would hold the agent up until after the next poll. */
static void a_list_of_software_that_does_not_come_delays_no_poll(void **state)
{
  static const char *const names[] = {"nginx", NULL};
  struct bench *bench = *state;
  core_name_software(bench->core, names);
  add(bench, RETICENT);
  core_configure(bench->core, 1000);
  assert_true(core_wait(bench->core, software_is_given_up, (gpointer)subjects[RETICENT]));
  assert_good(bench, subjects[RETICENT]);
  assert_int_equal(state_of(bench, "host:reticent{software=nginx}", METRIC_HOST_SOFTWARE_RUNNING), READING_NO_ANSWER);
  assert_int_equal(core_gaps(bench->core, subjects[RETICENT]), 0);
  assert_int_equal(core_counter(bench->core, "late_polls"), 0);
  assert_in_range(core_counter(bench->core, "timeouts"), 4, 5);
  assert_in_range(core_counter(bench->core, "poll_ms_max"), 0, 300);
}

static void software_is_looked_for_only_where_it_is_named(void **state)
{
  static const char *const names[] = {"nginx", NULL};
  struct bench *bench = *state;
  add(bench, NORMAL);
  core_name_software(bench->core, names);
  add(bench, NO_UCD);
  core_configure(bench->core, 1000);
  wait_state(bench, "host:noucd{software=nginx}", METRIC_HOST_SOFTWARE_RUNNING, READING_NOT_SUPPORTED);
  assert_null(core_reading(bench->core, "host:good{software=nginx}", METRIC_HOST_SOFTWARE_RUNNING));
}

#define CROWD 400
#define FEW_FILES 256

static char *in_crowd(guint i)
{
  return g_strdup_printf("host:crowd%u", i);
}

static gboolean is_crowd_up(struct core *core, gpointer unused)
{
  (void)unused;
  for (guint i = 0; i < CROWD; i++) {
    g_autofree char *subject = in_crowd(i);
    if (core_link(core, subject) != LINK_UP)
      return FALSE;
  }
  return TRUE;
}

/* Fault A19. */
static void few_descriptors_are_enough_for_many_agents(void **state)
{
  struct bench *bench = *state;
  const struct rlimit few = {FEW_FILES, FEW_FILES};
  assert_int_equal(prlimit(core_pid(bench->core), RLIMIT_NOFILE, &few, NULL), 0);
  bench->agents[NORMAL] = agent_start(NORMAL);
  g_autofree char *address = g_strdup_printf("udp:127.0.0.1:%u", agent_port(bench->agents[NORMAL]));
  for (guint i = 0; i < CROWD; i++) {
    g_autofree char *subject = in_crowd(i);
    core_add_agent(bench->core, subject, address, SECRET);
  }
  core_configure(bench->core, 1000);
  assert_true(core_wait(bench->core, is_crowd_up, NULL));
}

int main(void)
{
#define ON_BENCH(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
  const struct CMUnitTest tests[] = {
      ON_BENCH(a_good_agent_gives_the_right_readings),
      ON_BENCH(what_a_pack_declares_is_polled_like_a_built_in_table),
      ON_BENCH(evil_agents_harm_only_their_own_values),
      ON_BENCH(a_silent_agent_costs_one_probe_and_is_back_at_its_first_answer),
      ON_BENCH(a_restart_is_a_gap_and_the_wrap_of_sysuptime_is_none),
      ON_BENCH(a_clock_that_stands_is_no_restart_but_gives_no_rate),
      ON_BENCH(what_cannot_be_asked_says_so_in_words),
      ON_BENCH(a_new_configuration_keeps_agents_and_drops_others),
      ON_BENCH(a_list_of_software_that_does_not_come_delays_no_poll),
      ON_BENCH(software_is_looked_for_only_where_it_is_named),
      ON_BENCH(few_descriptors_are_enough_for_many_agents),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
