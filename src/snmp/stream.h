#pragma once
/*
 * SNMP over TCP (RFC 3430): one connection per agent, made when something is to be sent, kept, and made anew when it
 * was lost. All of a pool share a number of descriptors; where they do not suffice, the connection that rests longest
 * is closed for the next. Messages are as long as they say of themselves; one that says too much ends the connection.
 * Nothing here blocks. One thread; the default main context.
 */
#include "snmp/udp.h"

struct stream_pool;

/* `most`: connections at a time. Once per process, for as long as it runs. */
struct stream_pool *stream_pool_new(guint most, gsize message_bytes_max);

struct stream;

/* None of them may free the stream. */
struct stream_events {
  void (*message)(guint8 *bytes, gsize n, gpointer user); /* borrowed during the call */
  /* The connection is lost, with errno; EPROTO: what came is no SNMP. `used`: messages had come over it, so that
   * another attempt may help. Not called for one that rests. */
  void (*lost)(int error, gboolean used, gpointer user);
};

struct stream *stream_new(struct stream_pool *pool, const struct peer *peer, const struct stream_events *events,
                          gpointer user);
void stream_free(struct stream *stream);

/* Connects where needed, and sends. 0, or an errno, EMFILE where no connection rests that could be closed. */
int stream_send(struct stream *stream, GBytes *message);

/* Nothing more is awaited; the connection is kept. */
void stream_rest(struct stream *stream);

/* What was sent is not answered in time: the connection is given up. */
void stream_stop(struct stream *stream);
