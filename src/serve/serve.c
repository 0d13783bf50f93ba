#include "serve/serve.h"

#include "serve/routes.h"
#include "serve/socket.h"
#include "serve/stream.h"

#include "base/error.h"

#include <glib/gstdio.h>

#define CONNECTIONS_MAX 256
#define IDLE_SEC        10    /* without a byte in either direction */
#define HEADERS_MAX     16384 /* bytes of memory for a connection's request line and headers */

struct serve {
  struct call_home home;
  char *path;
  struct listener listener;
  struct MHD_Daemon *daemon;
  gboolean closing;
};

/* What a connection carries from its headers to its end. */
struct request {
  struct call *call;
  const struct route *route; /* NULL: already answered */
};

/* ---- libmicrohttpd in GLib's main loop ----------------------------------------------------------- */

struct http_source {
  GSource source;
  struct MHD_Daemon *daemon;
  gpointer tag;
};

static gboolean http_prepare(GSource *source, gint *timeout_ms)
{
  MHD_UNSIGNED_LONG_LONG wait_ms;
  struct http_source *http = (struct http_source *)source;
  *timeout_ms = -1;
  if (MHD_get_timeout(http->daemon, &wait_ms) == MHD_YES)
    *timeout_ms = (gint)MIN(wait_ms, G_MAXINT);
  return *timeout_ms == 0;
}

static gboolean http_check(GSource *source)
{
  gint timeout_ms;
  struct http_source *http = (struct http_source *)source;
  return g_source_query_unix_fd(source, http->tag) != 0 || http_prepare(source, &timeout_ms);
}

static gboolean is_full(struct MHD_Daemon *daemon)
{
  return MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_CURRENT_CONNECTIONS)->num_connections >= CONNECTIONS_MAX;
}

static gboolean http_dispatch(GSource *source, GSourceFunc callback, gpointer user)
{
  (void)callback, (void)user;
  struct MHD_Daemon *daemon = ((struct http_source *)source)->daemon;
  gboolean was_full = is_full(daemon);
  g_source_set_ready_time(source, -1);
  MHD_run(daemon);
  if (was_full && !is_full(daemon))
    MHD_run(daemon); /* it listens again only at the beginning of a run */
  return G_SOURCE_CONTINUE;
}

static const GSourceFuncs http_source_funcs = {
    .prepare = http_prepare, .check = http_check, .dispatch = http_dispatch};

static GSource *http_source_new(struct MHD_Daemon *daemon)
{
  /* GLib only reads it, though it does not say const. */
  GSource *source = g_source_new((GSourceFuncs *)&http_source_funcs, sizeof(struct http_source));
  struct http_source *http = (struct http_source *)source;
  int epoll_fd = MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd;
  http->daemon = daemon;
  http->tag = g_source_add_unix_fd(source, epoll_fd, G_IO_IN);
  g_source_set_name(source, "API");
  g_source_attach(source, NULL);
  return source;
}

/* ---- requests ------------------------------------------------------------------------------------ */

static enum MHD_Result request_begin(struct serve *serve, struct MHD_Connection *connection,
                                     struct request *request, const char *method, const char *path)
{
  request->call = call_new(&serve->home, connection, method);
  request->route = route_find(request->call, connection, method, path);
  return request->route ? MHD_YES : call_settle(request->call);
}

static void fail_stopping(struct call *call)
{
  g_autoptr(GError) error = g_error_new_literal(PROVOST_ERROR, PROVOST_ERROR_UNAVAILABLE,
                                                "provostd is stopping: ask again when it is back");
  call_fail(call, error);
}

/* Called with the headers, with each part of the body, at its end, and again when a wait is over. */
static enum MHD_Result on_request(void *data, struct MHD_Connection *connection, const char *path,
                                  const char *method, const char *version, const char *upload,
                                  size_t *upload_size, void **slot)
{
  (void)version;
  struct serve *serve = data;
  struct request *request = *slot;
  if (serve->closing && !request)
    return MHD_NO;
  if (!request) {
    *slot = request = g_new0(struct request, 1);
    return request_begin(serve, connection, request, method, path);
  }
  if (*upload_size > 0) {
    gboolean fits = call_append(request->call, upload, *upload_size);
    *upload_size = 0;
    return fits ? MHD_YES : MHD_NO; /* MHD can answer only before or after a body: this one may be endless */
  }
  const struct route *route = g_steal_pointer(&request->route);
  if (route && serve->closing)
    fail_stopping(request->call);
  else if (route)
    route->answer(request->call);
  return call_settle(request->call);
}

static void on_completed(void *data, struct MHD_Connection *connection, void **slot,
                         enum MHD_RequestTerminationCode how)
{
  (void)data, (void)connection, (void)how;
  struct request *request = g_steal_pointer((struct request **)slot);
  if (!request)
    return;
  call_free(request->call);
  g_free(request);
}

G_GNUC_PRINTF(2, 0)
static void on_log(void *data, const char *format, va_list arguments)
{
  (void)data;
  g_autofree char *line = g_strdup_vprintf(format, arguments);
  g_debug("API: %s", g_strchomp(line));
}

/* ---- life cycle ---------------------------------------------------------------------------------- */

static struct MHD_Daemon *daemon_start(struct serve *serve)
{
  unsigned int idle_sec = serve->home.options.idle_sec ? serve->home.options.idle_sec : IDLE_SEC;
  return MHD_start_daemon(MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG, 0, NULL, NULL,
                          on_request, serve,
                          MHD_OPTION_EXTERNAL_LOGGER, on_log, NULL, /* first: it also takes what the others say */
                          MHD_OPTION_LISTEN_SOCKET, serve->listener.fd,
                          MHD_OPTION_NOTIFY_COMPLETED, on_completed, serve,
                          MHD_OPTION_CONNECTION_LIMIT, (unsigned int)CONNECTIONS_MAX,
                          MHD_OPTION_CONNECTION_TIMEOUT, idle_sec,
                          MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)HEADERS_MAX,
                          MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_END);
}

struct serve *serve_new(const struct serve_options *options, GError **error)
{
  struct serve *serve = g_new0(struct serve, 1);
  serve->home.options = *options;
  serve->path = g_strdup(options->socket_path);
  serve->home.options.socket_path = serve->path;
  serve->home.waiting = g_hash_table_new(NULL, NULL);
  serve->home.streams = streams_new(&serve->home);
  serve->listener.fd = -1;
  if (!listener_open(&serve->listener, serve->path, error)) {
    serve_free(serve);
    return NULL;
  }
  serve->daemon = daemon_start(serve);
  if (!serve->daemon) {
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_UNAVAILABLE, "cannot serve the API at %s", serve->path);
    serve_free(serve);
    return NULL;
  }
  serve->home.source = http_source_new(serve->daemon);
  return serve;
}

/* What the options point to may be gone already: only answers are sent from here on. */
static void end_waiting_calls(struct serve *serve)
{
  streams_end(serve->home.streams);
  g_autoptr(GList) calls = g_hash_table_get_keys(serve->home.waiting);
  for (GList *each = calls; each; each = each->next)
    fail_stopping(each->data);
  MHD_run(serve->daemon);
}

void serve_free(struct serve *serve)
{
  if (!serve)
    return;
  serve->closing = TRUE;
  if (serve->home.source)
    g_source_destroy(serve->home.source);
  listener_remove(&serve->listener);
  if (serve->daemon) {
    end_waiting_calls(serve);
    MHD_stop_daemon(serve->daemon); /* closes the listening socket too */
  } else if (serve->listener.fd >= 0) {
    g_close(serve->listener.fd, NULL);
  }
  g_clear_pointer(&serve->home.source, g_source_unref);
  streams_free(serve->home.streams);
  g_hash_table_unref(serve->home.waiting);
  g_free(serve->path);
  g_free(serve);
}
