#pragma once
/*
 * For how many subjects a policy gave no judgement in its last round (`return nil, reason`), by reason. Nothing is kept
 * between rounds but what is told: reasons are those of the standings. Single thread.
 */
#include "policy/policy.h"

#define UNJUDGED_REASONS_MAX 8  /* that are told, the most frequent first */
#define UNJUDGED_SUBJECTS_MAX 3 /* that are named of each */
#define UNJUDGED_COUNTED_MAX 64 /* different reasons that are told apart */

/* The policy has just judged `subjects` (struct subject), and for so many of them there was no judgement. TRUE where that
 * is something else than before. */
gboolean unjudged_note(struct policy *policy, const GPtrArray *subjects, guint without);

/* UNJUDGED: the rows of all policies that have one. Floating. */
GVariant *unjudged_body(const GPtrArray *policies);
