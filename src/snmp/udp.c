#include "snmp/udp.h"

#include <errno.h>
#include <linux/errqueue.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* What 10,000 agents may send before we come to read it. */
#define RECEIVE_BYTES (8 * 1024 * 1024)

struct udp_buffers {
  gsize size;
  guint8 *memory;
  struct mmsghdr messages[UDP_BATCH];
  struct iovec parts[UDP_BATCH];
  struct sockaddr_storage from[UDP_BATCH];
  union {
    struct cmsghdr head;
    guint8 bytes[CMSG_SPACE(sizeof(guint32))];
  } controls[UDP_BATCH];
};

gboolean peer_from(struct peer *peer, const struct sockaddr_storage *address)
{
  *peer = (struct peer){.family = address->ss_family};
  if (address->ss_family == AF_INET) {
    const struct sockaddr_in *v4 = (const struct sockaddr_in *)address;
    peer->port = v4->sin_port;
    memcpy(peer->address, &v4->sin_addr, sizeof v4->sin_addr);
    return TRUE;
  }
  if (address->ss_family != AF_INET6)
    return FALSE;
  const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)address;
  peer->port = v6->sin6_port;
  memcpy(peer->address, &v6->sin6_addr, sizeof v6->sin6_addr);
  return TRUE;
}

guint peer_hash(gconstpointer key)
{
  const struct peer *peer = key;
  guint hash = (guint)peer->port << 16 | peer->family;
  for (guint i = 0; i < G_N_ELEMENTS(peer->address); i++)
    hash = (hash ^ peer->address[i]) * 0x9e3779b1u;
  return hash ^ hash >> 16;
}

gboolean peer_equal(gconstpointer a, gconstpointer b)
{
  return memcmp(a, b, sizeof(struct peer)) == 0;
}

socklen_t peer_to(const struct peer *peer, struct sockaddr_storage *address)
{
  memset(address, 0, sizeof *address);
  address->ss_family = peer->family;
  if (peer->family == AF_INET) {
    struct sockaddr_in *v4 = (struct sockaddr_in *)address;
    v4->sin_port = peer->port;
    memcpy(&v4->sin_addr, peer->address, sizeof v4->sin_addr);
    return sizeof *v4;
  }
  struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)address;
  v6->sin6_port = peer->port;
  memcpy(&v6->sin6_addr, peer->address, sizeof v6->sin6_addr);
  return sizeof *v6;
}

int udp_open(int family)
{
  int fd = socket(family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), on = 1, size = RECEIVE_BYTES;
  if (fd < 0)
    return -1;
  /* Beyond the system's limit only with CAP_NET_ADMIN; else up to it. */
  if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size) != 0)
    setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
  /* So that "port unreachable" is heard at once, and of whom. */
  if (family == AF_INET6) {
    setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
    setsockopt(fd, IPPROTO_IPV6, IPV6_RECVERR, &on, sizeof on);
  } else {
    setsockopt(fd, IPPROTO_IP, IP_RECVERR, &on, sizeof on);
  }
  return fd;
}

int udp_listen(const struct peer *at)
{
  struct sockaddr_storage address;
  socklen_t length = peer_to(at, &address);
  int fd = socket(at->family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), on = 1;
  if (fd < 0)
    return -1;
  setsockopt(fd, SOL_SOCKET, SO_RXQ_OVFL, &on, sizeof on);
  if (at->family == AF_INET6)
    setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
  if (bind(fd, (struct sockaddr *)&address, length) == 0)
    return fd;
  int error = errno;
  close(fd);
  errno = error;
  return -1;
}

int udp_send(int fd, const struct peer *to, GBytes *bytes)
{
  struct sockaddr_storage address;
  socklen_t length = peer_to(to, &address);
  gsize n;
  gconstpointer start = g_bytes_get_data(bytes, &n);
  /* The first failure may be the report about another datagram, which the socket holds until somebody calls. */
  for (guint i = 0; i < 2; i++)
    if (sendto(fd, start, n, 0, (struct sockaddr *)&address, length) >= 0)
      return 0;
  /* A full queue is a lost datagram: its time-out sends it again. */
  return errno == EAGAIN || errno == ENOBUFS || errno == ECONNREFUSED ? 0 : errno;
}

struct udp_buffers *udp_buffers_new(gsize bytes_max)
{
  struct udp_buffers *buffers = g_new0(struct udp_buffers, 1);
  buffers->size = bytes_max;
  buffers->memory = g_malloc(bytes_max * UDP_BATCH);
  for (guint i = 0; i < UDP_BATCH; i++) {
    buffers->parts[i] = (struct iovec){buffers->memory + i * bytes_max, bytes_max};
    buffers->messages[i].msg_hdr = (struct msghdr){
        .msg_name = &buffers->from[i], .msg_iov = &buffers->parts[i], .msg_iovlen = 1};
  }
  return buffers;
}

void udp_buffers_free(struct udp_buffers *buffers)
{
  g_free(buffers->memory);
  g_free(buffers);
}

static guint32 lost_until(const struct msghdr *message)
{
  guint32 lost = 0;
  for (struct cmsghdr *head = CMSG_FIRSTHDR(message); head; head = CMSG_NXTHDR((struct msghdr *)message, head))
    if (head->cmsg_level == SOL_SOCKET && head->cmsg_type == SO_RXQ_OVFL && head->cmsg_len >= CMSG_LEN(sizeof lost))
      memcpy(&lost, CMSG_DATA(head), sizeof lost);
  return lost;
}

guint udp_receive(int fd, struct udp_buffers *buffers, struct datagram *datagrams)
{
  guint taken = 0;
  for (guint i = 0; i < UDP_BATCH; i++) {
    struct msghdr *head = &buffers->messages[i].msg_hdr;
    head->msg_namelen = sizeof buffers->from[i];
    head->msg_control = &buffers->controls[i];
    head->msg_controllen = sizeof buffers->controls[i];
  }
  int n = recvmmsg(fd, buffers->messages, UDP_BATCH, MSG_DONTWAIT, NULL);
  for (int i = 0; i < n; i++) {
    const struct mmsghdr *message = &buffers->messages[i];
    if (!peer_from(&datagrams[taken].from, &buffers->from[i]))
      continue;
    datagrams[taken].bytes = buffers->parts[i].iov_base;
    datagrams[taken].n = message->msg_len;
    datagrams[taken].cut = (message->msg_hdr.msg_flags & MSG_TRUNC) != 0;
    datagrams[taken].lost = lost_until(&message->msg_hdr);
    taken++;
  }
  return taken;
}

gboolean udp_next_error(int fd, struct peer *about, int *error)
{
  union {
    struct cmsghdr head;
    guint8 bytes[512];
  } control;
  struct sockaddr_storage address = {0};
  struct msghdr message = {.msg_name = &address, .msg_namelen = sizeof address, .msg_control = &control,
                           .msg_controllen = sizeof control};
  if (recvmsg(fd, &message, MSG_ERRQUEUE | MSG_DONTWAIT) < 0)
    return FALSE;
  struct sock_extended_err report = {0};
  const struct cmsghdr *head = CMSG_FIRSTHDR(&message);
  if (head && head->cmsg_len >= CMSG_LEN(sizeof report))
    memcpy(&report, CMSG_DATA(head), sizeof report);
  *error = (int)report.ee_errno;
  peer_from(about, &address);
  return TRUE;
}
