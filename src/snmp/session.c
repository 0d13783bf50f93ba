#include "snmp/session.h"

#include "base/error.h"
#include "base/limits.h"
#include "snmp/netsnmp_library.h"
#include "snmp/netsnmp_message.h"
#include "snmp/stream.h"
#include "snmp/udp.h"
#include "snmp/usm.h"

#include <errno.h>
#include <string.h>
#include <sys/resource.h>

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

static int udp_of(const struct session *session)
{
  return session->peer.family == AF_INET6 ? UDP6 : UDP4;
}

/* ---- the queues ---- */

static void session_queue(struct session *session)
{
  session->queue = session->is_slow ? &session->sessions->slow : &session->sessions->waiting;
  g_queue_push_tail_link(session->queue, &session->queue_link);
  g_source_set_ready_time(&session->sessions->source, 0);
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

static void session_drop_message(struct session *session)
{
  if (session->message)
    g_hash_table_remove(session->sessions->asked, GUINT_TO_POINTER(session->id));
  g_clear_pointer(&session->message, g_bytes_unref);
}

static void session_end_wait(struct session *session)
{
  session_unqueue(session);
  session_end_attempt(session);
  session_drop_message(session);
  g_clear_pointer(&session->pdu, g_bytes_unref);
  if (session->stream)
    stream_rest(session->stream);
  session->asking = FALSE;
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

static void session_deliver_error(struct session *session, enum reply_status status, guint error)
{
  session->sessions->reply.error = error;
  session_deliver(session, status);
}

static void session_deny(struct session *session, enum denial why)
{
  session->sessions->tally->denied++;
  session_deliver_error(session, REPLY_DENIED, why);
}

/* ---- what comes ---- */

static void sessions_take_garbage(struct sessions *sessions, const struct peer *from)
{
  struct session *session = g_hash_table_lookup(sessions->peers, from);
  sessions->tally->bad_replies++;
  if (session && session->asking)
    session->undecodable++;
}

/* Whose message it answers; NULL: nobody's, which is counted. `through`: whose connection it came over; NULL: UDP. */
static struct session *sessions_asked(struct sessions *sessions, guint32 id, enum snmp_version version,
                                      const struct peer *from, const struct session *through)
{
  struct session *session = g_hash_table_lookup(sessions->asked, GUINT_TO_POINTER(id));
  if (session && session->version == version &&
      (session->stream ? session == through : !through && peer_equal(&session->peer, from)))
    return session;
  /* Without a request it is late, or a copy, unless it comes from nobody we know. */
  if (session || !(through || g_hash_table_contains(sessions->peers, from)))
    sessions->tally->foreign_replies++;
  return NULL;
}

static void session_take_reply(struct session *session, gsize bytes)
{
  struct reply *reply = &session->sessions->reply;
  reply->bytes = (guint)bytes;
  session_deliver(session, reply->n > session->expected ? REPLY_MALFORMED : reply->status);
}

/* What was asked goes out again, with what the agent told of itself; that attempt does not count. */
static void session_ask_anew(struct session *session, guint64 *learned)
{
  ++*learned;
  session_end_attempt(session);
  session_unqueue(session);
  session_drop_message(session);
  session->attempts--;
  session_queue(session);
}

static void session_take_secured(struct session *session, struct secured *message)
{
  struct sessions *sessions = session->sessions;
  switch (usm_take(session->usm, message, session->pdu_id, &sessions->reply)) {
  case USM_ANSWER:
    session_take_reply(session, message->n_message);
    break;
  case USM_LEARNED_ENGINE:
    session_ask_anew(session, &sessions->tally->engines_learned);
    break;
  case USM_LEARNED_CLOCK:
    session_ask_anew(session, &sessions->tally->clocks_learned);
    break;
  case USM_DENIED:
    session_deny(session, sessions->reply.error);
    break;
  case USM_FOREIGN:
    sessions->tally->foreign_replies++;
    break;
  }
}

static void sessions_take(struct sessions *sessions, const struct datagram *datagram, const struct session *through)
{
  guint32 id;
  enum snmp_version version;
  struct session *session;
  struct secured message;
  gboolean sound = !datagram->cut && message_version(datagram->bytes, datagram->n, &version);
  if (sound && version == SNMP_V3) {
    if ((sound = secured_parse(datagram->bytes, datagram->n, &message)) &&
        (session = sessions_asked(sessions, message.id, version, &datagram->from, through)))
      session_take_secured(session, &message);
  } else if (sound) {
    if ((sound = message_decode(datagram->bytes, datagram->n, &id, &sessions->reply)) &&
        (session = sessions_asked(sessions, id, version, &datagram->from, through)))
      session_take_reply(session, datagram->n);
  }
  if (!sound)
    sessions_take_garbage(sessions, &datagram->from);
}

static void on_stream_message(guint8 *bytes, gsize n, gpointer user)
{
  const struct session *session = user;
  const struct datagram message = {session->peer, bytes, n, FALSE};
  sessions_take(session->sessions, &message, session);
}

/* One that was used before may have been closed by an agent that restarted: it is made anew, once. */
static void on_stream_lost(int error, gboolean used, gpointer user)
{
  struct session *session = user;
  session_end_attempt(session);
  if (used)
    session_queue(session);
  else
    session_deliver_error(session, REPLY_UNREACHABLE, (guint)error);
}

static void sessions_receive(struct sessions *sessions, int fd)
{
  struct datagram datagrams[UDP_BATCH];
  guint n = UDP_BATCH;
  for (guint batch = 0; batch < TURN_BATCHES && n == UDP_BATCH; batch++) {
    n = udp_receive(fd, sessions->buffers, datagrams);
    for (guint i = 0; i < n; i++)
      sessions_take(sessions, &datagrams[i], NULL);
  }
}

static void sessions_take_errors(struct sessions *sessions, int fd)
{
  struct peer about;
  int error;
  for (guint i = 0; i < TURN_EXPIRIES && udp_next_error(fd, &about, &error); i++) {
    struct session *session = g_hash_table_lookup(sessions->peers, &about);
    if (session && session->asking && session->attempts > 0 && error)
      session_deliver_error(session, REPLY_UNREACHABLE, (guint)error);
  }
}

/* ---- what goes ---- */

static gint compare_expiry(gconstpointer a, gconstpointer b, gpointer unused)
{
  (void)unused;
  gint64 first = ((const struct session *)a)->expires_us, second = ((const struct session *)b)->expires_us;
  return first < second ? -1 : first > second;
}

static guint32 sessions_new_id(const struct sessions *sessions)
{
  guint32 id;
  do
    id = g_random_int() & G_MAXINT32;
  while (id == 0 || g_hash_table_contains(sessions->asked, GUINT_TO_POINTER(id)));
  return id;
}

static void session_set_message(struct session *session, guint32 id, GBytes *message)
{
  session->id = id;
  session->message = message;
  if (message)
    g_hash_table_insert(session->sessions->asked, GUINT_TO_POINTER(id), session);
}

/* Of version 3, made late: the engine's clock is in it. FALSE: it cannot be made. */
static gboolean session_make_message(struct session *session)
{
  if (!session->message) {
    guint32 id = sessions_new_id(session->sessions);
    session_set_message(session, id, usm_message(session->usm, id, session->pdu));
  }
  return session->message != NULL;
}

static void session_send(struct session *session)
{
  struct sessions *sessions = session->sessions;
  gint64 now_us = g_get_monotonic_time();
  session_unqueue(session);
  if (!session_make_message(session)) {
    session_deny(session, DENIED_KEYS);
    return;
  }
  if (session->attempts++ == 0)
    session->sent_us = now_us;
  if (!session->deadline_us)
    session->deadline_us = now_us + session->timeout_us * (session->retries + 1);
  session->expires_us = MIN(now_us + session->timeout_us, session->deadline_us);
  session->expiry = g_sequence_insert_sorted(sessions->expiries, session, compare_expiry, NULL);
  if (!session->is_slow) {
    session->flown_us = now_us;
    session->in_flight = TRUE;
    g_queue_push_tail_link(&sessions->flight, &session->flight_link);
  }
  int error = session->stream ? stream_send(session->stream, session->message)
                              : udp_send(sessions->fds[udp_of(session)], &session->peer, session->message);
  if (error)
    session_deliver_error(session, REPLY_UNREACHABLE, (guint)error);
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

static void session_give_up(struct session *session)
{
  gboolean half_known = session->usm && usm_is_half_known(session->usm);
  if (session->usm)
    usm_timed_out(session->usm);
  if (session->stream)
    stream_stop(session->stream);
  if (half_known)
    session_deny(session, DENIED_SILENT);
  else
    session_deliver(session, REPLY_TIMEOUT);
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
    if (session->attempts <= session->retries && now_us < session->deadline_us)
      session_queue(session);
    else
      session_give_up(session);
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

/* Half of the descriptors that this process may have: the others are for all else. */
static guint streams_most(void)
{
  struct rlimit limit;
  return getrlimit(RLIMIT_NOFILE, &limit) == 0 ? (guint)MIN(limit.rlim_cur / 2, LIMIT_HOSTS) : 1;
}

struct sessions *sessions_new(struct tally *tally)
{
  static const GSourceFuncs functions = {.dispatch = sessions_turn};
  netsnmp_library_open();
  struct sessions *sessions = (struct sessions *)g_source_new((GSourceFuncs *)&functions, sizeof *sessions);
  sessions->tally = tally;
  sessions->fds[UDP4] = sessions->fds[UDP6] = -1;
  sessions->buffers = udp_buffers_new(REPLY_BYTES_MAX);
  sessions->streams = stream_pool_new(streams_most(), REPLY_BYTES_MAX);
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

struct session *session_new(struct sessions *sessions, GSocketAddress *address, const struct speech *speech)
{
  static const struct stream_events events = {on_stream_message, on_stream_lost};
  struct session *session = g_new0(struct session, 1);
  struct sockaddr_storage native = {0};
  g_socket_address_to_native(address, &native, sizeof native, NULL);
  session->sessions = sessions;
  peer_from(&session->peer, &native);
  session->text = g_socket_connectable_to_string(G_SOCKET_CONNECTABLE(address));
  session->version = speech->version;
  session->community = g_strdup(speech->community);
  session->usm = speech->usm;
  session->queue_link.data = session->flight_link.data = session;
  if (speech->over_tcp)
    session->stream = stream_new(sessions->streams, &session->peer, &events, session);
  else
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
  stream_free(session->stream);
  g_free(session->text);
  g_free(session->community);
  g_free(session);
}

static gboolean session_open(struct session *session, GError **error)
{
  struct sessions *sessions = session->sessions;
  int udp = udp_of(session);
  if (session->stream || sessions->fds[udp] >= 0)
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

static guint request_expects(const struct request *request)
{
  guint n = request->kind == REQUEST_BULK
                ? request->scalars + request->repetitions * (request->n - request->scalars)
                : request->n;
  return MIN(n, REPLY_MAX);
}

/* FALSE: the library cannot make it. */
static gboolean session_encode(struct session *session, const struct request *request)
{
  session->pdu_id = sessions_new_id(session->sessions);
  if (session->usm) {
    usm_begin(session->usm);
    session->pdu = pdu_encode(request, session->pdu_id);
    return session->pdu != NULL;
  }
  session_set_message(session, session->pdu_id,
                      message_encode(request, session->pdu_id, session->version, session->community));
  return session->message != NULL;
}

gboolean session_ask(struct session *session, const struct request *request, reply_handler handler,
                     gpointer user, GError **error)
{
  g_assert(!session->asking);
  if (!session_open(session, error))
    return FALSE;
  if (!session_encode(session, request)) {
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_UNAVAILABLE, "nothing can be sent to %s: the request is too large",
                session->text);
    return FALSE;
  }
  session->asking = TRUE;
  session->expected = request_expects(request);
  session->undecodable = session->attempts = 0;
  /* TCP itself sends again what is lost. */
  session->retries = session->stream ? 0 : request->retries;
  session->timeout_us = session->stream ? request->timeout_us * (request->retries + 1) : request->timeout_us;
  session->deadline_us = 0;
  session->is_slow = request->slow;
  session->handler = handler;
  session->user = user;
  session_queue(session);
  return TRUE;
}
