#include "ber.h"

#include <string.h>

void ber_put(GByteArray *out, guint8 tag, gconstpointer content, gsize n)
{
  const guint8 head[] = {tag, 0x82, (guint8)(n >> 8), (guint8)n};
  g_byte_array_append(out, head, sizeof head);
  g_byte_array_append(out, content, (guint)n);
}

void ber_put_number(GByteArray *out, guint8 tag, gint64 number)
{
  guint8 bytes[9];
  guint n = 0;
  do {
    bytes[8 - n++] = (guint8)(number & 0xff);
    number >>= 8;
  } while (n < 8 && !((number == 0 && bytes[9 - n] < 0x80) || (number == -1 && bytes[9 - n] >= 0x80)));
  ber_put(out, tag, bytes + 9 - n, n);
}

void ber_put_text(GByteArray *out, const char *text)
{
  ber_put(out, BER_OCTETS, text, strlen(text));
}

static void put_base_128(GByteArray *out, guint32 id)
{
  for (guint shift = 28; shift > 0; shift -= 7)
    if (id >> shift) {
      const guint8 byte = (guint8)(0x80 | (id >> shift & 0x7f));
      g_byte_array_append(out, &byte, 1);
    }
  const guint8 last = (guint8)(id & 0x7f);
  g_byte_array_append(out, &last, 1);
}

void ber_put_oid(GByteArray *out, const guint32 *ids, gsize n)
{
  g_autoptr(GByteArray) bytes = g_byte_array_new();
  if (n >= 2)
    put_base_128(bytes, ids[0] * 40 + ids[1]);
  for (gsize i = 2; i < n; i++)
    put_base_128(bytes, ids[i]);
  ber_put(out, BER_OID, bytes->data, bytes->len);
}

void ber_put_all(GByteArray *out, guint8 tag, GByteArray *inside)
{
  ber_put(out, tag, inside->data, inside->len);
  g_byte_array_unref(inside);
}

void ber_put_varbind(GByteArray *out, const struct oid *name, GByteArray *value)
{
  GByteArray *both = g_byte_array_new();
  ber_put_oid(both, name->ids, name->n);
  g_byte_array_append(both, value->data, value->len);
  g_byte_array_unref(value);
  ber_put_all(out, BER_SEQUENCE, both);
}

void ber_put_leading(GByteArray *out, const struct oid *trap)
{
  const struct oid uptime = OID(1, 3, 6, 1, 2, 1, 1, 3, 0), name = OID(1, 3, 6, 1, 6, 3, 1, 1, 4, 1, 0);
  GByteArray *ticks = g_byte_array_new(), *oid = g_byte_array_new();
  ber_put_number(ticks, BER_TICKS, 4711);
  ber_put_oid(oid, trap->ids, trap->n);
  ber_put_varbind(out, &uptime, ticks);
  ber_put_varbind(out, &name, oid);
}

GByteArray *ber_pdu(guint8 tag, gint64 id, GByteArray *varbinds)
{
  GByteArray *inside = g_byte_array_new(), *pdu = g_byte_array_new();
  ber_put_number(inside, BER_INTEGER, id);
  ber_put_number(inside, BER_INTEGER, 0);
  ber_put_number(inside, BER_INTEGER, 0);
  ber_put_all(inside, BER_SEQUENCE, varbinds);
  ber_put_all(pdu, tag, inside);
  return pdu;
}

GByteArray *ber_trap_pdu(const struct ber_trap *trap, GByteArray *varbinds)
{
  GByteArray *inside = g_byte_array_new(), *pdu = g_byte_array_new();
  const guint8 address[] = {192, 0, 2, 7};
  ber_put_oid(inside, trap->enterprise, trap->n_enterprise);
  ber_put(inside, BER_ADDRESS, address, sizeof address);
  ber_put_number(inside, BER_INTEGER, trap->generic);
  ber_put_number(inside, BER_INTEGER, trap->specific);
  ber_put_number(inside, BER_TICKS, 99);
  ber_put_all(inside, BER_SEQUENCE, varbinds);
  ber_put_all(pdu, BER_TRAP, inside);
  return pdu;
}

GByteArray *ber_message(gint64 version, const char *community, GByteArray *pdu)
{
  GByteArray *inside = g_byte_array_new(), *message = g_byte_array_new();
  ber_put_number(inside, BER_INTEGER, version);
  ber_put_text(inside, community);
  g_byte_array_append(inside, pdu->data, pdu->len);
  g_byte_array_unref(pdu);
  ber_put_all(message, BER_SEQUENCE, inside);
  return message;
}
