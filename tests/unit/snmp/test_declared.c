/* The tables that packs declare, as an agent is asked for them: declared.c and discovery.c. All figures are made up. */
#include "snmp/declared.h"

#include "recording.h"
#include "unit.h"

#define CLOCK "1.3.6.1.2.1.1.3.0|67|500000\n1.3.6.1.6.3.10.2.1.2.0|2|7\n"
#define ACME "1.3.6.1.4.1.99999.7.1."

static const struct found *found_of(const struct inventory *inventory, const struct table *table)
{
  for (guint i = 0; i < inventory->found->len; i++)
    if (g_array_index(inventory->found, struct found, i).table == table)
      return &g_array_index(inventory->found, struct found, i);
  return NULL;
}

static enum reading_state why_of(const char *lines, const GPtrArray *tables, guint *rows)
{
  struct recording *recording = recording_parse(lines);
  recording_declare(recording, tables);
  struct inventory *inventory = recording_discover(recording, SUBJECT_HOST, NULL);
  const struct found *found = found_of(inventory, tables->pdata[0]);
  *rows = found->n;
  enum reading_state why = found->why;
  inventory_free(inventory);
  recording_free(recording);
  return why;
}

/* The second and fourth column of a table are declared: the agent has it as soon as it has any. */
static void a_table_of_a_pack_is_there_as_soon_as_anything_of_its_entry_is_and_else_is_not_walked(void **state)
{
  (void)state;
  g_autoptr(GPtrArray) builtin = g_ptr_array_new();
  tables_builtin(builtin);
  g_autofree char *text = g_strdup_printf(
      "[('acme', 0x00, %u, false, 9, @au [], [(%u, [1,3,6,1,4,1,99999,7,1,2], 0x01, 1.0), "
      "(%u, [1,3,6,1,4,1,99999,7,1,4], 0x01, 1.0)])]",
      CLASS_HOST_NET, METRIC_HOST_NET_RX_BYTES_PER_SEC, METRIC_HOST_NET_TX_BYTES_PER_SEC);
  g_autoptr(GVariant) body = g_variant_parse(G_VARIANT_TYPE("a(syqbuaua(qauyd))"), text, NULL, NULL, NULL);
  assert_non_null(body);
  g_autoptr(GPtrArray) tables = declared_tables(body, builtin);
  assert_int_equal(tables->len, 1);
  guint rows;
  assert_int_equal(why_of(CLOCK ACME "2.1|66|5\n" ACME "4.1|66|6\n", tables, &rows), READING_KNOWN);
  assert_int_equal(rows, 1);
  assert_int_equal(why_of(CLOCK ACME "1.1|66|1\n" ACME "3.1|66|1\n" ACME "4.1|66|6\n", tables, &rows), READING_KNOWN);
  assert_int_equal(rows, 1);
  assert_int_equal(why_of(CLOCK "1.3.6.1.4.1.99999.8.1.2.1|66|5\n", tables, &rows), READING_NOT_SUPPORTED);
}

/* The rate of a counter of 32 bits, times 4, that went from 4294967290 to `now` in 10 s, of a metric of that maximum. */
static struct reading turned(const char *label, double max, const char *now)
{
  g_autoptr(GPtrArray) none = g_ptr_array_new();
  g_autofree char *name = g_strdup_printf("host.acme.%s", label);
  g_autofree char *object = g_strdup_printf("host:r{%s=1}", label);
  enum object_class class = object_class_declare(CLASS_HOST, label, NULL);
  enum metric_id id = metric_declare(&(struct metric){name, label, class, "", METRIC_RATE, 0, max, ""}, NULL);
  g_autofree char *text = g_strdup_printf(
      "[('acme', 0x00, %u, false, 9, @au [], [(%u, [1,3,6,1,4,1,99999,7,1,2], 0x02, 4.0)])]", class, id);
  g_autoptr(GVariant) body = g_variant_parse(G_VARIANT_TYPE("a(syqbuaua(qauyd))"), text, NULL, NULL, NULL);
  g_autoptr(GPtrArray) tables = declared_tables(body, none);
  struct recording *recording = recording_parse(CLOCK ACME "2.1|65|4294967290\n");
  recording_declare(recording, tables);
  struct inventory *inventory = recording_discover(recording, SUBJECT_HOST, NULL);
  recording_poll(recording, inventory);
  recording_pass(recording, 10000);
  recording_set(recording, now);
  recording_poll(recording, inventory);
  struct reading reading = recording_reading(inventory, object, id);
  inventory_free(inventory);
  recording_free(recording);
  return reading;
}

static void a_counter_turns_over_only_where_its_maximum_allows(void **state)
{
  (void)state;
  struct reading reading = turned("slow", 1000, ACME "2.1|65|94");
  assert_int_equal(reading.state, READING_KNOWN);
  assert_float_equal(reading.value, 40, 0);
  assert_int_equal(turned("back", 1000, ACME "2.1|65|400000").state, READING_RESET);
  assert_int_equal(turned("fast", 2e9, ACME "2.1|65|94").state, READING_NOT_SUPPORTED);
}

static void a_kind_of_subject_has_room_for_64_tables_and_another_for_as_many(void **state)
{
  (void)state;
  g_autoptr(GPtrArray) builtin = g_ptr_array_new();
  tables_builtin(builtin);
  GVariantBuilder rows;
  g_variant_builder_init(&rows, G_VARIANT_TYPE("a(syqbuaua(qauyd))"));
  for (guint kind = 0; kind < 2; kind++)
    for (guint i = 0; i < TABLES_MAX; i++) {
      g_autofree char *text = g_strdup_printf("('acme', 0x%02x, %u, false, 9, @au [], [(%u, [1,3,6,1,4,1,99999,%u], 0x01, 1.0)])",
                                              kind ? SUBJECT_DEVICE : SUBJECT_HOST, kind ? CLASS_DEVICE_NET : CLASS_HOST_NET,
                                              kind ? METRIC_DEVICE_NET_RX_BYTES_PER_SEC : METRIC_HOST_NET_RX_BYTES_PER_SEC, i);
      g_variant_builder_add_value(&rows, g_variant_parse(G_VARIANT_TYPE("(syqbuaua(qauyd))"), text, NULL, NULL, NULL));
    }
  g_autoptr(GVariant) body = g_variant_ref_sink(g_variant_builder_end(&rows));
  guint room = 0;
  for (guint i = 0; i < builtin->len; i++) {
    const struct table *table = builtin->pdata[i];
    room += (guint)((table->views[SUBJECT_HOST] != NULL) + (table->views[SUBJECT_DEVICE] != NULL));
  }
  room = 2 * TABLES_MAX - room;
  for (guint i = room; i < 2 * TABLES_MAX; i++)
    g_test_expect_message(NULL, G_LOG_LEVEL_WARNING, "a table that a pack declares is not polled*");
  g_autoptr(GPtrArray) tables = declared_tables(body, builtin);
  g_test_assert_expected_messages();
  assert_int_equal(tables->len, room);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_table_of_a_pack_is_there_as_soon_as_anything_of_its_entry_is_and_else_is_not_walked),
      cmocka_unit_test(a_counter_turns_over_only_where_its_maximum_allows),
      cmocka_unit_test(a_kind_of_subject_has_room_for_64_tables_and_another_for_as_many),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
