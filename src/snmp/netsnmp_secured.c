#include "snmp/netsnmp_secured.h"

#include "snmp/netsnmp_packet.h"

#include <net-snmp/net-snmp-config.h>
#include <net-snmp/net-snmp-includes.h>
#include <string.h>

#define SEQUENCE (u_char)(ASN_SEQUENCE | ASN_CONSTRUCTOR)
#define OCTETS (u_char)(ASN_UNIVERSAL | ASN_PRIMITIVE | ASN_OCTET_STR)
#define INTEGER (u_char)(ASN_UNIVERSAL | ASN_PRIMITIVE | ASN_INTEGER)

/* ---- to bytes ---- */

static void put_scoped(struct packet *packet, const struct secured *head, GBytes *pdu)
{
  gsize n;
  gconstpointer bytes = g_bytes_get_data(pdu, &n);
  packet_put_raw(packet, bytes, n);
  packet_put_octets(packet, head->context_name, head->n_context_name); /* none: the default context */
  packet_put_octets(packet, head->context ? head->context : head->engine, head->context ? head->n_context : head->n_engine);
  packet_put_envelope(packet, SEQUENCE, 0);
}

/* In the place of what is there, all of it encrypted. */
static void encrypt(struct packet *packet, const struct secured *head, const struct user_keys *keys)
{
  gsize n = packet->length;
  g_autofree guint8 *cipher = g_malloc(n + 1);
  packet->failed = packet->failed || !user_keys_encrypt(keys, &head->vector, packet_start(packet), n, cipher);
  packet->length = 0;
  packet_put_octets(packet, cipher, n);
}

/* Returns where the signature ends, counted from the end of the message. */
static gsize put_security(struct packet *packet, const struct secured *head, gsize n_mac)
{
  static const guint8 zeros[MAC_MAX] = {0};
  gsize before = packet->length;
  packet_put_octets(packet, head->vector.salt, head->is_encrypted ? SALT_BYTES : 0);
  gsize mac_end = packet->length;
  packet_put_octets(packet, zeros, n_mac);
  packet_put_octets(packet, head->user, head->n_user);
  packet_put_number(packet, (glong)head->vector.time);
  packet_put_number(packet, (glong)head->vector.boots);
  packet_put_octets(packet, head->engine, head->n_engine);
  packet_put_envelope(packet, SEQUENCE, before);
  packet_put_envelope(packet, OCTETS, before);
  return mac_end;
}

static void put_head(struct packet *packet, const struct secured *head)
{
  guint8 flags = (guint8)((head->is_signed ? SNMP_MSG_FLAG_AUTH_BIT : 0) |
                          (head->is_encrypted ? SNMP_MSG_FLAG_PRIV_BIT : 0) |
                          (head->is_reportable ? SNMP_MSG_FLAG_RPRT_BIT : 0));
  gsize before = packet->length;
  packet_put_number(packet, SNMP_SEC_MODEL_USM);
  packet_put_octets(packet, &flags, 1);
  packet_put_number(packet, REPLY_BYTES_MAX);
  packet_put_number(packet, (glong)head->id);
  packet_put_envelope(packet, SEQUENCE, before);
  packet_put_number(packet, SNMP_VERSION_3);
  packet_put_envelope(packet, SEQUENCE, 0);
}

GBytes *secured_encode(const struct secured *head, const struct user_keys *keys, GBytes *pdu)
{
  struct packet packet;
  guint8 mac[MAC_MAX];
  gsize n_mac = head->is_signed ? user_keys_mac_bytes(keys) : 0;
  packet_init(&packet);
  put_scoped(&packet, head, pdu);
  if (head->is_encrypted)
    encrypt(&packet, head, keys);
  gsize mac_end = put_security(&packet, head, n_mac);
  put_head(&packet, head);
  if (!packet.failed && head->is_signed) {
    guint8 *start = packet_start(&packet);
    packet.failed = !user_keys_sign(keys, start, packet.length, mac);
    memcpy(start + packet.length - mac_end - n_mac, mac, n_mac);
  }
  return packet_end(&packet);
}

/* ---- and back ---- */

struct reader {
  u_char *at; /* NULL: it makes no sense */
  size_t left;
};

/* Into an envelope: what is left is what it holds. */
static void take_envelope(struct reader *reader, u_char expected)
{
  u_char type = 0;
  if (reader->at)
    reader->at = asn_parse_header(reader->at, &reader->left, &type);
  if (type != expected)
    reader->at = NULL;
}

static guint32 take_number(struct reader *reader)
{
  u_char type = 0;
  long value = -1;
  if (reader->at)
    reader->at = asn_parse_int(reader->at, &reader->left, &type, &value, sizeof value);
  if (type != INTEGER || value < 0 || value > G_MAXINT32)
    reader->at = NULL;
  return reader->at ? (guint32)value : 0;
}

/* What comes next, borrowed. */
static guint8 *take_octets(struct reader *reader, gsize *n)
{
  u_char type = 0;
  size_t length = reader->left;
  u_char *start = reader->at ? asn_parse_header(reader->at, &length, &type) : NULL;
  if (!start || type != OCTETS || (gsize)(start - reader->at) + length > reader->left) {
    reader->at = NULL;
    *n = 0;
    return NULL;
  }
  reader->left -= (size_t)(start - reader->at) + length;
  reader->at = start + length;
  *n = length;
  return start;
}

static void take_head(struct reader *reader, struct secured *message)
{
  struct reader inside = *reader;
  gsize n_flags;
  take_envelope(&inside, SEQUENCE);
  if (!inside.at) {
    reader->at = NULL;
    return;
  }
  u_char *end = inside.at + inside.left;
  message->id = take_number(&inside);
  take_number(&inside); /* the largest message that they take */
  const guint8 *flags = take_octets(&inside, &n_flags);
  guint32 model = take_number(&inside);
  if (!inside.at || n_flags != 1 || model != SNMP_SEC_MODEL_USM) {
    reader->at = NULL;
    return;
  }
  message->is_signed = (flags[0] & SNMP_MSG_FLAG_AUTH_BIT) != 0;
  message->is_encrypted = (flags[0] & SNMP_MSG_FLAG_PRIV_BIT) != 0;
  message->is_reportable = (flags[0] & SNMP_MSG_FLAG_RPRT_BIT) != 0;
  reader->left -= (size_t)(end - reader->at);
  reader->at = end;
}

static void take_security(struct reader *reader, struct secured *message)
{
  gsize n, n_salt;
  struct reader inside = {take_octets(reader, &n), n};
  take_envelope(&inside, SEQUENCE);
  message->engine = take_octets(&inside, &message->n_engine);
  message->vector.boots = take_number(&inside);
  message->vector.time = take_number(&inside);
  message->user = take_octets(&inside, &message->n_user);
  message->mac = take_octets(&inside, &message->n_mac);
  const guint8 *salt = take_octets(&inside, &n_salt);
  if (!inside.at || n_salt != (message->is_encrypted ? SALT_BYTES : 0))
    reader->at = NULL;
  else
    memcpy(message->vector.salt, salt, n_salt);
}

gboolean secured_parse(guint8 *bytes, gsize n, struct secured *message)
{
  struct reader reader = {bytes, n};
  *message = (struct secured){.message = bytes, .n_message = n};
  take_envelope(&reader, SEQUENCE);
  if (take_number(&reader) != SNMP_VERSION_3 || !reader.at)
    return FALSE;
  take_head(&reader, message);
  if (reader.at)
    take_security(&reader, message);
  if (!reader.at || (message->is_encrypted && !message->is_signed))
    return FALSE;
  if (message->is_encrypted) {
    message->data = take_octets(&reader, &message->n_data);
    return reader.at != NULL;
  }
  message->data = reader.at;
  message->n_data = reader.left;
  return TRUE;
}

gboolean secured_is_genuine(struct secured *message, const struct user_keys *keys)
{
  guint8 sent[MAC_MAX], ours[MAC_MAX], different = 0;
  gsize n = user_keys_mac_bytes(keys);
  if (message->n_mac != n || n > MAC_MAX)
    return FALSE;
  memcpy(sent, message->mac, n);
  memset(message->mac, 0, n);
  if (!user_keys_sign(keys, message->message, message->n_message, ours))
    return FALSE;
  for (gsize i = 0; i < n; i++)
    different |= (guint8)(sent[i] ^ ours[i]);
  return different == 0;
}

guint8 *secured_pdu(struct secured *message, const struct user_keys *keys, guint8 **plain, gsize *n)
{
  struct reader reader = {message->data, message->n_data};
  *plain = NULL;
  if (message->is_encrypted) {
    *plain = g_malloc(message->n_data + 1);
    if (!keys || !user_keys_decrypt(keys, &message->vector, message->data, message->n_data, *plain))
      return NULL;
    reader.at = *plain;
  }
  take_envelope(&reader, SEQUENCE);
  message->context = take_octets(&reader, &message->n_context);
  message->context_name = take_octets(&reader, &message->n_context_name);
  *n = reader.left;
  return reader.at;
}

gboolean secured_open(struct secured *message, const struct user_keys *keys, struct pdu_head *head,
                      struct reply *reply)
{
  gsize n;
  g_autofree guint8 *plain = NULL;
  guint8 *pdu = secured_pdu(message, keys, &plain, &n);
  return pdu && pdu_decode(pdu, n, head, reply);
}
