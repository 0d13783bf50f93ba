#pragma once
/*
 * From the bytes of a datagram to a trap, by net-snmp's parsers of single values, and strictly: whatever is longer than its place,
 * left over, or of another type than the standard says is no trap. The library's own reception is not used: it has no
 * say on who may send, and has overflowed (CVE-2025-68615). Any thread.
 */
#include "snmp/trap.h"

/* A message of version 1 or 2c, and its community, borrowed, which need not end with a 0. FALSE: it is none. */
struct plain {
  enum snmp_version version;
  const guint8 *community;
  gsize n_community;
  guint8 *pdu;
  gsize n_pdu;
};
gboolean plain_parse(guint8 *bytes, gsize n, struct plain *plain);

/* The PDU of a message of that version. FALSE: it is no trap or inform. */
gboolean trap_parse(guint8 *pdu, gsize n, enum snmp_version version, struct trap *trap);

/* The message that acknowledges an inform of version 2c: as it came, but with a response in it. */
GBytes *plain_acknowledgement(const struct plain *plain, const guint8 *bytes, gsize n);

/* The PDU that acknowledges the inform: as it came, but a response (RFC 3416 4.2.7). */
GBytes *trap_acknowledgement(const struct trap *trap);

/* A report (RFC 3416 4.2.8) that one counter of usmStats (RFC 3414 5) has the value. */
GBytes *report_pdu(guint32 statistic, guint32 value, guint32 id);
