#include "snmp/converters.h"

#define HR_STORAGE_FIXED_DISK "1.3.6.1.2.1.25.2.1.4"

static struct reading bytes_of(guint metric, const struct cell *units, const struct cell *blocks)
{
  if (units->state == CELL_READ && blocks->state == CELL_READ && units->number > 0)
    return reading_known(metric, (double)units->number * (double)blocks->number);
  gboolean absent = units->state == CELL_ABSENT || blocks->state == CELL_ABSENT;
  return reading_unknown(metric, absent ? READING_NOT_SUPPORTED : READING_BAD_VALUE);
}

void storage_convert(const struct walk *storage, struct report *report)
{
  for (gsize i = 0; i < walk_n_rows(storage); i++) {
    const struct row *row = walk_row(storage, i);
    const struct cell *cells = row->cells;
    if (g_strcmp0(cells[STORAGE_TYPE].text, HR_STORAGE_FIXED_DISK) != 0 || !cells[STORAGE_DESCR].text ||
        row->index.n != 1)
      continue;
    const struct reading readings[] = {
        bytes_of(METRIC_HOST_STORAGE_SIZE_BYTES, &cells[STORAGE_UNITS], &cells[STORAGE_SIZE]),
        bytes_of(METRIC_HOST_STORAGE_USED_BYTES, &cells[STORAGE_UNITS], &cells[STORAGE_USED]),
    };
    report_part(report, CLASS_HOST_STORAGE, cells[STORAGE_DESCR].text, row->index.ids[0], readings,
                G_N_ELEMENTS(readings));
  }
}
