#include "model/sample.h"

#include "model/names.h"

#include <math.h>

static const char *const state_names[READING_STATES] = {
    [READING_KNOWN] = "known",
    [READING_NO_ANSWER] = "no answer",
    [READING_UNREACHABLE] = "not reachable",
    [READING_REFUSED] = "access refused",
    [READING_NOT_SUPPORTED] = "not supported there",
    [READING_FIRST] = "a rate needs a second reading",
    [READING_RESET] = "counter was reset",
    [READING_BAD_VALUE] = "value out of bounds",
    [READING_OFF] = "guest is off",
    [READING_IDLE] = "nothing to measure, idle",
    [READING_CUT] = "table too large to be read",
    [READING_STALE] = "no sample for too long",
};

static const char *const source_names[SOURCES] = {
    [SOURCE_NONE] = "none",
    [SOURCE_SNMP] = "SNMP",
    [SOURCE_LIBVIRT] = "libvirt",
    [SOURCE_AGENT] = "guest agent",
};

const char *reading_state_name(enum reading_state state)
{
  return name_of(state_names, READING_STATES, state);
}

const char *source_name(enum source source)
{
  return name_of(source_names, SOURCES, source);
}

gint64 source_period_ms(enum source source, enum object_class class, guint interval_ms)
{
  guint period_sec = source == SOURCE_AGENT ? AGENT_PERIOD_SEC : object_class_period_sec(class);
  return MAX(interval_ms, period_sec * 1000);
}

struct reading reading_known(guint metric, double value)
{
  const struct metric *row = metric_get(metric);
  if (!isfinite(value) || value < row->min || value > row->max)
    return reading_unknown(metric, READING_BAD_VALUE);
  return (struct reading){.metric = (guint16)metric, .state = READING_KNOWN, .value = value};
}

struct reading reading_unknown(guint metric, enum reading_state why)
{
  return (struct reading){.metric = (guint16)metric, .state = (guint16)why};
}

gsize readings_unknown(enum object_class class, enum reading_state why, struct reading readings[CLASS_METRICS_MAX])
{
  gsize n = 0;
  guint count = metric_count();
  for (enum metric_id id = 0; id < count; id++)
    if (metric_get(id)->class == class)
      readings[n++] = reading_unknown(id, why);
  return n;
}

struct reading reading_rate(guint metric, guint64 before, guint64 now, gint64 elapsed_ms, double factor)
{
  if (now < before || elapsed_ms <= 0)
    return reading_unknown(metric, READING_RESET);
  return reading_known(metric, (double)(now - before) * 1000.0 / (double)elapsed_ms * factor);
}
