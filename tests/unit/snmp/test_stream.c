/* SNMP over TCP: stream.c against peers that cut, mix up and lie about their messages. */
#include "snmp/stream.h"
#include "unit.h"

#include <arpa/inet.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define MESSAGE_MAX 1000

struct wire {
  struct stream_pool *pool;
  struct stream *stream;
  int listening, peer; /* sockets of the other side */
  guint messages, losses;
  gsize bytes;
  int error;
  gboolean used;
};

static void on_message(guint8 *bytes, gsize n, gpointer user)
{
  struct wire *wire = user;
  assert_int_equal(bytes[0], 0x30);
  wire->messages++;
  wire->bytes += n;
}

static void on_lost(int error, gboolean used, gpointer user)
{
  struct wire *wire = user;
  wire->losses++;
  wire->error = error;
  wire->used = used;
}

static const struct stream_events events = {on_message, on_lost};

static int listen_at_once(struct peer *peer)
{
  struct sockaddr_storage address = {0};
  struct sockaddr_in *v4 = (struct sockaddr_in *)&address;
  socklen_t length = sizeof *v4;
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  v4->sin_family = AF_INET;
  v4->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  assert_return_code(bind(fd, (struct sockaddr *)v4, sizeof *v4), errno);
  assert_return_code(listen(fd, 8), errno);
  assert_return_code(getsockname(fd, (struct sockaddr *)v4, &length), errno);
  assert_true(peer_from(peer, &address));
  return fd;
}

static int set_up(void **state)
{
  struct peer peer;
  struct wire *wire = g_new0(struct wire, 1);
  wire->pool = stream_pool_new(2, MESSAGE_MAX);
  wire->listening = listen_at_once(&peer);
  wire->peer = -1;
  wire->stream = stream_new(wire->pool, &peer, &events, wire);
  *state = wire;
  return 0;
}

static int tear_down(void **state)
{
  struct wire *wire = *state;
  stream_free(wire->stream);
  close(wire->listening);
  if (wire->peer >= 0)
    close(wire->peer);
  g_free(wire->pool);
  g_free(wire);
  return 0;
}

static void ask(struct wire *wire)
{
  g_autoptr(GBytes) message = g_bytes_new_static("\x30\x01q", 3);
  assert_int_equal(stream_send(wire->stream, message), 0);
  if (wire->peer < 0)
    wire->peer = accept(wire->listening, NULL, NULL);
  assert_true(wire->peer >= 0);
}

static void answer(struct wire *wire, gconstpointer bytes, gsize n)
{
  assert_int_equal(send(wire->peer, bytes, n, MSG_NOSIGNAL), n);
}

static void run_until(const guint *count, guint wanted)
{
  while (*count < wanted)
    g_main_context_iteration(NULL, TRUE);
}

static void messages_are_cut_out_of_the_stream_wherever_it_is_cut(void **state)
{
  struct wire *wire = *state;
  static const guint8 two[] = {0x30, 0x03, 'a', 'b', 'c', 0x30, 0x81, 0x02, 'd', 'e'};
  ask(wire);
  for (gsize i = 0; i < sizeof two; i++) {
    answer(wire, &two[i], 1);
    while (g_main_context_iteration(NULL, FALSE))
      ;
  }
  answer(wire, two, sizeof two);
  run_until(&wire->messages, 4);
  assert_int_equal(wire->bytes, 2 * sizeof two);
  assert_int_equal(wire->losses, 0);
}

static void what_is_no_message_ends_the_connection(void **state)
{
  static const struct {
    const char *bytes;
    gsize n;
  } wrong[] = {{"HTTP/1.1 400", 12}, {"\x30\x82\x04\x00", 4}, {"\x30\x80", 2}, {"\x30\x85\0\0\0\0\1", 7}};
  struct wire *wire = *state;
  for (guint i = 0; i < G_N_ELEMENTS(wrong); i++) {
    ask(wire);
    answer(wire, wrong[i].bytes, wrong[i].n);
    run_until(&wire->losses, i + 1);
    assert_int_equal(wire->error, EPROTO);
    close(wire->peer);
    wire->peer = -1;
  }
  assert_int_equal(wire->messages, 0);
}

static void a_lost_connection_is_told_only_while_something_is_awaited(void **state)
{
  struct wire *wire = *state;
  ask(wire);
  answer(wire, "\x30\x01x", 3);
  run_until(&wire->messages, 1);
  stream_rest(wire->stream);
  close(wire->peer);
  wire->peer = -1;
  while (g_main_context_iteration(NULL, FALSE))
    ;
  assert_int_equal(wire->losses, 0);
  ask(wire); /* over a new connection */
  close(wire->peer);
  wire->peer = -1;
  run_until(&wire->losses, 1);
  assert_false(wire->used);
}

static void nobody_listening_is_told_as_such(void **state)
{
  struct wire *wire = *state;
  g_autoptr(GBytes) message = g_bytes_new_static("\x30\x01q", 3);
  close(wire->listening);
  wire->listening = -1;
  int error = stream_send(wire->stream, message);
  if (!error)
    run_until(&wire->losses, 1);
  assert_int_equal(error ? error : wire->error, ECONNREFUSED);
}

static void the_connection_that_rests_longest_gives_way(void **state)
{
  struct wire *wire = *state;
  struct peer peer;
  int listening = listen_at_once(&peer);
  struct stream *second = stream_new(wire->pool, &peer, &events, wire),
                *third = stream_new(wire->pool, &peer, &events, wire);
  g_autoptr(GBytes) message = g_bytes_new_static("\x30\x01q", 3);
  guint8 byte;
  ask(wire);
  assert_int_equal(stream_send(second, message), 0);
  assert_int_equal(stream_send(third, message), EMFILE); /* the pool has two */
  stream_rest(wire->stream);
  assert_int_equal(stream_send(third, message), 0);
  while (recv(wire->peer, &byte, 1, 0) > 0)
    ;
  assert_int_equal(wire->losses, 0);
  stream_free(second);
  stream_free(third);
  close(listening);
}

int main(void)
{
#define ON_WIRE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
  const struct CMUnitTest tests[] = {
      ON_WIRE(messages_are_cut_out_of_the_stream_wherever_it_is_cut),
      ON_WIRE(what_is_no_message_ends_the_connection),
      ON_WIRE(a_lost_connection_is_told_only_while_something_is_awaited),
      ON_WIRE(nobody_listening_is_told_as_such),
      ON_WIRE(the_connection_that_rests_longest_gives_way),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
