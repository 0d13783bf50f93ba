#pragma once
/*
 * Reading the configuration anew while all runs: parsed and checked in a thread, compared with the one in force, then
 * taken up where only the changed keys' rows say (config/schema.h). A file with an error, or a change that an action
 * under way forbids, leaves all as it was; the reason is told, logged, and trouble in `provost status` until a reload
 * succeeds. What only a restart of provostd can change keeps its value, and the rest is taken up. One at a time. Core's
 * thread; never blocks.
 */
#include "json/json.h"

struct core;

/* What status says of the configuration; kept by the core. */
struct reload_state {
  struct reload *now;   /* under way; NULL: none */
  gboolean again;       /* asked for meanwhile by a signal */
  gint64 loaded_us;     /* wall clock, of the configuration in force */
  char *trouble;        /* why the last reload failed, a sentence; NULL: it did not */
  GPtrArray *waiting;   /* char *, the keys whose changes wait for a restart of provostd */
};

struct reload_order {
  const char *by;
  gboolean dry_run; /* only says what would be done */
};

/* Exactly once, at once or later. `report` is borrowed, or NULL with REFUSED: each error of the file is a line of the
 * sentence. */
typedef void (*reload_done)(json_t *report, const GError *error, gpointer user);
/* {file, dry_run, changes[{key, change, before, after, secret, reload, text}], changes_left_out, told[], restarted[],
 *  waits_for_restart[]}, and where something was done {packs[{name, version, folder, refused}], packs_error}: no packs
 *  where provost-policy, started anew, takes them later */

void core_reload(struct core *core, const struct reload_order *order, reload_done done, gpointer user);

/* After SIGHUP: what comes of it is logged. One that is under way is followed by another. */
void core_reload_on_signal(struct core *core);

void reload_state_init(struct reload_state *state, gint64 now_us);
/* FALSE: a thread still reads the configuration in force, so that must not be freed. */
gboolean reload_state_done(struct reload_state *state);
