#include "sim/world_state.h"

#include <math.h>

static double watts(const struct scenario_host *host, double load)
{
  double point = CLAMP(load, 0, 1) * (POWER_POINTS - 1);
  guint below = MIN((guint)point, POWER_POINTS - 2);
  return host->power_w[below] + (host->power_w[below + 1] - host->power_w[below]) * (point - below);
}

static void count_energy(struct world *world, const struct scenario_host *host, const struct host_now *now, double sec)
{
  gboolean is_off = !now->is_up || (world->scenario->empty_off && now->guests->len == 0 && now->extra <= 0);
  if (isnan(host->power_w[0]))
    return;
  if (isnan(world->score.joules))
    world->score.joules = 0;
  if (!is_off)
    world->score.joules += watts(host, now->gives / (host->cores * host->speed)) * sec;
}

void host_settle(struct world *world, guint index)
{
  struct host_now *host = &world->hosts[index];
  const struct scenario_host *has = scenario_host(world->scenario, index);
  struct score *score = &world->score;
  double sec = (double)(world->now_sec - host->settled_sec), capacity = has->cores * has->speed;
  double asked = host->wants + host->extra;
  host->settled_sec = world->now_sec;
  score->host_sec += sec;
  count_energy(world, has, host, sec);
  if (!host->is_up)
    return;
  for (guint limit = 0; limit < SCORE_LIMITS; limit++)
    if (asked > capacity * score_limit_pct((enum score_limit)limit) / 100 * (1 + 1e-9))
      score->over_sec[limit] += sec;
  score->missed += host->misses * sec;
  if (host->guests->len > 0) {
    score->active_sec += sec;
    score->full_sec += host->gives >= capacity * (1 - 1e-9) ? sec : 0;
  } else {
    score->empty_sec += sec;
  }
  score->overcommitted_sec += host->memory_bytes > has->memory_bytes ? sec : 0;
}

double host_usable(const struct world *world, guint guest)
{
  const struct scenario_guest *has = scenario_guest(world->scenario, guest);
  const struct scenario_host *host = scenario_host(world->scenario, world->guests[guest].host);
  return MIN(world->guests[guest].wants, has->vcpus * MIN(has->speed, host->speed));
}

/* Max-min fairness: who wants less than an even share gets it, the others divide what is left. */
static void divide(struct world *world, const struct host_now *host, double capacity)
{
  guint n = host->guests->len, open = n;
  for (guint i = 0; i < n; i++)
    world->guests[g_array_index(host->guests, guint, i)].gets = -1;
  gboolean is_changed = TRUE;
  while (is_changed && open > 0) {
    double share = capacity / open;
    is_changed = FALSE;
    for (guint i = 0; i < n; i++) {
      guint g = g_array_index(host->guests, guint, i);
      double wants = host_usable(world, g);
      if (world->guests[g].gets < 0 && wants <= share) {
        world->guests[g].gets = wants;
        capacity -= wants;
        open--;
        is_changed = TRUE;
      }
    }
  }
  for (guint i = 0; i < n && open > 0; i++) {
    struct guest_now *guest = &world->guests[g_array_index(host->guests, guint, i)];
    if (guest->gets < 0)
      guest->gets = capacity / open;
  }
}

void host_share(struct world *world, guint index)
{
  struct host_now *host = &world->hosts[index];
  const struct scenario_host *has = scenario_host(world->scenario, index);
  double capacity = has->cores * has->speed, wanted = 0;
  host->wants = host->misses = 0;
  for (guint i = 0; i < host->guests->len; i++) {
    guint g = g_array_index(host->guests, guint, i);
    host->wants += host_usable(world, g);
    wanted += world->guests[g].wants;
  }
  double extra = MIN(host->extra, capacity);
  divide(world, host, host->wants + extra <= capacity ? G_MAXDOUBLE : capacity - extra);
  host->gives = MIN(host->wants + extra, capacity);
  host->misses = MAX(0, wanted - (host->gives - extra));
}

void guest_enter(struct world *world, guint guest, guint host)
{
  struct guest_now *now = &world->guests[guest];
  host_settle(world, host);
  now->host = host;
  now->state = GUEST_RUNS;
  now->slot = world->hosts[host].guests->len;
  g_array_append_val(world->hosts[host].guests, guest);
  world->hosts[host].memory_bytes += scenario_guest(world->scenario, guest)->memory_bytes;
  host_share(world, host);
}

void guest_leave(struct world *world, guint guest, enum guest_state state)
{
  struct guest_now *now = &world->guests[guest];
  struct host_now *host = &world->hosts[now->host];
  host_settle(world, now->host);
  now->state = state;
  now->gets = 0;
  g_array_remove_index_fast(host->guests, now->slot);
  if (now->slot < host->guests->len)
    world->guests[g_array_index(host->guests, guint, now->slot)].slot = now->slot;
  host->memory_bytes -= scenario_guest(world->scenario, guest)->memory_bytes;
  host_share(world, now->host);
}
