/* What comes in by the socket for traps, and when it is acknowledged: trap_listener.c over the loopback. */
#include "ber.h"

#include "netsnmp/library.h"
#include "snmp/trap_listener.h"

#include "unit.h"

#include <unistd.h>

static const struct oid link_down = OID(1, 3, 6, 1, 6, 3, 1, 1, 5, 3);

struct desk {
  struct tally tally;
  struct passphrases *passphrases;
  struct trap_listener *listener;
  int fd; /* of who sends */
  guint16 port;
  GArray *ids;      /* guint64, of those that passed */
  char *listening;  /* the last TRAP_LISTENING as text */
};

static void on_trap(guint64 id, const struct peer *from, const struct trap *trap, gpointer user)
{
  struct desk *desk = user;
  (void)from;
  (void)trap;
  g_array_append_val(desk->ids, id);
}

static void on_listening(GVariant *body, gpointer user)
{
  struct desk *desk = user;
  g_autoptr(GVariant) owned = g_variant_ref_sink(body);
  g_free(desk->listening);
  desk->listening = g_variant_print(owned, FALSE);
}

static guint16 free_port(void)
{
  struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
  socklen_t length = sizeof at;
  int fd = socket(AF_INET, SOCK_DGRAM, 0);
  assert_int_equal(bind(fd, (struct sockaddr *)&at, sizeof at), 0);
  assert_int_equal(getsockname(fd, (struct sockaddr *)&at, &length), 0);
  close(fd);
  return ntohs(at.sin_port);
}

static void configure(struct desk *desk, guint rate, const char *from)
{
  g_autofree char *text = g_strdup_printf("(['udp:127.0.0.1:%u'], %u, 100000, [('%s', '2c', false, {'community': 'sesame'})])",
                                          desk->port, rate, from);
  g_autoptr(GVariant) body = g_variant_parse(G_VARIANT_TYPE("(asuua(ssba{ss}))"), text, NULL, NULL, NULL);
  trap_listener_configure(desk->listener, body, NULL);
}

static int set_up(void **state)
{
  static const struct trap_sink sink = {on_trap, on_listening};
  struct desk *desk = g_new0(struct desk, 1);
  desk->passphrases = passphrases_new();
  desk->listener = trap_listener_new(&desk->tally, desk->passphrases, &sink, desk);
  desk->ids = g_array_new(FALSE, FALSE, sizeof(guint64));
  desk->port = free_port();
  desk->fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(desk->port), .sin_addr = {htonl(INADDR_LOOPBACK)}};
  assert_int_equal(connect(desk->fd, (struct sockaddr *)&to, sizeof to), 0);
  *state = desk;
  return 0;
}

static int tear_down(void **state)
{
  struct desk *desk = *state;
  trap_listener_free(desk->listener);
  passphrases_free(desk->passphrases);
  g_array_unref(desk->ids);
  g_free(desk->listening);
  close(desk->fd);
  g_free(desk);
  return 0;
}

static void send_one(struct desk *desk, guint8 tag, const char *community)
{
  GByteArray *varbinds = g_byte_array_new();
  ber_put_leading(varbinds, &link_down);
  g_autoptr(GByteArray) message = ber_message(1, community, ber_pdu(tag, 5, varbinds));
  assert_int_equal(write(desk->fd, message->data, message->len), message->len);
}

/* Until so many datagrams were read. */
static void run_until(struct desk *desk, guint64 received)
{
  gint64 end_us = g_get_monotonic_time() + 10 * G_USEC_PER_SEC;
  while (desk->tally.traps_received < received && g_get_monotonic_time() < end_us)
    g_main_context_iteration(NULL, FALSE);
  assert_int_equal(desk->tally.traps_received, received);
}

static gssize answered(const struct desk *desk)
{
  guint8 bytes[512];
  return read(desk->fd, bytes, sizeof bytes);
}

static void an_inform_is_acknowledged_only_once_stored(void **state)
{
  struct desk *desk = *state;
  configure(desk, 1000, "127.0.0.1");
  send_one(desk, BER_INFORM, "sesame");
  run_until(desk, 1);
  assert_int_equal(desk->ids->len, 1);
  assert_int_equal(answered(desk), -1);
  guint64 id = g_array_index(desk->ids, guint64, 0);
  trap_listener_settle(desk->listener, id + 1, TRUE); /* another one */
  assert_int_equal(answered(desk), -1);
  trap_listener_settle(desk->listener, id, TRUE);
  assert_true(answered(desk) > 0);
  trap_listener_settle(desk->listener, id, TRUE); /* once */
  assert_int_equal(answered(desk), -1);
  assert_int_equal(desk->tally.informs_acknowledged, 1);
}

static void what_is_not_stored_is_not_acknowledged(void **state)
{
  struct desk *desk = *state;
  configure(desk, 1000, "127.0.0.1");
  send_one(desk, BER_INFORM, "sesame");
  run_until(desk, 1);
  trap_listener_settle(desk->listener, g_array_index(desk->ids, guint64, 0), FALSE);
  assert_int_equal(answered(desk), -1);
  assert_int_equal(desk->tally.traps_not_stored, 1);
}

static void a_wrong_community_is_denied_in_silence(void **state)
{
  struct desk *desk = *state;
  configure(desk, 1000, "127.0.0.1");
  send_one(desk, BER_INFORM, "guess");
  run_until(desk, 1);
  assert_int_equal(desk->ids->len, 0);
  assert_int_equal(desk->tally.traps_denied_community, 1);
  assert_int_equal(answered(desk), -1);
}

static void who_is_not_in_the_list_is_not_parsed(void **state)
{
  struct desk *desk = *state;
  configure(desk, 1000, "192.0.2.1");
  assert_int_equal(write(desk->fd, "rubbish", 7), 7);
  send_one(desk, BER_TRAP2, "sesame");
  run_until(desk, 2);
  assert_int_equal(desk->tally.traps_denied_source, 2);
  assert_int_equal(desk->tally.traps_malformed, 0);
}

static void beyond_the_rate_nothing_is_parsed(void **state)
{
  struct desk *desk = *state;
  configure(desk, 3, "127.0.0.1");
  for (guint i = 0; i < 20; i++)
    send_one(desk, BER_TRAP2, "sesame");
  run_until(desk, 20);
  assert_in_range(desk->ids->len, 3, 5); /* while a second passes, a few more */
  assert_int_equal(desk->tally.traps_limited, 20 - desk->ids->len);
}

static void what_waits_is_bounded(void **state)
{
  struct desk *desk = *state;
  configure(desk, 10000, "127.0.0.1");
  for (guint i = 0; i < TRAPS_WAITING + 10; i++) {
    send_one(desk, BER_TRAP2, "sesame");
    run_until(desk, i + 1);
  }
  assert_int_equal(desk->ids->len, TRAPS_WAITING);
  assert_int_equal(desk->tally.traps_dropped, 10);
  trap_listener_settle(desk->listener, g_array_index(desk->ids, guint64, 0), TRUE);
  send_one(desk, BER_TRAP2, "sesame");
  run_until(desk, TRAPS_WAITING + 11);
  assert_int_equal(desk->ids->len, TRAPS_WAITING + 1);
}

static void a_socket_that_cannot_be_had_says_why_and_is_tried_again(void **state)
{
  struct desk *desk = *state;
  struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(desk->port), .sin_addr = {htonl(INADDR_LOOPBACK)}};
  int taken = socket(AF_INET, SOCK_DGRAM, 0);
  assert_int_equal(bind(taken, (struct sockaddr *)&at, sizeof at), 0);
  configure(desk, 10, "127.0.0.1");
  assert_non_null(strstr(desk->listening, "another program listens at"));
  close(taken);
  trap_listener_retry(desk->listener);
  assert_null(strstr(desk->listening, "another program"));
  send_one(desk, BER_TRAP2, "sesame");
  run_until(desk, 1);
  assert_int_equal(desk->ids->len, 1);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(an_inform_is_acknowledged_only_once_stored, set_up, tear_down),
      cmocka_unit_test_setup_teardown(what_is_not_stored_is_not_acknowledged, set_up, tear_down),
      cmocka_unit_test_setup_teardown(a_wrong_community_is_denied_in_silence, set_up, tear_down),
      cmocka_unit_test_setup_teardown(who_is_not_in_the_list_is_not_parsed, set_up, tear_down),
      cmocka_unit_test_setup_teardown(beyond_the_rate_nothing_is_parsed, set_up, tear_down),
      cmocka_unit_test_setup_teardown(what_waits_is_bounded, set_up, tear_down),
      cmocka_unit_test_setup_teardown(a_socket_that_cannot_be_had_says_why_and_is_tried_again, set_up, tear_down),
  };
  netsnmp_library_open();
  return cmocka_run_group_tests(tests, NULL, NULL);
}
