#pragma once
/*
 * SNMP messages of versions 1 and 2c, and the PDU of every version, to bytes and back, by net-snmp's coder. The
 * library is given no session and no socket: what is asked, of whom, and until when is kept by session.c. One thread.
 */
#include "snmp/session.h"

/* The bytes of a request; NULL where the library cannot make them. Caller frees. */
GBytes *message_encode(const struct request *request, guint32 id, enum snmp_version version, const char *community);

/* Its PDU alone, which version 3 puts into an envelope of its own. */
GBytes *pdu_encode(const struct request *request, guint32 id);

/* As the message says; FALSE: it is none, or of no version of ours. */
gboolean message_version(guint8 *bytes, gsize n, enum snmp_version *version);

/* Fills status (ANSWER, REFUSED or MALFORMED), error, n and varbinds of `reply` from a datagram. FALSE: it is
 * no response of versions 1 and 2c. */
gboolean message_decode(guint8 *bytes, gsize n, guint32 *id, struct reply *reply);
