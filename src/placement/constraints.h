#pragma once
/*
 * What forbids a guest on a host. One table in a fixed order, cheap and telling ones first: ranking, plans and every single
 * step of a plan ask the same. A further constraint is a row in constraints.c: its name, and a function that says whether it
 * forbids and, only where it is asked to, why with figures. Nothing is allocated where nobody asks why. Pure; the snapshot
 * of the arrangement is sealed.
 */
#include "placement/arrangement.h"

/* What does not count this time. */
enum constraint_pardon {
  PARDON_LOAD = 1 << 0,    /* how busy the host is: a person has named it and decides about that himself */
  PARDON_IGNORED = 1 << 1, /* that the guest is to be left alone: a person has ordered the move */
  PARDON_RESERVE = 1 << 2, /* that of the cluster for failed hosts: a host is to be emptied in any case */
};

/* What a constraint looks at: so that the reserve of a cluster, which counts room itself, knows what else to ask. */
enum constraint_ground {
  GROUND_MOMENT, /* states, room, load, orders */
  GROUND_PAIR,   /* the guest and the host alone */
  GROUND_OTHERS, /* who else is where: of that only anti-affinity holds for guests of failed hosts, too */
};

struct constraint {
  const char *name; /* "memory": the first word of the sentence */
  enum constraint_ground ground;
  guint pardon;     /* by which of enum constraint_pardon it does not count; 0: always counts */
  /* Whether the guest, wherever it is now, may not be on the host, whose other guests stay. Where it forbids and `why` is given,
   * appends what is the matter with figures, without the name and without a full stop. */
  gboolean (*forbids)(const struct arrangement *arrangement, guint guest, guint host, GString *why);
};

/* The first that forbids it; NULL: none does, it may be there. */
const struct constraint *constraint_first(const struct arrangement *arrangement, guint guest, guint host, guint pardons);

struct reserve_terms;
/* What holds for guests of failed hosts, too (placement/reserve.h). */
const struct reserve_terms *constraint_terms(void);

/* "memory: g needs 2.00 GiB, ..." of the first; NULL: none. Caller frees. */
char *constraint_explain(const struct arrangement *arrangement, guint guest, guint host, guint pardons);
