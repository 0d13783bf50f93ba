#pragma once
/*
 * What is remembered of a (policy, subject) when it was judged. Single thread.
 */
#include "policy/evaluate.h"

/* Whether the core has not heard this yet. Tips are told again, since their evidence is new. */
gboolean standing_take_news(struct standing *standing, const struct judgement *judgement);

/* For who compares it with that of another version. Before the tip is given away. */
void standing_keep_opinion(struct standing *standing, const struct judgement *judgement);

/* A tip that stays for lack of data, or of an evaluation that failed, stays for what it was. */
void standing_take_holds(struct standing *standing, struct evaluation *evaluation, enum finding_kind kind);
