#pragma once
/*
 * The supervisor keeps the roles alive: starts each, opens its channel, restarts it with back-off when it
 * dies, and ends all on stop. Owns the processes and the channels. Core's thread; only _stop blocks.
 */
#include "base/clock.h"
#include "wire/channel.h"

/* A role that lived shorter than this counts as failing at once: its restart waits twice as long. */
#define ROLE_SETTLED_SEC 10
#define ROLE_BACKOFF_FIRST_MS 100
#define ROLE_BACKOFF_MAX_MS 10000
#define ROLE_STOP_MS 1000
#define ROLE_KILL_MS 200 /* one that hangs in the kernel may not even be gone then */
#define ROLE_GREETING_SEC 10 /* a role that has not greeted by then is killed */
#define ROLE_QUIET_SEC 10  /* beside three intervals: a role counts aloud once an interval */
#define ROLE_SILENT_SEC 60 /* the same */

struct supervisor_events {
  void (*up)(enum role role, gpointer user); /* it has greeted: it can be configured */
  void (*down)(enum role role, gpointer user);
  /* Its process ended, without an order and after it is down: `how` as in "killed by signal 9". */
  void (*died)(enum role role, const char *how, gpointer user);
  void (*message)(enum role role, enum message_kind kind, GVariant *body, gpointer user);
};

struct role_status {
  GPid pid; /* 0 while it is not running */
  guint restarts;
  gint64 since_us; /* monotonic: of its start or end */
  guint silent_sec; /* since its last message */
  char *last_end;  /* how it ended last, in words; "" */
  GVariant *counters; /* a{st}, the last COUNTERS; NULL: none yet */
  gint64 counted_us;  /* monotonic, when it came */
  double values_per_sec; /* of its counter "values" since the one before; NaN: not known */
};

struct supervisor;

struct supervisor *supervisor_new(const struct clock *clock, const char *runtime_dir,
                                  const struct supervisor_events *events, gpointer user);
void supervisor_start(struct supervisor *supervisor);

/* Once a second: a role that has not greeted within ROLE_GREETING_SEC, or has said nothing for more than
 * `silence_sec`, hangs and is killed. */
void supervisor_tick(struct supervisor *supervisor, guint silence_sec);

/* Ends all roles: asked first, killed after ROLE_STOP_MS. Blocks until they are gone, at most ROLE_KILL_MS
 * longer than that. */
void supervisor_stop(struct supervisor *supervisor);
void supervisor_free(struct supervisor *supervisor);

void supervisor_kill(struct supervisor *supervisor, enum role role, const char *why);

/* Has the role end by itself and starts it at once, which is not counted as a restart. One that does not run is
 * started soon anyway. */
void supervisor_renew(struct supervisor *supervisor, enum role role);

/* ROLES channels, by role; that of ROLE_CORE is NULL. Owned by the supervisor. */
struct channel **supervisor_channels(struct supervisor *supervisor);
const struct role_status *supervisor_status(const struct supervisor *supervisor, enum role role);
