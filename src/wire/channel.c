#include "wire/channel.h"

#include "base/limits.h"

#include <errno.h>
#include <glib-unix.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define READ_CHUNK 65536
/* Bytes read in one turn of the main loop, so that one busy peer does not starve the others. */
#define READ_TURN_MAX (1u << 17)

struct frame_head {
  guint32 length;
  guint16 kind, version;
};

struct outgoing {
  enum message_kind kind;
  GBytes *frame;
};

struct channel {
  enum role self, peer;
  const struct channel_events *events;
  gpointer user;
  int fd; /* -1 while closed */
  guint in_watch, out_watch;
  GByteArray *in;
  gsize in_taken; /* bytes of `in` that were handed over, until all that came is looked at */
  GQueue *out; /* struct outgoing */
  gsize out_offset, out_bytes;
  guint64 dropped;
  guint generation; /* of the connection: tells a handler's reopening from the old connection */
};

static void outgoing_free(gpointer data)
{
  struct outgoing *outgoing = data;
  g_bytes_unref(outgoing->frame);
  g_free(outgoing);
}

struct channel *channel_new(enum role self, enum role peer, const struct channel_events *events,
                            gpointer user)
{
  struct channel *channel = g_new0(struct channel, 1);
  channel->self = self;
  channel->peer = peer;
  channel->events = events;
  channel->user = user;
  channel->fd = -1;
  channel->in = g_byte_array_new();
  channel->out = g_queue_new();
  return channel;
}

void channel_free(struct channel *channel)
{
  if (!channel)
    return;
  channel_close(channel);
  g_byte_array_unref(channel->in);
  g_queue_free(channel->out);
  g_free(channel);
}

void channel_close(struct channel *channel)
{
  if (channel->fd < 0)
    return;
  g_clear_handle_id(&channel->in_watch, g_source_remove);
  g_clear_handle_id(&channel->out_watch, g_source_remove);
  close(channel->fd);
  channel->fd = -1;
  channel->generation++;
  g_byte_array_set_size(channel->in, 0);
  channel->in_taken = 0;
  g_queue_clear_full(channel->out, outgoing_free);
  channel->out_offset = channel->out_bytes = 0;
}

/* Ends the connection and tells the owner, who may open another. */
static void channel_fail(struct channel *channel, const char *reason)
{
  channel_close(channel);
  channel->events->closed(channel, reason, channel->user);
}

static GVariant *body_check(const struct channel *channel, const struct frame_head *head,
                            const guint8 *bytes, const char **reason)
{
  if (head->version != WIRE_VERSION || head->kind >= MESSAGE_KINDS) {
    *reason = "it speaks another version";
    return NULL;
  }
  const struct message_type *type = message_type(head->kind);
  if (!(type->by & (1u << channel->peer)) || !(type->to & (1u << channel->self))) {
    *reason = "it sent a message that it may not send";
    return NULL;
  }
  g_autoptr(GBytes) copy = g_bytes_new(bytes, head->length);
  GVariant *body = g_variant_ref_sink(g_variant_new_from_bytes(type->type, copy, FALSE));
  if (!g_variant_is_normal_form(body)) {
    g_variant_unref(body);
    *reason = "it sent a malformed message";
    return NULL;
  }
  return body;
}

/* Hands over the first complete frame. FALSE: none is there, or the connection is another or none now. */
static gboolean frame_take(struct channel *channel)
{
  struct frame_head head;
  gsize came = channel->in->len - channel->in_taken;
  const guint8 *frame = channel->in->data + channel->in_taken;
  if (came < sizeof head)
    return FALSE;
  memcpy(&head, frame, sizeof head);
  if (head.length > LIMIT_MESSAGE) {
    channel_fail(channel, "it sent a message over the size limit");
    return FALSE;
  }
  if (came < sizeof head + head.length)
    return FALSE;
  const char *reason = NULL;
  g_autoptr(GVariant) body = body_check(channel, &head, frame + sizeof head, &reason);
  if (!body) {
    channel_fail(channel, reason);
    return FALSE;
  }
  channel->in_taken += sizeof head + head.length;
  guint generation = channel->generation;
  channel->events->message(channel, head.kind, body, channel->user);
  return channel->fd >= 0 && channel->generation == generation;
}

static gboolean on_readable(gint fd, GIOCondition condition, gpointer user)
{
  (void)condition;
  struct channel *channel = user;
  gsize turn = 0;
  ssize_t got = 0;
  while (turn < READ_TURN_MAX) {
    guint length = channel->in->len;
    g_byte_array_set_size(channel->in, length + READ_CHUNK);
    got = recv(fd, channel->in->data + length, READ_CHUNK, MSG_DONTWAIT);
    g_byte_array_set_size(channel->in, length + (guint)MAX(got, 0));
    if (got <= 0)
      break;
    turn += (gsize)got;
  }
  int error = errno;
  guint generation = channel->generation;
  while (frame_take(channel))
    ;
  if (channel->fd < 0 || channel->generation != generation)
    return G_SOURCE_REMOVE;
  g_byte_array_remove_range(channel->in, 0, (guint)channel->in_taken);
  channel->in_taken = 0;
  if (got == 0)
    channel_fail(channel, "it closed its socket");
  else if (got < 0 && error != EAGAIN && error != EINTR)
    channel_fail(channel, g_strerror(error));
  else
    return G_SOURCE_CONTINUE;
  return G_SOURCE_REMOVE;
}

/* Writes what the socket takes. FALSE when the connection broke: reading tells the owner. */
static gboolean flush(struct channel *channel)
{
  struct outgoing *first;
  while ((first = g_queue_peek_head(channel->out))) {
    gsize size;
    const guint8 *bytes = g_bytes_get_data(first->frame, &size);
    ssize_t sent = send(channel->fd, bytes + channel->out_offset, size - channel->out_offset,
                        MSG_DONTWAIT | MSG_NOSIGNAL);
    if (sent < 0)
      return errno == EAGAIN || errno == EINTR;
    channel->out_offset += (gsize)sent;
    if (channel->out_offset < size)
      continue;
    channel->out_bytes -= size;
    channel->out_offset = 0;
    outgoing_free(g_queue_pop_head(channel->out));
  }
  return TRUE;
}

static gboolean on_writable(gint fd, GIOCondition condition, gpointer user)
{
  (void)fd;
  (void)condition;
  struct channel *channel = user;
  if (flush(channel) && !g_queue_is_empty(channel->out))
    return G_SOURCE_CONTINUE;
  channel->out_watch = 0;
  return G_SOURCE_REMOVE;
}

void channel_open(struct channel *channel, int fd)
{
  channel_close(channel);
  channel->fd = fd;
  channel->in_watch = g_unix_fd_add(fd, G_IO_IN | G_IO_HUP | G_IO_ERR, on_readable, channel);
}

gboolean channel_is_open(const struct channel *channel)
{
  return channel->fd >= 0;
}

enum role channel_peer(const struct channel *channel)
{
  return channel->peer;
}

/* The frame partly sent must stay whole, so the first in the queue is never dropped. */
static void drop_oldest(struct channel *channel)
{
  GList *link = channel->out->head ? channel->out->head->next : NULL;
  while (link && channel->out_bytes > LIMIT_QUEUE) {
    GList *next = link->next;
    struct outgoing *outgoing = link->data;
    if (message_type(outgoing->kind)->droppable) {
      channel->out_bytes -= g_bytes_get_size(outgoing->frame);
      channel->dropped++;
      g_queue_delete_link(channel->out, link);
      outgoing_free(outgoing);
    }
    link = next;
  }
}

static GBytes *frame_new(enum message_kind kind, GVariant *body)
{
  struct frame_head head = {(guint32)g_variant_get_size(body), (guint16)kind, WIRE_VERSION};
  guint8 *bytes = g_malloc(sizeof head + head.length);
  memcpy(bytes, &head, sizeof head);
  g_variant_store(body, bytes + sizeof head);
  return g_bytes_new_take(bytes, sizeof head + head.length);
}

gboolean channel_send(struct channel *channel, enum message_kind kind, GVariant *body)
{
  g_autoptr(GVariant) owned = g_variant_ref_sink(body);
  const struct message_type *type = message_type(kind);
  g_assert(g_variant_is_of_type(owned, type->type));
  g_assert((type->by & (1u << channel->self)) && (type->to & (1u << channel->peer)));
  if (channel->fd < 0)
    return FALSE;
  if (g_variant_get_size(owned) > LIMIT_MESSAGE) {
    g_critical("a %s message of %" G_GSIZE_FORMAT " bytes to %s is over the limit and was not sent",
               type->name, g_variant_get_size(owned), role_name(channel->peer));
    return FALSE;
  }
  struct outgoing *outgoing = g_new(struct outgoing, 1);
  *outgoing = (struct outgoing){kind, frame_new(kind, owned)};
  channel->out_bytes += g_bytes_get_size(outgoing->frame);
  g_queue_push_tail(channel->out, outgoing);
  drop_oldest(channel);
  if (!channel->out_watch && flush(channel) && !g_queue_is_empty(channel->out))
    channel->out_watch = g_unix_fd_add(channel->fd, G_IO_OUT, on_writable, channel);
  return TRUE;
}

gboolean channel_flush(struct channel *channel, guint timeout_ms)
{
  gint64 end_us = g_get_monotonic_time() + (gint64)timeout_ms * 1000;
  while (channel->fd >= 0 && !g_queue_is_empty(channel->out)) {
    gint64 left_ms = (end_us - g_get_monotonic_time() + 999) / 1000;
    struct pollfd writable = {.fd = channel->fd, .events = POLLOUT};
    if (left_ms <= 0 || (poll(&writable, 1, (int)left_ms) < 0 && errno != EINTR))
      return FALSE;
    if ((writable.revents & (POLLERR | POLLHUP)) || !flush(channel))
      return FALSE;
  }
  return channel->fd >= 0;
}

gsize channel_waiting(const struct channel *channel)
{
  return channel->out_bytes;
}

guint64 channel_dropped(const struct channel *channel)
{
  return channel->dropped;
}
