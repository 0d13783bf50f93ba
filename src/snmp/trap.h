#pragma once
/*
 * A trap or inform as it came (RFC 1157, RFC 3416), whatever its version: that of version 1 is translated as RFC 3584 3.1 says.
 * Plain value; any thread.
 */
#include "snmp/session.h"

#define TRAP_BYTES_MAX 16384 /* of one datagram */
#define TRAP_VARBINDS_MAX 64 /* variable bindings of one, those that lead it aside */

struct trap {
  enum snmp_version version;
  gboolean is_inform; /* its sender waits to hear that it was taken */
  guint32 request_id; /* 0: of version 1 */
  struct oid oid;     /* snmpTrapOID.0 */
  guint32 uptime_ticks;
  guint32 agent; /* IPv4 of whom it is about, in host order: agent-addr, or snmpTrapAddress.0; 0: not told */
  gsize n;
  struct varbind varbinds[TRAP_VARBINDS_MAX]; /* but sysUpTime.0 and snmpTrapOID.0 */
  guint8 *pdu; /* borrowed */
  gsize n_pdu;
};
