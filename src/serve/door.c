#include "serve/door.h"

#include "base/error.h"

#define CONNECTIONS_MAX 256
#define CONNECTIONS_KEPT 240 /* the others are for admins, and for those who are on their way out */
#define IDLE_SEC        10    /* without a byte in either direction */
#define HEADERS_MAX     16384 /* bytes of memory for a connection's request line and headers */
/* How often the idle time a request may take to come, and an answer to be read. */
#define ARRIVE_IDLES 3
#define LEAVE_IDLES  6
#define SWEEP_SEC    1
/* TLS 1.2 and 1.3. */
#define TLS_PRIORITIES "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2"

struct door {
  struct door_place place;
  struct door_handler handler;
  struct visitors *visitors;
  struct MHD_Daemon *daemon;
  GSource *source; /* runs libmicrohttpd when it is ready; NULL: shut */
  guint sweep;
  char *said; /* by libmicrohttpd while it starts: why it does not */
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

/* ---- connections --------------------------------------------------------------------------------- */

static void on_connection(void *data, struct MHD_Connection *connection, void **slot,
                          enum MHD_ConnectionNotificationCode what)
{
  struct door *door = data;
  if (what == MHD_CONNECTION_NOTIFY_CLOSED) {
    g_clear_pointer((struct visitor **)slot, visitor_leave);
    return;
  }
  const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
  *slot = visitors_enter(door->visitors, info->connect_fd, door->handler.access(door, connection));
}

static gboolean on_sweep(gpointer user)
{
  struct door *door = user;
  visitors_sweep(door->visitors);
  return G_SOURCE_CONTINUE;
}

G_GNUC_PRINTF(2, 0)
static void on_log(void *data, const char *format, va_list arguments)
{
  struct door *door = data;
  g_autofree char *line = g_strchomp(g_strdup_vprintf(format, arguments));
  g_debug("API: %s", line);
  if (!door->daemon && !door->said)
    door->said = g_steal_pointer(&line);
}

/* ---- life cycle ---------------------------------------------------------------------------------- */

static struct MHD_Daemon *daemon_start(struct door *door, const struct door_options *options, guint idle_sec)
{
  unsigned int flags = MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG;
  const struct MHD_OptionItem tls[] = {
      {MHD_OPTION_HTTPS_MEM_CERT, 0, (void *)options->certificate},
      {MHD_OPTION_HTTPS_MEM_KEY, 0, (void *)options->key},
      {MHD_OPTION_HTTPS_PRIORITIES, 0, (void *)TLS_PRIORITIES},
      {MHD_OPTION_END, 0, NULL},
  };
  return MHD_start_daemon(flags | (door->place.is_encrypted ? MHD_USE_TLS : 0), 0, NULL, NULL,
                          door->handler.request, door,
                          MHD_OPTION_EXTERNAL_LOGGER, on_log, door, /* first: it also takes what the others say */
                          MHD_OPTION_LISTEN_SOCKET, options->fd,
                          MHD_OPTION_NOTIFY_COMPLETED, door->handler.completed, door,
                          MHD_OPTION_NOTIFY_CONNECTION, on_connection, door,
                          MHD_OPTION_CONNECTION_LIMIT, (unsigned int)CONNECTIONS_MAX,
                          MHD_OPTION_CONNECTION_TIMEOUT, idle_sec,
                          MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)HEADERS_MAX,
                          MHD_OPTION_STRICT_FOR_CLIENT, 1,
                          MHD_OPTION_ARRAY, door->place.is_encrypted ? tls : &tls[G_N_ELEMENTS(tls) - 1],
                          MHD_OPTION_END);
}

struct door *door_open(const struct door_options *options, const struct door_handler *handler, GError **error)
{
  guint idle_sec = options->idle_sec ? options->idle_sec : IDLE_SEC;
  const struct visitors_limits limits = {CONNECTIONS_KEPT, idle_sec * ARRIVE_IDLES, idle_sec * LEAVE_IDLES};
  struct door *door = g_new0(struct door, 1);
  door->place = options->place;
  door->handler = *handler;
  door->visitors = visitors_new(&limits);
  door->daemon = daemon_start(door, options, idle_sec);
  if (!door->daemon) {
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_UNAVAILABLE, "cannot serve the API at %s: %s", door->place.address,
                door->said ? door->said : "libmicrohttpd does not start");
    door_free(door); /* libmicrohttpd has closed the socket, or not, as to how far it came: another close might hit another's */
    return NULL;
  }
  door->source = http_source_new(door->daemon);
  door->sweep = g_timeout_add_seconds(SWEEP_SEC, on_sweep, door);
  return door;
}

void door_shut(struct door *door)
{
  if (door->source)
    g_source_destroy(door->source);
  g_clear_pointer(&door->source, g_source_unref);
}

void door_run(struct door *door)
{
  MHD_run(door->daemon);
}

void door_free(struct door *door)
{
  if (!door)
    return;
  door_shut(door);
  g_clear_handle_id(&door->sweep, g_source_remove);
  if (door->daemon)
    MHD_stop_daemon(door->daemon); /* closes the listening socket too */
  visitors_free(door->visitors);
  g_free(door->place.address);
  g_free(door->said);
  g_free(door);
}

const struct door_place *door_place(const struct door *door)
{
  return &door->place;
}

gpointer door_user(const struct door *door)
{
  return door->handler.user;
}

struct visitor *door_visitor(struct MHD_Connection *connection)
{
  return MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context;
}

void door_resume(struct door *door, struct MHD_Connection *connection)
{
  MHD_resume_connection(connection);
  if (door->source)
    g_source_set_ready_time(door->source, 0); /* MHD without threads does not wake itself */
}
