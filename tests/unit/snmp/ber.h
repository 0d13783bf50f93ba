#pragma once
/*
 * Bytes of SNMP as an evil sender may make them: any tag, any length, any number, nothing checked. For tests of what takes
 * traps. Whatever is put goes behind what is there.
 */
#include "snmp/oid.h"

enum { BER_INTEGER = 0x02, BER_OCTETS = 0x04, BER_OID = 0x06, BER_SEQUENCE = 0x30, BER_ADDRESS = 0x40, BER_TICKS = 0x43,
       BER_TRAP = 0xa4, BER_INFORM = 0xa6, BER_TRAP2 = 0xa7 };

void ber_put(GByteArray *out, guint8 tag, gconstpointer content, gsize n);
void ber_put_number(GByteArray *out, guint8 tag, gint64 number);
void ber_put_text(GByteArray *out, const char *text);
void ber_put_oid(GByteArray *out, const guint32 *ids, gsize n);
void ber_put_all(GByteArray *out, guint8 tag, GByteArray *inside); /* takes `inside` */

/* A variable binding with a value that is already encoded; `value` is taken. */
void ber_put_varbind(GByteArray *out, const struct oid *name, GByteArray *value);

/* sysUpTime.0 and snmpTrapOID.0, as leading variable bindings. */
void ber_put_leading(GByteArray *out, const struct oid *trap);

/* The PDU of a trap or inform of version 2 with these variable bindings (taken), and a message around it (taken). */
GByteArray *ber_pdu(guint8 tag, gint64 id, GByteArray *varbinds);
GByteArray *ber_message(gint64 version, const char *community, GByteArray *pdu);

/* A PDU of version 1. */
struct ber_trap {
  const guint32 *enterprise;
  gsize n_enterprise;
  gint64 generic, specific;
};
GByteArray *ber_trap_pdu(const struct ber_trap *trap, GByteArray *varbinds);
