#include "serve/serve.h"

#include "serve/answer_book.h"
#include "serve/gate.h"
#include "serve/once.h"
#include "serve/peer.h"
#include "serve/refusals.h"
#include "serve/socket.h"
#include "serve/stream.h"
#include "serve/tcp_socket.h"

#include "base/error.h"
#include "base/listen_address.h"

struct serve {
  struct call_home home;
  char *path, *journal_path;
  struct listener listener;
  struct door *local, *tcp; /* NULL: none */
  gboolean closing;
};

/* What a connection carries from its headers to its end. */
struct request {
  struct call *call;
  const struct route *route; /* NULL: already answered */
};

/* ---- requests ------------------------------------------------------------------------------------ */

/* Hands over what is answered. */
static enum MHD_Result settle(struct call *call, struct MHD_Connection *connection)
{
  visitor_is_now(door_visitor(connection), call_is_answered(call) ? VISITOR_LEAVING : VISITOR_SERVED);
  return call_settle(call);
}

static enum MHD_Result request_begin(struct door *door, struct MHD_Connection *connection, struct request *request,
                                     const char *method, const char *path)
{
  const struct serve *serve = door_user(door);
  request->call = call_new(&serve->home, door, connection, method);
  request->route = route_find(request->call, connection, method, path);
  return request->route ? MHD_YES : settle(request->call, connection);
}

static void fail_stopping(struct call *call)
{
  g_autoptr(GError) error = g_error_new_literal(PROVOST_ERROR, PROVOST_ERROR_UNAVAILABLE,
                                                "provostd is stopping: ask again when it is back");
  call_fail(call, error);
}

static void answer(const struct serve *serve, struct call *call, const struct route *route, const char *path)
{
  if (serve->closing)
    fail_stopping(call);
  else if (gate_admit(call, route, path) && once_admit(call, route, path))
    route->answer(call);
}

/* Called with the headers, with each part of the body, at its end, and again when a wait is over. */
static enum MHD_Result on_request(void *data, struct MHD_Connection *connection, const char *path,
                                  const char *method, const char *version, const char *upload,
                                  size_t *upload_size, void **slot)
{
  (void)version;
  struct door *door = data;
  const struct serve *serve = door_user(door);
  struct request *request = *slot;
  if (serve->closing && !request)
    return MHD_NO;
  if (!request) {
    *slot = request = g_new0(struct request, 1);
    return request_begin(door, connection, request, method, path);
  }
  if (*upload_size > 0) {
    gboolean fits = call_append(request->call, upload, *upload_size, route_body_max(request->route));
    *upload_size = 0;
    return fits ? MHD_YES : MHD_NO; /* MHD can answer only before or after a body: this one may be endless */
  }
  const struct route *route = g_steal_pointer(&request->route);
  if (route)
    answer(serve, request->call, route, path);
  return settle(request->call, connection);
}

static void on_completed(void *data, struct MHD_Connection *connection, void **slot,
                         enum MHD_RequestTerminationCode how)
{
  (void)data, (void)how;
  struct request *request = g_steal_pointer((struct request **)slot);
  if (!request)
    return;
  visitor_is_now(door_visitor(connection), VISITOR_ARRIVING);
  call_free(request->call);
  g_free(request);
}

/* ---- life cycle ---------------------------------------------------------------------------------- */

static struct door *open_door(struct serve *serve, int fd, const struct door_place *place, GError **error)
{
  const struct door_options options = {fd, *place, serve->home.options.certificate, serve->home.options.key,
                                       serve->home.options.idle_sec};
  const struct door_handler handler = {on_request, on_completed, gate_access, serve};
  return door_open(&options, &handler, error);
}

static gboolean open_local(struct serve *serve, GError **error)
{
  if (!listener_open(&serve->listener, serve->path, error))
    return FALSE;
  listener_admit(&serve->listener, access_has_groups(serve->home.rules));
  serve->local = open_door(serve, serve->listener.fd, &(struct door_place){.address = g_strdup(serve->path), .is_unix = TRUE}, error);
  return serve->local != NULL;
}

static gboolean open_tcp(struct serve *serve, GError **error)
{
  const char *address = serve->home.options.listen;
  if (!address)
    return TRUE;
  int fd = tcp_socket_listen(address, error);
  if (fd < 0)
    return FALSE;
  const struct door_place place = {.address = g_strdup(address), .is_loopback = listen_address_is_loopback(address),
                                   .is_encrypted = serve->home.options.certificate != NULL};
  serve->tcp = open_door(serve, fd, &place, error);
  return serve->tcp != NULL;
}

struct serve *serve_new(const struct serve_options *options, GError **error)
{
  static const struct access_rules no_rules;
  struct serve *serve = g_new0(struct serve, 1);
  serve->home.options = *options;
  serve->path = g_strdup(options->socket_path);
  serve->home.options.socket_path = serve->path;
  serve->home.options.journal_path = serve->journal_path = g_strdup(options->journal_path);
  serve->home.rules = options->access ? options->access : &no_rules;
  serve->home.names = peer_names_new();
  serve->home.refusals = refusals_new(options->journal, options->clock);
  serve->home.answers = answer_book_new(options->clock);
  serve->home.waiting = g_hash_table_new(NULL, NULL);
  serve->home.streams = streams_new(&serve->home);
  gboolean is_open = open_local(serve, error) && open_tcp(serve, error);
  /* The caller's, and not needed any more. */
  serve->home.options.listen = serve->home.options.certificate = serve->home.options.key = NULL;
  if (is_open)
    return serve;
  serve_free(serve);
  return NULL;
}

static void end_waiting_calls(struct serve *serve)
{
  g_autoptr(GList) calls = g_hash_table_get_keys(serve->home.waiting);
  for (GList *each = calls; each; each = each->next)
    fail_stopping(each->data);
}

/* What the options point to may be gone already: only answers are sent from here on. */
static void close_doors(struct serve *serve)
{
  struct door *doors[] = {serve->local, serve->tcp};
  for (gsize i = 0; i < G_N_ELEMENTS(doors); i++)
    if (doors[i])
      door_shut(doors[i]);
  listener_remove(&serve->listener);
  streams_end(serve->home.streams);
  end_waiting_calls(serve);
  for (gsize i = 0; i < G_N_ELEMENTS(doors); i++) {
    if (doors[i])
      door_run(doors[i]);
    door_free(doors[i]);
  }
}

void serve_free(struct serve *serve)
{
  if (!serve)
    return;
  serve->closing = TRUE;
  close_doors(serve);
  streams_free(serve->home.streams);
  g_hash_table_unref(serve->home.waiting);
  answer_book_free(serve->home.answers);
  refusals_free(serve->home.refusals);
  peer_names_free(serve->home.names);
  g_free(serve->path);
  g_free(serve->journal_path);
  g_free(serve);
}

void serve_set_access(struct serve *serve, const struct access_rules *access)
{
  serve->home.rules = access;
  listener_admit(&serve->listener, access_has_groups(access));
  streams_look_again(serve->home.streams);
}

const struct access_rules *serve_rules(const struct serve *serve)
{
  return serve->home.rules;
}

const struct listener *serve_listener(const struct serve *serve)
{
  return &serve->listener;
}

json_t *serve_to_json(const struct serve *serve)
{
  const struct door_place *tcp = serve->tcp ? door_place(serve->tcp) : NULL;
  const GPtrArray *tokens = serve->home.rules->tokens;
  return json_pack("{s:s?, s:b, s:o, s:b, s:I}", "listen", tcp ? tcp->address : NULL, "tls", tcp && tcp->is_encrypted, "tokens",
                   tokens ? json_integer(tokens->len) : json_null(), "groups", access_has_groups(serve->home.rules), "refused",
                   (json_int_t)refusals_count(serve->home.refusals));
}
