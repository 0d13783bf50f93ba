#include "snmp/tables.h"

#include "snmp/converters.h"

#define UCD_DISKIO 1, 3, 6, 1, 4, 1, 2021, 13, 15, 1, 1
#define IF_TABLE 1, 3, 6, 1, 2, 1, 2, 2, 1
#define IF_X_TABLE 1, 3, 6, 1, 2, 1, 31, 1, 1, 1

#define STORAGE_VIEW(of, its_class, OF)                                                                            \
  static const struct view of##_storage = {                                                                        \
      .class = its_class,                                                                                          \
      .n_measures = 2,                                                                                             \
      .measures = {{METRIC_##OF##_STORAGE_SIZE_BYTES, MEASURE_GAUGE, STORAGE_SIZE, 1},                             \
                   {METRIC_##OF##_STORAGE_USED_BYTES, MEASURE_GAUGE, STORAGE_USED, 1}},                            \
  };

STORAGE_VIEW(host, CLASS_HOST_STORAGE, HOST)
STORAGE_VIEW(guest, CLASS_GUEST_STORAGE, GUEST_INSIDE)
STORAGE_VIEW(device, CLASS_DEVICE_STORAGE, DEVICE)

static const struct table storage = {
    .name = "hrStorageTable",
    .max_rows = ROWS_MAX,
    .name_column = STORAGE_DESCR,
    .choose = storage_choose,
    .n_columns = 5,
    .columns = STORAGE_COLUMNS,
    .views = {[SUBJECT_HOST] = &host_storage, [SUBJECT_GUEST] = &guest_storage, [SUBJECT_DEVICE] = &device_storage},
};

#define INTERFACE_VIEW(of, its_class, OF)                                                                          \
  static const struct view of##_interfaces = {                                                                     \
      .class = its_class,                                                                                          \
      .n_measures = 3,                                                                                             \
      .measures = {{METRIC_##OF##_NET_RX_BYTES_PER_SEC, MEASURE_RATE, INTERFACE_RX, 1, INTERFACE_RX_32},           \
                   {METRIC_##OF##_NET_TX_BYTES_PER_SEC, MEASURE_RATE, INTERFACE_TX, 1, INTERFACE_TX_32},           \
                   {METRIC_##OF##_NET_SPEED_BITS_PER_SEC, MEASURE_FIXED, .factor = 1}},                            \
  };

INTERFACE_VIEW(host, CLASS_HOST_NET, HOST)
INTERFACE_VIEW(guest, CLASS_GUEST_NIC, GUEST_INSIDE)
INTERFACE_VIEW(device, CLASS_DEVICE_NET, DEVICE)

static const struct table interfaces = {
    .name = "ifTable",
    .max_rows = ROWS_MAX,
    .name_column = INTERFACE_NAME,
    .discontinuity = INTERFACE_DISCONTINUITY,
    .choose = interface_choose,
    .n_columns = INTERFACE_COLUMNS,
    .columns =
        {
            [INTERFACE_TYPE] = {OID(IF_TABLE, 3), TYPE(INTEGER)},
            [INTERFACE_DESCR] = {OID(IF_TABLE, 2), TYPE(TEXT)},
            [INTERFACE_NAME] = {OID(IF_X_TABLE, 1), TYPE(TEXT)},
            [INTERFACE_RX] = {OID(IF_X_TABLE, 6), TYPE(COUNTER64), .moving = TRUE},  /* ifHCInOctets */
            [INTERFACE_TX] = {OID(IF_X_TABLE, 10), TYPE(COUNTER64), .moving = TRUE}, /* ifHCOutOctets */
            [INTERFACE_RX_32] = {OID(IF_TABLE, 10), TYPE(COUNTER32), .moving = TRUE},
            [INTERFACE_TX_32] = {OID(IF_TABLE, 16), TYPE(COUNTER32), .moving = TRUE},
            [INTERFACE_HIGH_SPEED] = {OID(IF_X_TABLE, 15), TYPE(UNSIGNED)}, /* Mbit/s */
            [INTERFACE_SPEED] = {OID(IF_TABLE, 5), TYPE(UNSIGNED)},         /* bit/s */
            [INTERFACE_DISCONTINUITY] = {OID(IF_X_TABLE, 19), TYPE(TICKS), .moving = TRUE},
            [INTERFACE_ALIAS] = {OID(IF_X_TABLE, 18), TYPE(TEXT)}, /* what an administrator calls it */
        },
    .views = {[SUBJECT_HOST] = &host_interfaces,
              [SUBJECT_GUEST] = &guest_interfaces,
              [SUBJECT_DEVICE] = &device_interfaces},
};

#define MICROSECONDS_PCT 1e-4 /* us per s, in % */

#define DISK_VIEW(of, OF)                                                                                          \
  static const struct view of##_disks = {                                                                          \
      .class = CLASS_##OF##_DISK,                                                                                  \
      .n_measures = 5,                                                                                             \
      .measures = {{METRIC_##OF##_DISK_RD_BYTES_PER_SEC, MEASURE_RATE, DISK_RD, 1, DISK_RD_32},                    \
                   {METRIC_##OF##_DISK_WR_BYTES_PER_SEC, MEASURE_RATE, DISK_WR, 1, DISK_WR_32},                    \
                   {METRIC_##OF##_DISK_RD_OPS_PER_SEC, MEASURE_RATE, DISK_RD_OPS, 1},                              \
                   {METRIC_##OF##_DISK_WR_OPS_PER_SEC, MEASURE_RATE, DISK_WR_OPS, 1},                              \
                   {METRIC_##OF##_DISK_BUSY_PCT, MEASURE_RATE, DISK_BUSY, MICROSECONDS_PCT}},                      \
  };

DISK_VIEW(host, HOST)
DISK_VIEW(device, DEVICE)

static const struct table disks = {
    .name = "diskIOTable",
    .max_rows = ROWS_MAX,
    .name_column = DISK_NAME,
    .choose = disk_choose,
    .n_columns = DISK_COLUMNS,
    .columns =
        {
            [DISK_NAME] = {OID(UCD_DISKIO, 2), TYPE(TEXT)},
            [DISK_RD] = {OID(UCD_DISKIO, 12), TYPE(COUNTER64), .moving = TRUE}, /* diskIONReadX */
            [DISK_WR] = {OID(UCD_DISKIO, 13), TYPE(COUNTER64), .moving = TRUE}, /* diskIONWrittenX */
            [DISK_RD_32] = {OID(UCD_DISKIO, 3), TYPE(COUNTER32), .moving = TRUE},
            [DISK_WR_32] = {OID(UCD_DISKIO, 4), TYPE(COUNTER32), .moving = TRUE},
            [DISK_RD_OPS] = {OID(UCD_DISKIO, 5), TYPE(COUNTER32), .moving = TRUE},
            [DISK_WR_OPS] = {OID(UCD_DISKIO, 6), TYPE(COUNTER32), .moving = TRUE},
            [DISK_BUSY] = {OID(UCD_DISKIO, 14), TYPE(COUNTER32) | TYPE(COUNTER64), .moving = TRUE},
        },
    .views = {[SUBJECT_HOST] = &host_disks, [SUBJECT_DEVICE] = &device_disks},
};

void tables_of_parts(GPtrArray *tables)
{
  g_ptr_array_add(tables, (gpointer)&storage);
  g_ptr_array_add(tables, (gpointer)&disks);
  g_ptr_array_add(tables, (gpointer)&interfaces);
}
