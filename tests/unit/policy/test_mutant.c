/* Which mistakes are tried, and which lines can run at all. */
#include "unit.h"

#include "policy/coverage.h"
#include "policy/mutant.h"
#include "policy/sandbox.h"

/* "80 -> 81; ...", of the kind or of all where it is NULL. */
static char *mutants_in(const char *text, const char *kind)
{
  struct script *script = script_new(text, strlen(text));
  struct syntax *syntax = syntax_new(script);
  assert_non_null(syntax);
  g_autoptr(GPtrArray) mutants = mutants_of(syntax);
  GString *all = g_string_new(NULL);
  for (guint i = 0; i < mutants->len; i++) {
    const struct mutant *mutant = mutants->pdata[i];
    if (!kind || strcmp(kind, mutant->kind) == 0)
      g_string_append_printf(all, "%s%.*s -> %s", all->len > 0 ? "; " : "", (int)mutant->length,
                             text + mutant->start, mutant->text);
  }
  syntax_free(syntax);
  script_free(script);
  return g_string_free(all, FALSE);
}

static void each_comparison_and_logical_operator_is_turned(void **state)
{
  (void)state;
  assert_owned_string_equal(mutants_in("return a < b, a <= b, a > b, a >= b, a == b, a ~= b", NULL),
                            "< -> <=; <= -> <; > -> >=; >= -> >; == -> ~=; ~= -> ==");
  assert_owned_string_equal(mutants_in("return a and b or not c", NULL), "and -> or; or -> and");
  assert_owned_string_equal(mutants_in("return a + b - -c * d / e", NULL), "+ -> -; - -> +; * -> /; / -> *");
}

static void what_only_looks_like_code_is_left_alone(void **state)
{
  (void)state;
  assert_owned_string_equal(
      mutants_in("-- a < 80\n--[==[ a < 80 ]] and ]==] local x = [[ a < 80 ]] .. 'b > 5 and \\'6' return x", NULL), "");
  assert_owned_string_equal(mutants_in("local v <const> = ~a goto l ::l:: return v", NULL), "");
}

static void numbers_become_a_little_and_much_more(void **state)
{
  (void)state;
  assert_owned_string_equal(mutants_in("return f(80, 0.05, 0)", NULL),
                            "80 -> 79; 80 -> 800; 80 -> 81; 0.05 -> 0.04; 0.05 -> 0.06; 0.05 -> 0.5");
  assert_owned_string_equal(mutants_in("return f(500, a > 500, a > 5000)", "number"),
                            "500 -> 50; 500 -> 5000; 500 -> 499; 500 -> 5000; 500 -> 501; 5000 -> 500; 5000 -> 50000");
  assert_owned_string_equal(mutants_in("return s:sub(1, 6), 0x10", "number"),
                            "1 -> 10; 1 -> 2; 6 -> 5; 6 -> 60; 6 -> 7; 0x10 -> 15; 0x10 -> 160; 0x10 -> 17");
}

static void defaults_are_changed_and_bounds_and_needs_are_not(void **state)
{
  (void)state;
  assert_owned_string_equal(
      mutants_in("return { every = '30s', needs = { ['a'] = '5m' }, settings = {\n"
                 "w = { default = 80, min = 1, max = 100 }, o = { default = 0 }, s = { default = '5m', min = '1m' } } }", NULL),
      "'30s' -> \"30m\"; 80 -> 79; 80 -> 800; 80 -> 81; 0 -> -1; 0 -> 1; '5m' -> \"5h\"; '5m' -> \"5s\"");
}

static void units_are_mistaken_for_others(void **state)
{
  (void)state;
  assert_owned_string_equal(mutants_in("return x / 3600, x * 60 * 1024, 100 * x, 60", "unit"),
                            "3600 -> 60; 60 -> 3600; 1024 -> 1000; 100 -> 1");
  assert_owned_string_equal(mutants_in("return f('2h', \"1d\", [[90s]], '5 m', 'm', t['5m'])", NULL),
                            "'2h' -> \"2d\"; '2h' -> \"2m\"; \"1d\" -> \"1h\"; [[90s]] -> \"90m\"");
}

static void severities_and_reasons_are_mistaken(void **state)
{
  (void)state;
  assert_owned_string_equal(mutants_in("return f { severity = 'warning', ['critical'] = 'info' }", NULL),
                            "'warning' -> \"critical\"; 'info' -> \"warning\"");
  assert_owned_string_equal(
      mutants_in("return { evaluate = function(h) if h then return end return nil, why or\n h end }", "reason"),
      "return -> return nil, \"unknown\"; , why or\n h -> ");
  assert_owned_string_equal(mutants_in("local function f() if x then return end return x, y end", "reason"), "");
}

static void a_mutant_is_the_text_with_one_mistake(void **state)
{
  (void)state;
  static const char text[] = "local a = 1\nlocal b = a < 2\r\nreturn b";
  struct script *script = script_new(text, strlen(text));
  struct syntax *syntax = syntax_new(script);
  g_autoptr(GPtrArray) mutants = mutants_of(syntax);
  const struct mutant *mutant = mutants->pdata[3];
  gsize length = 0;
  assert_owned_string_equal(mutant_apply(mutant, script, &length), "local a = 1\nlocal b = a <= 2\r\nreturn b");
  assert_int_equal(length, strlen(text) + 1);
  assert_owned_string_equal(mutant_line(mutant, script), "local b = a <= 2");
  assert_owned_string_equal(mutant_text(mutant, script), "<= instead of <");
  assert_int_equal(mutant->line, 2);
  syntax_free(syntax);
  script_free(script);
}

/* The numbers of the lines that can run. */
static char *executable_in(const char *text)
{
  struct deadline *deadline = deadline_new();
  struct script *script = script_new(text, strlen(text));
  struct coverage *coverage = coverage_new(deadline, "p.lua", script);
  GString *all = g_string_new(NULL);
  for (guint line = 0; (line = coverage_missed(coverage, line)) > 0;)
    g_string_append_printf(all, "%s%u", all->len > 0 ? " " : "", line);
  assert_int_equal(coverage_covered(coverage), 0);
  coverage_count("@p.lua", coverage_missed(coverage, 0), coverage);
  coverage_count("@other.lua", coverage_missed(coverage, 0), coverage);
  coverage_count("@p.lua", 4000000, coverage);
  assert_int_equal(coverage_covered(coverage), coverage_executable(coverage) > 0);
  coverage_free(coverage);
  script_free(script);
  deadline_free(deadline);
  return g_string_free(all, FALSE);
}

static void lines_of_functions_that_nobody_calls_can_run(void **state)
{
  (void)state;
  assert_owned_string_equal(executable_in("local function f(a)\n  if a then\n    return 1\n  else\n    return 2\n"
                                          "  end\nend\n\n-- a comment\nlocal text = [[\n  a\n]]\nreturn {\n"
                                          "  g = function()\n    return function() \n      a()\n    end\n  end,\n}\n"),
                            "2 3 5 13 16");
}

static void what_lua_cannot_compile_has_no_lines(void **state)
{
  (void)state;
  assert_owned_string_equal(executable_in("return {"), "");
  assert_owned_string_equal(executable_in("goto nowhere"), "");
  assert_owned_string_equal(executable_in(""), "");
}

static void count(const char *source, guint line, gpointer lines)
{
  assert_string_equal(source, "@script.lua");
  *(guint64 *)lines += line;
}

/* Argument: the script. */
static int run_script(lua_State *L)
{
  const char *script = lua_touserdata(L, 1);
  sandbox_compile(L, "script.lua", script, strlen(script));
  lua_call(L, 0, 0);
  return 0;
}

static void budgets_hold_while_lines_are_counted(void **state)
{
  (void)state;
  struct deadline *deadline = deadline_new();
  struct sandbox *sandbox = sandbox_new(deadline);
  guint64 lines = 0;
  const struct line_watch watch = {count, &lines};
  g_autofree char *reason = NULL, *none = NULL;
  deadline_watch_lines(deadline, &watch);
  static const char endless[] = "while true do\n  pcall(function() while true do\n  end end)\nend";
  assert_int_equal(sandbox_run(sandbox, 20, run_script, (void *)endless, &reason), SANDBOX_TIME);
  assert_true(lines > 100);
  lines = 0;
  assert_int_equal(sandbox_run(sandbox, 20, run_script, (void *)"local a = 1\nlocal b = 2\nreturn a + b", &none),
                   SANDBOX_DONE);
  assert_int_equal(lines, 1 + 2 + 3);
  deadline_watch_lines(deadline, NULL);
  sandbox_free(sandbox);
  deadline_free(deadline);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(each_comparison_and_logical_operator_is_turned),
      cmocka_unit_test(what_only_looks_like_code_is_left_alone),
      cmocka_unit_test(numbers_become_a_little_and_much_more),
      cmocka_unit_test(defaults_are_changed_and_bounds_and_needs_are_not),
      cmocka_unit_test(units_are_mistaken_for_others),
      cmocka_unit_test(severities_and_reasons_are_mistaken),
      cmocka_unit_test(a_mutant_is_the_text_with_one_mistake),
      cmocka_unit_test(lines_of_functions_that_nobody_calls_can_run),
      cmocka_unit_test(what_lua_cannot_compile_has_no_lines),
      cmocka_unit_test(budgets_hold_while_lines_are_counted),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
