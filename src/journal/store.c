#include "journal/store.h"

#include "base/error.h"
#include "journal/schema.h"
#include "journal/storefile.h"

#include <sys/stat.h>

/* The identity of a file: another one at the same path is not the one we write to. */
struct identity {
  dev_t device;
  ino_t inode;
};

enum { DATABASE, LOG, INDEX, PARTS };

static const char *const suffixes[PARTS] = {[DATABASE] = "", [LOG] = "-wal", [INDEX] = "-shm"};

struct store {
  sqlite3 *db;
  char *parts[PARTS]; /* paths */
  struct identity identities[PARTS];
};

static gboolean fail(struct store *store, const char *what, GError **error)
{
  gboolean is_busy = sqlite3_errcode(store->db) == SQLITE_BUSY;
  g_set_error(error, PROVOST_ERROR, is_busy ? PROVOST_ERROR_UNAVAILABLE : PROVOST_ERROR_STORAGE,
              "%s: %s failed: %s (SQLite code %d)", store->parts[DATABASE], what,
              sqlite3_errmsg(store->db), sqlite3_extended_errcode(store->db));
  return FALSE;
}

static gboolean execute(struct store *store, const char *sql, GError **error)
{
  return sqlite3_exec(store->db, sql, NULL, NULL, NULL) == SQLITE_OK || fail(store, sql, error);
}

static gboolean identify(const char *path, struct identity *identity)
{
  struct stat status;
  if (stat(path, &status) < 0)
    return FALSE;
  *identity = (struct identity){status.st_dev, status.st_ino};
  return TRUE;
}

static gboolean is_still(const char *path, const struct identity *identity)
{
  struct identity now;
  return identify(path, &now) && now.device == identity->device && now.inode == identity->inode;
}

/* stat only: closing any descriptor of the file would drop SQLite's locks on it. */
static gboolean files_stand(struct store *store, GError **error)
{
  for (guint i = 0; i < PARTS; i++)
    if (!is_still(store->parts[i], &store->identities[i])) {
      g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_STORAGE,
                  "%s was removed or replaced while provostd had it open", store->parts[i]);
      return FALSE;
    }
  return TRUE;
}

/* The last one writes, and so forces all files into being: their identity is known from the start. */
static gboolean set_up(struct store *store, GError **error)
{
  static const char *const pragmas[] = {
      "PRAGMA journal_mode = WAL",
      "PRAGMA synchronous = FULL",
      "PRAGMA mmap_size = 0",
      "PRAGMA user_version = " G_STRINGIFY(SCHEMA_VERSION),
  };
  for (guint i = 0; i < G_N_ELEMENTS(pragmas); i++)
    if (!execute(store, pragmas[i], error))
      return FALSE;
  for (guint i = 0; i < PARTS; i++)
    if (!identify(store->parts[i], &store->identities[i])) {
      g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_STORAGE,
                  "%s is missing: can the file system hold a write-ahead log?", store->parts[i]);
      return FALSE;
    }
  return TRUE;
}

struct store *store_open(const char *path, gint64 now_us, GError **error)
{
  if (!storefile_prepare(path, now_us, error))
    return NULL;
  struct store *store = g_new0(struct store, 1);
  for (guint i = 0; i < PARTS; i++)
    store->parts[i] = g_strconcat(path, suffixes[i], NULL);
  store->db = storefile_connect(path, SQLITE_OPEN_READWRITE, error);
  if (store->db && set_up(store, error))
    return store;
  store_free(store);
  return NULL;
}

void store_free(struct store *store)
{
  sqlite3_close(store->db);
  for (guint i = 0; i < PARTS; i++)
    g_free(store->parts[i]);
  g_free(store);
}

gboolean store_begin(struct store *store, guint patience_ms, GError **error)
{
  sqlite3_busy_timeout(store->db, (int)patience_ms);
  return files_stand(store, error) && execute(store, "BEGIN IMMEDIATE", error);
}

gboolean store_commit(struct store *store, GError **error)
{
  return execute(store, "COMMIT", error) && files_stand(store, error);
}

void store_roll_back(struct store *store)
{
  if (!sqlite3_get_autocommit(store->db))
    sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
}

void store_bind(sqlite3_stmt *statement, const struct bound *values, guint n)
{
  for (guint i = 0; i < n; i++)
    if (values[i].text)
      sqlite3_bind_text(statement, (int)i + 1, values[i].text, -1, SQLITE_STATIC);
    else if (!values[i].is_null)
      sqlite3_bind_int64(statement, (int)i + 1, values[i].number);
}

gboolean store_write(struct store *store, const char *sql, const struct bound *values, guint n,
                     GError **error)
{
  sqlite3_stmt *statement;
  if (sqlite3_prepare_v2(store->db, sql, -1, &statement, NULL) != SQLITE_OK)
    return fail(store, sql, error);
  store_bind(statement, values, n);
  gboolean good = sqlite3_step(statement) == SQLITE_DONE || fail(store, sql, error);
  sqlite3_finalize(statement);
  return good;
}

gboolean store_read(struct store *store, const char *sql, store_row row, gpointer user, GError **error)
{
  sqlite3_stmt *statement;
  if (sqlite3_prepare_v2(store->db, sql, -1, &statement, NULL) != SQLITE_OK)
    return fail(store, sql, error);
  int status;
  gboolean good = TRUE;
  while (good && (status = sqlite3_step(statement)) == SQLITE_ROW)
    good = row(statement, user, error);
  if (good && status != SQLITE_DONE)
    good = fail(store, sql, error);
  sqlite3_finalize(statement);
  return good;
}

static gboolean take_id(sqlite3_stmt *row, gpointer user, GError **error)
{
  (void)error;
  *(guint64 *)user = (guint64)sqlite3_column_int64(row, 0);
  return TRUE;
}

gboolean store_last_id(struct store *store, const char *table, guint64 *id, GError **error)
{
  g_autofree char *sql =
      g_strdup_printf("SELECT ifnull(max(seq), 0) FROM sqlite_sequence WHERE name = '%s'", table);
  *id = 0;
  return store_read(store, sql, take_id, id, error);
}
