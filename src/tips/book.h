#pragma once
/*
 * Inside the tip book, shared by its files only: how it is kept. Core's thread.
 */
#include "tips/tipbook.h"

struct entry {
  struct tip *tip;
  gboolean is_seen;  /* a finding confirmed it since the core started */
  gboolean is_clear; /* its condition went away while it was acted upon, or may come back */
  GPtrArray *awaits;    /* pairs of the tips that would be its cause, in their order; NULL: not looked at yet, or finished */
  GHashTable *symptoms; /* set of unfinished struct entry whose cause it is; NULL: none yet */
};

struct tipbook {
  struct tip_keeping keeping;
  const struct clock *clock;
  const struct tipbook_events *events;
  gpointer user;
  struct tipbook_terms terms;
  gint64 forgot_us; /* wall clock: when the journal was last asked to forget */
  GPtrArray *entries;  /* struct entry, by rising id; owns them */
  GHashTable *by_id;   /* guint64 -> struct entry */
  GHashTable *newest;  /* (policy, subject) -> struct entry: unfinished, or what the last one came to */
  GHashTable *alerted; /* service -> set of struct entry, finished or not, of which an alert of it goes on */
  GHashTable *awaited; /* (policy, subject) -> set of struct entry that await it */
};

/* Takes the tip. */
struct entry *book_add(struct tipbook *book, struct tip *tip);

/* The key of (policy, subject). Caller frees. */
char *book_pair(const char *policy, const char *subject);

/* The newest tip of (policy, subject), finished or not; NULL where there never was one. */
struct entry *book_newest(const struct tipbook *book, const char *policy, const char *subject);

/* Makes a move that must be possible, with all its consequences: fields, journal, listener. */
void book_move(struct tipbook *book, struct entry *entry, enum tip_event event, struct tip_change *change);

/* The same by the tip's policy. */
void book_move_by_policy(struct tipbook *book, struct entry *entry, enum tip_event event, const char *why);

/* Tells the listener. */
void book_tell(struct tipbook *book, const struct entry *entry, enum tip_event event);

/* Whether a dismissed tip holds back new ones of its kind now. */
gboolean book_holds_back(const struct tipbook *book, const struct entry *entry);

/* What `event`, which is possible, is for who orders it: ACCEPT is APPROVE as long as more people must accept the tip. FALSE with
 * REFUSED: he has done so. */
gboolean book_approve(struct tipbook *book, struct entry *entry, struct tip_change *change, enum tip_event *event, GError **error);

/* supersede.c. Whether there is to be no tip of what was found, since another one says it better: `entry`, that there is or was of
 * it (NULL: none), is superseded where it is open; what is under way goes on. */
gboolean book_supersedes(struct tipbook *book, struct entry *entry, const struct finding *finding);
/* Whether there may be such another one, also in a moment. */
gboolean book_may_be_superseded(const struct tipbook *book, const struct entry *entry);
/* Supersedes an open tip where there is one by now: its policy may look again much later only. FALSE: it stays. */
gboolean book_is_superseded(struct tipbook *book, struct entry *entry);

/* flaps.c. The condition of a cleared tip is there again: FALSE where that is a new tip. */
gboolean book_takes_back(struct tipbook *book, struct entry *entry);
/* It is there again before the tip was cleared. */
void book_is_back(struct entry *entry);
/* It is away, and has come back so often that the tip waits before it is cleared; FALSE: it does not. */
gboolean book_damps(struct tipbook *book, struct entry *entry);

/* alerts.c. What the finding rests on is what the tip was made of; what of that has ended before stays. FALSE: nothing is new. */
gboolean book_take_alerts(struct tipbook *book, struct entry *entry, const struct finding *finding);
/* It is told of what becomes of its alerts, of which some may have ended; or no more, before they are others. */
void book_watch_alerts(struct tipbook *book, struct entry *entry);
void book_unwatch_alerts(struct tipbook *book, struct entry *entry);

/* A test that nobody plays any more ends by itself. */
void book_end_test(struct tipbook *book, struct entry *entry);

/* A finding came upon the tip, or it is finished: under which tip it stands, and which stand under it (grouping.c). Tells the
 * listener of each tip that has another cause. */
void book_group(struct tipbook *book, struct entry *entry);
void book_group_loaded(struct tipbook *book); /* once, when all are there and nobody listens yet */
void book_ungroup(struct entry *entry);       /* frees what it holds for that */

/* Accepts one tip where automation may; the other one looks at this only, since in a storm of findings each looking at all is
 * seconds. */
void book_automate(struct tipbook *book);
void book_automate_one(struct tipbook *book, struct entry *entry);
