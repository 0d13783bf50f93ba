#include "heuristics.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define THRESHOLD 0.8
#define HISTORY   10  /* steps that the regression looks at */
#define SAFETY    1.2 /* of its prediction */

struct mover {
  guint guest;
  double load;
};

struct heuristics {
  enum heuristic heuristic;
  const struct scenario *scenario;
  double (*history)[HISTORY]; /* by guest, the newest last */
  guint known;                /* steps in it */
  guint *host_of;             /* as it will be */
  double *host_load;
  guint64 *host_memory;
  guint *host_guests;
  GArray *movers; /* struct mover, on their way to a new host */
  gboolean *is_over, *is_target; /* overloaded now; a guest comes */
};

struct heuristics *heuristics_new(const struct scenario *scenario, enum heuristic heuristic)
{
  struct heuristics *self = g_new0(struct heuristics, 1);
  self->heuristic = heuristic;
  self->scenario = scenario;
  self->history = g_malloc0_n(scenario->guests->len, sizeof *self->history);
  self->host_of = g_new0(guint, scenario->guests->len);
  self->host_load = g_new0(double, scenario->hosts->len);
  self->host_memory = g_new0(guint64, scenario->hosts->len);
  self->host_guests = g_new0(guint, scenario->hosts->len);
  self->is_over = g_new0(gboolean, scenario->hosts->len);
  self->is_target = g_new0(gboolean, scenario->hosts->len);
  self->movers = g_array_new(FALSE, FALSE, sizeof(struct mover));
  return self;
}

void heuristics_free(struct heuristics *self)
{
  g_free(self->history);
  g_free(self->host_of);
  g_free(self->host_load);
  g_free(self->host_memory);
  g_free(self->host_guests);
  g_free(self->is_over);
  g_free(self->is_target);
  g_array_unref(self->movers);
  g_free(self);
}

static double capacity_of(const struct heuristics *self, guint host)
{
  const struct scenario_host *has = scenario_host(self->scenario, host);
  return has->cores * has->speed;
}

static double load_of(const struct heuristics *self, guint guest)
{
  return self->history[guest][HISTORY - 1];
}

static void put(struct heuristics *self, guint guest, guint host)
{
  self->host_of[guest] = host;
  self->host_load[host] += load_of(self, guest);
  self->host_memory[host] += scenario_guest(self->scenario, guest)->memory_bytes;
  self->host_guests[host]++;
}

static void take(struct heuristics *self, guint guest)
{
  guint host = self->host_of[guest];
  self->host_load[host] -= load_of(self, guest);
  self->host_memory[host] -= scenario_guest(self->scenario, guest)->memory_bytes;
  self->host_guests[host]--;
  self->host_of[guest] = NOWHERE;
}

static void look(struct heuristics *self, const struct world *world)
{
  for (guint h = 0; h < self->scenario->hosts->len; h++) {
    self->host_load[h] = 0;
    self->host_memory[h] = 0;
    self->host_guests[h] = 0;
    self->is_over[h] = self->is_target[h] = FALSE;
  }
  for (guint g = 0; g < self->scenario->guests->len; g++) {
    const struct world_guest_view view = world_guest(world, g);
    for (guint i = 0; i + 1 < HISTORY; i++)
      self->history[g][i] = self->history[g][i + 1];
    self->history[g][HISTORY - 1] = isnan(view.now) ? 0 : view.now;
    put(self, g, view.host);
  }
  self->known = MIN(self->known + 1, HISTORY);
}

/* What the line through the newest loads of the host says of the next one; weights fall towards the oldest (tricube). */
static double predicted(const struct heuristics *self, guint host)
{
  double sums[HISTORY] = {0}, sw = 0, sx = 0, sy = 0, sxx = 0, sxy = 0;
  for (guint g = 0; g < self->scenario->guests->len; g++)
    for (guint i = 0; self->host_of[g] == host && i < HISTORY; i++)
      sums[i] += self->history[g][i];
  for (guint i = 0; i < HISTORY; i++) {
    double distance = (double)(HISTORY - 1 - i) / HISTORY, weight = pow(1 - pow(distance, 3), 3);
    sw += weight;
    sx += weight * i;
    sy += weight * sums[i];
    sxx += weight * i * i;
    sxy += weight * i * sums[i];
  }
  double slope = (sw * sxy - sx * sy) / (sw * sxx - sx * sx);
  return (sy - slope * sx) / sw + slope * HISTORY;
}

static gboolean is_overloaded(const struct heuristics *self, guint host)
{
  if (self->heuristic == HEURISTIC_THRESHOLD || self->known < HISTORY)
    return self->host_load[host] > THRESHOLD * capacity_of(self, host);
  return SAFETY * predicted(self, host) >= capacity_of(self, host);
}

/* The one whose memory is copied soonest; NOWHERE where none is left. */
static guint soonest_of(const struct heuristics *self, guint host)
{
  guint best = NOWHERE;
  for (guint g = 0; g < self->scenario->guests->len; g++)
    if (self->host_of[g] == host &&
        (best == NOWHERE ||
         scenario_guest(self->scenario, g)->memory_bytes < scenario_guest(self->scenario, best)->memory_bytes))
      best = g;
  return best;
}

static void lift(struct heuristics *self, guint guest)
{
  const struct mover mover = {guest, load_of(self, guest)};
  take(self, guest);
  g_array_append_val(self->movers, mover);
}

static void relieve(struct heuristics *self)
{
  for (guint h = 0; h < self->scenario->hosts->len; h++)
    if (self->host_guests[h] > 0 && is_overloaded(self, h)) {
      self->is_over[h] = TRUE;
      for (guint g = soonest_of(self, h); g != NOWHERE && is_overloaded(self, h); g = soonest_of(self, h))
        lift(self, g);
    }
}

static double watts(const struct heuristics *self, guint host, double load)
{
  const double *table = scenario_host(self->scenario, host)->power_w;
  double point = CLAMP(load / capacity_of(self, host), 0, 1) * (POWER_POINTS - 1);
  guint below = MIN((guint)point, POWER_POINTS - 2);
  return table[below] + (table[below + 1] - table[below]) * (point - below);
}

/* An empty host costs what it uses when idle, too. */
static double rise(const struct heuristics *self, guint host, double load)
{
  double before = self->host_guests[host] > 0 ? watts(self, host, self->host_load[host]) : 0;
  return watts(self, host, self->host_load[host] + load) - before;
}

static gboolean admits(struct heuristics *self, guint host, const struct mover *mover)
{
  const struct scenario_host *has = scenario_host(self->scenario, host);
  guint64 memory = scenario_guest(self->scenario, mover->guest)->memory_bytes;
  if (self->is_over[host] || self->host_memory[host] + memory > has->memory_bytes ||
      self->host_load[host] + mover->load > THRESHOLD * capacity_of(self, host))
    return FALSE;
  if (self->heuristic == HEURISTIC_THRESHOLD || self->known < HISTORY)
    return TRUE;
  put(self, mover->guest, host);
  gboolean is_over = is_overloaded(self, host);
  take(self, mover->guest);
  return !is_over;
}

static int by_load(const void *a, const void *b)
{
  double x = ((const struct mover *)a)->load, y = ((const struct mover *)b)->load;
  return x > y ? -1 : x < y;
}

static guint cheapest_for(struct heuristics *self, const struct mover *mover, guint without, gboolean active_only)
{
  guint best = NOWHERE;
  double least = INFINITY;
  for (guint h = 0; h < self->scenario->hosts->len; h++) {
    double more = rise(self, h, mover->load);
    if (h == without || (active_only && self->host_guests[h] == 0) || more >= least || !admits(self, h, mover))
      continue;
    best = h;
    least = more;
  }
  return best;
}

/* All on their way find a host, the busiest first. FALSE: one did not; those are left in `movers` from its place on. */
static gboolean settle(struct heuristics *self, guint without, gboolean active_only, guint *settled)
{
  qsort(self->movers->data, self->movers->len, sizeof(struct mover), by_load);
  for (*settled = 0; *settled < self->movers->len; (*settled)++) {
    const struct mover *mover = &g_array_index(self->movers, struct mover, *settled);
    guint host = cheapest_for(self, mover, without, active_only);
    if (host == NOWHERE)
      return FALSE;
    put(self, mover->guest, host);
    self->is_target[host] = TRUE;
  }
  return TRUE;
}

static guint emptiest(const struct heuristics *self, const gboolean *is_done)
{
  guint best = NOWHERE;
  for (guint h = 0; h < self->scenario->hosts->len; h++)
    if (self->host_guests[h] > 0 && !is_done[h] && !self->is_over[h] && !self->is_target[h] &&
        (best == NOWHERE || self->host_load[h] / capacity_of(self, h) < self->host_load[best] / capacity_of(self, best)))
      best = h;
  return best;
}

static void empty(struct heuristics *self)
{
  g_autofree gboolean *is_done = g_new0(gboolean, self->scenario->hosts->len);
  g_autofree gboolean *targets = NULL;
  for (guint h = emptiest(self, is_done); h != NOWHERE; h = emptiest(self, is_done)) {
    guint settled;
    is_done[h] = TRUE;
    g_free(targets);
    targets = g_memdup2(self->is_target, self->scenario->hosts->len * sizeof(gboolean));
    g_array_set_size(self->movers, 0);
    for (guint g = 0; g < self->scenario->guests->len; g++)
      if (self->host_of[g] == h)
        lift(self, g);
    if (settle(self, h, TRUE, &settled))
      continue;
    for (guint i = 0; i < self->movers->len; i++) {
      guint g = g_array_index(self->movers, struct mover, i).guest;
      if (i < settled)
        take(self, g);
      put(self, g, h);
    }
    memcpy(self->is_target, targets, self->scenario->hosts->len * sizeof(gboolean));
  }
}

void heuristics_decide(struct world *world, gpointer data)
{
  struct heuristics *self = data;
  guint settled;
  look(self, world);
  if (world_is_moving(world))
    return;
  g_array_set_size(self->movers, 0);
  relieve(self);
  settle(self, NOWHERE, FALSE, &settled);
  for (guint i = settled; i < self->movers->len; i++) {
    guint g = g_array_index(self->movers, struct mover, i).guest;
    put(self, g, world_guest(world, g).host);
  }
  empty(self);
  for (guint g = 0; g < self->scenario->guests->len; g++)
    if (self->host_of[g] != world_guest(world, g).host)
      world_order(world, &(struct world_order){.guest = g, .to = self->host_of[g]});
}
