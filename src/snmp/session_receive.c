#include "snmp/netsnmp_message.h"
#include "snmp/session_state.h"

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
  const struct datagram message = {.from = session->peer, .bytes = bytes, .n = n};
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

const struct stream_events *session_stream_events(void)
{
  static const struct stream_events events = {on_stream_message, on_stream_lost};
  return &events;
}

void sessions_receive(struct sessions *sessions, int fd)
{
  struct datagram datagrams[UDP_BATCH];
  guint n = UDP_BATCH;
  for (guint batch = 0; batch < TURN_BATCHES && n == UDP_BATCH; batch++) {
    n = udp_receive(fd, sessions->buffers, datagrams);
    for (guint i = 0; i < n; i++)
      sessions_take(sessions, &datagrams[i], NULL);
  }
}

void sessions_take_errors(struct sessions *sessions, int fd)
{
  struct peer about;
  int error;
  for (guint i = 0; i < TURN_EXPIRIES && udp_next_error(fd, &about, &error); i++) {
    struct session *session = g_hash_table_lookup(sessions->peers, &about);
    if (session && session->asking && session->attempts > 0 && error)
      session_deliver_error(session, REPLY_UNREACHABLE, (guint)error);
  }
}
