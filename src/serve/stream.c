#include "serve/stream.h"

#include "serve/gate.h"

#include "base/error.h"

#include <string.h>

#define BEAT_SEC  15
#define BLOCK     16384 /* bytes that are handed to libmicrohttpd at a time */
#define ALL       "0"   /* an id before all others */

struct streams {
  const struct call_home *home;
  GPtrArray *list; /* struct stream, borrowed: their responses own them */
  guint beat;      /* GLib source */
  gboolean is_ending;
};

/* One listener. */
struct stream {
  struct streams *streams;
  struct door *door;
  struct MHD_Connection *connection;
  guint64 number; /* of the last event that it was told */
  gboolean has_lost, wants_beat;
  gboolean is_suspended, must_end;
  GString *text; /* on its way */
  gsize sent;    /* of that */
};

/* ---- what is told -------------------------------------------------------------------------------- */

static void tell(struct stream *stream, const char *kind, const char *data)
{
  const struct event_book *book = stream->streams->home->options.events;
  g_string_append_printf(stream->text, "id: %s.%" G_GUINT64_FORMAT "\nevent: %s\ndata: %s\n\n", event_book_life(book),
                         stream->number, kind, data);
}

/* The next events, as many as fit into a block. */
static void fill(struct stream *stream)
{
  const struct event_book *book = stream->streams->home->options.events;
  g_string_truncate(stream->text, 0);
  stream->sent = 0;
  if (stream->has_lost || stream->number < event_book_lost(book)) {
    stream->number = event_book_lost(book);
    tell(stream, "lost", "{}");
  }
  stream->has_lost = FALSE;
  const struct event *event;
  while (stream->text->len < BLOCK && (event = event_book_next(book, stream->number))) {
    stream->number = event->number;
    tell(stream, event->kind, event->data);
  }
  if (stream->text->len == 0 && stream->wants_beat) {
    stream->wants_beat = FALSE;
    g_string_append(stream->text, STREAM_BEAT);
  }
}

static ssize_t read_stream(void *data, uint64_t position, char *buffer, size_t room)
{
  (void)position;
  struct stream *stream = data;
  if (stream->must_end)
    return MHD_CONTENT_READER_END_OF_STREAM;
  if (stream->sent == stream->text->len)
    fill(stream);
  gsize size = MIN(stream->text->len - stream->sent, room);
  if (size == 0 && stream->streams->is_ending)
    return MHD_CONTENT_READER_END_OF_STREAM;
  if (size == 0) {
    stream->is_suspended = TRUE;
    MHD_suspend_connection(stream->connection);
  }
  memcpy(buffer, stream->text->str + stream->sent, size);
  stream->sent += size;
  return (ssize_t)size;
}

static void wake_all(struct streams *streams, gboolean beats)
{
  for (guint i = 0; i < streams->list->len; i++) {
    struct stream *stream = streams->list->pdata[i];
    stream->wants_beat = stream->wants_beat || beats;
    if (!stream->is_suspended)
      continue;
    stream->is_suspended = FALSE;
    door_resume(stream->door, stream->connection);
  }
}

static void on_added(gpointer user)
{
  wake_all(user, FALSE);
}

/* Who has gone is found out by telling him something. */
static gboolean on_beat(gpointer user)
{
  wake_all(user, TRUE);
  return G_SOURCE_CONTINUE;
}

/* ---- who listens --------------------------------------------------------------------------------- */

static void stream_free(void *data)
{
  struct stream *stream = data;
  g_ptr_array_remove_fast(stream->streams->list, stream);
  g_string_free(stream->text, TRUE);
  g_free(stream);
}

/* Where the listener was. FALSE: that is no id. */
static gboolean go_on_after(struct stream *stream, const struct event_book *book, const char *id)
{
  g_auto(GStrv) words = g_strsplit(id, ".", 3);
  if (strcmp(id, ALL) == 0) {
    stream->number = event_book_lost(book);
    return TRUE;
  }
  stream->has_lost = g_strcmp0(words[0], event_book_life(book)) != 0;
  guint64 newest = stream->has_lost ? G_MAXINT64 : event_book_last(book);
  return g_strv_length(words) == 2 && g_ascii_string_to_unsigned(words[1], 10, 0, newest, &stream->number, NULL);
}

static struct stream *stream_new(struct streams *streams, struct call *call, const char *after)
{
  const struct event_book *book = streams->home->options.events;
  struct stream *stream = g_new0(struct stream, 1);
  stream->streams = streams;
  stream->door = call_door(call);
  stream->connection = call_connection(call);
  stream->number = event_book_last(book);
  stream->wants_beat = TRUE;
  stream->text = g_string_new(NULL);
  g_ptr_array_add(streams->list, stream);
  if (!after || go_on_after(stream, book, after))
    return stream;
  stream_free(stream);
  return NULL;
}

static guint listeners_at(const struct streams *streams, const struct door *door)
{
  guint n = 0;
  for (guint i = 0; i < streams->list->len; i++)
    n += ((const struct stream *)streams->list->pdata[i])->door == door;
  return n;
}

void answer_events(struct call *call)
{
  struct streams *streams = call_home(call)->streams;
  const char *header = call_header(call, "Last-Event-ID"), *query = call_query(call, "after");
  const char *after = header ? header : query;
  g_autoptr(GError) error = NULL;
  struct stream *stream = NULL;
  if (listeners_at(streams, call_door(call)) >= STREAMS_MAX)
    g_set_error(&error, PROVOST_ERROR, PROVOST_ERROR_UNAVAILABLE, "%u already listen to events: try again when one has gone",
                STREAMS_MAX);
  else if (!(stream = stream_new(streams, call, after)))
    g_set_error(&error, PROVOST_ERROR, PROVOST_ERROR_INVALID,
                "\"%s\" is no id of an event: give the last one that you were told, or 0 for all that are kept", after);
  if (error)
    call_fail(call, error);
  else
    call_answer_stream(call, "text/event-stream",
                       MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, BLOCK, read_stream, stream, stream_free));
}

/* ---- life ---------------------------------------------------------------------------------------- */

struct streams *streams_new(const struct call_home *home)
{
  struct streams *streams = g_new0(struct streams, 1);
  *streams = (struct streams){.home = home, .list = g_ptr_array_new()};
  streams->beat = g_timeout_add_seconds(BEAT_SEC, on_beat, streams);
  event_book_watch(home->options.events, on_added, streams);
  return streams;
}

void streams_look_again(struct streams *streams)
{
  for (guint i = 0; i < streams->list->len; i++) {
    struct stream *stream = streams->list->pdata[i];
    stream->must_end = !gate_may_look(stream->door, stream->connection);
  }
  wake_all(streams, FALSE);
}

void streams_end(struct streams *streams)
{
  streams->is_ending = TRUE;
  wake_all(streams, FALSE);
}

void streams_free(struct streams *streams)
{
  if (!streams)
    return;
  event_book_unwatch(streams->home->options.events, on_added, streams);
  g_source_remove(streams->beat);
  g_ptr_array_unref(streams->list);
  g_free(streams);
}
