#pragma once
/*
 * The journal: tips, actions, intents and the audit trail in one SQLite file (WAL, synchronous=FULL). One
 * thread owns the one connection; requests go in from the core's thread in order, and callbacks come back
 * on the core's main context after the commit. What is handed in is copied or taken at once; nothing
 * blocks but _open, _load_* and _free. Writes queued together are committed together.
 *
 * When the database or disk fails the journal turns unhealthy and stays so: every later write is refused,
 * its callback told, and whoever wants to act must ask journal_is_healthy() first (promise P4).
 */
#include "base/clock.h"
#include "model/action.h"
#include "model/alert.h"
#include "model/residence_book.h"
#include "model/restriction.h"
#include "model/tip.h"
#include "model/trap_record.h"
#include "model/verdict_book.h"

struct journal;

/* Opens or creates `path` (0600), checks it (application id, schema version not newer than ours, quick_check)
 * and starts the thread. A file that fails the check is renamed aside and a new one made, with a
 * g_critical that names both; a newer schema is an error. Blocking. */
struct journal *journal_open(const char *path, const struct clock *clock, GError **error);

/* Commits what waits, closes, joins the thread. Whoever still waits for a journal_done is told from within
 * that the journal is closed. Blocking, at most about a second. */
void journal_free(struct journal *journal);

/* `why` (may be NULL) becomes a sentence that lives as long as the journal, NULL while it is healthy. */
gboolean journal_is_healthy(const struct journal *journal, const char **why);

/* Ids rise for ever, over restarts too. */
guint64 journal_next_tip_id(struct journal *journal);
guint64 journal_next_action_id(struct journal *journal);
guint64 journal_next_intent_id(struct journal *journal);
guint64 journal_next_trap_id(struct journal *journal);

/* Who did what: one audit row, stored in the same transaction as the change it explains. */
struct audit {
  const char *by;    /* "operator root", "automation", "policy host-cpu", "provostd" */
  const char *event; /* "opened", "accepted", "refused" ... */
  const char *why;   /* "" or a sentence */
};

/* Stores the tip or action as it is now (insert or replace by id) with its audit row; without one where
 * `audit` is NULL. */
void journal_put_tip(struct journal *journal, const struct tip *tip, const struct audit *audit);
void journal_put_action(struct journal *journal, const struct action *action, const struct audit *audit);

/* An audit row about nothing stored: a refusal, a start, a stop. `subject` as "tip 12", "guest g1". */
void journal_put_audit(struct journal *journal, const char *subject, const struct audit *audit);

/* Stores the entry as it is now, open or closed. Entries that were closed longer ago go. */
#define JOURNAL_RESIDENCES_SEC (3 * 366 * 86400)
void journal_put_residence(struct journal *journal, const struct residence *residence);

/* Stores a measured effect. Those that are older go. */
#define JOURNAL_VERDICTS_SEC (2 * 366 * 86400)
void journal_put_verdict(struct journal *journal, const struct judgement *judgement);

/* A host is given no new guests from now on, or is given guests again; with its audit row. */
void journal_put_restriction(struct journal *journal, const struct restriction *restriction, const struct audit *audit);
void journal_drop_restriction(struct journal *journal, const char *host, const struct audit *audit);

/* Stores the alert as it is now, by the words of its source (alert_origin), and forgets one. `done` as for journal_put_intent. */
typedef void (*journal_done)(const GError *error, gpointer user);
void journal_put_alert(struct journal *journal, const struct alert *alert, journal_done done, gpointer user);
void journal_drop_alert(struct journal *journal, const struct alert *alert);

/* Some hundreds of what was over before then, the oldest first, are kept no longer: tips, actions with their intents, audit rows. */
void journal_forget(struct journal *journal, gint64 before_us);

/* The durable intent. `done` is called exactly once, after the commit (error NULL: now the deed may be
 * made) or when it could not be stored, never from within this call. Takes the intent. */
void journal_put_intent(struct journal *journal, struct intent *intent, journal_done done, gpointer user);
void journal_close_intent(struct journal *journal, guint64 intent_id, enum deed_result result,
                          const char *error);

/* Stores the trap; `done` is called as above. Of more than LIMIT_TRAPS the oldest goes. */
void journal_put_trap(struct journal *journal, const struct trap_record *trap, journal_done done, gpointer user);

/* Blocking, at start, each oldest first: unfinished tips, dismissed ones that may hold back new ones, and the newest
 * `finished` others; unfinished and ambiguous actions with all their parts, and the newest `finished` others; the open
 * intents and all intents of unfinished and ambiguous actions; the open residences, and the newest `closed` others; the
 * `newest` measured effects; all restrictions; the `newest` traps. NULL with error. Free with g_ptr_array_unref. */
GPtrArray *journal_load_tips(struct journal *journal, guint finished, GError **error);       /* struct tip */
GPtrArray *journal_load_actions(struct journal *journal, guint finished, GError **error);    /* struct action */
GPtrArray *journal_load_intents(struct journal *journal, GError **error);                    /* struct intent */
GPtrArray *journal_load_residences(struct journal *journal, guint closed, GError **error);    /* struct residence */
GPtrArray *journal_load_verdicts(struct journal *journal, guint newest, GError **error);      /* struct judgement */
GPtrArray *journal_load_restrictions(struct journal *journal, GError **error);               /* struct restriction */
/* All alerts, and the highest id that one ever had. */
GPtrArray *journal_load_alerts(struct journal *journal, guint64 *last_id, GError **error);    /* struct alert */
GPtrArray *journal_load_traps(struct journal *journal, guint newest, GError **error);         /* struct trap_record */
