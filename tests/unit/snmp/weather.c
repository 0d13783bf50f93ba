#include "weather.h"

#include <arpa/inet.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#define DATAGRAM_MAX 65536

enum side { TO_AGENT, TO_MANAGER, SIDES };

struct flying {
  GBytes *bytes;
  enum side side;
  gint64 due_us;
};

struct weather {
  int fds[SIDES]; /* on which datagrams come that go this way */
  int quit;
  guint16 port;
  struct sockaddr_in ends[SIDES]; /* the manager's: whence it asked last */
  GThread *thread;
  GSequence *flying; /* by due_us */
  GMutex lock;
  /* Under the lock. */
  struct climate climate;
  GRand *dice;
  struct weather_report report;
};

static void flying_free(gpointer data)
{
  struct flying *flying = data;
  g_bytes_unref(flying->bytes);
  g_free(flying);
}

static gint by_due(gconstpointer a, gconstpointer b, gpointer unused)
{
  (void)unused;
  gint64 first = ((const struct flying *)a)->due_us, second = ((const struct flying *)b)->due_us;
  return (first > second) - (first < second);
}

static gboolean falls(struct weather *weather, guint pct, guint *count)
{
  gboolean so = (guint)g_rand_int_range(weather->dice, 0, 100) < pct;
  if (so)
    ++*count;
  return so;
}

static void launch(struct weather *weather, enum side side, GBytes *bytes)
{
  const struct climate *climate = &weather->climate;
  guint delay_ms = falls(weather, climate->hurry_pct, &weather->report.hurried) ? 0 : climate->delay_ms;
  if (falls(weather, climate->late_pct, &weather->report.late))
    delay_ms += climate->late_ms;
  struct flying *flying = g_new0(struct flying, 1);
  flying->bytes = g_bytes_ref(bytes);
  flying->side = side;
  flying->due_us = g_get_monotonic_time() + (gint64)delay_ms * 1000;
  g_sequence_insert_sorted(weather->flying, flying, by_due, NULL);
}

static void launch_copies(struct weather *weather, enum side side, GBytes *bytes)
{
  if (falls(weather, weather->climate.duplicate_pct, &weather->report.doubled))
    launch(weather, side, bytes);
  launch(weather, side, bytes);
}

static void receive(struct weather *weather, enum side side)
{
  g_autofree guint8 *buffer = g_malloc(DATAGRAM_MAX);
  struct sockaddr_in from;
  socklen_t length = sizeof from;
  ssize_t n = recvfrom(weather->fds[side], buffer, DATAGRAM_MAX, MSG_DONTWAIT, (struct sockaddr *)&from, &length);
  if (n <= 0)
    return;
  if (side == TO_AGENT)
    weather->ends[TO_MANAGER] = from;
  g_autoptr(GBytes) bytes = g_bytes_new(buffer, (gsize)n);
  g_mutex_lock(&weather->lock);
  if (!falls(weather, weather->climate.loss_pct, &weather->report.lost))
    launch_copies(weather, side, bytes);
  g_mutex_unlock(&weather->lock);
}

/* What goes to the agent leaves from the socket on which its answers come, and the other way round. */
static void land(struct weather *weather, const struct flying *flying)
{
  gsize n;
  gconstpointer start = g_bytes_get_data(flying->bytes, &n);
  const struct sockaddr_in *to = &weather->ends[flying->side];
  sendto(weather->fds[flying->side == TO_AGENT ? TO_MANAGER : TO_AGENT], start, n, 0, (const struct sockaddr *)to,
         sizeof *to);
}

/* How long nothing lands, in milliseconds; -1: nothing flies. */
static int land_all_due(struct weather *weather)
{
  GSequenceIter *first;
  while (!g_sequence_iter_is_end(first = g_sequence_get_begin_iter(weather->flying))) {
    const struct flying *flying = g_sequence_get(first);
    gint64 left_us = flying->due_us - g_get_monotonic_time();
    if (left_us > 0)
      return (int)(left_us / 1000) + 1;
    land(weather, flying);
    g_sequence_remove(first);
  }
  return -1;
}

static gpointer blow(gpointer user)
{
  struct weather *weather = user;
  for (;;) {
    struct pollfd polled[] = {
        {weather->fds[TO_AGENT], POLLIN, 0}, {weather->fds[TO_MANAGER], POLLIN, 0}, {weather->quit, POLLIN, 0}};
    poll(polled, G_N_ELEMENTS(polled), land_all_due(weather));
    if (polled[2].revents)
      return NULL;
    for (enum side side = 0; side < SIDES; side++)
      if (polled[side].revents)
        receive(weather, side);
  }
}

static struct sockaddr_in loopback(guint16 port)
{
  return (struct sockaddr_in){
      .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
}

static int socket_open(guint16 *port)
{
  struct sockaddr_in address = loopback(0);
  socklen_t length = sizeof address;
  int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof address) < 0 ||
      getsockname(fd, (struct sockaddr *)&address, &length) < 0)
    g_error("no UDP socket for the test's weather");
  *port = ntohs(address.sin_port);
  return fd;
}

struct weather *weather_new(guint16 port)
{
  guint16 unused;
  struct weather *weather = g_new0(struct weather, 1);
  weather->fds[TO_AGENT] = socket_open(&weather->port);
  weather->fds[TO_MANAGER] = socket_open(&unused);
  weather->quit = eventfd(0, EFD_CLOEXEC);
  weather->ends[TO_AGENT] = loopback(port);
  weather->dice = g_rand_new_with_seed(0);
  weather->flying = g_sequence_new(flying_free);
  g_mutex_init(&weather->lock);
  weather->thread = g_thread_new("weather", blow, weather);
  return weather;
}

void weather_free(struct weather *weather)
{
  eventfd_write(weather->quit, 1);
  g_thread_join(weather->thread);
  for (enum side side = 0; side < SIDES; side++)
    close(weather->fds[side]);
  close(weather->quit);
  g_rand_free(weather->dice);
  g_sequence_free(weather->flying);
  g_mutex_clear(&weather->lock);
  g_free(weather);
}

void weather_change(struct weather *weather, const struct climate *climate)
{
  g_mutex_lock(&weather->lock);
  weather->climate = *climate;
  g_rand_set_seed(weather->dice, climate->seed);
  g_mutex_unlock(&weather->lock);
}

guint16 weather_port(const struct weather *weather)
{
  return weather->port;
}

struct weather_report weather_report(struct weather *weather)
{
  g_mutex_lock(&weather->lock);
  struct weather_report report = weather->report;
  g_mutex_unlock(&weather->lock);
  return report;
}
