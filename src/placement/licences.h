#pragma once
/*
 * The licensed products (model/licence.h) over a snapshot: made by sealing it, from then on immutable, owned by it. On which hosts
 * each is in use is counted by the arrangement as guests move; a guest on no host, as one that is off, uses none. Pure.
 */
#include "model/licence.h"
#include "placement/arrangement.h"

struct licences;

/* For the snapshot: `list` are const struct licence *, which must live as long. What a guest needs of which nothing is told is a
 * product of that name that no host has. */
struct licences *licences_new(const struct placement_snapshot *snapshot, const GPtrArray *list);
void licences_free(struct licences *licences);

/* An entitlement that a move had brought to the host is bound to it still, whoever runs there. A name of no product: ignored. */
void licences_bind(struct licences *licences, const char *name, guint host);

/* For the arrangement: so many counts, and one guest more (1) or less (-1) on the host. Without any guest the counts are zero, but
 * for what licences_begin writes. */
gsize licences_n_counts(const struct licences *licences);
void licences_begin(const struct licences *licences, guint *counts);
void licences_count(const struct licences *licences, guint *counts, guint guest, guint host, int by);

/* Whether a product forbids the guest on the host, wherever it is now: the host is not licensed for it; too few entitlements are
 * left for one more host; the guest was moved lately and is to stay where it is. Where one does and `why` is given, appends which
 * and why: "oracle-db: h3 is not licensed for it". */
gboolean licences_forbid_host(const struct arrangement *arrangement, guint guest, guint host, GString *why);
gboolean licences_forbid_more(const struct arrangement *arrangement, guint guest, guint host, GString *why);
gboolean licences_forbid_leaving(const struct arrangement *arrangement, guint guest, guint host, GString *why);

/* How many of the guest's products the host is not licensed for. */
guint licences_conflicts(const struct arrangement *arrangement, guint guest, guint host);
