#include "model/program.h"

#include "unit.h"

static void values_with(const char **values, enum program_macro macro, const char *value)
{
  for (enum program_macro each = 0; each < PROGRAM_MACROS; each++)
    values[each] = "";
  values[macro] = value;
}

static char *filled(const char *word, const char *const *values)
{
  struct program *program = program_new("p");
  g_ptr_array_add(program->words, g_strdup("/p"));
  g_ptr_array_add(program->words, g_strdup(word));
  g_auto(GStrv) arguments = program_arguments(program, values);
  program_free(program);
  assert_int_equal(g_strv_length(arguments), 2);
  assert_string_equal(arguments[0], "/p");
  return g_strdup(arguments[1]);
}

static void a_macro_fills_its_part_of_one_word(void **state)
{
  (void)state;
  const char *values[PROGRAM_MACROS];
  values_with(values, MACRO_GUEST_NAME, "a b  --c");
  assert_owned_string_equal(filled("%{guest.name}", values), "a b  --c");
  assert_owned_string_equal(filled("--guest=%{guest.name};%{guest.name}%{tip.id}.", values), "--guest=a b  --c;a b  --c.");
}

/* Or a guest's name could reach for what it was not given. */
static void a_value_is_not_filled_in_again(void **state)
{
  (void)state;
  const char *values[PROGRAM_MACROS];
  values_with(values, MACRO_TIP_TEXT, "%{tip.text}%{tip.id}");
  assert_owned_string_equal(filled("%{tip.text}", values), "%{tip.text}%{tip.id}");
}

static void a_percent_sign_alone_stands_for_itself(void **state)
{
  (void)state;
  const char *values[PROGRAM_MACROS];
  char *unknown = NULL;
  values_with(values, MACRO_TIP_ID, "7");
  assert_true(program_word_is_sound("100% {x} %% %", &unknown));
  assert_owned_string_equal(filled("100% {x} %% % %%{tip.id}", values), "100% {x} %% % %7");
}

static void a_value_is_made_harmless_and_cut(void **state)
{
  (void)state;
  const char *values[PROGRAM_MACROS];
  g_autofree char *longer = g_strnfill(PROGRAM_VALUE_MAX + 1, 'x'), *longest = g_strnfill(PROGRAM_VALUE_MAX, 'x');
  values_with(values, MACRO_TIP_TEXT, "a\nb\x01\xff" "c\x1b[1m");
  assert_owned_string_equal(filled("%{tip.text}", values), "a b \xef\xbf\xbd" "c [1m");
  values_with(values, MACRO_TIP_TEXT, longer);
  assert_owned_string_equal(filled("%{tip.text}", values), longest);
}

static void an_unknown_macro_is_named(void **state)
{
  (void)state;
  static const char *const cases[][2] = {{"%{tip.ID}", "tip.ID"}, {"x %{tip.id} %{}", ""}, {"%{tip.id", "tip.id"}};
  for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autofree char *unknown = NULL;
    assert_false(program_word_is_sound(cases[i][0], &unknown));
    assert_string_equal(unknown, cases[i][1]);
  }
}

static void all_macros_are_sound(void **state)
{
  (void)state;
  for (enum program_macro macro = 0; macro < PROGRAM_MACROS; macro++) {
    g_autofree char *word = g_strdup_printf("%%{%s}", program_macro_name(macro)), *unknown = NULL;
    const char *values[PROGRAM_MACROS];
    values_with(values, macro, "this");
    assert_true(program_word_is_sound(word, &unknown));
    assert_owned_string_equal(filled(word, values), "this");
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_macro_fills_its_part_of_one_word),
      cmocka_unit_test(a_value_is_not_filled_in_again),
      cmocka_unit_test(a_percent_sign_alone_stands_for_itself),
      cmocka_unit_test(a_value_is_made_harmless_and_cut),
      cmocka_unit_test(an_unknown_macro_is_named),
      cmocka_unit_test(all_macros_are_sound),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
