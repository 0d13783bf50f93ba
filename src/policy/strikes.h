#pragma once
/*
 * Policies that do wrong: what is said of them at once, and when they are suspended for it.
 */
#include "policy/policy.h"
#include "policy/subjects.h"

/* After a round in which it ran: what was exhausted (TIME, MEMORY; DONE: nothing). TRUE when it was suspended now. */
gboolean policy_strike(struct policy *policy, enum sandbox_outcome exhausted);

/* After a round over all subjects: whether it failed for each of them, which suspends it in the end. TRUE when it was
 * suspended now, or begins or ends to fail for any. */
gboolean policy_take_round(struct policy *policy, gboolean is_failure, const struct subjects *subjects);
