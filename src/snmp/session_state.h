#pragma once
/*
 * Sessions as their own files see them (session.c their life and the main loop, session_queues.c where each stands,
 * session_receive.c what comes, session_send.c what goes). Private to them; one thread.
 */
#include "snmp/stream.h"
#include "snmp/udp.h"
#include "snmp/usm.h"

/* In one turn of the main loop, so that a flood leaves room for the rest. */
#define TURN_BATCHES 2
#define TURN_SENDS 64
#define TURN_EXPIRIES 64

enum { UDP4, UDP6, UDPS };

struct sessions {
  GSource source; /* first: GLib allocates it */
  struct tally *tally;
  int fds[UDPS]; /* -1: not open */
  gpointer tags[UDPS];
  struct udp_buffers *buffers;
  struct stream_pool *streams;
  GHashTable *asked;      /* id of the message -> struct session */
  GHashTable *peers;      /* struct peer -> struct session, the newest there that is asked over UDP */
  GQueue waiting, slow;   /* to be sent */
  GQueue flight;          /* sent and counted, the earliest first */
  GSequence *expiries;    /* sent, the first to expire first */
  struct reply reply;     /* being delivered */
};

struct session {
  struct sessions *sessions;
  struct peer peer;
  enum snmp_version version;
  char *text, *community;
  struct usm *usm;
  struct stream *stream; /* NULL: over UDP */

  gboolean asking;
  GBytes *message;     /* NULL: to be made when it is sent */
  guint32 id;          /* of the message */
  GBytes *pdu;         /* of version 3: what the message holds */
  guint32 pdu_id;
  gint64 deadline_us;  /* 0: nothing sent yet */
  guint undecodable;
  guint expected; /* variable bindings at most */
  guint attempts, retries;
  gboolean is_slow;
  gint64 timeout_us, sent_us, expires_us, flown_us;
  GQueue *queue; /* waiting or slow, where it stands there */
  gboolean in_flight;
  GList queue_link, flight_link;
  GSequenceIter *expiry;
  reply_handler handler;
  gpointer user;
};

/* ---- session_queues.c ---- */

/* To be sent when its turn comes. */
void session_queue(struct session *session);
void session_unqueue(struct session *session);

/* What was sent does not count as under way any more. */
void session_land(struct session *session);

/* The attempt is over: nothing is awaited of it. */
void session_end_attempt(struct session *session);
void session_drop_message(struct session *session);

/* Nothing is asked any more. */
void session_end_wait(struct session *session);

/* Hands sessions->reply over with this status; then nothing is asked any more. */
void session_deliver(struct session *session, enum reply_status status);
void session_deliver_error(struct session *session, enum reply_status status, guint error);
void session_deny(struct session *session, enum denial why);

/* ---- session_receive.c ---- */

void sessions_receive(struct sessions *sessions, int fd);
void sessions_take_errors(struct sessions *sessions, int fd);

/* Of the session's connection, with the session. */
const struct stream_events *session_stream_events(void);

/* ---- session_send.c ---- */

/* Neither 0 nor that of a message that stands out. */
guint32 sessions_new_id(const struct sessions *sessions);

/* Takes the message, which may be NULL. */
void session_set_message(struct session *session, guint32 id, GBytes *message);

/* The socket that its address family has, or will have. */
int session_udp(const struct session *session);

/* The next to be sent; NULL: none waits, or too many are under way. */
struct session *sessions_next(struct sessions *sessions);
struct session *sessions_first_to_expire(struct sessions *sessions);
void sessions_send(struct sessions *sessions);
void sessions_expire(struct sessions *sessions);
