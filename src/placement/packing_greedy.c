#include "placement/packing_state.h"

#include <math.h>

/* An order of the items and a choice of the bin. Spreading comes first: what is left then is left everywhere, which serves
 * the next question. */
enum order { BY_GREATEST, BY_SUM, BY_MEMORY, BY_CPU };
enum choice { SPREAD, TIGHT, ALIKE };

static const struct {
  enum order order;
  enum choice choice;
} ways[PACKING_WAYS] = {
    {BY_GREATEST, SPREAD}, {BY_GREATEST, TIGHT}, {BY_SUM, ALIKE}, {BY_MEMORY, TIGHT}, {BY_CPU, TIGHT}, {BY_SUM, TIGHT},
};

struct place {
  guint item;
  double size;
};

static double item_size(const struct packing_state *state, guint item, enum order order)
{
  const gint64 *size = state->problem->sizes[item];
  double memory = (double)size[PACKED_MEMORY] * state->scale[PACKED_MEMORY];
  double cpu = (double)size[PACKED_CPU] * state->scale[PACKED_CPU];
  switch (order) {
  case BY_SUM:
    return memory + cpu;
  case BY_MEMORY:
    return memory;
  case BY_CPU:
    return cpu;
  default:
    return MAX(memory, cpu);
  }
}

static int compare_places(const void *one, const void *other)
{
  const struct place *a = one, *b = other;
  if (a->size != b->size)
    return a->size > b->size ? -1 : 1;
  return a->item < b->item ? -1 : 1;
}

/* How good the bin would be for an item that fits into it; more is better. */
static double goodness(const struct packing_state *state, guint item, guint bin, enum choice choice)
{
  const gint64 *left = state->left[bin], *size = state->problem->sizes[item];
  double rest[PACKED_KINDS], apart = 0;
  for (guint k = 0; k < PACKED_KINDS; k++) {
    rest[k] = (double)(left[k] - size[k]) * state->scale[k];
    apart += rest[k] * rest[k];
  }
  switch (choice) {
  case SPREAD:
    return MIN(rest[PACKED_MEMORY], rest[PACKED_CPU]);
  case TIGHT:
    return -(rest[PACKED_MEMORY] + rest[PACKED_CPU]);
  default:
    return -apart;
  }
}

static guint best_bin(const struct packing_state *state, guint item, enum choice choice)
{
  guint best = PACKING_NOWHERE;
  double most = -INFINITY;
  for (guint b = 0; b < state->problem->n_bins; b++) {
    if (!packing_fits(state, item, b))
      continue;
    double good = goodness(state, item, b, choice);
    if (good > most) {
      most = good;
      best = b;
    }
  }
  return best;
}

/* 1 in the ways there are; in those beyond between 0.7 and 1.3, by item and way. */
static double shaken(guint item, guint way)
{
  if (way < PACKING_WAYS)
    return 1;
  guint32 mixed = (item + 1) * 2654435761u ^ (way + 1) * 2246822519u;
  mixed = (mixed ^ mixed >> 15) * 2246822519u;
  mixed = (mixed ^ mixed >> 13) * 3266489917u;
  return 0.7 + 0.6 * ((mixed ^ mixed >> 16) / 4294967296.0);
}

guint packing_greedy(struct packing_state *state, guint way)
{
  enum order order = ways[way % PACKING_WAYS].order;
  enum choice choice = ways[way % PACKING_WAYS].choice;
  guint n = state->problem->n_items, n_left = 0;
  g_autofree struct place *places = g_new(struct place, n);
  for (guint i = 0; i < n; i++)
    places[i] = (struct place){.item = i, .size = item_size(state, i, order) * shaken(i, way)};
  qsort(places, n, sizeof *places, compare_places);
  for (guint i = 0; i < n; i++) {
    guint bin = best_bin(state, places[i].item, choice);
    if (bin == PACKING_NOWHERE)
      n_left++;
    else
      packing_put(state, places[i].item, bin);
  }
  return n_left;
}

/* Whether `item` would fit into `bin` if `other`, which is there, were not. */
static gboolean would_fit(const struct packing_state *state, guint item, guint bin, guint other)
{
  const gint64 *left = state->left[bin], *size = state->problem->sizes[item], *gain = state->problem->sizes[other];
  for (guint k = 0; k < PACKED_KINDS; k++)
    if (size[k] > left[k] + gain[k])
      return FALSE;
  return packing_may(state->problem, item, bin);
}

static gboolean place(struct packing_state *state, guint item, guint depth, guint64 *seen);

/* Takes `other` out of its bin, puts `item` there, and finds another place for `other`; all as before if there is none. */
static gboolean displace(struct packing_state *state, guint item, guint other, guint depth, guint64 *seen)
{
  guint bin = state->where[other];
  packing_take(state, other);
  if (packing_fits(state, item, bin)) {
    packing_put(state, item, bin);
    if (place(state, other, depth - 1, seen))
      return TRUE;
    packing_take(state, item);
  }
  packing_put(state, other, bin);
  return FALSE;
}

/* Each item is displaced at most once for one item that is left: a chain ends, and so does the search for it. */
static gboolean place(struct packing_state *state, guint item, guint depth, guint64 *seen)
{
  guint bin = best_bin(state, item, TIGHT);
  if (bin != PACKING_NOWHERE) {
    packing_put(state, item, bin);
    return TRUE;
  }
  for (guint other = 0; depth > 0 && other < state->problem->n_items; other++) {
    guint at = state->where[other];
    if (at == PACKING_NOWHERE || (seen[other / 64] >> (other % 64)) & 1 || !would_fit(state, item, at, other))
      continue;
    seen[other / 64] |= (guint64)1 << (other % 64);
    if (displace(state, item, other, depth, seen))
      return TRUE;
  }
  return FALSE;
}

#define CHAIN_LENGTH 8

guint packing_make_room(struct packing_state *state, guint n_left)
{
  guint n = state->problem->n_items, still = n_left;
  g_autofree guint64 *seen = g_new(guint64, n / 64 + 1);
  for (guint i = 0; i < n && still > 0; i++) {
    if (state->where[i] != PACKING_NOWHERE)
      continue;
    for (guint word = 0; word <= n / 64; word++)
      seen[word] = 0;
    seen[i / 64] |= (guint64)1 << (i % 64);
    if (place(state, i, CHAIN_LENGTH, seen))
      still--;
  }
  return still;
}
