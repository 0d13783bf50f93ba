#include "snmp/netsnmp_message.h"

#include "snmp/netsnmp_decode.h"
#include "snmp/netsnmp_packet.h"

#include <net-snmp/net-snmp-config.h>
#include <net-snmp/net-snmp-includes.h>
#include <string.h>

#define SEQUENCE (u_char)(ASN_SEQUENCE | ASN_CONSTRUCTOR)

static const int commands[] = {
    [REQUEST_GET] = SNMP_MSG_GET, [REQUEST_NEXT] = SNMP_MSG_GETNEXT, [REQUEST_BULK] = SNMP_MSG_GETBULK};

/* ---- encoding ---- */

static void put_name(struct packet *packet, const struct oid *name)
{
  oid ids[OID_MAX];
  size_t n = name->n;
  for (guint i = 0; i < name->n; i++)
    ids[i] = name->ids[i];
  packet->failed = packet->failed || !snmp_realloc_rbuild_var_op(&packet->buffer, &packet->size, &packet->length, 1, ids,
                                                                 &n, ASN_NULL, NULL, 0);
}

static void put_pdu(struct packet *packet, const struct request *request, guint32 id)
{
  gboolean bulk = request->kind == REQUEST_BULK;
  for (guint i = request->n; i > 0; i--)
    put_name(packet, &request->names[i - 1]);
  packet_put_envelope(packet, SEQUENCE, 0);
  packet_put_number(packet, bulk ? (long)request->repetitions : 0);
  packet_put_number(packet, bulk ? (long)request->scalars : 0);
  packet_put_number(packet, (long)id);
  packet_put_envelope(packet, (u_char)commands[request->kind], 0);
}

GBytes *pdu_encode(const struct request *request, guint32 id)
{
  struct packet packet;
  packet_init(&packet);
  put_pdu(&packet, request, id);
  return packet_end(&packet);
}

GBytes *message_encode(const struct request *request, guint32 id, enum snmp_version version, const char *community)
{
  struct packet packet;
  packet_init(&packet);
  put_pdu(&packet, request, id);
  packet_put_octets(&packet, community, strlen(community));
  packet_put_number(&packet, version == SNMP_V1 ? SNMP_VERSION_1 : SNMP_VERSION_2c);
  packet_put_envelope(&packet, SEQUENCE, 0);
  return packet_end(&packet);
}

/* ---- decoding ---- */

gboolean message_version(guint8 *bytes, gsize n, enum snmp_version *version)
{
  u_char type;
  long number = -1;
  u_char *inside = asn_parse_sequence(bytes, &n, &type, SEQUENCE, "version");
  if (!inside || !asn_parse_int(inside, &n, &type, &number, sizeof number))
    return FALSE;
  *version = number == SNMP_VERSION_1 ? SNMP_V1 : number == SNMP_VERSION_2c ? SNMP_V2C : SNMP_V3;
  return number == SNMP_VERSION_1 || number == SNMP_VERSION_2c || number == SNMP_VERSION_3;
}

gboolean message_decode(guint8 *bytes, gsize n, guint32 *id, struct reply *reply)
{
  struct pdu_head head;
  u_char community[COMMUNITY_MAX_LEN];
  size_t length = sizeof community;
  long version;
  u_char *pdu = snmp_comstr_parse(bytes, &n, community, &length, &version);
  if (!pdu || (version != SNMP_VERSION_1 && version != SNMP_VERSION_2c) || !pdu_decode(pdu, n, &head, reply))
    return FALSE;
  *id = head.id;
  return !head.is_report;
}
