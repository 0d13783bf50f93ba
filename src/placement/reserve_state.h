#pragma once
/*
 * What reserve.c, reserve_cluster.c and reserve_admits.c share: a cluster's combinations of failing hosts, each with what its
 * packing takes of the others. Hosts are counted by their position among the cluster's that are up.
 */
#include "placement/packing.h"
#include "placement/reserve.h"

/* A guest of a failed host that is bound by who else is where. */
struct bound_place {
  guint guest, host; /* in the packing; NOWHERE: none, as it need not have one */
};

struct failure {
  guint at[RESERVE_FAILURES_MAX]; /* positions, n_failing of the cluster */
  enum reserve_outcome outcome;   /* holds, fails, not proven */
  packing_size *taken;            /* by position, if it holds; in the cluster's block */
  struct bound_place *bound;      /* likewise; n_bound, owned */
  guint n_bound;
  /* As in struct reserve_verdict. */
  guint n_without, guest;
  guint64 without_bytes;
  enum resource lacks;
  double lacking;
};

struct reserve_cluster {
  guint cluster;
  guint n_hosts, *hosts; /* those that are up, by position */
  guint64 *stamps;       /* by position, of the guests that are reckoned with */
  guint64 seen;          /* of all hosts */
  packing_size *rooms;   /* by position; for what the arrangement was then */
  guint n_failing, n_failures;
  guint64 n_combinations; /* n_failures of them are looked at */
  struct failure *failures;
  packing_size *block;
  packing_size *most_taken; /* by position: by any failure that holds and in which the host is left */
  guint n_broken;           /* failures that do not hold */
};

/* A guest that is thought to be on another host than it is. */
struct supposition {
  guint guest, host; /* NOWHERE: none */
};

struct reserve {
  guint owners;
  const struct placement_snapshot *snapshot;
  struct reserve_terms terms;
  guchar *is_bound;                  /* by guest; NULL: not asked yet, or no terms ask */
  struct arrangement *scratch;       /* as the arrangement asked about, but while packing; NULL: no guest is bound */
  struct reserve_cluster **clusters; /* by index; NULL: not asked about yet */
  guint *row_cluster;                /* by guest: for which cluster its row is; NOWHERE */
  guint64 **rows;                    /* by guest: bits of the positions where it may be */
  guint work;                        /* left for the search, filled up for each question */
};

/* The size of a guest and the room of a host, as packing counts. */
void reserve_size(const struct placement_guest *guest, packing_size size);
void reserve_room(const struct arrangement *arrangement, guint host, packing_size room);

/* The cluster as the arrangement has it; NULL: it tolerates none. */
struct reserve_cluster *reserve_refresh(struct reserve *reserve, const struct arrangement *arrangement, guint cluster);
void reserve_cluster_free(struct reserve_cluster *cluster);

gboolean reserve_has_failed(const struct reserve_cluster *cluster, const struct failure *failure, guint position);

static inline gboolean reserve_binds(const struct reserve *reserve, guint guest)
{
  return reserve->is_bound && reserve->is_bound[guest];
}

/* Whether the guests that are bound may be where the failure's packing has them, as if the supposition were so. */
gboolean reserve_keeps(const struct reserve *reserve, const struct arrangement *arrangement, const struct failure *failure,
                       const struct supposition *supposition);

/* Solves one combination as if the supposition were so; `result->taken`, if not NULL, is filled where it holds, and so is what
 * is bound. */
void reserve_decide(struct reserve *reserve, const struct arrangement *arrangement, const struct reserve_cluster *cluster,
                    const struct supposition *supposition, struct failure *result);
void reserve_describe_failure(const struct reserve *reserve, const struct reserve_cluster *cluster,
                              const struct failure *failure, GString *text);
