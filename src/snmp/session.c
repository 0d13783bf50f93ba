#include "snmp/session.h"

#include "base/error.h"
#include "base/limits.h"
#include "netsnmp/library.h"
#include "snmp/netsnmp_message.h"
#include "snmp/session_state.h"

#include <errno.h>
#include <sys/resource.h>

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
    session->stream = stream_new(sessions->streams, &session->peer, session_stream_events(), session);
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
  int udp = session_udp(session);
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
