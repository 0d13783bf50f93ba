#include "snmp/netsnmp_decode.h"

#include <net-snmp/net-snmp-config.h>
#include <net-snmp/net-snmp-includes.h>
#include <string.h>

/* The library's sub-identifiers are longs; ours have the 32 bits that the standard gives them. */
static struct oid oid_of(const oid *ids, gsize n)
{
  struct oid result = {.n = 0};
  if (!ids || n > OID_MAX)
    return result;
  for (gsize i = 0; i < n; i++)
    result.ids[i] = (guint32)ids[i];
  result.n = (guint)n;
  return result;
}

static void number_decode(struct snmp_value *value, const netsnmp_variable_list *variable,
                          enum value_type type)
{
  if (!variable->val.integer || variable->val_len != sizeof *variable->val.integer)
    return;
  value->type = type;
  value->number = type == VALUE_INTEGER ? (guint64)*variable->val.integer
                                        : (guint64)*variable->val.integer & G_MAXUINT32;
}

static void counter64_decode(struct snmp_value *value, const netsnmp_variable_list *variable)
{
  const struct counter64 *counter = variable->val.counter64;
  if (!counter || variable->val_len != sizeof *counter)
    return;
  value->type = VALUE_COUNTER64;
  value->number = (guint64)(counter->high & G_MAXUINT32) << 32 | (counter->low & G_MAXUINT32);
}

static void text_decode(struct snmp_value *value, const netsnmp_variable_list *variable)
{
  value->type = VALUE_TEXT;
  value->length = (guint)MIN(variable->val_len, TEXT_MAX);
  if (value->length > 0)
    memcpy(value->text, variable->val.string, value->length);
}

static void value_decode(struct snmp_value *value, const netsnmp_variable_list *variable)
{
  switch (variable->type) {
  case ASN_INTEGER:
    number_decode(value, variable, VALUE_INTEGER);
    break;
  case ASN_GAUGE:
    number_decode(value, variable, VALUE_UNSIGNED);
    break;
  case ASN_COUNTER:
    number_decode(value, variable, VALUE_COUNTER32);
    break;
  case ASN_TIMETICKS:
    number_decode(value, variable, VALUE_TICKS);
    break;
  case ASN_COUNTER64:
    counter64_decode(value, variable);
    break;
  case ASN_OCTET_STR:
    text_decode(value, variable);
    break;
  case ASN_OBJECT_ID:
    value->type = VALUE_OID;
    value->oid = oid_of(variable->val.objid, variable->val_len / sizeof(oid));
    break;
  case SNMP_NOSUCHOBJECT:
  case SNMP_NOSUCHINSTANCE:
    value->type = VALUE_ABSENT;
    break;
  case SNMP_ENDOFMIBVIEW:
    value->type = VALUE_END;
    break;
  default:
    break;
  }
}

void varbind_decode(struct varbind *varbind, const struct variable_list *variable)
{
  varbind->name = oid_of(variable->name, variable->name_length);
  varbind->value.type = VALUE_OTHER;
  varbind->value.number = 0;
  varbind->value.length = 0;
  value_decode(&varbind->value, variable);
}
