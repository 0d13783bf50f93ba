/* What is said of packs and policies that are wrong: config/manifest.c, pack.c, spec.c, setting.c. */
#include "fixture.h"

#include "config/manifest.h"
#include "policy/pack.h"

#include <string.h>

static gboolean has_error(const struct scene *scene, const char *part)
{
  for (guint i = 0; i < scene->errors->len; i++)
    if (strstr(g_ptr_array_index(scene->errors, i), part))
      return TRUE;
  return FALSE;
}

static void assert_has_error(const struct scene *scene, const char *part)
{
  if (has_error(scene, part))
    return;
  for (guint i = 0; i < scene->errors->len; i++)
    print_message("%s\n", (const char *)g_ptr_array_index(scene->errors, i));
  fail_msg("none of these errors has \"%s\"", part);
}

/* Loads one file bad.lua beside a good one, which must be active. */
static struct scene *load_bad(const char *text)
{
  struct scene *scene = scene_new();
  scene_write(scene, "bad.lua", text);
  scene_write_policy(scene, "good", "return nil");
  scene_start(scene);
  assert_int_equal(scene_policy(scene, "good")->state, POLICY_ACTIVE);
  assert_int_equal(engine_count_policies(scene->engine, POLICY_REFUSED), 1);
  return scene;
}

static void assert_refused(const char *text, const char *part)
{
  struct scene *scene = load_bad(text);
  assert_has_error(scene, part);
  scene_free(scene);
}

#define EVALUATE " evaluate = function() end }"
#define HEAD "return { name = 'p', title = 'P', subject = 'host',"

static void a_syntax_error_is_named_with_file_and_line(void **state)
{
  (void)state;
  struct scene *scene = load_bad("return {\n  name = \"p\"\n  title = \"P\" }");
  assert_has_error(scene, "/bad.lua:3: '}' expected (to close '{' at line 1) near 'title'");
  assert_string_equal(scene_policy(scene, "bad")->reason,
                      "bad.lua:3: '}' expected (to close '{' at line 1) near 'title'");
  scene_free(scene);
}

static void an_unknown_metric_is_refused_with_the_nearest_name(void **state)
{
  (void)state;
  assert_refused(HEAD "\nneeds = {\n  [\"host.cpu.busy\"] = \"5m\" }," EVALUATE,
                 "/bad.lua:3: needs: there is no metric \"host.cpu.busy\"; did you mean "
                 "\"host.cpu.busy_pct\"?");
}

static void a_metric_that_the_pack_does_not_declare_is_refused_with_the_line_to_add(void **state)
{
  (void)state;
  struct scene *scene = scene_new();
  scene_write(scene, "pack.yaml", "name: trial\nversion: 1.0\ncapabilities: {metrics: [host.cpu.*]}\n");
  scene_write_policy(scene, "good", "return nil");
  scene_write(scene, "bad.lua", HEAD "\nneeds = {\n  [\"host.mem.total_bytes\"] = \"5m\" }," EVALUATE);
  scene_start(scene);
  assert_int_equal(scene_policy(scene, "good")->state, POLICY_ACTIVE);
  assert_has_error(scene, "/bad.lua:3: needs: the pack does not declare the metric \"host.mem.total_bytes\": add it to "
                          "pack.yaml, as in capabilities: {metrics: [host.mem.total_bytes]}");
  scene_free(scene);
}

static void the_name_of_our_own_tips_is_refused(void **state)
{
  (void)state;
  assert_refused("return {\n name = 'history', title = 'P', subject = 'host'," EVALUATE,
                 "bad.lua:2: the name 'history' is that of provost's own tips: take another");
}

static void causes_are_names_of_other_policies(void **state)
{
  (void)state;
  struct scene *scene = scene_new();
  scene_write(scene, "pack.yaml", "name: trial\nversion: 1.0\n");
  scene_write(scene, "good.lua", HEAD " symptom_of = { '1', '2', '3', '4', '5', '6', '7', 'host-cpu' }," EVALUATE);
  scene_start(scene);
  const GPtrArray *causes = scene_policy(scene, "p")->symptom_of;
  assert_int_equal(causes->len, 8);
  assert_string_equal(causes->pdata[7], "host-cpu");
  scene_free(scene);
  assert_refused(HEAD " symptom_of = { '1', '2', '3', '4', '5', '6', '7', '8', '9' }," EVALUATE,
                 "bad.lua:1: symptom_of names more than 8 policies");
  assert_refused(HEAD " symptom_of = { 'host-cpu', 'p' }," EVALUATE, "symptom_of names 'p' itself: name other policies");
  assert_refused(HEAD " symptom_of = { 'no name' }," EVALUATE,
                 "symptom_of lists names of policies in quotes, but \"no name\" is none");
  assert_refused(HEAD " symptom_of = { 7 }," EVALUATE, "but 7 is none");
  assert_refused(HEAD " symptom_of = 'host-cpu'," EVALUATE,
                 "symptom_of must be a list { \"POLICY\", ... }, but is \"host-cpu\"");
  assert_refused(HEAD " superseded_by = { 'p' }," EVALUATE, "superseded_by names 'p' itself: name other policies");
  assert_refused(HEAD " superseded_by = 7," EVALUATE, "superseded_by must be a list { \"POLICY\", ... }, but is 7");
  assert_refused(HEAD " symptom_of = { 'host-cpu', of = 'x' }," EVALUATE, "symptom_of must be a list");
}

static void all_errors_of_a_file_are_told_at_once(void **state)
{
  (void)state;
  struct scene *scene = load_bad("return {\n name = 'no spaces',\n subject = \"clusters\",\n"
                                 " evry = '30s',\n every = 30,\n needs = 'all',\n settings = 7,\n"
                                 " evaluate = 3 }");
  assert_has_error(scene, "bad.lua:2: name must be 1 to 63 letters");
  assert_has_error(scene, "bad.lua: title must be a text: what is wrong when its tip opens, but is missing");
  assert_has_error(scene, "bad.lua:3: there is no subject \"clusters\"; did you mean \"cluster\"? It must be \"host\"");
  assert_has_error(scene, "bad.lua:4: a policy knows no key 'evry'; did you mean 'every'?");
  assert_has_error(scene, "bad.lua:5: every must be a duration from \"1s\" to \"1d\", but is 30");
  assert_has_error(scene, "bad.lua:6: needs must be a table");
  assert_has_error(scene, "bad.lua:7: settings must be a table");
  assert_has_error(scene, "bad.lua:8: evaluate must be function(subject, set) ... end, but is 3");
  scene_free(scene);
}

static void what_is_no_table_is_refused(void **state)
{
  (void)state;
  assert_refused("return 7", "the file must end with: return {");
  assert_refused("", "but returns nil");
  assert_refused("error({})", "raised a table as an error");
  assert_refused("local x = pirnt", "bad.lua:1: the policy language has no field 'pirnt'");
  assert_refused("return host.name", "has no field 'host'");
  assert_refused("provost.over(1, {})", "this works only inside of evaluate");
}

static void needs_have_bounds(void **state)
{
  (void)state;
  assert_refused(HEAD "needs = { [\"host.cpu.busy_pct\"] = \"7h\" }," EVALUATE,
                 "host.cpu.busy_pct must be how far back it is read, a duration from \"1s\" to \"6h\", but is "
                 "\"7h\"");
  assert_refused(HEAD "needs = { [\"host.cpu.busy_pct\"] = { back = '10m', age = '0s' } }," EVALUATE,
                 "bad.lua:1: needs: age of host.cpu.busy_pct must be a duration from \"1s\" to \"6h\", but is \"0s\"");
  assert_refused(HEAD "needs = { [\"host.cpu.busy_pct\"] = { age = '10s' } }," EVALUATE,
                 "needs: back of host.cpu.busy_pct must be a duration from \"1s\" to \"6h\", but is missing");
  assert_refused(HEAD "needs = { [\"host.cpu.busy_pct\"] = { bakc = '10s' } }," EVALUATE,
                 "a metric in needs knows no key 'bakc'; did you mean 'back'?");
  assert_refused(HEAD "needs = { [\"host.cpu.busy_pct\"] = { back = '10m', baseline = 3 } }," EVALUATE,
                 "needs: baseline of host.cpu.busy_pct must be true or false, but is 3");
  assert_refused(HEAD "needs = { \"host.cpu.busy_pct\" }," EVALUATE, "write [\"METRIC\"] = \"SPAN\"");
}

static void settings_have_a_form(void **state)
{
  (void)state;
#define SETTING(text) HEAD "needs = { [\"host.cpu.busy_pct\"] = \"10m\" }, settings = { x = " text " }," EVALUATE
  assert_refused(SETTING("7"), "settings: each of at most 32 is NAME = { default = VALUE, ... }");
  assert_refused(SETTING("{}"), "setting x needs a default");
  assert_refused(SETTING("{ default = true }"), "setting x needs a default");
  assert_refused(SETTING("{ default = 0/0 }"), "setting x needs a default");
  assert_refused(SETTING("{ default = 5, max = '7' }"), "min and max of setting x must be numbers");
  assert_refused(SETTING("{ default = 5, minn = 7 }"), "did you mean 'min'?");
  assert_refused(SETTING("{ default = 5, min = 7, max = 9, unit = '%' }"),
                 "setting x is \"5\", but must be a number from 7 to 9 %");
  assert_refused(SETTING("{ default = '11m' }"),
                 "setting x is \"11m\", but must be a duration such as \"5m\" from 1s to 10m");
  assert_refused(SETTING("{ default = '5m', max = '1h' }"), "setting x may be longer than what needs declares");
}

/* The pack's libraries, beside a policy that requires "shared" and calls what it gives. */
static struct scene *with_libraries(const char *shared, const char *other)
{
  struct scene *scene = scene_new();
  scene_write(scene, "lib/shared.lua", shared);
  scene_write(scene, "lib/other.lua", other);
  scene_write(scene, "p.lua", "local shared = require 'shared'\n" HEAD
                              " evaluate = function(host) return provost.tip { severity = 'info', text = shared(host) } end }");
  scene_start(scene);
  return scene;
}

static void policies_share_the_libraries_of_their_pack(void **state)
{
  (void)state;
  struct scene *scene = with_libraries("local other = require 'other'\n"
                                       "assert(require 'other' == other)\n"
                                       "return function(host) return other.greeting .. host.name end",
                                       "return { greeting = 'I am ' }");
  assert_int_equal(scene->errors->len, 0);
  scene_add_subjects(scene);
  engine_evaluate(scene->engine, 10000);
  assert_string_equal(scene_finding(scene, "p")->text, "I am h1");
  scene_free(scene);
}

static void assert_library_refused(const char *shared, const char *other, const char *part)
{
  struct scene *scene = with_libraries(shared, other);
  assert_int_equal(scene_policy(scene, "p")->state, POLICY_REFUSED);
  assert_has_error(scene, part);
  scene_free(scene);
}

static void a_library_that_is_wrong_refuses_who_requires_it(void **state)
{
  (void)state;
  assert_library_refused("return {", "", "/p.lua: lib/shared.lua:1: unexpected symbol near <eof>");
  assert_library_refused("\nreturn nil + 1", "", "/p.lua: lib/shared.lua:2: attempt to perform arithmetic");
  assert_library_refused("", "", "lib/shared.lua returns nothing");
  assert_library_refused("return require 'shared'", "", "lib/shared.lua requires itself");
  assert_library_refused("return require 'other'", "return require 'shared'", "lib/shared.lua requires itself");
  assert_library_refused("return require 'tests/p_test'", "", "the pack has no file lib/tests/p_test.lua");
  assert_library_refused("return require(7)", "", "NAME must be that of a file lib/NAME.lua (given: 7)");
  assert_library_refused("while true do end", "", "ran longer than 500 ms");
  assert_library_refused("return provost.tip { severity = 'info', text = 'x' }", "", "only inside of evaluate");
}

static void a_file_may_not_be_too_large(void **state)
{
  (void)state;
  g_autofree char *text = g_strnfill(POLICY_FILE_MAX + 1, ' ');
  assert_refused(text, "bad.lua: is larger than 256 KiB");
  text[POLICY_FILE_MAX] = '\0';
  assert_refused(text, "but returns nil");
}

static void the_second_policy_of_a_name_is_refused(void **state)
{
  (void)state;
  struct scene *scene = scene_new();
  scene_write_policy(scene, "first", "return nil");
  scene_write(scene, "second.lua", "return { name = 'first', title = 'T', subject = 'host'," EVALUATE);
  scene_start(scene);
  assert_has_error(scene, "/second.lua: a policy named first was already loaded from ");
  assert_int_equal(engine_count_policies(scene->engine, POLICY_ACTIVE), 1);
  scene_free(scene);
}

static void assert_overridden(const char *setting, const char *text, const char *reason)
{
  struct scene *scene = scene_new();
  scene_write_policy(scene, "p", "return nil");
  scene_write_policy(scene, "other", "return nil");
  scene_load(scene);
  assert_true(engine_override(scene->engine, "p", setting, text));
  assert_false(engine_override(scene->engine, "q", setting, text));
  engine_start(scene->engine);
  const struct policy *policy = scene_policy(scene, "p");
  assert_string_equal(policy->reason, reason);
  assert_int_equal(policy->state, reason[0] ? POLICY_REFUSED : POLICY_ACTIVE);
  assert_int_equal(scene_policy(scene, "other")->state, POLICY_ACTIVE);
  scene_free(scene);
}

static void the_configuration_may_set_what_is_in_bounds(void **state)
{
  (void)state;
  assert_overridden("warning", "100", "");
  assert_overridden("warning", "1", "");
  assert_overridden("sustained", "5m", "");
  assert_overridden("warning", "101", "setting warning is \"101\", but must be a number from 1 to 100");
  assert_overridden("warning", "0.9", "setting warning is \"0.9\", but must be a number from 1 to 100");
  assert_overridden("warning", "nan", "setting warning is \"nan\", but must be a number from 1 to 100");
  assert_overridden("warning", "high", "setting warning is \"high\", but must be a number from 1 to 100");
  assert_overridden("sustained", "6m",
                    "setting sustained is \"6m\", but must be a duration such as \"5m\" from 1s to 5m");
  assert_overridden("sustaned", "5m", "it has no setting \"sustaned\"; did you mean \"sustained\"?");
}

static void assert_manifest(const char *text, const char *part)
{
  struct scene *scene = scene_new();
  scene_write(scene, "pack.yaml", text);
  scene_write_policy(scene, "p", "return nil");
  scene_start(scene);
  assert_has_error(scene, part);
  assert_int_equal(scene_policy(scene, "p")->state, POLICY_REFUSED);
  scene_free(scene);
}

static void a_wrong_manifest_refuses_its_pack_with_line_and_column(void **state)
{
  (void)state;
  assert_manifest("name: a\nvresion: 1\n", "pack.yaml:2:1: unknown key vresion; did you mean version?");
  assert_manifest("name: a\nversion: 1\nname: b\n", "pack.yaml:3:1: this key stands on line 1 already");
  assert_manifest("name: [a]\nversion: 1\n", "pack.yaml:1:7: expected a plain text here");
  assert_manifest("name: &x a\nversion: *x\n", "pack.yaml:1:7: anchors (&) are not taken here");
  assert_manifest("name: a\nversion: *x\n", "pack.yaml:2:10: aliases (*) are not taken here");
  assert_manifest("name: !!str a\nversion: 1\n", "pack.yaml:1:7: tags (!) are not taken here");
  assert_manifest("name: a\n", "pack.yaml:1:1: version must be a version such as 1.0");
  assert_manifest("name: no good\nversion: 1\n", "pack.yaml:1:7: name must be");
  assert_manifest("name: a\n\tversion: 1\n", "pack.yaml:2:1: ");
  assert_manifest("", "pack.yaml:1:1: name must be");
  assert_manifest("", "pack.yaml:1:1: version must be");
  assert_manifest("just text", "pack.yaml:1:1: expected lines of the form KEY: TEXT");
  g_autofree char *deep = g_strnfill(40000, '[');
  assert_manifest(deep, "pack.yaml:1:1: expected lines of the form KEY: TEXT");
  g_autofree char *large = g_strnfill(70000, '#');
  assert_manifest(large, "is larger than 64 KiB");
}

/* The core says so: the policies name that reason, and nothing that may come of it. */
static void the_policies_of_a_refused_pack_say_why_and_nothing_else(void **state)
{
  (void)state;
  static const char why[] = "pack.yaml:5:7: \"host.acme.fan_rpm\" is a metric already";
  struct scene *scene = scene_new();
  scene_write(scene, "needy.lua", HEAD " needs = { ['host.acme.fan_rpm'] = '5m' }," EVALUATE);
  scene_write_policy(scene, "other", "return nil");
  engine_refuse_pack(scene->engine, scene->folder, why);
  scene_start(scene);
  assert_int_equal(scene->errors->len, 0);
  assert_int_equal(engine_count_policies(scene->engine, POLICY_REFUSED), 2);
  const GPtrArray *policies = engine_policies(scene->engine);
  for (guint i = 0; i < policies->len; i++) {
    const struct policy *policy = policies->pdata[i];
    assert_string_equal(policy->reason, why);
    assert_string_equal(policy->pack, "trial");
  }
  scene_free(scene);
}

static void packs_are_found_in_their_folder(void **state)
{
  (void)state;
  struct scene *scene = scene_new();
  g_autoptr(GPtrArray) itself = packs_in(scene->folder);
  assert_int_equal(itself->len, 1);
  g_autoptr(GPtrArray) none = packs_in("/nonexistent");
  assert_int_equal(none->len, 0);
  g_autoptr(GPtrArray) shipped = packs_in(TEST_SRCDIR "/policies");
  assert_true(shipped->len >= 1);
  assert_true(g_ptr_array_find_with_equal_func(shipped, TEST_SRCDIR "/policies/core", g_str_equal, NULL));
  scene_free(scene);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_syntax_error_is_named_with_file_and_line),
      cmocka_unit_test(an_unknown_metric_is_refused_with_the_nearest_name),
      cmocka_unit_test(a_metric_that_the_pack_does_not_declare_is_refused_with_the_line_to_add),
      cmocka_unit_test(the_name_of_our_own_tips_is_refused),
      cmocka_unit_test(causes_are_names_of_other_policies),
      cmocka_unit_test(all_errors_of_a_file_are_told_at_once),
      cmocka_unit_test(what_is_no_table_is_refused),
      cmocka_unit_test(needs_have_bounds),
      cmocka_unit_test(settings_have_a_form),
      cmocka_unit_test(policies_share_the_libraries_of_their_pack),
      cmocka_unit_test(a_library_that_is_wrong_refuses_who_requires_it),
      cmocka_unit_test(a_file_may_not_be_too_large),
      cmocka_unit_test(the_second_policy_of_a_name_is_refused),
      cmocka_unit_test(the_configuration_may_set_what_is_in_bounds),
      cmocka_unit_test(a_wrong_manifest_refuses_its_pack_with_line_and_column),
      cmocka_unit_test(the_policies_of_a_refused_pack_say_why_and_nothing_else),
      cmocka_unit_test(packs_are_found_in_their_folder),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
