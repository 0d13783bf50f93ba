#pragma once
/*
 * What becomes of a move, pause or resize of a guest that provost did not order (model/foreign_book.h): an audit row, and a
 * tip of provostd itself, of the policy POLICY_OTHERS, which no pack may use, about the guest. Automation is held off the
 * guest meanwhile, and off its group where it happens again; the tip clears when that is over.
 */
#include "tips/tipbook.h"
#include "model/fleet.h"

/* After each list of a host's guests. */
void foreign_tell(struct tipbook *tips, struct fleet *fleet, struct journal *journal);

/* Tips of an earlier life hold their guests on. */
void foreign_resume(const struct tipbook *tips, struct fleet *fleet, const struct clock *clock);

/* Whether such a tip is over; says so (caller frees), else NULL. */
char *foreign_is_over(const struct tip *tip, const struct fleet *fleet);
