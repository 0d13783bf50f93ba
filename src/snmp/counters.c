#include "snmp/counters.h"

struct memory {
  char *name;
  gboolean fresh;
  struct counter_row row; /* without name */
};

struct counters {
  gint64 gap_max_ms;
  GHashTable *rows; /* index -> struct memory */
};

static void memory_free(gpointer data)
{
  struct memory *memory = data;
  g_free(memory->name);
  g_free(memory);
}

struct counters *counters_new(gint64 gap_max_ms)
{
  struct counters *counters = g_new(struct counters, 1);
  counters->gap_max_ms = gap_max_ms;
  counters->rows = g_hash_table_new_full(NULL, NULL, NULL, memory_free);
  return counters;
}

void counters_free(struct counters *counters)
{
  if (!counters)
    return;
  g_hash_table_unref(counters->rows);
  g_free(counters);
}

static struct reading counter_rate(const struct memory *before, const struct counter_row *now, guint i,
                                   guint metric, gint64 gap_max_ms)
{
  gint64 elapsed_ms = 0;
  if (!before || !before->row.known[i])
    return reading_unknown(metric, READING_FIRST);
  switch (agent_time_compare(&before->row.time, &now->time, gap_max_ms, &elapsed_ms)) {
  case CONTINUITY_NONE:
    return reading_unknown(metric, READING_FIRST);
  case CONTINUITY_BROKEN:
    return reading_unknown(metric, READING_RESET);
  case CONTINUITY_WHOLE:
    break;
  }
  if (before->row.discontinuity != now->discontinuity)
    return reading_unknown(metric, READING_RESET);
  return reading_rate(metric, before->row.values[i], now->values[i], elapsed_ms, 1);
}

void counters_take(struct counters *counters, const struct counter_row *row, const guint *metrics, guint n,
                   struct reading *readings)
{
  gpointer key = GUINT_TO_POINTER(row->index);
  struct memory *memory = g_hash_table_lookup(counters->rows, key);
  if (memory && g_strcmp0(memory->name, row->name) != 0)
    memory = NULL;
  for (guint i = 0; i < n; i++)
    if (row->known[i])
      readings[i] = counter_rate(memory, row, i, metrics[i], counters->gap_max_ms);
  if (!memory) {
    memory = g_new0(struct memory, 1);
    memory->name = g_strdup(row->name);
    g_hash_table_replace(counters->rows, key, memory);
  }
  memory->row = *row;
  memory->row.name = NULL;
  memory->fresh = TRUE;
}

static gboolean is_stale(gpointer key, gpointer value, gpointer user)
{
  (void)key;
  (void)user;
  struct memory *memory = value;
  gboolean stale = !memory->fresh;
  memory->fresh = FALSE;
  return stale;
}

void counters_sweep(struct counters *counters)
{
  g_hash_table_foreach_remove(counters->rows, is_stale, NULL);
}
