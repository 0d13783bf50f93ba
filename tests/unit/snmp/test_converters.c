/* From cells to readings. */
#include "snmp/converters.h"

#include "unit.h"

#define DISK "1.3.6.1.2.1.25.2.1.4"
#define RAM "1.3.6.1.2.1.25.2.1.2"

static struct row *add_row(struct walk *walk, guint32 index)
{
  struct row row = {.index = {1, {index}}};
  g_array_append_val(walk->rows, row);
  return &g_array_index(walk->rows, struct row, walk->rows->len - 1);
}

static struct cell number(guint64 value)
{
  return (struct cell){.state = CELL_READ, .number = value};
}

static struct cell text(const char *value)
{
  return (struct cell){.state = CELL_READ, .text = g_strdup(value)};
}

static void add_storage(struct walk *walk, guint32 index, const char *type, const char *descr, guint64 used)
{
  struct row *row = add_row(walk, index);
  row->cells[STORAGE_TYPE] = text(type);
  row->cells[STORAGE_DESCR] = text(descr);
  row->cells[STORAGE_UNITS] = number(1024);
  row->cells[STORAGE_SIZE] = number(1000);
  row->cells[STORAGE_USED] = number(used);
}

static void processors_are_averaged_and_counted(void **state)
{
  (void)state;
  struct walk walk;
  struct reading busy, count;
  walk_init(&walk, table_get(TABLE_PROCESSORS));
  processors_convert(&walk, &busy, &count);
  assert_int_equal(busy.state, READING_NOT_SUPPORTED);
  assert_int_equal(count.state, READING_NOT_SUPPORTED);
  add_row(&walk, 1)->cells[PROCESSOR_LOAD] = number(10);
  add_row(&walk, 2)->cells[PROCESSOR_LOAD] = number(100);
  processors_convert(&walk, &busy, &count);
  assert_true(busy.state == READING_KNOWN && busy.value == 55);
  assert_true(count.state == READING_KNOWN && count.value == 2);
  add_row(&walk, 3)->cells[PROCESSOR_LOAD] = number(101);
  processors_convert(&walk, &busy, &count);
  assert_int_equal(busy.state, READING_BAD_VALUE);
  assert_true(count.state == READING_KNOWN && count.value == 3);
  walk.cut = TRUE;
  processors_convert(&walk, &busy, &count);
  assert_int_equal(count.state, READING_BAD_VALUE);
  walk_clear(&walk);
}

static void memory_prefers_the_kernels_estimate(void **state)
{
  (void)state;
  struct cell cells[SCALARS] = {0};
  struct reading total, available;
  cells[SCALAR_MEM_TOTAL] = number(1000);
  cells[SCALAR_MEM_FREE] = number(100);
  memory_convert(cells, &total, &available);
  assert_true(total.value == 1000 * 1024.0);
  assert_int_equal(available.state, READING_NOT_SUPPORTED); /* without the cache it would be a lie */
  cells[SCALAR_MEM_BUFFER] = number(20);
  cells[SCALAR_MEM_CACHED] = number(3);
  memory_convert(cells, &total, &available);
  assert_true(available.value == 123 * 1024.0);
  cells[SCALAR_MEM_AVAILABLE] = number(50);
  cells[SCALAR_MEM_TOTAL_X] = number(5000000000);
  memory_convert(cells, &total, &available);
  assert_true(total.value == 5000000000 * 1024.0);
  assert_true(available.value == 50 * 1024.0);
}

static void impossible_memory_is_a_bad_value(void **state)
{
  (void)state;
  struct cell cells[SCALARS] = {0};
  struct reading total, available;
  cells[SCALAR_MEM_TOTAL] = number(1000);
  cells[SCALAR_MEM_AVAILABLE] = number(1001);
  memory_convert(cells, &total, &available);
  assert_int_equal(total.state, READING_KNOWN);
  assert_int_equal(available.state, READING_BAD_VALUE);
  cells[SCALAR_MEM_TOTAL] = number(G_MAXUINT64);
  memory_convert(cells, &total, &available);
  assert_int_equal(total.state, READING_BAD_VALUE);
  cells[SCALAR_MEM_TOTAL].state = CELL_BAD;
  memory_convert(cells, &total, &available);
  assert_int_equal(total.state, READING_BAD_VALUE);
}

static void memory_of_storage_rows_is_size_less_used(void **state)
{
  (void)state;
  struct walk walk;
  struct reading total, available;
  walk_init(&walk, table_get(TABLE_STORAGE));
  add_storage(&walk, 2, DISK, "/", 10);
  memory_convert_storage(&walk, &total, &available);
  assert_int_equal(total.state, READING_NOT_SUPPORTED);
  add_storage(&walk, 1, RAM, "Physical Memory", 600);
  memory_convert_storage(&walk, &total, &available);
  assert_true(total.value == 1000 * 1024.0);
  assert_true(available.value == 400 * 1024.0);
  g_array_index(walk.rows, struct row, 1).cells[STORAGE_USED].state = CELL_BAD;
  memory_convert_storage(&walk, &total, &available);
  assert_int_equal(available.state, READING_BAD_VALUE);
  walk_clear(&walk);
}

static void see(const struct samples_head *head, const char *object, const struct reading *readings, gsize n,
                gpointer user)
{
  (void)head;
  g_string_append(user, object);
  for (gsize i = 0; i < n; i++)
    if (readings[i].state == READING_KNOWN)
      g_string_append_printf(user, " %.0f", readings[i].value);
    else
      g_string_append_printf(user, " (%s)", reading_state_name(readings[i].state));
  g_string_append(user, "; ");
}

/* What the report says, as text; begins the next. */
static char *said(struct report *report)
{
  g_autoptr(GVariant) body = g_variant_ref_sink(report_end(report, 10));
  GString *out = g_string_new(NULL);
  assert_int_equal(samples_each(MESSAGE_SAMPLES, body, see, out), 0);
  report_begin(report);
  return g_string_free(out, FALSE);
}

static void disks_are_parts_and_equal_names_are_told_apart(void **state)
{
  (void)state;
  struct tally tally = {0};
  struct report *report = report_new("host:h1", &tally);
  struct walk walk;
  walk_init(&walk, table_get(TABLE_STORAGE));
  add_storage(&walk, 1, RAM, "Physical memory", 5);
  add_storage(&walk, 31, DISK, "/a=b", 1);
  add_storage(&walk, 32, DISK, "/a_b", 2);
  report_begin(report);
  storage_convert(&walk, report);
  assert_owned_string_equal(said(report), "host:h1{fs=/a_b} 1024000 1024; "
                                          "host:h1{fs=32#/a_b} 1024000 2048; ");
  report_parts_unknown(report, CLASS_HOST_STORAGE, READING_NOT_SUPPORTED);
  g_free(said(report)); /* once as gone, then never again */
  report_parts_unknown(report, CLASS_HOST_STORAGE, READING_NO_ANSWER);
  assert_owned_string_equal(said(report), "");
  walk_clear(&walk);
  report_free(report);
}

static void known_parts_are_reported_as_unknown(void **state)
{
  (void)state;
  struct tally tally = {0};
  struct report *report = report_new("host:h1", &tally);
  struct walk walk;
  walk_init(&walk, table_get(TABLE_STORAGE));
  add_storage(&walk, 31, DISK, "/", 1);
  report_begin(report);
  storage_convert(&walk, report);
  g_free(said(report));
  report_parts_unknown(report, CLASS_HOST_STORAGE, READING_NO_ANSWER);
  assert_owned_string_equal(said(report), "host:h1{fs=/} (no answer) (no answer); ");
  assert_int_equal(tally.values, 2);
  assert_int_equal(tally.unknown_values, 2);
  walk_clear(&walk);
  report_free(report);
}

static void interfaces_without_speed_or_64_bit_counters_say_so(void **state)
{
  (void)state;
  struct tally tally = {0};
  struct report *report = report_new("host:h1", &tally);
  struct counters *counters = counters_new(30000);
  struct walk walk;
  walk_init(&walk, table_get(TABLE_INTERFACES));
  static const struct {
    const char *name;
    guint64 type;
  } interfaces[] = {{"lo", 24}, {"eth0", 6}, {"vnet7", 6}};
  for (guint32 i = 0; i < G_N_ELEMENTS(interfaces); i++) {
    struct row *row = add_row(&walk, i + 1);
    row->time.known = TRUE;
    row->cells[INTERFACE_TYPE] = number(interfaces[i].type);
    row->cells[INTERFACE_NAME] = text(interfaces[i].name);
    row->cells[INTERFACE_RX] = number(G_MAXUINT64);
    row->cells[INTERFACE_TX].state = i == 1 ? CELL_BAD : CELL_ABSENT; /* a Counter32, say */
    row->cells[INTERFACE_HIGH_SPEED] = number(0);
  }
  report_begin(report);
  interfaces_convert(&walk, counters, report);
  assert_owned_string_equal(said(report), "host:h1{if=eth0} (a rate needs a second reading) "
                                          "(value out of bounds) (not supported there); ");
  walk_clear(&walk);
  counters_free(counters);
  report_free(report);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(processors_are_averaged_and_counted),
      cmocka_unit_test(memory_prefers_the_kernels_estimate),
      cmocka_unit_test(impossible_memory_is_a_bad_value),
      cmocka_unit_test(memory_of_storage_rows_is_size_less_used),
      cmocka_unit_test(disks_are_parts_and_equal_names_are_told_apart),
      cmocka_unit_test(known_parts_are_reported_as_unknown),
      cmocka_unit_test(interfaces_without_speed_or_64_bit_counters_say_so),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
