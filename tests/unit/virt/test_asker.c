/* Whose guest agents are asked, and when, and what the core hears of it, and which balloons are seen to. The guests are
 * those of libvirt's test driver, whose missing calls are taken over by the linker (--wrap). */
#include "virt/asker.h"

#include "channels.h"
#include "unit.h"
#include "virt/library.h"
#include "wire/samples.h"

#define TEST   "6695eb01-f6a4-8304-79aa-97f2502e193f" /* of the one domain of test:///default */
#define SECOND "6f3c1a52-0d2e-4c1b-9a57-2f8f5f1c0001"
#define SILENT_AGENT_US (10 * G_USEC_PER_SEC)

struct bench {
  struct virtual_clock clock;
  struct channel *role, *core;
  struct endpoint *endpoint;
  struct insides *insides;
  struct asker *asker;
  virConnectPtr connection; /* keeps the driver's guests */
  GHashTable *silent;       /* UUIDs of guests whose agent does not answer in time */
  gboolean deaf, old;       /* no agent listens; agents lack a command */
  int period;               /* that balloons were given last */
  guint periods;
  GString *asked;           /* a letter for each question: t for TEST, s for SECOND */
  guint limits;             /* set */
  guint facts;
  struct reading used;      /* of the root of TEST */
  guint objects;
};

static struct bench *the_bench(void)
{
  return mock_ptr_type(struct bench *);
}

int __wrap_virDomainAgentSetResponseTimeout(virDomainPtr domain, int timeout, unsigned flags);
int __wrap_virDomainGetGuestInfo(virDomainPtr domain, unsigned types, virTypedParameterPtr *params, int *n,
                                 unsigned flags);

char *__wrap_virDomainGetXMLDesc(virDomainPtr domain, unsigned flags);
int __wrap_virDomainSetMemoryStatsPeriod(virDomainPtr domain, int period, unsigned flags);

char *__wrap_virDomainGetXMLDesc(virDomainPtr domain, unsigned flags)
{
  (void)domain;
  assert_int_equal(flags, 0);
  return strdup(the_bench()->deaf
                    ? "<domain><memballoon model='virtio'/></domain>"
                    : "<domain><target name='org.qemu.guest_agent.0' state='connected'/><memballoon/></domain>");
}

int __wrap_virDomainSetMemoryStatsPeriod(virDomainPtr domain, int period, unsigned flags)
{
  (void)domain;
  struct bench *bench = the_bench();
  assert_int_equal(flags, VIR_DOMAIN_AFFECT_LIVE);
  bench->period = period;
  bench->periods++;
  return 0;
}

int __wrap_virDomainAgentSetResponseTimeout(virDomainPtr domain, int timeout, unsigned flags)
{
  (void)domain;
  struct bench *bench = the_bench();
  assert_int_equal(timeout, ASKER_PATIENCE_SEC);
  assert_int_equal(flags, 0);
  bench->limits++;
  return 0;
}

int __wrap_virDomainGetGuestInfo(virDomainPtr domain, unsigned types, virTypedParameterPtr *params, int *n,
                                 unsigned flags)
{
  struct bench *bench = the_bench();
  char uuid[VIR_UUID_STRING_BUFLEN];
  assert_true(types == GUEST_INFO_TYPES || (types == 0 && bench->old));
  assert_int_equal(flags, 0);
  assert_int_equal(virDomainGetUUIDString(domain, uuid), 0);
  g_string_append_c(bench->asked, strcmp(uuid, TEST) == 0 ? 't' : 's');
  if (g_hash_table_contains(bench->silent, uuid)) {
    virtual_clock_advance(&bench->clock, SILENT_AGENT_US);
    return -1;
  }
  if (types != 0 && bench->old)
    return -1;
  int room = 0;
  virTypedParamsAddULLong(params, n, &room, "fs.count", 1);
  virTypedParamsAddString(params, n, &room, "fs.0.mountpoint", "/");
  virTypedParamsAddULLong(params, n, &room, "fs.0.total-bytes", 1000);
  virTypedParamsAddULLong(params, n, &room, "fs.0.used-bytes", 400);
  return 0;
}

static void remember(const struct samples_head *head, const char *object, const struct reading *readings, gsize n,
                     gpointer user)
{
  struct bench *bench = user;
  assert_int_equal(head->source, SOURCE_AGENT);
  assert_int_equal(n, 2);
  bench->objects++;
  if (strcmp(object, "guest:" TEST "{fs=/}") == 0)
    bench->used = readings[1];
}

static void on_message(struct channel *channel, enum message_kind kind, GVariant *body, gpointer user)
{
  (void)channel;
  struct bench *bench = user;
  if (kind == MESSAGE_GUEST_FACTS)
    bench->facts++;
  else
    assert_int_equal(samples_each(kind, body, remember, bench), 0);
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
  virtual_clock_init(&bench->clock, G_GINT64_CONSTANT(1790000000) * G_USEC_PER_SEC);
  bench->role = channel_new(ROLE_VIRT, ROLE_CORE, &events, bench);
  bench->core = channel_new(ROLE_CORE, ROLE_VIRT, &events, bench);
  channels_connect(bench->core, bench->role);
  bench->connection = virConnectOpen("test:///default");
  bench->endpoint = endpoint_new("host:h1", "test:///default", FALSE);
  bench->insides = insides_new(bench->role);
  static const struct allowance allowance = {TRUE, 10};
  bench->asker = asker_new(bench->endpoint, &allowance, bench->insides, &bench->clock.clock);
  bench->silent = g_hash_table_new(g_str_hash, g_str_equal);
  bench->asked = g_string_new("");
  *state = bench;
  return 0;
}

static int teardown(void **state)
{
  struct bench *bench = *state;
  asker_free(bench->asker);
  insides_free(bench->insides);
  endpoint_free(bench->endpoint);
  virConnectClose(bench->connection);
  channel_free(bench->role);
  channel_free(bench->core);
  g_hash_table_unref(bench->silent);
  g_string_free(bench->asked, TRUE);
  g_free(bench);
  return 0;
}

/* The libvirt calls that are taken over act on it from now on. */
static struct bench *bench_of(void **state)
{
  will_return_maybe(the_bench, *state);
  return *state;
}

static void start_second(struct bench *bench)
{
  virDomainPtr domain = virDomainCreateXML(bench->connection,
                                           "<domain type='test'><name>second</name><uuid>" SECOND "</uuid>"
                                           "<memory>1024</memory><os><type>hvm</type></os></domain>",
                                           0);
  assert_non_null(domain);
  virDomainFree(domain);
}

/* Asks whoever is due, and lets the main loop hear of it. Returns in how many seconds somebody is next. */
static gint64 ask(struct bench *bench)
{
  gint64 next_us = asker_ask(bench->asker);
  turn_all();
  return (next_us - clock_monotonic_us(&bench->clock.clock)) / G_USEC_PER_SEC;
}

/* A point of the grid, `sec` after now. */
static void tell(struct bench *bench, gint64 sec)
{
  virtual_clock_advance(&bench->clock, sec * G_USEC_PER_SEC);
  bench->objects = 0;
  insides_tell(bench->insides, clock_wall_us(&bench->clock.clock) / G_USEC_PER_SEC,
               clock_monotonic_us(&bench->clock.clock));
  turn_all();
}

/* Lets `sec` pass, in which whoever is due is asked, once a minute. */
static void pass(struct bench *bench, gint64 sec)
{
  for (gint64 end_us = clock_monotonic_us(&bench->clock.clock) + sec * G_USEC_PER_SEC;
       clock_monotonic_us(&bench->clock.clock) < end_us;) {
    virtual_clock_advance(&bench->clock, AGENT_PERIOD_SEC * G_USEC_PER_SEC);
    ask(bench);
  }
}

static void an_answer_is_told_at_each_point_with_its_age(void **state)
{
  struct bench *bench = bench_of(state);
  assert_int_equal(ask(bench), AGENT_PERIOD_SEC);
  assert_string_equal(bench->asked->str, "t");
  assert_int_equal(bench->facts, 1);
  tell(bench, 7);
  assert_int_equal(bench->used.state, READING_KNOWN);
  assert_float_equal(bench->used.value, 400, 0);
  assert_int_equal(bench->used.age_ms, 7000);
  tell(bench, 10);
  assert_int_equal(bench->used.age_ms, 17000);
  assert_int_equal(bench->facts, 1);
  guint64 totals[TALLY_KINDS] = {0};
  asker_collect(bench->asker, totals);
  insides_collect(bench->insides, totals);
  assert_int_equal(totals[TALLY_AGENT_ANSWERS], 1);
  assert_int_equal(totals[TALLY_VALUES], 4);
}

static void a_point_of_the_grid_is_told_once(void **state)
{
  struct bench *bench = bench_of(state);
  ask(bench);
  tell(bench, 7);
  assert_int_equal(bench->objects, 1);
  tell(bench, 0);
  assert_int_equal(bench->objects, 0);
}

static void a_guest_that_answers_is_asked_each_minute_with_one_limit(void **state)
{
  struct bench *bench = bench_of(state);
  ask(bench);
  ask(bench);
  assert_string_equal(bench->asked->str, "t");
  pass(bench, 3 * AGENT_PERIOD_SEC);
  assert_string_equal(bench->asked->str, "tttt");
  assert_int_equal(bench->limits, 1);
}

static void an_agent_that_never_answers_is_asked_every_ten_minutes(void **state)
{
  struct bench *bench = bench_of(state);
  g_hash_table_add(bench->silent, (gpointer)TEST);
  ask(bench);
  pass(bench, ASKER_RETRY_SEC - AGENT_PERIOD_SEC);
  assert_string_equal(bench->asked->str, "t");
  pass(bench, AGENT_PERIOD_SEC);
  assert_string_equal(bench->asked->str, "tt");
  assert_int_equal(bench->facts, 0);
  tell(bench, 1);
  assert_int_equal(bench->objects, 0);
}

static void where_no_agent_listens_nothing_is_asked_or_set_until_one_does(void **state)
{
  struct bench *bench = bench_of(state);
  bench->deaf = TRUE;
  ask(bench);
  pass(bench, 3 * AGENT_PERIOD_SEC);
  assert_string_equal(bench->asked->str, "");
  assert_int_equal(bench->limits, 0);
  bench->deaf = FALSE;
  pass(bench, AGENT_PERIOD_SEC);
  assert_string_equal(bench->asked->str, "t");
  assert_int_equal(bench->facts, 1);
}

static void an_agent_that_lacks_a_command_is_asked_for_what_it_has(void **state)
{
  struct bench *bench = bench_of(state);
  bench->old = TRUE;
  ask(bench);
  assert_string_equal(bench->asked->str, "tt");
  assert_int_equal(bench->facts, 1);
  pass(bench, AGENT_PERIOD_SEC);
  assert_string_equal(bench->asked->str, "ttt"); /* at once as it can answer */
  assert_int_equal(bench->facts, 2);
}

static void a_mute_balloon_is_given_its_period_once(void **state)
{
  struct bench *bench = bench_of(state);
  ask(bench);
  pass(bench, 3 * AGENT_PERIOD_SEC);
  assert_int_equal(bench->period, 10);
  assert_int_equal(bench->periods, 1);
}

static void what_is_not_allowed_is_not_done(void **state)
{
  struct bench *bench = bench_of(state);
  static const struct allowance nothing = {FALSE, 0};
  struct asker *asker = asker_new(bench->endpoint, &nothing, bench->insides, &bench->clock.clock);
  asker_ask(asker);
  turn_all();
  assert_string_equal(bench->asked->str, "");
  assert_int_equal(bench->limits, 0);
  assert_int_equal(bench->periods, 0);
  asker_free(asker);
}

static void an_agent_that_falls_silent_gets_one_more_minute_and_then_is_unknown(void **state)
{
  struct bench *bench = bench_of(state);
  ask(bench);
  g_hash_table_add(bench->silent, (gpointer)TEST);
  pass(bench, 4 * AGENT_PERIOD_SEC);
  assert_string_equal(bench->asked->str, "ttt");
  tell(bench, 1);
  assert_int_equal(bench->used.state, READING_NO_ANSWER);
  tell(bench, 10);
  assert_int_equal(bench->objects, 0);
}

static void who_answers_comes_before_who_does_not(void **state)
{
  struct bench *bench = bench_of(state);
  g_hash_table_add(bench->silent, (gpointer)SECOND);
  ask(bench);
  start_second(bench);
  pass(bench, AGENT_PERIOD_SEC);
  assert_string_equal(bench->asked->str, "tts");
  g_string_truncate(bench->asked, 0);
  pass(bench, ASKER_RETRY_SEC + AGENT_PERIOD_SEC);
  assert_non_null(strstr(bench->asked->str, "ts"));
  assert_null(strstr(bench->asked->str, "ss"));
  assert_int_equal(bench->limits, 2);
}

static void a_guest_that_has_left_is_not_told_any_more(void **state)
{
  struct bench *bench = bench_of(state);
  ask(bench);
  tell(bench, 1);
  assert_int_equal(bench->objects, 1);
  g_autoptr(GHashTable) nobody = g_hash_table_new(g_str_hash, g_str_equal);
  struct endpoint *other = endpoint_new("host:h2", "test:///default", FALSE);
  insides_keep(bench->insides, other, nobody);
  tell(bench, 1);
  assert_int_equal(bench->objects, 1); /* it never was on that host */
  endpoint_free(other);
  virDomainPtr domain = virDomainLookupByUUIDString(bench->connection, TEST);
  assert_int_equal(virDomainSuspend(domain), 0);
  pass(bench, AGENT_PERIOD_SEC);
  assert_int_equal(virDomainResume(domain), 0);
  virDomainFree(domain);
  assert_string_equal(bench->asked->str, "t");
  tell(bench, 1);
  assert_int_equal(bench->objects, 0);
}

static void a_host_that_does_not_answer_is_tried_again_in_a_minute(void **state)
{
  struct bench *bench = bench_of(state);
  struct endpoint *dead = endpoint_new("host:h2", "qemu+tcp://127.0.0.1:1/system", FALSE);
  struct asker *asker = asker_new(dead, &(struct allowance){TRUE, 0}, bench->insides, &bench->clock.clock);
  assert_int_equal(asker_ask(asker), clock_monotonic_us(&bench->clock.clock) + AGENT_PERIOD_SEC * G_USEC_PER_SEC);
  asker_free(asker);
  endpoint_free(dead);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
  const struct CMUnitTest tests[] = {
      T(an_answer_is_told_at_each_point_with_its_age),
      T(a_point_of_the_grid_is_told_once),
      T(a_guest_that_answers_is_asked_each_minute_with_one_limit),
      T(an_agent_that_never_answers_is_asked_every_ten_minutes),
      T(where_no_agent_listens_nothing_is_asked_or_set_until_one_does),
      T(an_agent_that_lacks_a_command_is_asked_for_what_it_has),
      T(a_mute_balloon_is_given_its_period_once),
      T(what_is_not_allowed_is_not_done),
      T(an_agent_that_falls_silent_gets_one_more_minute_and_then_is_unknown),
      T(who_answers_comes_before_who_does_not),
      T(a_guest_that_has_left_is_not_told_any_more),
      T(a_host_that_does_not_answer_is_tried_again_in_a_minute),
  };
  library_start();
  return cmocka_run_group_tests(tests, NULL, NULL);
}
