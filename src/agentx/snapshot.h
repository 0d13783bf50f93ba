#pragma once
/*
 * All instances of PROVOST-MIB at one moment: immutable, shared by reference, so that a thread answers from one while the
 * next is made. Rows are sorted by their index; a row that did not change is shared with the snapshot before.
 */
#include "agentx/value.h"

#define MIB_INDEX_MAX 2147483647u

struct mib_row {
  gatomicrefcount references;
  guint32 index;
  char *key;
  gint64 told_us; /* monotonic, when the core sent it */
  guint n;        /* columns */
  struct mib_value values[]; /* by column */
};

struct snapshot {
  gatomicrefcount references;
  GPtrArray *rows[MIB_TABLES]; /* struct mib_row */
};

/* ---- for the thread of the core's messages ---- */

struct rows; /* what the next snapshot is made from */

struct rows *rows_new(void);
void rows_free(struct rows *rows);

/* A row comes or changes; one that is no JSON object, or whose key gives no index, is left out: FALSE. */
gboolean rows_put(struct rows *rows, guint table, const char *key, const char *json);
void rows_remove(struct rows *rows, guint table, const char *key);
guint rows_count(const struct rows *rows);

/* The index of the row with that key, whether there is one or not: what a notification names. 0: the key gives none. */
guint32 rows_index(const struct rows *rows, guint table, const char *key);

struct snapshot *rows_snapshot(struct rows *rows); /* new reference */

/* ---- any thread ---- */

struct snapshot *snapshot_ref(struct snapshot *snapshot);
void snapshot_unref(struct snapshot *snapshot);

/* An instance: which object, and its value. */
struct instance {
  guint table, column; /* places in the tables, not numbers */
  const struct mib_row *row;
};

/* `oid` is what follows the root of the objects: table, then 1, column and index of a table's, or number and 0 of a
 * scalar's. */
gboolean snapshot_find(const struct snapshot *snapshot, const guint32 *oid, gsize length, struct instance *found);
gboolean snapshot_next(const struct snapshot *snapshot, const guint32 *oid, gsize length, struct instance *found);

/* Writes its OID behind the root of the objects, at most INSTANCE_OID_MAX, and returns the length. */
#define INSTANCE_OID_MAX 4
gsize instance_oid(const struct instance *instance, guint32 oid[INSTANCE_OID_MAX]);
