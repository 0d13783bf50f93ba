#include "placement/imbalance.h"

#include <math.h>

struct sums {
  double plain, squares;
};

struct imbalance {
  struct arrangement *arrangement;
  GArray *hosts; /* guint */
  double weights[RESOURCES]; /* add up to 1; 0: not known of all */
  struct sums sums[RESOURCES];
  double value;
};

static double fullness(const struct imbalance *imbalance, guint host, enum resource resource)
{
  return arrangement_usual(imbalance->arrangement, host)[resource] /
         snapshot_host(arrangement_snapshot(imbalance->arrangement), host)->capacity[resource];
}

static double spread(const struct sums *sums, guint n)
{
  double mean = sums->plain / n, variance = sums->squares / n - mean * mean;
  return variance > 0 ? sqrt(variance) : 0;
}

static void count(struct imbalance *imbalance)
{
  imbalance->value = imbalance->hosts->len > 1 ? 0 : NAN;
  for (guint r = 0; r < RESOURCES; r++) {
    struct sums sums = {0};
    if (imbalance->weights[r] <= 0)
      continue;
    for (guint i = 0; i < imbalance->hosts->len; i++) {
      double full = fullness(imbalance, g_array_index(imbalance->hosts, guint, i), r);
      sums.plain += full;
      sums.squares += full * full;
    }
    imbalance->sums[r] = sums;
    imbalance->value += imbalance->weights[r] * spread(&sums, imbalance->hosts->len);
  }
}

/* One that is unknown of any host says nothing about how they compare. */
static void weigh(struct imbalance *imbalance, const struct placement_cluster *cluster)
{
  double sum = 0;
  for (guint r = 0; r < RESOURCES; r++) {
    imbalance->weights[r] = cluster->weights[r];
    for (guint i = 0; i < imbalance->hosts->len; i++)
      if (isnan(fullness(imbalance, g_array_index(imbalance->hosts, guint, i), r)))
        imbalance->weights[r] = 0;
    sum += imbalance->weights[r];
  }
  for (guint r = 0; r < RESOURCES && sum > 0; r++)
    imbalance->weights[r] /= sum;
}

struct imbalance *imbalance_new(struct arrangement *arrangement, guint cluster)
{
  const struct placement_snapshot *snapshot = arrangement_snapshot(arrangement);
  struct imbalance *imbalance = g_new0(struct imbalance, 1);
  imbalance->arrangement = arrangement;
  imbalance->hosts = g_array_new(FALSE, FALSE, sizeof(guint));
  guint n;
  const guint *hosts = snapshot_hosts_of(snapshot, cluster, &n);
  for (guint i = 0; i < n; i++) {
    const struct placement_host *host = snapshot_host(snapshot, hosts[i]);
    /* A host whose processors nobody can read says nothing, and makes nobody else unreadable. */
    if (host->is_judged && (host->state == HOST_READY || host->state == HOST_RESTRICTED) &&
        !isnan(host->base_usual[RESOURCE_CPU]))
      g_array_append_val(imbalance->hosts, hosts[i]);
  }
  weigh(imbalance, snapshot_cluster(snapshot, cluster));
  count(imbalance);
  return imbalance;
}

void imbalance_free(struct imbalance *imbalance)
{
  if (!imbalance)
    return;
  g_array_unref(imbalance->hosts);
  g_free(imbalance);
}

const guint *imbalance_hosts(const struct imbalance *imbalance, guint *n)
{
  *n = imbalance->hosts->len;
  return (const guint *)(const void *)imbalance->hosts->data;
}

double imbalance_value(const struct imbalance *imbalance)
{
  return imbalance->value;
}

static void exchange(struct sums *sums, double before, double after)
{
  sums->plain += after - before;
  sums->squares += after * after - before * before;
}

double imbalance_with(const struct imbalance *imbalance, guint guest, guint to)
{
  const struct placement_snapshot *snapshot = arrangement_snapshot(imbalance->arrangement);
  const struct placement_guest *known = snapshot_guest(snapshot, guest);
  guint from = arrangement_host_of(imbalance->arrangement, guest);
  const double *capacity_from = snapshot_host(snapshot, from)->capacity, *capacity_to = snapshot_host(snapshot, to)->capacity;
  double value = 0;
  for (guint r = 0; r < RESOURCES; r++) {
    if (imbalance->weights[r] <= 0)
      continue;
    struct sums sums = imbalance->sums[r];
    double takes = isnan(known->usual[r]) ? 0 : known->usual[r];
    double source = fullness(imbalance, from, r), target = fullness(imbalance, to, r);
    exchange(&sums, source, source - takes / capacity_from[r]);
    exchange(&sums, target, target + takes / capacity_to[r]);
    value += imbalance->weights[r] * spread(&sums, imbalance->hosts->len);
  }
  return value;
}

void imbalance_move(struct imbalance *imbalance, guint guest, guint to)
{
  arrangement_move(imbalance->arrangement, guest, to);
  count(imbalance);
}

double imbalance_excess(const struct imbalance *imbalance, guint host)
{
  double excess = 0;
  for (guint r = 0; r < RESOURCES; r++)
    if (imbalance->weights[r] > 0)
      excess += imbalance->weights[r] *
                (fullness(imbalance, host, r) - imbalance->sums[r].plain / imbalance->hosts->len);
  return excess;
}
