#pragma once
/*
 * The world of a scenario in virtual time: hosts whose processors are shared fairly among their guests, guests that want what
 * their curves say, moves that take time, load both hosts and hold memory on both, and hosts that fail. It knows nothing of
 * who decides: moves are ordered from outside, and all that happens is counted on a score card. The scenario outlives it.
 * Deterministic; blocks on nothing; one thread.
 *
 * While a guest moves, its destination works for a tenth of what the guest wants (what simulations of consolidation usually
 * reckon with), and its memory is taken on both hosts.
 */
#include "sim/scenario.h"
#include "sim/score.h"

/* An HA guest of a host that failed runs elsewhere after so long. That is the work of a cluster manager, not of provost. */
#define WORLD_RESTART_SEC 120

struct world;

struct world *world_new(const struct scenario *scenario);
void world_free(struct world *world);
const struct scenario *world_scenario(const struct world *world);

/* Lets time go on by one step of the scenario. FALSE: it is over, and nothing was done. */
gboolean world_step(struct world *world);
guint64 world_now_sec(const struct world *world);

/* Orders a move. It begins when all moves of a lower wave are over, fewer than `parallel` of its cluster go on and its
 * destination has the memory; those ordered first come first. */
struct world_order {
  guint guest, to, wave;
  enum move_method method; /* METHOD_AUTO: the first that can end */
};
void world_order(struct world *world, const struct world_order *order);
gboolean world_is_moving(const struct world *world); /* or about to */

const struct score *world_score(const struct world *world); /* up to now */

/* ---- what can be seen from outside ---- */

struct world_guest_view {
  guint host;         /* NOWHERE: never placed */
  gboolean is_running;
  double now, recent, day; /* processors of common speed that it got; NaN: unknown (placement/snapshot.h, struct load) */
  double waits;            /* processors that it wants and did not get */
  guint moved_from;        /* NOWHERE: never moved */
  guint64 moved_sec;       /* when */
};
struct world_guest_view world_guest(const struct world *world, guint guest);

struct world_host_view {
  gboolean is_up;
  double now; /* processors of common speed that it gave; NaN: unknown */
  /* ... and of them for itself: moves, here. Measured apart, since a day's percentile of all would count guests that left. */
  struct load own;
  guint64 memory_used_bytes;
};
struct world_host_view world_host(const struct world *world, guint host);
