#pragma once
/*
 * From the bytes of a PDU to a reply, by net-snmp's parsers of single values: its PDU would cost an allocation for
 * each variable binding. Types are told apart, lengths checked, everything copied. Any thread.
 */
#include "snmp/session.h"

/* Fills status (ANSWER, REFUSED or MALFORMED), error, n and varbinds of `reply`. FALSE: it is no response. */
gboolean pdu_decode(guint8 *bytes, gsize n, guint32 *id, struct reply *reply);
