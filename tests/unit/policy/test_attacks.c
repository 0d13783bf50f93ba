/*
 * More attacks of one policy on the engine, the core and the others, as a table (test_sandbox.c has those that are told
 * one by one); and policies that return whatever chance makes of the language (fault catalogue F07). Whatever happens,
 * the engine lives, the good policy beside it is not disturbed, and what it says can be read by the core.
 */
#include "fixture.h"

#include "base/limits.h"
#include "policy/finding_message.h"
#include "wire/finding.h"

#include <string.h>

#define BIG "('x'):rep(60000)"

enum end {
  FAILS,    /* an error at once */
  EXHAUSTS, /* time or memory is used up, and the policy suspended after three rounds */
  IS_FINE   /* nothing is wrong with it */
};

static const struct {
  const char *what, *body;
  enum end end;
} attacks[] = {
    {"a memory error swallowed for ever",
     "while true do pcall(function() local t = {} while true do t[#t + 1] = " BIG " .. #t end end) end", EXHAUSTS},
    {"memory taken to the brim each time", "local t = {} pcall(function() while true do t[#t + 1] = " BIG " .. #t end end)\n"
                                           "local u = {} while true do u = { u } end", EXHAUSTS},
    {"a text doubled in a swallowed loop", "while true do pcall(function() local s = 'x' while true do s = s .. s end end) end",
     EXHAUSTS},
    {"garbage without end", "while true do local t = {} for i = 1, 1000 do t[i] = { i } end end", EXHAUSTS},
    {"a million arguments", "return select('#', table.unpack({}, 1, 1e6))", FAILS},
    {"unpacking two thousand million", "table.unpack({}, 1, 2^31)", FAILS},
    {"unpacking in a swallowed loop", "while true do pcall(table.unpack, {}, 1, 9e5) end", EXHAUSTS},
    {"all bytes as values, for ever", "local s = " BIG " while true do pcall(function() return { s:byte(1, -1) } end) end", EXHAUSTS},
    {"joining what is not there", "table.concat({}, 'x', 1, 2^53)", FAILS},
    {"joining with a long separator", "local t = {} for i = 1, 1000 do t[i] = 'x' end return table.concat(t, " BIG ")", EXHAUSTS},
    {"replacing each byte by many", "return (" BIG "):gsub('.', " BIG ")", EXHAUSTS},
    {"replacing by what replaces", "local n = 0 local function f(s) n = n + 1 return (s:rep(2):gsub('.', f)) end f('x')", FAILS},
    {"a sort that lies", "local t = {} for i = 1, 5000 do t[i] = i end\n"
                         "while true do pcall(table.sort, t, function() return true end) end", EXHAUSTS},
    {"a sort that changes its table", "local t = {} for i = 1, 5000 do t[i] = i end\n"
                                      "table.sort(t, function(a, b) t[#t + 1] = a return a < b end)\n"
                                      "while true do end", EXHAUSTS},
    {"a loop to the largest number", "for i = 1, math.huge do end", EXHAUSTS},
    {"a loop over integers that wrap", "local i = math.maxinteger while true do i = i + 1 end", EXHAUSTS},
    {"a loop by goto", "::again:: goto again", EXHAUSTS},
    {"pairs over a table that grows", "local t = { 1 } for k, v in pairs(t) do t[#t + 1] = v end while true do end", EXHAUSTS},
    {"calls nested in pcall", "local function f(n) return pcall(f, n + 1) end while true do f(1) end", EXHAUSTS},
    {"calls nested in gsub", "local function f() ('x'):gsub('x', f) end f()", FAILS},
    {"calls nested in sort", "local function f() table.sort({ 2, 1 }, f) end f()", FAILS},
    {"an error as large as memory", "local s = " BIG " error(s .. s .. s .. s)", FAILS},
    {"an error in an error", "error(setmetatable)", FAILS},
    {"an error of another's object", "error(host)", FAILS},
    {"a reason as large as memory", "local s = " BIG " return nil, s .. s .. s .. s", IS_FINE},
    {"a tip as large as memory", "local s = " BIG " return provost.tip { severity = 'info', text = s .. s .. s }", IS_FINE},
    {"a thousand tips, the last one returned",
     "local t for i = 1, 1000 do t = provost.tip { severity = 'info', text = 'x' .. i } end return t", IS_FINE},
    {"a span that overflows", "host:window('host.cpu.busy_pct', 2^63)", FAILS},
    {"a span below zero", "host:window('host.cpu.busy_pct', -1)", FAILS},
    {"a span that is no number", "host:window('host.cpu.busy_pct', 0/0)", FAILS},
    {"a duration that overflows", "host:window('host.cpu.busy_pct', '99999999999999999999d')", FAILS},
    {"a metric with a NUL", "host:window('host.cpu.busy_pct\\0', '1m')", IS_FINE},
    {"a metric as long as memory", "host:window(" BIG ", '1m')", FAILS},
    {"a method of another class", "local w = host:window('host.cpu.busy_pct', '1m') return w.min(host)", FAILS},
    {"a method without its object", "return host.window()", FAILS},
    {"a window judged a million times", "local w = host:window('host.cpu.busy_pct', '5m')\n"
                                        "while true do w:percentile(50) w:slope() w:over_sec(1) end", EXHAUSTS},
    {"windows without end", "local t = {} while true do t[#t + 1] = host:window('host.cpu.busy_pct', '1m') end", EXHAUSTS},
    {"a limit that is no number", "provost.over(0/0, set)", FAILS},
    {"limits that are no numbers", "return provost.over(1, { warning = 0/0, critical = 0/0 }) and nil", FAILS},
    {"things to be serious about without end", "for i = 1, 1e6 do provost.over(99, set, 'x' .. i) end", FAILS},
    {"its own settings", "set.warning = 0", FAILS},
    {"the parts of the language", "string.rep = nil", FAILS},
    {"a raw way around", "rawset(string, 'rep', nil)", FAILS},
    {"metatables", "getmetatable(host).__index = nil", FAILS},
    {"the global table", "for k in pairs(_ENV) do _ENV[k] = nil end", IS_FINE},
    {"the environment replaced", "_ENV = {} return nil", IS_FINE},
    {"the engine's registry", "debug.getregistry()", FAILS},
    {"a number as text without end", "return tonumber(('1'):rep(60000)) and nil", IS_FINE},
    {"a division by zero", "return 1 // 0", FAILS},
    {"a shift by much", "return (1 << 1000) and nil", IS_FINE},
    {"a format with a wide field", "('%99999999d'):format(1)", FAILS},
    {"a format without its value", "('%s'):format()", FAILS},
    {"an address", "return nil, tostring(host.window)", IS_FINE},
};

static void attack_ends(const char *what, const char *body, enum end end)
{
  struct attack attack = attack_run(body);
  gboolean failed = attack.finding && attack.finding->kind == FINDING_ERROR;
  gboolean is_suspended = attack.policy->state == POLICY_SUSPENDED;
  const char *said = attack.finding ? attack.finding->text : "nothing";
  if (failed != (end != IS_FINE) || is_suspended != (end == EXHAUSTS))
    fail_msg("%s: %s, suspended: %d", what, said, is_suspended);
  assert_true(strlen(said) <= LIMIT_TEXT);
  scene_free(attack.scene);
}

static void no_attack_reaches_further_than_its_own_policy(void **state)
{
  (void)state;
  for (guint i = 0; i < G_N_ELEMENTS(attacks); i++)
    attack_ends(attacks[i].what, attacks[i].body, attacks[i].end);
}

/* A file that is dangerous as it is read. */
static void a_file_is_refused(const char *text)
{
  struct scene *scene = scene_new();
  scene_write(scene, "attack.lua", text);
  scene_write_policy(scene, "good", "return nil");
  scene_start(scene);
  assert_in_range(scene->errors->len, 1, 20);
  assert_int_equal(scene_policy(scene, "good")->state, POLICY_ACTIVE);
  scene_free(scene);
}

static void files_that_attack_the_compiler_are_refused(void **state)
{
  (void)state;
  g_autofree char *deep = g_strnfill(100000, '('), *blocks = g_strnfill(100000, '{');
  g_autofree char *nested = g_strconcat("return ", deep, NULL), *table = g_strconcat("return ", blocks, NULL);
  a_file_is_refused(nested);
  a_file_is_refused(table);
  a_file_is_refused("return { name = 'attack', title = 'A', subject = 'host', evaluate = 7 }");
  a_file_is_refused("local t = {} t.t = t return t");
  a_file_is_refused("return setmetatable({}, { __index = function() while true do end end })");
  a_file_is_refused("return { name = ('x'):rep(60000), title = 'A', subject = 'host', evaluate = function() end }");
  a_file_is_refused("local t = {} for i = 1, 1e5 do t['host.cpu.busy_pct' .. i] = '1m' end\n"
                    "return { name = 'attack', title = 'A', subject = 'host', needs = t, evaluate = function() end }");
}

/* An expression of the language that chance makes, of at most that depth. */
static void chance_value(GRand *rand, GString *to, guint depth)
{
  static const char *const leaves[] = {
      "nil", "true", "false", "0", "-1", "0/0", "1/0", "-1/0", "2^63", "math.mininteger", "1e308", "''", "'x'", "'critical'",
      "'warning'", "'info'", "'none'", "'\\0'", "'\\xff\\xfe'", "host", "host.name", "host.guests", "host.cluster", "set", "provost",
      "print", "self", "('x'):rep(2000)", "provost.notify {}", "host:window('host.cpu.busy_pct', '1m')",
      "provost.migrate { from = host, relieve = 'cpu' }", "provost.evacuate { host = host }", "function() return 1 end"};
  static const char *const keys[] = {"severity", "text", "evidence", "remedy", "[1]", "[2]", "['x']", "from", "host", "relieve"};
  guint kind = depth == 0 ? 0 : (guint)g_rand_int_range(rand, 0, 6);
  if (kind < 3) {
    g_string_append(to, leaves[g_rand_int_range(rand, 0, G_N_ELEMENTS(leaves))]);
    return;
  }
  static const char *const makers[] = {"{ ", "provost.tip { ", "provost.first_of { "};
  g_string_append(to, makers[kind - 3]);
  for (gint i = g_rand_int_range(rand, 0, 5); i > 0; i--) {
    if (kind != 5 && g_rand_boolean(rand))
      g_string_append_printf(to, "%s = ", keys[g_rand_int_range(rand, 0, G_N_ELEMENTS(keys))]);
    chance_value(rand, to, depth - 1);
    g_string_append(to, ", ");
  }
  g_string_append(to, "}");
}

/* What was said can be sent, and the core can read it. */
static void assert_readable(const struct finding *finding)
{
  g_autoptr(GVariant) body = g_variant_ref_sink(finding_message(finding, g_variant_new("a{ss}", NULL)));
  struct finding *read = finding_read(body);
  assert_non_null(read);
  finding_free(read);
}

/* One of the sound values, or in one case of four anything. */
static void chance_part(GRand *rand, GString *to, const char *const sound[3])
{
  gint32 place = g_rand_int_range(rand, 0, 4);
  if (place < 3)
    g_string_append(to, sound[place]);
  else
    chance_value(rand, to, 2);
}

static void tip_of_chance(GRand *rand, GString *to)
{
  static const char *const severities[3] = {"'info'", "'warning'", "'critical'"};
  static const char *const texts[3] = {"'x'", "('\\xff\\27[31m'):rep(1000)", "host.name"};
  static const char *const evidence[3] = {"nil", "{}", "{ host:window('host.cpu.busy_pct', '1m') }"};
  static const char *const remedies[3] = {"nil", "provost.notify {}",
                                          "provost.first_of { provost.migrate { from = host, relieve = 'cpu' } }"};
  g_string_append(to, "return provost.tip { severity = ");
  chance_part(rand, to, severities);
  g_string_append(to, ", text = ");
  chance_part(rand, to, texts);
  g_string_append(to, ", evidence = ");
  chance_part(rand, to, evidence);
  g_string_append(to, ", remedy = ");
  chance_part(rand, to, remedies);
  g_string_append(to, " }");
}

/* The share of sound tips among them is what makes the rest worth trying. */
static void whatever_a_policy_returns_the_core_can_read(void **state)
{
  (void)state;
  g_autoptr(GRand) rand = g_rand_new_with_seed(20261127);
  guint kinds[FINDING_KINDS] = {0};
  for (guint i = 0; i < 400; i++) {
    g_autoptr(GString) body = g_string_new(NULL);
    if (i % 2) {
      tip_of_chance(rand, body);
    } else {
      g_string_append(body, "return ");
      chance_value(rand, body, 3);
      g_string_append(body, ", ");
      chance_value(rand, body, 1);
    }
    struct attack attack = attack_run(body->str);
    assert_non_null(attack.finding);
    assert_readable(attack.finding);
    kinds[attack.finding->kind]++;
    scene_free(attack.scene);
  }
  assert_true(kinds[FINDING_TIP] >= 10 && kinds[FINDING_ERROR] >= 100);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(no_attack_reaches_further_than_its_own_policy),
      cmocka_unit_test(files_that_attack_the_compiler_are_refused),
      cmocka_unit_test(whatever_a_policy_returns_the_core_can_read),
  };
  return cmocka_run_group_tests(tests, attack_silence, NULL);
}
