#include "snmp/converters.h"

void processors_convert(const struct rows *rows, const struct measure *measures, struct reading *readings)
{
  guint n = rows->found->n, first = rows->found->first;
  enum reading_state why = READING_KNOWN;
  double sum = 0;
  for (guint i = 0; i < n && why == READING_KNOWN; i++) {
    const struct instance *instance = inventory_instance(rows->inventory, first + i);
    const struct slot *load = instance_slot(rows->inventory, instance, PROCESSOR_LOAD);
    if (instance->why != READING_KNOWN)
      why = instance->why;
    else if (!load || load->state != CELL_READ || load->now > 100)
      why = READING_BAD_VALUE;
    else
      sum += (double)load->now;
  }
  if (n == 0)
    why = READING_NOT_SUPPORTED;
  else if (rows->found->cut)
    why = READING_BAD_VALUE;
  readings[PROCESSORS_BUSY] = reading_unknown(measures[PROCESSORS_BUSY].metric, why);
  readings[PROCESSORS_COUNT] = reading_unknown(measures[PROCESSORS_COUNT].metric, why);
  if (why == READING_KNOWN)
    readings[PROCESSORS_BUSY] = reading_known(measures[PROCESSORS_BUSY].metric, sum / n);
  if (why == READING_KNOWN || (why == READING_BAD_VALUE && !rows->found->cut))
    readings[PROCESSORS_COUNT] = reading_known(measures[PROCESSORS_COUNT].metric, n);
}

void ticks_convert(const struct rows *rows, const struct measure *measures, struct reading *readings)
{
  guint64 total = 0, idle = 0;
  const struct instance *instance = inventory_instance(rows->inventory, rows->found->first);
  enum reading_state why = rows->found->n ? instance->why : READING_NOT_SUPPORTED;
  for (guint8 i = 0; i < TICKS_COLUMNS && why == READING_KNOWN; i++) {
    const struct slot *slot = instance_slot(rows->inventory, instance, i);
    guint64 delta;
    gint64 elapsed_ms;
    if (!slot || slot->state != CELL_READ) {
      why = slot && slot->state == CELL_BAD ? READING_BAD_VALUE : READING_NOT_SUPPORTED;
      break;
    }
    const struct counter counter = {slot->before, slot->now, instance->before, instance->now,
                                    slot->before_state == CELL_READ, slot->bits, 0};
    if (!counter_delta(&counter, rows->gap_max_ms, &delta, &elapsed_ms, &why))
      break;
    why = READING_KNOWN;
    total += delta;
    idle += i == TICKS_IDLE ? delta : 0;
  }
  if (why == READING_KNOWN && total == 0)
    why = READING_IDLE; /* the agent counts more slowly than we ask */
  readings[0] = why == READING_KNOWN
                    ? reading_known(measures[0].metric, 100.0 * (double)(total - idle) / (double)total)
                    : reading_unknown(measures[0].metric, why);
}

gboolean load_choose(const struct row *row, enum subject_kind kind, struct choice *choice)
{
  (void)kind;
  (void)choice;
  return row->index.n == 1 && row->index.ids[0] == 1;
}

void hundredths_convert(const struct rows *rows, const struct measure *measures, struct reading *readings)
{
  const struct instance *instance = inventory_instance(rows->inventory, rows->found->first);
  enum reading_state why = rows->found->n ? instance->why : READING_NOT_SUPPORTED;
  const struct slot *slot = why == READING_KNOWN ? instance_slot(rows->inventory, instance, 0) : NULL;
  if (why == READING_KNOWN && (!slot || slot->state != CELL_READ))
    why = slot && slot->state == CELL_BAD ? READING_BAD_VALUE : READING_NOT_SUPPORTED;
  readings[0] = why == READING_KNOWN ? reading_known(measures[0].metric, (double)slot->now / 100)
                                     : reading_unknown(measures[0].metric, why);
}
