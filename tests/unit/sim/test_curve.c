/* Load curves, by formula and from files: curve.c, curve_read.c. */
#include "sim/curve.h"

#include "folder.h"
#include "unit.h"

#include <math.h>

static void formulas_have_their_shape(void **state)
{
  (void)state;
  const struct curve square = {CURVE_SQUARE, .low_pct = 10, .high_pct = 90, .period_sec = 100, .duty_pct = 25};
  const struct curve sine = {CURVE_SINE, .low_pct = 10, .high_pct = 90, .period_sec = 100};
  const struct curve ramp = {CURVE_RAMP, .low_pct = 10, .high_pct = 90, .period_sec = 100};
  assert_float_equal(curve_at(&square, 24), 90, 0);
  assert_float_equal(curve_at(&square, 25), 10, 0);
  assert_float_equal(curve_at(&square, 100), 90, 0);
  assert_float_equal(curve_at(&sine, 0), 10, 1e-9);
  assert_float_equal(curve_at(&sine, 50), 90, 1e-9);
  assert_float_equal(curve_at(&ramp, 50), 50, 1e-9);
  assert_float_equal(curve_at(&ramp, 1000), 90, 0);
}

static void spikes_come_once_in_each_period_at_moments_of_their_own(void **state)
{
  (void)state;
  const struct curve curve = {CURVE_SPIKES, .low_pct = 5, .high_pct = 95, .period_sec = 1000, .duty_pct = 10, .seed = 7};
  guint64 begins[20];
  guint differ = 0;
  for (guint turn = 0; turn < G_N_ELEMENTS(begins); turn++) {
    guint high = 0;
    for (guint i = 0; i < 1000; i++)
      if (curve_at(&curve, turn * 1000 + i) > 50 && high++ == 0)
        begins[turn] = i;
    assert_in_range(high, 99, 101);
    differ += turn > 0 && begins[turn] != begins[0];
  }
  assert_true(differ > 10);
}

static void noise_is_the_same_in_every_run_and_stays_within_bounds(void **state)
{
  (void)state;
  const struct curve curve = {.shape = CURVE_CONSTANT, .high_pct = 50, .noise_pct = 20, .seed = 3, .step_sec = 10};
  double sum = 0, squares = 0;
  for (guint i = 0; i < 10000; i++) {
    double pct = curve_at(&curve, i * 10);
    assert_true(pct >= 0 && pct <= 100);
    assert_float_equal(pct, curve_at(&curve, i * 10 + 9), 0);
    sum += pct;
    squares += (pct - 50) * (pct - 50);
  }
  assert_float_equal(sum / 10000, 50, 1);
  assert_float_equal(sqrt(squares / 10000), 20, 1);
}

/* A file of that text, in a folder of its own; both freed by done(). */
static char *written(const char *text)
{
  char *folder = g_dir_make_tmp("provost-curve-XXXXXX", NULL);
  char *path = g_build_filename(folder, "trace", NULL);
  assert_true(g_file_set_contents(path, text, -1, NULL));
  g_free(folder);
  return path;
}

static void done(char *path)
{
  g_autofree char *folder = g_path_get_dirname(path);
  folder_remove(folder);
  g_free(path);
}

static void one_percentage_a_line_is_a_trace_that_begins_again(void **state)
{
  (void)state;
  char *path = written("10\n20.5\n\n100");
  gsize n;
  struct curve curve = {.shape = CURVE_RECORDED, .step_sec = 300, .values = curve_read_lines(path, &n, NULL)};
  curve.n_values = n;
  assert_int_equal(n, 4);
  assert_float_equal(curve_at(&curve, 599), 20.5, 0);
  assert_true(isnan(curve_at(&curve, 600)));
  assert_float_equal(curve_at(&curve, 1200), 10, 0);
  g_free(curve.values);
  done(path);
}

static void what_is_no_percentage_is_refused_with_its_line(void **state)
{
  (void)state;
  static const char *const texts[] = {"1\n101\n", "1\n-1\n", "1\nnan\n", "1\n7x\n", "1\n1e999\n"};
  for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
    g_autoptr(GError) error = NULL;
    char *path = written(texts[i]);
    gsize n;
    assert_null(curve_read_lines(path, &n, &error));
    assert_error_says(error, "trace:2: ");
    done(path);
  }
  g_autoptr(GError) error = NULL;
  char *path = written("");
  gsize n;
  assert_null(curve_read_lines(path, &n, &error));
  assert_error_says(error, "holds no values");
  done(path);
}

static void a_csv_has_a_column_for_each_guest(void **state)
{
  (void)state;
  g_autoptr(GError) error = NULL;
  char *path = written("web, db\n1,2\n3,\n");
  struct curve_table *table = curve_table_read(path, &error);
  gsize n;
  assert_non_null(table);
  double *values = curve_table_take(table, "db", &n, &error);
  assert_int_equal(n, 2);
  assert_float_equal(values[0], 2, 0);
  assert_true(isnan(values[1]));
  assert_null(curve_table_take(table, "mail", &n, &error));
  assert_error_says(error, "no column \"mail\"");
  g_free(values);
  curve_table_free(table);
  done(path);
}

static void a_csv_line_with_too_few_fields_is_refused(void **state)
{
  (void)state;
  g_autoptr(GError) error = NULL;
  char *path = written("web,db\n1,2\n3\n");
  assert_null(curve_table_read(path, &error));
  assert_error_says(error, "trace:3: the line has 1 fields, the first one has 2");
  done(path);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(formulas_have_their_shape),
      cmocka_unit_test(spikes_come_once_in_each_period_at_moments_of_their_own),
      cmocka_unit_test(noise_is_the_same_in_every_run_and_stays_within_bounds),
      cmocka_unit_test(one_percentage_a_line_is_a_trace_that_begins_again),
      cmocka_unit_test(what_is_no_percentage_is_refused_with_its_line),
      cmocka_unit_test(a_csv_has_a_column_for_each_guest),
      cmocka_unit_test(a_csv_line_with_too_few_fields_is_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
