#include "base/error.h"
#include "placement/from_fleet.h"
#include "placement/placement.h"
#include "placement/planners.h"

typedef struct plan *(*answer_question)(const struct placement_snapshot *snapshot, const struct plan_question *question,
                                        GError **error);

static struct plan *with_method(struct plan *plan, enum move_method method)
{
  for (guint i = 0; plan && i < plan->moves->len; i++)
    ((struct move *)plan->moves->pdata[i])->method = method;
  return plan;
}

static struct plan *answer_move(const struct placement_snapshot *snapshot, const struct plan_question *question,
                                GError **error)
{
  return with_method(placement_move(snapshot, question->guest_uuid, question->to, error), question->method);
}

static struct plan *answer_relieve(const struct placement_snapshot *snapshot, const struct plan_question *question,
                                   GError **error)
{
  return with_method(placement_relieve(snapshot, question->host, question->resource, error), question->method);
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

static struct plan *answer_place(const struct placement_snapshot *snapshot, const struct plan_question *question,
                                 GError **error)
{
  return placement_place(snapshot, question->guest_uuid ? question->guest_uuid : PLACEMENT_NEW_GUEST, error);
}

static const answer_question answers[PLAN_KINDS] = {
    [PLAN_MOVE] = answer_move,         [PLAN_RELIEVE] = answer_relieve,
    [PLAN_BALANCE] = answer_balance,   [PLAN_EVACUATE] = answer_evacuate,
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
