#include "cli/text.h"
#include "unit.h"

#include "base/quantity.h"

#include <math.h>

static void assert_text(char *text, const char *wanted)
{
  assert_string_equal(text, wanted);
  g_free(text);
}

static void control_characters_never_reach_the_terminal(void **state)
{
  (void)state;
  assert_text(text_tame("a\033[2Jb\001\177c\nd"), "a [2Jb  c\nd");
  assert_text(text_tame("\302\233m"), " m"); /* the one-character form of ESC [ */
  assert_text(text_tame("evil\342\200\256gnp.\342\201\246"), "evil gnp. "); /* U+202E: from right to left */
  assert_text(text_tame("\331\205\342\200\215"), "\331\205\342\200\215"); /* letters of such languages, and what joins them */
  assert_text(text_tame("\377"), "\357\277\275");
}

static void wide_characters_take_two_columns(void **state)
{
  (void)state;
  assert_int_equal(text_width("grüße"), 5);
  assert_int_equal(text_width("日本"), 4);
  assert_text(text_fit("日本語", 5), "日本…");
  assert_text(text_fit("日本語", 4), "日…");
  assert_text(text_fit("abc", 3), "abc");
  assert_text(text_fit("abcd", 3), "ab…");
}

static void unknown_is_a_question_mark(void **state)
{
  (void)state;
  assert_text(text_quantity((double)NAN, "%"), "?");
  assert_text(span_format((double)NAN), "?");
  assert_text(text_stars((double)NAN), "?");
  assert_text(text_time(""), "?");
  assert_text(text_time("yesterday"), "?");
}

static void quantities_carry_their_unit(void **state)
{
  (void)state;
  assert_text(text_quantity(0, "%"), "0 %");
  assert_text(text_quantity(97.26, "%"), "97.3 %");
  assert_text(text_quantity(123.9, "ms"), "124 ms");
  assert_text(text_quantity(1610612736, "bytes"), "1.50 GiB");
  assert_text(text_quantity(2048, "bytes/s"), "2.00 KiB/s");
  assert_text(text_quantity(4, ""), "4");
  assert_text(text_quantity(-1, "bytes"), "-1 bytes");
}

static void spans_take_the_unit_one_would_say(void **state)
{
  (void)state;
  assert_text(span_format(0), "0 s");
  assert_text(span_format(119), "119 s");
  assert_text(span_format(120), "2 min");
  assert_text(span_format(5400), "90 min");
  assert_text(span_format(7200), "2.0 h");
  assert_text(span_format(200000), "2.3 d");
}

static void stars_come_in_half_steps(void **state)
{
  (void)state;
  assert_text(text_stars(0), "☆☆☆☆☆");
  assert_text(text_stars(3.5), "★★★½☆");
  assert_text(text_stars(5), "★★★★★");
}

static void fields_of_other_types_are_nothing(void **state)
{
  (void)state;
  json_auto_t *reply = json_pack("{s:i, s:s, s:i}", "text", 1, "number", "x", "id", -4);
  assert_string_equal(reply_text(reply, "text"), "");
  assert_string_equal(reply_text(NULL, "text"), "");
  assert_true(isnan(reply_number(reply, "number")));
  assert_true(isnan(reply_number(NULL, "number")));
  assert_int_equal(reply_id(reply, "id"), 0);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(control_characters_never_reach_the_terminal),
      cmocka_unit_test(wide_characters_take_two_columns),
      cmocka_unit_test(unknown_is_a_question_mark),
      cmocka_unit_test(quantities_carry_their_unit),
      cmocka_unit_test(spans_take_the_unit_one_would_say),
      cmocka_unit_test(stars_come_in_half_steps),
      cmocka_unit_test(fields_of_other_types_are_nothing),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
