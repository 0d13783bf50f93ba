#include "base/quantity.h"

#include "unit.h"

static void durations_are_read_in_every_unit(void **state)
{
  (void)state;
  const struct {
    const char *text;
    guint64 seconds;
  } cases[] = {{"0", 0}, {"90", 90}, {"90s", 90}, {"5m", 300}, {"2h", 7200}, {"7d", 604800}, {"2w", 1209600}};
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    guint64 seconds = 1;
    assert_true(duration_parse(cases[i].text, &seconds));
    assert_int_equal(seconds, cases[i].seconds);
  }
}

static void what_is_no_duration_is_refused_and_leaves_the_value_alone(void **state)
{
  (void)state;
  const char *const bad[] = {"", "s", "-5m", "5 m", "5M", "1.5h", "5m3s", "99999999w", "18446744073709551616", " 5"};
  for (gsize i = 0; i < G_N_ELEMENTS(bad); i++) {
    guint64 seconds = 42;
    assert_false(duration_parse(bad[i], &seconds));
    assert_int_equal(seconds, 42);
  }
}

static void durations_are_written_in_the_largest_exact_unit(void **state)
{
  (void)state;
  assert_owned_string_equal(duration_format(0), "0s");
  assert_owned_string_equal(duration_format(300), "5m");
  assert_owned_string_equal(duration_format(90), "90s");
  assert_owned_string_equal(duration_format(86400), "1d");
}

static void sizes_are_read_and_overflow_is_refused(void **state)
{
  (void)state;
  guint64 bytes;
  assert_true(size_parse("256MiB", &bytes));
  assert_int_equal(bytes, 256u << 20);
  assert_true(size_parse("512", &bytes));
  assert_int_equal(bytes, 512);
  assert_false(size_parse("256MB", &bytes));
  assert_false(size_parse("99999999999TiB", &bytes));
}

static void sizes_are_written_with_three_digits(void **state)
{
  (void)state;
  assert_owned_string_equal(size_format(0), "0 B");
  assert_owned_string_equal(size_format(256u << 20), "256 MiB");
  assert_owned_string_equal(size_format(3u << 29), "1.50 GiB");
}

static void the_nearest_name_is_found_only_when_it_is_near(void **state)
{
  (void)state;
  const char *const names[] = {"interval", "state_dir", "packs", NULL};
  assert_string_equal(nearest_name("intervall", names), "interval");
  assert_string_equal(nearest_name("statedir", names), "state_dir");
  assert_null(nearest_name("communities", names));
}

static void texts_lose_control_characters_and_are_cut_between_letters(void **state)
{
  (void)state;
  assert_owned_string_equal(text_clean("a\nb\x1b[1m", 100), "a b [1m");
  assert_owned_string_equal(text_clean("\xc3\xa4\xc3\xb6", 3), "\xc3\xa4");
  assert_owned_string_equal(text_clean("abc", 3), "abc");
  g_autofree char *valid = text_clean("x\xff" "y", 100);
  assert_true(g_utf8_validate(valid, -1, NULL));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(durations_are_read_in_every_unit),
      cmocka_unit_test(what_is_no_duration_is_refused_and_leaves_the_value_alone),
      cmocka_unit_test(durations_are_written_in_the_largest_exact_unit),
      cmocka_unit_test(sizes_are_read_and_overflow_is_refused),
      cmocka_unit_test(sizes_are_written_with_three_digits),
      cmocka_unit_test(the_nearest_name_is_found_only_when_it_is_near),
      cmocka_unit_test(texts_lose_control_characters_and_are_cut_between_letters),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
