#pragma once
/*
 * The core put together: configuration, locks, journal, fleet, pipeline, roles, API and timers, in the
 * order in which they start, and back in the opposite one. One thread: the main loop's.
 */
#include "config/config.h"
#include "daemon/reload.h"
#include "daemon/policies.h"
#include "daemon/supervisor.h"
#include "pipeline/pipeline.h"
#include "serve/serve.h"

struct core {
  const struct clock *clock;
  struct config *config; /* that is in force */
  struct reload_state reload;
  int state_lock; /* held as long as we run */
  struct journal *journal;
  char *instance; /* UUID (daemon/instance.h) */
  struct policies *policies;
  struct fleet *fleet;
  struct event_book *events;
  GVariant *outlets; /* the last OUTLETS; NULL: none yet */
  struct supervisor *supervisor;
  struct pipeline *pipeline;
  struct mib *mib; /* daemon/mib.h */
  struct serve *serve;
  gboolean is_up[ROLES];  /* there and configured */
  guint followed_changes; /* of the agents inside guests, as it knows them */
  gint64 started_us; /* monotonic */
  guint interval_timer, second_timer;
  GSource *loop_meter;
};

/* Everything up and the roles being started, or NULL with the reason. Blocking: it waits for what an
 * earlier provostd left. Takes `config` in any case. */
struct core *core_start(struct config *config, GError **error);

/* Ends the API, the roles and the journal, within two seconds. */
void core_stop(struct core *core);

/* ---- for reload.c ---- */

/* The interval is another one. */
void core_arm_interval(struct core *core);

/* What the pipeline is to know of the configuration: terms, and whom alerts mean. */
void core_set_terms(struct core *core);

/* Gives a role that is there its configuration again. */
void core_tell_role(struct core *core, enum role role);
