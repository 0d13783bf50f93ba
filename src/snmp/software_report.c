#include "snmp/software.h"

#define BYTES_PER_UNIT 1024

static enum reading_state memory_state(const struct software *software, const struct software_count *count)
{
  if (software->why_memory != READING_KNOWN)
    return software->why_memory;
  return count->running > 0 && count->measured == 0 ? READING_NOT_SUPPORTED : READING_KNOWN;
}

static struct reading aged(struct reading reading, gint64 age_ms)
{
  reading.age_ms = (guint32)age_ms;
  return reading;
}

void software_report(const struct software *software, enum reading_state down, gint64 now_us,
                     struct samples_builder *builder, struct tally *tally)
{
  guint running = software->kind->running;
  guint memory = software->kind->memory;
  gint64 age_ms = MAX(0, now_us - software->read_us) / 1000;
  gint64 keep_ms = SOFTWARE_KEEP_PERIODS * 1000 * (gint64)object_class_period_sec(software->kind->class);
  enum reading_state why = down != READING_KNOWN ? down : software->why;
  if (why == READING_KNOWN && age_ms > keep_ms)
    why = READING_NO_ANSWER;
  for (guint i = 0; i < software->n; i++) {
    const struct software_count *count = &software->known[i];
    enum reading_state why_memory = why == READING_KNOWN ? memory_state(software, count) : why;
    const struct reading readings[] = {
        why == READING_KNOWN ? aged(reading_known(running, count->running), age_ms) : reading_unknown(running, why),
        why_memory == READING_KNOWN
            ? aged(reading_known(memory, (double)count->mem_units * BYTES_PER_UNIT), age_ms)
            : reading_unknown(memory, why_memory),
    };
    for (guint k = 0; k < G_N_ELEMENTS(readings); k++)
      *(readings[k].state == READING_KNOWN ? &tally->values : &tally->unknown_values) += 1;
    samples_builder_add(builder, software->objects[i], readings, G_N_ELEMENTS(readings));
  }
}

char *software_trouble(const struct software *software)
{
  static const char *const clauses[READING_STATES] = {
      [READING_NO_ANSWER] = "it did not give hrSWRunTable in time",
      [READING_UNREACHABLE] = "it could not be asked for hrSWRunTable",
      [READING_REFUSED] = "it refuses hrSWRunTable",
      [READING_NOT_SUPPORTED] = "it has no hrSWRunTable (1.3.6.1.2.1.25.4.2), or does not show it",
      [READING_BAD_VALUE] = "its answers to a walk of hrSWRunTable make no sense",
      [READING_CUT] = "its hrSWRunTable is larger than what is taken",
  };
  if (!software->judged || !clauses[software->why])
    return NULL;
  g_autoptr(GString) names = g_string_new(NULL);
  for (guint i = 0; i < software->n; i++)
    g_string_append_printf(names, "%s%s", i ? ", " : "", software->names[i]);
  return g_strdup_printf("%s: whether %s runs is unknown", clauses[software->why], names->str);
}
