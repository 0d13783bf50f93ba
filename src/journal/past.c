#include "journal/past.h"

#include "base/error.h"
#include "journal/store.h"
#include "journal/storefile.h"
#include "json/json.h"

#include <gio/gio.h>
#include <sqlite3.h>

/* One question: a statement whose parameters ?1, ?2 ... are bound in turn, and which gives documents. */
struct past {
  char *path, *sql;
  GArray *bound;   /* struct bound; their texts are in `texts` */
  GPtrArray *texts;
  GPtrArray *docs; /* json_t */
  GPtrArray *(*values)(GPtrArray *docs); /* what the caller gets of them, a reference of its own; core's thread */
  past_done done;
  gpointer user;
};

static void past_free(gpointer data)
{
  struct past *past = data;
  g_free(past->path);
  g_free(past->sql);
  g_array_unref(past->bound);
  g_ptr_array_unref(past->texts);
  g_ptr_array_unref(past->docs);
  g_free(past);
}

static void doc_free(gpointer doc)
{
  json_decref(doc);
}

static void add_number(struct past *past, gint64 number)
{
  struct bound bound = {.number = number};
  g_array_append_val(past->bound, bound);
}

/* Takes the text. */
static void add_text(struct past *past, char *text)
{
  struct bound bound = {.text = text, .is_null = !text};
  g_ptr_array_add(past->texts, text);
  g_array_append_val(past->bound, bound);
}

/* As it stands in a column of texts; takes its place in the order of texts where it is 0. */
static void add_time(struct past *past, gint64 us, const char *otherwise)
{
  json_t *json = us ? time_to_json(us) : NULL;
  add_text(past, g_strdup(us ? json_string_value(json) : otherwise));
  json_decref(json);
}

static gboolean read_docs(sqlite3 *db, struct past *past, GError **error)
{
  sqlite3_stmt *statement = NULL;
  int status = sqlite3_prepare_v2(db, past->sql, -1, &statement, NULL);
  if (status == SQLITE_OK)
    store_bind(statement, (const struct bound *)past->bound->data, past->bound->len);
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

static void on_read(GObject *source, GAsyncResult *result, gpointer data)
{
  (void)source, (void)data;
  g_autoptr(GError) error = NULL;
  struct past *past = g_task_get_task_data(G_TASK(result));
  gboolean is_read = g_task_propagate_boolean(G_TASK(result), &error);
  g_autoptr(GPtrArray) values = past->values(past->docs);
  past->done(is_read ? values : NULL, error, past->user);
}

static struct past *past_new(const char *path, past_done done, gpointer user)
{
  struct past *past = g_new0(struct past, 1);
  *past = (struct past){.path = g_strdup(path), .done = done, .user = user};
  past->bound = g_array_new(FALSE, FALSE, sizeof(struct bound));
  past->texts = g_ptr_array_new_with_free_func(g_free);
  past->docs = g_ptr_array_new_with_free_func(doc_free);
  return past;
}

static void past_ask(struct past *past)
{
  g_autoptr(GTask) task = g_task_new(NULL, NULL, on_read, NULL);
  g_task_set_task_data(task, past, past_free);
  g_task_run_in_thread(task, work);
}

/* ---- tips ---------------------------------------------------------------------------------------- */

/* Metrics of tips are found here and not in the worker: packs that are read anew declare others. */
static GPtrArray *tips_of(GPtrArray *docs)
{
  GPtrArray *tips = g_ptr_array_new_with_free_func((GDestroyNotify)tip_free);
  for (guint i = 0; i < docs->len; i++) {
    struct tip *tip = tip_from_json(docs->pdata[i], NULL);
    if (tip)
      g_ptr_array_add(tips, tip);
  }
  return tips;
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
static char *tips_query(const struct tip_filter *filter)
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

void past_tips(const char *path, const struct tip_filter *filter, guint limit, past_done done, gpointer user)
{
  struct past *past = past_new(path, done, user);
  past->values = tips_of;
  past->sql = tips_query(filter);
  add_number(past, (gint64)MIN(filter->before_id, G_MAXINT64));
  add_time(past, filter->from_us, "");
  add_time(past, filter->to_us, "~");
  add_text(past, g_strdup(filter->policy));
  add_text(past, g_strdup(filter->subject));
  add_number(past, limit);
  past_ask(past);
}

/* ---- the audit trail ------------------------------------------------------------------------------ */

static GPtrArray *rows_of(GPtrArray *docs)
{
  for (guint i = 0; i < docs->len; i++) {
    json_t *row = docs->pdata[i];
    json_object_set_new(row, "time", time_to_json(json_integer_value(json_object_get(row, "time"))));
  }
  return g_ptr_array_ref(docs);
}

void past_audit(const char *path, const struct audit_filter *filter, guint limit, past_done done, gpointer user)
{
  struct past *past = past_new(path, done, user);
  past->values = rows_of;
  past->sql = g_strdup("SELECT json_object('id', id, 'time', time_us, 'by', \"by\", 'subject', subject, 'event', event, 'why', why)"
                       " FROM audit WHERE id < ?1 AND time_us >= ?2 AND time_us < ?3 AND (?4 IS NULL OR subject = ?4)"
                       " AND (?5 IS NULL OR \"by\" = ?5) ORDER BY id DESC LIMIT ?6");
  add_number(past, (gint64)MIN(filter->before_id, G_MAXINT64));
  add_number(past, filter->from_us);
  add_number(past, filter->to_us ? filter->to_us : G_MAXINT64);
  add_text(past, g_strdup(filter->subject));
  add_text(past, g_strdup(filter->by));
  add_number(past, limit);
  past_ask(past);
}
