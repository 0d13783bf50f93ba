#include "config/address.h"

#include "load.h"

static void becomes(const char *written, const char *wanted)
{
  g_autofree char *address = agent_address_normalise(written);
  assert_non_null(address);
  assert_string_equal(address, wanted);
}

static void every_form_of_an_agents_address_becomes_one(void **state)
{
  (void)state;
  becomes("10.0.0.1", "udp:10.0.0.1:161");
  becomes("10.0.0.1:1161", "udp:10.0.0.1:1161");
  becomes("kvm1.example.org", "udp:kvm1.example.org:161");
  becomes("udp:kvm_1:65535", "udp:kvm_1:65535");
  becomes("tcp:kvm1:161", "tcp:kvm1:161");
  becomes("tcp6:[::1]:1161", "tcp6:[::1]:1161");
  becomes("udp6:[2001:db8::1]:161", "udp6:[2001:db8::1]:161");
}

static void what_is_no_address_of_an_agent_is_refused(void **state)
{
  (void)state;
  static const char *const bad[] = {
      "",           "udp:h1",       "udp:h1:",       "udp::161",   "h1:",
      ":161",       "h1:0",         "h1:65536",      "h1:0161",    "h1:+161",
      "h1: 161",    "h1:16a",       "a b",           "300.1.1.1",  "10.0.0",
      "-h1",        ".h1",          "h1..x",         "::1",        "[::1]:161",
      "udp6:::1",   "udp6:[]:1",    "udp6:[h1]:161", "udp6:[::1]", "udp6:[::1]:0",
      "tls:h1:161", "tcp:h1",       "udp:h1:161:1",  "h1/161",     "tcp6:[::1]",
  };
  for (gsize i = 0; i < G_N_ELEMENTS(bad); i++)
    assert_null(agent_address_normalise(bad[i]));
}

static void a_libvirt_uri_needs_its_scheme(void **state)
{
  (void)state;
  static const char *const good[] = {"test:///default", "qemu+tcp://10.99.0.11/system",
                                     "qemu+ssh://root@h1:2222/system?keyfile=/x", "qemu+unix://"};
  static const char *const bad[] = {"",
                                    "h1",
                                    "://h1",
                                    "qemu:/system",
                                    "/qemu://h1",
                                    "qemu://[h1/system",
                                    "qemu://h1:99999/system",
                                    "1qemu://h1"};
  for (gsize i = 0; i < G_N_ELEMENTS(good); i++)
    assert_true(libvirt_uri_is_valid(good[i]));
  for (gsize i = 0; i < G_N_ELEMENTS(bad); i++)
    assert_false(libvirt_uri_is_valid(bad[i]));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_form_of_an_agents_address_becomes_one),
      cmocka_unit_test(what_is_no_address_of_an_agent_is_refused),
      cmocka_unit_test(a_libvirt_uri_needs_its_scheme),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
