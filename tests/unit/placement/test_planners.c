#include "placement/imbalance.h"
#include "placement/planners.h"
#include "placement/reserve.h"

#include "random_cluster.h"
#include "unit.h"

#include <math.h>

/* More than 100,000 in all, each another one; balance takes a hundred times as long as the others. */
#define BALANCED 10000
#define EMPTIED 40000

static const struct random_terms usual_terms = {.hosts_min = 2, .hosts_max = 5, .guests_max = 16, .fullness = 0.7,
                                                .has_past = TRUE};
static const struct random_terms full_terms = {.hosts_min = 4, .hosts_max = 8, .guests_max = 40, .fullness = 0.8,
                                               .host_failures = 1, .has_rules = TRUE, .has_licences = TRUE,
                                               .has_past = TRUE};
static const struct random_terms bound_terms = {.hosts_min = 2, .hosts_max = 5, .guests_max = 20, .fullness = 0.6,
                                                .has_companies = TRUE, .has_past = TRUE};
static const struct random_terms odd_terms = {.hosts_min = 1, .hosts_max = 6, .guests_max = 16, .fullness = 0.7,
                                              .is_odd = TRUE, .has_past = TRUE};

static double imbalance_of(struct arrangement *arrangement)
{
  struct imbalance *imbalance = imbalance_new(arrangement, 0);
  double value = imbalance_value(imbalance);
  imbalance_free(imbalance);
  return value;
}

static guint differences(const struct arrangement *left, const struct arrangement *right)
{
  guint n = 0;
  for (guint g = 0; g < snapshot_n_guests(arrangement_snapshot(left)); g++)
    n += arrangement_host_of(left, g) != arrangement_host_of(right, g);
  return n;
}

/* The legs lead from one to the other, but for those that are stuck, and break nothing on the way. */
static void assert_leads(guint32 seed, const struct arrangement *from, const struct arrangement *wanted, guint pardons)
{
  g_autoptr(GArray) stuck = g_array_new(FALSE, FALSE, sizeof(guint));
  g_autoptr(GArray) legs = schedule_moves(from, wanted, pardons, stuck);
  char *why = NULL;
  if (!schedule_is_feasible(from, legs, pardons, &why))
    fail_msg("seed %u: %s", seed, why);
  struct arrangement *then = arrangement_copy(from);
  for (guint i = 0; i < legs->len; i++)
    arrangement_move(then, g_array_index(legs, struct leg, i).guest, g_array_index(legs, struct leg, i).to);
  assert_int_equal(differences(then, wanted), stuck->len);
  arrangement_free(then);
}

/* So do the steps themselves, in waves of their own; nobody is stuck. */
static void assert_steps_lead(guint32 seed, const struct arrangement *from, const struct arrangement *wanted,
                              const GArray *steps, guint pardons)
{
  g_autoptr(GArray) legs = schedule_steps(from, steps, pardons);
  assert_int_equal(legs->len, steps->len);
  char *why = NULL;
  if (!schedule_is_feasible(from, legs, pardons, &why))
    fail_msg("seed %u: %s", seed, why);
  struct arrangement *then = arrangement_copy(from);
  for (guint i = 0; i < legs->len; i++)
    arrangement_move(then, g_array_index(legs, struct leg, i).guest, g_array_index(legs, struct leg, i).to);
  assert_int_equal(differences(then, wanted), 0);
  arrangement_free(then);
}

/* Whoever reads the plan plans again from what he sees then: the same guests on the same hosts, in the order of the snapshot. */
static struct arrangement *seen_anew(const struct arrangement *wanted)
{
  struct arrangement *seen = arrangement_new(arrangement_snapshot(wanted));
  for (guint g = 0; g < snapshot_n_guests(arrangement_snapshot(wanted)); g++)
    if (arrangement_host_of(seen, g) != arrangement_host_of(wanted, g))
      arrangement_move(seen, g, arrangement_host_of(wanted, g));
  return seen;
}

static void assert_settled(guint32 seed, const struct arrangement *wanted)
{
  const struct search_terms search = balance_terms();
  struct arrangement *again = seen_anew(wanted);
  balance_arrange(again, 0, &search, NULL);
  if (differences(wanted, again) != 0)
    fail_msg("seed %u: planning again moves %u guests", seed, differences(wanted, again));
  arrangement_free(again);
}

static void assert_nobody_goes_back(guint32 seed, const struct arrangement *wanted)
{
  const struct placement_snapshot *snapshot = arrangement_snapshot(wanted);
  for (guint g = 0; g < snapshot_n_guests(snapshot); g++) {
    const struct placement_guest *guest = snapshot_guest(snapshot, g);
    guint host = arrangement_host_of(wanted, g);
    if (guest->is_running && host != guest->host && host == guest->moved_from && guest->moved_sec < STEPS_HOLD_SEC)
      fail_msg("seed %u: %s goes back after %.0f s", seed, guest->name, guest->moved_sec);
  }
}

/* Returns how many guests it moves: where none, planning again would look at the same once more. */
static guint assert_balance_holds(guint32 seed, const struct random_terms *terms)
{
  struct placement_snapshot *snapshot = random_cluster(seed, terms);
  const struct search_terms search = balance_terms();
  struct arrangement *from = arrangement_new(snapshot), *wanted = arrangement_copy(from);
  double before = imbalance_of(wanted);
  g_autoptr(GArray) steps = g_array_new(FALSE, FALSE, sizeof(struct step));
  assert_true(balance_arrange(wanted, 0, &search, steps));
  guint n_moved = differences(from, wanted);
  assert_steps_lead(seed, from, wanted, steps, 0);
  if (n_moved > 0) {
    assert_true(imbalance_of(wanted) < before);
    assert_leads(seed, from, wanted, 0);
    assert_nobody_goes_back(seed, wanted);
    assert_settled(seed, wanted);
  }
  arrangement_free(from);
  arrangement_free(wanted);
  snapshot_free(snapshot);
  return n_moved;
}

static void balance_breaks_nothing_and_is_a_fixpoint(void **state)
{
  (void)state;
  guint moved = 0;
  for (guint32 seed = 0; seed < BALANCED; seed++)
    moved += assert_balance_holds(seed, &usual_terms);
  assert_true(moved > BALANCED);
}

static gboolean survives(guint32 seed)
{
  struct placement_snapshot *snapshot = random_cluster(seed, &full_terms);
  struct arrangement *arrangement = arrangement_new(snapshot);
  struct reserve_verdict verdict;
  reserve_check(arrangement_reserve(arrangement), arrangement, 0, &verdict);
  arrangement_free(arrangement);
  snapshot_free(snapshot);
  return verdict.outcome == RESERVE_HOLDS;
}

/* Here the order counts. What does not survive as it is forbids less. */
static void with_rules_and_a_reserve_that_holds_balance_is_a_fixpoint_too(void **state)
{
  (void)state;
  guint tried = 0;
  for (guint32 seed = 0; seed < BALANCED / 10; seed++)
    if (survives(seed)) {
      assert_balance_holds(seed, &full_terms);
      tried++;
    }
  assert_true(tried > BALANCED / 25);
}

static void what_cannot_be_judged_is_left_alone(void **state)
{
  (void)state;
  for (guint32 seed = 0; seed < BALANCED; seed++)
    assert_balance_holds(seed, &odd_terms);
}

static void balance_moves_those_that_belong_together_as_one(void **state)
{
  (void)state;
  for (guint32 seed = 0; seed < BALANCED / 5; seed++)
    assert_balance_holds(seed, &bound_terms);
}

/* By chance, of all kinds. */
static const struct random_terms *mixed_terms(guint32 seed)
{
  static const struct random_terms *const terms[] = {&usual_terms, &odd_terms, &bound_terms};
  return terms[seed % G_N_ELEMENTS(terms)];
}

static void the_same_cluster_gives_the_same_plan(void **state)
{
  (void)state;
  const struct search_terms search = balance_terms();
  for (guint32 seed = 0; seed < 600; seed++) {
    struct placement_snapshot *first = random_cluster(seed, mixed_terms(seed)), *second = random_cluster(seed, mixed_terms(seed));
    struct arrangement *left = arrangement_new(first), *right = arrangement_new(second);
    balance_arrange(left, 0, &search, NULL);
    balance_arrange(right, 0, &search, NULL);
    assert_int_equal(differences(left, right), 0);
    arrangement_free(left);
    arrangement_free(right);
    snapshot_free(first);
    snapshot_free(second);
  }
}

static void an_evacuated_host_is_empty_or_says_who_stays(void **state)
{
  (void)state;
  for (guint32 seed = BALANCED; seed < BALANCED + EMPTIED; seed++) {
    struct placement_snapshot *snapshot = random_cluster(seed, mixed_terms(seed));
    struct arrangement *from = arrangement_new(snapshot), *wanted = arrangement_copy(from);
    g_autoptr(GArray) stuck = g_array_new(FALSE, FALSE, sizeof(guint));
    evacuate_arrange(wanted, 0, stuck);
    assert_int_equal(arrangement_count(wanted, 0), stuck->len);
    assert_leads(seed, from, wanted, PARDON_RESERVE);
    arrangement_free(from);
    arrangement_free(wanted);
    snapshot_free(snapshot);
  }
}

static void consolidation_empties_hosts_wholly(void **state)
{
  (void)state;
  guint emptied = 0;
  for (guint32 seed = BALANCED + EMPTIED; seed < BALANCED + 2 * EMPTIED; seed++) {
    struct placement_snapshot *snapshot = random_cluster(seed, mixed_terms(seed));
    struct arrangement *from = arrangement_new(snapshot), *wanted = arrangement_copy(from);
    g_autoptr(GArray) steps = plan_consolidate(wanted, 0);
    for (guint h = 0; h < snapshot_n_hosts(snapshot); h++) {
      guint before = arrangement_count(from, h), after = arrangement_count(wanted, h);
      assert_true(after == 0 || after >= before);
      emptied += before > 0 && after == 0;
    }
    for (guint i = 0; i < steps->len; i++)
      assert_false(snapshot_guest(snapshot, g_array_index(steps, struct step, i).guest)->moved_sec < STEPS_HOLD_SEC);
    assert_leads(seed, from, wanted, PARDON_LOAD);
    assert_steps_lead(seed, from, wanted, steps, PARDON_LOAD);
    arrangement_free(from);
    arrangement_free(wanted);
    snapshot_free(snapshot);
  }
  assert_true(emptied > EMPTIED / 10);
}

static guint moves_in_wave(const GArray *legs, guint wave)
{
  guint n = 0;
  for (guint i = 0; i < legs->len; i++)
    n += g_array_index(legs, struct leg, i).wave == wave;
  return n;
}

/* Two clusters of two hosts, four guests on the first host of each that are wanted on the second. */
static void each_cluster_moves_as_many_at_the_same_time_as_it_allows(void **state)
{
  (void)state;
  struct placement_snapshot *snapshot = snapshot_new();
  for (guint c = 0; c < 2; c++) {
    snapshot_add_cluster(snapshot, &(struct placement_cluster){.name = c ? "b" : "a", .weights = {1, 1, 0, 0}, .parallel = c ? 3 : 1});
    for (guint h = 0; h < 2; h++) {
      g_autofree char *name = g_strdup_printf("h%u", 2 * c + h);
      snapshot_add_host(snapshot, &(struct placement_host){.name = name, .cluster = c, .cpus = 16, .capacity = {16, 1e11, NAN, NAN}});
    }
    for (guint g = 0; g < 4; g++) {
      g_autofree char *name = g_strdup_printf("g%u", 4 * c + g);
      snapshot_add_guest(snapshot, &(struct placement_guest){.uuid = name, .name = name, .host = 2 * c, .is_running = TRUE,
                                                             .vcpus = 1, .memory_bytes = 1u << 30, .moved_sec = INFINITY,
                                                             .moved_from = NOWHERE});
    }
  }
  snapshot_seal(snapshot);
  struct arrangement *from = arrangement_new(snapshot), *wanted = arrangement_copy(from);
  for (guint g = 0; g < 8; g++)
    arrangement_move(wanted, g, g < 4 ? 1 : 3);
  g_autoptr(GArray) stuck = g_array_new(FALSE, FALSE, sizeof(guint));
  g_autoptr(GArray) legs = schedule_moves(from, wanted, 0, stuck);
  assert_int_equal(stuck->len, 0);
  assert_int_equal(moves_in_wave(legs, 0), 4);
  assert_int_equal(moves_in_wave(legs, 1), 2);
  assert_int_equal(moves_in_wave(legs, 3), 1);
  g_autofree char *why = NULL;
  assert_true(schedule_is_feasible(from, legs, 0, &why));
  g_array_index(legs, struct leg, legs->len - 1).wave = 2;
  assert_false(schedule_is_feasible(from, legs, 0, &why));
  assert_non_null(strstr(why, "its cluster moves no more guests"));
  arrangement_free(from);
  arrangement_free(wanted);
  snapshot_free(snapshot);
}

/* A guest that writes faster than the link, in a cluster that moves guests live only. */
static void a_guest_that_no_method_can_move_stays_and_says_so(void **state)
{
  (void)state;
  const double gib = 1073741824.0;
  const struct load idle = {0, 0, 0}, unknown = {NAN, NAN, NAN};
  struct placement_snapshot *snapshot = snapshot_new();
  snapshot_add_cluster(snapshot, &(struct placement_cluster){.name = "c", .weights = {1, 1, 0, 0}, .methods = {METHOD_LIVE},
                                                             .n_methods = 1, .link_bytes_per_sec = gib});
  struct placement_host host = {.name = "h1", .cpus = 8, .capacity = {8, 64 * gib, NAN, NAN}, .load = {idle, idle, unknown, unknown}};
  snapshot_add_host(snapshot, &host);
  host.name = "h2";
  snapshot_add_host(snapshot, &host);
  struct placement_guest guest = {.uuid = "g", .name = "g", .is_running = TRUE, .vcpus = 1, .memory_bytes = (guint64)gib,
                                  .load = {idle, unknown, unknown, unknown}, .dirty_bytes_per_sec = 10 * gib,
                                  .downtime_cost = 1, .moved_sec = INFINITY, .moved_from = NOWHERE};
  snapshot_add_guest(snapshot, &guest);
  snapshot_seal(snapshot);
  g_autoptr(GError) error = NULL;
  struct plan *plan = placement_evacuate(snapshot, "h1", &error);
  assert_no_error(error);
  assert_int_equal(plan->moves->len, 0);
  assert_int_equal(plan->refused->len, 1);
  assert_non_null(strstr(plan->refused->pdata[0], "g stays: "));
  plan_free(plan);
  snapshot_free(snapshot);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(balance_breaks_nothing_and_is_a_fixpoint),
      cmocka_unit_test(with_rules_and_a_reserve_that_holds_balance_is_a_fixpoint_too),
      cmocka_unit_test(what_cannot_be_judged_is_left_alone),
      cmocka_unit_test(balance_moves_those_that_belong_together_as_one),
      cmocka_unit_test(the_same_cluster_gives_the_same_plan),
      cmocka_unit_test(an_evacuated_host_is_empty_or_says_who_stays),
      cmocka_unit_test(consolidation_empties_hosts_wholly),
      cmocka_unit_test(each_cluster_moves_as_many_at_the_same_time_as_it_allows),
      cmocka_unit_test(a_guest_that_no_method_can_move_stays_and_says_so),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
