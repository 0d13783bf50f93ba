#include "judge.h"

#include "placement/company.h"
#include "placement/constraints.h"
#include "placement/placement.h"
#include "placement/planners.h"
#include "placement/rules.h"
#include "random_cluster.h"

#define HOLD_SEC 3600

struct arrangement *judge_result(const struct placement_snapshot *snapshot, const struct plan *plan)
{
  struct arrangement *result = arrangement_new(snapshot);
  for (guint i = 0; i < plan->moves->len; i++) {
    const struct move *move = plan->moves->pdata[i];
    arrangement_move(result, snapshot_find_guest(snapshot, move->guest_uuid), snapshot_find_host(snapshot, move->to));
  }
  return result;
}

static guint pardons_of(const struct plan_question *question)
{
  if (question->kind == PLAN_MOVE)
    return PARDON_IGNORED | (question->to ? PARDON_LOAD : 0);
  if (question->kind == PLAN_CONSOLIDATE)
    return PARDON_LOAD;
  return question->kind == PLAN_EVACUATE ? PARDON_RESERVE : 0;
}

static GArray *legs_of(const struct placement_snapshot *snapshot, const struct plan *plan)
{
  GArray *legs = g_array_new(FALSE, FALSE, sizeof(struct leg));
  for (guint i = 0; i < plan->moves->len; i++) {
    const struct move *move = plan->moves->pdata[i];
    const struct leg leg = {snapshot_find_guest(snapshot, move->guest_uuid), snapshot_find_host(snapshot, move->to),
                            move->wave, move->is_parking};
    g_array_append_val(legs, leg);
  }
  return legs;
}

static char *breaks_step(const struct placement_snapshot *snapshot, const struct plan_question *question,
                         const struct plan *plan)
{
  struct arrangement *from = arrangement_new(snapshot);
  g_autoptr(GArray) legs = legs_of(snapshot, plan);
  char *why = NULL;
  schedule_is_feasible(from, legs, pardons_of(question), &why);
  arrangement_free(from);
  return why;
}

static char *breaks_guest(const struct placement_snapshot *snapshot, const struct plan_question *question,
                          const struct plan *plan)
{
  for (guint i = 0; i < plan->moves->len; i++) {
    const struct move *move = plan->moves->pdata[i];
    const struct placement_guest *guest = snapshot_guest(snapshot, snapshot_find_guest(snapshot, move->guest_uuid));
    if (!guest->is_running || (!guest->is_judged && question->kind == PLAN_BALANCE))
      return g_strdup_printf("%s is moved, of which too little is known", guest->name);
    if (question->kind == PLAN_BALANCE && guest->moved_sec < HOLD_SEC &&
        guest->moved_from == snapshot_find_host(snapshot, move->to))
      return g_strdup_printf("%s goes back to %s, from where it came %.0f s ago", guest->name, move->to, guest->moved_sec);
  }
  return NULL;
}

static gboolean needs(const struct placement_guest *guest, const char *product)
{
  return guest->licences && g_strv_contains(guest->licences, product);
}

/* How many hosts run a guest that needs RANDOM_FEW. */
static guint few_in_use(const struct arrangement *arrangement)
{
  const struct placement_snapshot *snapshot = arrangement_snapshot(arrangement);
  guint n = 0;
  for (guint h = 0; h < snapshot_n_hosts(snapshot); h++) {
    guint guest = arrangement_first(arrangement, h);
    while (guest != NOWHERE && !needs(snapshot_guest(snapshot, guest), RANDOM_FEW))
      guest = arrangement_next(arrangement, guest);
    n += guest != NOWHERE;
  }
  return n;
}

/* Counted anew after each move, from what the products of random clusters are. */
static char *breaks_licence(const struct placement_snapshot *snapshot, const struct plan_question *question,
                            const struct plan *plan)
{
  (void)question;
  struct arrangement *then = arrangement_new(snapshot);
  char *wrong = NULL;
  for (guint i = 0; i < plan->moves->len && !wrong; i++) {
    const struct move *move = plan->moves->pdata[i];
    guint guest = snapshot_find_guest(snapshot, move->guest_uuid), to = snapshot_find_host(snapshot, move->to);
    guint before = few_in_use(then);
    arrangement_move(then, guest, to);
    guint after = few_in_use(then);
    if (needs(snapshot_guest(snapshot, guest), RANDOM_HALF) && to % 2)
      wrong = g_strdup_printf("%s goes to %s without a licence", move->guest_name, move->to);
    else if (after > before && after > RANDOM_FEW_HOSTS)
      wrong = g_strdup_printf("%s makes %s one of %u hosts in use, %u are entitled", move->guest_name, move->to, after,
                              RANDOM_FEW_HOSTS);
  }
  arrangement_free(then);
  return wrong;
}

static guint broken_rules(const struct arrangement *arrangement)
{
  guint sum = 0;
  for (guint g = 0; g < snapshot_n_guests(arrangement_snapshot(arrangement)); g++)
    if (arrangement_host_of(arrangement, g) != NOWHERE)
      sum += rules_conflicts(arrangement, g, arrangement_host_of(arrangement, g));
  return sum;
}

/* No move breaks a rule that held, but between the first and the last move of a company, which goes to one host. */
static char *breaks_rule(const struct placement_snapshot *snapshot, const struct plan_question *question,
                         const struct plan *plan)
{
  (void)question;
  struct arrangement *then = arrangement_new(snapshot);
  g_autoptr(GArray) company = g_array_new(FALSE, FALSE, sizeof(guint));
  guint before = broken_rules(then), awaited = 0;
  const char *to = NULL;
  char *wrong = NULL;
  for (guint i = 0; i < plan->moves->len && !wrong; i++) {
    const struct move *move = plan->moves->pdata[i];
    guint guest = snapshot_find_guest(snapshot, move->guest_uuid);
    if (awaited == 0) {
      rules_company(then, guest, company);
      awaited = company->len;
      to = move->to;
    }
    if (!company_has(company, guest) || !g_str_equal(to, move->to))
      wrong = g_strdup_printf("%s goes to %s while others wait to follow to %s", move->guest_name, move->to, to);
    arrangement_move(then, guest, snapshot_find_host(snapshot, move->to));
    guint after = --awaited ? before : broken_rules(then);
    if (after > before)
      wrong = wrong ? wrong : g_strdup_printf("%s on %s breaks a rule that held", move->guest_name, move->to);
    before = after;
  }
  arrangement_free(then);
  return awaited && !wrong ? g_strdup_printf("%u guests stay behind", awaited) : wrong;
}

static char *is_fickle(const struct placement_snapshot *snapshot, const struct plan_question *question,
                       const struct plan *plan)
{
  struct plan *again = placement_answer(snapshot, question, NULL);
  gboolean is_same = again && again->moves->len == plan->moves->len && g_str_equal(again->why, plan->why);
  for (guint i = 0; is_same && i < plan->moves->len; i++) {
    const struct move *one = plan->moves->pdata[i], *other = again->moves->pdata[i];
    is_same = g_str_equal(one->guest_uuid, other->guest_uuid) && g_str_equal(one->to, other->to) && one->wave == other->wave;
  }
  if (again)
    plan_free(again);
  return is_same ? NULL : g_strdup("the same question gives another plan");
}

/* Where all moves could be made. */
static char *is_restless(const struct placement_snapshot *snapshot, const struct plan_question *question,
                         const struct plan *plan)
{
  if (question->kind != PLAN_BALANCE || plan->refused->len > 0)
    return NULL;
  const struct search_terms terms = balance_terms();
  struct arrangement *result = judge_result(snapshot, plan);
  guint64 stamp = arrangement_stamp_of_all(result);
  for (guint c = 0; c < snapshot_n_clusters(snapshot); c++)
    balance_arrange(result, c, &terms, NULL);
  gboolean is_same = arrangement_stamp_of_all(result) == stamp;
  arrangement_free(result);
  return is_same ? NULL : g_strdup("planning again moves somebody");
}

/* A move off a host that is not empty in the end was made for nothing. */
static char *half_empties(const struct placement_snapshot *snapshot, const struct plan_question *question,
                          const struct plan *plan)
{
  if (question->kind != PLAN_CONSOLIDATE)
    return NULL;
  struct arrangement *result = judge_result(snapshot, plan);
  char *wrong = NULL;
  for (guint i = 0; i < plan->moves->len && !wrong; i++) {
    const struct move *move = plan->moves->pdata[i];
    guint left = arrangement_count(result, snapshot_find_host(snapshot, move->from));
    if (left > 0 || move->is_parking)
      wrong = g_strdup_printf("%s leaves %s, where %u guests stay", move->guest_name, move->from, left);
  }
  arrangement_free(result);
  return wrong;
}

char *judge_plan(const struct placement_snapshot *snapshot, const struct plan_question *question, const struct plan *plan)
{
  char *(*const views[])(const struct placement_snapshot *, const struct plan_question *, const struct plan *) = {
      breaks_step, breaks_guest, breaks_licence, breaks_rule, is_fickle, is_restless, half_empties};
  char *wrong = NULL;
  for (gsize i = 0; i < G_N_ELEMENTS(views) && !wrong; i++)
    wrong = views[i](snapshot, question, plan);
  return wrong;
}
