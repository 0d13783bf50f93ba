/*
 * Thousands of SNMP agents in one process: answers v1 and v2c requests to any address of 127.0.0.0/8, from
 * that address, as a Linux host's snmpd would, on one core and on the loopback device only. A share of the
 * addresses can be dead, slow or lossy: farm_fate tells which. Says on standard output when it is ready, and what
 * it did and the CPU time that took: on SIGUSR1, and when it ends, on SIGTERM or SIGINT.
 *
 *   tests/bench/agent-farm [--port N] [--dead PCT] [--slow PCT --delay MS] [--lossy PCT --loss PCT]
 */
#include "farm/farm_answer.h"

#include <arpa/inet.h>
#include <errno.h>
#include <glib.h>
#include <net/if.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define BATCH 64
#define SOCKET_BYTES (64 << 20)
#define DELAYED_MAX 65536 /* requests that wait for a slow agent to answer */
#define DELAYED_BYTES 1024

struct options {
  int port, delay_ms;
  double dead_pct, slow_pct, lossy_pct, loss_pct;
};

/* One datagram on its way through: the same head and control message serve for the request and the reply. */
struct letter {
  struct sockaddr_in peer;
  union {
    struct cmsghdr align;
    guint8 bytes[CMSG_SPACE(sizeof(struct in_pktinfo))];
  } control;
  struct iovec piece;
  guint8 request[FARM_REQUEST_MAX], reply[FARM_REPLY_MAX];
};

struct delayed {
  gint64 due_us;
  struct sockaddr_in peer;
  guint32 address;
  guint length;
  guint8 request[DELAYED_BYTES];
};

struct farm {
  struct options options;
  struct farm_table table;
  int socket, signals;
  gint64 begun_us;
  guint64 requests, replies, values, silent, bad, unsent;
  struct letter letters[BATCH], late[BATCH];
  struct mmsghdr heads[BATCH], sending[BATCH];
  struct delayed *delayed; /* a ring: the delay is the same for all, so the first is the next due */
  guint delayed_first, delayed_n;
};

/* ---- fates ---------------------------------------------------------------------------------------- */

enum fate { FATE_WELL, FATE_DEAD, FATE_SLOW, FATE_LOSSY };

/* Of an address, for as long as the options are the same: shares of what (its last 24 bits * 40503) leaves
 * modulo 65536, dead ones first. */
static enum fate farm_fate(const struct options *options, guint32 address)
{
  double place = (double)((address & 0xffffff) * 40503u % 65536u) / 65536.0 * 100.0;
  if (place < options->dead_pct)
    return FATE_DEAD;
  if (place < options->dead_pct + options->slow_pct)
    return FATE_SLOW;
  if (place < options->dead_pct + options->slow_pct + options->lossy_pct)
    return FATE_LOSSY;
  return FATE_WELL;
}

static gboolean is_lost(struct farm *farm)
{
  return (double)(farm_mix(farm->requests, 0) % 10000) < farm->options.loss_pct * 100;
}

/* ---- answering ------------------------------------------------------------------------------------ */

static gint64 now_us(void)
{
  return g_get_monotonic_time();
}

static struct in_pktinfo *packet_info(struct letter *letter)
{
  return (struct in_pktinfo *)(void *)CMSG_DATA(&letter->control.align);
}

/* FALSE: there is nothing to send. */
static gboolean letter_answer(struct farm *farm, struct letter *letter, gsize length, gint64 time_us)
{
  struct in_pktinfo *info = packet_info(letter);
  struct farm_moment moment = {ntohl(info->ipi_addr.s_addr), (time_us - farm->begun_us) / 1000};
  const guint8 *reply = farm_answer(&farm->table, &moment, letter->request, length, letter->reply, &farm->values);
  if (!reply) {
    farm->bad++;
    return FALSE;
  }
  letter->piece = (struct iovec){(void *)reply, (gsize)(letter->reply + FARM_REPLY_MAX - reply)};
  info->ipi_spec_dst = info->ipi_addr;
  info->ipi_ifindex = 0;
  return TRUE;
}

static void letter_delay(struct farm *farm, struct letter *letter, gsize length, gint64 time_us)
{
  if (farm->delayed_n == DELAYED_MAX || length > DELAYED_BYTES)
    return;
  struct delayed *delayed = &farm->delayed[(farm->delayed_first + farm->delayed_n++) % DELAYED_MAX];
  delayed->due_us = time_us + (gint64)farm->options.delay_ms * 1000;
  delayed->peer = letter->peer;
  delayed->address = packet_info(letter)->ipi_addr.s_addr;
  delayed->length = (guint)length;
  memcpy(delayed->request, letter->request, length);
}

static void letter_of_delayed(struct letter *letter, const struct delayed *delayed)
{
  letter->peer = delayed->peer;
  letter->control.align = (struct cmsghdr){CMSG_LEN(sizeof(struct in_pktinfo)), IPPROTO_IP, IP_PKTINFO};
  *packet_info(letter) = (struct in_pktinfo){.ipi_addr.s_addr = delayed->address};
  memcpy(letter->request, delayed->request, delayed->length);
}

static struct msghdr letter_head(struct letter *letter)
{
  return (struct msghdr){.msg_name = &letter->peer,
                         .msg_namelen = sizeof letter->peer,
                         .msg_iov = &letter->piece,
                         .msg_iovlen = 1,
                         .msg_control = &letter->control,
                         .msg_controllen = sizeof letter->control};
}

static void send_all(struct farm *farm, guint n)
{
  guint sent = 0;
  while (sent < n) {
    int done = sendmmsg(farm->socket, farm->sending + sent, n - sent, 0);
    if (done <= 0) { /* the first of them cannot be sent */
      farm->unsent++;
      done = 1;
    } else {
      farm->replies += (guint)done;
    }
    sent += (guint)done;
  }
}

/* Whether this request is answered, and now. */
static gboolean is_answered_now(struct farm *farm, struct letter *letter, gsize length, gint64 time_us)
{
  switch (farm_fate(&farm->options, ntohl(packet_info(letter)->ipi_addr.s_addr))) {
  case FATE_DEAD:
    farm->silent++;
    return FALSE;
  case FATE_SLOW:
    letter_delay(farm, letter, length, time_us);
    return FALSE;
  case FATE_LOSSY:
    if (!is_lost(farm))
      return TRUE;
    farm->silent++;
    return FALSE;
  default:
    return TRUE;
  }
}

/* Makes the letter ready for the next request. */
static void letter_empty(struct farm *farm, guint i)
{
  struct letter *letter = &farm->letters[i];
  letter->piece = (struct iovec){letter->request, sizeof letter->request};
  farm->heads[i].msg_hdr = letter_head(letter);
}

/* Takes what has come; FALSE: that was all. */
static gboolean answer_arrived(struct farm *farm)
{
  guint n = 0;
  int got = recvmmsg(farm->socket, farm->heads, BATCH, MSG_DONTWAIT, NULL);
  gint64 time_us = now_us();
  for (int i = 0; i < got; i++) {
    struct letter *letter = &farm->letters[i];
    gsize length = farm->heads[i].msg_len;
    farm->requests++;
    if (farm->heads[i].msg_hdr.msg_flags & MSG_TRUNC)
      farm->bad++;
    else if (is_answered_now(farm, letter, length, time_us) && letter_answer(farm, letter, length, time_us))
      farm->sending[n++].msg_hdr = letter_head(letter);
  }
  send_all(farm, n);
  for (int i = 0; i < got; i++)
    letter_empty(farm, (guint)i);
  return got == BATCH;
}

static void answer_due(struct farm *farm)
{
  gint64 time_us = now_us();
  guint n = 0;
  while (farm->delayed_n > 0 && n < BATCH && farm->delayed[farm->delayed_first].due_us <= time_us) {
    struct letter *letter = &farm->late[n];
    const struct delayed *delayed = &farm->delayed[farm->delayed_first];
    letter_of_delayed(letter, delayed);
    if (letter_answer(farm, letter, delayed->length, time_us))
      farm->sending[n++].msg_hdr = letter_head(letter);
    farm->delayed_first = (farm->delayed_first + 1) % DELAYED_MAX;
    farm->delayed_n--;
  }
  send_all(farm, n);
}

static int wait_ms(const struct farm *farm)
{
  if (farm->delayed_n == 0)
    return -1;
  return (int)MAX(0, (farm->delayed[farm->delayed_first].due_us - now_us() + 999) / 1000);
}

static void say_done(const struct farm *farm)
{
  struct timespec cpu;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &cpu);
  printf("requests %" G_GUINT64_FORMAT " replies %" G_GUINT64_FORMAT " values %" G_GUINT64_FORMAT
         " silent %" G_GUINT64_FORMAT
         " bad %" G_GUINT64_FORMAT " unsent %" G_GUINT64_FORMAT " cpu_sec %.3f\n",
         farm->requests, farm->replies, farm->values, farm->silent, farm->bad, farm->unsent,
         (double)cpu.tv_sec + (double)cpu.tv_nsec / 1e9);
  fflush(stdout);
}

/* FALSE: it is told to end. */
static gboolean take_signal(const struct farm *farm)
{
  struct signalfd_siginfo signal;
  if (read(farm->signals, &signal, sizeof signal) != sizeof signal || signal.ssi_signo != SIGUSR1)
    return FALSE;
  say_done(farm);
  return TRUE;
}

static void run(struct farm *farm)
{
  struct pollfd watched[] = {{.fd = farm->socket, .events = POLLIN}, {.fd = farm->signals, .events = POLLIN}};
  for (guint i = 0; i < BATCH; i++)
    letter_empty(farm, i);
  while (!(watched[1].revents & POLLIN) || take_signal(farm)) {
    gboolean more = answer_arrived(farm);
    answer_due(farm);
    poll(watched, G_N_ELEMENTS(watched), more ? 0 : wait_ms(farm));
  }
}

/* ---- the program ---------------------------------------------------------------------------------- */

static void fail(const char *what)
{
  fprintf(stderr, "agent-farm: %s: %s\n", what, g_strerror(errno));
  exit(1);
}

static int open_socket(int port)
{
  int on = 1, bytes = SOCKET_BYTES, fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  struct sockaddr_in any = {.sin_family = AF_INET, .sin_port = htons((guint16)port)};
  if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, "lo", sizeof "lo") < 0 ||
      setsockopt(fd, IPPROTO_IP, IP_PKTINFO, &on, sizeof on) < 0 ||
      bind(fd, (const struct sockaddr *)&any, sizeof any) < 0)
    fail("cannot listen on the loopback device");
  if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &bytes, sizeof bytes) < 0)
    setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes);
  return fd;
}

static int open_signals(void)
{
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGUSR1);
  sigprocmask(SIG_BLOCK, &set, NULL);
  return signalfd(-1, &set, SFD_CLOEXEC);
}

static void say_ready(const struct farm *farm)
{
  struct sockaddr_in own = {0};
  socklen_t length = sizeof own;
  getsockname(farm->socket, (struct sockaddr *)&own, &length);
  printf("ready on port %u\n", ntohs(own.sin_port));
  fflush(stdout);
}

static struct options options_read(int argc, char **argv)
{
  struct options options = {.port = 0, .delay_ms = 2000, .loss_pct = 50};
  const GOptionEntry entries[] = {
      {"port", 0, 0, G_OPTION_ARG_INT, &options.port, "UDP port (default: any free one, which it says)", "N"},
      {"dead", 0, 0, G_OPTION_ARG_DOUBLE, &options.dead_pct, "share of the agents that never answer", "PCT"},
      {"slow", 0, 0, G_OPTION_ARG_DOUBLE, &options.slow_pct, "share that answer late", "PCT"},
      {"delay", 0, 0, G_OPTION_ARG_INT, &options.delay_ms, "how late (default: 2000)", "MS"},
      {"lossy", 0, 0, G_OPTION_ARG_DOUBLE, &options.lossy_pct, "share that hear only some requests", "PCT"},
      {"loss", 0, 0, G_OPTION_ARG_DOUBLE, &options.loss_pct, "requests they do not hear (default: 50)", "PCT"},
      G_OPTION_ENTRY_NULL};
  g_autoptr(GOptionContext) context = g_option_context_new(NULL);
  g_autoptr(GError) error = NULL;
  g_option_context_add_main_entries(context, entries, NULL);
  if (!g_option_context_parse(context, &argc, &argv, &error)) {
    fprintf(stderr, "agent-farm: %s\n", error->message);
    exit(2);
  }
  return options;
}

int main(int argc, char **argv)
{
  struct farm *farm = g_new0(struct farm, 1);
  farm->options = options_read(argc, argv);
  farm_table_init(&farm->table);
  farm->delayed = g_new(struct delayed, DELAYED_MAX);
  farm->signals = open_signals();
  farm->socket = open_socket(farm->options.port);
  farm->begun_us = now_us();
  say_ready(farm);
  run(farm);
  say_done(farm);
  g_free(farm->delayed);
  g_free(farm);
  return 0;
}
