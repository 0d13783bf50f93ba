#pragma once
/*
 * From the bytes of a PDU to a reply, by net-snmp's parsers of single values: its PDU would cost an allocation for
 * each variable binding. Types are told apart, lengths checked, everything copied. Any thread.
 */
#include "snmp/session.h"

struct pdu_head {
  guint32 id;
  gboolean is_report; /* of version 3; else a response */
};

/* Reads what a list of variable bindings holds, at most `most` of them. NULL or what is left behind them, `n` bytes. */
guint8 *varbinds_decode(guint8 *bytes, gsize *n, struct varbind *varbinds, gsize most, gsize *count);

/* What the library read, with the 32 bits that the standard gives a sub-identifier; one that is too long is empty. */
void oid_take(struct oid *result, const gulong *ids, gsize n);

/* Fills status (ANSWER, REFUSED or MALFORMED), error, n and varbinds of `reply`. FALSE: it is neither. */
gboolean pdu_decode(guint8 *bytes, gsize n, struct pdu_head *head, struct reply *reply);
