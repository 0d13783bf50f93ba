#include "snmp/converters.h"

#define IF_TYPE_SOFTWARE_LOOPBACK 24
#define GUEST_TAP "vnet" /* libvirt's name for a guest's end: that traffic is the guest's, read there */
#define MBIT 1e6

static const guint rates[] = {METRIC_HOST_NET_RX_BYTES_PER_SEC, METRIC_HOST_NET_TX_BYTES_PER_SEC};
static const guint rate_columns[] = {INTERFACE_RX, INTERFACE_TX};

static gboolean is_watched(const struct row *row)
{
  const struct cell *type = &row->cells[INTERFACE_TYPE], *name = &row->cells[INTERFACE_NAME];
  if (row->index.n != 1 || !name->text || !name->text[0])
    return FALSE;
  return !(type->state == CELL_READ && type->number == IF_TYPE_SOFTWARE_LOOPBACK) &&
         !g_str_has_prefix(name->text, GUEST_TAP);
}

static struct reading speed_of(const struct cell *cell)
{
  if (cell->state == CELL_BAD)
    return reading_unknown(METRIC_HOST_NET_SPEED_BITS_PER_SEC, READING_BAD_VALUE);
  if (cell->state == CELL_ABSENT || cell->number == 0)
    return reading_unknown(METRIC_HOST_NET_SPEED_BITS_PER_SEC, READING_NOT_SUPPORTED);
  return reading_known(METRIC_HOST_NET_SPEED_BITS_PER_SEC, (double)cell->number * MBIT);
}

void interfaces_convert(const struct walk *interfaces, struct counters *counters, struct report *report)
{
  for (gsize i = 0; i < walk_n_rows(interfaces); i++) {
    const struct row *row = walk_row(interfaces, i);
    if (!is_watched(row))
      continue;
    struct counter_row counter = {
        .index = row->index.ids[0],
        .name = row->cells[INTERFACE_NAME].text,
        .time = row->time,
        .discontinuity = row->cells[INTERFACE_DISCONTINUITY].number,
    };
    struct reading readings[G_N_ELEMENTS(rates) + 1];
    for (guint k = 0; k < G_N_ELEMENTS(rates); k++) {
      const struct cell *cell = &row->cells[rate_columns[k]];
      /* Without sysUpTime a restart could not be told from traffic. */
      counter.known[k] = cell->state == CELL_READ && row->time.known;
      counter.values[k] = cell->number;
      readings[k] =
          reading_unknown(rates[k], cell->state == CELL_BAD ? READING_BAD_VALUE : READING_NOT_SUPPORTED);
    }
    counters_take(counters, &counter, rates, G_N_ELEMENTS(rates), readings);
    readings[G_N_ELEMENTS(rates)] = speed_of(&row->cells[INTERFACE_HIGH_SPEED]);
    report_part(report, CLASS_HOST_NET, counter.name, counter.index, readings, G_N_ELEMENTS(readings));
  }
  counters_sweep(counters);
}
