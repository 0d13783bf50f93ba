#pragma once
/*
 * An attempt to carry a tip out, from what its remedy asks of placement to what its measured effect makes of it: the same in the
 * core and in a simulation.
 */
#include "model/plan_question.h"
#include "tips/tipbook.h"

/* What a migration of the tip asks; strings are borrowed from the tip. */
void attempt_question(const struct tip *tip, const struct remedy *remedy, struct plan_question *question);

/* The effect was measured: one that helped, or of which nothing is known, resolves the tip; none, or harm, fails it,
 * with `undone`, what becomes of the action that did it (NULL: nothing). FALSE: the tip went another way meanwhile, and that
 * stands. */
gboolean attempt_measured(struct tipbook *tips, guint64 tip_id, enum verdict verdict, const char *outcome, const char *undone,
                          GError **error);
