/* Texts with fields of an event in them. */
#include "notify/template.h"

#include "unit.h"

#define EVENT                                                                                                            \
  "{\"time\": \"2026-01-02T03:04:05Z\", \"tip\": {\"id\": 12, \"text\": \"a \\\"b\\\" <c>\\n&\", \"subject\": {\"name\": \"web1\"}, " \
  "\"evidence\": [1.5, null], \"cause\": null, \"test\": false}}"

static void places_are_filled_and_escaped(void **state)
{
  (void)state;
  static const struct {
    const char *template, *filled;
  } cases[] = {
      {"", ""},
      {"no place", "no place"},
      {"%{tip.id}", "12"},
      {"%{tip.subject.name}-%{time}", "web1-2026-01-02T03:04:05Z"},
      {"{\"t\": \"%{tip.text}\"}", "{\"t\": \"a \\\"b\\\" <c>\\n&\"}"},
      {"%{tip.text:json}", "a \\\"b\\\" <c>\\n&"},
      {"%{tip.text:url}", "a%20%22b%22%20%3Cc%3E%0A%26"},
      {"%{tip.text:html}", "a &quot;b&quot; &lt;c&gt;\n&amp;"},
      {"%{tip.text:raw}", "a \"b\" <c> &"},
      {"%{tip.evidence}", "[1.5,null]"},
      {"%{tip.subject}", "{\"name\":\"web1\"}"},
      {"%{tip.test}%{tip.cause}", "false"},
      {"<%{tip.nothing}%{guest.name}>", "<>"},
      {"%{tip.text:shell}", "%{tip.text:shell}"},
      {"%{tip.id", "%{tip.id"},
      {"100 % %% %{", "100 % %% %{"},
      {"%{}", ""},
      {"%{%{tip.id}}", "}"}, /* no member has that name */
  };
  json_auto_t *event = json_loads(EVENT, 0, NULL);
  assert_non_null(event);
  for (guint i = 0; i < G_N_ELEMENTS(cases); i++)
    assert_owned_string_equal(template_fill(cases[i].template, event), cases[i].filled);
}

static void what_is_filled_has_an_end(void **state)
{
  (void)state;
  g_autofree char *long_text = g_strnfill(TEMPLATE_FILLED_MAX / 4, 'x');
  json_auto_t *event = json_pack("{s:s}", "t", long_text);
  g_autofree char *at = template_fill("%{t}%{t}%{t}%{t}", event), *beyond = template_fill("%{t}%{t}%{t}%{t}%{t}y", event);
  assert_int_equal(strlen(at), TEMPLATE_FILLED_MAX);
  assert_int_equal(strlen(beyond), TEMPLATE_FILLED_MAX);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(places_are_filled_and_escaped),
      cmocka_unit_test(what_is_filled_has_an_end),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
