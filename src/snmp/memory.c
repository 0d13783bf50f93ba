#include "snmp/converters.h"

#define KB 1024.0
#define HR_STORAGE_RAM "1.3.6.1.2.1.25.2.1.2"

static enum reading_state cell_reason(const struct cell *cell)
{
  return cell->state == CELL_BAD ? READING_BAD_VALUE : READING_NOT_SUPPORTED;
}

static struct reading total_of(const struct cell *cells)
{
  const struct cell *total = &cells[SCALAR_MEM_TOTAL_X];
  if (total->state == CELL_ABSENT)
    total = &cells[SCALAR_MEM_TOTAL];
  if (total->state != CELL_READ)
    return reading_unknown(METRIC_HOST_MEM_TOTAL_BYTES, cell_reason(total));
  return reading_known(METRIC_HOST_MEM_TOTAL_BYTES, (double)total->number * KB);
}

static struct reading available_of(const struct cell *cells)
{
  static const enum scalar parts[] = {SCALAR_MEM_FREE, SCALAR_MEM_BUFFER, SCALAR_MEM_CACHED};
  const struct cell *estimate = &cells[SCALAR_MEM_AVAILABLE];
  if (estimate->state == CELL_BAD)
    return reading_unknown(METRIC_HOST_MEM_AVAILABLE_BYTES, READING_BAD_VALUE);
  if (estimate->state == CELL_READ)
    return reading_known(METRIC_HOST_MEM_AVAILABLE_BYTES, (double)estimate->number * KB);
  double sum = 0;
  for (guint i = 0; i < G_N_ELEMENTS(parts); i++) {
    const struct cell *cell = &cells[parts[i]];
    if (cell->state != CELL_READ)
      return reading_unknown(METRIC_HOST_MEM_AVAILABLE_BYTES, cell_reason(cell));
    sum += (double)cell->number;
  }
  return reading_known(METRIC_HOST_MEM_AVAILABLE_BYTES, sum * KB);
}

/* A host cannot have more available than it has. */
static void bound_by_total(const struct reading *total, struct reading *available)
{
  if (total->state == READING_KNOWN && available->state == READING_KNOWN &&
      available->value > total->value)
    *available = reading_unknown(METRIC_HOST_MEM_AVAILABLE_BYTES, READING_BAD_VALUE);
}

void memory_convert(const struct cell *cells, struct reading *total, struct reading *available)
{
  *total = total_of(cells);
  *available = available_of(cells);
  bound_by_total(total, available);
}

void memory_convert_storage(const struct walk *storage, struct reading *total, struct reading *available)
{
  double size = 0, used = 0;
  enum reading_state why = READING_NOT_SUPPORTED;
  for (gsize i = 0; i < walk_n_rows(storage); i++) {
    const struct cell *cells = walk_row(storage, i)->cells;
    if (g_strcmp0(cells[STORAGE_TYPE].text, HR_STORAGE_RAM) != 0 || why == READING_BAD_VALUE)
      continue;
    gboolean read = cells[STORAGE_UNITS].state == CELL_READ && cells[STORAGE_SIZE].state == CELL_READ &&
                    cells[STORAGE_USED].state == CELL_READ;
    why = read ? READING_KNOWN : READING_BAD_VALUE;
    size += (double)cells[STORAGE_SIZE].number * (double)cells[STORAGE_UNITS].number;
    used += (double)cells[STORAGE_USED].number * (double)cells[STORAGE_UNITS].number;
  }
  *total = reading_unknown(METRIC_HOST_MEM_TOTAL_BYTES, why);
  *available = reading_unknown(METRIC_HOST_MEM_AVAILABLE_BYTES, why);
  if (why != READING_KNOWN)
    return;
  *total = reading_known(METRIC_HOST_MEM_TOTAL_BYTES, size);
  *available = reading_known(METRIC_HOST_MEM_AVAILABLE_BYTES, size - used);
}
