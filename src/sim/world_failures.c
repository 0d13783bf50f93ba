#include "sim/world_state.h"

static gint by_time(gconstpointer a, gconstpointer b)
{
  const struct host_event *x = a, *y = b;
  return x->at_sec < y->at_sec ? -1 : x->at_sec > y->at_sec;
}

void failures_plan(struct world *world)
{
  world->failures = g_array_new(FALSE, FALSE, sizeof(struct host_event));
  for (guint i = 0; i < world->scenario->failures->len; i++) {
    const struct scenario_failure *failure = &g_array_index(world->scenario->failures, struct scenario_failure, i);
    const struct host_event down = {failure->at_sec, failure->host, FALSE}, back = {failure->back_sec, failure->host, TRUE};
    g_array_append_val(world->failures, down);
    if (failure->back_sec != G_MAXUINT64)
      g_array_append_val(world->failures, back);
  }
  g_array_sort(world->failures, by_time);
}

guint64 failures_next_sec(const struct world *world)
{
  guint64 next = G_MAXUINT64;
  if (world->next_failure == 0)
    return world->failures->len ? g_array_index(world->failures, struct host_event, 0).at_sec : next;
  if (world->next_failure < world->failures->len)
    next = g_array_index(world->failures, struct host_event, world->next_failure).at_sec;
  for (guint g = 0; g < world->scenario->guests->len; g++)
    if (world->guests[g].state == GUEST_DOWN)
      next = MIN(next, world->guests[g].restart_sec);
  return next;
}

static void fail(struct world *world, guint host)
{
  struct host_now *now = &world->hosts[host];
  moves_lose_host(world, host);
  while (now->guests->len > 0) {
    guint g = g_array_index(now->guests, guint, now->guests->len - 1);
    guest_leave(world, g, GUEST_DOWN);
    world->guests[g].restart_sec =
        scenario_guest(world->scenario, g)->is_ha ? world->now_sec + WORLD_RESTART_SEC : G_MAXUINT64;
  }
  host_settle(world, host);
  now->is_up = FALSE;
}

/* Its guests that are still down start there again. */
static void come_back(struct world *world, guint host)
{
  host_settle(world, host);
  world->hosts[host].is_up = TRUE;
  for (guint g = 0; g < world->scenario->guests->len; g++)
    if (world->guests[g].state == GUEST_DOWN && world->guests[g].host == host)
      guest_enter(world, g, host);
}

/* Of the hosts that it can run on the one with most memory left; NOWHERE where none has enough. */
static guint refuge_of(const struct world *world, guint guest)
{
  const struct scenario_guest *has = scenario_guest(world->scenario, guest);
  guint best = NOWHERE;
  for (guint h = 0; h < world->scenario->hosts->len; h++)
    if (world->hosts[h].is_up && scenario_can_run(has, scenario_host(world->scenario, h)) &&
        host_room_bytes(world, h) >= has->memory_bytes &&
        (best == NOWHERE || host_room_bytes(world, h) > host_room_bytes(world, best)))
      best = h;
  return best;
}

static void restart(struct world *world, guint guest)
{
  guint host = refuge_of(world, guest);
  if (host == NOWHERE)
    world->guests[guest].restart_sec += WORLD_RESTART_SEC;
  else
    guest_enter(world, guest, host);
}

void failures_happen(struct world *world)
{
  for (; world->next_failure < world->failures->len; world->next_failure++) {
    const struct host_event *event = &g_array_index(world->failures, struct host_event, world->next_failure);
    if (event->at_sec > world->now_sec)
      break;
    if (event->is_up != world->hosts[event->host].is_up)
      (event->is_up ? come_back : fail)(world, event->host);
  }
  for (guint g = 0; world->next_failure > 0 && g < world->scenario->guests->len; g++)
    if (world->guests[g].state == GUEST_DOWN && world->guests[g].restart_sec <= world->now_sec)
      restart(world, g);
}
