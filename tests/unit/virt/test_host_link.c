/* What the core hears about a host whose thread hangs in libvirt. */
#include "virt/host_link.h"
#include "channels.h"
#include "unit.h"

struct bench {
  struct endpoint *endpoint;
  struct channel *role, *core;
  struct host_link *link;
  guint heard;
  enum link_state state;
  char *reason;
};

static void on_message(struct channel *channel, enum message_kind kind, GVariant *body, gpointer user)
{
  (void)channel;
  struct bench *bench = user;
  guchar source, state;
  const char *subject, *reason;
  assert_int_equal(kind, MESSAGE_LINK);
  g_variant_get(body, "(&syy&s)", &subject, &source, &state, &reason);
  assert_string_equal(subject, "host:h1");
  assert_int_equal(source, SOURCE_LIBVIRT);
  bench->heard++;
  bench->state = state;
  g_free(bench->reason);
  bench->reason = g_strdup(reason);
}

static void on_closed(struct channel *channel, const char *reason, gpointer user)
{
  (void)channel, (void)user;
  fail_msg("the channel closed: %s", reason);
}

static const struct channel_events events = {on_message, on_closed};

static struct bench *bench_new(gint64 patience_us)
{
  struct bench *bench = g_new0(struct bench, 1);
  bench->endpoint = endpoint_new("host:h1", "test:///default", FALSE);
  bench->role = channel_new(ROLE_VIRT, ROLE_CORE, &events, bench);
  bench->core = channel_new(ROLE_CORE, ROLE_VIRT, &events, bench);
  channels_connect(bench->core, bench->role);
  bench->link = host_link_new(bench->endpoint, bench->role, patience_us);
  return bench;
}

static void bench_free(struct bench *bench)
{
  channel_free(bench->role);
  channel_free(bench->core);
  host_link_free(bench->link);
  endpoint_free(bench->endpoint);
  g_free(bench->reason);
  g_free(bench);
}

static void each_change_is_told_once(void **state)
{
  (void)state;
  struct bench *bench = bench_new(3600 * (gint64)G_USEC_PER_SEC);
  host_link_set(bench->link, LINK_UP, "");
  turn_all();
  assert_int_equal(bench->heard, 1);
  assert_int_equal(bench->state, LINK_UP);
  host_link_set(bench->link, LINK_UP, "");
  host_link_report(bench->link);
  turn_all();
  assert_int_equal(bench->heard, 1);
  host_link_set(bench->link, LINK_DOWN, "it is gone");
  turn_all();
  assert_int_equal(bench->heard, 2);
  assert_string_equal(bench->reason, "it is gone");
  bench_free(bench);
}

static void a_call_that_hangs_takes_the_host_down_until_it_returns(void **state)
{
  (void)state;
  struct bench *bench = bench_new(-1); /* every call takes too long */
  host_link_set(bench->link, LINK_UP, "");
  turn_all();
  host_link_enter(bench->link, "virConnectOpen");
  host_link_report(bench->link);
  host_link_report(bench->link);
  turn_all();
  assert_int_equal(bench->heard, 2);
  assert_int_equal(bench->state, LINK_DOWN);
  assert_string_equal(bench->reason, "libvirtd at test:///default hangs in virConnectOpen since 0 s");
  host_link_leave(bench->link);
  turn_all();
  assert_int_equal(bench->heard, 3);
  assert_int_equal(bench->state, LINK_UP);
  bench_free(bench);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(each_change_is_told_once),
      cmocka_unit_test(a_call_that_hangs_takes_the_host_down_until_it_returns),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
