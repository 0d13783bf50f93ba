#include "wire/channel.h"

#include "base/limits.h"

#include "channels.h"
#include "unit.h"

#include <sys/socket.h>
#include <unistd.h>

/* One end is a channel of the core, the other a raw socket or a channel of a role. */
struct end {
  struct channel *channel;
  guint messages, closings;
  enum message_kind last_kind;
  GVariant *last_body;
  char *reason;
};

static void on_message(struct channel *channel, enum message_kind kind, GVariant *body, gpointer user)
{
  (void)channel;
  struct end *end = user;
  end->messages++;
  end->last_kind = kind;
  g_clear_pointer(&end->last_body, g_variant_unref);
  end->last_body = g_variant_ref(body);
}

static void on_closed(struct channel *channel, const char *reason, gpointer user)
{
  (void)channel;
  struct end *end = user;
  end->closings++;
  g_free(end->reason);
  end->reason = g_strdup(reason);
}

static const struct channel_events events = {on_message, on_closed};

static struct end *end_new(enum role self, enum role peer, int fd)
{
  struct end *end = g_new0(struct end, 1);
  end->channel = channel_new(self, peer, &events, end);
  channel_open(end->channel, fd);
  return end;
}

static void end_free(struct end *end)
{
  channel_free(end->channel);
  g_clear_pointer(&end->last_body, g_variant_unref);
  g_free(end->reason);
  g_free(end);
}

static void make_pair(int pair[2])
{
  assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
}

static void a_message_arrives_as_it_was_sent(void **state)
{
  (void)state;
  int pair[2];
  make_pair(pair);
  struct end *core = end_new(ROLE_CORE, ROLE_POLICY, pair[0]);
  struct end *policy = end_new(ROLE_POLICY, ROLE_CORE, pair[1]);
  assert_true(channel_send(policy->channel, MESSAGE_RUNNING, g_variant_new_string("host-cpu")));
  turn_until(&core->messages, 1);
  assert_int_equal(core->last_kind, MESSAGE_RUNNING);
  assert_string_equal(g_variant_get_string(core->last_body, NULL), "host-cpu");
  end_free(core);
  end_free(policy);
}

static void many_messages_keep_their_order_when_the_socket_is_full(void **state)
{
  (void)state;
  enum { COUNT = 20000 };
  int pair[2];
  make_pair(pair);
  struct end *core = end_new(ROLE_CORE, ROLE_POLICY, pair[0]);
  struct end *policy = end_new(ROLE_POLICY, ROLE_CORE, pair[1]);
  for (gint64 i = 1; i <= COUNT; i++)
    channel_send(core->channel, MESSAGE_EVALUATE, g_variant_new("(xb)", i, TRUE));
  assert_true(channel_waiting(core->channel) > 0);
  turn_until(&policy->messages, COUNT);
  gint64 last;
  g_variant_get_child(policy->last_body, 0, "x", &last);
  assert_int_equal(last, COUNT);
  assert_int_equal(channel_waiting(core->channel), 0);
  end_free(core);
  end_free(policy);
}

/* Writes a raw frame to a core that expects provost-policy, and says why the core closed. */
static char *refusal_of(guint32 length, guint16 kind, guint16 version, const void *body, gsize size)
{
  int pair[2];
  make_pair(pair);
  struct end *core = end_new(ROLE_CORE, ROLE_POLICY, pair[0]);
  struct {
    guint32 length;
    guint16 kind, version;
  } head = {length, kind, version};
  assert_int_equal(write(pair[1], &head, sizeof head), sizeof head);
  if (size)
    assert_int_equal(write(pair[1], body, size), (ssize_t)size);
  turn_until(&core->closings, 1);
  assert_int_equal(core->messages, 0);
  assert_false(channel_is_open(core->channel));
  char *reason = g_strdup(core->reason);
  end_free(core);
  close(pair[1]);
  return reason;
}

static void what_is_no_message_closes_the_channel(void **state)
{
  (void)state;
  assert_owned_string_equal(refusal_of(0, MESSAGE_KINDS, WIRE_VERSION, NULL, 0), "it speaks another version");
  assert_owned_string_equal(refusal_of(0, MESSAGE_RUNNING, WIRE_VERSION + 1, NULL, 0),
                            "it speaks another version");
  assert_owned_string_equal(refusal_of(LIMIT_MESSAGE + 1, MESSAGE_RUNNING, WIRE_VERSION, NULL, 0),
                            "it sent a message over the size limit");
  assert_owned_string_equal(refusal_of(4, MESSAGE_RUNNING, WIRE_VERSION, "abcd", 4),
                            "it sent a malformed message");
  assert_owned_string_equal(refusal_of(8, MESSAGE_EVALUATE, WIRE_VERSION, "12345678", 8),
                            "it sent a message that it may not send");
}

static void a_closed_channel_keeps_nothing_and_can_be_opened_again(void **state)
{
  (void)state;
  int pair[2];
  make_pair(pair);
  struct end *core = end_new(ROLE_CORE, ROLE_POLICY, pair[0]);
  close(pair[1]);
  turn_until(&core->closings, 1);
  assert_string_equal(core->reason, "it closed its socket");
  assert_false(channel_send(core->channel, MESSAGE_EVALUATE, g_variant_new("(xb)", G_GINT64_CONSTANT(1), TRUE)));
  make_pair(pair);
  channel_open(core->channel, pair[0]);
  struct end *policy = end_new(ROLE_POLICY, ROLE_CORE, pair[1]);
  assert_true(channel_send(core->channel, MESSAGE_EVALUATE, g_variant_new("(xb)", G_GINT64_CONSTANT(2), TRUE)));
  turn_until(&policy->messages, 1);
  end_free(core);
  end_free(policy);
}

static void samples_are_dropped_oldest_first_for_a_slow_peer_and_deeds_are_not(void **state)
{
  (void)state;
  int pair[2];
  make_pair(pair);
  struct end *core = end_new(ROLE_CORE, ROLE_POLICY, pair[0]); /* pair[1] is never read */
  guint count = LIMIT_QUEUE / (1u << 20) + 8;
  g_autofree guint8 *zeroes = g_malloc0(1u << 20);
  GVariant *readings = g_variant_ref_sink(
      g_variant_new_fixed_array(G_VARIANT_TYPE_UINT64, zeroes, (1u << 20) / sizeof(guint64), sizeof(guint64)));
  for (guint i = 0; i < count; i++) {
    channel_send(core->channel, MESSAGE_EVALUATE, g_variant_new("(xb)", (gint64)i, TRUE));
    channel_send(core->channel, MESSAGE_SAMPLES,
                 g_variant_new("(xys@aq@at)", (gint64)i, (guchar)1, "", g_variant_new_array(G_VARIANT_TYPE_UINT16, NULL, 0),
                               readings));
  }
  assert_in_range(channel_dropped(core->channel), 1, count);
  assert_true(channel_waiting(core->channel) <= LIMIT_QUEUE);
  struct end *policy = end_new(ROLE_POLICY, ROLE_CORE, pair[1]);
  turn_until(&policy->messages, 2 * count - (guint)channel_dropped(core->channel));
  assert_int_equal(channel_waiting(core->channel), 0);
  g_variant_unref(readings);
  end_free(core);
  end_free(policy);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_message_arrives_as_it_was_sent),
      cmocka_unit_test(many_messages_keep_their_order_when_the_socket_is_full),
      cmocka_unit_test(what_is_no_message_closes_the_channel),
      cmocka_unit_test(a_closed_channel_keeps_nothing_and_can_be_opened_again),
      cmocka_unit_test(samples_are_dropped_oldest_first_for_a_slow_peer_and_deeds_are_not),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
