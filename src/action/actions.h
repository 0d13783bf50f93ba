#pragma once
/*
 * Carrying out moves: from an ordered move over durable intents and deeds to the proof that exactly one
 * copy of the guest runs, and recovery of whatever was under way when the core, a role, a libvirtd or QEMU
 * died. Knows provost-virt only by its messages. Owns its actions; returned pointers live until the next
 * call. Core's thread, never blocks.
 *
 * A method is a const table of steps (step.h); each step is one deed with its own intent: intent
 * committed, deed sent, outcome awaited, intent closed. When an outcome is unknown, or the core has
 * restarted, nothing is sent again: both hosts are inspected until they answer, and the decision table
 * (recovery.h) says what is safe. Unknown is never absent.
 */
#include "journal/journal.h"
#include "model/fleet.h"
#include "wire/messages.h"

struct actions;

struct action_events {
  /* Sends to provost-virt; sinks the body. FALSE while the role is down: the message is gone. */
  gboolean (*send)(enum message_kind kind, GVariant *body, gpointer user);
  /* After each change of state, phase or progress. */
  void (*changed)(const struct action *action, gpointer user);
  /* A move or resize was ordered: from now on it counts where others are planned. Told from within actions_start and
   * actions_resize; NULL: to nobody. */
  void (*begun)(const struct action *action, gpointer user);
  /* A move is about to begin its first deed: is it still allowed there? Answered with actions_take_room, not from within;
   * NULL: nobody is asked. */
  void (*ask_room)(const struct action *action, gpointer user);
};

struct actions_options {
  struct journal *journal;
  const struct clock *clock;
  const struct fleet *fleet;
  const struct action_events *events;
  gpointer user;
};

/* Loads unfinished and ambiguous actions with their intents from the journal, and the newest finished ones.
 * Unfinished ones are recovered once provost-virt is there (actions_role_is_up); one of which nothing was
 * begun yet fails, to be ordered again. */
struct actions *actions_new(const struct actions_options *options, GError **error);
void actions_free(struct actions *actions);

/* Orders a move. Refused (REFUSED, NOT_FOUND, STORAGE; nothing changed) with a sentence naming the rule:
 * unknown host or guest, guest not running, destination equal to source, of another cluster, not up, guest already
 * being acted upon, method not configured for the cluster, journal failed; with BUSY where a budget is used up (budgets.h):
 * the same is possible later. The method is not changed any more, whatever hinders it: a guest that was to move live is never
 * shut down for it. All is checked once more before the first deed. Returns the action's id, 0 on error; nothing but `begun`
 * is told from within.
 *
 * `quick` is streamed from host to host; where that fails for certain and the cluster has a save
 * directory, the guest is saved there and restored, on the destination or else back on the source. */
guint64 actions_start(struct actions *actions, const struct move *move, guint64 tip_id, const char *by,
                      GError **error);

/* Whether `by` may order the move now: the same refusals, and nothing is ordered. */
gboolean actions_check_move(const struct actions *actions, const struct move *move, const char *by, GError **error);

/* The same of a move that is a part of an unfinished order (below), whose orderer and tip it has. */
guint64 actions_start_part(struct actions *actions, const struct move *move, guint64 parent_id, GError **error);

/* Stops the action wherever libvirt allows it: before the first deed at once; a migration or save that goes on by its
 * abort (it may still win); what is saved or shut down is brought back on the source. REFUSED in post-copy, while the guest
 * comes up on either host, and once it is settled, saying what happens by itself. Cancelling an ambiguous action says that
 * a person has looked: it releases the guest. One that has waited for a silent host for half a minute is made ambiguous,
 * so that it can be released. */
gboolean actions_cancel(struct actions *actions, guint64 id, const char *by, GError **error);

/* DEED_PROGRESS, DEED_ENDED, INSPECTED, EXAMINED, AGENT_PINGED from provost-virt. */
void actions_take_message(struct actions *actions, enum message_kind kind, GVariant *body);

/* Whether the guest is in a state to be moved at all, wherever to; REFUSED with the rule. */
gboolean actions_check_guest(const struct actions *actions, const struct guest *guest, GError **error);

/* The answer to ask_room; `error` NULL: it is. What nobody waits for any more is ignored. */
void actions_take_room(struct actions *actions, guint64 id, const GError *error);

/* provost-virt came up (and was configured), or died: deeds under way have an unknown outcome then. */
void actions_role_is_up(struct actions *actions);
void actions_role_is_down(struct actions *actions);

/* Once a second: inspections asked again, time limits. */
void actions_tick(struct actions *actions);

/* Its guest does not live after all: `why` is stored in `check`, with an audit row, and people are warned. Of a move or resize
 * that is DONE. */
void actions_doubt(struct actions *actions, guint64 id, const char *why);

const struct action *actions_action(const struct actions *actions, guint64 id); /* or NULL */
GPtrArray *actions_list(const struct actions *actions); /* const struct action *, newest first; new array */

/* Whether an action on the guest is under way, or ended ambiguous and was not released yet (also over
 * restarts). */
gboolean actions_guest_is_busy(const struct actions *actions, const char *guest_uuid);

/* ---- orders: what somebody else carries out; orders.c ---- */

/* An action without a guest, or one whose parts are actions. It is stored, listed and told like any other; whoever owns its
 * kind carries it out, and after a restart finds those that are unfinished in actions_list() and goes on. */
struct action_order {
  enum action_kind kind;
  const char *target; /* as in struct action */
  enum plan_kind plan;
  guint64 tip_id; /* 0: ordered by hand */
  const char *by, *phase;
};

/* Somebody wants it to end: the owner ends it, now or later; FALSE with REFUSED where it cannot. */
typedef gboolean (*order_cancel)(guint64 id, const char *by, gpointer user, GError **error);
void actions_own(struct actions *actions, enum action_kind kind, order_cancel cancel, gpointer user);

/* Its id, stored with who ordered it; 0 (STORAGE) where the journal has failed. Nothing is told from within. */
guint64 actions_order(struct actions *actions, const struct action_order *order, GError **error);

/* How an unfinished order does, where that is new, and its end; both are told. `error` is "" for DONE. */
struct order_progress {
  const char *phase;
  const char *why; /* it is to end, and why; NULL: it goes on */
  guint parts, parts_done, parts_failed, pct;
};
void actions_tell_order(struct actions *actions, guint64 id, const struct order_progress *progress);
void actions_end_order(struct actions *actions, guint64 id, enum action_state state, const char *error);
