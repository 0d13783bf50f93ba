#pragma once
/*
 * Fleets for measuring placement: the same for the same figures. Hosts of two sizes in clusters of equal size, guests of
 * several sizes, unevenly spread, some with networks that not all hosts have; a third of the hosts' memory free, so that a
 * failed host's guests find room. The last guest, beyond those asked for, is a new one that is nowhere yet.
 */
#include "placement/arrangement.h"

struct fleet_terms {
  guint n_hosts, n_guests;
  guint cluster_size;   /* 0: all hosts in one */
  guint host_failures;  /* that each cluster must survive */
  gboolean has_rules;   /* as many as clusters: guests with the same label, some sixty in the fleet, are on hosts apart */
  gboolean has_licences; /* every tenth guest needs one of two products: for half of the hosts, for so many cores */
  double unevenness;    /* share of the guests that are where chance puts them; the others on the emptier of two hosts */
};

struct placement_snapshot *made_fleet(const struct fleet_terms *terms); /* sealed; to be freed */

/* Time of the processor that this thread has taken: of others the machine may be full. */
double taken_ms(void);

/* The difference between the fullest and the emptiest host of the cluster, in points of its capacity. */
double memory_spread(const struct arrangement *arrangement, guint cluster);
