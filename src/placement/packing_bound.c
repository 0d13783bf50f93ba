#include "placement/packing_state.h"

/*
 * Proofs that there is no packing. For each kind the items from some size up are looked at, the greatest first: they need so
 * much, and a bin has for them no more than its room, than as many of the greatest as fit by count, and, where only one does,
 * than the greatest one that fits. And each needs a place of its own: bins are matched with items, a bin taking as many as
 * go into it by size. Unknown sizes count as nothing, unknown room as endless.
 */

struct view {
  const struct packing_problem *problem;
  enum packed kind;
  guint *order;     /* items, greatest first */
  gint64 *sums;     /* of the first n */
  gint64 least[PACKED_KINDS]; /* of the items so far */
};

static gint64 size_of(const struct packing_problem *problem, guint item, enum packed kind)
{
  gint64 size = problem->sizes[item][kind];
  return size == PACKING_UNKNOWN ? 0 : size;
}

static gint64 room_of(const struct packing_problem *problem, guint bin, enum packed kind)
{
  gint64 room = problem->rooms[bin][kind];
  return room == PACKING_UNKNOWN ? PACKING_LIMIT : room;
}

static int compare_items(const void *one, const void *other, void *seen)
{
  const struct view *view = seen;
  guint a = *(const guint *)one, b = *(const guint *)other;
  gint64 x = size_of(view->problem, a, view->kind), y = size_of(view->problem, b, view->kind);
  return x != y ? (x > y ? -1 : 1) : (a < b ? -1 : 1);
}

static void view_init(struct view *view, const struct packing_problem *problem, enum packed kind)
{
  guint n = problem->n_items;
  *view = (struct view){.problem = problem, .kind = kind, .order = g_new(guint, n), .sums = g_new0(gint64, n + 1)};
  for (guint i = 0; i < n; i++)
    view->order[i] = i;
  g_qsort_with_data(view->order, (gint)n, sizeof *view->order, compare_items, view);
  for (guint i = 0; i < n; i++)
    view->sums[i + 1] = view->sums[i] + size_of(problem, view->order[i], kind);
  for (guint k = 0; k < PACKED_KINDS; k++)
    view->least[k] = PACKING_LIMIT;
}

static void view_done(struct view *view)
{
  g_free(view->order);
  g_free(view->sums);
}

static void view_include(struct view *view, guint item)
{
  for (guint k = 0; k < PACKED_KINDS; k++)
    view->least[k] = MIN(view->least[k], size_of(view->problem, item, k));
}

/* How many of the first n items a bin takes at most. */
static guint places_in(const struct view *view, guint bin, guint n)
{
  gint64 places = n;
  for (guint k = 0; k < PACKED_KINDS; k++)
    if (view->least[k] > 0)
      places = MIN(places, room_of(view->problem, bin, k) / view->least[k]);
  return (guint)places;
}

/* The greatest of the first n items that fits into the bin, alone. */
static gint64 greatest_in(const struct view *view, guint bin, guint n)
{
  for (guint i = 0; i < n; i++)
    if (packing_fits_alone(view->problem, view->order[i], bin))
      return size_of(view->problem, view->order[i], view->kind);
  return 0;
}

/* How much of the bin's room the first n items can use at most. */
static gint64 use_of(const struct view *view, guint bin, guint n)
{
  guint places = places_in(view, bin, n);
  if (places == 0)
    return 0;
  gint64 greatest = greatest_in(view, bin, n);
  return MIN(MIN(room_of(view->problem, bin, view->kind), view->sums[places]), places * greatest);
}

static gboolean answer_with(struct packing_answer *answer, enum packing_proof proof, enum packed kind, gint64 lacking)
{
  answer->proof = proof;
  answer->kind = kind;
  answer->lacking = lacking;
  return TRUE;
}

/* ---- single items and sums ----------------------------------------------------------------------- */

static gboolean has_place_alone(const struct packing_problem *problem, guint item)
{
  for (guint b = 0; b < problem->n_bins; b++)
    if (packing_fits_alone(problem, item, b))
      return TRUE;
  return FALSE;
}

static gboolean lacks_for_an_item(const struct packing_problem *problem, struct packing_answer *answer)
{
  for (guint i = 0; i < problem->n_items; i++)
    if (!has_place_alone(problem, i)) {
      answer->item = i;
      return answer_with(answer, PROOF_ITEM, PACKED_MEMORY, size_of(problem, i, PACKED_MEMORY));
    }
  return FALSE;
}

static gboolean lacks_in_all(const struct packing_problem *problem, struct packing_answer *answer)
{
  for (guint k = 0; k < PACKED_KINDS; k++) {
    gint64 lacking = 0;
    for (guint i = 0; i < problem->n_items; i++)
      lacking += size_of(problem, i, k);
    for (guint b = 0; b < problem->n_bins; b++)
      lacking -= room_of(problem, b, k);
    if (lacking > 0)
      return answer_with(answer, PROOF_ROOM, k, lacking);
  }
  return FALSE;
}

gboolean packing_disprove_quickly(const struct packing_problem *problem, struct packing_answer *answer)
{
  return lacks_in_all(problem, answer) || lacks_for_an_item(problem, answer);
}

/* ---- room ---------------------------------------------------------------------------------------- */

static gboolean lacks_room(const struct packing_problem *problem, enum packed kind, struct packing_answer *answer)
{
  struct view view;
  gint64 most = 0;
  view_init(&view, problem, kind);
  for (guint n = 1; n <= problem->n_items; n++) {
    gint64 lacking = view.sums[n];
    view_include(&view, view.order[n - 1]);
    for (guint b = 0; lacking > 0 && b < problem->n_bins; b++)
      lacking -= use_of(&view, b, n);
    most = MAX(most, lacking);
  }
  view_done(&view);
  return most > 0 && answer_with(answer, PROOF_ROOM, kind, most);
}

/* ---- places -------------------------------------------------------------------------------------- */

struct matching {
  const struct view *view;
  guint n;      /* items looked at so far */
  guint *taken; /* by bin: items that have a place there */
  guint *where; /* by item */
  guint64 *seen; /* bins, while one item looks for a place */
};

/* Finds a place for the item, for which others may go elsewhere. With more and smaller items a bin has no fewer places, so that
 * what was matched stays so as items are added. */
static gboolean match(struct matching *matching, guint item)
{
  const struct packing_problem *problem = matching->view->problem;
  for (guint b = 0; b < problem->n_bins; b++) {
    if ((matching->seen[b / 64] >> (b % 64)) & 1 || !packing_fits_alone(problem, item, b))
      continue;
    matching->seen[b / 64] |= (guint64)1 << (b % 64);
    gboolean has_place = matching->taken[b] < places_in(matching->view, b, matching->n);
    for (guint i = 0; !has_place && i < matching->n; i++) {
      guint other = matching->view->order[i];
      if (matching->where[other] != b || !match(matching, other))
        continue;
      matching->taken[b]--;
      has_place = TRUE;
    }
    if (has_place) {
      matching->taken[b]++;
      matching->where[item] = b;
      return TRUE;
    }
  }
  return FALSE;
}

static gboolean lacks_places(const struct packing_problem *problem, enum packed kind, struct packing_answer *answer)
{
  struct view view;
  view_init(&view, problem, kind);
  gboolean has_all = TRUE;
  gsize words = problem->n_bins / 64 + 1;
  g_autofree guint *taken = g_new0(guint, problem->n_bins), *where = g_new(guint, problem->n_items);
  g_autofree guint64 *seen = g_new(guint64, words);
  struct matching matching = {.view = &view, .taken = taken, .where = where, .seen = seen};
  for (guint i = 0; i < problem->n_items; i++)
    where[i] = PACKING_NOWHERE;
  for (guint n = 1; n <= problem->n_items && has_all; n++) {
    view_include(&view, view.order[n - 1]);
    matching.n = n;
    for (gsize word = 0; word < words; word++)
      seen[word] = 0;
    has_all = match(&matching, view.order[n - 1]);
    if (!has_all)
      answer_with(answer, PROOF_COUNT, kind, view.least[kind]);
  }
  view_done(&view);
  return !has_all;
}

gboolean packing_disprove(const struct packing_problem *problem, struct packing_answer *answer)
{
  if (packing_disprove_quickly(problem, answer))
    return TRUE;
  for (guint k = 0; k < PACKED_KINDS; k++)
    if (lacks_room(problem, k, answer) || lacks_places(problem, k, answer))
      return TRUE;
  return FALSE;
}
