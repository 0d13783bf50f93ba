#include "snmp/stream.h"

#include <errno.h>
#include <glib-unix.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define READ_BYTES 4096
#define ASN_SEQUENCE_TAG 0x30
#define ASN_LONG_LENGTH 0x80

struct stream_pool {
  GQueue open; /* struct stream, the one used longest ago first */
  guint most;
  gsize bytes_max;
};

struct stream {
  struct stream_pool *pool;
  struct peer peer;
  const struct stream_events *events;
  gpointer user;
  GList link; /* in the pool, while open */
  int fd;     /* -1: not connected */
  guint watch;
  gboolean awaiting, used;
  GByteArray *out, *in;
};

struct stream_pool *stream_pool_new(guint most, gsize message_bytes_max)
{
  struct stream_pool *pool = g_new0(struct stream_pool, 1);
  g_queue_init(&pool->open);
  pool->most = MAX(1, most);
  pool->bytes_max = message_bytes_max;
  return pool;
}

struct stream *stream_new(struct stream_pool *pool, const struct peer *peer, const struct stream_events *events,
                          gpointer user)
{
  struct stream *stream = g_new0(struct stream, 1);
  stream->pool = pool;
  stream->peer = *peer;
  stream->events = events;
  stream->user = user;
  stream->link.data = stream;
  stream->fd = -1;
  stream->out = g_byte_array_new();
  stream->in = g_byte_array_new();
  return stream;
}

static void stream_close(struct stream *stream)
{
  if (stream->fd < 0)
    return;
  g_clear_handle_id(&stream->watch, g_source_remove);
  close(stream->fd);
  stream->fd = -1;
  g_queue_unlink(&stream->pool->open, &stream->link);
  g_byte_array_set_size(stream->out, 0);
  g_byte_array_set_size(stream->in, 0);
}

void stream_free(struct stream *stream)
{
  if (!stream)
    return;
  stream_close(stream);
  g_byte_array_unref(stream->out);
  g_byte_array_unref(stream->in);
  g_free(stream);
}

static void stream_lose(struct stream *stream, int error)
{
  gboolean awaiting = stream->awaiting, used = stream->used;
  stream_close(stream);
  stream->awaiting = FALSE;
  if (awaiting)
    stream->events->lost(error, used, stream->user);
}

/* ---- what comes ---- */

/* The whole length of the message that begins here; 0: not known yet; more than `max`: it makes no sense. */
static gsize message_length(const guint8 *bytes, gsize n, gsize max)
{
  if (n < 2)
    return 0;
  if (bytes[0] != ASN_SEQUENCE_TAG)
    return max + 1;
  if (bytes[1] < ASN_LONG_LENGTH)
    return 2 + (gsize)bytes[1];
  gsize octets = bytes[1] & (ASN_LONG_LENGTH - 1), length = 0;
  if (octets == 0 || octets > sizeof(guint32))
    return max + 1;
  if (n < 2 + octets)
    return 0;
  for (gsize i = 0; i < octets; i++)
    length = length << 8 | bytes[2 + i];
  return 2 + octets + length;
}

/* FALSE: the connection is lost. */
static gboolean stream_take(struct stream *stream)
{
  gsize length, max = stream->pool->bytes_max;
  while ((length = message_length(stream->in->data, stream->in->len, max)) > 0 && length <= stream->in->len) {
    if (length > max)
      break;
    g_autofree guint8 *message = g_memdup2(stream->in->data, length);
    g_byte_array_remove_range(stream->in, 0, (guint)length);
    stream->used = TRUE;
    stream->events->message(message, length, stream->user);
  }
  if (length <= max)
    return TRUE;
  stream_lose(stream, EPROTO);
  return FALSE;
}

/* One piece at a time, so that a flood leaves room for the rest. */
static gboolean stream_receive(struct stream *stream)
{
  guint8 piece[READ_BYTES];
  gssize n = recv(stream->fd, piece, sizeof piece, MSG_DONTWAIT);
  if (n < 0 && (errno == EAGAIN || errno == EINTR))
    return TRUE;
  if (n <= 0) {
    stream_lose(stream, n < 0 ? errno : ECONNRESET);
    return FALSE;
  }
  g_byte_array_append(stream->in, piece, (guint)n);
  return stream_take(stream);
}

/* ---- what goes ---- */

static gboolean on_ready(gint fd, GIOCondition came, gpointer user);

static void stream_watch(struct stream *stream)
{
  GIOCondition wanted = stream->out->len > 0 ? G_IO_IN | G_IO_OUT : G_IO_IN;
  g_clear_handle_id(&stream->watch, g_source_remove);
  stream->watch = g_unix_fd_add(stream->fd, wanted | G_IO_ERR | G_IO_HUP, on_ready, stream);
}

/* Why the connection could not be made, or was lost. */
static int stream_error(const struct stream *stream)
{
  int error = 0;
  socklen_t length = sizeof error;
  getsockopt(stream->fd, SOL_SOCKET, SO_ERROR, &error, &length);
  return error ? error : ECONNRESET;
}

/* FALSE: the connection is lost. */
static gboolean stream_flush(struct stream *stream)
{
  gssize n = send(stream->fd, stream->out->data, stream->out->len, MSG_DONTWAIT | MSG_NOSIGNAL);
  if (n < 0 && errno != EAGAIN && errno != EINTR && errno != ENOTCONN) {
    stream_lose(stream, errno);
    return FALSE;
  }
  if (n > 0)
    g_byte_array_remove_range(stream->out, 0, (guint)n);
  if (stream->out->len == 0)
    stream_watch(stream);
  return TRUE;
}

static gboolean on_ready(gint fd, GIOCondition came, gpointer user)
{
  (void)fd;
  struct stream *stream = user;
  guint watch = stream->watch;
  if (came & G_IO_ERR)
    stream_lose(stream, stream_error(stream));
  else if ((!(came & G_IO_OUT) || stream_flush(stream)) && came & (G_IO_IN | G_IO_HUP))
    stream_receive(stream);
  return stream->watch == watch ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

/* ---- the connection ---- */

/* Room for one more: FALSE: all are awaited. */
static gboolean pool_make_room(struct stream_pool *pool)
{
  for (GList *link = pool->open.head; link && pool->open.length >= pool->most; link = link->next) {
    struct stream *stream = link->data;
    if (!stream->awaiting) {
      stream_close(stream);
      break;
    }
  }
  return pool->open.length < pool->most;
}

static int stream_open(struct stream *stream)
{
  struct sockaddr_storage address;
  socklen_t length = peer_to(&stream->peer, &address);
  if (!pool_make_room(stream->pool))
    return EMFILE;
  stream->fd = socket(stream->peer.family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (stream->fd < 0)
    return errno;
  g_queue_push_tail_link(&stream->pool->open, &stream->link);
  stream->used = FALSE;
  int error = connect(stream->fd, (struct sockaddr *)&address, length) == 0 || errno == EINPROGRESS ? 0 : errno;
  if (error)
    stream_close(stream);
  return error;
}

int stream_send(struct stream *stream, GBytes *message)
{
  gsize n;
  const guint8 *bytes = g_bytes_get_data(message, &n);
  int error = stream->fd < 0 ? stream_open(stream) : 0;
  if (error)
    return error;
  g_queue_unlink(&stream->pool->open, &stream->link);
  g_queue_push_tail_link(&stream->pool->open, &stream->link);
  stream->awaiting = TRUE;
  g_byte_array_append(stream->out, bytes, (guint)n);
  stream_watch(stream);
  return 0;
}

void stream_rest(struct stream *stream)
{
  stream->awaiting = FALSE;
}

void stream_stop(struct stream *stream)
{
  stream->awaiting = FALSE;
  stream_close(stream);
}
