#include "snmp/netsnmp_decode.h"

#include <net-snmp/net-snmp-config.h>
#include <net-snmp/net-snmp-includes.h>
#include <string.h>

#define SEQUENCE (u_char)(ASN_SEQUENCE | ASN_CONSTRUCTOR)

/* The encoded value of a variable binding: `bytes` with its head, `length` without. */
struct encoded {
  u_char type;
  u_char *bytes, *end;
  size_t length;
};

/* The library's sub-identifiers are longs. */
G_STATIC_ASSERT(sizeof(oid) == sizeof(gulong));
void oid_take(struct oid *result, const gulong *ids, gsize n)
{
  result->n = n > OID_MAX ? 0 : (guint)n;
  for (guint i = 0; i < result->n; i++)
    result->ids[i] = (guint32)ids[i];
}

static gboolean integer_decode(struct snmp_value *value, const struct encoded *encoded)
{
  size_t n = (size_t)(encoded->end - encoded->bytes);
  u_char type;
  long number;
  if (!asn_parse_int(encoded->bytes, &n, &type, &number, sizeof number))
    return FALSE;
  value->type = VALUE_INTEGER;
  value->number = (guint64)number;
  return TRUE;
}

static gboolean unsigned_decode(struct snmp_value *value, const struct encoded *encoded, enum value_type its_type)
{
  size_t n = (size_t)(encoded->end - encoded->bytes);
  u_char type;
  u_long number;
  if (!asn_parse_unsigned_int(encoded->bytes, &n, &type, &number, sizeof number))
    return FALSE;
  value->type = its_type;
  value->number = number & G_MAXUINT32;
  return TRUE;
}

static gboolean counter64_decode(struct snmp_value *value, const struct encoded *encoded)
{
  size_t n = (size_t)(encoded->end - encoded->bytes);
  u_char type;
  struct counter64 counter;
  if (!asn_parse_unsigned_int64(encoded->bytes, &n, &type, &counter, sizeof counter))
    return FALSE;
  value->type = VALUE_COUNTER64;
  value->number = (guint64)(counter.high & G_MAXUINT32) << 32 | (counter.low & G_MAXUINT32);
  return TRUE;
}

static gboolean oid_decode(struct snmp_value *value, const struct encoded *encoded)
{
  size_t n = (size_t)(encoded->end - encoded->bytes), length = MAX_OID_LEN;
  u_char type;
  oid ids[MAX_OID_LEN];
  if (!asn_parse_objid(encoded->bytes, &n, &type, ids, &length))
    return FALSE;
  value->type = VALUE_OID;
  oid_take(&value->oid, ids, length);
  return TRUE;
}

static gboolean text_decode(struct snmp_value *value, const struct encoded *encoded)
{
  value->type = VALUE_TEXT;
  value->length = (guint)MIN(encoded->length, TEXT_MAX);
  memcpy(value->text, encoded->end - encoded->length, value->length);
  return TRUE;
}

static gboolean address_decode(struct snmp_value *value, const struct encoded *encoded)
{
  guint32 address;
  if (encoded->length != sizeof address)
    return FALSE;
  memcpy(&address, encoded->end - sizeof address, sizeof address);
  value->type = VALUE_ADDRESS;
  value->number = GUINT32_FROM_BE(address);
  return TRUE;
}

static gboolean value_decode(struct snmp_value *value, const struct encoded *encoded)
{
  switch (encoded->type) {
  case ASN_INTEGER:
    return integer_decode(value, encoded);
  case ASN_GAUGE:
    return unsigned_decode(value, encoded, VALUE_UNSIGNED);
  case ASN_COUNTER:
    return unsigned_decode(value, encoded, VALUE_COUNTER32);
  case ASN_TIMETICKS:
    return unsigned_decode(value, encoded, VALUE_TICKS);
  case ASN_COUNTER64:
    return counter64_decode(value, encoded);
  case ASN_OCTET_STR:
    return text_decode(value, encoded);
  case ASN_OBJECT_ID:
    return oid_decode(value, encoded);
  case ASN_IPADDRESS:
    return address_decode(value, encoded);
  case SNMP_NOSUCHOBJECT:
  case SNMP_NOSUCHINSTANCE:
    value->type = VALUE_ABSENT;
    return TRUE;
  case SNMP_ENDOFMIBVIEW:
    value->type = VALUE_END;
    return TRUE;
  default:
    return TRUE;
  }
}

/* Returns what follows it, with `n` bytes left; NULL: it is none. */
static u_char *varbind_decode(u_char *bytes, size_t *n, struct varbind *varbind)
{
  oid name[MAX_OID_LEN];
  size_t name_length = MAX_OID_LEN;
  struct encoded encoded;
  encoded.end = snmp_parse_var_op(bytes, name, &name_length, &encoded.type, &encoded.length, &encoded.bytes, n);
  if (!encoded.end)
    return NULL;
  oid_take(&varbind->name, name, name_length);
  varbind->value.type = VALUE_OTHER;
  varbind->value.number = 0;
  varbind->value.length = 0;
  return value_decode(&varbind->value, &encoded) ? encoded.end : NULL;
}

guint8 *varbinds_decode(guint8 *bytes, gsize *n, struct varbind *varbinds, gsize most, gsize *count)
{
  *count = 0;
  while (bytes && *n > 0 && *count < most)
    bytes = varbind_decode(bytes, n, &varbinds[(*count)++]);
  return bytes;
}

static gboolean reply_decode(u_char *bytes, size_t n, struct reply *reply)
{
  bytes = varbinds_decode(bytes, &n, reply->varbinds, REPLY_MAX, &reply->n);
  if (bytes && (n > 0 || (reply->n == 0 && reply->status == REPLY_ANSWER)))
    reply->status = REPLY_MALFORMED;
  return bytes != NULL;
}

gboolean pdu_decode(guint8 *bytes, gsize n, struct pdu_head *head, struct reply *reply)
{
  u_char type;
  long numbers[3]; /* request id, error status, error index */
  bytes = asn_parse_header(bytes, &n, &type);
  if (!bytes || (type != SNMP_MSG_RESPONSE && type != SNMP_MSG_REPORT))
    return FALSE;
  head->is_report = type == SNMP_MSG_REPORT;
  for (guint i = 0; bytes && i < G_N_ELEMENTS(numbers); i++)
    bytes = asn_parse_int(bytes, &n, &type, &numbers[i], sizeof numbers[i]);
  bytes = bytes ? asn_parse_sequence(bytes, &n, &type, SEQUENCE, "varbinds") : NULL;
  if (!bytes)
    return FALSE;
  head->id = (guint32)numbers[0];
  reply->error = (guint)numbers[1];
  reply->error_index = (guint)MAX(numbers[2], 0);
  reply->status = numbers[1] != SNMP_ERR_NOERROR ? REPLY_REFUSED : REPLY_ANSWER;
  return reply_decode(bytes, n, reply);
}
