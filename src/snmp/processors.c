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

/* What the processors' time went to between two readings. */
struct ticks {
  guint64 spent[RAW_STEAL + 1], total;
  gboolean known[RAW_STEAL + 1];
};

static enum reading_state ticks_read(const struct rows *rows, const struct instance *instance, struct ticks *ticks)
{
  *ticks = (struct ticks){.total = 0};
  for (guint8 i = RAW_USER; i <= RAW_STEAL; i++) {
    const struct slot *slot = instance_slot(rows->inventory, instance, i);
    enum reading_state why;
    gint64 elapsed_ms;
    if (slot && slot->state == CELL_BAD)
      return READING_BAD_VALUE;
    if ((!slot || slot->state == CELL_ABSENT) && i <= RAW_IDLE)
      return READING_NOT_SUPPORTED;
    if (!slot || slot->state == CELL_ABSENT)
      continue; /* not every system has the others */
    const struct counter counter = {slot->before, slot->now, instance->before, instance->now,
                                    slot->before_state == CELL_READ, slot->bits, 0};
    if (!counter_delta(&counter, rows->gap_max_ms, &ticks->spent[i], &elapsed_ms, &why))
      return why;
    ticks->known[i] = TRUE;
    ticks->total += ticks->spent[i];
  }
  return ticks->total > 0 ? READING_KNOWN : READING_IDLE;
}

static struct reading share(const struct ticks *ticks, guint metric, gboolean known, guint64 spent)
{
  return known ? reading_known(metric, 100.0 * (double)spent / (double)ticks->total)
               : reading_unknown(metric, READING_NOT_SUPPORTED);
}

void ticks_convert(const struct rows *rows, const struct measure *measures, struct reading *readings)
{
  struct ticks ticks;
  const struct instance *instance = inventory_instance(rows->inventory, rows->found->first);
  enum reading_state why = rows->found->n ? instance->why : READING_NOT_SUPPORTED;
  if (why == READING_KNOWN)
    why = ticks_read(rows, instance, &ticks);
  for (guint i = 0; i < rows->found->view->n_measures; i++) {
    guint metric = measures[i].metric;
    if (rows->found->n && i >= TICKS_INTERRUPTS && why != READING_IDLE)
      readings[i] = row_reading(rows, instance, &measures[i]);
    else if (why != READING_KNOWN)
      readings[i] = reading_unknown(metric, why);
    else if (i == TICKS_BUSY_PCT)
      readings[i] = share(&ticks, metric, TRUE, ticks.total - ticks.spent[RAW_IDLE] - ticks.spent[RAW_WAIT]);
    else if (i == TICKS_IOWAIT_PCT)
      readings[i] = share(&ticks, metric, ticks.known[RAW_WAIT], ticks.spent[RAW_WAIT]);
    else
      readings[i] = share(&ticks, metric, ticks.known[RAW_STEAL], ticks.spent[RAW_STEAL]);
  }
}

gboolean load_choose(const struct row *row, enum subject_kind kind, struct choice *choice)
{
  (void)kind;
  (void)choice;
  return row->index.n == 1 && row->index.ids[0] == 1;
}
