#pragma once
/*
 * All alerts (model/alert.h): those of hosts, guests, devices and clusters, each of which is a service that policies can
 * judge, and those of which nobody knows whom they are about. LIMIT_ALERTS of each: of the former those that are well for
 * longest, and in no downtime, make room, of the latter those heard first. Nothing here asks or stores. Owns all it returns, until the next call
 * that changes it. One thread.
 */
#include "model/alert.h"

struct alert_book;

struct alert_book *alert_book_new(void);
void alert_book_free(struct alert_book *book);

/* Is told of each alert that goes because of another one: to make room, or since both are one and it is the older word.
 * One at most; NULL: nobody. */
void alert_book_watch(struct alert_book *book, void (*goes)(const struct alert *alert, gpointer user), gpointer user);

/* Keeps a copy of what is said at `now_us` of a subject that a person calls `subject_name`, in the place of what was known of it;
 * of no subject, where `said->subject` is NULL. Since when it is so, and the id of its episode, it finds itself. NULL with the reason
 * where there is no room. */
const struct alert *alert_book_take(struct alert_book *book, const struct alert *said, const char *subject_name, gint64 now_us,
                                    GError **error);

/* Keeps a copy as it is, of no subject: it was stored before. */
void alert_book_restore(struct alert_book *book, const struct alert *alert);

/* No episode gets an id of this or a lower one. */
void alert_book_count_from(struct alert_book *book, guint64 id);

/* What is of no subject is found to be of that one: `alert` as it is now, or NULL where later words of the same are known. */
const struct alert *alert_book_place(struct alert_book *book, const char *origin, const char *subject, const char *subject_name);
/* It is not, for another reason. */
void alert_book_explain(struct alert_book *book, const char *origin, const char *why);

/* What is of a subject is of none from now on. */
void alert_book_displace(struct alert_book *book, const char *service, const char *why);

/* Forgets those that are gone; how many these were. */
guint alert_book_forget(struct alert_book *book, gboolean (*is_gone)(const struct alert *alert, gpointer user),
                        gpointer user);

/* All that have a subject, by subject and name; and those that have none, oldest word first. Borrowed const struct alert * in
 * a new array. */
GPtrArray *alert_book_list(const struct alert_book *book);
GPtrArray *alert_book_list_unmapped(const struct alert_book *book);
guint alert_book_unmapped(const struct alert_book *book); /* how many */
guint alert_book_mapped(const struct alert_book *book);
const struct alert *alert_book_find(const struct alert_book *book, const char *subject, const char *name); /* or NULL */
const struct alert *alert_book_of_origin(const struct alert_book *book, const char *origin); /* of no subject; or NULL */
const struct alert *alert_book_of_id(const struct alert_book *book, guint64 id);             /* or NULL */

/* Of a service: what is said of it, and what a person calls it, "http on web1", as it was when that was said; or NULL. */
const struct alert *alert_book_service(const struct alert_book *book, const char *service);
const char *alert_book_service_name(const struct alert_book *book, const char *service);

/* What is said of a subject that is in a downtime itself, not only one of its services; NULL: it is not. And whether any is. */
const struct alert *alert_book_downtime(const struct alert_book *book, const char *subject);
gboolean alert_book_has_downtimes(const struct alert_book *book);
