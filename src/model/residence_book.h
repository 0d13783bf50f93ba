#pragma once
/*
 * Which guest ran where and when, of guests that need a licensed product: one entry for each stay of a guest on a host and
 * each product that it needs. Fed with what is seen, whoever moved the guest. An entry is opened when the guest is seen to run
 * there, and closed when it is known not to: what nobody says ends nothing. Pure: times are handed in, each wall clock; whoever
 * stores the entries is told of each that is opened or closed. At most LIMIT_RESIDENCES are kept, the oldest closed ones go
 * first. Owns all it returns; returned pointers live until the next call that changes something. One thread.
 */
#include "base/limits.h"
#include "model/guest_book.h"

struct residence {
  guint64 id; /* rises, over restarts too */
  char *product;
  char uuid[GUEST_UUID_LENGTH + 1];
  char *guest; /* its name when it came */
  char *host;
  char *from; /* the host on which it ran before, when it came from another one; NULL: it was started here, or it is not known */
  gint64 moved_us; /* when the guest came to this host from another one, be it that it was stopped since; 0: not known to have */
  gint64 since_us;
  gint64 until_us; /* 0: it runs there still */
};

struct residence *residence_new(void);
struct residence *residence_copy(const struct residence *residence);
void residence_free(struct residence *residence);

struct residence_book;

/* Tells of an entry that was opened or closed; borrowed. */
typedef void (*residence_changed)(const struct residence *residence, gpointer user);

struct residence_book *residence_book_new(void);
void residence_book_free(struct residence_book *book);
void residence_book_watch(struct residence_book *book, residence_changed changed, gpointer user); /* NULL: nobody */

/* What was stored, in the order of ids, into an empty book. Takes the entries out of the array, which keeps none. */
void residence_book_restore(struct residence_book *book, GPtrArray *residences);

/* The guest runs on the host, and nowhere else, and needs these products (char *; NULL: none). */
void residence_book_see(struct residence_book *book, const struct guest *guest, const GPtrArray *products, gint64 now_us);

/* The host has answered, and these guests (a set of UUIDs) are active there: the stays of all others end. Those that have
 * ended are added to `left` (char *, UUIDs), once for each product. */
void residence_book_hear(struct residence_book *book, const char *host, GHashTable *active, GPtrArray *left, gint64 now_us);

/* Nobody can say any more what runs on hosts that are not among these (keys): their stays end. */
void residence_book_keep_hosts(struct residence_book *book, GHashTable *hosts, gint64 now_us);

/* ---- what it tells ---- */

const GQueue *residence_book_list(const struct residence_book *book); /* const struct residence *, in the order of ids */

/* How long ago the guest came to the host where it runs now from another one; INFINITY: it did not, or it is not known. */
double residence_book_moved_sec(const struct residence_book *book, const char *uuid, gint64 now_us);

/* The hosts to which an entitlement for the product came with a guest from another host less than `stay_sec` ago, each
 * once, whoever runs there now. Borrowed names in a new array. */
GPtrArray *residence_book_bound(const struct residence_book *book, const char *product, guint64 stay_sec, gint64 now_us);

/* All that has been since is kept; 0: nothing was ever left out. */
gint64 residence_book_whole_since_us(const struct residence_book *book);
