#include "snmp/row_reading.h"

#include "snmp/counters.h"

#include <math.h>

static gboolean is_continued(const struct inventory *inventory, const struct instance *instance)
{
  if (!instance->table->discontinuity)
    return TRUE;
  const struct slot *slot = instance_slot(inventory, instance, instance->table->discontinuity);
  return !slot || slot->state != CELL_READ || slot->before_state != CELL_READ || slot->now == slot->before;
}

static struct reading rate_of(const struct rows *rows, const struct instance *instance,
                              const struct measure *measure, const struct slot *slot)
{
  if (!instance->now.known) /* a restart could not be told from traffic */
    return reading_unknown(measure->metric, READING_NOT_SUPPORTED);
  if (!is_continued(rows->inventory, instance))
    return reading_unknown(measure->metric, READING_RESET);
  const struct counter counter = {slot->before, slot->now, instance->before, instance->now,
                                  slot->before_state == CELL_READ, slot->bits,
                                  instance->bound > 0 ? instance->bound : measure->bound};
  return counter_rate(&counter, measure->metric, measure->factor * instance->factor, rows->gap_max_ms);
}

static gboolean is_well(const struct inventory *inventory, const struct instance *instance)
{
  if (!instance->table->status)
    return TRUE;
  const struct slot *status = instance_slot(inventory, instance, instance->table->status);
  return !status || (status->state == CELL_READ && status->now == 1);
}

struct reading row_reading(const struct rows *rows, const struct instance *instance, const struct measure *measure)
{
  const struct inventory *inventory = rows->inventory;
  if (instance->why != READING_KNOWN)
    return reading_unknown(measure->metric, instance->why);
  if (measure->kind == MEASURE_FIXED)
    return isnan(instance->fixed) ? reading_unknown(measure->metric, READING_NOT_SUPPORTED)
                                  : reading_known(measure->metric, instance->fixed * measure->factor);
  const struct slot *slot = instance_slot(inventory, instance, measure->column);
  if (!slot && measure->otherwise)
    slot = instance_slot(inventory, instance, measure->otherwise);
  if (!slot || slot->state == CELL_ABSENT)
    return reading_unknown(measure->metric, READING_NOT_SUPPORTED);
  if (slot->state == CELL_BAD || !is_well(inventory, instance))
    return reading_unknown(measure->metric, READING_BAD_VALUE);
  if (measure->kind == MEASURE_RATE)
    return rate_of(rows, instance, measure, slot);
  double value = instance->table->columns[slot->column].sign ? (double)(gint64)slot->now : (double)slot->now;
  return reading_known(measure->metric, value * measure->factor * instance->factor);
}

void row_convert(const struct rows *rows, const struct measure *measures, struct reading *readings)
{
  for (guint i = 0; i < rows->found->view->n_measures; i++)
    readings[i] = rows->found->n == 0
                      ? reading_unknown(measures[i].metric, READING_NOT_SUPPORTED)
                      : row_reading(rows, inventory_instance(rows->inventory, rows->found->first), &measures[i]);
}
