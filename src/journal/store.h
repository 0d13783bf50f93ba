#pragma once
/*
 * The SQLite side of the journal: one connection to one file, its checks, its transactions. Everything
 * blocks. A store is used by one thread at a time; it is opened by one and then handed to the journal's.
 * A GError of these functions has the code STORAGE, after which the store must not be trusted; only
 * store_begin may also say UNAVAILABLE: another program writes to the file now, nothing is wrong.
 */
#include "journal/journal.h"

#include <sqlite3.h>

struct store;

/* Opens or creates the file as journal_open says. */
struct store *store_open(const char *path, gint64 now_us, GError **error);
void store_free(struct store *store);

/* A transaction: begin, write, commit or roll back. `patience_ms` is how long another program that writes
 * to the file is waited for. After the commit the files must still be the ones that stand at their path:
 * what was committed to a removed one is not durable. */
gboolean store_begin(struct store *store, guint patience_ms, GError **error);
gboolean store_commit(struct store *store, GError **error);
void store_roll_back(struct store *store);

/* A value to bind: text where it is not NULL, else the number. */
struct bound {
  const char *text;
  gint64 number;
  gboolean is_null;
};

/* Binds ?1, ?2 ... in turn. The texts must outlive the statement's steps. */
void store_bind(sqlite3_stmt *statement, const struct bound *values, guint n);

/* Runs one statement with its values bound in order. */
gboolean store_write(struct store *store, const char *sql, const struct bound *values, guint n,
                     GError **error);

/* Calls `row` with each row of a query. `row` returns FALSE with error to stop. */
typedef gboolean (*store_row)(sqlite3_stmt *row, gpointer user, GError **error);
gboolean store_read(struct store *store, const char *sql, store_row row, gpointer user, GError **error);

/* The highest id ever given in `table`. */
gboolean store_last_id(struct store *store, const char *table, guint64 *id, GError **error);
