#pragma once
/*
 * What others do to guests: moves, starts elsewhere, pauses and resizes that no action of ours explains, as seen from how a
 * guest is and was. Each holds automation off the guest for a time. Knows nothing of before the program began. Pure; one
 * thread; times are given, monotonic where not said otherwise.
 */
#include "model/action.h"
#include "model/guest_book.h"

#define FOREIGN_HOLD_MS    (30 * 60 * 1000) /* how long automation is held off, unless configured */
#define FOREIGN_OURS_SEC   90   /* so long after its end an action of ours explains what is seen */
#define FOREIGN_STEADY_SEC 60   /* a guest's memory must have stayed so long before a change of it counts: it boots, or balloons */
#define FOREIGN_REPEAT_SEC 3600 /* a second event within it concerns the guest's group, too */
#define FOREIGN_KEPT_SEC   86400 /* a guest that is not seen for so long is forgotten */
#define FOREIGN_EVENTS_MAX 256  /* that nobody has fetched */
#define FOREIGN_UNKNOWN "somebody by hand, or another manager"

struct foreign_event {
  char *uuid, *guest; /* its name */
  char *what;         /* "was moved from h1 to h2" */
  char *who;          /* who is suspected: "OpenStack", FOREIGN_UNKNOWN */
  gboolean is_repeated; /* the second one within FOREIGN_REPEAT_SEC */
};

void foreign_event_free(struct foreign_event *event);

struct foreign_book;

struct foreign_book *foreign_book_new(void);
void foreign_book_free(struct foreign_book *book);
void foreign_book_set_hold(struct foreign_book *book, gint64 hold_us); /* of events from now on; 0: none */

/* How a guest is now; `owner`: who manages it by its metadata, "" or NULL: not known. */
void foreign_book_see(struct foreign_book *book, const struct guest *guest, const char *owner, gint64 now_us);

/* Each change of an action of ours. */
void foreign_book_take_action(struct foreign_book *book, const struct action *action, gint64 now_us);

/* What was found since they were fetched last, oldest first; struct foreign_event, the caller's. */
GPtrArray *foreign_book_steal_events(struct foreign_book *book);

/* Why automation leaves the guest alone now: "g1 was moved ..., not by provost"; NULL: it need not. Borrowed until the next
 * change; and until when. */
const char *foreign_book_hold(const struct foreign_book *book, const char *uuid, gint64 now_us);
gint64 foreign_book_hold_until(const struct foreign_book *book, const char *uuid);

/* Holds it for that reason since then, as others of its group, or after a restart. */
void foreign_book_hold_guest(struct foreign_book *book, const char *uuid, const char *why, gint64 since_us);

/* Forgets who was not seen for long. */
void foreign_book_sweep(struct foreign_book *book, gint64 now_us);
