#include "journal/past.h"

#include "base/error.h"
#include "journal/storefile.h"
#include "json/json.h"

#include <gio/gio.h>
#include <sqlite3.h>

struct past {
  char *path;
  struct tip_filter filter; /* its strings are the two below */
  char *policy, *subject;
  guint limit;
  GPtrArray *docs; /* json_t */
  past_done done;
  gpointer user;
};

static void past_free(gpointer data)
{
  struct past *past = data;
  g_free(past->path);
  g_free(past->policy);
  g_free(past->subject);
  g_ptr_array_unref(past->docs);
  g_free(past);
}

static void doc_free(gpointer doc)
{
  json_decref(doc);
}

/* "'resolved','cleared'". Caller frees. */
static char *states_text(guint states)
{
  GString *text = g_string_new(NULL);
  for (enum tip_state state = 0; state < TIP_STATES; state++)
    if (states & (1u << state))
      g_string_append_printf(text, "%s'%s'", text->len ? "," : "", tip_state_name(state));
  return g_string_free(text, FALSE);
}

/* Severities and names stand in the document only: whoever asks by them alone reads on until there are enough. */
static char *query_text(const struct tip_filter *filter)
{
  g_autofree char *states = states_text(filter->states);
  g_autoptr(GString) severities = g_string_new(NULL);
  for (enum severity severity = filter->severity; severity < SEVERITIES; severity++)
    g_string_append_printf(severities, "%s'%s'", severities->len ? "," : "", severity_name(severity));
  return g_strdup_printf("SELECT doc FROM tips WHERE id < ?1 AND state IN (%s) AND raised >= ?2 AND raised < ?3%s%s%s%s%s"
                         " ORDER BY id DESC LIMIT ?6",
                         states, filter->policy ? " AND policy = ?4" : "",
                         filter->subject ? " AND (subject = ?5 OR json_extract(doc, '$.subject.name') = ?5)" : "",
                         filter->severity ? " AND json_extract(doc, '$.severity') IN (" : "",
                         filter->severity ? severities->str : "", filter->severity ? ")" : "");
}

/* As it stands in the column. Caller frees. */
static char *time_bound(gint64 us)
{
  json_t *json = time_to_json(us);
  char *text = g_strdup(json_string_value(json));
  json_decref(json);
  return text;
}

static void bind(sqlite3_stmt *statement, const struct past *past)
{
  const struct tip_filter *filter = &past->filter;
  g_autofree char *from = filter->from_us ? time_bound(filter->from_us) : g_strdup("");
  g_autofree char *to = filter->to_us ? time_bound(filter->to_us) : g_strdup("~");
  sqlite3_bind_int64(statement, 1, (gint64)MIN(filter->before_id, G_MAXINT64));
  sqlite3_bind_text(statement, 2, from, -1, SQLITE_TRANSIENT);
  sqlite3_bind_text(statement, 3, to, -1, SQLITE_TRANSIENT);
  if (filter->policy)
    sqlite3_bind_text(statement, 4, filter->policy, -1, SQLITE_STATIC);
  if (filter->subject)
    sqlite3_bind_text(statement, 5, filter->subject, -1, SQLITE_STATIC);
  sqlite3_bind_int64(statement, 6, past->limit);
}

static gboolean read_docs(sqlite3 *db, struct past *past, GError **error)
{
  g_autofree char *sql = query_text(&past->filter);
  sqlite3_stmt *statement = NULL;
  int status = sqlite3_prepare_v2(db, sql, -1, &statement, NULL);
  if (status == SQLITE_OK)
    bind(statement, past);
  while (status == SQLITE_OK && (status = sqlite3_step(statement)) == SQLITE_ROW) {
    json_t *doc = json_loads((const char *)sqlite3_column_text(statement, 0), 0, NULL);
    if (doc)
      g_ptr_array_add(past->docs, doc);
    status = SQLITE_OK;
  }
  sqlite3_finalize(statement);
  return status == SQLITE_DONE ||
         error_refuse(error, PROVOST_ERROR_STORAGE, "%s cannot be read: %s", past->path, sqlite3_errmsg(db));
}

static void work(GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  (void)source, (void)cancellable;
  GError *error = NULL;
  struct past *past = data;
  sqlite3 *db = storefile_connect(past->path, SQLITE_OPEN_READONLY, &error);
  gboolean is_read = db && read_docs(db, past, &error);
  sqlite3_close(db);
  if (is_read)
    g_task_return_boolean(task, TRUE);
  else
    g_task_return_error(task, error);
}

/* Metrics of tips are found here and not in the worker: packs that are read anew declare others. */
static void on_read(GObject *source, GAsyncResult *result, gpointer data)
{
  (void)source, (void)data;
  g_autoptr(GError) error = NULL;
  struct past *past = g_task_get_task_data(G_TASK(result));
  g_autoptr(GPtrArray) tips = g_ptr_array_new_with_free_func((GDestroyNotify)tip_free);
  gboolean is_read = g_task_propagate_boolean(G_TASK(result), &error);
  for (guint i = 0; i < past->docs->len; i++) {
    struct tip *tip = tip_from_json(past->docs->pdata[i], NULL);
    if (tip)
      g_ptr_array_add(tips, tip);
  }
  past->done(is_read ? tips : NULL, error, past->user);
}

void past_tips(const char *path, const struct tip_filter *filter, guint limit, past_done done, gpointer user)
{
  struct past *past = g_new0(struct past, 1);
  *past = (struct past){.path = g_strdup(path), .filter = *filter, .limit = limit, .done = done, .user = user};
  past->filter.policy = past->policy = g_strdup(filter->policy);
  past->filter.subject = past->subject = g_strdup(filter->subject);
  past->docs = g_ptr_array_new_with_free_func(doc_free);
  g_autoptr(GTask) task = g_task_new(NULL, NULL, on_read, NULL);
  g_task_set_task_data(task, past, past_free);
  g_task_run_in_thread(task, work);
}
