#pragma once
/*
 * One evaluation of one policy for one subject, in its sandbox and under its budgets. A pure function of
 * the subject's data, the settings and the tip now open: what a policy keeps for itself between evaluations
 * is its own fault.
 */
#include "policy/lua_api.h"

struct variant;

struct judgement {
  enum finding_kind kind;
  enum sandbox_outcome outcome; /* DONE unless kind is ERROR */
  struct finding *tip;          /* of a TIP: severity, text, evidence and remedies; owned */
  char *reason;                 /* of NO_DATA and ERROR, a sentence; owned */
};

/* Makes the settings in force visible to the policy. After the last policy_override; what goes wrong
 * refuses the policy. */
void policy_prepare(struct policy *policy);

/* The same for the settings of some subjects; where there is no memory for them, their evaluations fail. And drops those
 * of all variants. */
void policy_make_set(struct policy *policy, struct variant *variant);
void policy_drop_sets(struct policy *policy);

/* `evaluation` names the policy, subject and moment; its tip is moved into the judgement. */
void policy_evaluate(struct evaluation *evaluation, struct judgement *judgement);

void judgement_clear(struct judgement *judgement);
