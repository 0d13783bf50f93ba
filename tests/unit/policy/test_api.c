/* The rows of the policy language and the functions that Lua finds are the same; a wrong call names place, usage and
 * value; and what is made of the rows: api.c, api_annotations.c, api_manual.c, lua_base.c. */
#include "fixture.h"

#include "policy/api.h"
#include "policy/lua_api.h"
#include "policy/lua_base.h"
#include "policy/lua_test.h"

#include <string.h>

/* Names of the functions in the table on the top, which is popped; numbers in it stand for fields. */
static GHashTable *names_on_top(lua_State *L)
{
  GHashTable *names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  lua_pushnil(L);
  while (lua_next(L, -2)) {
    assert_true(lua_isfunction(L, -1) || lua_type(L, -1) == LUA_TNUMBER);
    if (lua_isfunction(L, -1))
      g_hash_table_add(names, g_strdup(lua_tostring(L, -2)));
    lua_pop(L, 1);
  }
  lua_pop(L, 1);
  return names;
}

static void assert_rows_are(lua_State *L, guint owners)
{
  g_autoptr(GHashTable) names = names_on_top(L);
  for (guint id = 0; id < API_ROWS; id++) {
    const struct api_row *row = api_row(id);
    if (row->call && (row->owners & owners) && !g_hash_table_remove(names, row->name))
      fail_msg("there is no %s", row->call);
  }
  GHashTableIter iter;
  gpointer name;
  g_hash_table_iter_init(&iter, names);
  if (g_hash_table_iter_next(&iter, &name, NULL))
    fail_msg("%s has no row in src/policy/api.def", (const char *)name);
}

/* What a read-only view on the top shows takes its place. */
static void look_behind_view(lua_State *L)
{
  assert_true(lua_getmetatable(L, -1));
  lua_getfield(L, -1, "__index");
}

/* Classes stand in the registry under addresses. */
static void push_class(lua_State *L, const char *type)
{
  lua_pushnil(L);
  while (lua_next(L, LUA_REGISTRYINDEX)) {
    gboolean found = FALSE;
    if (lua_istable(L, -1)) {
      lua_pushliteral(L, "__name");
      found = lua_rawget(L, -2) == LUA_TSTRING && strcmp(lua_tostring(L, -1), type) == 0;
      lua_pop(L, 1);
    }
    if (found)
      return;
    lua_pop(L, 1);
  }
  fail_msg("there is no class %s", type);
}

static void push_methods(lua_State *L, const char *type)
{
  push_class(L, type);
  lua_getfield(L, -1, "__index");
  look_behind_view(L);
}

static int compare(lua_State *L)
{
  lua_api_open(L);
  lua_test_open(L);
  lua_rawgeti(L, LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS);
  lua_getfield(L, -1, "provost");
  look_behind_view(L);
  assert_rows_are(L, OF_PROVOST);
  push_methods(L, "provost.window");
  assert_rows_are(L, OF_WINDOW);
  push_methods(L, "provost.baseline");
  assert_rows_are(L, OF_BASELINE);
  push_methods(L, "t");
  assert_rows_are(L, OF_TEST);
  push_class(L, "provost.subject");
  lua_getfield(L, -1, "__index");
  for (int owner = 0; owner <= SUBJECT_KINDS; owner++) {
    lua_getupvalue(L, -1, owner + 1);
    assert_rows_are(L, 1u << owner);
  }
  return 0;
}

static void what_lua_finds_is_what_the_rows_say(void **state)
{
  (void)state;
  struct deadline *deadline = deadline_new();
  struct sandbox *sandbox = sandbox_new(deadline);
  g_autofree char *reason = NULL;
  if (sandbox_run(sandbox, 1000, compare, NULL, &reason) != SANDBOX_DONE)
    fail_msg("%s", reason);
  sandbox_free(sandbox);
  deadline_free(deadline);
}

/* Evaluates the body, which calls a function wrongly on its second line, with the value 7.5 or without a colon. */
static void assert_misuse(const char *call, const char *usage, const char *given)
{
  struct scene *scene = scene_new();
  g_autofree char *text = g_strdup_printf(
      "return { name = 'p', title = 'Trial', subject = 'host',\n"
      "  needs = { ['host.cpu.busy_pct'] = { back = '5m', baseline = true } },\n"
      "  evaluate = function(host)\n"
      "    local window, baseline = host:window('host.cpu.busy_pct', '1m'), host:baseline('host.cpu.busy_pct')\n"
      "    local subject = host\n"
      "    %s\n"
      "  end }\n", call);
  scene_write(scene, "p.lua", text);
  scene_start(scene);
  scene_add_subjects(scene);
  scene_feed(scene, 10000, 40, 90);
  static const double values[] = {1, 2, 3};
  subjects_take_baseline(engine_subjects(scene->engine), "host:h1", METRIC_HOST_CPU_BUSY_PCT,
                         baseline_of_values(7200, 3, values, 3));
  engine_evaluate(scene->engine, 10000);
  const struct finding *finding = scene_finding(scene, "p");
  g_autofree char *prefix = g_strconcat("p.lua:6: ", usage, ": ", NULL);
  g_autofree char *suffix = g_strdup_printf("(given: %s)", given);
  if (finding->kind != FINDING_ERROR || !g_str_has_prefix(finding->text, prefix) || !g_str_has_suffix(finding->text, suffix))
    fail_msg("%s says \"%s\"", call, finding->text);
  scene_free(scene);
}

static void every_wrong_call_of_a_policy_names_place_usage_and_value(void **state)
{
  (void)state;
  for (guint id = 0; id < API_ROWS; id++) {
    const struct api_row *row = api_row(id);
    const char *object = row->owners & OF_WINDOW ? "window" : row->owners & OF_BASELINE ? "baseline" : "subject";
    if (!row->call || row->owners & (OF_TEST | OF_GLOBALS))
      continue;
    g_autofree char *function = g_strdup_printf("provost.%s(true)", row->name);
    g_autofree char *no_colon = g_strdup_printf("%s.%s(true)", object, row->name);
    g_autofree char *method = g_strdup_printf("%s:%s(true)", object, row->name);
    assert_misuse(row->owners & OF_PROVOST ? function : no_colon, row->call, "true");
    if (!(row->owners & OF_PROVOST) && row->parameters[0])
      assert_misuse(method, row->call, "true");
  }
}

/* Calls each method of `t` wrongly, on the second line of a file. Argument: struct test_case. */
static int call_tests_wrongly(lua_State *L)
{
  struct test_case **handle;
  lua_test_open(L);
  handle = lua_push_test(L);
  *handle = lua_touserdata(L, 1);
  for (guint id = 0; id < API_ROWS; id++) {
    const struct api_row *row = api_row(id);
    if (!(row->owners & OF_TEST))
      continue;
    for (guint i = 0; i < 2; i++) {
      const char *source = lua_pushfstring(L, "local t = ...\nt%s%s(7)", i == 0 ? ":" : ".", row->name);
      sandbox_compile(L, "p_test.lua", source, strlen(source));
      lua_pushvalue(L, 2);
      assert_int_not_equal(lua_pcall(L, 1, 0, 0), LUA_OK);
      const char *usage = lua_pushfstring(L, "p_test.lua:2: %s: ", row->call), *said = lua_tostring(L, -2);
      if (!g_str_has_prefix(said, usage) || !g_str_has_suffix(said, "(given: 7)"))
        fail_msg("%s says \"%s\"", source, said);
      lua_settop(L, 2);
    }
  }
  *handle = NULL;
  return 0;
}

static void every_wrong_call_of_a_test_names_place_usage_and_value(void **state)
{
  (void)state;
  struct scene *scene = scene_new();
  struct pack_text *pack = pack_text_new(scene->folder, "trial", "1.0", "");
  struct test_case *test = test_case_new(scene->deadline, pack, "p.lua");
  struct sandbox *sandbox = sandbox_new(scene->deadline);
  g_autofree char *reason = NULL;
  if (sandbox_run(sandbox, 1000, call_tests_wrongly, test, &reason) != SANDBOX_DONE)
    fail_msg("%s", reason);
  sandbox_free(sandbox);
  test_case_free(test);
  pack_text_unref(pack);
  scene_start(scene);
  scene_free(scene);
}

static void a_wrong_result_names_the_line_of_evaluate(void **state)
{
  (void)state;
  static const struct {
    const char *body, *text;
  } rows[] = {
      {"return 7", "p.lua:4: evaluate(subject, set): must return provost.tip{...}, nil, or nil and a reason (given: 7)"},
      {"return nil, {}", "p.lua:4: evaluate(subject, set): must give the reason as a text (given: a table)"},
  };
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    struct scene *scene = scene_new();
    scene_write_policy(scene, "p", rows[i].body);
    scene_start(scene);
    scene_add_subjects(scene);
    engine_evaluate(scene->engine, 10000);
    assert_string_equal(scene_finding(scene, "p")->text, rows[i].text);
    scene_free(scene);
  }
}

static int compile_annotations(lua_State *L)
{
  g_autofree char *text = api_annotations();
  sandbox_compile(L, "provost.lua", text, strlen(text));
  return 0;
}

static void the_annotations_are_lua(void **state)
{
  (void)state;
  struct deadline *deadline = deadline_new();
  struct sandbox *sandbox = sandbox_new(deadline);
  g_autofree char *reason = NULL;
  if (sandbox_run(sandbox, 1000, compile_annotations, NULL, &reason) != SANDBOX_DONE)
    fail_msg("%s", reason);
  sandbox_free(sandbox);
  deadline_free(deadline);
}

/* What editors and readers need of each row. */
static void every_row_is_annotated_and_described(void **state)
{
  (void)state;
  g_autofree char *annotations = api_annotations();
  for (guint id = 0; id < API_ROWS; id++) {
    const struct api_row *row = api_row(id);
    assert_true(row->owners != 0 && strlen(row->sentence) > 5);
    guint ticks = 0;
    for (const char *c = row->sentence; *c; c++)
      ticks += *c == '`';
    if (ticks % 2 != 0)
      fail_msg("backticks of %s do not come in pairs", row->name);
    g_autofree char *field = g_strdup_printf("\n---@field %s %s ", row->name, row->type);
    g_autofree char *usage = g_strdup_printf("\n---`%s`: ", row->call ? row->call : "");
    if (!strstr(annotations, row->call ? usage : field))
      fail_msg("%s is not annotated", row->name);
  }
  assert_non_null(strstr(annotations, "---@param metric provost.metric\n---@param span string|number\n"
                                      "---@return provost.window? window\n---@return string? reason\n"
                                      "function host:window(metric, span) end\n"));
  assert_non_null(strstr(annotations, "function provost.over(value, set, of) end\n"));
  assert_non_null(strstr(annotations, "---| \"guest.cpu.wait_pct\" # "));
}

static void the_manual_marks_code_and_keeps_what_closes_behind_it(void **state)
{
  (void)state;
  g_autofree char *seconds = api_manual(OF_PROVOST, TRUE);
  assert_non_null(strstr(seconds, ".It Li provost.seconds(duration)\n"
                                  "the seconds of a duration, as a setting is one: 300 of\n.Li \\(dq5m\\(dq\n"));
  assert_non_null(strstr(seconds, "until the value is below\n.Li set.clear\n(default, and at most,\n.Li set.warning ) ,\nand\n"));
  g_autofree char *test = api_manual(OF_TEST, TRUE);
  assert_non_null(strstr(test, "\n.Li ( \"{ relieve = \\(dqcpu\\(dq, from = \\(dqhost:h1\\(dq }\" ) ,\nand\n"));
  g_autofree char *fields = api_manual(OF_SUBJECT, FALSE);
  assert_non_null(strstr(fields, ".It Va host.guests , Va cluster.guests\na list"));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_lua_finds_is_what_the_rows_say),
      cmocka_unit_test(every_wrong_call_of_a_policy_names_place_usage_and_value),
      cmocka_unit_test(every_wrong_call_of_a_test_names_place_usage_and_value),
      cmocka_unit_test(a_wrong_result_names_the_line_of_evaluate),
      cmocka_unit_test(the_annotations_are_lua),
      cmocka_unit_test(every_row_is_annotated_and_described),
      cmocka_unit_test(the_manual_marks_code_and_keeps_what_closes_behind_it),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
