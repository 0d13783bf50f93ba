#pragma once
/*
 * Alerts that traps made and a metric can confirm: each waits for the first value that was read after the trap, and is
 * confirmed or over by it; one that was confirmed is over as soon as a value disagrees, so that a trap that is lost leaves
 * no alert behind. Others end where nothing more is heard of them for as long as their row says. At most CHECKS_MAX at a time, of which the oldest goes. One thread; never blocks.
 */
#include "config/pack_traps.h"
#include "model/fleet.h"

#define CHECKS_MAX 1024
#define CHECK_WAIT_SEC 600 /* for a value: then it stays as nobody confirmed it */

struct trap_checks;

struct trap_check {
  char *subject, *name, *text; /* of the alert */
  enum alert_state state;
  enum confirm_relation relation;
  double value;
  char *object;
  enum metric_id metric; /* METRIC_NONE: nothing confirms it, and it only ends */
  gint64 since_us; /* monotonic: when the trap came */
  guint lasts_sec; /* from then on; 0: for ever */
  gboolean is_confirmed;
};

/* What a check came to: the alert is confirmed, or (state ok) over. */
typedef void (*trap_check_ended)(const struct trap_check *check, gpointer user);

struct trap_checks *trap_checks_new(const struct clock *clock, struct fleet *fleet, trap_check_ended ended, gpointer user);
void trap_checks_free(struct trap_checks *checks);

/* Begins to check what the row says, of a trap that made the alert; nothing, where the row names no metric that there is and no
 * end. */
void trap_checks_begin(struct trap_checks *checks, const struct pack_trap *row, const struct trap_record *trap,
                       const struct alert_report *alert);

/* The alert is over: nothing is to be checked any more. */
void trap_checks_end(struct trap_checks *checks, const char *subject, const char *name);

void trap_checks_tick(struct trap_checks *checks);
