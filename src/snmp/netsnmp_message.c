#include "snmp/netsnmp_message.h"

#include "snmp/netsnmp_decode.h"

#include <net-snmp/net-snmp-config.h>
#include <net-snmp/net-snmp-includes.h>
#include <stdlib.h>
#include <string.h>

#define MESSAGE_BYTES 1024 /* to begin with; the library lets it grow */

static const int commands[] = {
    [REQUEST_GET] = SNMP_MSG_GET, [REQUEST_NEXT] = SNMP_MSG_GETNEXT, [REQUEST_BULK] = SNMP_MSG_GETBULK};

static netsnmp_pdu *pdu_new(const struct request *request, guint32 id)
{
  netsnmp_pdu *pdu = snmp_pdu_create(commands[request->kind]);
  pdu->reqid = (long)id;
  if (request->kind == REQUEST_BULK) {
    pdu->non_repeaters = (long)request->scalars;
    pdu->max_repetitions = (long)request->repetitions;
  }
  for (guint i = 0; i < request->n; i++) {
    oid name[OID_MAX];
    for (guint j = 0; j < request->names[i].n; j++)
      name[j] = request->names[i].ids[j];
    snmp_add_null_var(pdu, name, request->names[i].n);
  }
  return pdu;
}

GBytes *message_encode(const struct request *request, guint32 id, enum snmp_version version, const char *community)
{
  netsnmp_session net;
  gsize size = MESSAGE_BYTES, length = 0;
  u_char *buffer = malloc(size);
  netsnmp_pdu *pdu = pdu_new(request, id);
  snmp_sess_init(&net);
  net.version = pdu->version = version == SNMP_V1 ? SNMP_VERSION_1 : SNMP_VERSION_2c;
  net.community = (u_char *)community;
  net.community_len = strlen(community);
  int failed = snmp_build(&buffer, &size, &length, &net, pdu);
  /* The library writes from the end of the buffer. */
  GBytes *bytes = failed ? NULL : g_bytes_new(buffer + size - length, length);
  snmp_free_pdu(pdu);
  free(buffer);
  return bytes;
}

static void reply_decode(struct reply *reply, const netsnmp_pdu *pdu)
{
  reply->n = 0;
  reply->error = (guint)pdu->errstat;
  reply->error_index = (guint)MAX(pdu->errindex, 0);
  reply->status = pdu->errstat != SNMP_ERR_NOERROR ? REPLY_REFUSED : REPLY_ANSWER;
  for (const netsnmp_variable_list *variable = pdu->variables; variable; variable = variable->next_variable) {
    if (reply->n == REPLY_MAX) {
      reply->status = REPLY_MALFORMED;
      return;
    }
    varbind_decode(&reply->varbinds[reply->n++], variable);
  }
  if (reply->n == 0 && reply->status == REPLY_ANSWER)
    reply->status = REPLY_MALFORMED;
}

/* As the message says; -1: it is none. */
static long version_of(guint8 *bytes, gsize n)
{
  u_char type;
  long version = -1;
  u_char *inside = asn_parse_sequence(bytes, &n, &type, ASN_SEQUENCE | ASN_CONSTRUCTOR, "version");
  return inside && asn_parse_int(inside, &n, &type, &version, sizeof version) ? version : -1;
}

gboolean message_decode(guint8 *bytes, gsize n, guint32 *id, struct reply *reply)
{
  netsnmp_session net;
  snmp_sess_init(&net);
  /* Without a session the library must not be led into version 3. */
  net.version = version_of(bytes, n);
  if (net.version != SNMP_VERSION_1 && net.version != SNMP_VERSION_2c)
    return FALSE;
  netsnmp_pdu *pdu = snmp_pdu_create(SNMP_MSG_RESPONSE);
  gboolean sound = snmp_parse(NULL, &net, pdu, bytes, n) == 0 && pdu->command == SNMP_MSG_RESPONSE;
  if (sound) {
    *id = (guint32)pdu->reqid;
    reply_decode(reply, pdu);
  }
  snmp_free_pdu(pdu);
  return sound;
}
