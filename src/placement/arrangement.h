#pragma once
/*
 * Who is where: the snapshot's guests on its hosts, and what that makes of the hosts' load. Planning moves guests about in
 * copies of it; ranking, constraints, reserve and rules read it. A move costs no more than a few additions. The snapshot must
 * be sealed and outlive it. One thread at a time.
 */
#include "placement/snapshot.h"

struct arrangement;
struct reserve;

struct arrangement *arrangement_new(const struct placement_snapshot *snapshot); /* as the snapshot has it */
struct arrangement *arrangement_copy(const struct arrangement *arrangement);
struct arrangement *arrangement_copy_bare(const struct arrangement *arrangement); /* without the reserve */
void arrangement_free(struct arrangement *arrangement);
const struct placement_snapshot *arrangement_snapshot(const struct arrangement *arrangement);
/* What is known of its clusters' reserve (placement/reserve.h), shared with its copies, for the same thread; NULL: no cluster
 * is to keep one. */
struct reserve *arrangement_reserve(const struct arrangement *arrangement);

const guint *arrangement_rule_counts(const struct arrangement *arrangement); /* for placement/rules.c; NULL: no rules */
const guint *arrangement_licence_counts(const struct arrangement *arrangement); /* the same for placement/licences.c */

/* `host` may be NOWHERE. Moving back gives exactly what was (bit by bit). */
void arrangement_move(struct arrangement *arrangement, guint guest, guint host);

guint arrangement_host_of(const struct arrangement *arrangement, guint guest); /* or NOWHERE */
/* The guests of a host: for (guint g = arrangement_first(a, h); g != NOWHERE; g = arrangement_next(a, g)). As in the
 * snapshot's order at first; who comes stands first. */
guint arrangement_first(const struct arrangement *arrangement, guint host);
guint arrangement_next(const struct arrangement *arrangement, guint guest);
guint arrangement_count(const struct arrangement *arrangement, guint host);

/* The same for the same guests on the host, else another; so that what was made of it can be kept as long as it is so. */
guint64 arrangement_stamp(const struct arrangement *arrangement, guint host);
guint64 arrangement_stamp_of_all(const struct arrangement *arrangement); /* for all guests on all hosts */

/* What is used of the host: its own share and its guests'; RESOURCES values; NaN where unknown. */
const double *arrangement_usual(const struct arrangement *arrangement, guint host);
const double *arrangement_high(const struct arrangement *arrangement, guint host);

/* What it would be with the guest there besides; where it is there already, what it is. */
double arrangement_usual_with(const struct arrangement *arrangement, guint host, guint guest, enum resource resource);
double arrangement_high_with(const struct arrangement *arrangement, guint host, guint guest, enum resource resource);
