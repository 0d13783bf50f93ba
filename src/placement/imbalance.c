#include "placement/imbalance.h"

#include <math.h>

/* How full a host is, kept by host so that nothing is divided where thousands are compared. */
struct standing {
  double fullness[RESOURCES], per_unit[RESOURCES];
  double height; /* weighted */
};

struct imbalance {
  struct arrangement *arrangement;
  GArray *hosts; /* guint */
  double weights[RESOURCES]; /* add up to 1; 0: not known of all */
  struct standing *standings; /* by host; those that do not count are not set */
  double plain[RESOURCES], squares[RESOURCES]; /* sums of fullness */
  double height; /* mean */
  double value;
};

static double fullness(const struct imbalance *imbalance, guint host, enum resource resource)
{
  return arrangement_usual(imbalance->arrangement, host)[resource] /
         snapshot_host(arrangement_snapshot(imbalance->arrangement), host)->capacity[resource];
}

static double spread(double plain, double squares, guint n)
{
  double mean = plain / n, variance = squares / n - mean * mean;
  return variance > 0 ? sqrt(variance) : 0;
}

static void stand(struct imbalance *imbalance, guint host)
{
  const double *capacity = snapshot_host(arrangement_snapshot(imbalance->arrangement), host)->capacity;
  const double *usual = arrangement_usual(imbalance->arrangement, host);
  struct standing *standing = &imbalance->standings[host];
  standing->height = 0;
  for (guint r = 0; r < RESOURCES; r++) {
    if (imbalance->weights[r] <= 0)
      continue;
    standing->per_unit[r] = 1 / capacity[r];
    standing->fullness[r] = usual[r] * standing->per_unit[r];
    standing->height += imbalance->weights[r] * standing->fullness[r];
  }
}

/* Added up anew, so that a move back gives exactly what was. */
static void count(struct imbalance *imbalance)
{
  guint n = imbalance->hosts->len;
  imbalance->height = 0;
  imbalance->value = n > 1 ? 0 : NAN;
  for (guint r = 0; r < RESOURCES; r++) {
    double plain = 0, squares = 0;
    if (imbalance->weights[r] <= 0)
      continue;
    for (guint i = 0; i < n; i++) {
      double full = imbalance->standings[g_array_index(imbalance->hosts, guint, i)].fullness[r];
      plain += full;
      squares += full * full;
    }
    imbalance->plain[r] = plain;
    imbalance->squares[r] = squares;
    imbalance->height += imbalance->weights[r] * plain / n;
    imbalance->value += imbalance->weights[r] * spread(plain, squares, n);
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
  imbalance->standings = g_new(struct standing, snapshot_n_hosts(snapshot));
  for (guint i = 0; i < imbalance->hosts->len; i++)
    stand(imbalance, g_array_index(imbalance->hosts, guint, i));
  count(imbalance);
  return imbalance;
}

void imbalance_free(struct imbalance *imbalance)
{
  if (!imbalance)
    return;
  g_array_unref(imbalance->hosts);
  g_free(imbalance->standings);
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

void imbalance_leave(const struct imbalance *imbalance, guint guest, struct imbalance_leaving *leaving)
{
  const struct placement_guest *known = snapshot_guest(arrangement_snapshot(imbalance->arrangement), guest);
  const struct standing *from = &imbalance->standings[arrangement_host_of(imbalance->arrangement, guest)];
  for (guint r = 0; r < RESOURCES; r++) {
    if (imbalance->weights[r] <= 0)
      continue;
    leaving->takes[r] = isnan(known->usual[r]) ? 0 : known->usual[r];
    double before = from->fullness[r], after = before - leaving->takes[r] * from->per_unit[r];
    leaving->plain[r] = imbalance->plain[r] + after - before;
    leaving->squares[r] = imbalance->squares[r] + after * after - before * before;
  }
}

double imbalance_arrive(const struct imbalance *imbalance, const struct imbalance_leaving *leaving, guint to)
{
  const struct standing *target = &imbalance->standings[to];
  double value = 0;
  for (guint r = 0; r < RESOURCES; r++) {
    if (imbalance->weights[r] <= 0)
      continue;
    double before = target->fullness[r], after = before + leaving->takes[r] * target->per_unit[r];
    value += imbalance->weights[r] * spread(leaving->plain[r] + after - before,
                                            leaving->squares[r] + after * after - before * before, imbalance->hosts->len);
  }
  return value;
}

void imbalance_move(struct imbalance *imbalance, guint guest, guint to)
{
  guint from = arrangement_host_of(imbalance->arrangement, guest);
  arrangement_move(imbalance->arrangement, guest, to);
  stand(imbalance, from);
  stand(imbalance, to);
  count(imbalance);
}

double imbalance_excess(const struct imbalance *imbalance, guint host)
{
  return imbalance->standings[host].height - imbalance->height;
}
