#include "snmp/netsnmp_packet.h"

#include <net-snmp/net-snmp-config.h>
#include <net-snmp/net-snmp-includes.h>
#include <stdlib.h>
#include <string.h>

#define PACKET_BYTES 1536 /* to begin with; the library lets it grow */

void packet_init(struct packet *packet)
{
  *packet = (struct packet){.buffer = malloc(PACKET_BYTES), .size = PACKET_BYTES};
}

void packet_put_number(struct packet *packet, glong number)
{
  packet->failed = packet->failed || !asn_realloc_rbuild_int(&packet->buffer, &packet->size, &packet->length, 1,
                                                             ASN_INTEGER, &number, sizeof number);
}

void packet_put_octets(struct packet *packet, gconstpointer bytes, gsize n)
{
  packet->failed = packet->failed || !asn_realloc_rbuild_string(&packet->buffer, &packet->size, &packet->length, 1,
                                                                ASN_OCTET_STR, n > 0 ? bytes : "", n);
}

void packet_put_raw(struct packet *packet, gconstpointer bytes, gsize n)
{
  while (!packet->failed && packet->size - packet->length < n)
    packet->failed = !asn_realloc(&packet->buffer, &packet->size);
  if (packet->failed || n == 0)
    return;
  packet->length += n;
  memcpy(packet_start(packet), bytes, n);
}

void packet_put_envelope(struct packet *packet, guint8 type, gsize before)
{
  packet->failed = packet->failed || !asn_realloc_rbuild_header(&packet->buffer, &packet->size, &packet->length, 1,
                                                                type, packet->length - before);
}

guint8 *packet_start(struct packet *packet)
{
  return packet->buffer + packet->size - packet->length;
}

GBytes *packet_end(struct packet *packet)
{
  GBytes *bytes = packet->failed ? NULL : g_bytes_new(packet_start(packet), packet->length);
  free(packet->buffer);
  *packet = (struct packet){.buffer = NULL};
  return bytes;
}
