#pragma once
/*
 * A tip as the API shows it: what the journal has of it, and what is only true now. Core's thread, never blocks.
 */
#include "serve/call.h"
#include "tips/facts.h"

/* The tip that the call's path names. NOT_FOUND. Borrowed. */
const struct tip *called_tip(const struct call *call, GError **error);

/* What the tip is now, for its token; `proposal` NULL: it was not asked. */
struct tip_facts called_facts(const struct call *call, const struct tip *tip, const struct proposal *proposal);

/* tip_to_json() with "symptoms" (ids of the tips that stand under it), "waits" (why automation leaves it to people now, or null), "facts", and, where it was asked, "proposal".
 * New reference. */
json_t *shown_tip(const struct call *call, const struct tip *tip, const struct proposal *proposal);

/* tip_to_brief_json() with "symptoms" where it has any, and "facts" where they are wanted. New reference. */
json_t *brief_tip(const struct call *call, const struct tip *tip, gboolean has_facts);

/* The same of one tip that is looked at: each series of its evidence has "thresholds", an object by severity. New reference. */
json_t *explained_tip(const struct call *call, const struct tip *tip, const struct proposal *proposal);
