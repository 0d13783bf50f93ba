/*
 * What polling costs at least: one GET of 20 values to each agent of the farm, over one socket, 64 on the way
 * at a time. `raw` sends bytes made beforehand with sendmmsg and receives the replies with recvmmsg, reading
 * nothing of them; `netsnmp` builds each request with net-snmp and lets it decode each reply. An agent that does
 * not answer is given up after a second (raw: with its window). Prints values and CPU seconds.
 *
 *   tests/bench/snmp-baseline raw|netsnmp PORT AGENTS ROUNDS
 */
#include <arpa/inet.h>
#include <glib.h>
#include <net-snmp/net-snmp-config.h>
#include <net-snmp/net-snmp-includes.h>
#include <net-snmp/library/snmp_transport.h>
#include <net-snmp/library/snmpUDPBaseDomain.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#define WINDOW 64
#define TIMEOUT_US 1000000
#define RAW_TIMEOUT_MS 20 /* it waits for the whole window */
#define SOCKET_BYTES (64 << 20)

static const char *const wanted[] = {
    "1.3.6.1.2.1.1.3.0",          "1.3.6.1.6.3.10.2.1.2.0",     "1.3.6.1.4.1.2021.4.5.0",
    "1.3.6.1.4.1.2021.4.6.0",     "1.3.6.1.4.1.2021.4.14.0",    "1.3.6.1.4.1.2021.4.15.0",
    "1.3.6.1.4.1.2021.4.27.0",    "1.3.6.1.4.1.2021.4.3.0",     "1.3.6.1.4.1.2021.4.4.0",
    "1.3.6.1.4.1.2021.11.50.0",   "1.3.6.1.4.1.2021.11.52.0",   "1.3.6.1.4.1.2021.11.53.0",
    "1.3.6.1.2.1.25.3.3.1.2.196608", "1.3.6.1.2.1.25.3.3.1.2.196609", "1.3.6.1.2.1.25.2.3.1.5.31",
    "1.3.6.1.2.1.25.2.3.1.6.31",  "1.3.6.1.2.1.31.1.1.1.6.2",   "1.3.6.1.2.1.31.1.1.1.10.2",
    "1.3.6.1.2.1.31.1.1.1.6.1",   "1.3.6.1.2.1.31.1.1.1.10.1",
};

struct baseline {
  guint16 port;
  guint agents, rounds, next, waiting;
  guint64 values, timeouts, sum;
};

/* The agent's address: 127.1.0.1 to 127.1.0.250, then 127.1.1.1 ... */
static struct sockaddr_in agent_address(const struct baseline *baseline, guint agent)
{
  return (struct sockaddr_in){.sin_family = AF_INET,
                              .sin_port = htons(baseline->port),
                              .sin_addr.s_addr = htonl(0x7f010000u + (agent / 250 << 8) + agent % 250 + 1)};
}

static netsnmp_pdu *pdu_new(void)
{
  netsnmp_pdu *pdu = snmp_pdu_create(SNMP_MSG_GET);
  for (guint i = 0; i < G_N_ELEMENTS(wanted); i++) {
    oid name[MAX_OID_LEN];
    size_t length = MAX_OID_LEN;
    if (!snmp_parse_oid(wanted[i], name, &length))
      exit(1);
    snmp_add_null_var(pdu, name, length);
  }
  return pdu;
}

static void widen(int fd)
{
  int bytes = SOCKET_BYTES;
  if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &bytes, sizeof bytes) < 0)
    setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes);
}

/* ---- net-snmp ------------------------------------------------------------------------------------- */

static int on_outcome(int operation, netsnmp_session *session, int id, netsnmp_pdu *pdu, void *user)
{
  (void)session;
  (void)id;
  struct baseline *baseline = user;
  if (operation == NETSNMP_CALLBACK_OP_RESEND)
    return 0;
  baseline->waiting--;
  if (operation != NETSNMP_CALLBACK_OP_RECEIVED_MESSAGE) {
    baseline->timeouts++;
    return 1;
  }
  for (const netsnmp_variable_list *variable = pdu->variables; variable; variable = variable->next_variable) {
    baseline->values++;
    baseline->sum += variable->type == ASN_COUNTER64 ? variable->val.counter64->low : (guint64)*variable->val.integer;
  }
  return 1;
}

static void *session_open(struct baseline *baseline, netsnmp_transport *transport)
{
  netsnmp_session wanted_session;
  snmp_sess_init(&wanted_session);
  wanted_session.version = SNMP_VERSION_2c;
  wanted_session.community = (u_char *)"public";
  wanted_session.community_len = strlen("public");
  wanted_session.retries = 0;
  wanted_session.timeout = TIMEOUT_US;
  wanted_session.callback = on_outcome;
  wanted_session.callback_magic = baseline;
  return snmp_sess_add(&wanted_session, transport, NULL, NULL);
}

static void ask_next(struct baseline *baseline, void *session, const netsnmp_pdu *template)
{
  netsnmp_pdu *pdu = snmp_clone_pdu((netsnmp_pdu *)template);
  netsnmp_indexed_addr_pair *pair = calloc(1, sizeof *pair); /* net-snmp frees it */
  pair->remote_addr.sin = agent_address(baseline, baseline->next++ % baseline->agents);
  pdu->transport_data = pair;
  pdu->transport_data_length = sizeof *pair;
  pdu->reqid = snmp_get_next_reqid();
  pdu->msgid = snmp_get_next_msgid();
  baseline->waiting++;
  if (!snmp_sess_send(session, pdu)) {
    baseline->waiting--;
    snmp_free_pdu(pdu);
  }
}

static void run_netsnmp(struct baseline *baseline)
{
  netsnmp_transport *transport = netsnmp_tdomain_transport("udp:127.0.0.1:1", 0, "udp"); /* each PDU has its own */
  void *session = transport ? session_open(baseline, transport) : NULL;
  if (!session)
    exit(1);
  g_autoptr(GTimer) timer = g_timer_new();
  struct pollfd readable = {.fd = transport->sock, .events = POLLIN};
  netsnmp_pdu *template = pdu_new();
  guint all = baseline->agents * baseline->rounds;
  widen(transport->sock);
  while (baseline->next < all || baseline->waiting > 0) {
    while (baseline->next < all && baseline->waiting < WINDOW)
      ask_next(baseline, session, template);
    if (poll(&readable, 1, 20) > 0) {
      fd_set set;
      FD_ZERO(&set);
      FD_SET(transport->sock, &set);
      snmp_sess_read(session, &set);
    }
    if (g_timer_elapsed(timer, NULL) > 0.02) {
      snmp_sess_timeout(session);
      g_timer_start(timer);
    }
  }
  snmp_free_pdu(template);
  snmp_sess_close(session);
}

/* ---- raw ------------------------------------------------------------------------------------------ */

static gsize request_build(guint8 *packet, gsize size)
{
  netsnmp_session session;
  snmp_sess_init(&session);
  session.version = SNMP_VERSION_2c;
  session.community = (u_char *)"public";
  session.community_len = strlen("public");
  netsnmp_pdu *pdu = pdu_new();
  pdu->version = SNMP_VERSION_2c;
  pdu->reqid = 0x12345678;
  u_char *bytes = packet;
  size_t length = size, offset = 0;
  void *opened = snmp_sess_open(&session);
  if (snmp_build(&bytes, &length, &offset, snmp_sess_session(opened), pdu) < 0 || bytes != packet)
    exit(1);
  memmove(packet, packet + size - offset, offset);
  snmp_free_pdu(pdu);
  snmp_sess_close(opened);
  return offset;
}

/* Sends to the next agents of the window, then waits until all have answered or nothing comes any more. */
static void window_turn(struct baseline *baseline, int fd, struct iovec *request, guint n)
{
  struct sockaddr_in to[WINDOW];
  struct mmsghdr out[WINDOW] = {0}, in[WINDOW] = {0};
  guint8 replies[WINDOW][2048];
  struct iovec pieces[WINDOW];
  struct pollfd readable = {.fd = fd, .events = POLLIN};
  for (guint i = 0; i < n; i++) {
    to[i] = agent_address(baseline, baseline->next++ % baseline->agents);
    out[i].msg_hdr = (struct msghdr){.msg_name = &to[i], .msg_namelen = sizeof to[i], .msg_iov = request, .msg_iovlen = 1};
    pieces[i] = (struct iovec){replies[i], sizeof replies[i]};
    in[i].msg_hdr = (struct msghdr){.msg_iov = &pieces[i], .msg_iovlen = 1};
  }
  int sent = sendmmsg(fd, out, n, 0), got = 0;
  while (got < sent && poll(&readable, 1, RAW_TIMEOUT_MS) > 0) {
    int more = recvmmsg(fd, in, (unsigned)(sent - got), MSG_DONTWAIT, NULL);
    got += MAX(more, 0);
  }
  baseline->values += (guint64)got * G_N_ELEMENTS(wanted);
  baseline->timeouts += (guint64)(sent - got);
}

static void run_raw(struct baseline *baseline)
{
  guint8 packet[2048];
  struct iovec request = {packet, request_build(packet, sizeof packet)};
  int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  guint all = baseline->agents * baseline->rounds;
  widen(fd);
  while (baseline->next < all)
    window_turn(baseline, fd, &request, MIN(WINDOW, all - baseline->next));
}

/* ---- the program ---------------------------------------------------------------------------------- */

static double cpu_sec(void)
{
  struct timespec time;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

int main(int argc, char **argv)
{
  if (argc != 5) {
    fprintf(stderr, "usage: snmp-baseline raw|netsnmp PORT AGENTS ROUNDS\n");
    return 2;
  }
  struct baseline baseline = {.port = (guint16)atoi(argv[2]), .agents = (guint)atoi(argv[3]), .rounds = (guint)atoi(argv[4])};
  setenv("MIBS", "", 1);
  netsnmp_ds_set_boolean(NETSNMP_DS_LIBRARY_ID, NETSNMP_DS_LIB_DONT_READ_CONFIGS, 1);
  netsnmp_ds_set_boolean(NETSNMP_DS_LIBRARY_ID, NETSNMP_DS_LIB_DONT_PERSIST_STATE, 1);
  init_snmp("snmp-baseline");
  double begun = cpu_sec();
  if (strcmp(argv[1], "raw") == 0)
    run_raw(&baseline);
  else
    run_netsnmp(&baseline);
  printf("{\"values\": %" G_GUINT64_FORMAT ", \"timeouts\": %" G_GUINT64_FORMAT ", \"cpu_sec\": %.4f}\n",
         baseline.values, baseline.timeouts, cpu_sec() - begun);
  return 0;
}
