/* What the core hears of a host whose driver lacks the bulk call, as ESX does. It is libvirt's test driver, whose
 * virConnectGetAllDomainStats is taken over by the linker (--wrap). */
#include "virt/sweep.h"

#include "channels.h"
#include "unit.h"
#include "virt/library.h"
#include "wire/samples.h"

#define TEST_UUID "6695eb01-f6a4-8304-79aa-97f2502e193f" /* of the one domain of test:///default */

int __wrap_virConnectGetAllDomainStats(virConnectPtr connection, unsigned stats, virDomainStatsRecordPtr **records,
                                       unsigned flags);

/* "this function is not supported", as the test driver says to this other call. */
int __wrap_virConnectGetAllDomainStats(virConnectPtr connection, unsigned stats, virDomainStatsRecordPtr **records,
                                       unsigned flags)
{
  (void)stats, (void)flags;
  int n = 0;
  *records = NULL;
  return virNodeGetMemoryStats(connection, VIR_NODE_MEMORY_STATS_ALL_CELLS, NULL, &n, 0);
}

struct bench {
  struct endpoint *endpoint;
  struct channel *role, *core;
  struct host_link *link;
  struct tally tally;
  struct sweeper *sweeper;
  struct connection *connection;
  char *guests, *facts; /* as the messages print */
  guint sweeps;
  struct reading readings[METRIC_COUNT];
};

static void remember(const struct samples_head *head, const char *object, const struct reading *readings, gsize n,
                     gpointer user)
{
  (void)head;
  assert_string_equal(object, "guest:" TEST_UUID);
  for (gsize i = 0; i < n; i++)
    ((struct bench *)user)->readings[readings[i].metric] = readings[i];
}

static void on_message(struct channel *channel, enum message_kind kind, GVariant *body, gpointer user)
{
  (void)channel;
  struct bench *bench = user;
  if (kind == MESSAGE_SAMPLES) {
    samples_each(kind, body, remember, bench);
    bench->sweeps++;
    return;
  }
  char **text = kind == MESSAGE_GUESTS ? &bench->guests : &bench->facts;
  g_free(*text);
  *text = g_variant_print(body, FALSE);
}

static void on_closed(struct channel *channel, const char *reason, gpointer user)
{
  (void)channel, (void)user;
  fail_msg("the channel closed: %s", reason);
}

static int setup(void **state)
{
  static const struct channel_events events = {on_message, on_closed};
  struct bench *bench = g_new0(struct bench, 1);
  bench->endpoint = endpoint_new("host:h1", "test:///default", FALSE);
  bench->role = channel_new(ROLE_VIRT, ROLE_CORE, &events, bench);
  bench->core = channel_new(ROLE_CORE, ROLE_VIRT, &events, bench);
  channels_connect(bench->core, bench->role);
  bench->link = host_link_new(bench->endpoint, bench->role, G_USEC_PER_SEC);
  tally_init(&bench->tally);
  bench->sweeper = sweeper_new(bench->endpoint, bench->link, &bench->tally, bench->role, 1000);
  bench->connection = connection_new(virConnectOpen("test:///default"));
  assert_non_null(bench->connection->libvirt);
  assert_true(sweeper_meet(bench->sweeper, bench->connection, NULL));
  turn_all();
  *state = bench;
  return 0;
}

static int teardown(void **state)
{
  struct bench *bench = *state;
  connection_unref(bench->connection);
  sweeper_free(bench->sweeper);
  channel_free(bench->role);
  channel_free(bench->core);
  host_link_free(bench->link);
  endpoint_free(bench->endpoint);
  g_free(bench->guests);
  g_free(bench->facts);
  g_free(bench);
  return 0;
}

static void its_guests_are_there_with_their_sizes(void **state)
{
  const struct bench *bench = *state;
  assert_string_equal(bench->guests,
                      "('host:h1', [('" TEST_UUID "', 'test', 0x01, 0x00, 2, 2, 2147483648, 8589934592, true, false)])");
}

static void it_is_said_in_words_what_is_missing(void **state)
{
  const struct bench *bench = *state;
  assert_non_null(strstr(bench->facts, "'processor wait of guests', 'memory inside guests', "
                                       "'disks and interfaces of guests'"));
}

static void what_it_has_is_known_and_the_rest_not_supported(void **state)
{
  struct bench *bench = *state;
  assert_true(sweeper_sweep(bench->sweeper, bench->connection, 100, NULL));
  turn_until(&bench->sweeps, 1);
  assert_int_equal(bench->readings[METRIC_GUEST_CPU_USED_PCT].state, READING_FIRST);
  assert_int_equal(bench->readings[METRIC_GUEST_CPU_COUNT].state, READING_KNOWN);
  assert_float_equal(bench->readings[METRIC_GUEST_CPU_COUNT].value, 2, 0);
  assert_int_equal(bench->readings[METRIC_GUEST_MEM_CURRENT_BYTES].state, READING_KNOWN);
  assert_float_equal(bench->readings[METRIC_GUEST_MEM_CURRENT_BYTES].value, 2147483648.0, 0);
  assert_int_equal(bench->readings[METRIC_GUEST_CPU_WAIT_PCT].state, READING_NOT_SUPPORTED);
  assert_int_equal(bench->readings[METRIC_GUEST_MEM_UNUSED_BYTES].state, READING_NOT_SUPPORTED);
}

static void a_guest_that_is_off_is_listed_and_not_sampled(void **state)
{
  struct bench *bench = *state;
  virDomainPtr domain = virDomainLookupByName(bench->connection->libvirt, "test");
  assert_int_equal(virDomainDestroy(domain), 0);
  virDomainFree(domain);
  assert_true(sweeper_sweep(bench->sweeper, bench->connection, 100, NULL));
  turn_all();
  assert_int_equal(bench->sweeps, 0);
  assert_non_null(strstr(bench->guests, "'test', 0x03, 0x00, 2, 2,"));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
  const struct CMUnitTest tests[] = {
      TEST(its_guests_are_there_with_their_sizes),
      TEST(it_is_said_in_words_what_is_missing),
      TEST(what_it_has_is_known_and_the_rest_not_supported),
      TEST(a_guest_that_is_off_is_listed_and_not_sampled),
  };
  library_start();
  return cmocka_run_group_tests(tests, NULL, NULL);
}
