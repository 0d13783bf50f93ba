/* What snmptrapd writes for a trap, and what it must not be taken for. */
#include "plugin/passed_trap.h"

#include "unit.h"

static char *read_as_text(const char *text)
{
  g_autoptr(GError) error = NULL;
  json_auto_t *trap = passed_trap_read(text, &error);
  assert_no_error(error);
  return json_dumps(trap, JSON_COMPACT);
}

static void what_snmptrapd_writes_is_read(void **state)
{
  (void)state;
  assert_owned_string_equal(read_as_text("switch1.example.org\nUDP: [192.0.2.7]:50123->[192.0.2.1]:162\n"
                                         ".1.3.6.1.2.1.1.3.0 0:0:00:01.00\n"
                                         ".1.3.6.1.6.3.1.1.4.1.0 .1.3.6.1.6.3.1.1.5.3\n"
                                         ".1.3.6.1.2.1.2.2.1.2.2 \"eth \\\"0\\\"\"\n"),
                            "{\"host\":\"switch1.example.org\",\"address\":\"192.0.2.7\",\"variables\":["
                            "{\"oid\":\"1.3.6.1.2.1.1.3.0\",\"text\":\"0:0:00:01.00\"},"
                            "{\"oid\":\"1.3.6.1.6.3.1.1.4.1.0\",\"text\":\".1.3.6.1.6.3.1.1.5.3\"},"
                            "{\"oid\":\"1.3.6.1.2.1.2.2.1.2.2\",\"text\":\"eth \\\"0\\\"\"}]}");
}

static void a_text_may_go_on_in_the_next_line(void **state)
{
  (void)state;
  assert_owned_string_equal(read_as_text("h\nUDP/IPv6: [2001:db8::7]:5\n.1.3.6.1.4.1.1 \"one\ntwo; $(id)\"\n.1.3.6.1.4.1.2 3\n"),
                            "{\"host\":\"h\",\"address\":\"2001:db8::7\",\"variables\":["
                            "{\"oid\":\"1.3.6.1.4.1.1\",\"text\":\"one\\ntwo; $(id)\"},{\"oid\":\"1.3.6.1.4.1.2\",\"text\":\"3\"}]}");
}

static void what_it_does_not_write_is_refused(void **state)
{
  (void)state;
  static const char *const texts[] = {"", "h", "h\n", "h\nUDP: [192.0.2.7]:5\n", "h\nx\nIF-MIB::ifIndex.2 2\n", "\n\n\n\n", "h\nx\n. 1\n.... 1\n1 2\n"};
  for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
    g_autoptr(GError) error = NULL;
    assert_null(passed_trap_read(texts[i], &error));
    assert_error_says(error, "-One");
  }
}

static void what_is_no_utf8_is_made_so(void **state)
{
  (void)state;
  g_autofree char *text = read_as_text("h\xff\nx\n.1.3.6.1.4.1.1 \xfe\n");
  assert_true(g_utf8_validate(text, -1, NULL));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_snmptrapd_writes_is_read),
      cmocka_unit_test(a_text_may_go_on_in_the_next_line),
      cmocka_unit_test(what_it_does_not_write_is_refused),
      cmocka_unit_test(what_is_no_utf8_is_made_so),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
