/* Fault A04: provost-snmp and an agent between which datagrams are lost, doubled and overtake each other. */
#include "agent.h"
#include "core.h"
#include "weather.h"

#include "model/fleet.h"
#include "unit.h"

#define HOST "host:good"
#define ETH0 HOST "{if=eth0}"
#define STORMY_ROUNDS 20
#define RATES_MIN 6 /* of both directions; about half of what is asked is answered */

/* As tc-netem(8) with loss 30% duplicate 20% reorder 25% delay 20ms, and some that come in a later interval. */
static const struct climate stormy = {
    .seed = 4, .loss_pct = 30, .duplicate_pct = 20, .delay_ms = 20, .hurry_pct = 25, .late_pct = 10, .late_ms = 1300};

struct bench {
  struct core *core;
  struct agent_thread *agent;
  struct weather *weather;
  GHashTable *stamps; /* "object metric" -> the last stamp */
  guint readings, rates, false_rates, repeated;
};

static gboolean is_false(const char *object, const struct reading *reading)
{
  double true_rate = reading->metric == METRIC_HOST_NET_RX_BYTES_PER_SEC ? 125000 : 250000;
  return strcmp(object, ETH0) != 0 || reading->value < true_rate * 0.98 || reading->value > true_rate * 1.02;
}

static void on_reading(gint64 stamp_sec, const char *object, const struct reading *reading, gpointer user)
{
  struct bench *bench = user;
  char *key = g_strdup_printf("%s %u", object, reading->metric);
  const gint64 *last = g_hash_table_lookup(bench->stamps, key);
  bench->readings++;
  if (last && stamp_sec <= *last)
    bench->repeated++;
  g_hash_table_replace(bench->stamps, key, g_memdup2(&stamp_sec, sizeof stamp_sec));
  gboolean is_rate = reading->metric == METRIC_HOST_NET_RX_BYTES_PER_SEC ||
                     reading->metric == METRIC_HOST_NET_TX_BYTES_PER_SEC;
  if (reading->state != READING_KNOWN || !is_rate)
    return;
  bench->rates++;
  if (is_false(object, reading))
    bench->false_rates++;
}

static int set_up(void **state)
{
  struct bench *bench = g_new0(struct bench, 1);
  bench->stamps = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  bench->agent = agent_start(NORMAL);
  bench->weather = weather_new(agent_port(bench->agent));
  bench->core = core_start();
  core_hear(bench->core, on_reading, bench);
  g_autofree char *address = g_strdup_printf("udp:127.0.0.1:%u", weather_port(bench->weather));
  core_add_agent(bench->core, HOST, address, "public");
  *state = bench;
  return 0;
}

static int tear_down(void **state)
{
  struct bench *bench = *state;
  core_stop(bench->core);
  weather_free(bench->weather);
  agent_stop(bench->agent);
  g_hash_table_unref(bench->stamps);
  g_free(bench);
  return 0;
}

static gboolean has_rate(struct core *core, gpointer user)
{
  (void)core;
  return ((const struct bench *)user)->rates > 0;
}

static gboolean has_rounds(struct core *core, gpointer rounds)
{
  return core_rounds(core, HOST) >= GPOINTER_TO_UINT(rounds);
}

static void what_is_lost_doubled_or_late_is_unknown_and_never_false(void **state)
{
  struct bench *bench = *state;
  core_configure(bench->core, 1000);
  assert_true(core_wait(bench->core, has_rate, bench));
  guint before = bench->rates;
  weather_change(bench->weather, &stormy);
  assert_true(core_wait(bench->core, has_rounds, GUINT_TO_POINTER(core_rounds(bench->core, HOST) + STORMY_ROUNDS)));
  struct weather_report report = weather_report(bench->weather);
  assert_true(report.lost >= 10 && report.doubled >= 3 && report.hurried >= 3 && report.late >= 1);
  assert_true(bench->rates >= before + RATES_MIN);
  assert_int_equal(bench->repeated, 0);
  assert_int_equal(bench->false_rates, 0);
  assert_int_equal(core_gaps(bench->core, HOST), 0);
  assert_int_equal(core_counter(bench->core, "restarts"), 0);
  assert_int_equal(core_counter(bench->core, "bad_replies"), 0);
  assert_int_equal(core_counter(bench->core, "bad_values"), 0);
  assert_int_equal(core_counter(bench->core, "foreign_replies"), 0);
  assert_true(core_counter(bench->core, "timeouts") > 0);
  assert_int_equal(core_skipped(bench->core), 0);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(what_is_lost_doubled_or_late_is_unknown_and_never_false, set_up, tear_down),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
