#include "virt/tally.h"

static const char *const names[TALLY_KINDS] = {
    [TALLY_SWEEPS] = "sweeps",         [TALLY_SWEEP_MS_LAST] = "sweep_ms_last",
    [TALLY_DOMAINS] = "domains",       [TALLY_VALUES] = "values",
    [TALLY_UNKNOWN_VALUES] = "unknown_values", [TALLY_RECONNECTS] = "reconnects",
    [TALLY_EVENTS] = "events",         [TALLY_LATE_SWEEPS] = "late_sweeps",
    [TALLY_AGENT_ANSWERS] = "agent_answers",   [TALLY_AGENT_SILENCES] = "agent_silences",
    [TALLY_DEFINITIONS] = "definitions",       [TALLY_PROCESSORS_COMPARED] = "processors_compared",
};

void tally_init(struct tally *tally)
{
  *tally = (struct tally){0};
  g_mutex_init(&tally->lock);
}

void tally_add(struct tally *tally, enum tally_kind kind, guint64 n)
{
  g_mutex_lock(&tally->lock);
  tally->counts[kind] += n;
  g_mutex_unlock(&tally->lock);
}

void tally_set(struct tally *tally, enum tally_kind kind, guint64 value)
{
  g_mutex_lock(&tally->lock);
  tally->counts[kind] = value;
  g_mutex_unlock(&tally->lock);
}

void tally_collect(struct tally *tally, guint64 totals[TALLY_KINDS])
{
  g_mutex_lock(&tally->lock);
  for (guint kind = 0; kind < TALLY_KINDS; kind++)
    totals[kind] = kind == TALLY_SWEEP_MS_LAST ? MAX(totals[kind], tally->counts[kind])
                                               : totals[kind] + tally->counts[kind];
  g_mutex_unlock(&tally->lock);
}

const char *tally_name(enum tally_kind kind)
{
  return names[kind];
}
