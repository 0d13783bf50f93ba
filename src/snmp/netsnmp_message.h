#pragma once
/*
 * SNMP messages of versions 1 and 2c to bytes and back, by net-snmp's coder. The library is given no session and no
 * socket: what is asked, of whom, and until when is kept by session.c. One thread.
 */
#include "snmp/session.h"

/* The bytes of a request; NULL where the library cannot make them. Caller frees. */
GBytes *message_encode(const struct request *request, guint32 id, enum snmp_version version, const char *community);

/* Fills status (ANSWER, REFUSED or MALFORMED), error, n and varbinds of `reply` from a datagram. FALSE: it is
 * no response of these versions. */
gboolean message_decode(guint8 *bytes, gsize n, guint32 *id, struct reply *reply);
