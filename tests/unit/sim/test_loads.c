/* Where guests get their load from, and which guests there are by that: scenario_load.c, load_files.c, wander.c. */
#include "scenes.h"

#include "folder.h"
#include "sim/wander.h"
#include "unit.h"

#include <math.h>

#define HOSTS "title: t\nlength: 1h\nclusters:\n  - name: c\n    hosts:\n      - {name: h, cores: 4, memory: 64GiB}\n    guests:\n"

struct recorded {
  char *folder;
  GPtrArray *errors;
};

static int set_up(void **state)
{
  struct recorded *recorded = g_new(struct recorded, 1);
  recorded->folder = g_dir_make_tmp("provost-loads-XXXXXX", NULL);
  recorded->errors = g_ptr_array_new_with_free_func(g_free);
  *state = recorded;
  return 0;
}

static int tear_down(void **state)
{
  struct recorded *recorded = *state;
  folder_remove(recorded->folder);
  g_ptr_array_unref(recorded->errors);
  g_free(recorded->folder);
  g_free(recorded);
  return 0;
}

static void write_file(const struct recorded *recorded, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename(recorded->folder, name, NULL), *folder = g_path_get_dirname(path);
  assert_int_equal(g_mkdir_with_parents(folder, 0700), 0);
  assert_true(g_file_set_contents(path, text, -1, NULL));
}

/* NULL: refused, with the first error in `errors`. */
static struct scenario *read_guests(const struct recorded *recorded, const char *guests)
{
  g_autofree char *text = g_strconcat(HOSTS, guests, NULL), *path = g_build_filename(recorded->folder, "s.yaml", NULL);
  g_ptr_array_set_size(recorded->errors, 0);
  write_file(recorded, "s.yaml", text);
  return scenario_read(path, recorded->errors);
}

static void assert_first(const struct scenario *scenario, guint guest, const char *name, double pct)
{
  assert_string_equal(scenario_guest(scenario, guest)->name, name);
  assert_float_equal(curve_at(&scenario_guest(scenario, guest)->curve, 0), pct, 1e-9);
}

static void assert_refused(const struct recorded *recorded, const char *guests, const char *expected)
{
  struct scenario *scenario = read_guests(recorded, guests);
  assert_null(scenario);
  if (!strstr(recorded->errors->pdata[0], expected))
    fail_msg("\"%s\" is said, not \"%s\"", (char *)recorded->errors->pdata[0], expected);
}

static void write_traces(const struct recorded *recorded)
{
  for (guint i = 0; i < 5; i++) {
    g_autofree char *name = g_strdup_printf("traces/vm%u", i), *text = g_strdup_printf("%u\n2\n", 10 * i);
    write_file(recorded, name, text);
  }
}

static void a_row_that_takes_a_folder_has_a_guest_for_each_file(void **state)
{
  write_traces(*state);
  struct scenario *scenario = read_guests(*state, "      - {name: g, memory: 1GiB, load: {traces: traces}}\n");
  assert_non_null(scenario);
  assert_int_equal(scenario->guests->len, 5);
  assert_first(scenario, 0, "g1", 0);
  assert_first(scenario, 4, "g5", 40);
  scenario_free(scenario);
}

static void rows_of_one_folder_go_on_where_the_row_before_ended(void **state)
{
  write_traces(*state);
  struct scenario *scenario = read_guests(*state, "      - {name: a, count: 2, memory: 1GiB, load: {traces: traces}}\n"
                                                  "      - {name: b, memory: 2GiB, load: {traces: traces}}\n"
                                                  "      - {name: c, count: 6, memory: 2GiB, load: {traces: traces}}\n");
  assert_non_null(scenario);
  assert_int_equal(scenario->guests->len, 11);
  assert_first(scenario, 1, "a2", 10);
  assert_first(scenario, 2, "b1", 20);
  assert_first(scenario, 4, "b3", 40);
  assert_first(scenario, 5, "c1", 0);
  assert_first(scenario, 10, "c6", 0);
  scenario_free(scenario);
}

static void a_pattern_takes_some_files_of_a_folder(void **state)
{
  write_traces(*state);
  write_file(*state, "traces/other", "77\n");
  struct scenario *scenario = read_guests(*state, "      - {name: g, memory: 1GiB, load: {traces: traces/vm*}}\n");
  assert_non_null(scenario);
  assert_int_equal(scenario->guests->len, 5);
  scenario_free(scenario);
  assert_refused(*state, "      - {name: g, memory: 1GiB, load: {traces: traces/x*}}\n", "there is no file of a load curve in ");
  assert_refused(*state, "      - {name: g, memory: 1GiB, load: {traces: absent}}\n", "s.yaml:8:39: ");
}

static void guests_are_named_as_files_or_columns_by_a_pattern(void **state)
{
  write_traces(*state);
  write_file(*state, "loads.csv", "time,web1,\"web2\",db\n2026-01-01T00:00,1,2,3\n2026-01-01T00:05,4,,6\n");
  struct scenario *scenario = read_guests(*state, "      - {name: 'vm*', memory: 1GiB, load: {traces: traces}}\n"
                                                  "      - {name: 'web*', memory: 1GiB, load: {csv: loads.csv}}\n"
                                                  "      - {name: db, memory: 1GiB, load: {csv: loads.csv}}\n");
  assert_non_null(scenario);
  assert_int_equal(scenario->guests->len, 8);
  assert_first(scenario, 3, "vm3", 30);
  assert_first(scenario, 6, "web2", 2);
  assert_first(scenario, 7, "db", 3);
  assert_true(isnan(curve_at(&scenario_guest(scenario, 6)->curve, 300)));
  scenario_free(scenario);
  assert_refused(*state, "      - {name: 'x*', memory: 1GiB, load: {csv: loads.csv}}\n", "no column is named like x*");
  assert_refused(*state, "      - {name: 'x*', memory: 1GiB, load: 30%}\n", "only where their load is from csv or traces");
  assert_refused(*state, "      - {name: 'vm*', count: 2, memory: 1GiB, load: {traces: traces}}\n", "leave out count");
}

static void what_one_should_know_of_the_files_is_noted(void **state)
{
  write_file(*state, "loads.csv", "time,web\nx,1\n");
  struct scenario *scenario = read_guests(*state, "      - {name: web, memory: 1GiB, load: {csv: loads.csv}}\n");
  assert_non_null(scenario);
  assert_int_equal(scenario->notes->len, 2);
  assert_string_equal(scenario->notes->pdata[0],
                      "of the 1 records from web on 1 are shorter than the scenario, and begin again");
  assert_non_null(strstr(scenario->notes->pdata[1], "no guest takes 1 of the columns of "));
  assert_non_null(strstr(scenario->notes->pdata[1], "loads.csv: time"));
  scenario_free(scenario);
}

static void a_bad_value_is_named_with_its_file_and_line(void **state)
{
  write_file(*state, "t/a", "5\nNaN\n");
  write_file(*state, "loads.csv", "web\n1\n101\n");
  assert_refused(*state, "      - {name: g, memory: 1GiB, load: {traces: t}}\n", "t/a:2: \"NaN\" is no percentage from 0 to 100; what is not known is left empty");
  assert_refused(*state, "      - {name: web, memory: 1GiB, load: {csv: loads.csv}}\n", "loads.csv:3: \"101\" is no percentage");
  assert_refused(*state, "      - {name: db, memory: 1GiB, load: {csv: loads.csv}}\n", "has no column \"db\"");
}

static void loads_that_wander_are_of_all_kinds_and_the_same_in_every_run(void **state)
{
  (void)state;
  const struct wander wander = {7, 35, 6, 1020};
  guint idle = 0, busy = 0;
  double all = 0;
  for (guint64 seed = 1; seed <= 200; seed++) {
    g_autofree double *values = wander_draw(&wander, seed, 300, 288), *again = wander_draw(&wander, seed, 300, 288);
    double sum = 0;
    assert_memory_equal(values, again, 288 * sizeof *values);
    for (guint i = 0; i < 288; i++) {
      assert_true(values[i] >= 0 && values[i] <= 100);
      sum += values[i] / 288;
    }
    idle += sum < 8;
    busy += sum > 25;
    all += sum / 200;
  }
  assert_in_range(idle, 50, 120);
  assert_in_range(busy, 5, 50);
  assert_true(all > 9 && all < 18);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(a_row_that_takes_a_folder_has_a_guest_for_each_file, set_up, tear_down),
      cmocka_unit_test_setup_teardown(rows_of_one_folder_go_on_where_the_row_before_ended, set_up, tear_down),
      cmocka_unit_test_setup_teardown(a_pattern_takes_some_files_of_a_folder, set_up, tear_down),
      cmocka_unit_test_setup_teardown(guests_are_named_as_files_or_columns_by_a_pattern, set_up, tear_down),
      cmocka_unit_test_setup_teardown(what_one_should_know_of_the_files_is_noted, set_up, tear_down),
      cmocka_unit_test_setup_teardown(a_bad_value_is_named_with_its_file_and_line, set_up, tear_down),
      cmocka_unit_test(loads_that_wander_are_of_all_kinds_and_the_same_in_every_run),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
