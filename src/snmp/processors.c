#include "snmp/converters.h"

void processors_convert(const struct walk *processors, struct reading *busy, struct reading *count)
{
  gsize n = walk_n_rows(processors);
  *busy = reading_unknown(METRIC_HOST_CPU_BUSY_PCT, READING_NOT_SUPPORTED);
  *count = reading_unknown(METRIC_HOST_CPU_COUNT, READING_NOT_SUPPORTED);
  if (n == 0)
    return;
  double sum = 0;
  gboolean sound = !processors->cut;
  *count = sound ? reading_known(METRIC_HOST_CPU_COUNT, (double)n)
                 : reading_unknown(METRIC_HOST_CPU_COUNT, READING_BAD_VALUE);
  for (gsize i = 0; i < n; i++) {
    const struct cell *load = &walk_row(processors, i)->cells[PROCESSOR_LOAD];
    sound = sound && load->state == CELL_READ && load->number <= 100;
    sum += (double)load->number;
  }
  *busy = sound ? reading_known(METRIC_HOST_CPU_BUSY_PCT, sum / (double)n)
                : reading_unknown(METRIC_HOST_CPU_BUSY_PCT, READING_BAD_VALUE);
}
