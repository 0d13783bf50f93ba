#include "sim/world_state.h"

#include "placement/forecast.h"

#include <math.h>

guint64 host_room_bytes(const struct world *world, guint host)
{
  guint64 all = scenario_host(world->scenario, host)->memory_bytes, used = world->hosts[host].memory_bytes;
  return all > used ? all - used : 0;
}

static guint cluster_of(const struct world *world, guint guest)
{
  return scenario_guest(world->scenario, guest)->cluster;
}

static guint moving_in(const struct world *world, guint cluster)
{
  guint n = 0;
  for (guint i = 0; i < world->travels->len; i++)
    n += cluster_of(world, g_array_index(world->travels, struct travel, i).guest) == cluster;
  return n;
}

static guint lowest_wave(const struct world *world)
{
  guint wave = G_MAXUINT;
  for (guint i = 0; i < world->travels->len; i++)
    wave = MIN(wave, g_array_index(world->travels, struct travel, i).wave);
  return wave;
}

/* By the method that was ordered; where none was, by the first that ends: those that stop the guest least stand first. */
static void predict(const struct world *world, const struct world_order *order, struct travel *travel)
{
  static const enum move_method methods[] = {METHOD_LIVE, METHOD_CONVERGE, METHOD_QUICK};
  const struct scenario_guest *has = scenario_guest(world->scenario, order->guest);
  const struct scenario_cluster *cluster = &g_array_index(world->scenario->clusters, struct scenario_cluster, has->cluster);
  const struct forecast_case given = {.memory_bytes = (double)has->memory_bytes,
                                      .dirty_bytes_per_sec = (double)has->dirty_bytes_per_sec,
                                      .link_bytes_per_sec = (double)cluster->link_bits_per_sec / 8};
  struct forecast forecast = {0};
  if (order->method != METHOD_AUTO)
    forecast_move(&given, order->method, &forecast);
  for (guint i = 0; i < G_N_ELEMENTS(methods) && !forecast.is_possible; i++)
    forecast_move(&given, methods[i], &forecast);
  travel->bytes = forecast.is_possible ? forecast.bytes : given.memory_bytes;
  travel->downtime_sec = forecast.is_possible ? forecast.downtime_sec : FORECAST_LIMIT_SEC;
  travel->end_sec = world->now_sec + (guint64)ceil(forecast.is_possible ? forecast.duration_sec : FORECAST_LIMIT_SEC);
}

static void take_destination(struct world *world, const struct travel *travel, gboolean is_begin)
{
  struct host_now *host = &world->hosts[travel->to];
  guint64 bytes = scenario_guest(world->scenario, travel->guest)->memory_bytes;
  double work = WORLD_MOVE_LOAD * world->guests[travel->guest].wants;
  host_settle(world, travel->to);
  host->memory_bytes = is_begin ? host->memory_bytes + bytes : host->memory_bytes - bytes;
  host->extra = is_begin ? host->extra + work : 0;
  for (guint i = 0; !is_begin && i < world->travels->len; i++) {
    const struct travel *other = &g_array_index(world->travels, struct travel, i);
    if (other->to == travel->to && other->guest != travel->guest)
      host->extra += WORLD_MOVE_LOAD * world->guests[other->guest].wants;
  }
  host_share(world, travel->to);
}

static void begin(struct world *world, const struct world_order *order)
{
  struct travel travel = {order->guest, world->guests[order->guest].host, order->to, order->wave, 0, 0, 0};
  predict(world, order, &travel);
  take_destination(world, &travel, TRUE);
  g_array_append_val(world->travels, travel);
}

static gboolean is_possible(const struct world *world, const struct world_order *order)
{
  const struct guest_now *guest = &world->guests[order->guest];
  return guest->state == GUEST_RUNS && guest->host != order->to && world->hosts[order->to].is_up;
}

static gboolean has_room(const struct world *world, const struct world_order *order)
{
  return scenario_guest(world->scenario, order->guest)->memory_bytes <= host_room_bytes(world, order->to);
}

static void drop(struct world *world, struct world_order *order)
{
  world->guests[order->guest].is_moving = FALSE;
  world->score.refused++;
  g_free(order);
}

void moves_begin(struct world *world)
{
  struct world_order *order;
  while ((order = g_queue_peek_head(&world->ordered))) {
    guint cluster = cluster_of(world, order->guest);
    guint parallel = g_array_index(world->scenario->clusters, struct scenario_cluster, cluster).parallel;
    gboolean is_alone = world->travels->len == 0;
    if (is_possible(world, order) && !has_room(world, order) && !is_alone)
      return;
    if (is_possible(world, order) && has_room(world, order)) {
      if (moving_in(world, cluster) >= MAX(parallel, 1) || lowest_wave(world) < order->wave)
        return;
      begin(world, order);
      g_free(g_queue_pop_head(&world->ordered));
    } else {
      drop(world, g_queue_pop_head(&world->ordered));
    }
  }
}

guint64 moves_next_sec(const struct world *world)
{
  guint64 next = G_MAXUINT64;
  for (guint i = 0; i < world->travels->len; i++)
    next = MIN(next, g_array_index(world->travels, struct travel, i).end_sec);
  return next;
}

/* The guest is there. */
static void arrive(struct world *world, const struct travel *travel)
{
  struct guest_now *guest = &world->guests[travel->guest];
  struct score *score = &world->score;
  if (guest->moved_from == travel->to && world->now_sec - guest->moved_sec <= SCORE_REVERSAL_SEC)
    score->reversals++;
  score->moves++;
  score->downtime_sec += travel->downtime_sec;
  score->moved_bytes += travel->bytes;
  score->missed += travel->downtime_sec * guest->wants;
  guest->moved_from = travel->from;
  guest->moved_sec = world->now_sec;
  guest_leave(world, travel->guest, GUEST_RUNS);
  guest_enter(world, travel->guest, travel->to);
}

static void finish(struct world *world, guint index, gboolean has_arrived)
{
  struct travel travel = g_array_index(world->travels, struct travel, index);
  take_destination(world, &travel, FALSE);
  g_array_remove_index(world->travels, index);
  world->guests[travel.guest].is_moving = FALSE;
  if (has_arrived)
    arrive(world, &travel);
  else
    world->score.refused++;
}

void moves_end(struct world *world)
{
  for (guint i = world->travels->len; i-- > 0;)
    if (g_array_index(world->travels, struct travel, i).end_sec <= world->now_sec)
      finish(world, i, TRUE);
}

void moves_lose_host(struct world *world, guint host)
{
  for (guint i = world->travels->len; i-- > 0;) {
    const struct travel *travel = &g_array_index(world->travels, struct travel, i);
    if (travel->from == host || travel->to == host)
      finish(world, i, FALSE);
  }
}

void world_order(struct world *world, const struct world_order *order)
{
  world->guests[order->guest].is_moving = TRUE;
  g_queue_push_tail(&world->ordered, g_memdup2(order, sizeof *order));
}

gboolean world_is_moving(const struct world *world)
{
  return world->travels->len > 0 || !g_queue_is_empty((GQueue *)&world->ordered);
}
