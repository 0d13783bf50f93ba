/*
 * Scenarios made by hand (scenarios/, scenario.h), each a sentence that must hold, and a thousand made by chance, judged by
 * what holds for any plan (judge.h). Claims of a scenario:
 *
 *   must move GUEST [HOST]       must empty HOST            must say TEXT       (why, what would flip it, the reserve's verdict)
 *   must stay GUEST              must plan N                must refuse TEXT    (an error, or who finds no room)
 *   must best HOST               must exclude HOST TEXT     must admit HOST
 *   must below HOST RESOURCE PERCENT    must order GUEST GUEST    must park
 *   never move GUEST             never to HOST              never refuse
 */
#include "base/error.h"
#include "judge.h"
#include "placement/placement.h"
#include "placement/reserve.h"
#include "random_cluster.h"
#include "scenario.h"
#include "unit.h"

#define GENERATED 1000

struct outcome {
  const struct scenario *scenario;
  struct plan *plan; /* NULL: refused */
  char *error, *said;
  struct arrangement *result;
};

static const struct move *last_move(const struct outcome *outcome, const char *guest)
{
  for (guint i = outcome->plan ? outcome->plan->moves->len : 0; i-- > 0;) {
    const struct move *move = outcome->plan->moves->pdata[i];
    if (g_str_equal(move->guest_uuid, guest))
      return move;
  }
  return NULL;
}

static gboolean moves(const struct outcome *outcome, char **words)
{
  const struct move *move = last_move(outcome, words[0]);
  return move && (!words[1] || g_str_equal(move->to, words[1]));
}

static gboolean stays(const struct outcome *outcome, char **words)
{
  return snapshot_find_guest(outcome->scenario->snapshot, words[0]) != NOWHERE && !last_move(outcome, words[0]);
}

static gboolean takes(const struct outcome *outcome, char **words)
{
  for (guint i = 0; outcome->plan && i < outcome->plan->moves->len; i++)
    if (g_str_equal(((const struct move *)outcome->plan->moves->pdata[i])->to, words[0]))
      return TRUE;
  return FALSE;
}

static gboolean plans_so_many(const struct outcome *outcome, char **words)
{
  return (outcome->plan ? outcome->plan->moves->len : 0) == strtoul(words[0], NULL, 10);
}

static gboolean empties(const struct outcome *outcome, char **words)
{
  return arrangement_count(outcome->result, snapshot_find_host(outcome->scenario->snapshot, words[0])) == 0;
}

static gboolean keeps_below(const struct outcome *outcome, char **words)
{
  enum resource resource;
  assert_true(resource_parse(words[1], &resource));
  guint host = snapshot_find_host(outcome->scenario->snapshot, words[0]);
  return arrangement_usual(outcome->result, host)[resource] <=
         g_ascii_strtod(words[2], NULL) / 100 * snapshot_host(outcome->scenario->snapshot, host)->capacity[resource];
}

static const struct candidate *candidate_of(const struct outcome *outcome, const char *host)
{
  for (guint i = 0; outcome->plan && i < outcome->plan->candidates->len; i++) {
    const struct candidate *candidate = outcome->plan->candidates->pdata[i];
    if (g_str_equal(candidate->host, host))
      return candidate;
  }
  return NULL;
}

static gboolean ranks_best(const struct outcome *outcome, char **words)
{
  const struct candidate *candidate = candidate_of(outcome, words[0]);
  return candidate && candidate == outcome->plan->candidates->pdata[0] && !candidate->excluded;
}

static gboolean admits(const struct outcome *outcome, char **words)
{
  const struct candidate *candidate = candidate_of(outcome, words[0]);
  return candidate && !candidate->excluded;
}

static gboolean excludes(const struct outcome *outcome, char **words)
{
  const struct candidate *candidate = candidate_of(outcome, words[0]);
  return candidate && candidate->excluded && strstr(candidate->excluded, words[1]);
}

static gboolean says(const struct outcome *outcome, char **words)
{
  for (guint i = 0; outcome->plan && i < outcome->plan->refused->len; i++)
    if (strstr(outcome->plan->refused->pdata[i], words[0]))
      return TRUE;
  return (outcome->said && strstr(outcome->said, words[0])) ||
         (outcome->plan && (strstr(outcome->plan->why, words[0]) || strstr(outcome->plan->flips, words[0])));
}

static gboolean refuses(const struct outcome *outcome, char **words)
{
  const char *text = words[0] ? words[0] : "";
  if (outcome->error && strstr(outcome->error, text))
    return TRUE;
  for (guint i = 0; outcome->plan && i < outcome->plan->refused->len; i++)
    if (strstr(outcome->plan->refused->pdata[i], text))
      return TRUE;
  return FALSE;
}

static gboolean orders(const struct outcome *outcome, char **words)
{
  const struct move *first = last_move(outcome, words[0]), *then = last_move(outcome, words[1]);
  return first && then && first->wave < then->wave;
}

static gboolean parks(const struct outcome *outcome, char **words)
{
  (void)words;
  for (guint i = 0; outcome->plan && i < outcome->plan->moves->len; i++)
    if (((const struct move *)outcome->plan->moves->pdata[i])->is_parking)
      return TRUE;
  return FALSE;
}

static gboolean claim_holds(const struct outcome *outcome, char **words)
{
  static const struct {
    const char *word;
    guint n_words; /* at least, after it */
    gboolean (*holds)(const struct outcome *outcome, char **words);
  } claims[] = {
      {"move", 1, moves},   {"stay", 1, stays},       {"to", 1, takes},      {"plan", 1, plans_so_many},
      {"empty", 1, empties}, {"below", 3, keeps_below}, {"best", 1, ranks_best}, {"admit", 1, admits},
      {"exclude", 2, excludes}, {"say", 1, says},     {"refuse", 0, refuses}, {"order", 2, orders}, {"park", 0, parks},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(claims); i++)
    if (g_str_equal(words[1], claims[i].word) && g_strv_length(words + 2) >= claims[i].n_words)
      return claims[i].holds(outcome, words + 2) == g_str_equal(words[0], "must");
  return FALSE;
}

static void tell(const struct outcome *outcome)
{
  print_message("error: %s; said: %s\n", outcome->error ? outcome->error : "none", outcome->said ? outcome->said : "nothing");
  if (!outcome->plan)
    return;
  print_message("why: %s; flips: %s\n", outcome->plan->why, outcome->plan->flips);
  for (guint i = 0; i < outcome->plan->moves->len; i++) {
    const struct move *move = outcome->plan->moves->pdata[i];
    print_message("wave %u: %s %s -> %s\n", move->wave, move->guest_name, move->from, move->to);
  }
  for (guint i = 0; i < outcome->plan->candidates->len; i++) {
    const struct candidate *candidate = outcome->plan->candidates->pdata[i];
    print_message("%s: %.1f %s%s\n", candidate->host, candidate->stars, candidate->reason,
                  candidate->excluded ? candidate->excluded : "");
  }
  for (guint i = 0; i < outcome->plan->refused->len; i++)
    print_message("refused: %s\n", (const char *)outcome->plan->refused->pdata[i]);
}

static char *verdict_of(const struct placement_snapshot *snapshot, const struct arrangement *arrangement)
{
  GString *text = g_string_new(NULL);
  struct reserve_verdict verdict;
  reserve_check(arrangement_reserve(arrangement), arrangement, 0, &verdict);
  reserve_describe(snapshot, &verdict, text);
  return g_string_free(text, FALSE);
}

static struct outcome ask(const struct scenario *scenario)
{
  struct outcome outcome = {.scenario = scenario};
  g_autoptr(GError) error = NULL;
  if (!scenario->asks_reserve)
    outcome.plan = placement_answer(scenario->snapshot, &scenario->question, &error);
  outcome.error = error ? g_strdup(error->message) : NULL;
  outcome.result = outcome.plan ? judge_result(scenario->snapshot, outcome.plan) : arrangement_new(scenario->snapshot);
  if (scenario->asks_reserve)
    outcome.said = verdict_of(scenario->snapshot, outcome.result);
  return outcome;
}

static void hold(void **state)
{
  const struct scenario *scenario = *state;
  struct outcome outcome = ask(scenario);
  g_autofree char *wrong = outcome.plan ? judge_plan(scenario->snapshot, &scenario->question, outcome.plan) : NULL;
  for (guint i = 0; i < scenario->claims->len && !wrong; i++)
    if (!claim_holds(&outcome, scenario->claims->pdata[i]))
      wrong = g_strjoinv(" ", scenario->claims->pdata[i]);
  if (wrong || scenario->claims->len == 0) {
    tell(&outcome);
    fail_msg("%s: %s", scenario->name, wrong ? wrong : "nothing is claimed");
  }
  if (outcome.plan)
    plan_free(outcome.plan);
  arrangement_free(outcome.result);
  g_free(outcome.error);
  g_free(outcome.said);
}

static void assert_answer_holds(guint32 seed, const struct placement_snapshot *snapshot, const struct plan_question *question)
{
  g_autoptr(GError) error = NULL;
  struct plan *plan = placement_answer(snapshot, question, &error);
  if (!plan) {
    assert_non_null(error);
    return;
  }
  g_autofree char *wrong = judge_plan(snapshot, question, plan);
  if (wrong)
    fail_msg("cluster %u: plan to %s: %s", seed, plan_kind_name(question->kind), wrong);
  plan_free(plan);
}

static void whatever_is_asked_of_any_cluster_nothing_is_broken(void **state)
{
  (void)state;
  for (guint32 seed = 0; seed < GENERATED; seed++) {
    const struct random_terms terms = {.hosts_min = 2, .hosts_max = 8, .guests_max = 40, .fullness = 0.8,
                                       .is_odd = seed % 2, .host_failures = seed % 3, .has_rules = seed % 4 < 2,
                                       .has_licences = seed % 5 < 2, .has_companies = seed % 3 == 0};
    struct placement_snapshot *snapshot = random_cluster(seed, &terms);
    const struct plan_question questions[] = {{.kind = PLAN_BALANCE}, {.kind = PLAN_CONSOLIDATE}, {.kind = PLAN_RULES},
                                              {.kind = PLAN_EVACUATE, .host = "h1"},
                                              {.kind = PLAN_RELIEVE, .host = "h0", .resource = RESOURCE_CPU},
                                              {.kind = PLAN_MOVE, .guest_uuid = "g0"},
                                              {.kind = PLAN_PLACE, .guest_uuid = "g1"}};
    for (gsize i = 0; i < G_N_ELEMENTS(questions); i++)
      assert_answer_holds(seed, snapshot, &questions[i]);
    snapshot_free(snapshot);
  }
}

int main(void)
{
  static const char *const files[] = {"complaints", "rank", "plans", "rules", "reserve", "licences", "unknown"};
  g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref);
  g_autoptr(GArray) tests = g_array_new(FALSE, TRUE, sizeof(struct CMUnitTest));
  for (gsize f = 0; f < G_N_ELEMENTS(files); f++) {
    g_autofree char *path = g_strdup_printf(TEST_SRCDIR "/tests/unit/placement/scenarios/%s.txt", files[f]);
    GPtrArray *scenarios = scenarios_read(path);
    g_ptr_array_add(all, scenarios);
    for (guint i = 0; i < scenarios->len; i++) {
      struct scenario *scenario = scenarios->pdata[i];
      const struct CMUnitTest test = {.name = scenario->name, .test_func = hold, .initial_state = scenario};
      g_array_append_val(tests, test);
    }
  }
  const struct CMUnitTest generated = cmocka_unit_test(whatever_is_asked_of_any_cluster_nothing_is_broken);
  g_array_append_val(tests, generated);
  return _cmocka_run_group_tests("scenarios", (const struct CMUnitTest *)(const void *)tests->data, tests->len, NULL, NULL);
}
