#include "unit.h"

#include "base/text.h"

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
  assert_owned_string_equal(text_clean("a\xe2\x80\xae" "b\xe2\x80\xa8" "c\xe2\x81\xa9" "d\xe2\x80\x8d", 100), "a b c d\xe2\x80\x8d"); /* a joiner is writing */
  assert_owned_string_equal(text_clean("abc", 3), "abc");
  assert_owned_string_equal(text_clean("ab\xf0\x9f\x90\xb3", 5), "ab");
  g_autofree char *valid = text_clean("x\xff" "y", 100);
  assert_true(g_utf8_validate(valid, -1, NULL));
}

static void a_text_may_be_replaced_by_a_part_of_itself(void **state)
{
  (void)state;
  g_autofree char *text = g_strdup("host:h1");
  text_replace(&text, text + strlen("host:"));
  assert_string_equal(text, "h1");
  text_replace(&text, NULL);
  assert_null(text);
}

static void many_names_are_cut_to_some_and_a_number(void **state)
{
  (void)state;
  g_autoptr(GPtrArray) names = g_ptr_array_new();
  assert_owned_string_equal(text_names(names, 2), "");
  g_ptr_array_add(names, "h1");
  g_ptr_array_add(names, "h2");
  assert_owned_string_equal(text_names(names, 2), "h1, h2");
  g_ptr_array_add(names, "h3");
  assert_owned_string_equal(text_names(names, 2), "h1, h2 and 1 more");
}

static void what_a_shell_would_act_upon_is_quoted(void **state)
{
  (void)state;
  assert_owned_string_equal(text_shell_word("web1.example-2_a"), "web1.example-2_a");
  assert_owned_string_equal(text_shell_word("$(reboot)"), "'$(reboot)'");
  assert_owned_string_equal(text_shell_word("a'b;c d"), "'a'\\''b;c d'");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_nearest_name_is_found_only_when_it_is_near),
      cmocka_unit_test(texts_lose_control_characters_and_are_cut_between_letters),
      cmocka_unit_test(a_text_may_be_replaced_by_a_part_of_itself),
      cmocka_unit_test(what_a_shell_would_act_upon_is_quoted),
      cmocka_unit_test(many_names_are_cut_to_some_and_a_number),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
