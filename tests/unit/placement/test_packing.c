#include "placement/packing.h"

#include "unit.h"

#define N_MAX 12

/* A problem that owns what it points at. */
struct box {
  packing_size sizes[N_MAX], rooms[N_MAX];
  guint64 bits[N_MAX];
  const guint64 *may[N_MAX];
  struct packing_problem problem;
};

static void set_up_box(struct box *box, guint n_items, guint n_bins)
{
  *box = (struct box){.problem = {.n_items = n_items, .n_bins = n_bins}};
  box->problem.sizes = (const packing_size *)box->sizes;
  box->problem.rooms = (const packing_size *)box->rooms;
  box->problem.may = box->may;
  for (guint i = 0; i < N_MAX; i++) {
    box->bits[i] = ((guint64)1 << n_bins) - 1;
    box->may[i] = &box->bits[i];
  }
}

static void set(packing_size size, gint64 memory, gint64 cpu)
{
  size[PACKED_MEMORY] = memory;
  size[PACKED_CPU] = cpu;
}

static struct packing_answer *solve(const struct box *box)
{
  guint work = 1000000;
  return packing_solve(&box->problem, &work);
}

/* All ways, without any thought. */
static gboolean can_be_packed(struct box *box, guint item)
{
  if (item == box->problem.n_items)
    return TRUE;
  for (guint b = 0; b < box->problem.n_bins; b++) {
    gint64 *room = box->rooms[b], *size = box->sizes[item];
    if (!((box->bits[item] >> b) & 1) || size[0] > room[0] || size[1] > room[1])
      continue;
    set(room, room[0] - size[0], room[1] - size[1]);
    gboolean is_packed = can_be_packed(box, item + 1);
    set(room, room[0] + size[0], room[1] + size[1]);
    if (is_packed)
      return TRUE;
  }
  return FALSE;
}

static void assert_is_a_packing(const struct box *box, const struct packing_answer *answer)
{
  packing_size used[N_MAX] = {{0}};
  for (guint i = 0; i < box->problem.n_items; i++) {
    guint bin = answer->where[i];
    assert_true(bin < box->problem.n_bins);
    assert_true((box->bits[i] >> bin) & 1);
    for (guint k = 0; k < PACKED_KINDS; k++)
      used[bin][k] += box->sizes[i][k];
  }
  for (guint b = 0; b < box->problem.n_bins; b++)
    for (guint k = 0; k < PACKED_KINDS; k++)
      assert_true(used[b][k] <= box->rooms[b][k]);
}

static void random_box(struct box *box, GRand *random)
{
  guint n_items = (guint)g_rand_int_range(random, 1, 9), n_bins = (guint)g_rand_int_range(random, 1, 6);
  gint64 most[PACKED_KINDS] = {g_rand_int_range(random, 4, 30), g_rand_int_range(random, 4, 30)}, all[PACKED_KINDS] = {0};
  set_up_box(box, n_items, n_bins);
  for (guint i = 0; i < n_items; i++) {
    set(box->sizes[i], g_rand_int_range(random, 1, (gint)most[0]), g_rand_int_range(random, 0, (gint)most[1]));
    for (guint k = 0; k < PACKED_KINDS; k++)
      all[k] += box->sizes[i][k];
    if (g_rand_int_range(random, 0, 3) == 0)
      box->bits[i] &= g_rand_int(random);
  }
  for (guint b = 0; b < n_bins; b++)
    for (guint k = 0; k < PACKED_KINDS; k++)
      box->rooms[b][k] = (gint64)(g_rand_double_range(random, 0.7, 2.2) * (double)all[k] / n_bins);
}

static void the_answer_is_that_of_trying_all_ways(void **state)
{
  guint found = 0, proofs[PROOF_SEARCH + 1] = {0};
  (void)state;
  for (guint seed = 0; seed < 20000; seed++) {
    GRand *random = g_rand_new_with_seed(seed);
    struct box box;
    random_box(&box, random);
    struct packing_answer *answer = solve(&box);
    assert_int_equal(answer->outcome, can_be_packed(&box, 0) ? PACKING_FOUND : PACKING_IMPOSSIBLE);
    if (answer->outcome == PACKING_FOUND)
      assert_is_a_packing(&box, answer);
    assert_int_equal(answer->proof == PROOF_NONE, answer->outcome == PACKING_FOUND);
    assert_int_equal(answer->n_left == 0, answer->outcome == PACKING_FOUND);
    found += answer->outcome == PACKING_FOUND ? 1 : 0;
    proofs[answer->proof]++;
    packing_answer_free(answer);
    g_rand_free(random);
  }
  /* All that is claimed above was put to the test. */
  assert_in_range(found, 4000, 16000);
  for (enum packing_proof proof = PROOF_ITEM; proof <= PROOF_SEARCH; proof++)
    assert_true(proofs[proof] > 10);
}

static void without_work_no_answer_is_wrong(void **state)
{
  guint open = 0;
  (void)state;
  for (guint seed = 0; seed < 5000; seed++) {
    GRand *random = g_rand_new_with_seed(seed);
    struct box box;
    random_box(&box, random);
    guint work = 0;
    struct packing_answer *answer = packing_solve(&box.problem, &work);
    if (answer->outcome == PACKING_OPEN)
      open++;
    else
      assert_int_equal(answer->outcome == PACKING_FOUND, can_be_packed(&box, 0));
    packing_answer_free(answer);
    g_rand_free(random);
  }
  assert_in_range(open, 1, 1000);
}

static void what_lacks_is_told_in_the_units_given(void **state)
{
  struct box box;
  (void)state;
  set_up_box(&box, 3, 2);
  for (guint i = 0; i < 3; i++)
    set(box.sizes[i], 10, 1);
  set(box.rooms[0], 12, 9);
  set(box.rooms[1], 11, 9);
  struct packing_answer *answer = solve(&box);
  assert_int_equal(answer->outcome, PACKING_IMPOSSIBLE);
  assert_int_equal(answer->proof, PROOF_ROOM);
  assert_int_equal(answer->kind, PACKED_MEMORY);
  assert_int_equal(answer->lacking, 7);
  assert_int_equal(answer->n_left, 1);
  packing_answer_free(answer);
}

static void an_item_of_unknown_size_leaves_it_open_unless_the_others_are_too_much(void **state)
{
  struct box box;
  (void)state;
  set_up_box(&box, 2, 1);
  set(box.sizes[0], 10, 1);
  set(box.sizes[1], 10, PACKING_UNKNOWN);
  set(box.rooms[0], 100, 9);
  struct packing_answer *answer = solve(&box);
  assert_int_equal(answer->outcome, PACKING_OPEN);
  assert_int_equal(answer->item, 1);
  packing_answer_free(answer);
  set(box.rooms[0], 19, 9);
  answer = solve(&box);
  assert_int_equal(answer->outcome, PACKING_IMPOSSIBLE);
  packing_answer_free(answer);
}

static void a_bin_of_unknown_room_takes_nothing_and_proves_nothing(void **state)
{
  struct box box;
  (void)state;
  set_up_box(&box, 1, 2);
  set(box.sizes[0], 10, 1);
  set(box.rooms[0], PACKING_UNKNOWN, 9);
  set(box.rooms[1], 9, 9);
  struct packing_answer *answer = solve(&box);
  assert_int_equal(answer->outcome, PACKING_OPEN);
  packing_answer_free(answer);
  set(box.rooms[0], PACKING_UNKNOWN, 0);
  answer = solve(&box);
  assert_int_equal(answer->outcome, PACKING_IMPOSSIBLE);
  packing_answer_free(answer);
  set(box.rooms[1], 10, 1);
  answer = solve(&box);
  assert_int_equal(answer->outcome, PACKING_FOUND);
  packing_answer_free(answer);
}

/* Two items that must not be together. */
struct apart {
  guint where[N_MAX];
};

static gboolean allows(void *context, guint item, guint bin)
{
  const struct apart *apart = context;
  return item > 1 || apart->where[1 - item] != bin;
}

static void put(void *context, guint item, guint bin)
{
  struct apart *apart = context;
  apart->where[item] = bin;
}

static void take(void *context, guint item, guint bin)
{
  struct apart *apart = context;
  assert_int_equal(apart->where[item], bin);
  apart->where[item] = PACKING_NOWHERE;
}

static void terms_are_kept_and_hear_of_every_item_taken(void **state)
{
  struct box box;
  struct apart apart = {.where = {PACKING_NOWHERE, PACKING_NOWHERE, PACKING_NOWHERE}};
  static const gboolean is_bound[] = {TRUE, TRUE, FALSE};
  struct packing_terms terms = {.is_bound = is_bound, .allows = allows, .put = put, .take = take, .context = &apart};
  (void)state;
  set_up_box(&box, 3, 2);
  box.problem.terms = &terms;
  set(box.sizes[0], 5, 0);
  set(box.sizes[1], 5, 0);
  set(box.sizes[2], 5, 0);
  set(box.rooms[0], 10, 0);
  set(box.rooms[1], 5, 0);
  struct packing_answer *answer = solve(&box);
  assert_int_equal(answer->outcome, PACKING_FOUND);
  assert_true(answer->where[0] != answer->where[1]);
  packing_answer_free(answer);
  for (guint i = 0; i < 3; i++)
    assert_int_equal(apart.where[i], PACKING_NOWHERE);
  set(box.rooms[0], 15, 0);
  set(box.rooms[1], 4, 0);
  answer = solve(&box);
  assert_int_equal(answer->outcome, PACKING_IMPOSSIBLE);
  packing_answer_free(answer);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_answer_is_that_of_trying_all_ways),
      cmocka_unit_test(without_work_no_answer_is_wrong),
      cmocka_unit_test(what_lacks_is_told_in_the_units_given),
      cmocka_unit_test(an_item_of_unknown_size_leaves_it_open_unless_the_others_are_too_much),
      cmocka_unit_test(a_bin_of_unknown_room_takes_nothing_and_proves_nothing),
      cmocka_unit_test(terms_are_kept_and_hear_of_every_item_taken),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
