#pragma once
/*
 * The core's side of provost-policy: gives it the fleet, the samples and the history it needs, tells it
 * when to evaluate, and has it killed when it does not come back in time. A policy that was running then
 * for the third time is suspended (held.h). Core's thread, never blocks.
 */
#include "pipeline/held.h"
#include "pipeline/history.h"

#define EVALUATION_DEADLINE_MS 2000 /* of each policy */
#define LOADING_DEADLINE_MS 10000

struct evaluation;

struct evaluation_options {
  const struct clock *clock;
  const struct fleet *fleet;
  struct history *history;
  struct channel *policy;
  struct held *held; /* policies that do not run */
  void (*kill_role)(enum role role, const char *why, gpointer user);
  gpointer user;
};

struct evaluation *evaluation_new(const struct evaluation_options *options);
void evaluation_free(struct evaluation *evaluation); /* after its history */

/* The role is there and configured: it gets the fleet, and its windows are filled from history. */
void evaluation_role_is_up(struct evaluation *evaluation);
/* It was configured anew: other packs or settings. */
void evaluation_role_is_reconfigured(struct evaluation *evaluation);
void evaluation_role_is_down(struct evaluation *evaluation);

/* The fleet has become that of another configuration: what comes again is filled from history again. */
void evaluation_fleet_is_configured(struct evaluation *evaluation);

/* BASELINES_NEEDED, POLICIES, RUNNING, EVALUATED. */
void evaluation_take_message(struct evaluation *evaluation, enum message_kind kind, GVariant *body);

/* Evaluates what is due at the grid point `stamp_sec`. Skipped while the last one is not over. */
void evaluation_take_interval(struct evaluation *evaluation, gint64 stamp_sec);

/* Others say something else of that, or nothing any more: the policies that read it judge at once, on the samples of the last point
 * of the grid. */
void evaluation_take_alert(struct evaluation *evaluation, const char *subject, const char *name);

/* Once a second: looks at the deadline. */
void evaluation_tick(struct evaluation *evaluation);

gint64 evaluation_took_ms(const struct evaluation *evaluation); /* the last one that ended; -1: none yet */
gint64 evaluation_age_ms(const struct evaluation *evaluation);  /* since then; -1 */
guint evaluation_rounds(const struct evaluation *evaluation); /* of points of the grid, that came to an end; it wraps */
/* What is under way, or was when the role went down, until it is up again: the policy (NULL: none; borrowed), the grid
 * point that is evaluated (0: none), and whether the role was killed, since no answer came in time. */
const char *evaluation_running(const struct evaluation *evaluation);
gint64 evaluation_asked_sec(const struct evaluation *evaluation);
gboolean evaluation_is_late(const struct evaluation *evaluation);
GVariant *evaluation_settings(const struct evaluation *evaluation); /* last SETTINGS, or NULL; borrowed */
GVariant *evaluation_policies(const struct evaluation *evaluation); /* last POLICIES, or NULL; borrowed */
