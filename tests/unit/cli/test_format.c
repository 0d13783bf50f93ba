#include "cli/format.h"
#include "unit.h"

#include "base/error.h"

static const char *const tips =
    "[{\"id\": 12, \"severity\": \"critical\", \"subject\": {\"name\": \"h1\", \"uuid\": null}, \"plan\": null, \"share\": 0.1, \"tested\": true,"
    "  \"evidence\": [{\"metric\": \"a.b\", \"n\": 1}, {\"metric\": \"c.d\", \"n\": 2}], \"hosts\": [\"h1\", \"h2\"], \"labels\": {\"tier\": \"db\"}},"
    " {\"id\": 13, \"severity\": \"info\", \"subject\": {\"name\": \"x\\ny\\u001b[2J\", \"uuid\": null}, \"plan\": {\"kind\": \"balance\"}, \"share\": 2,"
    "  \"tested\": false, \"evidence\": [], \"hosts\": [], \"labels\": {}}]";

/* What the template makes of the objects, or the sentence that refuses it. */
static char *formatted(const char *template, const char *objects)
{
  g_autoptr(GError) error = NULL;
  json_auto_t *json = json_loads(objects, 0, NULL);
  struct format *format = format_new(template, &error);
  char *text = format ? format_apply(format, json, &error) : NULL;
  assert_true((text == NULL) == (error != NULL));
  if (error)
    assert_int_equal(error->code, PROVOST_ERROR_INVALID);
  format_free(format);
  return text ? text : g_strdup(error->message);
}

static void each_object_is_printed_by_the_template(void **state)
{
  (void)state;
  assert_owned_string_equal(formatted("{id}\\t{severity}\\n", tips), "12\tcritical\n13\tinfo\n");
  assert_owned_string_equal(formatted("{severity} ", "{\"severity\": \"info\"}"), "info ");
  assert_owned_string_equal(formatted("x", "[]"), "");
  assert_owned_string_equal(formatted("{whatever}", "[]"), "");
  assert_owned_string_equal(formatted("", tips), "");
  assert_owned_string_equal(formatted("\\{\\}\\\\", "{}"), "{}\\");
}

static void names_go_down_and_arrays_are_joined(void **state)
{
  (void)state;
  assert_owned_string_equal(formatted("{hosts};", tips), "h1, h2;-;");
  assert_owned_string_equal(formatted("{evidence.metric};", tips), "a.b, c.d;-;");
  assert_owned_string_equal(formatted("{evidence.1.n};", tips), "2;-;");
  assert_owned_string_equal(formatted("{evidence.9.n};", tips), "-;-;");
  assert_owned_string_equal(formatted("{labels};", tips), "{\"tier\":\"db\"};{};");
}

static void null_is_a_dash_and_numbers_are_those_of_the_API(void **state)
{
  (void)state;
  assert_owned_string_equal(formatted("{subject.uuid};{plan.kind};{share};{tested}\\n", tips), "-;-;0.1;true\n-;balance;2;false\n");
}

static void what_some_have_is_nothing_where_it_is_not(void **state)
{
  (void)state;
  assert_owned_string_equal(formatted("{labels.tier};", tips), "db;-;");
}

static void control_characters_reach_nobody(void **state)
{
  (void)state;
  assert_owned_string_equal(formatted("{subject.name};", tips), "h1;x y [2J;");
}

static void a_name_that_is_none_gets_the_nearest(void **state)
{
  (void)state;
  assert_owned_string_equal(formatted("{severty}", tips), "--format: nothing has a {severty}: did you mean {severity}?");
  assert_owned_string_equal(formatted("{subject.nam}", tips), "--format: nothing has a {subject.nam}: did you mean {subject.name}?");
  assert_owned_string_equal(formatted("{subject.cluster}", tips),
                            "--format: nothing has a {subject.cluster}: there are subject.name, subject.uuid");
  assert_owned_string_equal(formatted("{severity.level}", tips),
                            "--format: nothing has a {severity.level}: nothing is below severity.");
  assert_owned_string_equal(formatted("{0}", tips),
                            "--format: nothing has a {0}: there are evidence, hosts, id, labels, plan, severity, share, subject, tested");
}

static void a_template_that_makes_no_sense_is_refused(void **state)
{
  (void)state;
  static const char *const wrong[] = {"{", "}", "{}", "{id", "id}", "{a{b}", "{.id}", "{id.}"};
  for (gsize i = 0; i < G_N_ELEMENTS(wrong); i++)
    assert_owned_string_equal(formatted(wrong[i], tips),
                              "--format: a name stands between braces, as in {subject.name}; a brace itself is written \\{ or \\}");
  assert_owned_string_equal(formatted("a\\", tips), "--format: behind a backslash stands n, t, \\, { or }");
  assert_owned_string_equal(formatted("a\\x", tips), "--format: behind a backslash stands n, t, \\, { or }");
  assert_owned_string_equal(formatted("\377", tips), "--format: the template is not UTF-8");
}

static void answers_of_wrong_types_do_no_harm(void **state)
{
  (void)state;
  assert_owned_string_equal(formatted("{id};", "[null, 1, [], {\"id\": [[1, [2]], {}]}]"), "-;-;-;1, 2, {};");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(each_object_is_printed_by_the_template),
      cmocka_unit_test(names_go_down_and_arrays_are_joined),
      cmocka_unit_test(null_is_a_dash_and_numbers_are_those_of_the_API),
      cmocka_unit_test(what_some_have_is_nothing_where_it_is_not),
      cmocka_unit_test(control_characters_reach_nobody),
      cmocka_unit_test(a_name_that_is_none_gets_the_nearest),
      cmocka_unit_test(a_template_that_makes_no_sense_is_refused),
      cmocka_unit_test(answers_of_wrong_types_do_no_harm),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
