#include "placement/packing_state.h"

/*
 * Tries all ways, the item with the fewest bins left first, and gives up a branch where one has none or all together need
 * more than there is. Ends when the work allowed is done.
 */

#define ITEMS_MAX 512 /* the depth of the search */

struct search {
  struct packing_state *state;
  gint64 need[PACKED_KINDS]; /* of the items that are nowhere */
  gboolean is_out_of_work;
};

static guint bins_for(const struct packing_state *state, guint item, guint enough)
{
  guint n = 0;
  for (guint b = 0; b < state->problem->n_bins && n < enough; b++)
    n += packing_fits(state, item, b) ? 1 : 0;
  return n;
}

/* The item with the fewest bins, of these the greatest; *n_bins is how many it has. PACKING_NOWHERE: all are placed. */
static guint hardest_item(const struct packing_state *state, guint *n_bins)
{
  guint hardest = PACKING_NOWHERE;
  *n_bins = G_MAXUINT;
  for (guint i = 0; i < state->problem->n_items && *n_bins > 0; i++) {
    if (state->where[i] != PACKING_NOWHERE)
      continue;
    guint n = bins_for(state, i, hardest == PACKING_NOWHERE ? G_MAXUINT : *n_bins + 1);
    gboolean is_harder = hardest == PACKING_NOWHERE || n < *n_bins ||
                         (n == *n_bins &&
                          state->problem->sizes[i][PACKED_MEMORY] > state->problem->sizes[hardest][PACKED_MEMORY]);
    if (is_harder) {
      hardest = i;
      *n_bins = n;
    }
  }
  return hardest;
}

static gboolean has_room_in_all(const struct search *search)
{
  for (guint k = 0; k < PACKED_KINDS; k++) {
    gint64 room = 0;
    for (guint b = 0; b < search->state->problem->n_bins; b++)
      room += MAX(search->state->left[b][k], 0);
    if (room < search->need[k])
      return FALSE;
  }
  return TRUE;
}

static gboolean spend(struct search *search)
{
  guint cost = 1 + search->state->problem->n_bins / 16;
  search->is_out_of_work = search->is_out_of_work || *search->state->work < cost;
  if (!search->is_out_of_work)
    *search->state->work -= cost;
  return !search->is_out_of_work;
}

static void count(struct search *search, guint item, gint64 sign)
{
  for (guint k = 0; k < PACKED_KINDS; k++)
    search->need[k] += sign * search->state->problem->sizes[item][k];
}

/* The next bin to try, the tightest first: of those that fit the one with the least memory left beyond `least` (then by
 * number). */
static guint next_bin(const struct packing_state *state, guint item, gint64 least, guint after)
{
  guint best = PACKING_NOWHERE;
  for (guint b = 0; b < state->problem->n_bins; b++) {
    gint64 left = state->left[b][PACKED_MEMORY];
    if (left < least || (left == least && after != PACKING_NOWHERE && b <= after) || !packing_fits(state, item, b))
      continue;
    if (best == PACKING_NOWHERE || left < state->left[best][PACKED_MEMORY])
      best = b;
  }
  return best;
}

static gboolean place_rest(struct search *search)
{
  guint n_bins;
  guint item = hardest_item(search->state, &n_bins);
  if (item == PACKING_NOWHERE)
    return TRUE;
  if (n_bins == 0 || !has_room_in_all(search))
    return FALSE;
  gint64 least = G_MININT64;
  for (guint b = next_bin(search->state, item, least, PACKING_NOWHERE); b != PACKING_NOWHERE && spend(search);
       b = next_bin(search->state, item, least, b)) {
    least = search->state->left[b][PACKED_MEMORY];
    packing_put(search->state, item, b);
    count(search, item, -1);
    if (place_rest(search))
      return TRUE;
    count(search, item, 1);
    packing_take(search->state, item);
  }
  return FALSE;
}

static gboolean has_unknown_room(const struct packing_problem *problem)
{
  for (guint b = 0; b < problem->n_bins; b++)
    for (guint k = 0; k < PACKED_KINDS; k++)
      if (problem->rooms[b][k] == PACKING_UNKNOWN)
        return TRUE;
  return FALSE;
}

enum packing_outcome packing_search(struct packing_state *state)
{
  struct search search = {.state = state};
  if (state->problem->n_items > ITEMS_MAX)
    return PACKING_OPEN;
  for (guint i = 0; i < state->problem->n_items; i++)
    count(&search, i, 1);
  if (place_rest(&search))
    return PACKING_FOUND;
  return search.is_out_of_work || has_unknown_room(state->problem) ? PACKING_OPEN : PACKING_IMPOSSIBLE;
}
