#pragma once
/*
 * What holds for any plan whatever is asked, checked on the plan as its reader gets it: the same question gives the same plan,
 * no move breaks a constraint when its turn comes, nobody moves who must not, nobody goes back within his hold-down, no wave is
 * wider than allowed, and planning again from the result of a balance moves nobody.
 */
#include "model/plan_question.h"
#include "placement/arrangement.h"

/* NULL, or what is wrong in a sentence; caller frees. `plan` is the answer to the question. */
char *judge_plan(const struct placement_snapshot *snapshot, const struct plan_question *question, const struct plan *plan);

/* As the plan leaves it; caller frees. */
struct arrangement *judge_result(const struct placement_snapshot *snapshot, const struct plan *plan);
