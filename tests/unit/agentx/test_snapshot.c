/* PROVOST-MIB's rows and the instances that managers walk. */
#include "agentx/snapshot.h"

#include "unit.h"

struct site {
  struct rows *rows;
};

static int setup(void **state)
{
  struct site *site = g_new0(struct site, 1);
  site->rows = rows_new();
  *state = site;
  return 0;
}

static int teardown(void **state)
{
  struct site *site = *state;
  rows_free(site->rows);
  g_free(site);
  return 0;
}

static char *oid_text(const struct instance *instance)
{
  guint32 oid[INSTANCE_OID_MAX];
  GString *text = g_string_new(NULL);
  gsize n = instance_oid(instance, oid);
  for (gsize i = 0; i < n; i++)
    g_string_append_printf(text, "%s%u", i ? "." : "", oid[i]);
  return g_string_free(text, FALSE);
}

/* All instances in the order of a walk, each asked for by the one before. */
static char *walk(const struct snapshot *snapshot)
{
  guint32 oid[INSTANCE_OID_MAX];
  gsize n = 0;
  struct instance found;
  GString *text = g_string_new(NULL);
  while (snapshot_next(snapshot, oid, n, &found)) {
    g_autofree char *here = oid_text(&found);
    struct instance again;
    g_string_append_printf(text, "%s ", here);
    n = instance_oid(&found, oid);
    assert_true(snapshot_find(snapshot, oid, n, &again));
    assert_ptr_equal(again.row, found.row);
    assert_int_equal(again.column, found.column);
  }
  return g_string_free(text, FALSE);
}

static const struct mib_value *value_of(const struct snapshot *snapshot, const char *object)
{
  guint table;
  const struct mib_column *column = mib_object(object, &table);
  const struct mib_row *row = snapshot->rows[table]->pdata[0];
  return &row->values[column - mib_table(table)->columns];
}

static void a_walk_goes_through_columns_and_rows_in_order(void **state)
{
  struct site *site = *state;
  assert_true(rows_put(site->rows, MIB_TIPS, "12", "{\"id\": 12, \"policy\": \"p\", \"severity\": \"warning\"}"));
  assert_true(rows_put(site->rows, MIB_TIPS, "3", "{\"id\": 3, \"policy\": \"q\"}"));
  assert_true(rows_put(site->rows, MIB_COUNTERS, "", "{\"role_restarts\": 1}"));
  struct snapshot *snapshot = rows_snapshot(site->rows);
  /* What is not known has no instance: tip 3 has no severity. */
  assert_owned_string_equal(walk(snapshot), "2.1.0 6.1.2.3 6.1.2.12 6.1.3.12 6.1.14.3 6.1.14.12 ");
  snapshot_unref(snapshot);
}

static void what_is_asked_for_beside_instances_is_none(void **state)
{
  struct site *site = *state;
  static const struct {
    guint32 oid[INSTANCE_OID_MAX + 1];
    gsize n;
    const char *next; /* NULL: none */
  } asked[] = {
      {{0}, 1, "6.1.2.7"},       {{6}, 1, "6.1.2.7"},    {{6, 1}, 2, "6.1.2.7"},       {{6, 1, 2}, 3, "6.1.2.7"},
      {{6, 1, 2, 6}, 4, "6.1.2.7"}, {{6, 1, 2, 7}, 4, NULL}, {{6, 1, 2, 7, 0}, 5, NULL}, {{6, 2}, 2, NULL},
      {{6, 1, 2, 4294967295}, 4, NULL}, {{4294967295}, 1, NULL},
  };
  rows_put(site->rows, MIB_TIPS, "7", "{\"policy\": \"p\"}");
  struct snapshot *snapshot = rows_snapshot(site->rows);
  for (gsize i = 0; i < G_N_ELEMENTS(asked); i++) {
    struct instance found;
    gboolean is_there = snapshot_next(snapshot, asked[i].oid, asked[i].n, &found);
    assert_int_equal(is_there, asked[i].next != NULL);
    if (is_there)
      assert_owned_string_equal(oid_text(&found), asked[i].next);
    if (asked[i].n != 4 || asked[i].oid[3] != 7)
      assert_false(snapshot_find(snapshot, asked[i].oid, asked[i].n, &found));
  }
  snapshot_unref(snapshot);
}

static void a_snapshot_stays_as_it_was(void **state)
{
  struct site *site = *state;
  rows_put(site->rows, MIB_HOSTS, "h1", "{\"name\": \"h1\"}");
  struct snapshot *before = rows_snapshot(site->rows);
  rows_put(site->rows, MIB_HOSTS, "h1", "{\"name\": \"other\"}");
  rows_remove(site->rows, MIB_HOSTS, "h1");
  rows_remove(site->rows, MIB_HOSTS, "never");
  struct snapshot *after = rows_snapshot(site->rows);
  assert_int_equal(after->rows[MIB_HOSTS]->len, 0);
  assert_int_equal(rows_count(site->rows), 0);
  assert_memory_equal(g_bytes_get_data(value_of(before, "HostName")->octets, NULL), "h1", 2);
  snapshot_unref(before);
  snapshot_unref(after);
}

static void an_index_is_the_same_after_a_restart(void **state)
{
  struct site *site = *state;
  struct rows *another = rows_new();
  rows_put(site->rows, MIB_GUESTS, "uuid-1", "{}");
  rows_put(another, MIB_GUESTS, "uuid-2", "{}");
  assert_int_equal(rows_index(site->rows, MIB_GUESTS, "uuid-1"), rows_index(another, MIB_GUESTS, "uuid-1"));
  assert_int_not_equal(rows_index(site->rows, MIB_GUESTS, "uuid-2"), rows_index(site->rows, MIB_GUESTS, "uuid-1"));
  rows_free(another);
}

/* Of 100,000 names some have the same hash. */
static void no_two_rows_have_one_index(void **state)
{
  struct site *site = *state;
  g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);
  for (guint i = 0; i < 100000; i++) {
    g_autofree char *key = g_strdup_printf("guest-%u", i);
    rows_put(site->rows, MIB_GUESTS, key, "{}");
    guint32 index = rows_index(site->rows, MIB_GUESTS, key);
    assert_in_range(index, 1, MIB_INDEX_MAX);
    assert_true(g_hash_table_add(seen, GUINT_TO_POINTER(index)));
  }
}

static void a_row_that_makes_no_sense_is_left_out(void **state)
{
  struct site *site = *state;
  assert_false(rows_put(site->rows, MIB_TIPS, "0", "{}"));
  assert_false(rows_put(site->rows, MIB_TIPS, "2147483648", "{}"));
  assert_false(rows_put(site->rows, MIB_TIPS, "x", "{}"));
  assert_false(rows_put(site->rows, MIB_HOSTS, "h", "[]"));
  assert_false(rows_put(site->rows, MIB_HOSTS, "h", "{"));
  assert_true(rows_put(site->rows, MIB_TIPS, "2147483647", "{}"));
  assert_int_equal(rows_count(site->rows), 1);
}

/* ---- values -------------------------------------------------------------------------------------- */

static struct mib_value read_value(const char *object, const char *text)
{
  guint table;
  json_auto_t *json = json_loads(text, 0, NULL);
  assert_non_null(json);
  return mib_value_read(mib_object(object, &table), json);
}

static void values_have_the_syntax_of_their_columns(void **state)
{
  (void)state;
  static const struct {
    const char *object, *json;
    enum mib_kind kind;
    guint64 number;
  } all[] = {
      {"HostCpuBusy", "{\"cpu_busy_pct\": 12.345}", MIB_GAUGE, 1235},
      {"HostCpuBusy", "{\"cpu_busy_pct\": null}", MIB_NOTHING, 0},
      {"HostCpuBusy", "{}", MIB_NOTHING, 0},
      {"HostCpuBusy", "{\"cpu_busy_pct\": \"12\"}", MIB_NOTHING, 0},
      {"HostCpuBusy", "{\"cpu_busy_pct\": -1}", MIB_NOTHING, 0},
      {"HostCpuBusy", "{\"cpu_busy_pct\": 1e300}", MIB_GAUGE, G_MAXUINT32},
      {"HostMemTotal", "{\"mem_total_bytes\": 9223372036854775807}", MIB_COUNTER64, G_MAXINT64},
      {"HostMemTotal", "{\"mem_total_bytes\": -1}", MIB_NOTHING, 0},
      {"HostRestricted", "{\"restricted\": {}}", MIB_INTEGER, 1},
      {"HostRestricted", "{\"restricted\": null}", MIB_INTEGER, 2},
      {"HostGuests", "{\"guests\": [1, 2]}", MIB_GAUGE, 2},
      {"HostState", "{\"state\": \"down\"}", MIB_INTEGER, 3},
      {"HostState", "{\"state\": \"unheard of\"}", MIB_NOTHING, 0},
      {"TipRaised", "{\"raised\": \"yesterday\"}", MIB_NOTHING, 0},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(all); i++) {
    struct mib_value value = read_value(all[i].object, all[i].json);
    assert_int_equal(value.kind, all[i].kind);
    assert_int_equal(value.number, all[i].number);
  }
}

static void assert_octets(const char *object, const char *json, gconstpointer bytes, gsize n)
{
  struct mib_value value = read_value(object, json);
  assert_int_equal(value.kind, MIB_OCTETS);
  assert_int_equal(g_bytes_get_size(value.octets), n);
  assert_memory_equal(g_bytes_get_data(value.octets, NULL), bytes, n);
  mib_value_clear(&value);
}

static void times_are_dates_in_utc(void **state)
{
  (void)state;
  assert_octets("TipRaised", "{\"raised\": \"2026-11-28T23:04:05.678Z\"}", "\x07\xea\x0b\x1c\x17\x04\x05\x06+\0\0", 11);
  assert_octets("TipRaised", "{\"raised\": \"2026-11-28T23:04:05+01:00\"}", "\x07\xea\x0b\x1c\x16\x04\x05\0+\0\0", 11);
}

static void a_text_is_cut_where_a_character_ends(void **state)
{
  (void)state;
  g_autofree char *long_text = g_strnfill(MIB_TEXT_MAX - 1, 'x');
  g_autofree char *json = g_strdup_printf("{\"text\": \"%s\u00fc\"}", long_text);
  assert_octets("TipText", json, long_text, MIB_TEXT_MAX - 1);
}

static void as_many_ids_are_said_as_there_is_room_for(void **state)
{
  (void)state;
  GString *json = g_string_new("{\"alerts\": [");
  assert_octets("TipAlerts", "{\"alerts\": [{\"id\": 4}, {\"id\": 17}]}", "4 17", 4);
  assert_octets("TipAlerts", "{\"alerts\": []}", "", 0);
  for (guint i = 0; i < 100; i++)
    g_string_append_printf(json, "%s{\"id\": %u}", i ? ", " : "", 1000 + i);
  g_string_append(json, "]}");
  struct mib_value value = read_value("TipAlerts", json->str);
  assert_int_equal(g_bytes_get_size(value.octets), 51 * 5 - 1); /* a 52nd would be too long by five */
  mib_value_clear(&value);
  g_string_free(json, TRUE);
}

static void the_first_way_that_fails_is_said(void **state)
{
  (void)state;
  assert_octets("HostTrouble", "{\"links\": {\"libvirt\": {\"reason\": \"\"}, \"snmp\": {\"reason\": \"x\"}}}", "x", 1);
  assert_octets("HostTrouble", "{\"links\": {\"libvirt\": {\"reason\": \"y\"}, \"snmp\": {\"reason\": \"x\"}}}", "y", 1);
  assert_octets("HostTrouble", "{\"links\": {\"libvirt\": {\"reason\": \"\"}}}", "", 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
  const struct CMUnitTest tests[] = {
      TEST(a_walk_goes_through_columns_and_rows_in_order),
      TEST(what_is_asked_for_beside_instances_is_none),
      TEST(a_snapshot_stays_as_it_was),
      TEST(an_index_is_the_same_after_a_restart),
      TEST(no_two_rows_have_one_index),
      TEST(a_row_that_makes_no_sense_is_left_out),
      cmocka_unit_test(values_have_the_syntax_of_their_columns),
      cmocka_unit_test(times_are_dates_in_utc),
      cmocka_unit_test(a_text_is_cut_where_a_character_ends),
      cmocka_unit_test(as_many_ids_are_said_as_there_is_room_for),
      cmocka_unit_test(the_first_way_that_fails_is_said),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
