#include "snmp/report.h"

struct part {
  enum object_class class;
  gboolean reported;
};

struct report {
  const char *subject;
  struct tally *tally;
  struct samples_builder *builder;
  GHashTable *parts; /* object -> struct part */
  guint counts[CLASS_COUNT];
};

struct report *report_new(const char *subject, struct tally *tally)
{
  struct report *report = g_new0(struct report, 1);
  report->subject = subject;
  report->tally = tally;
  report->builder = samples_builder_new();
  report->parts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  return report;
}

void report_free(struct report *report)
{
  if (!report)
    return;
  samples_builder_free(report->builder);
  g_hash_table_unref(report->parts);
  g_free(report);
}

void report_begin(struct report *report)
{
  GHashTableIter iter;
  gpointer part;
  g_hash_table_iter_init(&iter, report->parts);
  while (g_hash_table_iter_next(&iter, NULL, &part))
    ((struct part *)part)->reported = FALSE;
}

static void report_object(struct report *report, const char *object, const struct reading *readings,
                          gsize n)
{
  for (gsize i = 0; i < n; i++)
    if (readings[i].state == READING_KNOWN)
      report->tally->values++;
    else
      report->tally->unknown_values++;
  samples_builder_add(report->builder, object, readings, n);
}

void report_subject(struct report *report, const struct reading *readings, gsize n)
{
  report_object(report, report->subject, readings, n);
}

/* The part's name in the report: its own, or with its index where that one is taken. Caller frees. */
static char *part_object(const struct report *report, enum object_class class, const char *name,
                         guint32 index)
{
  g_autofree char *object = object_part(report->subject, class, name);
  const struct part *part = g_hash_table_lookup(report->parts, object);
  if (!part || !part->reported)
    return g_steal_pointer(&object);
  g_autofree char *indexed = g_strdup_printf("%u#%s", index, name);
  return object_part(report->subject, class, indexed);
}

void report_part(struct report *report, enum object_class class, const char *name, guint32 index,
                 const struct reading *readings, gsize n)
{
  g_autofree char *object = part_object(report, class, name, index);
  struct part *part = g_hash_table_lookup(report->parts, object);
  if (part ? part->reported : report->counts[class] == LIMIT_INSTANCES)
    return;
  report_object(report, object, readings, n);
  if (!part) {
    part = g_new0(struct part, 1);
    part->class = class;
    report->counts[class]++;
    g_hash_table_insert(report->parts, g_steal_pointer(&object), part);
  }
  part->reported = TRUE;
}

void report_parts_unknown(struct report *report, enum object_class class, enum reading_state why)
{
  struct reading readings[METRIC_COUNT];
  gsize n = readings_unknown(class, why, readings);
  GHashTableIter iter;
  gpointer object, value;
  g_hash_table_iter_init(&iter, report->parts);
  while (g_hash_table_iter_next(&iter, &object, &value)) {
    struct part *part = value;
    if (part->class != class || part->reported)
      continue;
    report_object(report, object, readings, n);
    part->reported = TRUE;
    if (why == READING_NOT_SUPPORTED) {
      report->counts[class]--;
      g_hash_table_iter_remove(&iter);
    }
  }
}

GVariant *report_end(struct report *report, gint64 stamp_sec)
{
  return samples_builder_end(report->builder, stamp_sec, SOURCE_SNMP);
}
