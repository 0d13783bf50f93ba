#include "serve/origin.h"

#include "unit.h"

static void an_origin_is_ours_where_it_is_the_host_that_was_asked(void **state)
{
  (void)state;
  assert_true(origin_is_ours(NULL, "h:1"));
  assert_true(origin_is_ours("http://h:1", "h:1"));
  assert_true(origin_is_ours("https://H:1", "h:1"));
  assert_false(origin_is_ours("http://h:1", NULL));
  assert_false(origin_is_ours("http://h:1/", "h:1"));
  assert_false(origin_is_ours("http://h", "h:1"));
  assert_false(origin_is_ours("http://h:1.evil", "h:1"));
  assert_false(origin_is_ours("ftp://h:1", "h:1"));
  assert_false(origin_is_ours("null", "null"));
  assert_false(origin_is_ours("", ""));
}

static void loopback_has_few_names(void **state)
{
  (void)state;
  static const char *const ours[] = {"localhost", "LocalHost:8480", "127.0.0.1", "127.0.0.1:1", "127.9.9.9:1", "[::1]", "[::1]:8480"};
  static const char *const others[] = {"",           "evil.example",      "localhost.evil.example", "127.0.0.1.evil.example", "127.0.0.1:",
                                       "[::1",       "[::1]x",            "[::1]:x",                "localhost:8480x",        "192.0.2.1:8480",
                                       "[::2]:8480", "127.0.0.1:8480:80", "[]",                     "::1",                    "localhost@evil"};
  for (gsize i = 0; i < G_N_ELEMENTS(ours); i++)
    if (!host_is_loopback(ours[i]))
      fail_msg("%s is not loopback", ours[i]);
  for (gsize i = 0; i < G_N_ELEMENTS(others); i++)
    if (host_is_loopback(others[i]))
      fail_msg("%s is loopback", others[i]);
  assert_false(host_is_loopback(NULL));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(an_origin_is_ours_where_it_is_the_host_that_was_asked),
      cmocka_unit_test(loopback_has_few_names),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
