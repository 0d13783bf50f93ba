#pragma once
/*
 * Server-sent events as they arrive, cut into events (WHATWG HTML, section 9.2.6): fields id, event and data, of which provostd
 * sends each in one line, and comments. Pure.
 */
#include <glib.h>

#include <jansson.h>

/* An event; or that all there was has been told: kind NULL. Borrowed. FALSE: no more is wanted. */
struct told {
  const char *id, *kind;
  const json_t *data;
};
typedef gboolean (*event_taker)(const struct told *told, gpointer user);

struct event_stream;

struct event_stream *event_stream_new(event_taker take, gpointer user);
void event_stream_free(struct event_stream *stream);

/* FALSE: no more is wanted, or what came is no event stream of provostd (event_stream_is_broken). */
gboolean event_stream_feed(struct event_stream *stream, const char *bytes, gsize size);
gboolean event_stream_is_broken(const struct event_stream *stream);
