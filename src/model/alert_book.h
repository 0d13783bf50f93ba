#pragma once
/*
 * What others say of hosts, guests, devices and clusters: the state of a service that Nagios checks, a trap. One entry
 * for each thing, by its name, of a subject; each is a service, which policies can judge. Whoever hears of it feeds it
 * in; nothing here asks. It lasts as long as the program: who feeds states says them again. Owns all it returns, until
 * the next alert_book_take or _forget. One thread.
 */
#include "model/alert_report.h"

struct alert {
  const char *subject; /* written form */
  const char *name;    /* of the service or trap: "Disk space", 1 to LIMIT_NAME bytes */
  const char *source;  /* who says so: "nagios", at most LIMIT_NAME bytes */
  const char *text;    /* in a sentence, at most LIMIT_URI bytes; "" */
  enum alert_state state;
  gint64 since_us; /* wall clock: it has been in that state */
};

/* The service that this is, as a subject: "service:Disk_space-0123456789abcdef01234567", what it is called and a hash of
 * that and of whose it is. Caller frees. */
char *alert_service(const char *subject, const char *name);

struct alert_book;

struct alert_book *alert_book_new(void);
void alert_book_free(struct alert_book *book);

/* Takes what is said at `now_us` of a subject that a person calls `subject_name`; texts are made harmless and cut. FALSE
 * with the reason where there is no room: of LIMIT_ALERTS at most, those that are well for longest make room. */
gboolean alert_book_take(struct alert_book *book, const struct alert *said, const char *subject_name, gint64 now_us,
                         GError **error);

/* Forgets those that are gone; how many these were. */
guint alert_book_forget(struct alert_book *book, gboolean (*is_gone)(const struct alert *alert, gpointer user),
                        gpointer user);

/* All, by subject and name; borrowed const struct alert * in a new array. */
GPtrArray *alert_book_list(const struct alert_book *book);
const struct alert *alert_book_find(const struct alert_book *book, const char *subject, const char *name); /* or NULL */

/* Of a service: what is said of it, and what a person calls it, "http on web1", as it was when that was said; or NULL. */
const struct alert *alert_book_service(const struct alert_book *book, const char *service);
const char *alert_book_service_name(const struct alert_book *book, const char *service);
