#include "placement/reserve.h"

#include "model/rule.h"
#include "placement/constraints.h"

#include "unit.h"

#include <math.h>

#define GIB (1024.0 * 1024 * 1024)

static struct load steady(double figure)
{
  return (struct load){.now = figure, .recent = figure, .day = figure};
}

static guint add_cluster(struct placement_snapshot *snapshot, guint failures)
{
  struct placement_cluster cluster = {.name = "c", .weights = {1, 1, 1, 1}, .host_failures = failures};
  return snapshot_add_cluster(snapshot, &cluster);
}

static struct placement_host host_of(const char *name, double gib, double cpus)
{
  struct placement_host host = {.name = name, .state_reason = "", .cpus = (guint)cpus};
  for (guint r = 0; r < RESOURCES; r++) {
    host.capacity[r] = NAN;
    host.load[r] = steady(0);
  }
  host.capacity[RESOURCE_MEMORY] = gib * GIB;
  host.capacity[RESOURCE_CPU] = cpus;
  return host;
}

static guint add_host(struct placement_snapshot *snapshot, const char *name, double gib, double cpus)
{
  struct placement_host host = host_of(name, gib, cpus);
  return snapshot_add_host(snapshot, &host);
}

static struct placement_guest guest_of(const char *name, guint host, double gib, double cpu)
{
  struct placement_guest guest = {.uuid = name, .name = name, .host = host, .is_running = host != NOWHERE, .vcpus = 1,
                                  .memory_bytes = (guint64)(gib * GIB), .dirty_bytes_per_sec = NAN, .downtime_cost = 1,
                                  .moved_sec = INFINITY, .moved_from = NOWHERE};
  for (guint r = 0; r < RESOURCES; r++)
    guest.load[r] = steady(0);
  guest.load[RESOURCE_CPU] = steady(cpu);
  return guest;
}

static guint add_guest(struct placement_snapshot *snapshot, const char *name, guint host, double gib, double cpu)
{
  struct placement_guest guest = guest_of(name, host, gib, cpu);
  return snapshot_add_guest(snapshot, &guest);
}

static struct reserve_verdict verdict_of(const struct placement_snapshot *snapshot, const struct reserve_terms *terms)
{
  struct arrangement *arrangement = arrangement_new(snapshot);
  struct reserve *reserve = reserve_new(snapshot, terms);
  struct reserve_verdict verdict;
  reserve_check(reserve, arrangement, 0, &verdict);
  reserve_free(reserve);
  arrangement_free(arrangement);
  return verdict;
}

static void assert_says(const struct placement_snapshot *snapshot, const char *words)
{
  struct reserve_verdict verdict = verdict_of(snapshot, NULL);
  g_autoptr(GString) text = g_string_new(NULL);
  reserve_describe(snapshot, &verdict, text);
  assert_string_equal(text->str, words);
}

/* Three hosts of 16 GiB and 8 processors. */
static struct placement_snapshot *three_hosts(guint failures)
{
  struct placement_snapshot *snapshot = snapshot_new();
  add_cluster(snapshot, failures);
  add_host(snapshot, "h1", 16, 8);
  add_host(snapshot, "h2", 16, 8);
  add_host(snapshot, "h3", 16, 8);
  return snapshot;
}

static void a_cluster_with_room_survives_and_says_so(void **state)
{
  (void)state;
  struct placement_snapshot *snapshot = three_hosts(2);
  add_guest(snapshot, "a", 0, 8, 1);
  add_guest(snapshot, "b", 1, 8, 1);
  snapshot_seal(snapshot);
  assert_says(snapshot, "survives 2 host failures");
  snapshot_free(snapshot);
}

static void who_does_not_survive_is_told_which_failure_and_by_how_much(void **state)
{
  (void)state;
  struct placement_snapshot *snapshot = three_hosts(1);
  add_guest(snapshot, "a", 0, 8, 1);
  add_guest(snapshot, "b", 1, 8, 1);
  add_guest(snapshot, "c", 2, 8, 1);
  add_guest(snapshot, "d", 2, 8, 1);
  add_guest(snapshot, "e", 1, 2, 1);
  snapshot_seal(snapshot);
  assert_says(snapshot, "over-committed: h1's failure leaves 1 guest with 8.00 GiB without room (at least 2.00 GiB of "
                        "memory lack)");
  snapshot_free(snapshot);
}

static void room_that_no_guest_fits_into_is_no_room(void **state)
{
  (void)state;
  struct placement_snapshot *snapshot = three_hosts(1);
  add_guest(snapshot, "a", 0, 10, 1);
  add_guest(snapshot, "b", 1, 10, 1);
  add_guest(snapshot, "c", 2, 10, 1);
  snapshot_seal(snapshot);
  /* 12 GiB are free beside each, in two parts. */
  assert_says(snapshot, "over-committed: h1's failure leaves 1 guest with 10.0 GiB without room (a fits on none of the "
                        "others)");
  snapshot_free(snapshot);
}

static void processors_count_as_memory_does(void **state)
{
  (void)state;
  struct placement_snapshot *snapshot = three_hosts(1);
  for (guint h = 0; h < 3; h++) {
    g_autofree char *one = g_strdup_printf("a%u", h), *two = g_strdup_printf("b%u", h);
    add_guest(snapshot, one, h, 1, 3.5);
    add_guest(snapshot, two, h, 1, 3.5);
  }
  snapshot_seal(snapshot);
  struct reserve_verdict verdict = verdict_of(snapshot, NULL);
  assert_int_equal(verdict.outcome, RESERVE_FAILS);
  assert_int_equal(verdict.lacks, RESOURCE_CPU);
  assert_true(fabs(verdict.lacking - 5) < 1e-6);
  snapshot_free(snapshot);
}

static void the_reserve_of_each_host_stays_free(void **state)
{
  (void)state;
  for (guint kept = 0; kept < 2; kept++) {
    struct placement_snapshot *snapshot = snapshot_new();
    add_cluster(snapshot, 1);
    struct placement_host host = host_of("h1", 16, 8);
    host.reserve[RESOURCE_MEMORY] = kept * GIB;
    snapshot_add_host(snapshot, &host);
    host.name = "h2";
    snapshot_add_host(snapshot, &host);
    add_guest(snapshot, "a", 0, 16, 1);
    snapshot_seal(snapshot);
    assert_int_equal(verdict_of(snapshot, NULL).outcome, kept ? RESERVE_FAILS : RESERVE_HOLDS);
    snapshot_free(snapshot);
  }
}

static void only_guests_marked_ha_count_where_that_is_asked(void **state)
{
  (void)state;
  struct placement_snapshot *snapshot = snapshot_new();
  struct placement_cluster cluster = {.name = "c", .host_failures = 1, .reserve_ha_only = TRUE};
  snapshot_add_cluster(snapshot, &cluster);
  add_host(snapshot, "h1", 16, 8);
  add_host(snapshot, "h2", 16, 8);
  add_guest(snapshot, "a", 0, 12, 1);
  struct placement_guest ha = guest_of("b", 0, 4, 1);
  ha.is_ha = TRUE;
  snapshot_add_guest(snapshot, &ha);
  add_guest(snapshot, "c", 1, 12, 1);
  snapshot_seal(snapshot);
  assert_says(snapshot, "survives 1 host failure");
  snapshot_free(snapshot);
}

static void a_host_that_is_down_or_restricted_takes_nobody(void **state)
{
  (void)state;
  for (enum placement_host_state how = HOST_READY; how < HOST_STATES; how++) {
    struct placement_snapshot *snapshot = snapshot_new();
    add_cluster(snapshot, 1);
    add_host(snapshot, "h1", 16, 8);
    add_host(snapshot, "h2", 8, 8);
    struct placement_host host = host_of("h3", 16, 8);
    host.state = how;
    snapshot_add_host(snapshot, &host);
    add_guest(snapshot, "a", 0, 16, 1);
    snapshot_seal(snapshot);
    struct reserve_verdict verdict = verdict_of(snapshot, NULL);
    assert_int_equal(verdict.outcome, how == HOST_READY ? RESERVE_HOLDS : RESERVE_FAILS);
    assert_int_equal(verdict.n_combinations, how == HOST_DOWN ? 2 : 3);
    snapshot_free(snapshot);
  }
}

static void what_is_unknown_is_never_taken_for_room_or_for_nothing(void **state)
{
  (void)state;
  struct placement_snapshot *snapshot = three_hosts(1);
  add_guest(snapshot, "a", 0, 1, NAN);
  snapshot_seal(snapshot);
  assert_says(snapshot, "not proven: what a needs is unknown");
  snapshot_free(snapshot);

  snapshot = snapshot_new();
  add_cluster(snapshot, 1);
  add_host(snapshot, "h1", 16, 8);
  add_host(snapshot, "h2", NAN, 8);
  add_guest(snapshot, "a", 0, 1, 1);
  snapshot_seal(snapshot);
  assert_says(snapshot, "not proven: for the failure of h1 neither room for all guests nor a proof that there is none was "
                        "found");
  snapshot_free(snapshot);
}

static void a_cluster_of_one_host_survives_only_without_guests(void **state)
{
  (void)state;
  for (guint guests = 0; guests < 2; guests++) {
    struct placement_snapshot *snapshot = snapshot_new();
    add_cluster(snapshot, 2);
    add_host(snapshot, "h1", 16, 8);
    if (guests)
      add_guest(snapshot, "a", 0, 1, 1);
    snapshot_seal(snapshot);
    assert_int_equal(verdict_of(snapshot, NULL).outcome, guests ? RESERVE_FAILS : RESERVE_HOLDS);
    snapshot_free(snapshot);
  }
}

static void nothing_is_claimed_where_nothing_is_asked_or_nobody_is_up(void **state)
{
  (void)state;
  struct placement_snapshot *snapshot = three_hosts(0);
  snapshot_seal(snapshot);
  assert_says(snapshot, "no host failure is to be survived");
  snapshot_free(snapshot);
  snapshot = snapshot_new();
  add_cluster(snapshot, 1);
  snapshot_seal(snapshot);
  assert_says(snapshot, "not proven: none of its hosts is up");
  snapshot_free(snapshot);
}

static void more_combinations_than_are_looked_at_prove_nothing(void **state)
{
  (void)state;
  struct placement_snapshot *snapshot = snapshot_new();
  add_cluster(snapshot, 3);
  for (guint h = 0; h < 50; h++) {
    g_autofree char *name = g_strdup_printf("h%u", h);
    add_host(snapshot, name, 16, 8);
  }
  snapshot_seal(snapshot);
  assert_says(snapshot, "not proven: only 16384 of 19600 combinations of failing hosts are looked at");
  snapshot_free(snapshot);
}

/* ---- against brute force ------------------------------------------------------------------------- */

#define MANY 10

/* Guest 0 never goes to an odd host. */
static gboolean never(const struct arrangement *arrangement, guint guest, guint host)
{
  (void)arrangement;
  return guest == 0 && host % 2 == 1;
}

/* Guests 1 and 2 never share a host. */
static gboolean not_now(const struct arrangement *arrangement, guint guest, guint host)
{
  return (guest == 1 || guest == 2) && arrangement_host_of(arrangement, 3 - guest) == host;
}

static gboolean is_bound(const struct arrangement *arrangement, guint guest)
{
  (void)arrangement;
  return guest == 1 || guest == 2;
}

static const struct reserve_terms some_terms = {.never = never, .is_bound = is_bound, .not_now = not_now};

static gboolean may_be(const struct arrangement *arrangement, guint guest, guint host, const struct reserve_terms *terms)
{
  const struct placement_host *known = snapshot_host(arrangement_snapshot(arrangement), host);
  double cpu = snapshot_guest(arrangement_snapshot(arrangement), guest)->high[RESOURCE_CPU];
  return known->state == HOST_READY &&
         arrangement_high_with(arrangement, host, guest, RESOURCE_MEMORY) <= known->capacity[RESOURCE_MEMORY] &&
         (cpu == 0 ||
          arrangement_high_with(arrangement, host, guest, RESOURCE_CPU) <= known->capacity[RESOURCE_CPU]) &&
         !(terms && (terms->never(arrangement, guest, host) || terms->not_now(arrangement, guest, host)));
}

static gboolean find_places(struct arrangement *arrangement, const guint *guests, guint n, guint failed,
                            const struct reserve_terms *terms)
{
  if (n == 0)
    return TRUE;
  for (guint h = 0; h < snapshot_n_hosts(arrangement_snapshot(arrangement)); h++) {
    if ((failed >> h) & 1 || !may_be(arrangement, guests[0], h, terms))
      continue;
    arrangement_move(arrangement, guests[0], h);
    gboolean is_found = find_places(arrangement, guests + 1, n - 1, failed, terms);
    arrangement_move(arrangement, guests[0], NOWHERE);
    if (is_found)
      return TRUE;
  }
  return FALSE;
}

static gboolean survives(const struct arrangement *arrangement, guint failed, const struct reserve_terms *terms)
{
  struct arrangement *after = arrangement_copy_bare(arrangement);
  guint guests[MANY], n = 0;
  for (guint g = 0; g < snapshot_n_guests(arrangement_snapshot(arrangement)); g++) {
    guint host = arrangement_host_of(arrangement, g);
    if (host == NOWHERE || !((failed >> host) & 1))
      continue;
    arrangement_move(after, g, NOWHERE);
    guests[n++] = g;
  }
  gboolean is_survived = find_places(after, guests, n, failed, terms);
  arrangement_free(after);
  return is_survived;
}

/* How many sets of `failures` hosts are not survived. */
static guint count_fatal(const struct arrangement *arrangement, guint failures, const struct reserve_terms *terms)
{
  guint n = 0, n_hosts = snapshot_n_hosts(arrangement_snapshot(arrangement));
  for (guint failed = 0; failed < 1u << n_hosts; failed++)
    n += (guint)__builtin_popcount(failed) == failures && !survives(arrangement, failed, terms) ? 1 : 0;
  return n;
}

static struct placement_snapshot *random_cluster(GRand *random, guint failures, guint *outsider)
{
  struct placement_snapshot *snapshot = snapshot_new();
  guint n_hosts = (guint)g_rand_int_range(random, 3, 6), n_guests = (guint)g_rand_int_range(random, 4, MANY);
  add_cluster(snapshot, failures);
  gint gib = g_rand_int_range(random, 6, 24), cpus = g_rand_int_range(random, 4, 16);
  for (guint h = 0; h < n_hosts; h++) {
    g_autofree char *name = g_strdup_printf("h%u", h);
    add_host(snapshot, name, g_rand_int_range(random, gib, 2 * gib), g_rand_int_range(random, cpus, 2 * cpus));
  }
  for (guint g = 0; g < n_guests; g++) {
    g_autofree char *name = g_strdup_printf("g%u", g);
    guint host = g + 1 == n_guests ? NOWHERE : (guint)g_rand_int_range(random, 0, (gint)n_hosts);
    add_guest(snapshot, name, host, g_rand_int_range(random, 1, 8), g_rand_int_range(random, 0, 5));
  }
  *outsider = n_guests - 1;
  snapshot_seal(snapshot);
  return snapshot;
}

static void the_verdict_is_that_of_trying_all_ways(void **state)
{
  (void)state;
  guint found[RESERVE_OUTCOMES] = {0};
  for (guint seed = 0; seed < 3000; seed++) {
    GRand *random = g_rand_new_with_seed(seed);
    guint failures = 1 + seed % 2, outsider;
    const struct reserve_terms *terms = seed % 4 < 2 ? NULL : &some_terms;
    struct placement_snapshot *snapshot = random_cluster(random, failures, &outsider);
    struct arrangement *arrangement = arrangement_new(snapshot);
    struct reserve_verdict verdict = verdict_of(snapshot, terms);
    guint fatal = count_fatal(arrangement, failures, terms);
    assert_int_equal(verdict.outcome, fatal > 0 ? RESERVE_FAILS : RESERVE_HOLDS);
    assert_true(verdict.n_fail <= fatal && verdict.n_fail + verdict.n_open >= fatal);
    found[verdict.outcome]++;
    arrangement_free(arrangement);
    snapshot_free(snapshot);
    g_rand_free(random);
  }
  assert_true(found[RESERVE_HOLDS] > 300 && found[RESERVE_FAILS] > 300);
}

/* Who comes in must leave none fatal; who moves within must not make one fatal that was not. */
static gboolean should_be_admitted(struct arrangement *arrangement, guint guest, guint host, guint failures,
                                   const struct reserve_terms *terms)
{
  struct arrangement *after = arrangement_copy_bare(arrangement);
  guint n_hosts = snapshot_n_hosts(arrangement_snapshot(arrangement));
  gboolean comes_in = arrangement_host_of(arrangement, guest) == NOWHERE, is_admitted = TRUE;
  arrangement_move(after, guest, host);
  for (guint failed = 0; failed < 1u << n_hosts && is_admitted; failed++)
    if ((guint)__builtin_popcount(failed) == failures && !survives(after, failed, terms))
      is_admitted = !comes_in && !survives(arrangement, failed, terms);
  arrangement_free(after);
  return is_admitted;
}

/* Asks for each guest and host where there is room, then moves one and asks again. */
static void ask_for_all(struct arrangement *arrangement, struct reserve *reserve, const struct reserve_terms *terms,
                        guint failures, guint *admitted, guint *refused)
{
  const struct placement_snapshot *snapshot = arrangement_snapshot(arrangement);
  for (guint g = 0; g < snapshot_n_guests(snapshot); g++)
    for (guint h = 0; h < snapshot_n_hosts(snapshot); h++) {
      if (arrangement_host_of(arrangement, g) == h || !may_be(arrangement, g, h, terms))
        continue;
      gboolean is_admitted = reserve_admits(reserve, arrangement, g, h, NULL);
      assert_int_equal(is_admitted, should_be_admitted(arrangement, g, h, failures, terms));
      *(is_admitted ? admitted : refused) += 1;
    }
}

static void a_guest_is_admitted_where_trying_all_ways_admits_it(void **state)
{
  (void)state;
  guint admitted = 0, refused = 0, asked = 0;
  for (guint seed = 0; seed < 1500; seed++) {
    GRand *random = g_rand_new_with_seed(seed);
    guint failures = 1 + seed % 2, outsider;
    const struct reserve_terms *terms = seed % 4 < 2 ? NULL : &some_terms;
    struct placement_snapshot *snapshot = random_cluster(random, failures, &outsider);
    struct arrangement *arrangement = arrangement_new(snapshot);
    struct reserve *reserve = reserve_new(snapshot, terms);
    /* Of those that survive: in others what is still open is not told from what is fatal. */
    for (guint round = 0; round < 3 && count_fatal(arrangement, failures, terms) == 0; round++, asked++) {
      ask_for_all(arrangement, reserve, terms, failures, &admitted, &refused);
      arrangement_move(arrangement, (guint)g_rand_int_range(random, 0, (gint)snapshot_n_guests(snapshot)),
                       (guint)g_rand_int_range(random, 0, (gint)snapshot_n_hosts(snapshot)));
    }
    reserve_free(reserve);
    arrangement_free(arrangement);
    snapshot_free(snapshot);
    g_rand_free(random);
  }
  assert_true(asked > 300 && admitted > 1000 && refused > 300);
}

/* ---- with rules ---------------------------------------------------------------------------------- */

static void add_rule(struct placement_snapshot *snapshot, enum rule_kind kind, const char *guests)
{
  struct rule *rule = rule_new("r", kind, TRUE);
  g_auto(GStrv) names = g_strsplit(guests, ",", -1);
  for (guint i = 0; names[i]; i++)
    g_ptr_array_add(rule->guests, g_strdup(names[i]));
  snapshot_add_rule(snapshot, rule);
  rule_free(rule);
}

static void assert_reserve_says(const struct placement_snapshot *snapshot, const char *words)
{
  struct arrangement *arrangement = arrangement_new(snapshot);
  struct reserve_verdict verdict;
  g_autoptr(GString) text = g_string_new(NULL);
  reserve_check(arrangement_reserve(arrangement), arrangement, 0, &verdict);
  reserve_describe(snapshot, &verdict, text);
  assert_string_equal(text->str, words);
  arrangement_free(arrangement);
}

static void guests_that_are_to_be_apart_need_hosts_of_their_own_after_a_failure(void **state)
{
  (void)state;
  for (guint members = 2; members <= 3; members++) {
    struct placement_snapshot *snapshot = three_hosts(1);
    add_guest(snapshot, "a", 0, 1, 1);
    add_guest(snapshot, "b", 1, 1, 1);
    add_guest(snapshot, "c", 2, 1, 1);
    add_rule(snapshot, RULE_ANTI_AFFINITY, members == 2 ? "a,b" : "a,b,c");
    snapshot_seal(snapshot);
    assert_reserve_says(snapshot, members == 2 ? "survives 1 host failure"
                                               : "over-committed: h1's failure leaves 1 guest with 1.00 GiB without room (a "
                                                 "fits on none of the others)");
    snapshot_free(snapshot);
  }
}

static void guests_that_are_to_be_together_need_not_be_after_a_failure(void **state)
{
  (void)state;
  struct placement_snapshot *snapshot = three_hosts(1);
  add_guest(snapshot, "a", 0, 8, 1);
  add_guest(snapshot, "b", 0, 8, 1);
  add_guest(snapshot, "c", 1, 8, 1);
  add_guest(snapshot, "d", 2, 8, 1);
  add_rule(snapshot, RULE_AFFINITY, "a,b");
  snapshot_seal(snapshot);
  assert_reserve_says(snapshot, "survives 1 host failure");
  snapshot_free(snapshot);
}

/* ---- as a constraint ----------------------------------------------------------------------------- */

static void a_host_is_forbidden_with_the_failure_that_would_be_fatal(void **state)
{
  (void)state;
  struct placement_snapshot *snapshot = three_hosts(1);
  add_guest(snapshot, "a", 0, 8, 1);
  add_guest(snapshot, "b", 1, 8, 1);
  guint c = add_guest(snapshot, "c", NOWHERE, 12, 1);
  guint d = add_guest(snapshot, "d", NOWHERE, 8, 1);
  snapshot_seal(snapshot);
  struct arrangement *arrangement = arrangement_new(snapshot);
  g_autofree char *why = constraint_explain(arrangement, c, 2, 0);
  assert_string_equal(why, "reserve: h3's failure would leave 1 guest with 12.0 GiB without room (c fits on none of the "
                           "others)");
  assert_null(constraint_first(arrangement, c, 2, PARDON_RESERVE));
  assert_null(constraint_first(arrangement, d, 2, 0));
  arrangement_move(arrangement, d, 2);
  struct arrangement *copy = arrangement_copy(arrangement);
  arrangement_free(arrangement);
  assert_null(constraint_first(copy, d, 0, 0));
  arrangement_free(copy);
  snapshot_free(snapshot);
}

static void a_cluster_that_is_over_committed_takes_nobody_in_but_lets_its_own_move(void **state)
{
  (void)state;
  struct placement_snapshot *snapshot = three_hosts(1);
  add_guest(snapshot, "a", 0, 10, 1);
  add_guest(snapshot, "b", 1, 10, 1);
  add_guest(snapshot, "c", 2, 10, 1);
  guint own = add_guest(snapshot, "own", 2, 1, 1), comes = add_guest(snapshot, "comes", NOWHERE, 1, 1);
  snapshot_seal(snapshot);
  struct arrangement *arrangement = arrangement_new(snapshot);
  g_autoptr(GString) why = g_string_new(NULL);
  assert_true(reserve_admits(arrangement_reserve(arrangement), arrangement, own, 0, why));
  assert_string_equal(why->str, "");
  assert_false(reserve_admits(arrangement_reserve(arrangement), arrangement, comes, 0, why));
  assert_non_null(strstr(why->str, "h1's failure would leave 1 guest with 10.0 GiB without room"));
  arrangement_free(arrangement);
  snapshot_free(snapshot);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_cluster_with_room_survives_and_says_so),
      cmocka_unit_test(who_does_not_survive_is_told_which_failure_and_by_how_much),
      cmocka_unit_test(room_that_no_guest_fits_into_is_no_room),
      cmocka_unit_test(processors_count_as_memory_does),
      cmocka_unit_test(the_reserve_of_each_host_stays_free),
      cmocka_unit_test(only_guests_marked_ha_count_where_that_is_asked),
      cmocka_unit_test(a_host_that_is_down_or_restricted_takes_nobody),
      cmocka_unit_test(what_is_unknown_is_never_taken_for_room_or_for_nothing),
      cmocka_unit_test(a_cluster_of_one_host_survives_only_without_guests),
      cmocka_unit_test(nothing_is_claimed_where_nothing_is_asked_or_nobody_is_up),
      cmocka_unit_test(more_combinations_than_are_looked_at_prove_nothing),
      cmocka_unit_test(the_verdict_is_that_of_trying_all_ways),
      cmocka_unit_test(a_guest_is_admitted_where_trying_all_ways_admits_it),
      cmocka_unit_test(guests_that_are_to_be_apart_need_hosts_of_their_own_after_a_failure),
      cmocka_unit_test(guests_that_are_to_be_together_need_not_be_after_a_failure),
      cmocka_unit_test(a_host_is_forbidden_with_the_failure_that_would_be_fatal),
      cmocka_unit_test(a_cluster_that_is_over_committed_takes_nobody_in_but_lets_its_own_move),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
