#pragma once
/*
 * How a world is kept. Private to the world's files.
 */
#include "sim/window.h"
#include "sim/world.h"

#define WORLD_MOVE_LOAD 0.1 /* of what a guest wants: its destination's work while it moves */

enum guest_state { GUEST_OFF, GUEST_RUNS, GUEST_DOWN /* its host has failed */ };

struct guest_now {
  enum guest_state state;
  guint host, slot; /* its place among the guests of the host */
  double wants, gets; /* processors of common speed */
  struct window *load;
  gboolean is_moving; /* on its way, or ordered to be */
  guint moved_from;
  guint64 moved_sec;
  guint64 restart_sec; /* of a guest that is down; G_MAXUINT64: when its host is back */
};

struct host_now {
  gboolean is_up;
  GArray *guests;      /* guint: who runs there */
  double wants, extra; /* of its guests, as far as its cores are fast enough; of those that come */
  double gives;
  double misses;       /* what its guests want beyond what they get */
  guint64 memory_bytes; /* of its guests, and of those that come */
  guint64 settled_sec; /* up to when all is counted */
  double gave; /* in the last step; NaN: was down */
  struct window *own; /* without its guests */
};

/* A move that goes on. */
struct travel {
  guint guest, from, to, wave;
  guint64 end_sec;
  double downtime_sec, bytes;
};

struct world {
  const struct scenario *scenario;
  guint64 now_sec;
  guint recent_steps;
  struct host_now *hosts;
  struct guest_now *guests;
  GQueue ordered;   /* struct world_order, owned */
  GArray *travels;  /* struct travel */
  guint next_failure; /* in `failures` */
  GArray *failures; /* struct host_event, by time */
  struct score score;
};

struct host_event {
  guint64 at_sec;
  guint host;
  gboolean is_up;
};

/* ---- world_hosts.c ---- */

/* Counts what was on the host until now; before anything there changes. */
void host_settle(struct world *world, guint host);
/* What a guest can use of what it wants, on cores that may be slower than its own. */
double host_usable(const struct world *world, guint guest);
/* Shares its processors anew; after something there has changed. */
void host_share(struct world *world, guint host);
void guest_enter(struct world *world, guint guest, guint host); /* and runs there */
void guest_leave(struct world *world, guint guest, enum guest_state state);

/* ---- world_moves.c ---- */

void moves_begin(struct world *world);          /* those whose turn it is */
guint64 moves_next_sec(const struct world *world); /* when the next one ends, or G_MAXUINT64 */
void moves_end(struct world *world);            /* those that end now */
void moves_lose_host(struct world *world, guint host);
guint64 host_room_bytes(const struct world *world, guint host);

/* ---- world_failures.c ---- */

void failures_plan(struct world *world);
guint64 failures_next_sec(const struct world *world); /* next failure, return or restart */
void failures_happen(struct world *world);
