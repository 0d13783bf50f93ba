#include "placement/arrangement.h"

#include "placement/constraints.h"
#include "placement/licences.h"
#include "placement/reserve.h"
#include "placement/rules.h"

#include <math.h>

struct seat {
  guint host;           /* or NOWHERE */
  guint next, previous; /* guests of the same host; NOWHERE at the ends */
};

struct site {
  guint first, count;
  guint64 stamp; /* sum of its guests' marks */
  double usual[RESOURCES], high[RESOURCES];
};

struct arrangement {
  const struct placement_snapshot *snapshot;
  struct seat *seats; /* by guest */
  struct site *sites; /* by host */
  guint64 stamp;      /* sum of the marks of all guests, where they are */
  struct reserve *reserve;
  guint *rule_counts;    /* NULL: there are no rules */
  guint *licence_counts; /* NULL: no guest needs any */
};

/* A number that stands for the guest, or for a guest in a place: sums of such are equal for equal sets, hardly ever else
 * (the finalizer of splitmix64). */
static guint64 mark(guint64 number)
{
  number += 0x9e3779b97f4a7c15u;
  number = (number ^ (number >> 30)) * 0xbf58476d1ce4e5b9u;
  number = (number ^ (number >> 27)) * 0x94d049bb133111ebu;
  return number ^ (number >> 31);
}

static guint64 mark_at(guint guest, guint host)
{
  return mark((guint64)guest << 32 | host);
}

static void add(double *sums, const double *figures, double sign)
{
  for (guint r = 0; r < RESOURCES; r++)
    if (!isnan(figures[r]))
      sums[r] += sign * figures[r];
}

static void count(struct arrangement *arrangement, guint guest, guint host, int by)
{
  if (arrangement->rule_counts)
    rules_count(snapshot_rules(arrangement->snapshot), arrangement->rule_counts, guest, host, by);
  if (arrangement->licence_counts)
    licences_count(snapshot_licences(arrangement->snapshot), arrangement->licence_counts, guest, host, by);
}

static void leave(struct arrangement *arrangement, guint guest)
{
  struct seat *seat = &arrangement->seats[guest];
  struct site *site = &arrangement->sites[seat->host];
  const struct placement_guest *known = snapshot_guest(arrangement->snapshot, guest);
  if (seat->previous == NOWHERE)
    site->first = seat->next;
  else
    arrangement->seats[seat->previous].next = seat->next;
  if (seat->next != NOWHERE)
    arrangement->seats[seat->next].previous = seat->previous;
  site->count--;
  site->stamp -= mark(guest);
  arrangement->stamp -= mark_at(guest, seat->host);
  count(arrangement, guest, seat->host, -1);
  add(site->usual, known->usual, -1);
  add(site->high, known->high, -1);
}

static void enter(struct arrangement *arrangement, guint guest, guint host)
{
  struct seat *seat = &arrangement->seats[guest];
  struct site *site = &arrangement->sites[host];
  const struct placement_guest *known = snapshot_guest(arrangement->snapshot, guest);
  *seat = (struct seat){.host = host, .next = site->first, .previous = NOWHERE};
  if (site->first != NOWHERE)
    arrangement->seats[site->first].previous = guest;
  site->first = guest;
  site->count++;
  site->stamp += mark(guest);
  arrangement->stamp += mark_at(guest, host);
  count(arrangement, guest, host, 1);
  add(site->usual, known->usual, 1);
  add(site->high, known->high, 1);
}

void arrangement_move(struct arrangement *arrangement, guint guest, guint host)
{
  if (arrangement->seats[guest].host != NOWHERE)
    leave(arrangement, guest);
  arrangement->seats[guest].host = NOWHERE;
  if (host != NOWHERE)
    enter(arrangement, guest, host);
}

static gboolean keeps_reserve(const struct placement_snapshot *snapshot)
{
  for (guint c = 0; c < snapshot_n_clusters(snapshot); c++)
    if (snapshot_cluster(snapshot, c)->host_failures > 0)
      return TRUE;
  return FALSE;
}

struct arrangement *arrangement_new(const struct placement_snapshot *snapshot)
{
  struct arrangement *arrangement = g_new0(struct arrangement, 1);
  guint n_hosts = snapshot_n_hosts(snapshot), n_guests = snapshot_n_guests(snapshot);
  arrangement->snapshot = snapshot;
  if (snapshot_rules(snapshot))
    arrangement->rule_counts = g_new0(guint, rules_n_counts(snapshot_rules(snapshot)) + 1);
  if (snapshot_licences(snapshot)) {
    arrangement->licence_counts = g_new0(guint, licences_n_counts(snapshot_licences(snapshot)));
    licences_begin(snapshot_licences(snapshot), arrangement->licence_counts);
  }
  arrangement->seats = g_new(struct seat, n_guests);
  arrangement->sites = g_new0(struct site, n_hosts);
  for (guint h = 0; h < n_hosts; h++) {
    const struct placement_host *host = snapshot_host(snapshot, h);
    arrangement->sites[h].first = NOWHERE;
    for (guint r = 0; r < RESOURCES; r++) {
      arrangement->sites[h].usual[r] = host->base_usual[r];
      arrangement->sites[h].high[r] = host->base_high[r];
    }
  }
  for (guint g = n_guests; g-- > 0;) { /* so that the first stands first */
    const struct placement_guest *guest = snapshot_guest(snapshot, g);
    arrangement->seats[g].host = NOWHERE;
    if (guest->host != NOWHERE && guest->is_running)
      enter(arrangement, g, guest->host);
  }
  if (keeps_reserve(snapshot))
    arrangement->reserve = reserve_new(snapshot, constraint_terms());
  return arrangement;
}

struct arrangement *arrangement_copy_bare(const struct arrangement *arrangement)
{
  struct arrangement *copy = g_new(struct arrangement, 1);
  *copy = *arrangement;
  copy->seats = g_memdup2(arrangement->seats, snapshot_n_guests(arrangement->snapshot) * sizeof(struct seat));
  copy->sites = g_memdup2(arrangement->sites, snapshot_n_hosts(arrangement->snapshot) * sizeof(struct site));
  if (copy->rule_counts)
    copy->rule_counts = g_memdup2(arrangement->rule_counts,
                                  (rules_n_counts(snapshot_rules(arrangement->snapshot)) + 1) * sizeof(guint));
  if (copy->licence_counts)
    copy->licence_counts = g_memdup2(arrangement->licence_counts,
                                     licences_n_counts(snapshot_licences(arrangement->snapshot)) * sizeof(guint));
  copy->reserve = NULL;
  return copy;
}

struct arrangement *arrangement_copy(const struct arrangement *arrangement)
{
  struct arrangement *copy = arrangement_copy_bare(arrangement);
  copy->reserve = reserve_share(arrangement->reserve);
  return copy;
}

void arrangement_free(struct arrangement *arrangement)
{
  if (!arrangement)
    return;
  reserve_free(arrangement->reserve);
  g_free(arrangement->rule_counts);
  g_free(arrangement->licence_counts);
  g_free(arrangement->seats);
  g_free(arrangement->sites);
  g_free(arrangement);
}

const struct placement_snapshot *arrangement_snapshot(const struct arrangement *arrangement)
{
  return arrangement->snapshot;
}

struct reserve *arrangement_reserve(const struct arrangement *arrangement)
{
  return arrangement->reserve;
}

const guint *arrangement_rule_counts(const struct arrangement *arrangement)
{
  return arrangement->rule_counts;
}

const guint *arrangement_licence_counts(const struct arrangement *arrangement)
{
  return arrangement->licence_counts;
}

guint arrangement_host_of(const struct arrangement *arrangement, guint guest)
{
  return arrangement->seats[guest].host;
}

guint arrangement_first(const struct arrangement *arrangement, guint host)
{
  return arrangement->sites[host].first;
}

guint arrangement_next(const struct arrangement *arrangement, guint guest)
{
  return arrangement->seats[guest].next;
}

guint arrangement_count(const struct arrangement *arrangement, guint host)
{
  return arrangement->sites[host].count;
}

guint64 arrangement_stamp(const struct arrangement *arrangement, guint host)
{
  return arrangement->sites[host].stamp;
}

guint64 arrangement_stamp_of_all(const struct arrangement *arrangement)
{
  return arrangement->stamp;
}

const double *arrangement_usual(const struct arrangement *arrangement, guint host)
{
  return arrangement->sites[host].usual;
}

const double *arrangement_high(const struct arrangement *arrangement, guint host)
{
  return arrangement->sites[host].high;
}

double arrangement_usual_with(const struct arrangement *arrangement, guint host, guint guest, enum resource resource)
{
  double sum = arrangement->sites[host].usual[resource];
  return arrangement->seats[guest].host == host ? sum
                                                : sum + snapshot_guest(arrangement->snapshot, guest)->usual[resource];
}

double arrangement_high_with(const struct arrangement *arrangement, guint host, guint guest, enum resource resource)
{
  double sum = arrangement->sites[host].high[resource];
  return arrangement->seats[guest].host == host ? sum
                                                : sum + snapshot_guest(arrangement->snapshot, guest)->high[resource];
}
