/* Attacks of one policy on the engine and on the others (fault catalogue F01 to F07). */
#include "fixture.h"

#include "base/limits.h"

#include <string.h>

static void assert_error(const char *body, const char *part)
{
  struct attack attack = attack_run(body);
  assert_non_null(attack.finding);
  if (attack.finding->kind != FINDING_ERROR || !strstr(attack.finding->text, part))
    fail_msg("expected an error with \"%s\" of\n%s\nbut got %d \"%s\"", part, body, attack.finding->kind,
             attack.finding->text);
  assert_true(strlen(attack.finding->text) <= LIMIT_TEXT);
  scene_free(attack.scene);
}

/* The attack runs until its time is over, and its policy is suspended after three rounds. */
static void assert_time(const char *body)
{
  struct attack attack = attack_run(body);
  assert_non_null(attack.finding);
  if (attack.finding->kind != FINDING_ERROR || !strstr(attack.finding->text, "ran longer than 50 ms"))
    fail_msg("expected a time-out of\n%s\nbut got %d \"%s\"", body, attack.finding->kind,
             attack.finding->text);
  assert_int_equal(attack.policy->state, POLICY_SUSPENDED);
  assert_non_null(strstr(attack.policy->reason, "3 rounds in a row"));
  scene_free(attack.scene);
}

/* Argument: the script. */
static int run_script(lua_State *L)
{
  const char *script = lua_touserdata(L, 1);
  sandbox_compile(L, "script.lua", script, strlen(script));
  lua_call(L, 0, 0);
  return 0;
}

/* With time enough, memory is what ends it. In a round either may come first, as fast as the machine is. */
static void assert_memory(const char *script)
{
  struct deadline *deadline = deadline_new();
  struct sandbox *sandbox = sandbox_new(deadline);
  g_autofree char *reason = NULL;
  assert_int_equal(sandbox_run(sandbox, 10000, run_script, (void *)script, &reason), SANDBOX_MEMORY);
  assert_string_equal(reason, "used more than 16.0 MiB of memory");
  g_autofree char *again = NULL;
  assert_int_equal(sandbox_run(sandbox, 10000, run_script, (void *)"return 1", &again), SANDBOX_DONE);
  sandbox_free(sandbox);
  deadline_free(deadline);

  struct attack attack = attack_run(script);
  assert_int_equal(attack.finding->kind, FINDING_ERROR);
  assert_int_equal(attack.policy->state, POLICY_SUSPENDED);
  scene_free(attack.scene);
}

static void an_endless_loop_is_stopped(void **state)
{
  (void)state;
  assert_time("while true do end");
}

static void a_loop_of_pcalls_is_stopped(void **state)
{
  (void)state;
  assert_time("while true do pcall(function() while true do end end) end");
}

static void nested_pcalls_are_stopped(void **state)
{
  (void)state;
  assert_time("local function f() pcall(f) pcall(f) return f() end while true do pcall(f) end");
}

static void endless_tail_calls_are_stopped(void **state)
{
  (void)state;
  assert_time("local function f() return f() end return f()");
}

static void loops_inside_of_callbacks_are_stopped(void **state)
{
  (void)state;
  assert_time("('x'):rep(100):gsub('x', function() while true do end end)");
  assert_time("local t = {} for i = 1, 1000 do t[i] = i end\n"
              "while true do pcall(table.sort, t, function(a, b) while true do end end) end");
}

static void a_sort_that_calls_only_c_is_stopped(void **state)
{
  (void)state;
  assert_time("local t = {} for i = 1, 60000 do t[i] = i % 7 end\n"
              "while true do pcall(table.sort, t, math.ult) end");
}

static void xpcall_coroutines_and_metatables_are_not_there(void **state)
{
  (void)state;
  assert_error("while true do xpcall(f, g) end", "has no field 'xpcall'");
  assert_error("coroutine.wrap(function() while true do end end)()", "has no field 'coroutine'");
  assert_error("setmetatable({}, { __gc = function() while true do end end })", "'setmetatable'");
  assert_error("error(setmetatable({}, { __tostring = function() while true do end end }))",
               "'setmetatable'");
  assert_error("getmetatable('').__index.format = nil", "'getmetatable'");
  assert_error("debug.sethook()", "'debug'");
  assert_error("io.open('/etc/passwd')", "'io'");
  assert_error("os.exit(1)", "'os'");
  assert_error("return os.time()", "'os'");
  assert_error("require 'os'", "this works only while the file is read");
  assert_error("load('return 1')()", "'load'");
  assert_error("dofile('/etc/passwd')", "'dofile'");
  assert_error("collectgarbage('stop')", "'collectgarbage'");
  assert_error("return _G.print", "'_G'");
  assert_error("return math.random()", "math has no field 'random'");
  assert_error("return string.dump(function() end)", "string has no field 'dump'");
  assert_error("table.move({}, 1, 2^40, 1, {})", "table has no field 'move'");
}

static void pattern_bombs_are_refused(void **state)
{
  (void)state;
  assert_error("('a'):rep(28):find(('a?'):rep(28) .. ('a'):rep(28))", "could take too long");
  assert_error("local s = ('x'):rep(60000) s = s .. s .. s return s:find('.-b')", "could take too long");
  assert_error("return ('x'):rep(5000):match('(.*)(.*)(.*)b')", "could take too long");
  assert_error("return ('x'):rep(5000):gsub('x*x*x*b', '')", "could take too long");
  assert_error("for w in ('x'):rep(5000):gmatch('[x]-[x]-[x]-b') do end", "could take too long");
  assert_error("return ('('):rep(60000):find('%b()')", "could take too long");
}

static void patterns_that_people_write_work(void **state)
{
  (void)state;
  struct attack attack = attack_run(
      "assert(('web12.lab.example'):match('^web(%d+)%.(.+)%.example$') == '12')\n"
      "assert(('a-b-c'):gsub('%-', '+') == 'a+b+c')\n"
      "assert(('key = value'):match('^(%w+)%s*=%s*(%w+)$') == 'key')\n"
      "local n = 0 for w in ('one two  three'):gmatch('%a+') do n = n + 1 end assert(n == 3)\n"
      "assert(('x[y]z'):find('[', 1, true) == 2)\n"
      "assert(('f(a(b)c)d'):match('%b()') == '(a(b)c)')\n"
      "assert(('THE (quick) fox'):find('%f[%a]%a+%f[%A]') == 1)\n"
      "return provost.tip { severity = 'info', text = 'all work' }");
  assert_string_equal(attack.finding->text, "all work");
  scene_free(attack.scene);
}

/* A table of 65 items whose length is 2^62. */
#define SPARSE "local t = {} for i = 0, 62 do t[1 << i] = 1 end t[5] = 1 t[9] = 1 assert(#t > 2^60) "

static void strings_and_tables_that_grow_without_end_are_stopped(void **state)
{
  (void)state;
  assert_error("return ('x'):rep(1e8)", "string.rep makes at most");
  assert_error("return (''):rep(1e15)", "string.rep makes at most");
  assert_error("return ('x'):rep(2, ('y'):rep(60000)):rep(2)", "string.rep makes at most");
  assert_memory("local t = {} for i = 1, 1e9 do t[i] = i end");
  assert_memory("local s = 'x' while true do s = s .. s end");
  assert_error(SPARSE "table.insert(t, 1, 0)", "too long");
  assert_error(SPARSE "table.remove(t, 1)", "too long");
  assert_error(SPARSE "table.sort(t)", "too long");
}

static void endless_recursion_ends(void **state)
{
  (void)state;
  struct attack attack = attack_run("local function f() return 1 + f() end return f()");
  assert_int_equal(attack.finding->kind, FINDING_ERROR);
  scene_free(attack.scene);
}

static void shared_tables_cannot_be_changed(void **state)
{
  (void)state;
  assert_error("string.format = nil", "string cannot be changed");
  assert_error("table.insert = nil", "table cannot be changed");
  assert_error("provost.tip = nil", "provost cannot be changed");
  assert_error("print = 1", "cannot be changed");
  assert_error("set.warning = 1", "settings cannot be changed");
  assert_error("host.name = 'h2'", "cannot be changed");
  assert_error("('x').y = 1", "");
}

static void an_error_that_is_no_text_is_reported_by_its_type(void **state)
{
  (void)state;
  assert_error("error({})", "raised a table as an error");
  assert_error("error()", "raised a nil as an error");
  assert_error("error(('x'):rep(60000))", "xxx");
}

static void an_error_names_its_file_and_line(void **state)
{
  (void)state;
  assert_error("\nlocal x = nil + 1", "attack.lua:6: attempt to perform arithmetic on a nil value");
}

static void bytecode_is_refused(void **state)
{
  (void)state;
  struct scene *scene = scene_new();
  scene_write(scene, "code.lua", "\x1bLuaT anything");
  scene_start(scene);
  assert_int_equal(scene->errors->len, 1);
  assert_non_null(strstr(g_ptr_array_index(scene->errors, 0), "attempt to load a binary chunk"));
  scene_free(scene);
}

static void a_file_that_never_returns_is_refused_and_the_others_run(void **state)
{
  (void)state;
  struct scene *scene = scene_new();
  scene_write(scene, "loop.lua", "while true do end");
  scene_write_policy(scene, "good", "return nil");
  scene_start(scene);
  assert_int_equal(scene_policy(scene, "loop")->state, POLICY_REFUSED);
  assert_non_null(strstr(scene_policy(scene, "loop")->reason, "ran longer than 500 ms"));
  assert_int_equal(scene_policy(scene, "good")->state, POLICY_ACTIVE);
  scene_free(scene);
}

static void a_policy_that_recovers_is_not_suspended(void **state)
{
  (void)state;
  struct scene *scene = scene_new();
  scene_write_policy(scene, "slow", "if host:latest('host.cpu.busy_pct') > 50 then while true do end end");
  scene_start(scene);
  scene_add_subjects(scene);
  for (gint64 round = 0; round < 6; round++) {
    scene_feed(scene, 10000 + round * 10, 1, round % 3 == 2 ? 10 : 90);
    engine_evaluate(scene->engine, 10000 + round * 10);
  }
  assert_int_equal(scene_policy(scene, "slow")->state, POLICY_ACTIVE);
  scene_free(scene);
}

static void a_policy_may_not_use_up_the_round_of_many_subjects(void **state)
{
  (void)state;
  struct scene *scene = scene_new();
  scene_write_policy(scene, "slow", "while true do end");
  scene_start(scene);
  struct subject_row rows[1000];
  char keys[1000][16];
  for (guint i = 0; i < 1000; i++) {
    g_snprintf(keys[i], sizeof keys[i], "host:h%u", i);
    rows[i] = (struct subject_row){.subject = keys[i], .name = keys[i] + 5, .parent = "", .state = "up"};
  }
  engine_take_subjects(scene->engine, rows, 1000);
  struct round round = engine_evaluate(scene->engine, 10000);
  assert_in_range(round.evaluations, 2, 20);
  scene_free(scene);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(an_endless_loop_is_stopped),
      cmocka_unit_test(a_loop_of_pcalls_is_stopped),
      cmocka_unit_test(nested_pcalls_are_stopped),
      cmocka_unit_test(endless_tail_calls_are_stopped),
      cmocka_unit_test(loops_inside_of_callbacks_are_stopped),
      cmocka_unit_test(a_sort_that_calls_only_c_is_stopped),
      cmocka_unit_test(xpcall_coroutines_and_metatables_are_not_there),
      cmocka_unit_test(pattern_bombs_are_refused),
      cmocka_unit_test(patterns_that_people_write_work),
      cmocka_unit_test(strings_and_tables_that_grow_without_end_are_stopped),
      cmocka_unit_test(endless_recursion_ends),
      cmocka_unit_test(shared_tables_cannot_be_changed),
      cmocka_unit_test(an_error_that_is_no_text_is_reported_by_its_type),
      cmocka_unit_test(an_error_names_its_file_and_line),
      cmocka_unit_test(bytecode_is_refused),
      cmocka_unit_test(a_file_that_never_returns_is_refused_and_the_others_run),
      cmocka_unit_test(a_policy_that_recovers_is_not_suspended),
      cmocka_unit_test(a_policy_may_not_use_up_the_round_of_many_subjects),
  };
  return cmocka_run_group_tests(tests, attack_silence, NULL);
}
