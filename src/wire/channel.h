#pragma once
/*
 * One end of the socket between the core and a role: frames out, checked messages in. A channel outlives
 * its connections: the core keeps one per role and opens it anew when the role was restarted. A body that
 * is not of its message's type, not in normal form, larger than LIMIT_MESSAGE, or that this peer may not
 * send, closes the channel with the reason. Nothing but channel_flush blocks; all calls on the thread of
 * the default main context (worker threads hand their messages over to it).
 *
 * Frame: 4 bytes length of the body, 2 bytes message kind, 2 bytes WIRE_VERSION, then the body as
 * serialised GVariant; native byte order, since both ends run on one machine.
 */
#include "wire/messages.h"

struct channel;

struct channel_events {
  /* A message of a kind the peer may send. `body` is in normal form and borrowed: ref it to keep it. */
  void (*message)(struct channel *channel, enum message_kind kind, GVariant *body, gpointer user);
  /* The connection ended: end of file, error, or a message that was not one. The channel may be opened
   * again from within, but not freed. */
  void (*closed)(struct channel *channel, const char *reason, gpointer user);
};

/* A closed channel of `self` to `peer`. `events` must outlive it. */
struct channel *channel_new(enum role self, enum role peer, const struct channel_events *events,
                            gpointer user);
void channel_free(struct channel *channel);

/* Takes the connected stream socket. What waited from an earlier connection is gone. */
void channel_open(struct channel *channel, int fd);
void channel_close(struct channel *channel);
gboolean channel_is_open(const struct channel *channel);
enum role channel_peer(const struct channel *channel);

/* Sinks a floating body. FALSE, and nothing is kept, while the channel is closed. A body of another type
 * than the message's is a bug and aborts. */
gboolean channel_send(struct channel *channel, enum message_kind kind, GVariant *body);

/* Waits until all that was sent has left this process. For who is about to compute for long; FALSE if the
 * peer did not take it in time or the connection broke. Blocks up to `timeout_ms`. */
gboolean channel_flush(struct channel *channel, guint timeout_ms);

/* Bytes that wait to be sent, and messages dropped since the channel was made because the peer was slow. */
gsize channel_waiting(const struct channel *channel);
guint64 channel_dropped(const struct channel *channel);
