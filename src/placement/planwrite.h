#pragma once
/*
 * From who shall be where to a plan that people read: the common part of planners.h. Private to placement/.
 */
#include "placement/schedule.h"

struct plan_draft {
  struct arrangement *from, *wanted; /* as it is; as it shall be, moved by the planner */
  GArray *steps;                     /* struct step: in an order that is possible, where the planner knows one; else empty */
  guint first, end;                  /* the clusters that are planned for */
  GString *why;
  GPtrArray *refused; /* sentences */
  double before, after; /* imbalance, of the cluster that changed most; NaN: does not apply */
};

/* FALSE with NOT_FOUND where there is no such cluster; NULL stands for all. */
gboolean plan_draft_begin(struct plan_draft *draft, const struct placement_snapshot *snapshot, const char *cluster,
                          GError **error);

/* What balancing did to a cluster. */
void plan_draft_note(struct plan_draft *draft, guint cluster, double before, double after);

/* A guest for which no host is found; the reason of each host. */
void plan_draft_refuse(struct plan_draft *draft, guint guest, guint pardons);

/* Takes back what was planned for the cluster, and says that its plan is not accepted: planning again from its result would move
 * guests once more. */
void plan_draft_drop(struct plan_draft *draft, guint cluster);

/* The plan; the draft is done. */
struct plan *plan_draft_end(struct plan_draft *draft, enum plan_kind kind, guint pardons);
