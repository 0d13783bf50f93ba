#include "snmp/session_state.h"

void session_queue(struct session *session)
{
  session->queue = session->is_slow ? &session->sessions->slow : &session->sessions->waiting;
  g_queue_push_tail_link(session->queue, &session->queue_link);
  g_source_set_ready_time(&session->sessions->source, 0);
}

void session_unqueue(struct session *session)
{
  if (session->queue)
    g_queue_unlink(session->queue, &session->queue_link);
  session->queue = NULL;
}

void session_land(struct session *session)
{
  if (session->in_flight)
    g_queue_unlink(&session->sessions->flight, &session->flight_link);
  session->in_flight = FALSE;
}

void session_end_attempt(struct session *session)
{
  session_land(session);
  g_clear_pointer(&session->expiry, g_sequence_remove);
}

void session_drop_message(struct session *session)
{
  if (session->message)
    g_hash_table_remove(session->sessions->asked, GUINT_TO_POINTER(session->id));
  g_clear_pointer(&session->message, g_bytes_unref);
}

void session_end_wait(struct session *session)
{
  session_unqueue(session);
  session_end_attempt(session);
  session_drop_message(session);
  g_clear_pointer(&session->pdu, g_bytes_unref);
  if (session->stream)
    stream_rest(session->stream);
  session->asking = FALSE;
}

void session_deliver(struct session *session, enum reply_status status)
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

void session_deliver_error(struct session *session, enum reply_status status, guint error)
{
  session->sessions->reply.error = error;
  session_deliver(session, status);
}

void session_deny(struct session *session, enum denial why)
{
  session->sessions->tally->denied++;
  session_deliver_error(session, REPLY_DENIED, why);
}
