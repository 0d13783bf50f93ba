#include "snmp/trap_listener.h"

#include "snmp/netsnmp_message.h"
#include "snmp/token_buckets.h"
#include "snmp/trap_sockets.h"

#include <time.h>

#define TRAP_BATCHES 2
/* Of a span, how much processor time reading may take: the rest of the process's share is for what passes. */
#define SPAN_US 20000
#define SPAN_CPU_US 2400

struct waiting {
  guint64 id; /* 0: nothing waits here */
  GBytes *acknowledgement; /* NULL: nobody waits for one */
  struct peer from;
  int fd;
};

struct trap_listener {
  GSource source; /* first: GLib allocates it */
  struct tally *tally;
  struct passphrases *passphrases;
  const struct trap_sink *sink;
  gpointer user;
  GVariant *configured; /* the last body; NULL: none */
  struct trap_sockets *sockets;
  struct trap_sources *sources;
  struct token_buckets *buckets;
  struct trap_engines *engines; /* NULL: listens nowhere */
  struct udp_buffers *buffers;
  gint64 span_us, spent_us; /* begin of the span, monotonic; processor time spent in it */
  struct trap trap;         /* being judged */
  struct waiting waiting[TRAPS_WAITING];
  guint64 last_id;
};

/* ---- one datagram ---- */

static void take(struct trap_listener *listener, int fd, const struct peer *from, GBytes *acknowledgement)
{
  struct waiting *place = &listener->waiting[(listener->last_id + 1) % TRAPS_WAITING];
  if (place->id) {
    listener->tally->traps_dropped++;
    g_clear_pointer(&acknowledgement, g_bytes_unref);
    return;
  }
  *place = (struct waiting){++listener->last_id, acknowledgement, *from, fd};
  listener->sink->trap(place->id, from, &listener->trap, listener->user);
}

static void take_secured(struct trap_listener *listener, int fd, const struct datagram *datagram)
{
  struct tally *tally = listener->tally;
  guint64 *const counters[] = {
      [TRAP_REPORT] = &tally->trap_reports,          [TRAP_MALFORMED] = &tally->traps_malformed,
      [TRAP_NO_USER] = &tally->traps_denied_user,    [TRAP_LOW_LEVEL] = &tally->traps_denied_level,
      [TRAP_WRONG_DIGEST] = &tally->traps_denied_digest, [TRAP_OUT_OF_WINDOW] = &tally->traps_denied_window,
  };
  struct secured message;
  if (!secured_parse(datagram->bytes, datagram->n, &message)) {
    tally->traps_malformed++;
    return;
  }
  g_autofree guint8 *plain = NULL;
  GBytes *answer = trap_engines_discovery(listener->engines, &message);
  enum trap_verdict verdict = TRAP_REPORT;
  if (!answer)
    verdict = trap_engines_take(listener->engines,
                                trap_sources_of_user(listener->sources, &datagram->from, message.user, message.n_user),
                                &message, &listener->trap, &plain, &answer);
  if (verdict == TRAP_TAKE) {
    take(listener, fd, &datagram->from, answer);
    return;
  }
  ++*counters[verdict];
  if (answer)
    udp_send(fd, &datagram->from, answer);
  g_clear_pointer(&answer, g_bytes_unref);
}

static void take_plain(struct trap_listener *listener, int fd, const struct datagram *datagram)
{
  struct plain plain;
  if (!plain_parse(datagram->bytes, datagram->n, &plain)) {
    listener->tally->traps_malformed++;
  } else if (!trap_sources_of_community(listener->sources, &datagram->from, plain.version, plain.community,
                                        plain.n_community)) {
    listener->tally->traps_denied_community++;
  } else if (!trap_parse(plain.pdu, plain.n_pdu, plain.version, &listener->trap)) {
    listener->tally->traps_malformed++;
  } else {
    GBytes *acknowledgement = listener->trap.is_inform ? plain_acknowledgement(&plain, datagram->bytes, datagram->n) : NULL;
    take(listener, fd, &datagram->from, acknowledgement);
  }
}

static void take_datagram(struct trap_listener *listener, int fd, const struct datagram *datagram, gint64 now_us)
{
  enum snmp_version version;
  struct tally *tally = listener->tally;
  tally->traps_received++;
  if (!trap_sources_know(listener->sources, &datagram->from))
    tally->traps_denied_source++;
  else if (!token_buckets_take(listener->buckets, &datagram->from, now_us))
    tally->traps_limited++;
  else if (datagram->cut || !message_version(datagram->bytes, datagram->n, &version))
    tally->traps_malformed++;
  else if (version == SNMP_V3)
    take_secured(listener, fd, datagram);
  else
    take_plain(listener, fd, datagram);
}

/* ---- the main loop ---- */

static gint64 processor_us(void)
{
  struct timespec spent;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &spent);
  return (gint64)spent.tv_sec * G_USEC_PER_SEC + spent.tv_nsec / 1000;
}

static void receive(struct trap_listener *listener, struct trap_socket *socket)
{
  struct datagram datagrams[UDP_BATCH];
  gint64 now_us = g_get_monotonic_time();
  guint n = UDP_BATCH;
  for (guint batch = 0; batch < TRAP_BATCHES && n == UDP_BATCH; batch++) {
    n = udp_receive(socket->fd, listener->buffers, datagrams);
    for (guint i = 0; i < n; i++)
      take_datagram(listener, socket->fd, &datagrams[i], now_us);
    if (n > 0)
      listener->tally->traps_lost += trap_socket_lost(socket, datagrams[n - 1].lost);
  }
}

/* Begins a new span where the last is over. */
static void renew_span(struct trap_listener *listener, gint64 now_us)
{
  if (now_us - listener->span_us < SPAN_US)
    return;
  listener->span_us = now_us;
  listener->spent_us = 0;
  trap_sockets_listen(listener->sockets, &listener->source, TRUE);
  g_source_set_ready_time(&listener->source, -1);
}

static gboolean turn(GSource *source, GSourceFunc callback, gpointer user)
{
  (void)callback;
  (void)user;
  struct trap_listener *listener = (struct trap_listener *)source;
  gint64 began_us = processor_us();
  renew_span(listener, g_get_monotonic_time());
  if (listener->spent_us >= SPAN_CPU_US)
    return G_SOURCE_CONTINUE;
  for (guint i = 0; i < trap_sockets_count(listener->sockets); i++) {
    struct trap_socket *socket = trap_sockets_nth(listener->sockets, i);
    if (socket->fd >= 0 && g_source_query_unix_fd(source, socket->tag) & G_IO_IN)
      receive(listener, socket);
  }
  listener->spent_us += processor_us() - began_us;
  if (listener->spent_us >= SPAN_CPU_US) {
    trap_sockets_listen(listener->sockets, source, FALSE);
    g_source_set_ready_time(source, listener->span_us + SPAN_US);
  }
  return G_SOURCE_CONTINUE;
}

/* ---- its life ---- */

struct trap_listener *trap_listener_new(struct tally *tally, struct passphrases *passphrases, const struct trap_sink *sink,
                                        gpointer user)
{
  static const GSourceFuncs functions = {.dispatch = turn};
  struct trap_listener *listener = (struct trap_listener *)g_source_new((GSourceFuncs *)&functions, sizeof *listener);
  listener->tally = tally;
  listener->passphrases = passphrases;
  listener->sink = sink;
  listener->user = user;
  listener->sockets = trap_sockets_new();
  listener->buffers = udp_buffers_new(TRAP_BYTES_MAX);
  /* Polls go first. */
  g_source_set_priority(&listener->source, G_PRIORITY_DEFAULT + 1);
  g_source_attach(&listener->source, NULL);
  return listener;
}

static void forget_waiting(struct trap_listener *listener)
{
  for (guint i = 0; i < TRAPS_WAITING; i++) {
    g_clear_pointer(&listener->waiting[i].acknowledgement, g_bytes_unref);
    listener->waiting[i].id = 0;
  }
}

void trap_listener_free(struct trap_listener *listener)
{
  if (!listener)
    return;
  forget_waiting(listener);
  trap_sockets_free(listener->sockets, &listener->source);
  trap_sources_free(listener->sources);
  token_buckets_free(listener->buckets);
  trap_engines_free(listener->engines);
  udp_buffers_free(listener->buffers);
  g_clear_pointer(&listener->configured, g_variant_unref);
  g_source_destroy(&listener->source);
  g_source_unref(&listener->source);
}

static void tell_listening(struct trap_listener *listener)
{
  listener->sink->listening(trap_sockets_message(listener->sockets), listener->user);
}

void trap_listener_configure(struct trap_listener *listener, GVariant *body, const struct engines *remembered)
{
  guint rate, rate_total;
  g_autoptr(GVariant) addresses = NULL, rows = NULL;
  if (listener->configured && g_variant_equal(listener->configured, body))
    return;
  g_clear_pointer(&listener->configured, g_variant_unref);
  listener->configured = g_variant_ref(body);
  g_variant_get(body, "(@asuu@a(ssba{ss}))", &addresses, &rate, &rate_total, &rows);
  trap_sources_free(listener->sources);
  token_buckets_free(listener->buckets);
  listener->sources = trap_sources_new(rows);
  listener->buckets = token_buckets_new(rate, rate_total);
  if (listener->engines)
    trap_engines_forget_keys(listener->engines);
  else if (g_variant_n_children(addresses) > 0)
    listener->engines = trap_engines_new(listener->passphrases, remembered);
  if (trap_sockets_set(listener->sockets, &listener->source, addresses))
    forget_waiting(listener); /* they would be acknowledged from another socket */
  tell_listening(listener);
}

void trap_listener_retry(struct trap_listener *listener)
{
  if (trap_sockets_retry(listener->sockets, &listener->source))
    tell_listening(listener);
}

void trap_listener_settle(struct trap_listener *listener, guint64 id, gboolean stored)
{
  struct waiting *place = &listener->waiting[id % TRAPS_WAITING];
  if (id == 0 || place->id != id)
    return;
  ++*(stored ? &listener->tally->traps_stored : &listener->tally->traps_not_stored);
  if (stored && place->acknowledgement) {
    udp_send(place->fd, &place->from, place->acknowledgement);
    listener->tally->informs_acknowledged++;
  }
  g_clear_pointer(&place->acknowledgement, g_bytes_unref);
  place->id = 0;
}

void trap_listener_note_engines(const struct trap_listener *listener, struct engines *noted)
{
  if (listener->engines)
    trap_engines_note(listener->engines, noted);
}
