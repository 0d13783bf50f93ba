/* The SNMP objects of a pack: pack_tables.c, and how manifest.c leaves them out. */
#include "config/manifest.h"
#include "unit.h"

#include <glib/gstdio.h>
#include <string.h>

#define HEAD "name: acme\nversion: 1.0\n"
#define SCALAR(keys) HEAD "snmp:\n  scalars:\n    - {" keys "}\n"
#define TABLE(keys) HEAD "snmp:\n  tables:\n    - {" keys "}\n"
#define BOUNDS "type: gauge, min: 0, max: 9"
#define COLUMN "{metric: host.acme.rpm, oid: 1.3.6.1.4.1.99999.2, " BOUNDS "}"

static const char whole[] = HEAD
    "snmp:\n"
    "  scalars:\n"
    "    - {metric: host.acme.inlet_celsius, oid: 1.3.6.1.4.1.99999.1.1.0, type: integer, scale: 0.1,\n"
    "       unit: celsius, kind: gauge, min: -40, max: 150, help: Air at the inlet}\n"
    "    - {metric: device.acme.joules_per_sec, oid: 1.3.6.1.4.1.99999.1.2.0, type: counter64, kind: rate,\n"
    "       min: 0, max: 1e6, rrd_name: power}\n"
    "  tables:\n"
    "    - name: acmeFanTable\n"
    "      of: host\n"
    "      index: {label: fan, name: 1.3.6.1.4.1.99999.2.1.2}\n"
    "      max_rows: 64\n"
    "      columns:\n"
    "        - {metric: host.acme.fan_rpm, oid: 1.3.6.1.4.1.99999.2.1.3, type: gauge, unit: rpm,\n"
    "           min: 0, max: 100000}\n";

struct loaded {
  char *folder;
  struct manifest *manifest;
  GPtrArray *errors;
};

static struct loaded load(const char *text)
{
  struct loaded loaded = {.folder = g_dir_make_tmp("provost-pack-XXXXXX", NULL),
                          .errors = g_ptr_array_new_with_free_func(g_free)};
  g_autofree char *path = g_build_filename(loaded.folder, MANIFEST_FILE, NULL);
  assert_true(g_file_set_contents(path, text, -1, NULL));
  loaded.manifest = manifest_load(loaded.folder, loaded.errors);
  g_remove(path);
  return loaded;
}

static void loaded_done(struct loaded *loaded)
{
  g_rmdir(loaded->folder);
  g_free(loaded->folder);
  manifest_free(loaded->manifest);
  g_ptr_array_unref(loaded->errors);
}

static void scalars_and_tables_are_read_and_declared(void **state)
{
  (void)state;
  struct loaded loaded = load(whole);
  assert_int_equal(loaded.manifest->faults->len, 0);
  manifest_declare(loaded.manifest);
  assert_int_equal(loaded.manifest->faults->len, 0);
  assert_int_equal(loaded.manifest->tables->len, 3);

  const struct pack_table *scalars = loaded.manifest->tables->pdata[0];
  const struct pack_column *inlet = scalars->columns->pdata[0];
  assert_true(scalars->scalars);
  assert_int_equal(scalars->class, CLASS_HOST);
  assert_int_equal(inlet->oid.n, 9); /* without its .0 */
  assert_true(inlet->scale == 0.1);
  const struct metric *metric = metric_get(metric_find("host.acme.inlet_celsius"));
  assert_string_equal(metric->rrd_name, "acme_inlet_celsius");
  assert_string_equal(metric->unit, "celsius");
  assert_true(metric->min == -40 && metric->max == 150);

  metric = metric_get(metric_find("device.acme.joules_per_sec"));
  assert_string_equal(metric->rrd_name, "power");
  assert_int_equal(metric->kind, METRIC_RATE);
  assert_int_equal(metric->class, CLASS_DEVICE);

  const struct pack_table *fans = loaded.manifest->tables->pdata[2];
  assert_string_equal(object_class_name(fans->class), "host-fan");
  assert_int_equal(fans->name_oid.n, 10);
  assert_int_equal(metric_get(metric_find("host.acme.fan_rpm"))->class, fans->class);
  loaded_done(&loaded);
}

/* The second of four rows is wrong, and so is the last: both are named, and none is in the catalogue. */
static void one_bad_row_leaves_none_of_its_pack_declared_and_each_is_named(void **state)
{
  (void)state;
  guint metrics = metric_count(), classes = object_class_count();
  struct loaded loaded = load(HEAD "snmp:\n  scalars:\n"
                                   "    - {metric: host.b.first, oid: 1.3.1.0, " BOUNDS "}\n"
                                   "    - {metric: host.cpu.busy_pct, oid: 1.3.2.0, " BOUNDS "}\n"
                                   "  tables:\n"
                                   "    - {name: t, of: host, index: {label: bay}, columns: [\n"
                                   "        {metric: host.b.third, oid: 1.3.3, " BOUNDS "},\n"
                                   "        {metric: host.b.first, oid: 1.3.4, " BOUNDS "}]}\n");
  manifest_declare(loaded.manifest);
  assert_int_equal(loaded.manifest->faults->len, 2);
  assert_non_null(strstr(loaded.manifest->faults->pdata[0], ":6:7: \"host.cpu.busy_pct\" is a metric already"));
  assert_non_null(strstr(loaded.manifest->faults->pdata[1], ":10:9: \"host.b.first\" is a metric already"));
  assert_int_equal(loaded.manifest->tables->len, 0);
  assert_int_equal(metric_count(), metrics);
  assert_int_equal(object_class_count(), classes);
  assert_int_equal(metric_find("host.b.first"), METRIC_NONE);
  struct object object;
  assert_false(object_parse("host:h1{bay=1}", &object));
  loaded_done(&loaded);
}

static void a_table_of_several_kinds_of_subjects_is_one_of_each(void **state)
{
  (void)state;
  struct loaded loaded = load(TABLE("name: t, of: [host, device], index: {label: both}, max_rows: 9, columns: [\n"
                                    "       {metric: acme.both_rpm, oid: 1.3.6.1.4.1.99999.3, " BOUNDS "}]"));
  manifest_declare(loaded.manifest);
  assert_int_equal(loaded.manifest->faults->len, 0);
  assert_int_equal(loaded.manifest->tables->len, 2);
  static const char *const names[] = {"host.acme.both_rpm", "device.acme.both_rpm"};
  static const enum subject_kind kinds[] = {SUBJECT_HOST, SUBJECT_DEVICE};
  for (guint i = 0; i < 2; i++) {
    const struct pack_table *table = loaded.manifest->tables->pdata[i];
    const struct pack_column *column = table->columns->pdata[0];
    assert_int_equal(table->of, kinds[i]);
    assert_float_equal(table->max_rows, 9, 0);
    assert_string_equal(metric_get(column->id)->name, names[i]);
    assert_string_equal(metric_get(column->id)->rrd_name, "acme_both_rpm");
    assert_int_equal(object_class_whole(metric_get(column->id)->class), subject_class(kinds[i]));
  }
  loaded_done(&loaded);
}

/* The same pack once more: it cannot have what another has. */
static void what_cannot_be_declared_leaves_out_the_objects_of_that_pack(void **state)
{
  (void)state;
  struct loaded loaded = load(whole);
  manifest_declare(loaded.manifest);
  assert_int_equal(loaded.manifest->faults->len, 3); /* two scalars and the label of the table */
  assert_non_null(strstr(loaded.manifest->faults->pdata[0],
                         "pack.yaml:5:7: \"host.acme.inlet_celsius\" is a metric already"));
  assert_int_equal(loaded.manifest->tables->len, 0);
  assert_string_equal(loaded.manifest->name, "acme");
  loaded_done(&loaded);
}

static const struct {
  const char *text, *error;
} wrong[] = {
    {HEAD "snmp: [a]\n", ":3:7: expected a map with scalars here"},
    {HEAD "snmp: {scalers: []}\n", ":3:8: unknown key scalers; did you mean scalars?"},
    {HEAD "snmp: {scalars: a}\n", ":3:17: scalars must be a list"},
    {SCALAR("oid: 1.3.0, " BOUNDS), ":5:7: metric is missing here"},
    {SCALAR("metric: host.acme.a, " BOUNDS), ":5:7: oid is missing here"},
    {SCALAR("metric: host.acme.a, oid: 1.3.x.0, " BOUNDS), ":5:34: oid must be an object identifier"},
    {SCALAR("metric: host.acme.a, oid: 1.3.4294967296.0, " BOUNDS), "oid must be an object identifier"},
    {SCALAR("metric: host.acme.a, oid: 3.1.0, " BOUNDS), "oid must be an object identifier"},
    {SCALAR("metric: host.acme.a, oid: 1.40.0, " BOUNDS), "oid must be an object identifier"},
    {SCALAR("metric: host.acme.a, oid: 1.3.0, scale: 0, " BOUNDS), "a scale of 0 makes each value 0"},
    {SCALAR("metric: host.acme.a, oid: 1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1, " BOUNDS),
     "oid must be an object identifier of 2 to 24 numbers"},
    {SCALAR("metric: host.acme.a, oid: 1.3.6, " BOUNDS), "the oid of a scalar ends with .0"},
    {SCALAR("metric: host.acme.a, oid: 1.3.0, typ: gauge, " BOUNDS), "unknown key typ; did you mean type?"},
    {SCALAR("metric: host.acme.a, oid: 1.3.0, type: text, min: 0, max: 1"),
     "type must be integer or gauge or counter32 or counter64 or ticks"},
    {SCALAR("metric: host.acme.a, oid: 1.3.0, type: counter32, min: 0, max: 1"), "a counter has kind: rate"},
    {SCALAR("metric: host.acme.a, oid: 1.3.0, kind: rate, " BOUNDS), "a counter has kind: rate"},
    {SCALAR("metric: host.acme.a, oid: 1.3.0, scale: ten, " BOUNDS), "scale must be a number"},
    {SCALAR("metric: host.acme.a, oid: 1.3.0, type: gauge, min: [0], max: 1"), "min must be a single value"},
    {SCALAR("metric: cluster.acme.a, oid: 1.3.0, " BOUNDS), "begins with host., guest. or device."},
    {TABLE("name: t, of: cluster, index: {label: fan}, columns: [" COLUMN "]"), "of must be host or guest or device"},
    {TABLE("name: t, of: [], index: {label: fan}, columns: [" COLUMN "]"), ":5:21: of must be host or guest or device"},
    {TABLE("name: t, of: [host, disk], index: {label: fan}, columns: [" COLUMN "]"), ":5:28: of must be host or guest"},
    {TABLE("name: t, of: host, index: {label: fan}"), ":5:7: columns is missing here"},
    {TABLE("name: t, of: host, index: {lable: fan}, columns: [" COLUMN "]"), "did you mean label?"},
    {TABLE("name: t, of: host, index: {label: fan}, max_rows: 257, columns: [" COLUMN "]"), "max_rows must be from 1"},
    {TABLE("name: t, of: host, index: {label: fan}, columns: []"), "columns must be a list of 1 to 11 entries"},
    {TABLE("name: t, of: host, index: {label: fan}, columns: [{}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}]"),
     "columns must be a list of 1 to 11 entries"},
};

static void each_fault_is_a_sentence_with_its_place_and_the_pack_goes_on(void **state)
{
  (void)state;
  for (guint i = 0; i < G_N_ELEMENTS(wrong); i++) {
    struct loaded loaded = load(wrong[i].text);
    assert_non_null(loaded.manifest);
    assert_int_equal(loaded.errors->len, 0);
    gboolean found = FALSE;
    for (guint k = 0; k < loaded.manifest->faults->len; k++) {
      const char *error = loaded.manifest->faults->pdata[k];
      assert_true(g_str_has_prefix(error, loaded.folder));
      found = found || strstr(error, wrong[i].error);
    }
    if (!found)
      fail_msg("%s: not said: %s", loaded.manifest->faults->len ? (char *)loaded.manifest->faults->pdata[0] : "-",
               wrong[i].error);
    assert_int_equal(loaded.manifest->tables->len, 0);
    loaded_done(&loaded);
  }
}

static void assert_capability_fault(const char *capabilities, const char *fault)
{
  g_autofree char *text = g_strconcat(HEAD, "capabilities: ", capabilities, NULL);
  struct loaded loaded = load(text);
  assert_int_equal(loaded.manifest->faults->len, 1);
  if (!strstr(loaded.manifest->faults->pdata[0], fault))
    fail_msg("not said: %s, but %s", fault, (char *)loaded.manifest->faults->pdata[0]);
  loaded_done(&loaded);
}

static void what_is_declared_may_be_done_and_nothing_else(void **state)
{
  (void)state;
  g_autofree char *text = g_strconcat(whole, "capabilities: {metrics: [guest.cpu.wait_pct, host.cpu.*], "
                                             "remedies: [migrate]}\n", NULL);
  struct loaded loaded = load(text);
  const struct capabilities *may = loaded.manifest->capabilities;
  assert_int_equal(loaded.manifest->faults->len, 0);
  assert_true(capabilities_have_metric(may, "guest.cpu.wait_pct"));
  assert_true(capabilities_have_metric(may, "host.cpu.busy_pct"));
  assert_true(capabilities_have_metric(may, "host.acme.fan_rpm")); /* that it brings */
  assert_false(capabilities_have_metric(may, "host.cpufreq.now"));
  assert_false(capabilities_have_metric(may, "guest.cpu.wait_pct_too"));
  assert_false(capabilities_have_metric(may, "guest.cpu.used_pct"));
  assert_true(capabilities_have_remedy(may, REMEDY_MIGRATE));
  assert_true(capabilities_have_remedy(may, REMEDY_NOTIFY));
  assert_false(capabilities_have_remedy(may, REMEDY_EVACUATE));
  assert_false(capabilities_have_remedy(may, REMEDY_KINDS));
  g_autoptr(GVariant) body = g_variant_ref_sink(capabilities_body(may));
  struct capabilities *received = capabilities_of(body), *other = capabilities_new();
  assert_true(capabilities_equal(may, received));
  assert_false(capabilities_equal(may, other));
  capabilities_unref(received);
  capabilities_unref(other);
  loaded_done(&loaded);
}

static void a_pack_that_declares_nothing_reads_all_and_notifies(void **state)
{
  (void)state;
  struct loaded loaded = load(HEAD);
  assert_true(capabilities_have_metric(loaded.manifest->capabilities, "host.cpu.busy_pct"));
  assert_int_equal(loaded.manifest->capabilities->remedies, 1u << REMEDY_NOTIFY);
  loaded_done(&loaded);
  loaded = load(HEAD "capabilities: {metrics: []}\n");
  assert_false(capabilities_have_metric(loaded.manifest->capabilities, "host.cpu.busy_pct"));
  loaded_done(&loaded);
}

static void a_wrong_capability_is_a_fault_with_its_place(void **state)
{
  (void)state;
  assert_capability_fault("all", ":3:15: expected {metrics: [METRIC, ...], remedies: [REMEDY, ...]}");
  assert_capability_fault("{metric: [host.cpu.*]}", ":3:16: unknown key metric; did you mean metrics?");
  assert_capability_fault("{metrics: host.cpu.*}", ":3:25: expected a list, as in metrics: [host.cpu.*]");
  assert_capability_fault("{remedies: [migrat]}", ":3:27: there is no such remedy; did you mean migrate?");
  assert_capability_fault("{remedies: [x-x-x-x-x]}", "those there are: notify, migrate, resize_memory");
  assert_capability_fault("{remedies: [[notify]]}", ":3:27: expected a name");
  static const char *const patterns[] = {"host.*.busy_pct", "host.cpu*", "'*'", "'.*'", "host..*", "host.", "Host.cpu", "''"};
  for (guint i = 0; i < G_N_ELEMENTS(patterns); i++) {
    g_autofree char *metrics = g_strdup_printf("{metrics: [%s]}", patterns[i]);
    assert_capability_fault(metrics, ":3:26: expected a metric, or metrics that begin alike, as host.cpu.*");
  }
  g_autoptr(GString) many = g_string_new("{metrics: [");
  for (guint i = 0; i <= CAPABILITY_METRICS_MAX; i++)
    g_string_append_printf(many, "host.cpu.m%u, ", i);
  g_string_append(many, "]}");
  assert_capability_fault(many->str, "a pack declares at most 128 metrics");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(scalars_and_tables_are_read_and_declared),
      cmocka_unit_test(a_table_of_several_kinds_of_subjects_is_one_of_each),
      cmocka_unit_test(one_bad_row_leaves_none_of_its_pack_declared_and_each_is_named),
      cmocka_unit_test(what_cannot_be_declared_leaves_out_the_objects_of_that_pack),
      cmocka_unit_test(what_is_declared_may_be_done_and_nothing_else),
      cmocka_unit_test(a_pack_that_declares_nothing_reads_all_and_notifies),
      cmocka_unit_test(a_wrong_capability_is_a_fault_with_its_place),
      cmocka_unit_test(each_fault_is_a_sentence_with_its_place_and_the_pack_goes_on),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
