/* What packs say of traps: traps: of pack.yaml. */
#include "config/pack_traps.h"

#include "config/problems.h"
#include "config/yaml_tree.h"

#include "unit.h"

static GPtrArray *rows_of(const char *yaml, GPtrArray *errors)
{
  g_autoptr(GPtrArray) problems = problems_new();
  struct yaml_node *root = yaml_tree_read(yaml, strlen(yaml), problems);
  GPtrArray *rows = pack_traps_read(root, problems);
  problems_report(problems, "p", errors);
  yaml_tree_free(root);
  return rows;
}

static GPtrArray *sound_rows(const char *yaml)
{
  g_autoptr(GPtrArray) errors = g_ptr_array_new_with_free_func(g_free);
  GPtrArray *rows = rows_of(yaml, errors);
  if (errors->len > 0)
    fail_msg("%s", (const char *)errors->pdata[0]);
  return rows;
}

static const char link_row[] = "- {oid: 1.3.6.1.6.3.1.1.5.3, cleared_by: 1.3.6.1.6.3.1.1.5.4, with: {i: 1.3.6.1.2.1.2.2.1.1, a: 1.3.6.1.2.1.2.2.1.7},\n"
                           "   name: 'link {i}', state: critical, states: {a: {2: ok}}, text: '{i} of {i}, {a}', lasts: 1h,\n"
                           "   confirm: {metric: host.cpu.busy_pct, over: 5}}\n";

static struct trap_record *trap_of(const char *index, const char *admin)
{
  struct trap_record *trap = trap_record_new();
  if (index)
    trap_record_add(trap, "1.3.6.1.2.1.2.2.1.1.7", "integer", index);
  if (admin)
    trap_record_add(trap, "1.3.6.1.2.1.2.2.1.7.7", "integer", admin);
  return trap;
}

static void templates_are_filled_with_variables(void **state)
{
  (void)state;
  g_autoptr(GPtrArray) rows = sound_rows(link_row);
  const struct pack_trap *row = rows->pdata[0];
  struct trap_record *whole = trap_of("7", "2"), *bare = trap_of(NULL, "1");
  assert_owned_string_equal(pack_trap_fill(row, row->name, whole), "link 7");
  assert_owned_string_equal(pack_trap_fill(row, row->text, whole), "7 of 7, 2");
  assert_owned_string_equal(pack_trap_fill(row, row->name, bare), "link ?");
  assert_int_equal(pack_trap_state(row, whole), ALERT_OK);
  assert_int_equal(pack_trap_state(row, bare), ALERT_CRITICAL);
  assert_int_equal(row->lasts_sec, 3600);
  trap_record_free(whole);
  trap_record_free(bare);
}

static void a_variable_is_not_found_by_the_begin_of_a_number(void **state)
{
  (void)state;
  struct trap_record *trap = trap_record_new();
  trap_record_add(trap, "1.3.6.1.4.1.99999.12", "integer", "5");
  assert_null(trap_record_value(trap, "1.3.6.1.4.1.99999.1"));
  assert_string_equal(trap_record_value(trap, "1.3.6.1.4.1.99999"), "5");
  trap_record_free(trap);
}

static void a_row_is_found_by_what_it_takes_and_what_clears_it(void **state)
{
  (void)state;
  struct trap_meaning meaning;
  g_autoptr(GPtrArray) rows = sound_rows(link_row);
  assert_true(pack_traps_find(rows, "1.3.6.1.6.3.1.1.5.3", &meaning));
  assert_false(meaning.clears);
  assert_true(pack_traps_find(rows, "1.3.6.1.6.3.1.1.5.4", &meaning));
  assert_true(meaning.clears);
  assert_true(pack_traps_find(rows, "1.3.6.1.6.3.1.1.5.0.3", &meaning)); /* of version 1 */
  assert_false(pack_traps_find(rows, "1.3.6.1.6.3.1.1.5", &meaning));
  assert_false(pack_traps_find(rows, "1.3.6.1.6.3.1.1.5.33", &meaning));
  assert_false(pack_traps_find(rows, "1.3.6.1.6.3.1.1.5.0.0.3", &meaning));
}

static void relations_are_strict(void **state)
{
  (void)state;
  assert_true(confirm_agrees(CONFIRM_IS, 5, 5));
  assert_false(confirm_agrees(CONFIRM_IS, 5, 5.5));
  assert_true(confirm_agrees(CONFIRM_OVER, 5, 5.5));
  assert_false(confirm_agrees(CONFIRM_OVER, 5, 5));
  assert_true(confirm_agrees(CONFIRM_UNDER, 5, 4.5));
  assert_false(confirm_agrees(CONFIRM_UNDER, 5, 5));
}

#define ROW(more) "- {oid: 1.3.6.1.4.1.99999.1, name: n, text: t" more "}\n"

static void what_is_wrong_with_a_row_is_said(void **state)
{
  static const struct {
    const char *yaml, *said;
  } rows[] = {
      {"traps", "traps must be a list of 1 to 128 entries"},
      {"[5]", "expected a map here: a trap has oid, name, text and state"},
      {"- {name: n, text: t}", "oid is missing here"},
      {"- {oid: linkDown, name: n, text: t}", "oid must be an object identifier of numbers, as 1.3.6.1.6.3.1.1.5.3"},
      {ROW(", state: bad"), "a state is ok, warning, critical or unknown"},
      {ROW(", colour: red"), "unknown key colour"},
      {"- {oid: 1.3.6, name: 'n {x}', text: t}", "{x} in name is none of the words of with"},
      {ROW(", states: {x: {1: ok}}"), "states has one word of with, and under it a state for each value"},
      {ROW(", lasts: 8d"), "lasts must be a duration such as 30m, 7d at most"},
      {ROW(", confirm: {metric: host.cpu.busy_pct}"), "confirm has one of is, over and under, and a number"},
      {ROW(", confirm: {metric: m, over: 1, under: 2}"), "confirm has one of is, over and under, and a number"},
      {ROW(", confirm: {over: x}"), "metric is missing here"},
  };
  (void)state;
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autoptr(GPtrArray) errors = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) read = rows_of(rows[i].yaml, errors);
    assert_int_not_equal(errors->len, 0);
    if (!strstr(errors->pdata[0], rows[i].said))
      fail_msg("\"%s\" is said of %s", (const char *)errors->pdata[0], rows[i].yaml);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(templates_are_filled_with_variables),
      cmocka_unit_test(a_variable_is_not_found_by_the_begin_of_a_number),
      cmocka_unit_test(a_row_is_found_by_what_it_takes_and_what_clears_it),
      cmocka_unit_test(relations_are_strict),
      cmocka_unit_test(what_is_wrong_with_a_row_is_said),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
