#include "snmp/trap_message.h"

#include "base/text.h"

#include <arpa/inet.h>
#include <string.h>

#define DIGEST_SHOWN 32

char *peer_address(const struct peer *peer)
{
  char text[INET6_ADDRSTRLEN] = "";
  inet_ntop(peer->family, peer->address, text, sizeof text);
  return g_strdup(text);
}

static char *address_text(guint32 address)
{
  const struct peer peer = {.family = AF_INET, .address = {GUINT32_TO_BE(address)}};
  return address ? peer_address(&peer) : g_strdup("");
}

static gboolean is_printable(const struct snmp_value *value)
{
  const char *text = (const char *)value->text;
  if (!g_utf8_validate_len(text, value->length, NULL))
    return FALSE;
  for (const char *at = text; at < text + value->length; at = g_utf8_next_char(at))
    if (g_unichar_iscntrl(g_utf8_get_char(at)) && !strchr("\t\r\n", *at))
      return FALSE;
  return TRUE;
}

/* A last 0 is how programs in C end their texts. */
static char *octets_text(const struct snmp_value *value, const char **type)
{
  struct snmp_value shorter = *value;
  if (shorter.length > 0 && shorter.text[shorter.length - 1] == 0)
    shorter.length--;
  *type = is_printable(&shorter) ? "text" : "octets";
  return **type == 't' ? g_strndup((const char *)shorter.text, shorter.length)
                       : text_hexadecimal(value->text, value->length);
}

static char *value_text(const struct snmp_value *value, const char **type)
{
  static const char *const types[] = {
      [VALUE_INTEGER] = "integer",     [VALUE_UNSIGNED] = "unsigned", [VALUE_COUNTER32] = "counter32",
      [VALUE_COUNTER64] = "counter64", [VALUE_TICKS] = "ticks",       [VALUE_TEXT] = "text",
      [VALUE_OID] = "oid",             [VALUE_ADDRESS] = "address",   [VALUE_OTHER] = "other",
      [VALUE_ABSENT] = "other",        [VALUE_END] = "other"};
  *type = types[value->type];
  switch (value->type) {
  case VALUE_INTEGER:
    return g_strdup_printf("%" G_GINT64_FORMAT, (gint64)value->number);
  case VALUE_UNSIGNED:
  case VALUE_COUNTER32:
  case VALUE_COUNTER64:
  case VALUE_TICKS:
    return g_strdup_printf("%" G_GUINT64_FORMAT, value->number);
  case VALUE_TEXT:
    return octets_text(value, type);
  case VALUE_OID:
    return oid_format(&value->oid);
  case VALUE_ADDRESS:
    return address_text((guint32)value->number);
  default:
    return g_strdup("");
  }
}

/* Who does not hear the answer sends the same again, byte for byte. */
static char *repetition_key(const struct trap *trap, const char *address)
{
  if (!trap->is_inform)
    return g_strdup("");
  g_autofree char *digest = g_compute_checksum_for_data(G_CHECKSUM_SHA256, trap->pdu, trap->n_pdu);
  return g_strdup_printf("%s %u %.*s", address, trap->request_id, DIGEST_SHOWN, digest);
}

GVariant *trap_message(const struct trap_sender *sender, const struct trap *trap)
{
  static const char *const versions[] = {[SNMP_V1] = "1", [SNMP_V2C] = "2c", [SNMP_V3] = "3"};
  GVariantBuilder varbinds;
  g_variant_builder_init(&varbinds, G_VARIANT_TYPE("a(sss)"));
  for (gsize i = 0; i < trap->n; i++) {
    const char *type;
    g_autofree char *name = oid_format(&trap->varbinds[i].name), *text = value_text(&trap->varbinds[i].value, &type);
    g_variant_builder_add(&varbinds, "(sss)", name, type, text);
  }
  g_autofree char *address = peer_address(&sender->from), *oid = oid_format(&trap->oid), *agent = address_text(trap->agent);
  g_autofree char *key = repetition_key(trap, address);
  return g_variant_new("(tsssssua(sss)bs)", sender->id, address, sender->subject, versions[trap->version], oid, agent,
                       trap->uptime_ticks, &varbinds, trap->is_inform, key);
}
