#pragma once
/*
 * Whether a cluster survives the failure of some of its hosts: for every combination of as many as it is to tolerate, do
 * all guests of those (or all that are marked ha) find room on the hosts that are left, beside the guests that are there?
 * Room is memory as allocated and processors as in constraints (high load), with what each host keeps free. A host that is down
 * has failed already: failures are counted from the hosts that are up; only those that are ready take guests. Guests that a
 * hard rule keeps apart stay apart then, those that it or a licence ties to hosts stay on these; guests that are to be together
 * need not be, and on how many hosts a licence is in use is not looked at.
 *
 * Yes means that a packing is known for each combination; no, that for one there is a proof that there is none; else it is not
 * proven, which is also said where a figure is unknown that would matter. What was found is kept for as long as the guests
 * concerned are where they were, so that asking about one guest costs a look. Pure; one thread at a time.
 */
#include "placement/arrangement.h"

#define RESERVE_FAILURES_MAX 4
#define RESERVE_COMBINATIONS_MAX 16384 /* of those above it: not proven, the hosts with most to lose looked at first */

enum reserve_outcome { RESERVE_NOT_ASKED, RESERVE_HOLDS, RESERVE_FAILS, RESERVE_NOT_PROVEN, RESERVE_OUTCOMES };
const char *reserve_outcome_name(enum reserve_outcome outcome); /* "not-asked", "holds", "fails", "not-proven" */

/* What forbids a guest on a host, room aside. `never` may be NULL, and so may the others together. */
struct reserve_terms {
  /* Whoever else is where: model of the processors, networks, storage. Asked once for a guest and a host. */
  gboolean (*never)(const struct arrangement *arrangement, guint guest, guint host);
  /* Whether who else is where may ever forbid the guest a host: it is to be apart from some. Asked once for a guest. */
  gboolean (*is_bound)(const struct arrangement *arrangement, guint guest);
  /* As things are, of a guest that is bound. The guests of the failed hosts are nowhere until they have found a place. Must not
   * become possible by adding guests. */
  gboolean (*not_now)(const struct arrangement *arrangement, guint guest, guint host);
};

struct reserve_verdict {
  enum reserve_outcome outcome;
  guint failures;                                  /* to be tolerated */
  guint n_combinations, n_hold, n_fail, n_open;    /* n_open: not proven */
  guint hosts[RESERVE_FAILURES_MAX], n_hosts;      /* fails: the worst combination; not proven: the first such */
  guint n_without;                                 /* fails: guests without room in the best packing found; 0: not packed */
  guint64 without_bytes;                           /* ... and their memory */
  enum resource lacks;                             /* fails: what is proven to lack: cpu or memory */
  double lacking;                                  /* ... at least so much of it, in its unit */
  guint guest; /* fails: fits nowhere, if it is one; not proven: because its figures are unknown; else NOWHERE */
};

struct reserve;

/* For arrangements of this snapshot, which must outlive it; `terms` are copied, NULL: none. An arrangement has its own
 * (arrangement_reserve). It is freed when as many owners have let it go as it was shared with, the first included. */
struct reserve *reserve_new(const struct placement_snapshot *snapshot, const struct reserve_terms *terms);
struct reserve *reserve_share(struct reserve *reserve); /* returns it; NULL stays NULL */
void reserve_free(struct reserve *reserve);

/* As the cluster's host_failures ask. */
void reserve_check(struct reserve *reserve, const struct arrangement *arrangement, guint cluster,
                   struct reserve_verdict *verdict);

/* "survives 1 host failure", "over-committed: h3's failure leaves 2 guests with 12.0 GiB without room", "not proven: ...". */
void reserve_describe(const struct placement_snapshot *snapshot, const struct reserve_verdict *verdict, GString *text);

/* Whether the guest may go to the host for all the reserve of that host's cluster. A guest that moves within it must not
 * break what holds now, and is not blamed for what does not; one that comes into it must find all holding after it. Where it is
 * already, it may stay. `why`, if not NULL, is given a sentence's part when it may not: "h3's failure would leave ...". */
gboolean reserve_admits(struct reserve *reserve, const struct arrangement *arrangement, guint guest, guint host,
                        GString *why);
