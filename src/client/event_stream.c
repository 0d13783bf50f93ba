#include "client/event_stream.h"

#include <string.h>

#define LINE_MAX_BYTES (16u << 20)

struct event_stream {
  event_taker take;
  gpointer user;
  GString *line; /* not yet whole */
  char *id, *kind;
  json_t *data;
  gboolean is_broken;
};

struct event_stream *event_stream_new(event_taker take, gpointer user)
{
  struct event_stream *stream = g_new0(struct event_stream, 1);
  *stream = (struct event_stream){.take = take, .user = user, .line = g_string_new(NULL)};
  return stream;
}

static void forget(struct event_stream *stream)
{
  g_clear_pointer(&stream->id, g_free);
  g_clear_pointer(&stream->kind, g_free);
  g_clear_pointer(&stream->data, json_decref);
}

void event_stream_free(struct event_stream *stream)
{
  forget(stream);
  g_string_free(stream->line, TRUE);
  g_free(stream);
}

gboolean event_stream_is_broken(const struct event_stream *stream)
{
  return stream->is_broken;
}

/* "name: value" of that name. */
static const char *value_of(const char *line, const char *name)
{
  gsize length = strlen(name);
  return strncmp(line, name, length) == 0 && strncmp(line + length, ": ", 2) == 0 ? line + length + 2 : NULL;
}

static void take_field(struct event_stream *stream, const char *line)
{
  const char *id = value_of(line, "id"), *kind = value_of(line, "event"), *data = value_of(line, "data");
  if (id) {
    g_free(stream->id);
    stream->id = g_strdup(id);
  } else if (kind) {
    g_free(stream->kind);
    stream->kind = g_strdup(kind);
  } else if (data) {
    json_decref(stream->data);
    stream->data = json_loads(data, 0, NULL);
    stream->is_broken = !json_is_object(stream->data);
  }
}

static gboolean end_event(struct event_stream *stream)
{
  gboolean is_whole = stream->id && stream->kind && stream->data;
  gboolean goes_on = !is_whole || stream->take(&(struct told){stream->id, stream->kind, stream->data}, stream->user);
  forget(stream);
  return goes_on;
}

static gboolean take_line(struct event_stream *stream)
{
  const char *line = stream->line->str;
  if (line[0] == ':')
    return stream->take(&(struct told){.kind = NULL}, stream->user);
  if (line[0] == '\0')
    return end_event(stream);
  take_field(stream, line);
  return !stream->is_broken;
}

gboolean event_stream_feed(struct event_stream *stream, const char *bytes, gsize size)
{
  while (size > 0) {
    const char *end = memchr(bytes, '\n', size);
    gsize length = end ? (gsize)(end - bytes) : size;
    stream->is_broken = stream->line->len + length > LINE_MAX_BYTES;
    if (stream->is_broken)
      return FALSE;
    g_string_append_len(stream->line, bytes, (gssize)length);
    if (!end)
      return TRUE;
    if (!take_line(stream))
      return FALSE;
    g_string_truncate(stream->line, 0);
    bytes = end + 1;
    size -= length + 1;
  }
  return TRUE;
}
