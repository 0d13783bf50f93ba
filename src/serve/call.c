#include "serve/call.h"

#include "serve/answer_book.h"
#include "serve/etag.h"
#include "serve/gate.h"

#include "base/error.h"
#include "base/text.h"

#include <string.h>

#define WAIT_MS 12000 /* shorter than the patience of provost(1) */

struct wait {
  struct call *call; /* NULL once it is answered or gone */
  guint deadline;    /* GLib source */
};

struct call {
  const struct call_home *home;
  struct door *door;
  struct MHD_Connection *connection;
  struct caller caller;
  gboolean is_read; /* GET */
  char *key, *kept_as;
  GString *body;
  struct wait *wait;
  gboolean suspended, is_stream;
  struct MHD_Response *response;
  guint status;
};

struct call *call_new(const struct call_home *home, struct door *door, struct MHD_Connection *connection, const char *method)
{
  struct call *call = g_new0(struct call, 1);
  call->home = home;
  call->door = door;
  call->connection = connection;
  call->is_read = strcmp(method, MHD_HTTP_METHOD_GET) == 0;
  call->body = g_string_new(NULL);
  return call;
}

/* The verb keeps its token until it answers; from now on that answer is nobody's. */
static void stop_waiting(struct call *call)
{
  if (!call->wait)
    return;
  g_clear_handle_id(&call->wait->deadline, g_source_remove);
  call->wait->call = NULL;
  call->wait = NULL;
  g_hash_table_remove(call->home->waiting, call);
}

void call_free(struct call *call)
{
  stop_waiting(call);
  if (call->response)
    MHD_destroy_response(call->response);
  g_string_free(call->body, TRUE);
  g_free(call->key);
  g_free(call->kept_as);
  g_free(call->caller.by);
  g_free(call);
}

const struct serve_options *call_options(const struct call *call)
{
  return &call->home->options;
}

void call_set_key(struct call *call, char *key)
{
  g_free(call->key);
  call->key = key;
}

const char *call_key(const struct call *call)
{
  return call->key ? call->key : "";
}

gboolean call_number(const struct call *call, const char *noun, guint64 *number, GError **error)
{
  if (g_ascii_string_to_unsigned(call_key(call), 10, 1, G_MAXINT64, number, NULL))
    return TRUE;
  g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_NOT_FOUND, "there is no %s \"%s\": %ss have numbers", noun,
              call_key(call), noun);
  return FALSE;
}

const char *call_query(const struct call *call, const char *name)
{
  return MHD_lookup_connection_value(call->connection, MHD_GET_ARGUMENT_KIND, name);
}

const char *call_header(const struct call *call, const char *name)
{
  return MHD_lookup_connection_value(call->connection, MHD_HEADER_KIND, name);
}

const struct call_home *call_home(const struct call *call)
{
  return call->home;
}

struct MHD_Connection *call_connection(const struct call *call)
{
  return call->connection;
}

struct door *call_door(const struct call *call)
{
  return call->door;
}

struct caller *call_caller(struct call *call)
{
  return &call->caller;
}

const GString *call_bytes(const struct call *call)
{
  return call->body;
}

void call_keep_answer(struct call *call, char *id)
{
  call->kept_as = id;
}

gboolean call_is_answered(const struct call *call)
{
  return call->response && !call->is_stream;
}

struct values_of {
  const char *name;
  GPtrArray *values;
};

static enum MHD_Result take_value(void *data, enum MHD_ValueKind kind, const char *name, const char *value)
{
  (void)kind;
  struct values_of *of = data;
  if (value && strcmp(name, of->name) == 0)
    g_ptr_array_add(of->values, (char *)value);
  return MHD_YES;
}

GPtrArray *call_query_all(const struct call *call, const char *name)
{
  struct values_of of = {name, g_ptr_array_new()};
  MHD_get_connection_values(call->connection, MHD_GET_ARGUMENT_KIND, take_value, &of);
  return of.values;
}

const char *call_by(struct call *call)
{
  return gate_name(&call->caller, call->home->names);
}

gboolean call_append(struct call *call, const char *data, gsize size, gsize most)
{
  if (size > most - call->body->len)
    return FALSE;
  g_string_append_len(call->body, data, (gssize)size);
  return TRUE;
}

static void respond_with(struct call *call, guint status, const char *type, struct MHD_Response *response)
{
  g_assert(!call->response);
  call->response = response;
  MHD_add_response_header(call->response, MHD_HTTP_HEADER_CONTENT_TYPE, type);
  gboolean has_tag = MHD_get_response_header(response, MHD_HTTP_HEADER_ETAG) != NULL;
  MHD_add_response_header(call->response, MHD_HTTP_HEADER_CACHE_CONTROL, has_tag ? "no-cache" : "no-store");
  MHD_add_response_header(call->response, "X-Content-Type-Options", "nosniff");
  if (status == MHD_HTTP_UNAUTHORIZED)
    MHD_add_response_header(call->response, MHD_HTTP_HEADER_WWW_AUTHENTICATE, "Bearer realm=\"provost\"");
  call->status = status;
  stop_waiting(call);
  if (call->suspended) {
    call->suspended = FALSE;
    door_resume(call->door, call->connection);
  }
}

/* Who has these bytes already is sent none. */
static void respond(struct call *call, guint status, const char *type, gconstpointer bytes, gsize size)
{
  g_autoptr(GBytes) body = call->kept_as ? g_bytes_new(bytes, size) : NULL;
  if (body)
    answer_book_put(call->home->answers, call->kept_as, status, type, body);
  g_autofree char *etag = call->is_read && status == MHD_HTTP_OK ? etag_of(bytes, size) : NULL;
  gboolean is_known = etag && etag_is_known(call_header(call, MHD_HTTP_HEADER_IF_NONE_MATCH), etag);
  struct MHD_Response *response =
      MHD_create_response_from_buffer(is_known ? 0 : size, (gpointer)bytes, MHD_RESPMEM_MUST_COPY);
  if (etag)
    MHD_add_response_header(response, MHD_HTTP_HEADER_ETAG, etag);
  respond_with(call, is_known ? MHD_HTTP_NOT_MODIFIED : status, type, response);
}

void call_answer_again(struct call *call, const struct kept_answer *kept)
{
  gsize size;
  gconstpointer bytes = g_bytes_get_data(kept->body, &size);
  respond(call, kept->status, kept->type, bytes, size);
}

void call_answer_pieces(struct call *call, const char *type, struct MHD_Response *response)
{
  respond_with(call, MHD_HTTP_OK, type, response);
}

void call_answer_stream(struct call *call, const char *type, struct MHD_Response *response)
{
  call->is_stream = TRUE;
  call_answer_pieces(call, type, response);
}

void call_answer_bytes(struct call *call, const char *type, gconstpointer bytes, gsize size)
{
  respond(call, MHD_HTTP_OK, type, bytes, size);
}

void call_answer(struct call *call, guint status, json_t *json)
{
  g_autofree char *text = json_dumps(json, JSON_COMPACT | JSON_REAL_PRECISION(15));
  json_decref(json);
  if (!text) { /* not valid UTF-8, or no memory: neither may take the core down */
    status = MHD_HTTP_INTERNAL_SERVER_ERROR;
    text = g_strdup("{\"error\":\"the answer cannot be written as JSON\"}");
  }
  respond(call, status, "application/json", text, strlen(text));
}

static guint status_of(const GError *error)
{
  static const guint statuses[] = {
      [PROVOST_ERROR_INVALID] = MHD_HTTP_BAD_REQUEST,
      [PROVOST_ERROR_NOT_FOUND] = MHD_HTTP_NOT_FOUND,
      [PROVOST_ERROR_REFUSED] = MHD_HTTP_CONFLICT,
      [PROVOST_ERROR_UNAVAILABLE] = MHD_HTTP_SERVICE_UNAVAILABLE,
      [PROVOST_ERROR_TIMEOUT] = MHD_HTTP_GATEWAY_TIMEOUT,
      [PROVOST_ERROR_STORAGE] = MHD_HTTP_INSUFFICIENT_STORAGE,
      [PROVOST_ERROR_LIMIT] = MHD_HTTP_CONTENT_TOO_LARGE,
      [PROVOST_ERROR_BUSY] = MHD_HTTP_CONFLICT,
  };
  gboolean is_ours = error->domain == PROVOST_ERROR && error->code >= 0 &&
                     (gsize)error->code < G_N_ELEMENTS(statuses);
  return is_ours ? statuses[error->code] : MHD_HTTP_INTERNAL_SERVER_ERROR;
}

void call_fail(struct call *call, const GError *error)
{
  g_autofree char *sentence = g_utf8_make_valid(error->message, -1);
  call_answer(call, status_of(error), json_pack("{s:s}", "error", sentence));
}

static gboolean on_deadline(gpointer data)
{
  struct wait *wait = data;
  g_autoptr(GError) error = g_error_new_literal(PROVOST_ERROR, PROVOST_ERROR_TIMEOUT,
                                                "what was asked took too long to answer: ask again");
  wait->deadline = 0;
  call_fail(wait->call, error);
  return G_SOURCE_REMOVE;
}

gpointer call_wait(struct call *call)
{
  g_assert(!call->wait && !call->response);
  call->wait = g_new0(struct wait, 1);
  call->wait->call = call;
  guint wait_ms = call->home->options.wait_ms ? call->home->options.wait_ms : WAIT_MS;
  call->wait->deadline = g_timeout_add(wait_ms, on_deadline, call->wait);
  g_hash_table_add(call->home->waiting, call);
  return call->wait;
}

struct call *call_continue(gpointer token)
{
  struct wait *wait = token;
  struct call *call = wait->call;
  if (call)
    stop_waiting(call);
  g_free(wait);
  return call;
}

enum MHD_Result call_settle(struct call *call)
{
  if (call->response)
    return MHD_queue_response(call->connection, call->status, call->response);
  g_assert(call->wait);
  call->suspended = TRUE;
  MHD_suspend_connection(call->connection);
  return MHD_YES;
}
