#include "snmp/netsnmp_trap.h"

#include "snmp/netsnmp_decode.h"
#include "snmp/netsnmp_packet.h"

#include <net-snmp/net-snmp-config.h>
#include <net-snmp/net-snmp-includes.h>
#include <string.h>

#define SEQUENCE (u_char)(ASN_SEQUENCE | ASN_CONSTRUCTOR)
#define OCTETS (u_char)(ASN_UNIVERSAL | ASN_PRIMITIVE | ASN_OCTET_STR)
#define ENTERPRISE_SPECIFIC 6
#define LEADING 2 /* sysUpTime.0 and snmpTrapOID.0 */

static const struct oid sys_uptime = OID(1, 3, 6, 1, 2, 1, 1, 3, 0);
static const struct oid trap_oid = OID(1, 3, 6, 1, 6, 3, 1, 1, 4, 1, 0);
static const struct oid trap_address = OID(1, 3, 6, 1, 6, 3, 18, 1, 3, 0);
static const struct oid generic_traps = OID(1, 3, 6, 1, 6, 3, 1, 1, 5);

struct reader {
  u_char *at; /* NULL: it makes no sense */
  size_t left;
};

/* An envelope that is all of what is left: nothing stands behind it. */
static void take_whole(struct reader *reader, u_char expected)
{
  u_char type = 0, *begin = reader->at;
  size_t whole = reader->left;
  if (begin)
    reader->at = asn_parse_header(begin, &reader->left, &type);
  if (!reader->at || type != expected || (size_t)(reader->at - begin) + reader->left != whole)
    reader->at = NULL;
}

/* The library cuts a longer one down to 32 bits. */
static glong take_integer(struct reader *reader)
{
  u_char type = 0;
  long value = 0;
  size_t length = reader->left;
  if (reader->at && (!asn_parse_header(reader->at, &length, &type) || length > sizeof(gint32)))
    reader->at = NULL;
  if (reader->at)
    reader->at = asn_parse_int(reader->at, &reader->left, &type, &value, sizeof value);
  if (type != ASN_INTEGER)
    reader->at = NULL;
  return value;
}

static void take_oid(struct reader *reader, struct oid *taken)
{
  u_char type = 0;
  oid ids[MAX_OID_LEN];
  size_t n = MAX_OID_LEN;
  if (reader->at)
    reader->at = asn_parse_objid(reader->at, &reader->left, &type, ids, &n);
  /* The library reads one without any number as a single 0. */
  if (type != ASN_OBJECT_ID || n < 2)
    reader->at = NULL;
  oid_take(taken, ids, reader->at ? n : 0);
  if (taken->n == 0)
    reader->at = NULL; /* longer than ours may be */
}

gboolean plain_parse(guint8 *bytes, gsize n, struct plain *plain)
{
  struct reader reader = {bytes, n};
  u_char type = 0;
  take_whole(&reader, SEQUENCE);
  glong version = take_integer(&reader);
  if (!reader.at || (version != SNMP_VERSION_1 && version != SNMP_VERSION_2c))
    return FALSE;
  size_t length = reader.left;
  u_char *community = asn_parse_header(reader.at, &length, &type);
  if (!community || type != OCTETS || (size_t)(community - reader.at) + length > reader.left)
    return FALSE;
  plain->version = version == SNMP_VERSION_1 ? SNMP_V1 : SNMP_V2C;
  plain->community = community;
  plain->n_community = length;
  plain->pdu = community + length;
  plain->n_pdu = reader.left - (size_t)(plain->pdu - reader.at);
  return TRUE;
}

/* ---- version 1 ---- */

static void take_agent_address(struct reader *reader, struct trap *trap)
{
  u_char type = 0;
  guint32 address = 0;
  size_t n = sizeof address;
  if (reader->at)
    reader->at = asn_parse_string(reader->at, &reader->left, &type, (u_char *)&address, &n);
  if (type != ASN_IPADDRESS || n != sizeof address)
    reader->at = NULL;
  trap->agent = GUINT32_FROM_BE(address);
}

static void take_ticks(struct reader *reader, struct trap *trap)
{
  u_char type = 0;
  u_long ticks = 0;
  if (reader->at)
    reader->at = asn_parse_unsigned_int(reader->at, &reader->left, &type, &ticks, sizeof ticks);
  if (type != ASN_TIMETICKS)
    reader->at = NULL;
  trap->uptime_ticks = (guint32)ticks;
}

/* RFC 3584 3.1 (2) and (3). The largest number that a field holds is nobody's trap: who sends it tries our sums. */
static gboolean translate(struct trap *trap, const struct oid *enterprise, glong generic, glong specific)
{
  if (generic < 0 || generic > ENTERPRISE_SPECIFIC || specific < 0 || specific == G_MAXINT32)
    return FALSE;
  if (generic < ENTERPRISE_SPECIFIC) {
    trap->oid = generic_traps;
    trap->oid.ids[trap->oid.n++] = (guint32)generic + 1;
    return TRUE;
  }
  if (enterprise->n > OID_MAX - 2)
    return FALSE;
  trap->oid = *enterprise;
  trap->oid.ids[trap->oid.n++] = 0;
  trap->oid.ids[trap->oid.n++] = (guint32)specific;
  return TRUE;
}

static gboolean parse_version_1(struct reader *reader, struct trap *trap)
{
  struct oid enterprise;
  take_oid(reader, &enterprise);
  take_agent_address(reader, trap);
  glong generic = take_integer(reader), specific = take_integer(reader);
  take_ticks(reader, trap);
  take_whole(reader, SEQUENCE);
  if (!reader->at || !translate(trap, &enterprise, generic, specific))
    return FALSE;
  reader->at = varbinds_decode(reader->at, &reader->left, trap->varbinds, TRAP_VARBINDS_MAX, &trap->n);
  return reader->at && reader->left == 0;
}

/* ---- versions 2c and 3 ---- */

static gboolean take_leading(struct reader *reader, struct trap *trap)
{
  struct varbind leading[LEADING];
  gsize n = 0;
  reader->at = varbinds_decode(reader->at, &reader->left, leading, LEADING, &n);
  if (!reader->at || n != LEADING || oid_compare(&leading[0].name, &sys_uptime) != 0 ||
      leading[0].value.type != VALUE_TICKS || oid_compare(&leading[1].name, &trap_oid) != 0 ||
      leading[1].value.type != VALUE_OID || leading[1].value.oid.n < 2)
    return FALSE;
  trap->uptime_ticks = (guint32)leading[0].value.number;
  trap->oid = leading[1].value.oid;
  return TRUE;
}

static gboolean parse_version_2(struct reader *reader, struct trap *trap)
{
  trap->request_id = (guint32)take_integer(reader);
  take_integer(reader); /* error-status and error-index, which mean nothing here */
  take_integer(reader);
  take_whole(reader, SEQUENCE);
  if (!reader->at || !take_leading(reader, trap))
    return FALSE;
  reader->at = varbinds_decode(reader->at, &reader->left, trap->varbinds, TRAP_VARBINDS_MAX, &trap->n);
  for (gsize i = 0; reader->at && i < trap->n; i++)
    if (trap->varbinds[i].value.type == VALUE_ADDRESS && oid_compare(&trap->varbinds[i].name, &trap_address) == 0)
      trap->agent = (guint32)trap->varbinds[i].value.number;
  return reader->at && reader->left == 0;
}

gboolean trap_parse(guint8 *pdu, gsize n, enum snmp_version version, struct trap *trap)
{
  u_char type = n > 0 ? pdu[0] : 0;
  struct reader reader = {pdu, n};
  trap->version = version;
  trap->is_inform = type == SNMP_MSG_INFORM;
  trap->request_id = trap->agent = 0;
  trap->n = 0;
  trap->pdu = pdu;
  trap->n_pdu = n;
  if (version == SNMP_V1 ? type != SNMP_MSG_TRAP : type != SNMP_MSG_TRAP2 && type != SNMP_MSG_INFORM)
    return FALSE;
  take_whole(&reader, type);
  if (!reader.at)
    return FALSE;
  return version == SNMP_V1 ? parse_version_1(&reader, trap) : parse_version_2(&reader, trap);
}

/* ---- what goes back ---- */

GBytes *plain_acknowledgement(const struct plain *plain, const guint8 *bytes, gsize n)
{
  guint8 *copy = g_memdup2(bytes, n);
  copy[plain->pdu - bytes] = SNMP_MSG_RESPONSE;
  return g_bytes_new_take(copy, n);
}

GBytes *trap_acknowledgement(const struct trap *trap)
{
  guint8 *copy = g_memdup2(trap->pdu, trap->n_pdu);
  copy[0] = SNMP_MSG_RESPONSE;
  return g_bytes_new_take(copy, trap->n_pdu);
}

GBytes *report_pdu(guint32 statistic, guint32 value, guint32 id)
{
  oid name[] = {1, 3, 6, 1, 6, 3, 15, 1, 1, statistic, 0};
  size_t n = G_N_ELEMENTS(name);
  u_long counter = value;
  struct packet packet;
  packet_init(&packet);
  packet.failed = packet.failed || !snmp_realloc_rbuild_var_op(&packet.buffer, &packet.size, &packet.length, 1, name, &n,
                                                               ASN_COUNTER, (u_char *)&counter, sizeof counter);
  packet_put_envelope(&packet, SEQUENCE, 0);
  packet_put_number(&packet, 0);
  packet_put_number(&packet, 0);
  packet_put_number(&packet, (glong)(gint32)id);
  packet_put_envelope(&packet, (u_char)SNMP_MSG_REPORT, 0);
  return packet_end(&packet);
}
