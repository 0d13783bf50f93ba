#include "base/listen_address.h"

#include "unit.h"

static void an_address_and_a_port_are_read(void **state)
{
  (void)state;
  static const struct {
    const char *text, *host;
    guint16 port;
  } rows[] = {{"127.0.0.1:8480", "127.0.0.1", 8480}, {"0.0.0.0:1", "0.0.0.0", 1}, {"[::1]:65535", "::1", 65535}};
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autoptr(GInetSocketAddress) address = listen_address_read(rows[i].text);
    assert_non_null(address);
    g_autofree char *host = g_inet_address_to_string(g_inet_socket_address_get_address(address));
    assert_string_equal(host, rows[i].host);
    assert_int_equal(g_inet_socket_address_get_port(address), rows[i].port);
  }
}

static void whatever_else_is_written_is_none(void **state)
{
  (void)state;
  static const char *const texts[] = {"", ":", ":8480", "127.0.0.1", "127.0.0.1:", "127.0.0.1:0", "127.0.0.1:65536", "127.0.0.1:-1",
                                      "127.0.0.1:+1", "localhost:8480", "::1:8480", "[::1]", "[127.0.0.1]:8480", "[]:1", "[::1:8480",
                                      "127.1:8480", "127.0.0.1:8480 ", "*:8480"};
  for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
    if (listen_address_read(texts[i]))
      fail_msg("\"%s\" is an address", texts[i]);
}

static void only_loopback_is_loopback(void **state)
{
  (void)state;
  assert_true(listen_address_is_loopback("127.0.0.1:1"));
  assert_true(listen_address_is_loopback("127.9.9.9:1"));
  assert_true(listen_address_is_loopback("[::1]:1"));
  assert_false(listen_address_is_loopback("0.0.0.0:1"));
  assert_false(listen_address_is_loopback("[::]:1"));
  assert_false(listen_address_is_loopback("192.0.2.1:1"));
  assert_false(listen_address_is_loopback("[::ffff:192.0.2.1]:1"));
  assert_false(listen_address_is_loopback("nonsense"));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(an_address_and_a_port_are_read),
      cmocka_unit_test(whatever_else_is_written_is_none),
      cmocka_unit_test(only_loopback_is_loopback),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
