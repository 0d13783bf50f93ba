#pragma once
/*
 * What would be done about a tip if it were accepted now, as plain values: the first of its remedies that is possible, with
 * its plan where one is made, and why those before it are not. Strings belong to the struct. Pure; any thread.
 */
#include "model/tip.h"

/* What refused the remedy that was asked last. */
enum proposal_stop {
  STOPPED_BY_PLAN,      /* none was found, or the remedy is not possible */
  STOPPED_BY_ADMISSION, /* what was planned may not be begun */
  STOPPED_BY_BUDGETS,   /* it may be begun later */
};

struct proposal {
  gboolean is_possible;    /* FALSE: each remedy was refused, `refused` says why */
  enum remedy_kind remedy; /* where it is possible */
  enum proposal_stop stop; /* where it is not */
  struct plan *plan;       /* NULL: this remedy needs none */
  GPtrArray *refused;      /* char *: "migrate: no host has room for g1", in the order in which they would be tried */
};

struct proposal *proposal_new(void);
void proposal_free(struct proposal *proposal);

/* The one move that a plan for a single guest has; NULL where the plan is of another kind, or moves nobody. Borrowed. */
const struct move *proposal_move(const struct proposal *proposal);
