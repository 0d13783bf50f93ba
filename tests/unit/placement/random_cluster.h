#pragma once
/*
 * Clusters of chance for tests of placement: the same for the same seed. Hosts of two sizes, guests of several, some with what
 * cannot be judged.
 */
#include "placement/arrangement.h"

#define RANDOM_HALF "half" /* a product for hosts of even number: h0, h2 ... */
#define RANDOM_FEW "few"   /* one that RANDOM_FEW_HOSTS hosts may run */
#define RANDOM_FEW_HOSTS 2

struct random_terms {
  guint hosts_min, hosts_max, guests_max;
  double fullness;  /* of memory, about; 0.6 leaves room */
  gboolean is_odd;  /* some hosts are down or of unknown size, some guests of unknown load or on no known host */
  guint host_failures; /* that the cluster is to survive */
  gboolean has_companies; /* some guests are to be together with others, some to leave their host with others */
  gboolean has_licences; /* some guests need RANDOM_HALF, others RANDOM_FEW, wherever they are */
  gboolean has_past;   /* half of the guests were moved within the last two hours, from any host */
  gboolean has_rules;  /* some guests are to be apart, some to be on certain hosts, whether they are or not */
};

struct placement_snapshot *random_cluster(guint32 seed, const struct random_terms *terms); /* sealed; to be freed */
