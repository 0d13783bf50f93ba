#include "placement/packing.h"

#include "placement/packing_state.h"

#include <string.h>

struct packing_state *packing_state_new(const struct packing_problem *problem, guint *work)
{
  struct packing_state *state = g_new0(struct packing_state, 1);
  double room[PACKED_KINDS] = {0};
  state->problem = problem;
  state->work = work;
  state->left = g_new(packing_size, problem->n_bins);
  state->where = g_new(guint, problem->n_items);
  for (guint i = 0; i < problem->n_items; i++)
    state->where[i] = PACKING_NOWHERE;
  for (guint b = 0; b < problem->n_bins; b++)
    for (guint k = 0; k < PACKED_KINDS; k++) {
      state->left[b][k] = problem->rooms[b][k] == PACKING_UNKNOWN ? -1 : problem->rooms[b][k];
      room[k] += state->left[b][k] > 0 ? (double)state->left[b][k] : 0;
    }
  for (guint k = 0; k < PACKED_KINDS; k++)
    state->scale[k] = room[k] > 0 ? 1 / room[k] : 0;
  return state;
}

void packing_state_free(struct packing_state *state)
{
  if (!state)
    return;
  g_free(state->left);
  g_free(state->where);
  g_free(state);
}

gboolean packing_fits_alone(const struct packing_problem *problem, guint item, guint bin)
{
  const gint64 *room = problem->rooms[bin], *size = problem->sizes[item];
  if (!packing_may(problem, item, bin))
    return FALSE;
  for (guint k = 0; k < PACKED_KINDS; k++)
    if (room[k] != PACKING_UNKNOWN && size[k] > room[k])
      return FALSE;
  return TRUE;
}

void packing_put(struct packing_state *state, guint item, guint bin)
{
  const struct packing_terms *terms = state->problem->terms;
  for (guint k = 0; k < PACKED_KINDS; k++)
    state->left[bin][k] -= state->problem->sizes[item][k];
  state->where[item] = bin;
  if (terms && terms->is_bound[item])
    terms->put(terms->context, item, bin);
}

void packing_take(struct packing_state *state, guint item)
{
  const struct packing_terms *terms = state->problem->terms;
  guint bin = state->where[item];
  for (guint k = 0; k < PACKED_KINDS; k++)
    state->left[bin][k] += state->problem->sizes[item][k];
  state->where[item] = PACKING_NOWHERE;
  if (terms && terms->is_bound[item])
    terms->take(terms->context, item, bin);
}

void packing_empty(struct packing_state *state)
{
  for (guint i = 0; i < state->problem->n_items; i++)
    if (state->where[i] != PACKING_NOWHERE)
      packing_take(state, i);
}

static guint unknown_item(const struct packing_problem *problem)
{
  for (guint i = 0; i < problem->n_items; i++)
    for (guint k = 0; k < PACKED_KINDS; k++)
      if (problem->sizes[i][k] == PACKING_UNKNOWN)
        return i;
  return PACKING_NOWHERE;
}

/* The best packing so far is kept in the answer. */
static gboolean keep(struct packing_answer *answer, const struct packing_state *state, guint n_left)
{
  if (n_left < answer->n_left) {
    answer->n_left = n_left;
    memcpy(answer->where, state->where, state->problem->n_items * sizeof(guint));
  }
  if (n_left == 0)
    answer->outcome = PACKING_FOUND;
  return n_left == 0;
}

static gboolean pack(struct packing_answer *answer, struct packing_state *state, guint way)
{
  gboolean is_done = keep(answer, state, packing_greedy(state, way));
  packing_empty(state);
  return is_done;
}

#define SHAKEN 200 /* ways that are tried where those known do not serve */

static gboolean spend(const struct packing_state *state)
{
  guint cost = 1 + state->problem->n_items * state->problem->n_bins / 32;
  gboolean has_enough = *state->work > cost;
  *state->work -= has_enough ? cost : 0;
  return has_enough;
}

static gboolean pack_with_care(struct packing_answer *answer, struct packing_state *state)
{
  for (guint way = 0; way < PACKING_WAYS || (way < SHAKEN && spend(state)); way++) {
    guint n_left = packing_greedy(state, way);
    gboolean is_done = keep(answer, state, packing_make_room(state, n_left));
    packing_empty(state);
    if (is_done)
      return TRUE;
  }
  return FALSE;
}

static gboolean disprove(struct packing_answer *answer, gboolean is_proved)
{
  if (is_proved)
    answer->outcome = PACKING_IMPOSSIBLE;
  return is_proved;
}

static gint64 smallest(const struct packing_problem *problem, enum packed kind)
{
  gint64 size = G_MAXINT64;
  for (guint i = 0; i < problem->n_items; i++)
    size = MIN(size, problem->sizes[i][kind]);
  return size;
}

static void search(struct packing_answer *answer, struct packing_state *state)
{
  enum packing_outcome outcome = packing_search(state);
  if (outcome == PACKING_FOUND)
    keep(answer, state, 0);
  packing_empty(state);
  if (outcome == PACKING_IMPOSSIBLE) {
    answer->outcome = outcome;
    answer->proof = PROOF_SEARCH;
    answer->kind = PACKED_MEMORY;
    answer->lacking = smallest(state->problem, PACKED_MEMORY);
  }
}

/* The quickest ways first: most problems end with the first of them. */
static void decide(struct packing_answer *answer, const struct packing_problem *problem, guint *work)
{
  struct packing_state *state = packing_state_new(problem, work);
  if (!pack(answer, state, 0) && !disprove(answer, packing_disprove_quickly(problem, answer)) && *work > 0 &&
      !disprove(answer, packing_disprove(problem, answer)) && !pack_with_care(answer, state))
    search(answer, state);
  packing_state_free(state);
}

struct packing_answer *packing_solve(const struct packing_problem *problem, guint *work)
{
  struct packing_answer *answer = g_new0(struct packing_answer, 1);
  answer->outcome = PACKING_OPEN;
  answer->item = unknown_item(problem);
  answer->n_left = problem->n_items;
  answer->where = g_new(guint, problem->n_items);
  for (guint i = 0; i < problem->n_items; i++)
    answer->where[i] = PACKING_NOWHERE;
  if (problem->n_items == 0)
    answer->outcome = PACKING_FOUND;
  else if (answer->item != PACKING_NOWHERE)
    disprove(answer, packing_disprove(problem, answer));
  else
    decide(answer, problem, work);
  return answer;
}

void packing_answer_free(struct packing_answer *answer)
{
  if (!answer)
    return;
  g_free(answer->where);
  g_free(answer);
}
