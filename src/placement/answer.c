#include "base/error.h"
#include "placement/method.h"
#include "placement/new_guest.h"
#include "placement/placement.h"
#include "placement/planners.h"

#include <math.h>

typedef struct plan *(*answer_question)(const struct placement_snapshot *snapshot, const struct plan_question *question,
                                        GError **error);

/* How the guest is moved, and what that takes. FALSE: no method can move it in time. Who names one has his way. */
static gboolean add_method(const struct placement_snapshot *snapshot, enum move_method method, struct plan *plan,
                           struct move *move, GError **error)
{
  const struct method_request request = {.guest = snapshot_find_guest(snapshot, move->guest_uuid),
                                         .to = snapshot_find_host(snapshot, move->to),
                                         .method = method,
                                         .gain_sec = INFINITY,
                                         .lasts_sec = INFINITY};
  g_autofree char *how = method_write(snapshot, &request, move), *why = plan->why;
  plan->why = g_strdup_printf("%s; %s", why, how);
  if (move->method != METHOD_AUTO)
    return TRUE;
  g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_REFUSED, "%s: %s", move->guest_name, how);
  return FALSE;
}

/* Takes the plan; NULL with REFUSED where one of its moves has no method. */
static struct plan *with_method(const struct placement_snapshot *snapshot, struct plan *plan, enum move_method method,
                                GError **error)
{
  gboolean is_possible = plan != NULL;
  for (guint i = 0; is_possible && i < plan->moves->len; i++)
    is_possible = add_method(snapshot, method, plan, plan->moves->pdata[i], error);
  if (!is_possible)
    g_clear_pointer(&plan, plan_free);
  return plan;
}

static struct plan *answer_move(const struct placement_snapshot *snapshot, const struct plan_question *question,
                                GError **error)
{
  struct plan *plan = placement_move(snapshot, question->guest_uuid, question->to, error);
  return with_method(snapshot, plan, question->method, error);
}

static struct plan *answer_relieve(const struct placement_snapshot *snapshot, const struct plan_question *question,
                                   GError **error)
{
  struct plan *plan = placement_relieve(snapshot, question->host, question->resource, error);
  return with_method(snapshot, plan, question->method, error);
}

static struct plan *answer_balance(const struct placement_snapshot *snapshot, const struct plan_question *question,
                                   GError **error)
{
  const struct search_terms terms = balance_terms();
  return placement_balance(snapshot, question->cluster, &terms, error);
}

static struct plan *answer_evacuate(const struct placement_snapshot *snapshot, const struct plan_question *question,
                                    GError **error)
{
  return placement_evacuate(snapshot, question->host, error);
}

static struct plan *answer_consolidate(const struct placement_snapshot *snapshot, const struct plan_question *question,
                                       GError **error)
{
  return placement_consolidate(snapshot, question->cluster, error);
}

static gboolean counts(const struct plan *plan, enum resource resource)
{
  gboolean somebody_fits = FALSE;
  for (guint i = 0; i < plan->candidates->len; i++) {
    const struct candidate *candidate = plan->candidates->pdata[i];
    somebody_fits |= candidate->excluded == NULL;
    if (candidate->terms[resource].weight > 0)
      return TRUE;
  }
  return !somebody_fits;
}

/* Who says how much a resource is to count must hear where it cannot. */
static void tell_what_does_not_count(struct plan *plan, const double *weights)
{
  for (guint r = 0; weights && r < RESOURCES; r++)
    if (weights[r] > 0 && !counts(plan, r)) {
      g_autofree char *why = plan->why;
      plan->why = g_strdup_printf("%s; %s does not count, since no host's capacity for it is known", why, resource_name(r));
    }
}

static struct plan *answer_place(const struct placement_snapshot *snapshot, const struct plan_question *question,
                                 GError **error)
{
  const char *uuid = question->guest_uuid ? question->guest_uuid : PLACEMENT_NEW_GUEST;
  guint guest = snapshot_find_guest(snapshot, uuid);
  if (!question->guest_uuid && guest != NOWHERE && !snapshot_guest(snapshot, guest)->is_judged) {
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_REFUSED, "%s cannot be placed: %s; say what is expected of it",
                snapshot_guest(snapshot, guest)->name, snapshot_guest(snapshot, guest)->problem);
    return NULL;
  }
  struct plan *plan = placement_place(snapshot, uuid, error);
  if (plan)
    tell_what_does_not_count(plan, question->weights);
  return plan;
}

static struct plan *answer_rules(const struct placement_snapshot *snapshot, const struct plan_question *question,
                                 GError **error)
{
  return placement_rules(snapshot, question->cluster, error);
}

static const answer_question answers[PLAN_KINDS] = {
    [PLAN_MOVE] = answer_move,         [PLAN_RELIEVE] = answer_relieve,
    [PLAN_BALANCE] = answer_balance,   [PLAN_EVACUATE] = answer_evacuate,
    [PLAN_RULES] = answer_rules,
    [PLAN_CONSOLIDATE] = answer_consolidate, [PLAN_PLACE] = answer_place,
};

struct plan *placement_answer(const struct placement_snapshot *snapshot, const struct plan_question *question, GError **error)
{
  g_return_val_if_fail(question->kind < PLAN_KINDS && answers[question->kind], NULL);
  struct plan *plan = answers[question->kind](snapshot, question, error);
  if (plan)
    plan->kind = question->kind;
  return plan;
}
