#include "sim/world.h"

#include "sim/world_state.h"

#include <math.h>

#define RECENT_SEC 1800
#define DAY_SEC    86400

static guint steps_in(const struct scenario *scenario, guint64 seconds)
{
  return (guint)MAX(2, seconds / scenario->step_sec);
}

/* What the guest wants at that time. A gap in a record: as before. */
static void want(struct world *world, guint guest)
{
  const struct scenario_guest *has = scenario_guest(world->scenario, guest);
  double pct = curve_at(&has->curve, world->now_sec);
  if (!isnan(pct))
    world->guests[guest].wants = pct / 100 * has->vcpus * has->speed;
}

static void turn_guest(struct world *world, guint guest)
{
  const struct scenario_guest *has = scenario_guest(world->scenario, guest);
  struct guest_now *now = &world->guests[guest];
  gboolean shall_run = now->host != NOWHERE && world->now_sec >= has->starts_sec && world->now_sec < has->stops_sec;
  want(world, guest);
  if (shall_run && now->state == GUEST_OFF && world->hosts[now->host].is_up)
    guest_enter(world, guest, now->host);
  else if (!shall_run && now->state == GUEST_RUNS && !now->is_moving)
    guest_leave(world, guest, GUEST_OFF);
}

struct world *world_new(const struct scenario *scenario)
{
  struct world *world = g_new0(struct world, 1);
  world->scenario = scenario;
  world->recent_steps = steps_in(scenario, RECENT_SEC);
  world->hosts = g_new0(struct host_now, scenario->hosts->len);
  world->guests = g_new0(struct guest_now, scenario->guests->len);
  world->travels = g_array_new(FALSE, FALSE, sizeof(struct travel));
  world->score.joules = NAN;
  g_queue_init(&world->ordered);
  for (guint h = 0; h < scenario->hosts->len; h++)
    world->hosts[h] = (struct host_now){.is_up = TRUE,
                                        .guests = g_array_new(FALSE, FALSE, sizeof(guint)),
                                        .gave = NAN,
                                        .own = window_new(steps_in(scenario, DAY_SEC))};
  for (guint g = 0; g < scenario->guests->len; g++)
    world->guests[g] = (struct guest_now){.host = scenario_guest(scenario, g)->host,
                                          .moved_from = NOWHERE,
                                          .load = window_new(steps_in(scenario, DAY_SEC))};
  failures_plan(world);
  return world;
}

void world_free(struct world *world)
{
  if (!world)
    return;
  for (guint h = 0; h < world->scenario->hosts->len; h++) {
    g_array_unref(world->hosts[h].guests);
    window_free(world->hosts[h].own);
  }
  for (guint g = 0; g < world->scenario->guests->len; g++)
    window_free(world->guests[g].load);
  g_queue_clear_full(&world->ordered, g_free);
  g_array_unref(world->travels);
  g_array_unref(world->failures);
  g_free(world->hosts);
  g_free(world->guests);
  g_free(world);
}

const struct scenario *world_scenario(const struct world *world)
{
  return world->scenario;
}

guint64 world_now_sec(const struct world *world)
{
  return world->now_sec;
}

/* A step begins: who wants what. */
static void turn(struct world *world)
{
  for (guint h = 0; h < world->scenario->hosts->len; h++)
    host_settle(world, h);
  for (guint g = 0; g < world->scenario->guests->len; g++)
    turn_guest(world, g);
  for (guint h = 0; h < world->scenario->hosts->len; h++)
    host_share(world, h);
}

static void measure_host(const struct world *world, struct host_now *host)
{
  double own = host->gives;
  for (guint i = 0; i < host->guests->len; i++)
    own -= world->guests[g_array_index(host->guests, guint, i)].gets;
  host->gave = host->is_up ? host->gives : NAN;
  window_add(host->own, host->is_up ? MAX(own, 0) : NAN);
}

/* What was measured in it. */
static void measure(struct world *world)
{
  for (guint h = 0; h < world->scenario->hosts->len; h++) {
    host_settle(world, h);
    measure_host(world, &world->hosts[h]);
  }
  for (guint g = 0; g < world->scenario->guests->len; g++)
    window_add(world->guests[g].load, world->guests[g].state == GUEST_RUNS ? world->guests[g].gets : NAN);
}

static void count_guests(struct world *world, double sec)
{
  for (guint g = 0; g < world->scenario->guests->len; g++) {
    const struct guest_now *guest = &world->guests[g];
    world->score.wanted += guest->state == GUEST_OFF ? 0 : guest->wants * sec;
    if (guest->state != GUEST_DOWN)
      continue;
    world->score.outage_sec += sec;
    world->score.missed += guest->wants * sec;
  }
}

gboolean world_step(struct world *world)
{
  guint64 end_sec = world->now_sec + world->scenario->step_sec;
  if (end_sec > world->scenario->length_sec)
    return FALSE;
  turn(world);
  while (world->now_sec < end_sec) {
    failures_happen(world);
    moves_begin(world);
    guint64 next = MIN(MIN(moves_next_sec(world), failures_next_sec(world)), end_sec);
    next = MAX(next, world->now_sec + 1);
    count_guests(world, (double)(next - world->now_sec));
    world->now_sec = next;
    moves_end(world);
  }
  measure(world);
  return TRUE;
}

const struct score *world_score(const struct world *world)
{
  return &world->score;
}

struct world_guest_view world_guest(const struct world *world, guint index)
{
  const struct guest_now *guest = &world->guests[index];
  gboolean is_known = window_known(guest->load) >= 2; /* never of one sample */
  return (struct world_guest_view){
      .host = guest->host,
      .is_running = guest->state == GUEST_RUNS,
      .now = window_newest(guest->load),
      .recent = is_known ? window_mean(guest->load, world->recent_steps) : NAN,
      .day = is_known ? window_p95(guest->load) : NAN,
      .waits = guest->state == GUEST_RUNS ? MAX(0, host_usable(world, index) - guest->gets) : 0,
      .moved_from = guest->moved_from,
      .moved_sec = guest->moved_sec,
  };
}

struct world_host_view world_host(const struct world *world, guint index)
{
  const struct host_now *host = &world->hosts[index];
  gboolean is_known = window_known(host->own) >= 2;
  return (struct world_host_view){
      .is_up = host->is_up,
      .now = host->gave,
      .own = {.now = window_newest(host->own),
              .recent = is_known ? window_mean(host->own, world->recent_steps) : NAN,
              .day = is_known ? window_p95(host->own) : NAN},
      .memory_used_bytes = host->memory_bytes,
  };
}
