#pragma once
/*
 * The core put together: configuration, locks, journal, fleet, pipeline, roles, API and timers, in the
 * order in which they start, and back in the opposite one. One thread: the main loop's.
 */
#include "config/config.h"
#include "daemon/supervisor.h"
#include "pipeline/pipeline.h"
#include "serve/serve.h"

struct core {
  const struct clock *clock;
  const struct config *config;
  int state_lock; /* held as long as we run */
  struct journal *journal;
  GPtrArray *packs; /* struct pack */
  struct fleet *fleet;
  struct supervisor *supervisor;
  struct pipeline *pipeline;
  struct serve *serve;
  gboolean polls_agents;  /* provost-snmp is there and configured */
  guint followed_changes; /* of the agents inside guests, as it knows them */
  gint64 started_us; /* monotonic */
  guint interval_timer, second_timer;
  GSource *loop_meter;
};

/* Everything up and the roles being started, or NULL with the reason. Blocking: it waits for what an
 * earlier provostd left. `config` must outlive it. */
struct core *core_start(const struct config *config, GError **error);

/* Ends the API, the roles and the journal, within two seconds. */
void core_stop(struct core *core);
