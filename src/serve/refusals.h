#pragma once
/*
 * What was refused for want of a role: each is counted, and an audit row in the journal, but no more rows than a patient trickle,
 * so that nobody fills the disk by asking in vain; how many were left out stands in the next row. Core's thread, never blocks.
 */
#include "journal/journal.h"

struct refusals;

/* Borrows both. */
struct refusals *refusals_new(struct journal *journal, const struct clock *clock);
void refusals_free(struct refusals *refusals);

/* `what` was asked, "POST /v1/reload": made harmless. */
void refusals_add(struct refusals *refusals, const char *by, const char *what, const char *why);

guint64 refusals_count(const struct refusals *refusals);
