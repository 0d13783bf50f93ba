#pragma once
/*
 * One unconnected UDP socket for all agents of an address family: datagrams out and in, and what the network
 * reports about those sent ("port unreachable"). Never blocks. One thread.
 */
#include <gio/gio.h>
#include <netinet/in.h>

/* An address and port, as a key for struct peer's hash functions. */
struct peer {
  guint16 family, port; /* of the network */
  guint32 address[4];   /* in network order; IPv4 in the first */
};

/* FALSE: it is neither IPv4 nor IPv6. */
gboolean peer_from(struct peer *peer, const struct sockaddr_storage *address);
socklen_t peer_to(const struct peer *peer, struct sockaddr_storage *address); /* and back */
guint peer_hash(gconstpointer peer);
gboolean peer_equal(gconstpointer a, gconstpointer b);

/* A socket with room for bursts, or -1 with errno. */
int udp_open(int family);

/* A socket that is bound there and counts what the kernel drops, or -1 with errno. */
int udp_listen(const struct peer *at);

/* 0, or the errno that this datagram met. */
int udp_send(int fd, const struct peer *to, GBytes *bytes);

struct datagram {
  struct peer from;
  guint8 *bytes; /* borrowed until the next udp_receive */
  gsize n;
  gboolean cut; /* it was larger than the buffer */
  guint32 lost; /* at a socket that listens: datagrams that the kernel had dropped until then; else 0 */
};

struct udp_buffers;

struct udp_buffers *udp_buffers_new(gsize bytes_max);
void udp_buffers_free(struct udp_buffers *buffers);

/* What has come, as far as there are buffers (UDP_BATCH); 0: nothing. */
#define UDP_BATCH 32
guint udp_receive(int fd, struct udp_buffers *buffers, struct datagram *datagrams);

/* The next report of the network: the errno, and whom it is about. FALSE: there is none. */
gboolean udp_next_error(int fd, struct peer *about, int *error);
