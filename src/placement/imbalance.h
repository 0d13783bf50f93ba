#pragma once
/*
 * How unevenly the hosts of a cluster are loaded, as one figure: of each resource that all of them are known to have, the
 * standard deviation of their fullness (0 to 1), weighted as the cluster says. 0: all alike. Hosts that are down, left out of
 * judgement, or being emptied do not count. Borrows the arrangement, which must be moved through it.
 */
#include "placement/arrangement.h"

struct imbalance;

struct imbalance *imbalance_new(struct arrangement *arrangement, guint cluster);
void imbalance_free(struct imbalance *imbalance);

/* The hosts that count, in the snapshot's order. */
const guint *imbalance_hosts(const struct imbalance *imbalance, guint *n);

double imbalance_value(const struct imbalance *imbalance); /* NaN: fewer than two hosts count */
/* What it would be with the guest on another host, for many of these: first what it is with the guest nowhere, then with it on
 * `to`; some dozen operations each. Its own host and `to` count. */
struct imbalance_leaving {
  double plain[RESOURCES], squares[RESOURCES], takes[RESOURCES];
};
void imbalance_leave(const struct imbalance *imbalance, guint guest, struct imbalance_leaving *leaving);
double imbalance_arrive(const struct imbalance *imbalance, const struct imbalance_leaving *leaving, guint to);
void imbalance_move(struct imbalance *imbalance, guint guest, guint to); /* moves it in the arrangement, too */

/* How much the host stands out: above 0 fuller than the mean, below emptier, weighted. */
double imbalance_excess(const struct imbalance *imbalance, guint host);
