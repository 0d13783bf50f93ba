#include "journal/storefile.h"

#include "base/error.h"
#include "journal/schema.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define START_PATIENCE_MS 5000

enum health { FILE_GOOD, FILE_BROKEN, FILE_REFUSED };

static gboolean refuse(const char *path, const char *what, GError **error)
{
  g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_STORAGE, "%s: %s", path, what);
  return FALSE;
}

static gboolean refuse_errno(const char *path, const char *what, GError **error)
{
  g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_STORAGE, "%s: cannot %s: %s", path, what,
              g_strerror(errno));
  return FALSE;
}

sqlite3 *storefile_connect(const char *path, int flags, GError **error)
{
  sqlite3 *db = NULL;
  if (sqlite3_open_v2(path, &db, flags | SQLITE_OPEN_NOMUTEX, NULL) == SQLITE_OK) {
    sqlite3_busy_timeout(db, START_PATIENCE_MS);
    return db;
  }
  refuse(path, db ? sqlite3_errmsg(db) : "out of memory", error);
  sqlite3_close(db);
  return NULL;
}

/* One number or word. NULL, with the connection's error code set, where the query failed. */
static char *ask(sqlite3 *db, const char *sql)
{
  sqlite3_stmt *statement = NULL;
  char *answer = NULL;
  if (sqlite3_prepare_v2(db, sql, -1, &statement, NULL) == SQLITE_OK &&
      sqlite3_step(statement) == SQLITE_ROW)
    answer = g_strdup((const char *)sqlite3_column_text(statement, 0));
  sqlite3_finalize(statement);
  return answer;
}

/* What a failed query says of the file: only these codes mean that its content is wrong. */
static enum health judge_failure(sqlite3 *db, const char *path, char **why, GError **error)
{
  int code = sqlite3_errcode(db);
  if (code != SQLITE_NOTADB && code != SQLITE_CORRUPT) {
    refuse(path, sqlite3_errmsg(db), error);
    return FILE_REFUSED;
  }
  *why = g_strdup(sqlite3_errmsg(db));
  return FILE_BROKEN;
}

/* Wholly or not at all: a file whose step could not be made is that of before. */
static gboolean migrate(sqlite3 *db, const char *path, guint version, GError **error)
{
  static const char *const steps[] = SCHEMA_STEPS;
  G_STATIC_ASSERT(G_N_ELEMENTS(steps) == SCHEMA_VERSION - 1);
  for (; version < SCHEMA_VERSION; version++) {
    g_autofree char *sql = g_strdup_printf("BEGIN IMMEDIATE; %s PRAGMA user_version = %u; COMMIT;", steps[version - 1],
                                           version + 1);
    if (sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK)
      continue;
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_STORAGE,
                "%s is of schema %u and cannot be brought to %u: %s; it was left as it was", path, version, version + 1,
                sqlite3_errmsg(db));
    return FALSE;
  }
  return TRUE;
}

static enum health check(sqlite3 *db, const char *path, char **why, GError **error)
{
  g_autofree char *application = ask(db, "PRAGMA application_id");
  if (!application)
    return judge_failure(db, path, why, error);
  if (g_ascii_strtoll(application, NULL, 10) != SCHEMA_APPLICATION_ID) {
    *why = g_strdup("it is not a journal of provost");
    return FILE_BROKEN;
  }
  g_autofree char *version = ask(db, "PRAGMA user_version");
  if (!version)
    return judge_failure(db, path, why, error);
  gint64 number = g_ascii_strtoll(version, NULL, 10);
  if (number < 1) {
    *why = g_strdup_printf("no provost has written schema %s", version);
    return FILE_BROKEN;
  }
  if (number > SCHEMA_VERSION) {
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_STORAGE,
                "%s was written by a newer provost (schema %s, this one knows %d): install that one, or "
                "move the file away",
                path, version, SCHEMA_VERSION);
    return FILE_REFUSED;
  }
  g_autofree char *verdict = ask(db, "PRAGMA quick_check(1)");
  if (!verdict)
    return judge_failure(db, path, why, error);
  if (strcmp(verdict, "ok") == 0)
    return migrate(db, path, (guint)number, error) ? FILE_GOOD : FILE_REFUSED;
  *why = g_steal_pointer(&verdict);
  return FILE_BROKEN;
}

static enum health check_file(const char *path, char **why, GError **error)
{
  if (g_chmod(path, 0600) < 0) {
    refuse_errno(path, "make it readable by its owner only", error);
    return FILE_REFUSED;
  }
  sqlite3 *db = storefile_connect(path, SQLITE_OPEN_READWRITE, error);
  if (!db)
    return FILE_REFUSED;
  enum health health = check(db, path, why, error);
  sqlite3_close(db);
  return health;
}

static gboolean rename_part(const char *path, const char *aside, const char *suffix, GError **error)
{
  g_autofree char *from = g_strconcat(path, suffix, NULL);
  g_autofree char *to = g_strconcat(aside, suffix, NULL);
  return g_rename(from, to) == 0 || errno == ENOENT || refuse_errno(from, "set it aside", error);
}

/* The log goes with its file: left behind, it would be played into the new one. */
static gboolean set_aside(const char *path, const char *why, gint64 now_us, GError **error)
{
  g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc(now_us / G_USEC_PER_SEC);
  g_autofree char *stamp = g_date_time_format(time, "%Y%m%dT%H%M%SZ");
  g_autofree char *aside = g_strdup_printf("%s.broken-%s-%06" G_GINT64_FORMAT, path, stamp,
                                           now_us % G_USEC_PER_SEC);
  if (!rename_part(path, aside, "", error) || !rename_part(path, aside, "-wal", error) ||
      !rename_part(path, aside, "-shm", error))
    return FALSE;
  g_critical("the journal %s is broken (%s): it was set aside as %s and a new, empty one was made; tips "
             "and actions up to now are lost to provostd: look whether a move was under way",
             path, why, aside);
  return TRUE;
}

static gboolean sync_folder(const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname(path);
  int fd = g_open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
  gboolean good = fd >= 0 && fsync(fd) == 0;
  if (!good)
    refuse_errno(folder, "sync it to disk", error);
  if (fd >= 0)
    close(fd);
  return good;
}

static gboolean fill(const char *path, guint64 first_id, GError **error)
{
  sqlite3 *db = storefile_connect(path, SQLITE_OPEN_READWRITE, error);
  if (!db)
    return FALSE;
  g_autofree char *sql = g_strdup_printf(
      "BEGIN;" SCHEMA_SQL
      "INSERT INTO sqlite_sequence (name, seq) VALUES ('tips', %" G_GUINT64_FORMAT
      "), ('actions', %" G_GUINT64_FORMAT "), ('intents', %" G_GUINT64_FORMAT
      "), ('residences', %" G_GUINT64_FORMAT ");"
      "PRAGMA application_id = %d; PRAGMA user_version = %d; COMMIT;",
      first_id, first_id, first_id, first_id, SCHEMA_APPLICATION_ID, SCHEMA_VERSION);
  gboolean good = sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK;
  if (!good)
    refuse(path, sqlite3_errmsg(db), error);
  return sqlite3_close(db) == SQLITE_OK && good;
}

/* Made beside and renamed, so that a file at `path` is always whole. */
static gboolean create(const char *path, guint64 last_id, GError **error)
{
  g_autofree char *fresh = g_strconcat(path, ".new", NULL);
  if (g_unlink(fresh) < 0 && errno != ENOENT)
    return refuse_errno(fresh, "remove it", error);
  int fd = g_open(fresh, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0)
    return refuse_errno(fresh, "create it", error);
  close(fd);
  if (!fill(fresh, last_id, error)) {
    g_unlink(fresh);
    return FALSE;
  }
  if (g_rename(fresh, path) < 0)
    return refuse_errno(path, "create it", error);
  return sync_folder(path, error);
}

gboolean storefile_prepare(const char *path, gint64 now_us, GError **error)
{
  g_autofree char *why = NULL;
  g_autofree char *wal = g_strconcat(path, "-wal", NULL);
  gboolean stands = g_file_test(path, G_FILE_TEST_EXISTS);
  enum health health = FILE_GOOD;
  if (stands)
    health = check_file(path, &why, error);
  else if (g_file_test(wal, G_FILE_TEST_EXISTS)) {
    health = FILE_BROKEN;
    why = g_strdup("the file is gone, only its -wal is left");
  }
  if (health == FILE_REFUSED)
    return FALSE;
  if (health == FILE_BROKEN)
    return set_aside(path, why, now_us, error) &&
           create(path, (guint64)(now_us / G_USEC_PER_SEC), error);
  return stands || create(path, 0, error);
}
