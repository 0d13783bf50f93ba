/* Addresses of agents as people write them. */
#include "snmp/address.h"

#include "unit.h"

static char *parsed(const char *text)
{
  g_autoptr(GError) error = NULL;
  struct address *address = address_parse(text, &error);
  if (!address)
    return g_strdup("refused");
  g_autoptr(GSocketAddress) numeric = address_numeric(address);
  char *result = g_strdup_printf("%s %u %s%s", address->host, address->port, numeric ? "number" : "name",
                                 address->over_tcp ? " over TCP" : "");
  address_free(address);
  return result;
}

static void addresses_are_read_with_and_without_transport_and_port(void **state)
{
  (void)state;
  assert_owned_string_equal(parsed("udp:10.99.0.11:161"), "10.99.0.11 161 number");
  assert_owned_string_equal(parsed("10.99.0.11:1161"), "10.99.0.11 1161 number");
  assert_owned_string_equal(parsed("10.99.0.11"), "10.99.0.11 161 number");
  assert_owned_string_equal(parsed("udp6:[::1]:1161"), "::1 1161 number");
  assert_owned_string_equal(parsed("[::1]"), "::1 161 number");
  assert_owned_string_equal(parsed("::1"), "::1 161 number");
  assert_owned_string_equal(parsed("tcp:10.99.0.11"), "10.99.0.11 161 number over TCP");
  assert_owned_string_equal(parsed("tcp6:[::1]:1161"), "::1 1161 number over TCP");
  assert_owned_string_equal(parsed("udp:h1.example.org:1161"), "h1.example.org 1161 name");
}

static void what_is_no_address_is_refused(void **state)
{
  (void)state;
  assert_owned_string_equal(parsed(""), "refused");
  assert_owned_string_equal(parsed("udp:"), "refused");
  assert_owned_string_equal(parsed("tls:10.0.0.1:161"), "refused");
  assert_owned_string_equal(parsed("10.0.0.1:0"), "refused");
  assert_owned_string_equal(parsed("10.0.0.1:70000"), "refused");
  assert_owned_string_equal(parsed("host name"), "refused");
  assert_owned_string_equal(parsed("udp:10.0.0.1/24"), "refused");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(addresses_are_read_with_and_without_transport_and_port),
      cmocka_unit_test(what_is_no_address_is_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
