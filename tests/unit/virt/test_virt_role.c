/* The program provost-virt itself, on libvirt's test driver, with this test as its core. */
#include "wire/samples.h"

#include "model/deed.h"
#include "model/fleet.h"
#include "model/metrics.h"
#include "program.h"
#include "unit.h"
#include "wire/channel.h"

#include <gio/gio.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#define PATIENCE_US (20 * G_USEC_PER_SEC)
#define TEST_UUID   "6695eb01-f6a4-8304-79aa-97f2502e193f" /* of the one domain of test:///default \
                                                            */
#define NO_UUID "00000000-0000-4000-8000-000000000000"

struct received {
  enum message_kind kind;
  GVariant *body;
};

struct core {
  GSubprocess *program;
  struct channel *channel;
  int fd;
  GPtrArray *inbox; /* struct received, oldest first */
  gboolean closed;
};

static void received_free(gpointer data)
{
  struct received *received = data;
  g_variant_unref(received->body);
  g_free(received);
}

static void on_message(struct channel *channel, enum message_kind kind, GVariant *body,
                       gpointer user)
{
  (void)channel;
  struct received *received = g_new(struct received, 1);
  *received = (struct received){kind, g_variant_ref(body)};
  g_ptr_array_add(((struct core *)user)->inbox, received);
}

static void on_closed(struct channel *channel, const char *reason, gpointer user)
{
  (void)channel, (void)reason;
  ((struct core *)user)->closed = TRUE;
}

static int setup(void **state)
{
  static const struct channel_events events = {on_message, on_closed};
  struct core *core = g_new0(struct core, 1);
  core->program = program_start("provost-virt", NULL, NULL, &core->fd);
  core->inbox = g_ptr_array_new_with_free_func(received_free);
  core->channel = channel_new(ROLE_CORE, ROLE_VIRT, &events, core);
  channel_open(core->channel, core->fd);
  *state = core;
  return 0;
}

static int teardown(void **state)
{
  struct core *core = *state;
  channel_free(core->channel);
  g_subprocess_wait(core->program, NULL, NULL);
  g_object_unref(core->program);
  g_ptr_array_unref(core->inbox);
  g_free(core);
  return 0;
}

static gboolean on_tick(gpointer ticked)
{
  *(gboolean *)ticked = TRUE;
  return G_SOURCE_REMOVE;
}

/* The first message of `kind` whose printed form holds `part`. Printed, 'host:h1' and true stand as
 * is. */
static GVariant *find(const struct core *core, enum message_kind kind, const char *part)
{
  for (guint i = 0; i < core->inbox->len; i++) {
    const struct received *received = core->inbox->pdata[i];
    g_autofree char *text = received->kind == kind ? g_variant_print(received->body, FALSE) : NULL;
    if (text && strstr(text, part))
      return received->body;
  }
  return NULL;
}

/* Waits until it comes. */
static GVariant *await(struct core *core, enum message_kind kind, const char *part)
{
  gboolean late = FALSE;
  guint timer = g_timeout_add(PATIENCE_US / 1000, on_tick, &late);
  GVariant *body;
  while (!(body = find(core, kind, part)) && !late)
    g_main_context_iteration(NULL, TRUE);
  if (late)
    fail_msg("no %s with %s came", message_type(kind)->name, part);
  g_source_remove(timer);
  return body;
}

static void say(struct core *core, enum message_kind kind, const char *text)
{
  g_autoptr(GError) error = NULL;
  GVariant *body = g_variant_parse(message_type(kind)->type, text, NULL, NULL, &error);
  if (!body)
    fail_msg("%s: %s", text, error->message);
  assert_true(channel_send(core->channel, kind, body));
  g_variant_unref(body);
}

/* Ends with the given result and a sentence that holds `part`. */
static void assert_ended(struct core *core, guint id, enum deed_result result, const char *part)
{
  g_autofree char *head = g_strdup_printf("(%u, ", id);
  guint64 got_id;
  guchar got;
  const char *error;
  g_variant_get(await(core, MESSAGE_DEED_ENDED, head), "(ty&s@a{sv})", &got_id, &got, &error, NULL);
  if (got != result || !strstr(error, part))
    fail_msg("deed %u ended %s: %s", id, deed_result_name(got), error);
}

static enum presence await_inspected(struct core *core, guint id)
{
  g_autofree char *head = g_strdup_printf("(%u, ", id);
  guchar presence;
  g_variant_get_child(await(core, MESSAGE_INSPECTED, head), 1, "y", &presence);
  return presence;
}

/* A server that takes connections and never says a word, as a stopped libvirtd does. Caller closes.
 */
static int silent_server(char **uri)
{
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t length = sizeof address;
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  assert_int_equal(bind(fd, (struct sockaddr *)&address, length), 0);
  assert_int_equal(listen(fd, 64), 0);
  assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &length), 0);
  *uri = g_strdup_printf("qemu+tcp://127.0.0.1:%u/system", ntohs(address.sin_port));
  return fd;
}

static void remember(const struct samples_head *head, const char *object,
                     const struct reading *readings, gsize n, gpointer user)
{
  (void)object;
  assert_int_equal(head->source, SOURCE_LIBVIRT);
  for (gsize i = 0; i < n; i++)
    ((struct reading *)user)[readings[i].metric] = readings[i];
}

static void a_host_is_met_with_its_facts_its_guests_and_samples(void **state)
{
  struct core *core = *state;
  say(core, MESSAGE_VIRT_CONFIGURE, "(1000, 60, [('host:h1', 'test:///default', true, true, 0)])");
  await(core, MESSAGE_HELLO, "provost-virt");
  await(core, MESSAGE_LINK, "('host:h1', 0x02, 0x02, '')");
  await(core, MESSAGE_HOST_FACTS,
        "'processor wait of guests', 'memory inside guests', 'disks and interfaces of guests', "
        "'migration'], 4, 8, 0, '')");
  await(core, MESSAGE_GUESTS, "('" TEST_UUID "', 'test', 0x01, 0x00, 2, 2, 2147483648");

  struct reading readings[METRIC_COUNT] = {0};
  samples_each(MESSAGE_SAMPLES, await(core, MESSAGE_SAMPLES, "guest:" TEST_UUID), remember,
               readings);
  assert_int_equal(readings[METRIC_HOST_CPU_COUNT].state, READING_KNOWN);
  assert_float_equal(readings[METRIC_HOST_CPU_COUNT].value, 16, 0);
  assert_int_equal(readings[METRIC_HOST_MEM_AVAILABLE_BYTES].state, READING_NOT_SUPPORTED);
  assert_int_equal(readings[METRIC_GUEST_CPU_USED_PCT].state, READING_FIRST);
  assert_int_equal(readings[METRIC_GUEST_CPU_WAIT_PCT].state, READING_NOT_SUPPORTED);
  assert_int_equal(readings[METRIC_GUEST_MEM_CURRENT_BYTES].state, READING_KNOWN);
  assert_float_equal(readings[METRIC_GUEST_MEM_CURRENT_BYTES].value, 2147483648.0, 0);
  assert_int_equal(readings[METRIC_GUEST_MEM_UNUSED_BYTES].state, READING_NOT_SUPPORTED);
  await(core, MESSAGE_COUNTERS, "'sweeps': 2");
}

/* The test driver has no agents. */
static void a_guest_without_an_agent_takes_nothing_away(void **state)
{
  struct core *core = *state;
  say(core, MESSAGE_VIRT_CONFIGURE, "(1000, 60, [('host:h1', 'test:///default', false, true, 0)])");
  await(core, MESSAGE_COUNTERS, "'sweeps': 3");
  assert_null(find(core, MESSAGE_COUNTERS, "'agent_silences': 1"));
  assert_null(find(core, MESSAGE_LINK, "0x03"));
  assert_null(find(core, MESSAGE_GUEST_FACTS, ""));
  assert_null(find(core, MESSAGE_SAMPLES, "{fs="));
}

static void a_host_that_refuses_is_down_and_the_other_is_not(void **state)
{
  struct core *core = *state;
  say(core, MESSAGE_VIRT_CONFIGURE,
      "(1000, 60, [('host:h1', 'qemu+tcp://127.0.0.1:1/system', true, true, 0), ('host:h2', 'test:///default', "
      "false, true, 0)])");
  await(core, MESSAGE_LINK, "('host:h1', 0x02, 0x03, \"libvirtd at qemu+tcp://127.0.0.1:1/system");
  struct reading readings[METRIC_COUNT] = {0};
  samples_each(MESSAGE_SAMPLES, await(core, MESSAGE_SAMPLES, "'host:h1\\n'"), remember, readings);
  assert_int_equal(readings[METRIC_HOST_CPU_BUSY_PCT].state, READING_UNREACHABLE);
  await(core, MESSAGE_SAMPLES, "guest:" TEST_UUID);
  assert_null(find(core, MESSAGE_SAMPLES, "'host:h2'"));
  say(core, MESSAGE_INSPECT, "(1, 'host:h1', '" TEST_UUID "')");
  assert_int_equal(await_inspected(core, 1), PRESENCE_UNKNOWN);
}

static void a_guest_is_absent_only_where_libvirt_says_so(void **state)
{
  struct core *core = *state;
  say(core, MESSAGE_VIRT_CONFIGURE, "(1000, 60, [('host:h1', 'test:///default', false, true, 0)])");
  say(core, MESSAGE_INSPECT, "(1, 'host:h1', '" TEST_UUID "')");
  say(core, MESSAGE_INSPECT, "(2, 'host:h1', '" NO_UUID "')");
  say(core, MESSAGE_INSPECT, "(3, 'host:h9', '" TEST_UUID "')");
  say(core, MESSAGE_INSPECT, "(4, 'host:h1', 'no UUID')");
  assert_int_equal(await_inspected(core, 1), PRESENCE_PRESENT);
  assert_int_equal(await_inspected(core, 2), PRESENCE_ABSENT);
  assert_int_equal(await_inspected(core, 3), PRESENCE_UNKNOWN);
  assert_int_equal(await_inspected(core, 4), PRESENCE_UNKNOWN);
  assert_non_null(find(core, MESSAGE_INSPECTED, "(1, 0x02, 0x01, 0x00, false, true, false, 'test', 2, 2147483648, "));
}

static void a_driver_without_dirty_rates_says_so(void **state)
{
  struct core *core = *state;
  say(core, MESSAGE_VIRT_CONFIGURE, "(1000, 60, [('host:h1', 'test:///default', false, true, 0)])");
  say(core, MESSAGE_DIRTY_RATE, "(1, 'host:h1', '" TEST_UUID "', 1)");
  say(core, MESSAGE_DIRTY_RATE, "(2, 'host:h1', '" NO_UUID "', 1)");
  say(core, MESSAGE_DIRTY_RATE, "(3, 'host:h9', '" TEST_UUID "', 1)");
  await(core, MESSAGE_DIRTY_RATE_MEASURED, "(1, -1, 'this function is not supported by the connection driver");
  await(core, MESSAGE_DIRTY_RATE_MEASURED, "(2, -1, 'the guest is not on this host any more')");
  await(core, MESSAGE_DIRTY_RATE_MEASURED, "(3, -1, 'the host is not configured')");
}

static void a_guest_is_measured_once_at_a_time_and_not_for_ever(void **state)
{
  struct core *core = *state;
  g_autofree char *uri = NULL;
  int server = silent_server(&uri);
  g_autofree char *hosts = g_strdup_printf("(1000, 60, [('host:h1', '%s', true, true, 0)])", uri);
  say(core, MESSAGE_VIRT_CONFIGURE, hosts);
  say(core, MESSAGE_DIRTY_RATE, "(1, 'host:h1', '" TEST_UUID "', 1)");
  say(core, MESSAGE_DIRTY_RATE, "(2, 'host:h1', '" TEST_UUID "', 1)");
  await(core, MESSAGE_DIRTY_RATE_MEASURED, "(2, -1, 'the same has been asked of this guest and is not answered yet')");
  assert_null(find(core, MESSAGE_DIRTY_RATE_MEASURED, "(1, "));
  await(core, MESSAGE_DIRTY_RATE_MEASURED, "(1, -1, 'libvirtd at qemu+tcp://");
  close(server);
}

static void a_silent_host_is_busy_with_its_first_deed_and_unknown(void **state)
{
  struct core *core = *state;
  g_autofree char *uri = NULL;
  int server = silent_server(&uri);
  g_autofree char *hosts = g_strdup_printf(
      "(1000, 60, [('host:h1', '%s', true, true, 0), ('host:h2', 'test:///default', true, true, 0)])", uri);
  say(core, MESSAGE_VIRT_CONFIGURE, hosts);
  say(core, MESSAGE_INSPECT, "(1, 'host:h1', '" TEST_UUID "')");
  say(core, MESSAGE_DEED, "(10, 7, 'host:h1', '" TEST_UUID "', {})");
  say(core, MESSAGE_DEED, "(11, 7, 'host:h1', '" TEST_UUID "', {})");
  assert_ended(core, 11, DEED_FAILED, "h1 is busy with resume of " TEST_UUID " (intent 10)");
  assert_null(find(core, MESSAGE_INSPECTED, "(1, "));
  assert_int_equal(await_inspected(core, 1), PRESENCE_UNKNOWN);
  await(core, MESSAGE_COUNTERS, "'sweeps': 4"); /* of the other host */
  close(server);                                /* now the connections are reset */
  assert_ended(core, 10, DEED_FAILED, "does not answer");
}

static void assert_connects(int server)
{
  struct pollfd waiting = {.fd = server, .events = POLLIN};
  assert_int_equal(poll(&waiting, 1, PATIENCE_US / 1000), 1);
  assert_true(accept(server, NULL, NULL) >= 0);
}

static void a_host_that_hangs_in_the_handshake_is_said_to_and_tried_again(void **state)
{
  struct core *core = *state;
  g_autofree char *uri = NULL;
  int server = silent_server(&uri);
  g_autofree char *hosts = g_strdup_printf("(1000, 60, [('host:h1', '%s', true, true, 0)])", uri);
  say(core, MESSAGE_VIRT_CONFIGURE, hosts);
  assert_connects(server);
  await(core, MESSAGE_LINK, "does not answer: its first word did not come in time");
  assert_connects(server);
  close(server);
}

static void an_intent_is_carried_out_once(void **state)
{
  struct core *core = *state;
  say(core, MESSAGE_VIRT_CONFIGURE, "(1000, 60, [('host:h1', 'test:///default', false, true, 0)])");
  say(core, MESSAGE_DEED, "(5, 7, 'host:h1', '" TEST_UUID "', {})");
  guint64 id;
  g_variant_get_child(await(core, MESSAGE_DEED_ENDED, "(5, "), 0, "t", &id);
  g_ptr_array_set_size(core->inbox, 0);
  say(core, MESSAGE_DEED, "(5, 7, 'host:h1', '" TEST_UUID "', {})");
  assert_ended(core, 5, DEED_UNKNOWN, "taken up before");
}

static void a_deed_that_makes_no_sense_is_refused_with_the_reason(void **state)
{
  struct core *core = *state;
  static const struct {
    const char *deed, *reason;
  } rows[] = {
      {"(100, 0, 'host:h1', '" TEST_UUID "', {'to': <'host:h2'>})",
       "means another host when used on h1"},
      {"(101, 0, 'host:h1', '" TEST_UUID "', {'to': <'host:h1'>})",
       "needs another configured libvirt host"},
      {"(102, 0, 'host:h1', '" TEST_UUID "', {})", "needs another configured libvirt host"},
      {"(103, 0, 'host:h1', '" NO_UUID "', {'to': <'host:h3'>})", "h1 does not have the guest"},
      {"(104, 1, 'host:h1', '" TEST_UUID "', {'path': <'relative'>})",
       "needs the absolute path of a file"},
      {"(105, 3, 'host:h1', '" TEST_UUID "', {'path': <'/nowhere/x'>})",
       "the guest is running on h1 already"},
      {"(106, 5, 'host:h1', '" TEST_UUID "', {})", "the guest is active on h1"},
      {"(107, 5, 'host:h1', '" NO_UUID "', {})", "h1 does not have the guest"},
      {"(108, 6, 'host:h1', '" TEST_UUID "', {'path': <'/etc/passwd'>})",
       "cannot read a saved guest in"},
      {"(109, 8, 'host:h1', '" TEST_UUID "', {})", "the guest's job was not aborted"},
      {"(110, 77, 'host:h1', '" TEST_UUID "', {})", "there is no deed of kind 77"},
      {"(111, 7, 'host:h9', '" TEST_UUID "', {})", "host:h9 is not a configured libvirt host"},
      {"(112, 7, 'host:h1', 'x', {})", "'x' is not the UUID of a guest"},
      {"(113, 15, 'host:h1', '', {'program': <'x'>})", "libvirt runs no programs; provost-notify does"},
      {"(114, 12, 'host:h1', '" TEST_UUID "', {})", "set memory needs an amount of memory"},
      {"(115, 13, 'host:h1', '" TEST_UUID "', {'vcpus': <uint64 0>})", "set vcpus needs a number of vcpus"},
      {"(116, 10, 'host:h1', '" TEST_UUID "', {})", "the guest is running on h1 already"},
      {"(117, 10, 'host:h1', '" NO_UUID "', {})", "h1 does not have the guest"},
      {"(118, 14, 'host:h1', '" TEST_UUID "', {'to': <'host:h3'>})",
       "the guest has no broken post-copy migration on h1: it is running there"},
      {"(119, 14, 'host:h1', '" TEST_UUID "', {'to': <'host:h2'>})", "means another host when used on h1"},
      {"(120, 12, 'host:h1', '" TEST_UUID "', {'memory_bytes': <uint64 107374182400>})",
       "the guest's memory was not changed: it can have at most 8.00 GiB, not 100 GiB"},
      {"(121, 13, 'host:h1', '" TEST_UUID "', {'vcpus': <uint64 9>})",
       "the guest's processors were not changed: it can have at most 2, not 9"},
      {"(122, 11, 'host:h1', '" NO_UUID "', {'autostart': <true>})", "h1 does not have the guest"},
      {"(123, 11, 'host:h1', '" TEST_UUID "', {'autostart': <true>, 'until_us': <int64 1>})",
       "it came to h1 too late, and was not begun"},
  };
  say(core, MESSAGE_VIRT_CONFIGURE,
      "(1000, 60, [('host:h1', 'test:///default', false, true, 0), ('host:h2', 'test:///default', false, true, 0),"
      " ('host:h3', 'qemu+tcp://127.0.0.1:1/system', false, true, 0)])");
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    say(core, MESSAGE_DEED, rows[i].deed);
    assert_ended(core, 100 + i, DEED_FAILED, rows[i].reason);
  }
}

static void a_guest_without_an_agent_is_not_called_silent(void **state)
{
  struct core *core = *state;
  say(core, MESSAGE_VIRT_CONFIGURE,
      "(1000, 60, [('host:h1', 'test:///default', false, true, 0), ('host:h3', 'qemu+tcp://127.0.0.1:1/system', false, true, 0)])");
  say(core, MESSAGE_PING_AGENT, "(1, 'host:h1', '" TEST_UUID "')");
  say(core, MESSAGE_PING_AGENT, "(2, 'host:h1', '" NO_UUID "')");
  say(core, MESSAGE_PING_AGENT, "(3, 'host:h3', '" TEST_UUID "')");
  say(core, MESSAGE_PING_AGENT, "(4, 'host:h9', '" TEST_UUID "')");
  await(core, MESSAGE_AGENT_PINGED, "(1, 0x00, 'no guest agent has opened its channel')");
  await(core, MESSAGE_AGENT_PINGED, "(2, 0x00, 'Domain not found");
  await(core, MESSAGE_AGENT_PINGED, "(3, 0x00, \"libvirtd at qemu+tcp://127.0.0.1:1/system does not answer");
  await(core, MESSAGE_AGENT_PINGED, "(4, 0x00, 'the host is not configured')");
}

static void do_it(struct core *core, guint id, const char *deed)
{
  g_autofree char *text = g_strdup_printf("(%u, %s)", id, deed);
  say(core, MESSAGE_DEED, text);
  assert_ended(core, id, DEED_DONE, "");
}

/* What INSPECTED says after the presence. */
static void assert_is_now(struct core *core, guint id, const char *rest)
{
  g_autofree char *question = g_strdup_printf("(%u, 'host:h1', '" TEST_UUID "')", id);
  g_autofree char *answer = g_strdup_printf("(%u, 0x02, %s", id, rest);
  say(core, MESSAGE_INSPECT, question);
  await_inspected(core, id);
  if (!find(core, MESSAGE_INSPECTED, answer))
    fail_msg("the guest is not (0x02, %s", rest);
}

static void meet(struct core *core)
{
  say(core, MESSAGE_VIRT_CONFIGURE, "(1000, 60, [('host:h1', 'test:///default', false, true, 0)])");
}

static void a_guest_is_shut_down_and_waited_for_and_started_once(void **state)
{
  struct core *core = *state;
  meet(core);
  do_it(core, 1, "9, 'host:h1', '" TEST_UUID "', {'time_limit_sec': <uint64 10>}");
  assert_is_now(core, 1, "0x03, 0x08, false, true, false, 'test', ");
  say(core, MESSAGE_DEED, "(2, 9, 'host:h1', '" TEST_UUID "', {})");
  assert_ended(core, 2, DEED_FAILED, "the guest is off on h1");
  do_it(core, 3, "10, 'host:h1', '" TEST_UUID "', {}");
  assert_is_now(core, 3, "0x01, 0x00, false, true, false, 'test', ");
}

static void a_guest_gets_memory_and_processors_now_and_for_its_next_start(void **state)
{
  struct core *core = *state;
  meet(core);
  do_it(core, 1, "12, 'host:h1', '" TEST_UUID "', {'memory_bytes': <uint64 1073741824>}");
  assert_is_now(core, 1, "0x01, 0x00, false, true, false, 'test', 2, 1073741824, ");
  do_it(core, 2, "13, 'host:h1', '" TEST_UUID "', {'vcpus': <uint64 1>}");
  assert_is_now(core, 2, "0x01, 0x00, false, true, false, 'test', 1, 1073741824, ");
  do_it(core, 3, "9, 'host:h1', '" TEST_UUID "', {}");
  do_it(core, 4, "10, 'host:h1', '" TEST_UUID "', {}");
  assert_is_now(core, 4, "0x01, 0x00, false, true, false, 'test', 1, 1073741824, ");
  do_it(core, 5, "9, 'host:h1', '" TEST_UUID "', {}");
  do_it(core, 6, "13, 'host:h1', '" TEST_UUID "', {'vcpus': <uint64 2>}");
  do_it(core, 7, "10, 'host:h1', '" TEST_UUID "', {}");
  assert_is_now(core, 7, "0x01, 0x00, false, true, false, 'test', 2, 1073741824, ");
}

static void a_guest_is_set_to_start_with_its_host_and_not_to(void **state)
{
  struct core *core = *state;
  meet(core);
  do_it(core, 1, "11, 'host:h1', '" TEST_UUID "', {'autostart': <true>}");
  assert_is_now(core, 1, "0x01, 0x00, false, true, true, 'test', ");
  do_it(core, 2, "11, 'host:h1', '" TEST_UUID "', {'autostart': <false>}");
  assert_is_now(core, 2, "0x01, 0x00, false, true, false, 'test', ");
}

static void a_move_is_examined_on_both_hosts(void **state)
{
  struct core *core = *state;
  say(core, MESSAGE_VIRT_CONFIGURE,
      "(1000, 60, [('host:h1', 'test:///default', false, true, 0), ('host:h2', 'test:///default', false, true, 0),"
      " ('host:h3', 'qemu+tcp://127.0.0.1:1/system', false, true, 0)])");
  say(core, MESSAGE_EXAMINE, "(1, 'host:h1', '" TEST_UUID "', 'host:h2')");
  say(core, MESSAGE_EXAMINE, "(2, 'host:h1', '" NO_UUID "', 'host:h2')");
  say(core, MESSAGE_EXAMINE, "(3, 'host:h1', '" TEST_UUID "', 'host:h3')");
  say(core, MESSAGE_EXAMINE, "(4, 'host:h1', '" TEST_UUID "', 'host:h9')");
  say(core, MESSAGE_EXAMINE, "(5, 'host:h1', '" TEST_UUID "', 'host:h1')");
  say(core, MESSAGE_EXAMINE, "(6, 'host:h1', '" TEST_UUID "', '')");
  await(core, MESSAGE_EXAMINED, "(1, [], '', '')");
  await(core, MESSAGE_EXAMINED, "(2, [], '', 'h1 does not have the guest " NO_UUID "')");
  await(core, MESSAGE_EXAMINED, "(3, [], '', \"libvirtd at qemu+tcp://127.0.0.1:1/system does not answer");
  await(core, MESSAGE_EXAMINED, "(4, [], '', 'the host is not configured')");
  await(core, MESSAGE_EXAMINED, "(5, [], '', 'the guest is to go to another host')");
  await(core, MESSAGE_EXAMINED, "(6, [], '', '')");
}

static void where_there_is_no_job_nothing_is_followed(void **state)
{
  struct core *core = *state;
  meet(core);
  say(core, MESSAGE_FOLLOW, "(1, 'host:h1', '" TEST_UUID "')");
  say(core, MESSAGE_FOLLOW, "(2, 'host:h1', '" NO_UUID "')");
  say(core, MESSAGE_FOLLOW, "(3, 'host:h9', '" TEST_UUID "')");
  say(core, MESSAGE_FOLLOW, "(4, 'host:h1', 'no UUID')");
  await(core, MESSAGE_COUNTERS, "'sweeps': 3");
  assert_null(find(core, MESSAGE_DEED_PROGRESS, ""));
}

static void await_exit(struct core *core)
{
  g_autoptr(GError) error = NULL;
  assert_true(g_subprocess_wait(core->program, NULL, &error));
  assert_true(g_subprocess_get_if_exited(core->program));
  assert_int_equal(g_subprocess_get_exit_status(core->program), 0);
}

static void it_exits_with_its_socket_though_a_host_hangs(void **state)
{
  struct core *core = *state;
  g_autofree char *uri = NULL;
  int server = silent_server(&uri);
  g_autofree char *hosts = g_strdup_printf("(1000, 60, [('host:h1', '%s', true, true, 0)])", uri);
  say(core, MESSAGE_VIRT_CONFIGURE, hosts);
  await(core, MESSAGE_LINK, "'host:h1'");
  channel_close(core->channel);
  await_exit(core);
  close(server);
}

static void garbage_ends_it_cleanly(void **state)
{
  struct core *core = *state;
  say(core, MESSAGE_VIRT_CONFIGURE, "(1000, 60, [('host:h1', 'test:///default', false, true, 0)])");
  await(core, MESSAGE_LINK, "'host:h1'");
  char garbage[64];
  memset(garbage, 0x5a, sizeof garbage);
  assert_int_equal(write(core->fd, garbage, sizeof garbage), sizeof garbage);
  await_exit(core);
}

static void hosts_that_are_none_and_second_configurations_are_ignored(void **state)
{
  struct core *core = *state;
  say(core, MESSAGE_VIRT_CONFIGURE, "(1500, 60, [('host:h0', 'test:///default', false, true, 0)])");
  say(core, MESSAGE_VIRT_CONFIGURE,
      "(1000, 60, [('guest:g', 'test:///default', false, true, 0), ('host:h1', '', false, true, 0),"
      " ('host:h2', 'test:///default', false, true, 0), ('host:h2', 'test:///default', false, true, 0)])");
  say(core, MESSAGE_VIRT_CONFIGURE, "(1000, 60, [('host:h3', 'test:///default', false, true, 0)])");
  await(core, MESSAGE_COUNTERS, "'sweeps': 1");
  assert_non_null(find(core, MESSAGE_LINK, "'host:h2'"));
  assert_null(find(core, MESSAGE_LINK, "'host:h0'"));
  assert_null(find(core, MESSAGE_LINK, "'host:h1'"));
  assert_null(find(core, MESSAGE_LINK, "'host:h3'"));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
  const struct CMUnitTest tests[] = {
      TEST(a_host_is_met_with_its_facts_its_guests_and_samples),
      TEST(a_guest_without_an_agent_takes_nothing_away),
      TEST(a_host_that_refuses_is_down_and_the_other_is_not),
      TEST(a_guest_is_absent_only_where_libvirt_says_so),
      TEST(a_driver_without_dirty_rates_says_so),
      TEST(a_guest_is_measured_once_at_a_time_and_not_for_ever),
      TEST(a_silent_host_is_busy_with_its_first_deed_and_unknown),
      TEST(a_host_that_hangs_in_the_handshake_is_said_to_and_tried_again),
      TEST(an_intent_is_carried_out_once),
      TEST(a_deed_that_makes_no_sense_is_refused_with_the_reason),
      TEST(a_guest_without_an_agent_is_not_called_silent),
      TEST(a_guest_is_shut_down_and_waited_for_and_started_once),
      TEST(a_guest_gets_memory_and_processors_now_and_for_its_next_start),
      TEST(a_guest_is_set_to_start_with_its_host_and_not_to),
      TEST(a_move_is_examined_on_both_hosts),
      TEST(where_there_is_no_job_nothing_is_followed),
      TEST(it_exits_with_its_socket_though_a_host_hangs),
      TEST(garbage_ends_it_cleanly),
      TEST(hosts_that_are_none_and_second_configurations_are_ignored),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
