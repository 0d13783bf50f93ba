#pragma once
/*
 * One write as it travels from the core's thread to the journal's, and how it becomes rows. Owns all it
 * points to.
 */
#include "journal/store.h"

#include <jansson.h>

enum write_kind {
  WRITE_TIP, WRITE_ACTION, WRITE_INTENT, WRITE_CLOSE, WRITE_RESIDENCE, WRITE_VERDICT, WRITE_RESTRICT, WRITE_RELEASE, WRITE_AUDIT,
  WRITE_FORGET, WRITE_ALERT, WRITE_DROP_ALERT, WRITE_TRAP
};

struct write {
  enum write_kind kind;
  gint64 time_us;
  gint64 before_us;      /* FORGET */
  json_t *doc;           /* TIP, ACTION, ALERT, TRAP: written out on the journal's thread, which has the time */
  struct intent *intent; /* INTENT; CLOSE: id, result and error of it */
  struct residence *residence; /* RESIDENCE */
  struct judgement *judgement; /* VERDICT */
  struct restriction *restriction; /* RESTRICT; RELEASE: host of it */
  char *origin;          /* ALERT, DROP_ALERT */
  guint64 alert_id;      /* ALERT */
  char *subject, *by, *event, *why; /* the audit row; event NULL: none */
  journal_done done;     /* INTENT, ALERT, TRAP, or NULL */
  gpointer user;
};

struct write *write_new(enum write_kind kind, gint64 time_us);
void write_free(struct write *write);

/* Copies the audit row's words. */
void write_add_audit(struct write *write, const char *subject, const struct audit *audit);

/* Makes the rows, within the store's transaction. */
gboolean write_store(const struct write *write, struct store *store, GError **error);
