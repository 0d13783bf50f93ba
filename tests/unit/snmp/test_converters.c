/* From walked rows and polled slots to readings, for the built-in tables. */
#include "snmp/converters.h"

#include "unit.h"

#include <math.h>
#include <string.h>

#define DISK "1.3.6.1.2.1.25.2.1.4"
#define RAM "1.3.6.1.2.1.25.2.1.2"
#define SUBJECT "host:h1"

static const struct table *table_of(const char *name)
{
  g_autoptr(GPtrArray) tables = g_ptr_array_new();
  tables_builtin(tables);
  for (guint i = 0; i < tables->len; i++)
    if (strcmp(((const struct table *)tables->pdata[i])->name, name) == 0)
      return tables->pdata[i];
  fail_msg("no table %s", name);
  return NULL;
}

static struct row *add_row(struct walk *walk, guint32 index)
{
  struct row row = {.index = {1, {index}}, .ordinal = walk->rows->len};
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

/* The inventory of what was walked, whose moving cells are read as walked. */
static struct inventory *read_as_walked(const struct walk *walk)
{
  struct inventory *inventory = inventory_new();
  inventory_add(inventory, walk->table, SUBJECT, SUBJECT_HOST, walk, READING_KNOWN);
  for (guint i = 0; i < inventory->instances->len; i++) {
    struct instance *instance = inventory_instance(inventory, i);
    const struct row *row = walk_row(walk, instance->ordinal);
    instance->why = READING_KNOWN;
    for (guint k = 0; k < instance->n_slots; k++) {
      struct slot *slot = inventory_slot(inventory, instance->first_slot + k);
      slot->state = (guint8)row->cells[slot->column].state;
      slot->now = row->cells[slot->column].number;
    }
  }
  return inventory;
}

static void convert(const struct walk *walk, struct reading *readings)
{
  struct inventory *inventory = read_as_walked(walk);
  const struct found *found = &g_array_index(inventory->found, struct found, 0);
  const struct rows rows = {inventory, found, 30000};
  found->view->convert(&rows, found->view->measures, readings);
  inventory_free(inventory);
}

static void busy_is_the_mean_of_all_processors(void **state)
{
  (void)state;
  struct walk walk;
  struct reading readings[2];
  walk_init(&walk, table_of("hrProcessorTable"));
  add_row(&walk, 196608)->cells[PROCESSOR_LOAD] = number(30);
  add_row(&walk, 196609)->cells[PROCESSOR_LOAD] = number(50);
  convert(&walk, readings);
  assert_true(readings[PROCESSORS_BUSY].value == 40);
  assert_true(readings[PROCESSORS_COUNT].value == 2);
  g_array_index(walk.rows, struct row, 1).cells[PROCESSOR_LOAD] = number(101);
  convert(&walk, readings);
  assert_int_equal(readings[PROCESSORS_BUSY].state, READING_BAD_VALUE);
  assert_true(readings[PROCESSORS_COUNT].value == 2);
  walk_clear(&walk);
}

static void a_table_cut_short_gives_no_mean(void **state)
{
  (void)state;
  struct walk walk;
  struct reading readings[2];
  walk_init(&walk, table_of("hrProcessorTable"));
  add_row(&walk, 1)->cells[PROCESSOR_LOAD] = number(30);
  walk.cut = TRUE;
  convert(&walk, readings);
  assert_int_equal(readings[PROCESSORS_BUSY].state, READING_BAD_VALUE);
  assert_int_equal(readings[PROCESSORS_COUNT].state, READING_BAD_VALUE);
  walk_clear(&walk);
}

static void available_memory_is_the_kernels_estimate_or_the_sum(void **state)
{
  (void)state;
  struct walk walk;
  struct reading readings[4];
  walk_init(&walk, table_of("UCD-SNMP-MIB memory"));
  struct row *row = add_row(&walk, 0);
  row->cells[UCD_TOTAL] = number(1000);
  row->cells[UCD_FREE] = number(100);
  row->cells[UCD_BUFFER] = number(20);
  row->cells[UCD_CACHED] = number(30);
  convert(&walk, readings);
  assert_true(readings[MEMORY_TOTAL].value == 1000 * 1024.0);
  assert_true(readings[MEMORY_AVAILABLE].value == 150 * 1024.0);
  row->cells[UCD_AVAILABLE] = number(300);
  row->cells[UCD_TOTAL_X] = number(2000);
  convert(&walk, readings);
  assert_true(readings[MEMORY_TOTAL].value == 2000 * 1024.0);
  assert_true(readings[MEMORY_AVAILABLE].value == 300 * 1024.0);
  struct inventory *inventory = read_as_walked(&walk);
  assert_int_equal(inventory->slots->len, 2); /* what the better columns tell is not asked for */
  inventory_free(inventory);
  row->cells[UCD_AVAILABLE] = number(3000);
  convert(&walk, readings);
  assert_int_equal(readings[MEMORY_AVAILABLE].state, READING_BAD_VALUE);
  walk_clear(&walk);
}

static void add_storage(struct walk *walk, guint32 index, const char *type, const char *descr, guint64 used)
{
  struct row *row = add_row(walk, index);
  row->cells[STORAGE_TYPE] = text(type);
  row->cells[STORAGE_DESCR] = text(descr);
  row->cells[STORAGE_UNITS] = number(4096);
  row->cells[STORAGE_SIZE] = number(1000);
  row->cells[STORAGE_USED] = number(used);
}

static void memory_of_storage_rows_is_for_agents_without_ucd(void **state)
{
  (void)state;
  struct walk walk;
  struct reading readings[2];
  walk_init(&walk, table_of("hrStorageTable (memory)"));
  assert_ptr_equal(walk.table->unless, table_of("UCD-SNMP-MIB memory"));
  add_storage(&walk, 1, RAM, "Physical memory", 400);
  add_storage(&walk, 31, DISK, "/", 1);
  convert(&walk, readings);
  assert_true(readings[MEMORY_TOTAL].value == 4096e3);
  assert_true(readings[MEMORY_AVAILABLE].value == 600 * 4096.0);
  walk_clear(&walk);
}

static void disks_are_named_by_their_mount_point_or_drive(void **state)
{
  (void)state;
  struct walk walk;
  walk_init(&walk, table_of("hrStorageTable"));
  add_storage(&walk, 1, RAM, "Physical memory", 400);
  add_storage(&walk, 2, DISK, "C:\\ Label:System  Serial Number 1234abcd", 1);
  add_storage(&walk, 31, DISK, "/srv", 1);
  struct inventory *inventory = read_as_walked(&walk);
  assert_int_equal(inventory->instances->len, 2);
  assert_non_null(inventory_part(inventory, SUBJECT "{fs=C:\\}"));
  const struct instance *srv = inventory_part(inventory, SUBJECT "{fs=/srv}");
  assert_non_null(srv);
  assert_true(srv->factor == 4096);
  inventory_free(inventory);
  walk_clear(&walk);
}

static struct row *add_interface(struct walk *walk, guint32 index, guint type, const char *name,
                                 const char *descr)
{
  struct row *row = add_row(walk, index);
  row->cells[INTERFACE_TYPE] = number(type);
  row->cells[INTERFACE_DESCR] = text(descr);
  row->cells[INTERFACE_NAME] = text(name);
  row->cells[INTERFACE_RX_32] = number(5);
  row->cells[INTERFACE_TX_32] = number(5);
  return row;
}

static void loopback_and_taps_are_left_out_and_doubles_told_apart(void **state)
{
  (void)state;
  struct walk walk;
  walk_init(&walk, table_of("ifTable"));
  add_interface(&walk, 1, 24, "lo", "lo");
  add_interface(&walk, 2, 6, "eth0", "Intel");
  add_interface(&walk, 3, 6, "vnet12", "vnet12");
  add_interface(&walk, 4, 6, "macvtap0", "macvtap0");
  add_interface(&walk, 5, 6, "tape", "tape");
  add_interface(&walk, 6, 6, "", "GigabitEthernet1/1");
  add_interface(&walk, 7, 6, "eth0", "other");
  struct inventory *inventory = read_as_walked(&walk);
  assert_int_equal(inventory->instances->len, 4);
  assert_non_null(inventory_part(inventory, SUBJECT "{if=eth0}"));
  assert_non_null(inventory_part(inventory, SUBJECT "{if=tape}"));
  assert_non_null(inventory_part(inventory, SUBJECT "{if=GigabitEthernet1/1}"));
  assert_non_null(inventory_part(inventory, SUBJECT "{if=7#eth0}"));
  inventory_free(inventory);
  walk_clear(&walk);
}

static void counters_of_32_bits_are_read_where_there_are_no_others(void **state)
{
  (void)state;
  struct walk walk;
  walk_init(&walk, table_of("ifTable"));
  struct row *row = add_interface(&walk, 2, 6, "eth0", "eth0");
  row->cells[INTERFACE_SPEED] = number(100000000);
  row = add_interface(&walk, 3, 6, "eth1", "eth1");
  row->cells[INTERFACE_RX] = row->cells[INTERFACE_TX] = number(7);
  row->cells[INTERFACE_HIGH_SPEED] = number(10000);
  struct inventory *inventory = read_as_walked(&walk);
  const struct instance *old = inventory_part(inventory, SUBJECT "{if=eth0}");
  const struct instance *new = inventory_part(inventory, SUBJECT "{if=eth1}");
  assert_non_null(instance_slot(inventory, old, INTERFACE_RX_32));
  assert_true(old->bound == 12.5e6);
  assert_null(instance_slot(inventory, new, INTERFACE_RX_32));
  assert_int_equal(instance_slot(inventory, new, INTERFACE_RX)->now, 7);
  assert_true(new->fixed == 1e10);
  inventory_free(inventory);
  walk_clear(&walk);
}

static void what_is_the_same_keeps_its_values_and_a_new_name_does_not(void **state)
{
  (void)state;
  struct walk walk;
  walk_init(&walk, table_of("ifTable"));
  add_interface(&walk, 2, 6, "eth0", "eth0");
  add_interface(&walk, 3, 6, "eth1", "eth1");
  struct inventory *old = read_as_walked(&walk);
  struct row *moved = &g_array_index(walk.rows, struct row, 0);
  cell_clear(&moved->cells[INTERFACE_NAME]);
  moved->cells[INTERFACE_NAME] = text("eth2");
  struct inventory *inventory = inventory_new();
  inventory_add(inventory, walk.table, SUBJECT, SUBJECT_HOST, &walk, READING_KNOWN);
  inventory_take_over(inventory, old);
  assert_int_equal(inventory_part(inventory, SUBJECT "{if=eth1}")->why, READING_KNOWN);
  const struct instance *new = inventory_part(inventory, SUBJECT "{if=eth2}");
  assert_int_equal(new->why, READING_FIRST);
  assert_int_equal(instance_slot(inventory, new, INTERFACE_RX_32)->state, CELL_ABSENT);
  assert_null(inventory_part(inventory, SUBJECT "{if=eth0}"));
  inventory_free(old);
  inventory_free(inventory);
  walk_clear(&walk);
}

static void partitions_and_loops_are_no_disks(void **state)
{
  (void)state;
  static const char *const names[] = {"sda", "sda1", "nvme0n1", "nvme0n1p2", "loop3", "dm-0", "md127", "ram0"};
  struct walk walk;
  walk_init(&walk, table_of("diskIOTable"));
  for (guint i = 0; i < G_N_ELEMENTS(names); i++)
    add_row(&walk, i + 1)->cells[DISK_NAME] = text(names[i]);
  struct inventory *inventory = read_as_walked(&walk);
  assert_int_equal(inventory->instances->len, 4);
  assert_non_null(inventory_part(inventory, SUBJECT "{dev=sda}"));
  assert_non_null(inventory_part(inventory, SUBJECT "{dev=nvme0n1}"));
  assert_non_null(inventory_part(inventory, SUBJECT "{dev=dm-0}"));
  assert_non_null(inventory_part(inventory, SUBJECT "{dev=md127}"));
  inventory_free(inventory);
  walk_clear(&walk);
}

static void sensors_have_their_type_and_scale(void **state)
{
  (void)state;
  struct walk walk;
  walk_init(&walk, table_of("entPhySensorTable"));
  struct row *row = add_row(&walk, 7);
  row->cells[ENTITY_TYPE] = number(4);  /* voltsDC */
  row->cells[ENTITY_SCALE] = number(8); /* milli */
  row->cells[ENTITY_PRECISION] = number(1);
  row->cells[ENTITY_VALUE] = row->cells[ENTITY_STATUS] = number(1);
  row->cells[ENTITY_NAME] = text("PSU 1");
  add_row(&walk, 8)->cells[ENTITY_NAME] = text("Chassis");
  row = add_row(&walk, 9);
  row->cells[ENTITY_TYPE] = number(12); /* truthvalue */
  row->cells[ENTITY_VALUE] = number(1);
  struct inventory *inventory = read_as_walked(&walk);
  assert_int_equal(inventory->instances->len, 1);
  const struct instance *sensor = inventory_part(inventory, SUBJECT "{sensor=PSU 1}");
  assert_non_null(sensor);
  assert_int_equal(sensor->measures, 1u << SENSOR_VOLTS);
  assert_true(fabs(sensor->factor - 1e-4) < 1e-12);
  assert_non_null(instance_slot(inventory, sensor, ENTITY_STATUS));
  inventory_free(inventory);
  walk_clear(&walk);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(busy_is_the_mean_of_all_processors),
      cmocka_unit_test(a_table_cut_short_gives_no_mean),
      cmocka_unit_test(available_memory_is_the_kernels_estimate_or_the_sum),
      cmocka_unit_test(memory_of_storage_rows_is_for_agents_without_ucd),
      cmocka_unit_test(disks_are_named_by_their_mount_point_or_drive),
      cmocka_unit_test(loopback_and_taps_are_left_out_and_doubles_told_apart),
      cmocka_unit_test(counters_of_32_bits_are_read_where_there_are_no_others),
      cmocka_unit_test(partitions_and_loops_are_no_disks),
      cmocka_unit_test(sensors_have_their_type_and_scale),
      cmocka_unit_test(what_is_the_same_keeps_its_values_and_a_new_name_does_not),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
