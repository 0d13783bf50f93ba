#pragma once
/*
 * Plans are computed in a worker thread over an immutable snapshot, so that the core's loop goes on. The
 * answer comes back on the core's thread.
 */
#include "model/fleet.h"
#include "placement/placement.h"

/* What is asked: a move of `guest_uuid` (to `to`, or the best host), or, where guest_uuid is NULL, relief
 * of `host`. Strings are copied. */
struct planning_request {
  const char *guest_uuid, *to;
  const char *host;
  enum resource resource;
  enum move_method method; /* written into the plan's moves */
};

/* `plan` is given to the callee; NULL with an error. Called exactly once, never from within. */
typedef void (*planning_done)(struct plan *plan, const GError *error, gpointer user);

void planning_start(const struct fleet *fleet, const struct planning_request *request, planning_done done,
                    gpointer user);
