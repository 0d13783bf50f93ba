#pragma once
/*
 * A rehearsal (provost doctor --tip): a test tip of a policy about a subject is raised and played through every station that a
 * real one passes, from the policy to the action, dry or for real. Each station says that it lets the tip through, that a
 * person must, or what stops it. Played dry the tip is dismissed at the end. Core's thread, never blocks: the plan is made in a
 * worker.
 */
#include "pipeline/pipeline.h"

#include <jansson.h>

struct rehearsal_order {
  const char *policy;
  const char *asked;   /* the subject as somebody wrote it */
  const char *subject; /* written form; NULL: there is none of that name */
  const char *by;
  gboolean apply; /* where nothing stops it, the tip is accepted by `by` */
};

/* {"policy", "subject", "tip": id or null, "applied", "passed", "stopped_at": station or null, "stations": [{"station", "state":
 * "ok" | "waits" | "stop" | "skipped", "text", "setting": what says so, or null}, ...]}, given to the callee; NULL with an error
 * where provostd is stopping. Called exactly once, perhaps from within. */
typedef void (*rehearsal_done)(json_t *report, const GError *error, gpointer user);

void rehearse(struct pipeline *pipeline, const struct rehearsal_order *order, rehearsal_done done, gpointer user);
