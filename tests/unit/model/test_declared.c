/* What packs declare at run time: metrics.c. */
#include "base/limits.h"
#include "model/object.h"
#include "unit.h"

#include <math.h>

static const struct metric fan = {"host.acme.fan_rpm", "acme_fan_rpm", CLASS_HOST, "rpm", METRIC_GAUGE, 0, 1e5, "Fan."};

static void assert_refused(struct metric row, const char *part)
{
  g_autoptr(GError) error = NULL;
  guint before = metric_count();
  assert_int_equal(metric_declare(&row, &error), METRIC_NONE);
  assert_non_null(strstr(error->message, part));
  assert_int_equal(metric_count(), before);
}

static void a_declared_metric_is_like_a_built_in_one(void **state)
{
  (void)state;
  guint before = metric_count();
  enum metric_id id = metric_declare(&fan, NULL);
  assert_int_equal(id, before);
  assert_int_equal(metric_find("host.acme.fan_rpm"), id);
  assert_string_equal(metric_get(id)->rrd_name, "acme_fan_rpm");
  assert_ptr_not_equal(metric_get(id)->name, NULL);
  g_autofree const char **names = metric_names();
  assert_string_equal(names[id], "host.acme.fan_rpm");
  assert_null(names[id + 1]);
  assert_refused(fan, "is a metric already");
}

static void a_row_that_breaks_a_rule_is_refused_with_a_sentence(void **state)
{
  (void)state;
#define REFUSED(change, part)                 \
  do {                                        \
    struct metric it = fan;                   \
    it.name = "host.acme.other";              \
    it.rrd_name = "acme_other";               \
    change;                                   \
    assert_refused(it, part);                 \
  } while (0)
  REFUSED(it.name = "host.other", "is no name of a metric");
  REFUSED(it.name = "guest.acme.other", "is no name of a metric");
  REFUSED(it.name = "host.acme.", "is no name of a metric");
  REFUSED(it.name = "host.Acme.other", "is no name of a metric");
  REFUSED(it.name = "host.acme.9", "is no name of a metric");
  REFUSED(it.class = object_class_count(), "is no name of a metric");
  REFUSED(it.name = "host.cpu.busy_pct", "is a metric already");
  REFUSED(it.rrd_name = "cpu_busy_pct", "is a data source of these objects already");
  REFUSED(it.rrd_name = "a23456789012345678901", "at most 19");
  REFUSED(it.rrd_name = "", "at most 19");
  REFUSED(it.unit = "1234567890123456", "is no unit");
  REFUSED(it.unit = "r\np\nm", "is no unit");
  REFUSED(it.min = NAN, "bounds");
  REFUSED(it.max = INFINITY, "bounds");
  REFUSED(it.max = it.min, "bounds");
}

static void a_declared_class_has_objects_and_a_word_for_files(void **state)
{
  (void)state;
  enum object_class class = object_class_declare(CLASS_HOST, "fan", NULL);
  assert_string_equal(object_class_name(class), "host-fan");
  assert_string_equal(object_class_label(class), "fan");
  assert_null(object_class_only(class));
  assert_int_equal(object_class_whole(class), CLASS_HOST);
  struct object object;
  assert_true(object_parse("host:h1{fan=rear left}", &object));
  assert_int_equal(object.class, class);
  assert_false(object_parse("guest:g1{fan=rear}", &object));
}

static void a_label_is_a_word_and_unique_among_the_parts_of_a_subject(void **state)
{
  (void)state;
  static const char *const wrong[] = {"if", "fs", "", "Fan", "a=b", "a}", "a23456789012345678901"};
  for (guint i = 0; i < G_N_ELEMENTS(wrong); i++) {
    g_autoptr(GError) error = NULL;
    assert_int_equal(object_class_declare(CLASS_HOST, wrong[i], &error), CLASS_NONE);
    assert_non_null(strstr(error->message, "label"));
  }
}

static enum metric_id declare_numbered(enum object_class class, guint number, GError **error)
{
  g_autofree char *name = g_strdup_printf("host.acme.m%u", number), *source = g_strdup_printf("m%u", number);
  struct metric row = fan;
  row.name = name;
  row.rrd_name = source;
  row.class = class;
  return metric_declare(&row, error);
}

/* The last test: nothing can be declared behind it. */
static void there_is_a_limit_to_each_class_and_to_all(void **state)
{
  (void)state;
  g_autoptr(GError) error = NULL, label_error = NULL;
  for (guint i = 0; object_class_count() < CLASS_COUNT + CLASSES_DECLARED_MAX; i++) {
    g_autofree char *label = g_strdup_printf("part%u", i);
    assert_int_not_equal(object_class_declare(CLASS_HOST, label, NULL), CLASS_NONE);
  }
  assert_int_equal(object_class_declare(CLASS_HOST, "more", &label_error), CLASS_NONE);
  assert_non_null(strstr(label_error->message, "one table too many"));
  enum object_class class = object_class_count() - 1;
  guint number = 0;
  for (; number < CLASS_METRICS_MAX; number++)
    assert_int_not_equal(declare_numbered(class, number, NULL), METRIC_NONE);
  assert_int_equal(declare_numbered(class, number, &error), METRIC_NONE);
  assert_non_null(strstr(error->message, "too many of one kind of object"));
  g_clear_error(&error);
  for (; metric_count() < CATALOGUE_MAX; number++)
    assert_int_not_equal(declare_numbered(class - 1 - number / CLASS_METRICS_MAX, number, NULL), METRIC_NONE);
  assert_int_equal(declare_numbered(class - 20, number, &error), METRIC_NONE);
  assert_non_null(strstr(error->message, "256 in all"));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_declared_metric_is_like_a_built_in_one),
      cmocka_unit_test(a_row_that_breaks_a_rule_is_refused_with_a_sentence),
      cmocka_unit_test(a_declared_class_has_objects_and_a_word_for_files),
      cmocka_unit_test(a_label_is_a_word_and_unique_among_the_parts_of_a_subject),
      cmocka_unit_test(there_is_a_limit_to_each_class_and_to_all),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
