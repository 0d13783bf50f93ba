#include "snmp/session.h"

#include "base/error.h"
#include "snmp/netsnmp_decode.h"
#include "snmp/netsnmp_library.h"

#include <errno.h>
#include <glib-unix.h>
#include <net-snmp/net-snmp-config.h>
#include <net-snmp/net-snmp-includes.h>
#include <net-snmp/library/large_fd_set.h>
#include <net-snmp/library/snmp_transport.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <unistd.h>

#define TICK_MS 20
/* Datagrams read in one turn of the main loop, so that a flood leaves room for the rest. */
#define TURN_MAX 64

struct sessions {
  struct tally *tally;
  int epoll_fd;
  guint ticker;        /* runs while something waits */
  GList *waiting;      /* struct session */
  netsnmp_large_fd_set readable;
  struct reply reply; /* being delivered */
};

struct session {
  struct sessions *sessions;
  GSocketAddress *address;
  char *peer, *community;
  void *handle; /* net-snmp's; NULL while closed */
  GList *waiting; /* own link in sessions->waiting; NULL: nothing asked */
  gboolean replied; /* sessions->reply is for this session, to be delivered */
  guint undecodable;
  guint expected; /* variable bindings at most */
  gint64 sent_us, expires_us;
  reply_handler handler;
  gpointer user;
};

static int session_fd(const struct session *session)
{
  return snmp_sess_transport(session->handle)->sock;
}

static void session_close(struct session *session)
{
  if (session->handle)
    snmp_sess_close(session->handle);
  session->handle = NULL;
}

static void session_end_wait(struct session *session)
{
  struct sessions *sessions = session->sessions;
  if (!session->waiting)
    return;
  sessions->waiting = g_list_delete_link(sessions->waiting, session->waiting);
  session->waiting = NULL;
}

/* Hands sessions->reply over. Nothing of net-snmp is on the stack then. */
static void session_deliver(struct session *session)
{
  struct reply *reply = &session->sessions->reply;
  session->replied = FALSE;
  session_end_wait(session);
  reply->undecodable = session->undecodable;
  reply->sent_us = session->sent_us;
  reply->received_us = g_get_monotonic_time();
  if (reply->status == REPLY_TIMEOUT)
    session->sessions->tally->timeouts++;
  else if (reply->status == REPLY_MALFORMED)
    session->sessions->tally->bad_replies++;
  session->handler(reply, session->user);
}

static gboolean is_from_peer(const struct session *session, const netsnmp_pdu *pdu)
{
  const netsnmp_indexed_addr_pair *pair = pdu->transport_data;
  if (!pair || pdu->transport_data_length != sizeof *pair)
    return FALSE;
  g_autoptr(GSocketAddress) sender =
      g_socket_address_new_from_native((gpointer)&pair->remote_addr, sizeof pair->remote_addr);
  if (!sender || !G_IS_INET_SOCKET_ADDRESS(sender))
    return FALSE;
  GInetSocketAddress *from = G_INET_SOCKET_ADDRESS(sender), *to = G_INET_SOCKET_ADDRESS(session->address);
  return g_inet_socket_address_get_port(from) == g_inet_socket_address_get_port(to) &&
         g_inet_address_equal(g_inet_socket_address_get_address(from),
                              g_inet_socket_address_get_address(to));
}

static void reply_decode(struct session *session, const netsnmp_pdu *pdu)
{
  struct reply *reply = &session->sessions->reply;
  reply->n = 0;
  reply->error = (guint)pdu->errstat;
  reply->error_index = (guint)pdu->errindex;
  reply->status = pdu->errstat != SNMP_ERR_NOERROR ? REPLY_REFUSED : REPLY_ANSWER;
  for (const netsnmp_variable_list *variable = pdu->variables; variable; variable = variable->next_variable) {
    if (reply->n == session->expected) {
      reply->status = REPLY_MALFORMED;
      return;
    }
    varbind_decode(&reply->varbinds[reply->n++], variable);
  }
  if (reply->n == 0 && reply->status == REPLY_ANSWER)
    reply->status = REPLY_MALFORMED;
}

/* net-snmp's callback for a request. 1: it is done with; 0: it goes on waiting for its true reply. */
static int on_outcome(int operation, netsnmp_session *net, int request_id, netsnmp_pdu *pdu, void *user)
{
  (void)net;
  (void)request_id;
  struct session *session = user;
  struct reply *reply = &session->sessions->reply;
  switch (operation) {
  case NETSNMP_CALLBACK_OP_RECEIVED_MESSAGE:
    if (!is_from_peer(session, pdu)) {
      session->sessions->tally->foreign_replies++;
      return 0;
    }
    reply_decode(session, pdu);
    break;
  case NETSNMP_CALLBACK_OP_RESEND:
    return 0;
  case NETSNMP_CALLBACK_OP_SEND_FAILED:
    reply->status = REPLY_UNREACHABLE;
    reply->error = ENETUNREACH;
    break;
  default:
    reply->status = REPLY_TIMEOUT;
    break;
  }
  session->replied = TRUE;
  return 1;
}

/* The error that the network reported for our datagrams, or 0. Empties the socket's error queue. */
static int session_network_error(const struct session *session)
{
  char scratch[512];
  struct msghdr message = {.msg_control = scratch, .msg_controllen = sizeof scratch};
  int fd = session_fd(session), error = 0;
  socklen_t length = sizeof error;
  getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &length);
  while (recvmsg(fd, &message, MSG_ERRQUEUE | MSG_DONTWAIT) >= 0) {
    const struct cmsghdr *head = CMSG_FIRSTHDR(&message);
    /* struct sock_extended_err begins with the errno. */
    if (head && head->cmsg_len >= CMSG_LEN(sizeof(guint32)) && error == 0)
      memcpy(&error, CMSG_DATA(head), sizeof error);
    message.msg_controllen = sizeof scratch;
  }
  return error;
}

static void session_read(struct session *session)
{
  struct sessions *sessions = session->sessions;
  int fd = session_fd(session), size = 0;
  if (ioctl(fd, FIONREAD, &size) < 0 || size <= 0 || size > REPLY_BYTES_MAX) {
    char scratch;
    if (recv(fd, &scratch, sizeof scratch, MSG_DONTWAIT) >= 0) {
      sessions->tally->bad_replies++;
      session->undecodable++;
    }
    return;
  }
  sessions->reply.bytes = (guint)size;
  NETSNMP_LARGE_FD_SET(fd, &sessions->readable);
  int failed = snmp_sess_read2(session->handle, &sessions->readable);
  NETSNMP_LARGE_FD_CLR(fd, &sessions->readable);
  if (failed) {
    sessions->tally->bad_replies++;
    session->undecodable++;
  }
}

static void session_turn(struct session *session, guint32 events)
{
  if (!session->handle)
    return;
  int error = events & EPOLLERR ? session_network_error(session) : 0;
  if (error && session->waiting) {
    /* Closing forgets the request in net-snmp too; the next one opens a new socket. */
    session_close(session);
    session->sessions->reply.status = REPLY_UNREACHABLE;
    session->sessions->reply.error = (guint)error;
    session->replied = TRUE;
  } else if (events & EPOLLIN) {
    session_read(session);
  }
  if (session->replied)
    session_deliver(session);
}

static gboolean on_ready(gint fd, GIOCondition condition, gpointer user)
{
  (void)condition;
  (void)user;
  struct epoll_event events[TURN_MAX];
  int n = epoll_wait(fd, events, TURN_MAX, 0);
  for (int i = 0; i < n; i++)
    session_turn(events[i].data.ptr, events[i].events);
  return G_SOURCE_CONTINUE;
}

/* Lets net-snmp send again, or give up, what is due. */
static gboolean on_tick(gpointer user)
{
  struct sessions *sessions = user;
  gint64 now_us = g_get_monotonic_time();
  GList *next;
  for (GList *link = sessions->waiting; link; link = next) {
    struct session *session = link->data;
    next = link->next;
    if (now_us < session->expires_us)
      continue;
    snmp_sess_timeout(session->handle);
    if (session->replied)
      session_deliver(session);
  }
  if (sessions->waiting)
    return G_SOURCE_CONTINUE;
  sessions->ticker = 0;
  return G_SOURCE_REMOVE;
}

static void raise_file_limit(void)
{
  struct rlimit limit;
  if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < limit.rlim_max) {
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
  }
}

struct sessions *sessions_new(struct tally *tally)
{
  raise_file_limit();
  netsnmp_library_open();
  struct sessions *sessions = g_new0(struct sessions, 1);
  sessions->tally = tally;
  sessions->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
  if (sessions->epoll_fd < 0)
    g_error("no epoll descriptor: %s", g_strerror(errno));
  g_unix_fd_add(sessions->epoll_fd, G_IO_IN, on_ready, sessions);
  netsnmp_large_fd_set_init(&sessions->readable, FD_SETSIZE);
  return sessions;
}

struct session *session_new(struct sessions *sessions, GSocketAddress *address, const char *community)
{
  struct session *session = g_new0(struct session, 1);
  GInetSocketAddress *inet = G_INET_SOCKET_ADDRESS(address);
  g_autofree char *host = g_inet_address_to_string(g_inet_socket_address_get_address(inet));
  gboolean v6 = g_socket_address_get_family(address) == G_SOCKET_FAMILY_IPV6;
  session->sessions = sessions;
  session->address = g_object_ref(address);
  session->peer = g_strdup_printf(v6 ? "udp6:[%s]:%u" : "udp:%s:%u", host,
                                  g_inet_socket_address_get_port(inet));
  session->community = g_strdup(community);
  return session;
}

void session_free(struct session *session)
{
  if (!session)
    return;
  session_end_wait(session);
  session_close(session);
  g_object_unref(session->address);
  g_free(session->peer);
  g_free(session->community);
  g_free(session);
}

static gboolean session_open(struct session *session)
{
  netsnmp_session wanted;
  snmp_sess_init(&wanted);
  wanted.version = SNMP_VERSION_2c;
  wanted.peername = session->peer;
  wanted.community = (u_char *)session->community;
  wanted.community_len = strlen(session->community);
  session->handle = snmp_sess_open(&wanted);
  if (!session->handle)
    return FALSE;
  struct epoll_event events = {.events = EPOLLIN, .data.ptr = session};
  int fd = session_fd(session), on = 1;
  /* So that "port unreachable" is heard at once, without connecting, which would hide foreign replies. */
  if (g_socket_address_get_family(session->address) == G_SOCKET_FAMILY_IPV6)
    setsockopt(fd, IPPROTO_IPV6, IPV6_RECVERR, &on, sizeof on);
  else
    setsockopt(fd, IPPROTO_IP, IP_RECVERR, &on, sizeof on);
  if (epoll_ctl(session->sessions->epoll_fd, EPOLL_CTL_ADD, fd, &events) == 0)
    return TRUE;
  session_close(session);
  return FALSE;
}

static netsnmp_pdu *pdu_new(const struct request *request)
{
  static const int kinds[] = {SNMP_MSG_GET, SNMP_MSG_GETNEXT, SNMP_MSG_GETBULK};
  netsnmp_pdu *pdu = snmp_pdu_create(kinds[request->kind]);
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

static void session_wait(struct session *session, const struct request *request)
{
  struct sessions *sessions = session->sessions;
  guint n = request->kind == REQUEST_BULK ? request->scalars +
                                request->repetitions * (request->n - request->scalars)
                          : request->n;
  session->expected = MIN(n, REPLY_MAX);
  session->undecodable = 0;
  session->sent_us = g_get_monotonic_time();
  session->expires_us = session->sent_us + request->timeout_us;
  sessions->waiting = g_list_prepend(sessions->waiting, session);
  session->waiting = sessions->waiting;
  if (!sessions->ticker)
    sessions->ticker = g_timeout_add(TICK_MS, on_tick, sessions);
}

gboolean session_ask(struct session *session, const struct request *request, reply_handler handler,
                     gpointer user, GError **error)
{
  g_assert(!session->waiting);
  errno = 0;
  if (!session->handle && !session_open(session)) {
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_UNAVAILABLE, "no socket to %s: %s", session->peer,
                g_strerror(errno));
    return FALSE;
  }
  netsnmp_session *net = snmp_sess_session(session->handle);
  net->timeout = (long)request->timeout_us;
  net->retries = (int)request->retries;
  netsnmp_pdu *pdu = pdu_new(request);
  session->replied = FALSE;
  if (!snmp_sess_async_send(session->handle, pdu, on_outcome, session)) {
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_UNAVAILABLE, "nothing can be sent to %s: %s",
                session->peer, g_strerror(net->s_errno ? net->s_errno : errno));
    snmp_free_pdu(pdu);
    session_close(session);
    return FALSE;
  }
  session->handler = handler;
  session->user = user;
  session_wait(session, request);
  return TRUE;
}
