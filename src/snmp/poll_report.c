#include "snmp/poll_report.h"

static gboolean has_ucd_memory(const struct poll *poll)
{
  return poll->scalars[SCALAR_MEM_TOTAL].state != CELL_ABSENT ||
         poll->scalars[SCALAR_MEM_TOTAL_X].state != CELL_ABSENT ||
         poll->scalars[SCALAR_MEM_FREE].state != CELL_ABSENT;
}

static void report_memory(const struct poll *poll, struct reading *total, struct reading *available)
{
  enum reading_state why = poll->why[STEP_SCALARS];
  if (why == READING_KNOWN && has_ucd_memory(poll)) {
    memory_convert(poll->scalars, total, available);
    return;
  }
  if (why == READING_KNOWN || why == READING_NOT_SUPPORTED) {
    why = poll->why[STEP_OF_TABLE(TABLE_STORAGE)];
    if (why == READING_KNOWN) {
      memory_convert_storage(&poll->walks[TABLE_STORAGE], total, available);
      return;
    }
  }
  *total = reading_unknown(METRIC_HOST_MEM_TOTAL_BYTES, why);
  *available = reading_unknown(METRIC_HOST_MEM_AVAILABLE_BYTES, why);
}

static void report_host(const struct poll *poll, struct report *report)
{
  enum reading_state why = poll->why[STEP_OF_TABLE(TABLE_PROCESSORS)];
  struct reading busy = reading_unknown(METRIC_HOST_CPU_BUSY_PCT, why);
  struct reading count = reading_unknown(METRIC_HOST_CPU_COUNT, why);
  struct reading total, available;
  if (why == READING_KNOWN)
    processors_convert(&poll->walks[TABLE_PROCESSORS], &busy, &count);
  report_memory(poll, &total, &available);
  const struct reading readings[] = {busy, count, total, available};
  report_subject(report, readings, G_N_ELEMENTS(readings));
}

/* Parts that a whole table does not name any more are gone; of one cut short that is not known. */
static void report_others(const struct poll *poll, enum table_id table, enum object_class class,
                          struct report *report)
{
  enum reading_state why = poll->why[STEP_OF_TABLE(table)];
  if (why == READING_KNOWN)
    why = poll->walks[table].cut ? READING_BAD_VALUE : READING_NOT_SUPPORTED;
  report_parts_unknown(report, class, why);
}

void poll_report(const struct poll *poll, struct counters *counters, struct report *report)
{
  report_begin(report);
  report_host(poll, report);
  if (poll->why[STEP_OF_TABLE(TABLE_STORAGE)] == READING_KNOWN)
    storage_convert(&poll->walks[TABLE_STORAGE], report);
  report_others(poll, TABLE_STORAGE, CLASS_HOST_STORAGE, report);
  if (poll->why[STEP_OF_TABLE(TABLE_INTERFACES)] == READING_KNOWN)
    interfaces_convert(&poll->walks[TABLE_INTERFACES], counters, report);
  report_others(poll, TABLE_INTERFACES, CLASS_HOST_NET, report);
}

static void complain_of_table(const struct poll *poll, enum table_id id, const char *subject,
                              struct complaints *complaints)
{
  const struct walk *walk = &poll->walks[id];
  if (poll->broken[STEP_OF_TABLE(id)])
    complain(complaints, COMPLAINT_BROKEN, subject,
             "its agent's answers to a walk of %s make no sense: its values are unknown",
             walk->table->name);
  else if (poll->why[STEP_OF_TABLE(id)] == READING_NO_ANSWER)
    complain(complaints, COMPLAINT_SLOW, subject,
             "its agent did not give %s in time: its values are unknown", walk->table->name);
  if (walk->cut)
    complain(complaints, COMPLAINT_CUT, subject,
             "its agent's %s is larger than what is taken (%u rows): the rest is left out",
             walk->table->name, walk->table->max_rows);
}

guint poll_complain(const struct poll *poll, const char *subject, struct complaints *complaints)
{
  const struct oid *first = poll->bad_cells ? &poll->first_bad : NULL;
  guint bad = poll->bad_cells;
  for (enum table_id id = 0; id < TABLES; id++) {
    const struct walk *walk = &poll->walks[id];
    complain_of_table(poll, id, subject, complaints);
    if (walk->bad_cells && !first)
      first = &walk->first_bad;
    bad += walk->bad_cells;
  }
  if (first) {
    g_autofree char *name = oid_format(first);
    complain(complaints, COMPLAINT_BAD_VALUE, subject,
             "its agent gives %u values of a wrong type, the first at %s: they are unknown", bad, name);
  }
  return bad;
}
