#include "snmp/converters.h"

#include <string.h>

#define KB 1024.0
#define HR_STORAGE_OTHER "1.3.6.1.2.1.25.2.1.1"
#define HR_STORAGE_RAM "1.3.6.1.2.1.25.2.1.2"

/* The values of the only row; a slot that is not there is absent. */
struct scalars {
  const struct rows *rows;
  const struct instance *instance;
};

static enum cell_state scalar_of(const struct scalars *scalars, guint8 column, double *bytes)
{
  const struct slot *slot = instance_slot(scalars->rows->inventory, scalars->instance, column);
  if (!slot)
    return CELL_ABSENT;
  *bytes = (double)slot->now * KB;
  return slot->state;
}

static struct reading scalar_reading(enum cell_state state, guint metric, double bytes)
{
  if (state == CELL_READ)
    return reading_known(metric, bytes);
  return reading_unknown(metric, state == CELL_BAD ? READING_BAD_VALUE : READING_NOT_SUPPORTED);
}

static struct reading available_of(const struct scalars *scalars, guint metric)
{
  static const guint8 cached[] = {UCD_BUFFER, UCD_CACHED};
  double sum = 0, bytes = 0;
  enum cell_state state = scalar_of(scalars, UCD_AVAILABLE, &bytes);
  if (state != CELL_ABSENT)
    return scalar_reading(state, metric, bytes);
  state = scalar_of(scalars, UCD_FREE, &sum);
  for (guint i = 0; state == CELL_READ && i < G_N_ELEMENTS(cached); i++) {
    enum cell_state known = scalar_of(scalars, cached[i], &bytes);
    if (known == CELL_BAD)
      state = CELL_BAD;
    else if (known == CELL_READ)
      sum += bytes;
  }
  return scalar_reading(state, metric, sum);
}

static void unknown(const struct measure *measures, enum reading_state why, struct reading *readings)
{
  readings[MEMORY_TOTAL] = reading_unknown(measures[MEMORY_TOTAL].metric, why);
  readings[MEMORY_AVAILABLE] = reading_unknown(measures[MEMORY_AVAILABLE].metric, why);
}

/* A host cannot have more available than it has. */
static void bound_by_total(const struct reading *total, struct reading *available)
{
  if (total->state == READING_KNOWN && available->state == READING_KNOWN &&
      available->value > total->value)
    *available = reading_unknown(available->metric, READING_BAD_VALUE);
}

/* What a better column tells is not asked for. */
gboolean memory_choose(const struct row *row, enum subject_kind kind, struct choice *choice)
{
  (void)kind;
  if (row->cells[UCD_AVAILABLE].state != CELL_ABSENT)
    choice->columns &= ~(1u << UCD_FREE | 1u << UCD_BUFFER | 1u << UCD_CACHED);
  if (row->cells[UCD_TOTAL_X].state != CELL_ABSENT)
    choice->columns &= ~(1u << UCD_TOTAL);
  return TRUE;
}

void memory_convert(const struct rows *rows, const struct measure *measures, struct reading *readings)
{
  struct scalars scalars = {rows, inventory_instance(rows->inventory, rows->found->first)};
  enum reading_state why = rows->found->n ? scalars.instance->why : READING_NOT_SUPPORTED;
  if (why != READING_KNOWN) {
    unknown(measures, why, readings);
    readings[SWAP_TOTAL] = reading_unknown(measures[SWAP_TOTAL].metric, why);
    readings[SWAP_AVAILABLE] = reading_unknown(measures[SWAP_AVAILABLE].metric, why);
    return;
  }
  double bytes = 0;
  enum cell_state state = scalar_of(&scalars, UCD_TOTAL_X, &bytes);
  if (state == CELL_ABSENT)
    state = scalar_of(&scalars, UCD_TOTAL, &bytes);
  readings[MEMORY_TOTAL] = scalar_reading(state, measures[MEMORY_TOTAL].metric, bytes);
  readings[MEMORY_AVAILABLE] = available_of(&scalars, measures[MEMORY_AVAILABLE].metric);
  bound_by_total(&readings[MEMORY_TOTAL], &readings[MEMORY_AVAILABLE]);
  state = scalar_of(&scalars, UCD_SWAP_TOTAL, &bytes);
  readings[SWAP_TOTAL] = scalar_reading(state, measures[SWAP_TOTAL].metric, bytes);
  state = scalar_of(&scalars, UCD_SWAP_FREE, &bytes);
  readings[SWAP_AVAILABLE] = scalar_reading(state, measures[SWAP_AVAILABLE].metric, bytes);
}

/* What net-snmp and vendors call the part of used memory that is given back on demand. */
static gboolean is_cache(const char *name)
{
  g_autofree char *lower = g_ascii_strdown(name ? name : "", -1);
  return strstr(lower, "buffers") || strstr(lower, "cache");
}

gboolean ram_choose(const struct row *row, enum subject_kind kind, struct choice *choice)
{
  (void)kind;
  gboolean cache = is_cache(row->cells[STORAGE_DESCR].text);
  const char *type = row->cells[STORAGE_TYPE].text;
  choice->factor = (double)row->cells[STORAGE_UNITS].number;
  choice->fixed = cache;
  return row->cells[STORAGE_UNITS].state == CELL_READ &&
         (g_strcmp0(type, HR_STORAGE_RAM) == 0 || (cache && g_strcmp0(type, HR_STORAGE_OTHER) == 0));
}

/* Size and used bytes of one row. */
static enum reading_state ram_row(const struct rows *rows, const struct instance *instance, double *size, double *used)
{
  const struct slot *blocks = instance_slot(rows->inventory, instance, STORAGE_SIZE);
  const struct slot *taken = instance_slot(rows->inventory, instance, STORAGE_USED);
  if (instance->why != READING_KNOWN)
    return instance->why;
  if (!blocks || !taken || blocks->state != CELL_READ || taken->state != CELL_READ)
    return READING_BAD_VALUE;
  *size = (double)blocks->now * instance->factor;
  *used = (double)taken->now * instance->factor;
  return READING_KNOWN;
}

void ram_convert(const struct rows *rows, const struct measure *measures, struct reading *readings)
{
  double total = 0, taken = 0, cache = 0; /* some agents do not count the cache as used: then it is more than that */
  enum reading_state why = READING_KNOWN;
  for (guint i = 0; i < rows->found->n && why == READING_KNOWN; i++) {
    const struct instance *instance = inventory_instance(rows->inventory, rows->found->first + i);
    double size = 0, used = 0;
    why = ram_row(rows, instance, &size, &used);
    if (instance->fixed > 0) {
      cache += used;
    } else if (size > total) {
      total = size;
      taken = used;
    }
  }
  if (why == READING_KNOWN && total <= 0)
    why = READING_NOT_SUPPORTED;
  unknown(measures, why, readings);
  if (why != READING_KNOWN)
    return;
  readings[MEMORY_TOTAL] = reading_known(measures[MEMORY_TOTAL].metric, total);
  readings[MEMORY_AVAILABLE] = reading_known(measures[MEMORY_AVAILABLE].metric, total - taken + (cache <= taken ? cache : 0));
}
