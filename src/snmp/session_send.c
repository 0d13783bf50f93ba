#include "snmp/session_state.h"

int session_udp(const struct session *session)
{
  return session->peer.family == AF_INET6 ? UDP6 : UDP4;
}

static gint compare_expiry(gconstpointer a, gconstpointer b, gpointer unused)
{
  (void)unused;
  gint64 first = ((const struct session *)a)->expires_us, second = ((const struct session *)b)->expires_us;
  return first < second ? -1 : first > second;
}

guint32 sessions_new_id(const struct sessions *sessions)
{
  guint32 id;
  do
    id = g_random_int() & G_MAXINT32;
  while (id == 0 || g_hash_table_contains(sessions->asked, GUINT_TO_POINTER(id)));
  return id;
}

void session_set_message(struct session *session, guint32 id, GBytes *message)
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
                              : udp_send(sessions->fds[session_udp(session)], &session->peer, session->message);
  if (error)
    session_deliver_error(session, REPLY_UNREACHABLE, (guint)error);
}

struct session *sessions_next(struct sessions *sessions)
{
  struct session *earliest;
  gint64 now_us = g_get_monotonic_time();
  while ((earliest = g_queue_peek_head(&sessions->flight)) && now_us - earliest->flown_us >= FLIGHT_US)
    session_land(earliest);
  if (g_queue_is_empty(&sessions->waiting))
    return g_queue_peek_head(&sessions->slow);
  return sessions->flight.length < FLIGHT_MAX ? g_queue_peek_head(&sessions->waiting) : NULL;
}

void sessions_send(struct sessions *sessions)
{
  struct session *session;
  for (guint i = 0; i < TURN_SENDS && (session = sessions_next(sessions)); i++)
    session_send(session);
}

struct session *sessions_first_to_expire(struct sessions *sessions)
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

void sessions_expire(struct sessions *sessions)
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
