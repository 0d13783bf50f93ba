#include "snmp/netsnmp_message.h"

#include "snmp/netsnmp_decode.h"

#include <net-snmp/net-snmp-config.h>
#include <net-snmp/net-snmp-includes.h>
#include <stdlib.h>
#include <string.h>

#define MESSAGE_BYTES 1024 /* to begin with; the library lets it grow */
#define SEQUENCE (u_char)(ASN_SEQUENCE | ASN_CONSTRUCTOR)

static const int commands[] = {
    [REQUEST_GET] = SNMP_MSG_GET, [REQUEST_NEXT] = SNMP_MSG_GETNEXT, [REQUEST_BULK] = SNMP_MSG_GETBULK};

/* ---- encoding: from the end of the buffer, as the library does ---- */

struct packet {
  u_char *bytes;
  size_t size, length;
};

static gboolean put_int(struct packet *packet, long number)
{
  return asn_realloc_rbuild_int(&packet->bytes, &packet->size, &packet->length, 1, ASN_INTEGER, &number, sizeof number);
}

static gboolean put_text(struct packet *packet, const char *text)
{
  return asn_realloc_rbuild_string(&packet->bytes, &packet->size, &packet->length, 1, ASN_OCTET_STR,
                                   (const u_char *)text, strlen(text));
}

/* Around all that was put since it had `before` bytes. */
static gboolean put_sequence(struct packet *packet, u_char type, size_t before)
{
  return asn_realloc_rbuild_sequence(&packet->bytes, &packet->size, &packet->length, 1, type, packet->length - before);
}

static gboolean put_name(struct packet *packet, const struct oid *name)
{
  oid ids[OID_MAX];
  size_t n = name->n;
  for (guint i = 0; i < name->n; i++)
    ids[i] = name->ids[i];
  return snmp_realloc_rbuild_var_op(&packet->bytes, &packet->size, &packet->length, 1, ids, &n, ASN_NULL, NULL, 0);
}

static gboolean put_pdu(struct packet *packet, const struct request *request, guint32 id)
{
  gboolean bulk = request->kind == REQUEST_BULK;
  for (guint i = request->n; i > 0; i--)
    if (!put_name(packet, &request->names[i - 1]))
      return FALSE;
  return put_sequence(packet, SEQUENCE, 0) && put_int(packet, bulk ? (long)request->repetitions : 0) &&
         put_int(packet, bulk ? (long)request->scalars : 0) && put_int(packet, (long)id) &&
         put_sequence(packet, (u_char)commands[request->kind], 0);
}

GBytes *message_encode(const struct request *request, guint32 id, enum snmp_version version, const char *community)
{
  struct packet packet = {malloc(MESSAGE_BYTES), MESSAGE_BYTES, 0};
  gboolean done = put_pdu(&packet, request, id) && put_text(&packet, community) &&
                  put_int(&packet, version == SNMP_V1 ? SNMP_VERSION_1 : SNMP_VERSION_2c) &&
                  put_sequence(&packet, SEQUENCE, 0);
  GBytes *bytes = done ? g_bytes_new(packet.bytes + packet.size - packet.length, packet.length) : NULL;
  free(packet.bytes);
  return bytes;
}

/* ---- decoding ---- */

gboolean message_decode(guint8 *bytes, gsize n, guint32 *id, struct reply *reply)
{
  u_char community[COMMUNITY_MAX_LEN];
  size_t length = sizeof community;
  long version;
  u_char *pdu = snmp_comstr_parse(bytes, &n, community, &length, &version);
  return pdu && (version == SNMP_VERSION_1 || version == SNMP_VERSION_2c) && pdu_decode(pdu, n, id, reply);
}
