#include "placement/rules.h"

#include "placement/constraints.h"
#include "unit.h"

#include <math.h>

#define STEADY(x) {(x), (x), (x)}
#define HOSTS 4
#define TRIALS 2000

struct trial {
  struct placement_snapshot *snapshot;
  GRand *random;
  guint n_guests;
  GPtrArray *rules; /* struct rule */
};

static struct rule *rule_of(const char *name, enum rule_kind kind, const char *guests, const char *hosts)
{
  struct rule *rule = rule_new(name, kind, TRUE);
  g_auto(GStrv) who = g_strsplit(guests, " ", -1), where = g_strsplit(hosts, " ", -1);
  for (guint i = 0; who[i]; i++)
    g_ptr_array_add(rule->guests, g_strdup(who[i]));
  for (guint i = 0; where[i]; i++)
    g_ptr_array_add(rule->hosts, g_strdup(where[i]));
  return rule;
}

static void add_rule(struct placement_snapshot *snapshot, struct rule *rule)
{
  snapshot_add_rule(snapshot, rule);
  rule_free(rule);
}

/* Two clusters: h0 and h1 in one, h2 and h3 in the other. */
static void add_hosts(struct placement_snapshot *snapshot)
{
  snapshot_add_cluster(snapshot, &(struct placement_cluster){.name = "a"});
  snapshot_add_cluster(snapshot, &(struct placement_cluster){.name = "b"});
  for (guint h = 0; h < HOSTS; h++) {
    g_autofree char *name = g_strdup_printf("h%u", h);
    struct placement_host host = {.name = name, .cluster = h / 2, .cpus = 8, .capacity = {8, 1e12, NAN, NAN},
                                  .load = {STEADY(0), STEADY(0), STEADY(NAN), STEADY(NAN)}};
    snapshot_add_host(snapshot, &host);
  }
}

static void add_guest(struct placement_snapshot *snapshot, const char *name, guint host)
{
  const char *const labels[] = {g_str_has_prefix(name, "web") ? "tier=web" : "tier=db", NULL};
  struct placement_guest guest = {.uuid = name, .name = name, .host = host, .is_running = host != NOWHERE, .vcpus = 1,
                                  .memory_bytes = 1 << 20, .labels = labels,
                                  .load = {STEADY(0), STEADY(0), STEADY(NAN), STEADY(NAN)}};
  snapshot_add_guest(snapshot, &guest);
}

/* web1 and db1 on h0, web2 on h1. */
static struct arrangement *three(struct placement_snapshot *snapshot, struct rule *rule)
{
  add_hosts(snapshot);
  add_guest(snapshot, "web1", 0);
  add_guest(snapshot, "web2", 1);
  add_guest(snapshot, "db1", 0);
  add_rule(snapshot, rule);
  snapshot_seal(snapshot);
  return arrangement_new(snapshot);
}

static void assert_says(struct rule *rule, guint guest, guint host, const char *expected)
{
  struct placement_snapshot *snapshot = snapshot_new();
  struct arrangement *arrangement = three(snapshot, rule);
  g_autofree char *why = constraint_explain(arrangement, guest, host, 0);
  if (expected)
    assert_string_equal(why, expected);
  else
    assert_null(why);
  arrangement_free(arrangement);
  snapshot_free(snapshot);
}

static void a_hard_rule_excludes_with_names(void **state)
{
  (void)state;
  assert_says(rule_of("apart", RULE_ANTI_AFFINITY, "web*", ""), 0, 1, "rule: apart: web2 runs on h1 already");
  assert_says(rule_of("apart", RULE_ANTI_AFFINITY, "tier=web", ""), 0, 1, "rule: apart: web2 runs on h1 already");
  assert_says(rule_of("apart", RULE_ANTI_AFFINITY, "web*", ""), 2, 1, NULL);
  assert_says(rule_of("near", RULE_AFFINITY, "web1 DB1", ""), 0, 1, "rule: near: db1 on h0 moves with it, which only plans do");
  assert_says(rule_of("pair", RULE_GROUP, "web1 db1", ""), 0, 1, "rule: pair: db1 on h0 moves with it, which only plans do");
  assert_says(rule_of("near", RULE_AFFINITY, "web2 db1", ""), 1, 1, "rule: near: db1 runs on h0");
  assert_says(rule_of("own", RULE_PIN, "web1", "h0"), 0, 1, "rule: own: h1 is not among the hosts of web1");
  assert_says(rule_of("own", RULE_OWNERS, "web1", "h*"), 0, 1, NULL);
  assert_says(rule_of("left", RULE_IGNORE, "web1", ""), 0, 1, "ignored: web1 is to be left where it is");
}

static void assert_problem(struct rule *rule, const char *expected)
{
  struct placement_snapshot *snapshot = snapshot_new();
  struct arrangement *arrangement = three(snapshot, rule);
  g_autofree char *problem = rules_problem(snapshot_rules(snapshot), 0);
  if (expected)
    assert_string_equal(problem, expected);
  else
    assert_null(problem);
  arrangement_free(arrangement);
  snapshot_free(snapshot);
}

static void a_rule_that_can_never_hold_is_named(void **state)
{
  (void)state;
  assert_problem(rule_of("apart", RULE_ANTI_AFFINITY, "*", ""),
                 "it keeps more than 2 guests of a apart, which has 2 hosts");
  assert_problem(rule_of("apart", RULE_ANTI_AFFINITY, "web*", ""), NULL);
  assert_problem(rule_of("own", RULE_PIN, "db1", "h2 h3"), "db1 belongs to a, which has none of its hosts");
}

/* The last rule can never hold beside those before it, which can by themselves. */
static void assert_beside(struct rule *first, struct rule *second, struct rule *last, const char *expected)
{
  struct placement_snapshot *snapshot = snapshot_new();
  add_rule(snapshot, first);
  if (second)
    add_rule(snapshot, second);
  struct arrangement *arrangement = three(snapshot, last);
  g_autofree char *problem = rules_problem(snapshot_rules(snapshot), second ? 2 : 1);
  assert_string_equal(problem, expected);
  arrangement_free(arrangement);
  snapshot_free(snapshot);
}

static void rules_that_contradict_others_name_them(void **state)
{
  (void)state;
  assert_beside(rule_of("near", RULE_AFFINITY, "web1 web2", ""), NULL, rule_of("apart", RULE_ANTI_AFFINITY, "web*", ""),
                "near keeps web1 and web2 together, which it keeps apart");
  assert_beside(rule_of("near", RULE_AFFINITY, "web1 db1", ""), rule_of("close", RULE_AFFINITY, "db1 web2", ""),
                rule_of("apart", RULE_ANTI_AFFINITY, "web*", ""), "close keeps web1 and web2 together, which it keeps apart");
  assert_beside(rule_of("left", RULE_PIN, "db1", "h0"), NULL, rule_of("right", RULE_OWNERS, "db1", "h1 h2"),
                "db1 is to be on hosts of left, too, and a has none that both name");
  assert_beside(rule_of("left", RULE_PIN, "web1", "h0"), rule_of("right", RULE_PIN, "web2", "h1"),
                rule_of("near", RULE_AFFINITY, "web*", ""),
                "its guests have no host of a in common: web2 is held elsewhere by right");
  assert_beside(rule_of("left", RULE_PIN, "web*", "h0"), NULL, rule_of("apart", RULE_ANTI_AFFINITY, "web*", ""),
                "it keeps guests of a apart, for which other rules leave too few hosts: 1 of them find one each, web2 does not");
  assert_beside(rule_of("pair", RULE_GROUP, "web1 db1", ""), NULL, rule_of("apart", RULE_ANTI_AFFINITY, "web1 db1", ""),
                "pair lets web1 and db1 leave h0 together only, and it keeps them apart");
  assert_beside(rule_of("still", RULE_IGNORE, "db1", ""), NULL, rule_of("own", RULE_PIN, "db1", "h1"),
                "db1 is to be left on h0, which is none of its hosts");
}

static void rules_that_give_way_contradict_nobody(void **state)
{
  (void)state;
  struct placement_snapshot *snapshot = snapshot_new();
  add_rule(snapshot, rule_of("near", RULE_AFFINITY, "web1 web2", ""));
  struct rule *soft = rule_of("apart", RULE_ANTI_AFFINITY, "web*", "");
  soft->is_hard = FALSE;
  struct arrangement *arrangement = three(snapshot, soft);
  g_autofree char *problem = rules_problem(snapshot_rules(snapshot), 1);
  assert_null(problem);
  assert_int_equal(rules_n_guests(snapshot_rules(snapshot), 1), 2);
  assert_int_equal(rules_n_broken(arrangement, 0), 2);
  assert_int_equal(rules_n_broken(arrangement, 1), 0);
  arrangement_free(arrangement);
  snapshot_free(snapshot);
}

static void soft_rules_cost_and_forbid_nothing(void **state)
{
  (void)state;
  struct placement_snapshot *snapshot = snapshot_new();
  struct rule *rule = rule_of("apart", RULE_ANTI_AFFINITY, "web*", "");
  rule->is_hard = FALSE;
  add_rule(snapshot, rule_of("best", RULE_OWNERS, "web1", "h0 h1"));
  struct arrangement *arrangement = three(snapshot, rule);
  g_autoptr(GString) why = g_string_new(NULL);
  assert_null(constraint_first(arrangement, 0, 1, 0));
  assert_true(rules_cost(arrangement, 0, 0, NULL) == 0);
  assert_true(rules_cost(arrangement, 0, 1, why) == 1.25);
  assert_string_equal(why->str, "best: other hosts are preferred; apart: web2 runs on h1 already");
  arrangement_free(arrangement);
  snapshot_free(snapshot);
}

/* ---- against a plain count ------------------------------------------------------------------------ */

static gboolean is_meant(const struct trial *trial, const struct rule *rule, guint guest)
{
  for (guint i = 0; i < rule->guests->len; i++)
    if (g_str_equal(rule->guests->pdata[i], snapshot_guest(trial->snapshot, guest)->name))
      return TRUE;
  return FALSE;
}

static guint members_on(const struct trial *trial, const guint *where, const struct rule *rule, guint but, guint host)
{
  guint n = 0;
  for (guint g = 0; g < trial->n_guests; g++)
    n += g != but && where[g] == host && is_meant(trial, rule, g);
  return n;
}

static gboolean plainly_forbids(const struct trial *trial, const guint *where, const struct rule *rule, guint guest, guint host)
{
  if (!is_meant(trial, rule, guest))
    return FALSE;
  guint here = members_on(trial, where, rule, guest, host), twin = host ^ 1, at = where[guest];
  guint there = members_on(trial, where, rule, guest, twin), with = at == NOWHERE ? 0 : members_on(trial, where, rule, guest, at);
  switch (rule->kind) {
  case RULE_AFFINITY:
    return there > 0 && (at == NOWHERE ? here == 0 : at == host || here <= with);
  case RULE_ANTI_AFFINITY:
    return here > 0;
  case RULE_GROUP:
    return at != NOWHERE && at != host && with > 0;
  default:
    return !g_ptr_array_find_with_equal_func(rule->hosts, snapshot_host(trial->snapshot, host)->name, g_str_equal, NULL);
  }
}

static void add_random_rule(struct trial *trial, guint index)
{
  g_autofree char *name = g_strdup_printf("r%u", index);
  struct rule *rule = rule_new(name, (guint)g_rand_int_range(trial->random, 0, RULE_IGNORE), TRUE);
  for (guint g = 0; g < trial->n_guests; g++)
    if (g_rand_boolean(trial->random))
      g_ptr_array_add(rule->guests, g_strdup_printf("g%u", g));
  for (guint h = 0; rule_kind_has_hosts(rule->kind) && h < HOSTS; h++)
    if (g_rand_boolean(trial->random))
      g_ptr_array_add(rule->hosts, g_strdup_printf("h%u", h));
  snapshot_add_rule(trial->snapshot, rule);
  g_ptr_array_add(trial->rules, rule);
}

static void compare(const struct trial *trial, const struct arrangement *arrangement, const guint *where)
{
  for (guint g = 0; g < trial->n_guests; g++)
    for (guint h = 0; h < HOSTS; h++) {
      gboolean forbids = FALSE;
      for (guint i = 0; i < trial->rules->len; i++)
        forbids = forbids || plainly_forbids(trial, where, trial->rules->pdata[i], g, h);
      g_autoptr(GString) why = g_string_new(NULL);
      gboolean answer = rules_forbid_host(arrangement, g, h, why) || rules_forbid_company(arrangement, g, h, why);
      assert_int_equal(answer, forbids);
      assert_int_equal(why->len > 0, forbids);
    }
}

static void try_one(guint32 seed)
{
  struct trial trial = {snapshot_new(), g_rand_new_with_seed(seed), 0,
                        g_ptr_array_new_with_free_func((GDestroyNotify)rule_free)};
  guint where[8];
  trial.n_guests = (guint)g_rand_int_range(trial.random, 1, 8);
  add_hosts(trial.snapshot);
  for (guint g = 0; g < trial.n_guests; g++) {
    g_autofree char *name = g_strdup_printf("g%u", g);
    where[g] = g_rand_int_range(trial.random, 0, 6) == 0 ? NOWHERE : (guint)g_rand_int_range(trial.random, 0, HOSTS);
    add_guest(trial.snapshot, name, where[g]);
  }
  for (guint i = (guint)g_rand_int_range(trial.random, 1, 5); i > 0; i--)
    add_random_rule(&trial, i);
  snapshot_seal(trial.snapshot);
  struct arrangement *first = arrangement_new(trial.snapshot), *arrangement = arrangement_copy(first);
  for (guint step = 0; step < 6; step++) {
    compare(&trial, arrangement, where);
    guint guest = (guint)g_rand_int_range(trial.random, 0, (gint32)trial.n_guests);
    where[guest] = g_rand_int_range(trial.random, 0, 6) == 0 ? NOWHERE : (guint)g_rand_int_range(trial.random, 0, HOSTS);
    arrangement_move(arrangement, guest, where[guest]);
  }
  arrangement_free(first);
  arrangement_free(arrangement);
  snapshot_free(trial.snapshot);
  g_rand_free(trial.random);
  g_ptr_array_unref(trial.rules);
}

static void rules_forbid_what_a_plain_count_forbids(void **state)
{
  (void)state;
  for (guint32 seed = 0; seed < TRIALS; seed++)
    try_one(seed);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_hard_rule_excludes_with_names),
      cmocka_unit_test(a_rule_that_can_never_hold_is_named),
      cmocka_unit_test(rules_that_contradict_others_name_them),
      cmocka_unit_test(rules_that_give_way_contradict_nobody),
      cmocka_unit_test(soft_rules_cost_and_forbid_nothing),
      cmocka_unit_test(rules_forbid_what_a_plain_count_forbids),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
