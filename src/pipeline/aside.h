#pragma once
/*
 * Tips about history files that were put aside since they are damaged, or written while the clock was ahead. No policy
 * finds that: such tips are of the policy POLICY_HISTORY, which no pack may use. There is one a subject, about the file
 * put aside last; it ends when an operator accepts (has seen) or dismisses it, or when that file is gone. Plain values.
 */
#include "model/tip.h"

/* What HISTORY_TROUBLE says as a finding; each is news. NULL where it names no object. */
struct finding *aside_finding(GVariant *body);

/* Whether the tip is about a file that is not there any more; says so (caller frees), else NULL. */
char *aside_is_gone(const struct tip *tip);
