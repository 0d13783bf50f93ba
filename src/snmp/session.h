#pragma once
/*
 * Asking SNMP agents over UDP or TCP, in versions 1, 2c and 3. All agents of UDP share one socket per address family; what is
 * asked stands in one table by request id (random) and one sequence by time-out, so that the cost of an agent
 * does not grow with their number. At most FLIGHT_MAX requests are under way at a time, each counted for
 * FLIGHT_US at most, so that replies do not come in a burst and silent agents hold up nobody; an agent known dead
 * waits behind all others and counts for nothing. A reply is taken only from the address asked and with the id
 * asked; datagrams larger than REPLY_BYTES_MAX are dropped unread, since the library would allocate 160 times
 * their size. Of version 3, what is needed of the engine is learned from the agent within the time of the request, and
 * only an answer that is signed and encrypted as the user is configured counts. Nothing here blocks. netsnmp_*.c are all that know net-snmp. One thread; the default main context.
 */
#include "snmp/tally.h"
#include "snmp/varbind.h"

#include <gio/gio.h>

#define REQUEST_MAX 96        /* names in one request */
#define REPLY_MAX 128         /* variable bindings taken of one reply */
#define REPLY_BYTES_MAX 16384 /* of one datagram */
#define FLIGHT_MAX 128
#define FLIGHT_US 20000

enum snmp_version { SNMP_V1, SNMP_V2C, SNMP_V3 };

enum request_kind { REQUEST_GET, REQUEST_NEXT, REQUEST_BULK };

struct request {
  enum request_kind kind;
  guint scalars, repetitions; /* GETBULK: the first names are asked once, the rest repeated */
  guint n;
  struct oid names[REQUEST_MAX];
  gint64 timeout_us; /* of each attempt */
  guint retries;     /* with the same id, so that a late reply still counts */
  gboolean slow;     /* of an agent known dead: sent when nothing else waits */
};

enum reply_status {
  REPLY_ANSWER,
  REPLY_REFUSED,     /* the agent answered with an SNMP error */
  REPLY_MALFORMED,   /* more variable bindings than were asked for, or none */
  REPLY_TIMEOUT,
  REPLY_UNREACHABLE, /* the network said so */
  REPLY_DENIED,      /* version 3: the agent does not accept the user, or this message of it */
};

/* SNMP error-status (RFC 3416) that mean something to us. */
enum { ERROR_TOO_BIG = 1, ERROR_NO_SUCH_NAME = 2, ERROR_GENERAL = 5, ERROR_NO_ACCESS = 6, ERROR_AUTHORIZATION = 16 };

struct reply {
  enum reply_status status;
  guint error;           /* REFUSED: error-status; UNREACHABLE: errno; DENIED: enum denial (usm.h) */
  guint error_index;     /* REFUSED: which name, from 1; 0: none in particular */
  guint undecodable;     /* datagrams that came meanwhile and were not SNMP */
  guint bytes;           /* of the datagram */
  gint64 sent_us, received_us; /* monotonic; sent: the first attempt */
  gsize n;
  struct varbind varbinds[REPLY_MAX];
};

/* Whether the agent gave nothing to work with. */
static inline gboolean reply_is_silence(const struct reply *reply)
{
  return reply->status == REPLY_TIMEOUT || reply->status == REPLY_UNREACHABLE || reply->status == REPLY_DENIED;
}

struct sessions;
struct session;

/* The reply is valid during the call only. May ask again, but free no session. */
typedef void (*reply_handler)(const struct reply *reply, gpointer user);

/* Once per process, for as long as it runs. `tally` must outlive it. */
struct sessions *sessions_new(struct tally *tally);

struct usm;

/* How it is spoken to. */
struct speech {
  enum snmp_version version;
  const char *community; /* of versions 1 and 2c */
  struct usm *usm;       /* of version 3; borrowed, outlives the session */
  gboolean over_tcp;     /* else UDP */
};

/* A session with the agent at `address`. */
struct session *session_new(struct sessions *sessions, GSocketAddress *address, const struct speech *speech);
void session_free(struct session *session); /* forgets what it waits for */

/* Sends a request; `handler` is called once, later. FALSE with UNAVAILABLE, and no call, when it cannot be
 * sent. One at a time per session. */
gboolean session_ask(struct session *session, const struct request *request, reply_handler handler,
                     gpointer user, GError **error);
