#include "snmp/tables.h"

#include "snmp/converters.h"

#define UCD_MEMORY 1, 3, 6, 1, 4, 1, 2021, 4

#define MEMORY_MEASURES(OF)                                                                                        \
  [MEMORY_TOTAL] = {METRIC_##OF##_MEM_TOTAL_BYTES}, [MEMORY_AVAILABLE] = {METRIC_##OF##_MEM_AVAILABLE_BYTES}

static const struct view host_memory = {
    .class = CLASS_HOST,
    .convert = memory_convert,
    .n_measures = 4,
    .measures = {MEMORY_MEASURES(HOST),
                 [SWAP_TOTAL] = {METRIC_HOST_SWAP_TOTAL_BYTES},
                 [SWAP_AVAILABLE] = {METRIC_HOST_SWAP_AVAILABLE_BYTES}},
};

#define MEMORY_VIEW(of, its_class, OF, its_convert)                                                                \
  static const struct view of = {                                                                                  \
      .class = its_class,                                                                                          \
      .convert = its_convert,                                                                                      \
      .n_measures = 2,                                                                                             \
      .measures = {MEMORY_MEASURES(OF)},                                                                           \
  };

MEMORY_VIEW(guest_memory, CLASS_GUEST_INSIDE, GUEST_INSIDE, memory_convert)
MEMORY_VIEW(device_memory, CLASS_DEVICE, DEVICE, memory_convert)
MEMORY_VIEW(host_ram, CLASS_HOST, HOST, ram_convert)
MEMORY_VIEW(guest_ram, CLASS_GUEST_INSIDE, GUEST_INSIDE, ram_convert)
MEMORY_VIEW(device_ram, CLASS_DEVICE, DEVICE, ram_convert)

static const struct table memory = {
    .name = "UCD-SNMP-MIB memory",
    .scalars = TRUE,
    .max_rows = 1,
    .choose = memory_choose,
    .n_columns = UCD_COLUMNS,
    .columns =
        {
            [UCD_TOTAL] = {OID(UCD_MEMORY, 5), SIZE_TYPES, .moving = TRUE},     /* memTotalReal, kB */
            [UCD_FREE] = {OID(UCD_MEMORY, 6), SIZE_TYPES, .moving = TRUE},      /* memAvailReal, kB */
            [UCD_BUFFER] = {OID(UCD_MEMORY, 14), SIZE_TYPES, .moving = TRUE},   /* memBuffer, kB */
            [UCD_CACHED] = {OID(UCD_MEMORY, 15), SIZE_TYPES, .moving = TRUE},   /* memCached, kB */
            [UCD_TOTAL_X] = {OID(UCD_MEMORY, 20), SIZE_TYPES, .moving = TRUE},  /* memTotalRealX: 64 bits */
            [UCD_AVAILABLE] = {OID(UCD_MEMORY, 27), SIZE_TYPES, .moving = TRUE}, /* memSysAvail, kB */
            [UCD_SWAP_TOTAL] = {OID(UCD_MEMORY, 3), SIZE_TYPES, .moving = TRUE}, /* memTotalSwap, kB */
            [UCD_SWAP_FREE] = {OID(UCD_MEMORY, 4), SIZE_TYPES, .moving = TRUE},  /* memAvailSwap, kB */
        },
    .views = {[SUBJECT_HOST] = &host_memory, [SUBJECT_GUEST] = &guest_memory, [SUBJECT_DEVICE] = &device_memory},
};

/* The same table once more: its hrStorageRam rows, for agents without UCD-SNMP-MIB. */
static const struct table ram = {
    .name = "hrStorageTable (memory)",
    .max_rows = ROWS_MAX,
    .name_column = STORAGE_DESCR,
    .unless = &memory,
    .choose = ram_choose,
    .n_columns = 5,
    .columns = STORAGE_COLUMNS,
    .views = {[SUBJECT_HOST] = &host_ram, [SUBJECT_GUEST] = &guest_ram, [SUBJECT_DEVICE] = &device_ram},
};

void tables_of_memory(GPtrArray *tables)
{
  g_ptr_array_add(tables, (gpointer)&memory);
  g_ptr_array_add(tables, (gpointer)&ram);
}
