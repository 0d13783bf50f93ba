#pragma once
/*
 * What would be done about a tip, in words: from the tip as the API gives it with its "proposal".
 */
#include <glib.h>
#include <jansson.h>

/* The proposal; NULL: none was asked, or the tip cannot be accepted. Borrowed. */
const json_t *proposal_of(const json_t *tip);

/* "move g1 from h1 to h2 (live, about 12 s)", "nothing can be done now: ..."; NULL without a proposal. Caller frees. */
char *proposal_line(const json_t *tip);

/* The remedy that would be carried out; NULL: none would. Borrowed from the tip. */
const json_t *proposal_remedy(const json_t *tip);
