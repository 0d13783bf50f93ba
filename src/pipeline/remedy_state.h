#pragma once
/*
 * Inside the remedies, shared by their files only: remedy.c leads a tip from its acceptance to its end, and each kind of
 * remedy has a file of its own and a row in the table of remedy.c. Core's thread.
 */
#include "pipeline/effect.h"
#include "pipeline/remedy.h"

struct remedies {
  const struct clock *clock;
  const struct fleet *fleet;
  struct journal *journal;
  struct verdict_book *verdicts;
  struct tipbook *tips;
  struct actions *actions;
  struct program_runs *program_runs;
  const struct restricting *restricting;
  struct campaigns *campaigns;
  struct effects *effects;
  guint undo_per_hour;
  GHashTable *attempts; /* tip id -> which of its remedies is tried: remedy_order.c */
  gboolean *alive; /* shared with what is under way, which may outlive the pipeline */
};

/* What a remedy that is under way must find again: its callback gets it, and asks remedy_call_end() whether the pipeline
 * is still there. */
struct remedy_call {
  struct remedies *remedies;
  gboolean *alive;
  guint64 tip_id;
};

struct remedy_call *remedy_call_new(struct remedies *remedies, guint64 tip_id);
/* Frees it; FALSE: the pipeline is gone, touch nothing of it. */
gboolean remedy_call_end(struct remedy_call *call, struct remedies **remedies, guint64 *tip_id);

/* Moves the tip. FALSE, and the log says so, where it went another way meanwhile (cleared, dismissed): that stands. */
gboolean remedy_move_tip(struct remedies *remedies, guint64 tip_id, enum tip_event event, struct tip_change *change);
void remedy_fail_tip(struct remedies *remedies, guint64 tip_id, const char *why);

/* What was begun for the tip is not possible, and nothing was done: its next remedy is tried, and where there is none it fails;
 * the tip says what was refused. A notice is no next remedy: that would call a problem resolved which is still there. */
void remedy_refuse(struct remedies *remedies, guint64 tip_id, const char *why);

/* The action that was begun for the planned tip carries it out from now on; 0 with `error`: it was refused. What
 * automation may not do yet (BUSY) puts the tip off. */
void remedy_act(struct remedies *remedies, guint64 tip_id, guint64 action_id, const GError *error);

/* By automation.dry_run: `what` would be ordered now for the planned tip, and is only told; it waits an hour. FALSE: it is ordered. */
gboolean remedy_only_tells(struct remedies *remedies, guint64 tip_id, const char *what);

/* Gives the order that carries the tip out to who does so, for `what`, a host's subject or a program's name: the action's id,
 * or 0 with error. */
typedef guint64 (*remedy_order)(struct remedies *remedies, const struct tip *tip, const char *what, GError **error);

/* A remedy that needs no plan: the accepted tip is planned, ordered and acting, but not from within the move that
 * accepted it. */
void remedy_order_later(struct remedies *remedies, const struct tip *tip, const struct remedy *remedy, const char *what,
                        remedy_order order);

/* One function for each kind of remedy: begins it for a tip that was just accepted, and leads it to planned and acting, or
 * to failed with the reason; may do so later. */
void remedy_begin_migrate(struct remedies *remedies, const struct tip *tip, const struct remedy *remedy); /* remedy_migrate.c */
void remedy_begin_resize(struct remedies *remedies, const struct tip *tip, const struct remedy *remedy);  /* remedy_resize.c */
void remedy_begin_restrict(struct remedies *remedies, const struct tip *tip, const struct remedy *remedy); /* remedy_host.c */
void remedy_begin_evacuate(struct remedies *remedies, const struct tip *tip, const struct remedy *remedy); /* the same */
void remedy_begin_notify(struct remedies *remedies, const struct tip *tip, const struct remedy *remedy);  /* remedy_notify.c */
void remedy_begin_run(struct remedies *remedies, const struct tip *tip, const struct remedy *remedy);     /* remedy_run.c */

/* One of them, of the row in remedy.c. */
void remedy_begin(struct remedies *remedies, const struct tip *tip, const struct remedy *remedy);

/* remedy_order.c: which remedy of each tip is tried. */
GHashTable *remedy_attempts_new(void);
const char *remedy_told(const struct remedies *remedies, guint64 tip_id); /* "resize_memory was refused: ..."; NULL: nothing was */
void remedy_forget_attempt(struct remedies *remedies, guint64 tip_id);
