#pragma once
/*
 * What of a tip must still be as an operator saw it when he accepts it: one row for each such fact, none of them a figure that
 * changes with every sample. The facts travel as a token, one short hash for each, so that a tip that has changed meanwhile is
 * refused with a sentence that says what has changed. No secret and no signature: it protects people from what they did not
 * see. Pure; core's thread.
 */
#include "model/fleet.h"
#include "model/proposal.h"

#define TIP_FACTS_MAX 128 /* bytes of a token */

/* The tip as it is, and what would be done about it now (NULL: that was not asked, and is not a fact then). */
struct tip_facts {
  const struct tip *tip;
  const struct fleet *fleet;
  const struct proposal *proposal;
  gint64 now_us; /* wall clock */
};

/* The token. Caller frees. */
char *tip_facts_token(const struct tip_facts *facts);

/* Whether the token was made with what would be done, so that this must be asked again to compare it. INVALID: it is none. */
gboolean tip_facts_parse(const char *token, gboolean *has_proposal, GError **error);

/* FALSE with REFUSED, naming all that differs from what the token was made of; rows that either side has not are left out. */
gboolean tip_facts_check(const struct tip_facts *facts, const char *token, GError **error);

/* FALSE with REFUSED, saying by whom and when, where a tip in this state cannot be accepted. */
gboolean tip_facts_acceptable(const struct tip_facts *facts, GError **error);
