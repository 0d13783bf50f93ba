#include "snmp/report.h"

#include "snmp/row_reading.h"

#define SUBJECT_READINGS_MAX 128

static void add(const struct report *report, const char *object, const struct reading *readings, gsize n)
{
  for (gsize i = 0; i < n; i++)
    if (readings[i].state == READING_KNOWN)
      report->tally->values++;
    else
      report->tally->unknown_values++;
  if (n > 0)
    samples_builder_add(report->builder, object, readings, n);
}

static void report_part(const struct report *report, const struct inventory *inventory,
                        const struct instance *instance)
{
  const struct rows rows = {inventory, NULL, report->gap_max_ms};
  struct reading readings[MEASURES_MAX];
  gboolean is_down = instance->n_slots == 0 && report->down != READING_KNOWN; /* it is not polled: nobody else says so */
  gsize n = 0;
  for (guint i = 0; i < instance->view->n_measures; i++) {
    const struct measure *measure = &instance->view->measures[i];
    if (instance->measures & 1u << i)
      readings[n++] = is_down ? reading_unknown(measure->metric, report->down) : row_reading(&rows, instance, measure);
  }
  add(report, instance->object, readings, n);
}

/* ---- the subject ---- */

struct subject_readings {
  guint n;
  struct reading readings[SUBJECT_READINGS_MAX];
};

/* A metric that two tables give is taken of the first that knows it, or else of the one that is there. */
static void subject_add(struct subject_readings *subject, const struct reading *reading)
{
  for (guint i = 0; i < subject->n; i++) {
    struct reading *known = &subject->readings[i];
    if (known->metric != reading->metric)
      continue;
    if (known->state == READING_NOT_SUPPORTED || (known->state != READING_KNOWN && reading->state == READING_KNOWN))
      *known = *reading;
    return;
  }
  if (subject->n < SUBJECT_READINGS_MAX)
    subject->readings[subject->n++] = *reading;
}

static void subject_add_table(struct subject_readings *subject, const struct report *report,
                              const struct inventory *inventory, const struct found *found)
{
  struct reading readings[MEASURES_MAX];
  const struct rows rows = {inventory, found, report->gap_max_ms};
  enum reading_state why = report->down == READING_KNOWN ? found->why : report->down;
  for (guint i = 0; i < found->view->n_measures; i++)
    readings[i] = reading_unknown(found->view->measures[i].metric, why);
  if (why == READING_KNOWN)
    found->view->convert(&rows, found->view->measures, readings);
  for (guint i = 0; i < found->view->n_measures; i++)
    subject_add(subject, &readings[i]);
}

void report_inventory(const struct report *report, const struct inventory *inventory)
{
  struct subject_readings subject = {.n = 0};
  for (guint i = 0; i < inventory->found->len; i++) {
    const struct found *found = &g_array_index(inventory->found, struct found, i);
    if (found->view->convert)
      subject_add_table(&subject, report, inventory, found);
  }
  add(report, report->object, subject.readings, subject.n);
  for (guint i = 0; i < inventory->instances->len; i++) {
    const struct instance *instance = inventory_instance(inventory, i);
    if (instance->object)
      report_part(report, inventory, instance);
  }
}

void report_unknown(const struct report *report, const struct table *const *tables, enum reading_state why)
{
  struct subject_readings subject = {.n = 0};
  for (; *tables; tables++) {
    const struct view *view = (*tables)->views[report->kind];
    for (guint i = 0; view && view->convert && i < view->n_measures; i++) {
      const struct reading reading = reading_unknown(view->measures[i].metric, why);
      subject_add(&subject, &reading);
    }
  }
  add(report, report->object, subject.readings, subject.n);
}

void report_gone(const struct report *report, const struct inventory *old, const struct inventory *now)
{
  for (guint i = 0; i < old->instances->len; i++) {
    const struct instance *instance = inventory_instance(old, i);
    struct reading readings[MEASURES_MAX];
    if (!instance->object || inventory_part(now, instance->object))
      continue;
    gsize n = 0;
    for (guint k = 0; k < instance->view->n_measures; k++)
      if (instance->measures & 1u << k)
        readings[n++] = reading_unknown(instance->view->measures[k].metric, READING_NOT_SUPPORTED);
    add(report, instance->object, readings, n);
  }
}
