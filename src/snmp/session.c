#include "snmp/session.h"

#include "base/error.h"
#include "snmp/netsnmp_library.h"
#include "snmp/netsnmp_message.h"
#include "snmp/udp.h"

#include <errno.h>
#include <string.h>

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
  GHashTable *asked;      /* request id -> struct session */
  GHashTable *peers;      /* struct peer -> struct session, the newest there */
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

  GBytes *message; /* NULL: nothing asked */
  guint32 id;
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

static int udp_of(const struct session *session)
{
  return session->peer.family == AF_INET6 ? UDP6 : UDP4;
}

/* ---- the queues ---- */

static void session_queue(struct session *session)
{
  session->queue = session->is_slow ? &session->sessions->slow : &session->sessions->waiting;
  g_queue_push_tail_link(session->queue, &session->queue_link);
}

static void session_unqueue(struct session *session)
{
  if (session->queue)
    g_queue_unlink(session->queue, &session->queue_link);
  session->queue = NULL;
}

static void session_land(struct session *session)
{
  if (session->in_flight)
    g_queue_unlink(&session->sessions->flight, &session->flight_link);
  session->in_flight = FALSE;
}

static void session_end_attempt(struct session *session)
{
  session_land(session);
  g_clear_pointer(&session->expiry, g_sequence_remove);
}

static void session_end_wait(struct session *session)
{
  if (!session->message)
    return;
  session_unqueue(session);
  session_end_attempt(session);
  g_hash_table_remove(session->sessions->asked, GUINT_TO_POINTER(session->id));
  g_clear_pointer(&session->message, g_bytes_unref);
}

/* Hands sessions->reply over. */
static void session_deliver(struct session *session, enum reply_status status)
{
  struct reply *reply = &session->sessions->reply;
  session_end_wait(session);
  reply->status = status;
  reply->undecodable = session->undecodable;
  reply->sent_us = session->sent_us;
  reply->received_us = g_get_monotonic_time();
  if (status == REPLY_TIMEOUT)
    session->sessions->tally->timeouts++;
  else if (status == REPLY_MALFORMED)
    session->sessions->tally->bad_replies++;
  session->handler(reply, session->user);
}

static void session_deliver_error(struct session *session, int error)
{
  session->sessions->reply.error = (guint)error;
  session_deliver(session, REPLY_UNREACHABLE);
}

/* ---- what comes ---- */

static void sessions_take_garbage(struct sessions *sessions, const struct peer *from)
{
  struct session *session = g_hash_table_lookup(sessions->peers, from);
  sessions->tally->bad_replies++;
  if (session && session->message)
    session->undecodable++;
}

static void sessions_take(struct sessions *sessions, const struct datagram *datagram)
{
  struct reply *reply = &sessions->reply;
  guint32 id;
  if (datagram->cut || !message_decode(datagram->bytes, datagram->n, &id, reply)) {
    sessions_take_garbage(sessions, &datagram->from);
    return;
  }
  struct session *session = g_hash_table_lookup(sessions->asked, GUINT_TO_POINTER(id));
  /* Without a request it is late, or a copy, unless it comes from nobody we know. */
  if (session ? !peer_equal(&session->peer, &datagram->from)
              : !g_hash_table_contains(sessions->peers, &datagram->from)) {
    sessions->tally->foreign_replies++;
    return;
  }
  if (!session)
    return;
  reply->bytes = (guint)datagram->n;
  session_deliver(session, reply->n > session->expected ? REPLY_MALFORMED : reply->status);
}

static void sessions_receive(struct sessions *sessions, int fd)
{
  struct datagram datagrams[UDP_BATCH];
  guint n = UDP_BATCH;
  for (guint batch = 0; batch < TURN_BATCHES && n == UDP_BATCH; batch++) {
    n = udp_receive(fd, sessions->buffers, datagrams);
    for (guint i = 0; i < n; i++)
      sessions_take(sessions, &datagrams[i]);
  }
}

static void sessions_take_errors(struct sessions *sessions, int fd)
{
  struct peer about;
  int error;
  for (guint i = 0; i < TURN_EXPIRIES && udp_next_error(fd, &about, &error); i++) {
    struct session *session = g_hash_table_lookup(sessions->peers, &about);
    if (session && session->message && session->attempts > 0 && error)
      session_deliver_error(session, error);
  }
}

/* ---- what goes ---- */

static gint compare_expiry(gconstpointer a, gconstpointer b, gpointer unused)
{
  (void)unused;
  gint64 first = ((const struct session *)a)->expires_us, second = ((const struct session *)b)->expires_us;
  return first < second ? -1 : first > second;
}

static void session_send(struct session *session)
{
  struct sessions *sessions = session->sessions;
  gint64 now_us = g_get_monotonic_time();
  session_unqueue(session);
  if (session->attempts++ == 0)
    session->sent_us = now_us;
  session->expires_us = now_us + session->timeout_us;
  session->expiry = g_sequence_insert_sorted(sessions->expiries, session, compare_expiry, NULL);
  if (!session->is_slow) {
    session->flown_us = now_us;
    session->in_flight = TRUE;
    g_queue_push_tail_link(&sessions->flight, &session->flight_link);
  }
  int error = udp_send(sessions->fds[udp_of(session)], &session->peer, session->message);
  if (error)
    session_deliver_error(session, error);
}

/* The next to be sent; NULL: none waits, or too many are under way. */
static struct session *sessions_next(struct sessions *sessions)
{
  struct session *earliest;
  gint64 now_us = g_get_monotonic_time();
  while ((earliest = g_queue_peek_head(&sessions->flight)) && now_us - earliest->flown_us >= FLIGHT_US)
    session_land(earliest);
  if (g_queue_is_empty(&sessions->waiting))
    return g_queue_peek_head(&sessions->slow);
  return sessions->flight.length < FLIGHT_MAX ? g_queue_peek_head(&sessions->waiting) : NULL;
}

static void sessions_send(struct sessions *sessions)
{
  struct session *session;
  for (guint i = 0; i < TURN_SENDS && (session = sessions_next(sessions)); i++)
    session_send(session);
}

static struct session *sessions_first_to_expire(struct sessions *sessions)
{
  GSequenceIter *first = g_sequence_get_begin_iter(sessions->expiries);
  return g_sequence_iter_is_end(first) ? NULL : g_sequence_get(first);
}

static void sessions_expire(struct sessions *sessions)
{
  gint64 now_us = g_get_monotonic_time();
  struct session *session;
  for (guint i = 0; i < TURN_EXPIRIES; i++) {
    session = sessions_first_to_expire(sessions);
    if (!session || session->expires_us > now_us)
      return;
    session_end_attempt(session);
    if (session->attempts <= session->retries)
      session_queue(session);
    else
      session_deliver(session, REPLY_TIMEOUT);
  }
}

/* ---- the main loop ---- */

/* When there is something to do even if nothing comes. */
static void sessions_arm(struct sessions *sessions)
{
  const struct session *expiring = sessions_first_to_expire(sessions);
  gint64 ready_us = expiring ? expiring->expires_us : -1;
  if (sessions_next(sessions))
    ready_us = 0;
  else if (!g_queue_is_empty(&sessions->waiting)) {
    const struct session *earliest = g_queue_peek_head(&sessions->flight);
    ready_us = MIN(ready_us, earliest->flown_us + FLIGHT_US);
  }
  g_source_set_ready_time(&sessions->source, ready_us);
}

static gboolean sessions_turn(GSource *source, GSourceFunc callback, gpointer user)
{
  (void)callback;
  (void)user;
  struct sessions *sessions = (struct sessions *)source;
  for (guint i = 0; i < UDPS; i++) {
    GIOCondition came = sessions->fds[i] < 0 ? 0 : g_source_query_unix_fd(source, sessions->tags[i]);
    if (came & G_IO_ERR)
      sessions_take_errors(sessions, sessions->fds[i]);
    if (came & G_IO_IN)
      sessions_receive(sessions, sessions->fds[i]);
  }
  sessions_expire(sessions);
  sessions_send(sessions);
  sessions_arm(sessions);
  return G_SOURCE_CONTINUE;
}

struct sessions *sessions_new(struct tally *tally)
{
  static const GSourceFuncs functions = {.dispatch = sessions_turn};
  netsnmp_library_open();
  struct sessions *sessions = (struct sessions *)g_source_new((GSourceFuncs *)&functions, sizeof *sessions);
  sessions->tally = tally;
  sessions->fds[UDP4] = sessions->fds[UDP6] = -1;
  sessions->buffers = udp_buffers_new(REPLY_BYTES_MAX);
  sessions->asked = g_hash_table_new(g_direct_hash, g_direct_equal);
  sessions->peers = g_hash_table_new(peer_hash, peer_equal);
  sessions->expiries = g_sequence_new(NULL);
  g_queue_init(&sessions->waiting);
  g_queue_init(&sessions->slow);
  g_queue_init(&sessions->flight);
  g_source_attach(&sessions->source, NULL);
  return sessions;
}

/* ---- one session ---- */

struct session *session_new(struct sessions *sessions, GSocketAddress *address, enum snmp_version version,
                            const char *community)
{
  struct session *session = g_new0(struct session, 1);
  struct sockaddr_storage native = {0};
  g_socket_address_to_native(address, &native, sizeof native, NULL);
  session->sessions = sessions;
  peer_from(&session->peer, &native);
  session->text = g_socket_connectable_to_string(G_SOCKET_CONNECTABLE(address));
  session->version = version;
  session->community = g_strdup(community);
  session->queue_link.data = session->flight_link.data = session;
  g_hash_table_replace(sessions->peers, &session->peer, session);
  return session;
}

void session_free(struct session *session)
{
  if (!session)
    return;
  session_end_wait(session);
  if (g_hash_table_lookup(session->sessions->peers, &session->peer) == session)
    g_hash_table_remove(session->sessions->peers, &session->peer);
  g_free(session->text);
  g_free(session->community);
  g_free(session);
}

static gboolean session_open(struct session *session, GError **error)
{
  struct sessions *sessions = session->sessions;
  int udp = udp_of(session);
  if (sessions->fds[udp] >= 0)
    return TRUE;
  sessions->fds[udp] = udp_open(session->peer.family);
  if (sessions->fds[udp] >= 0) {
    sessions->tags[udp] = g_source_add_unix_fd(&sessions->source, sessions->fds[udp], G_IO_IN | G_IO_ERR);
    return TRUE;
  }
  g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_UNAVAILABLE, "no socket to %s: %s", session->text,
              g_strerror(errno));
  return FALSE;
}

static guint32 sessions_new_id(const struct sessions *sessions)
{
  guint32 id;
  do
    id = g_random_int() & G_MAXINT32;
  while (id == 0 || g_hash_table_contains(sessions->asked, GUINT_TO_POINTER(id)));
  return id;
}

static guint request_expects(const struct request *request)
{
  guint n = request->kind == REQUEST_BULK
                ? request->scalars + request->repetitions * (request->n - request->scalars)
                : request->n;
  return MIN(n, REPLY_MAX);
}

gboolean session_ask(struct session *session, const struct request *request, reply_handler handler,
                     gpointer user, GError **error)
{
  struct sessions *sessions = session->sessions;
  g_assert(!session->message);
  if (!session_open(session, error))
    return FALSE;
  session->id = sessions_new_id(sessions);
  session->message = message_encode(request, session->id, session->version, session->community);
  if (!session->message) {
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_UNAVAILABLE, "nothing can be sent to %s: the request is too large",
                session->text);
    return FALSE;
  }
  session->expected = request_expects(request);
  session->undecodable = session->attempts = 0;
  session->retries = request->retries;
  session->timeout_us = request->timeout_us;
  session->is_slow = request->slow;
  session->handler = handler;
  session->user = user;
  g_hash_table_insert(sessions->asked, GUINT_TO_POINTER(session->id), session);
  session_queue(session);
  g_source_set_ready_time(&sessions->source, 0);
  return TRUE;
}
