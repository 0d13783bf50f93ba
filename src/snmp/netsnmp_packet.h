#pragma once
/*
 * Bytes of an SNMP message as they are made, by net-snmp's coder: the last first, since an envelope begins with the
 * length of what it holds. What is already there therefore stands at a fixed distance from the end. Plain value; any
 * thread.
 */
#include <glib.h>

struct packet {
  guint8 *buffer;
  gsize size, length; /* made: the last `length` bytes of the buffer */
  gboolean failed;    /* the library could not: then nothing more is put */
};

void packet_init(struct packet *packet);

void packet_put_number(struct packet *packet, glong number);
void packet_put_octets(struct packet *packet, gconstpointer bytes, gsize n);
void packet_put_raw(struct packet *packet, gconstpointer bytes, gsize n);

/* The head of an envelope around all that was put since it had `before` bytes. */
void packet_put_envelope(struct packet *packet, guint8 type, gsize before);

/* Where the bytes begin. Valid until something more is put. */
guint8 *packet_start(struct packet *packet);

/* The whole; NULL: it failed. The packet is empty then. */
GBytes *packet_end(struct packet *packet);
