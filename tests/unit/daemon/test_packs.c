/* What packs bring, as the core declares it for all roles: packs.c. */
#include "daemon/packs.h"

#include "folder.h"
#include "unit.h"

#include <glib/gstdio.h>
#include <string.h>

#define SCALAR(metric, oid) "    - {metric: " metric ", oid: " oid ", type: gauge, min: 0, max: 9}\n"
#define PACK(name, scalars) "name: " name "\nversion: 1.0\nsnmp:\n  scalars:\n" scalars
#define BAYS                                                                           \
  "  tables:\n"                                                                        \
  "    - {name: bayTable, of: device, index: {label: bay, name: 1.3.9.1}, max_rows: 4,\n" \
  "       columns: [{metric: device.good.bay_pct, oid: 1.3.9.2, type: gauge, min: 0, max: 9}]}\n"

#define TWIN(oid) "snmp:\n  scalars:\n" SCALAR("host.twin.one", "1.3.8." oid ".0")

/* In the order of their names: the second clashes with the first in its second row, the third with what is built in,
 * the fourth has an OID that is none, the last is no manifest. */
static const struct {
  const char *name, *text;
} packs[] = {
    {"a", PACK("a", SCALAR("host.good.one", "1.3.1.0")) BAYS},
    {"b", PACK("b", SCALAR("host.b.two", "1.3.2.0") SCALAR("host.good.one", "1.3.3.0"))},
    {"c", PACK("c", SCALAR("host.c.three", "1.3.4.0") SCALAR("host.cpu.busy_pct", "1.3.5.0"))},
    {"d", PACK("d", SCALAR("host.d.four", "1.3.6.0") SCALAR("host.d.five", "1.x.0"))},
    {"e", PACK("e", SCALAR("host.e.six", "1.3.7.0"))},
    {"f", "name: [f]\nversion: 1.0\n"},
};

static const char *const warnings[] = {
    "*/b/pack.yaml:6:7: \"host.good.one\" is a metric already; the pack b is refused as a whole",
    "*/c/pack.yaml:6:7: \"host.cpu.busy_pct\" is a metric already; the pack c is refused as a whole",
    "*/d/pack.yaml:6:*: oid must be an object identifier*; the pack d is refused as a whole",
    "*/f/pack.yaml:1:7: expected a plain text here; the pack */f is refused as a whole",
};

static GPtrArray *declare_from(char *folder)
{
  for (guint i = 0; i < G_N_ELEMENTS(packs); i++) {
    g_autofree char *own = g_build_filename(folder, packs[i].name, NULL);
    g_autofree char *path = g_build_filename(own, MANIFEST_FILE, NULL);
    assert_int_equal(g_mkdir(own, 0700), 0);
    assert_true(g_file_set_contents(path, packs[i].text, -1, NULL));
  }
  g_autoptr(GPtrArray) folders = g_ptr_array_new();
  g_ptr_array_add(folders, folder);
  g_autoptr(GPtrArray) declared = packs_new();
  return packs_load(folders, declared);
}

static void assert_refused(const GPtrArray *loaded, const char *folder)
{
  static const char *const faults[] = {"", "is a metric already", "is a metric already", "object identifier", "",
                                       "expected a plain text"};
  for (guint i = 0; i < loaded->len; i++) {
    const struct pack_text *text = ((const struct pack *)loaded->pdata[i])->text;
    g_autofree char *expected = g_build_filename(folder, packs[i].name, NULL);
    assert_string_equal(text->folder, expected);
    assert_non_null(strstr(text->fault, faults[i]));
    assert_int_equal(text->fault[0] == '\0', faults[i][0] == '\0');
  }
}

static void assert_polled(const GPtrArray *loaded)
{
  g_autoptr(GVariant) tables = g_variant_ref_sink(packs_tables(loaded));
  assert_int_equal(g_variant_n_children(tables), 3); /* scalars of a and e, bays of a */
  g_autoptr(GVariant) bays = g_variant_get_child_value(tables, 1);
  guint16 class;
  guint32 max_rows;
  g_variant_get_child(bays, 2, "q", &class);
  g_variant_get_child(bays, 4, "u", &max_rows);
  assert_string_equal(object_class_name(class), "device-bay");
  assert_int_equal(max_rows, 4);
}

static void a_pack_that_is_wrong_is_named_once_and_the_others_are_declared(void **state)
{
  (void)state;
  guint metrics = metric_count(), classes = object_class_count();
  g_autofree char *folder = g_dir_make_tmp("provost-packs-XXXXXX", NULL);
  for (guint i = 0; i < G_N_ELEMENTS(warnings); i++)
    g_test_expect_message(NULL, G_LOG_LEVEL_WARNING, warnings[i]);
  g_autoptr(GPtrArray) loaded = declare_from(folder);
  g_test_assert_expected_messages();
  folder_remove(folder);

  assert_int_equal(metric_count(), metrics + 3);
  assert_int_equal(object_class_count(), classes + 1);
  static const char *const absent[] = {"host.b.two", "host.c.three", "host.d.four", "host.d.five"};
  for (guint i = 0; i < G_N_ELEMENTS(absent); i++)
    assert_int_equal(metric_find(absent[i]), METRIC_NONE);
  assert_int_not_equal(metric_find("host.e.six"), METRIC_NONE);
  assert_refused(loaded, folder);
  assert_polled(loaded);
}

static void write_manifest(const char *folder, const char *objects)
{
  g_autofree char *path = g_build_filename(folder, MANIFEST_FILE, NULL);
  g_autofree char *text = g_strconcat("name: twin\nversion: 1\n", objects, NULL);
  assert_true(g_file_set_contents(path, text, -1, NULL));
}

/* The fault of the pack "twin" that is tried with these SNMP objects beside those packs. */
static char *fault_of_canary(const GPtrArray *running, const char *objects)
{
  g_autofree char *folder = g_dir_make_tmp("provost-canary-XXXXXX", NULL);
  write_manifest(folder, objects);
  g_autoptr(GPtrArray) folders = g_ptr_array_new(), all = packs_new();
  g_ptr_array_add(folders, folder);
  for (guint i = 0; i < running->len; i++)
    g_ptr_array_add(all, g_rc_box_acquire(running->pdata[i]));
  packs_add_canaries(all, folders);
  assert_int_equal(all->len, running->len + 1);
  const struct pack *canary = all->pdata[running->len];
  assert_true(canary->is_canary);
  g_autoptr(GVariant) tables = g_variant_ref_sink(packs_tables(all)), before = g_variant_ref_sink(packs_tables(running));
  assert_true(g_variant_equal(tables, before)); /* it brings nothing itself */
  folder_remove(folder);
  return g_strdup(canary->text->fault);
}

static void assert_canary_is_refused(const GPtrArray *running, const char *objects, const char *why)
{
  g_test_expect_message(NULL, G_LOG_LEVEL_WARNING, "*; the pack twin is refused as a whole");
  g_autofree char *fault = fault_of_canary(running, objects);
  g_test_assert_expected_messages();
  assert_non_null(strstr(fault, "a pack that is only tried may bring no other SNMP objects than the running pack twin: "));
  assert_non_null(strstr(fault, why));
}

static void a_canary_may_bring_what_the_running_version_brings_and_nothing_else(void **state)
{
  (void)state;
  g_autofree char *folder = g_dir_make_tmp("provost-packs-XXXXXX", NULL);
  write_manifest(folder, TWIN("7"));
  g_autoptr(GPtrArray) folders = g_ptr_array_new(), declared = packs_new(), none = packs_new();
  g_ptr_array_add(folders, folder);
  g_autoptr(GPtrArray) running = packs_load(folders, declared);
  guint metrics = metric_count();
  g_autofree char *same = fault_of_canary(running, TWIN("7")), *fewer = fault_of_canary(running, "");
  assert_string_equal(same, "");
  assert_string_equal(fewer, "");
  assert_canary_is_refused(running, TWIN("8"), "leave them as they are there");
  assert_canary_is_refused(none, TWIN("7"), "there is none of that name");
  assert_int_equal(metric_count(), metrics);
  folder_remove(folder);
}

static void write_pack(const char *folder, const char *name, const char *text)
{
  g_autofree char *own = g_build_filename(folder, name, NULL);
  g_autofree char *path = g_build_filename(own, MANIFEST_FILE, NULL);
  assert_int_equal(g_mkdir(own, 0700), 0);
  assert_true(g_file_set_contents(path, text, -1, NULL));
}

static void the_second_pack_of_a_name_is_left_out_with_one_sentence(void **state)
{
  (void)state;
  g_autofree char *folder = g_dir_make_tmp("provost-packs-XXXXXX", NULL);
  write_pack(folder, "first", PACK("twice", SCALAR("host.twice.one", "1.3.1.0") SCALAR("host.twice.two", "1.3.2.0")));
  write_pack(folder, "second", PACK("twice", SCALAR("host.twice.one", "1.3.1.0") SCALAR("host.twice.two", "1.3.2.0")));
  g_autoptr(GPtrArray) folders = g_ptr_array_new();
  g_ptr_array_add(folders, folder);
  g_autoptr(GPtrArray) declared = packs_new();
  g_test_expect_message(NULL, G_LOG_LEVEL_WARNING,
                        "the pack twice is loaded already from */first; the one in */second is left out");
  g_autoptr(GPtrArray) loaded = packs_load(folders, declared);
  g_test_assert_expected_messages();
  assert_int_equal(loaded->len, 1);
  assert_true(g_str_has_suffix(packs_named(loaded, "twice")->text->folder, "/first"));
  assert_null(packs_named(loaded, "second"));
  folder_remove(folder);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_pack_that_is_wrong_is_named_once_and_the_others_are_declared),
      cmocka_unit_test(a_canary_may_bring_what_the_running_version_brings_and_nothing_else),
      cmocka_unit_test(the_second_pack_of_a_name_is_left_out_with_one_sentence),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
