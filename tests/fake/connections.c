/* Connections, their events, and what is asked of a host as a whole. */
#include "fake.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* Who listens to a connection's events, on a socket and a thread of its own; counted, for both ends may come first. */
struct fake_ears {
  virConnectPtr connection; /* counted */
  int socket;
  gint deaf; /* atomic */
  virConnectDomainEventCallback heard;
  void *user;
};

/* ---- a connection's life ------------------------------------------------------------------------- */

virConnectPtr virConnectOpenAuth(const char *uri, virConnectAuthPtr auth, unsigned flags)
{
  (void)auth;
  int fd = fake_connect(flags & VIR_CONNECT_RO ? "open-read-only" : "open", uri);
  if (fd < 0)
    return NULL;
  virConnectPtr connection = g_new0(struct _virConnect, 1);
  connection->references = 1;
  connection->uri = g_strdup(uri);
  connection->socket = fd;
  g_mutex_init(&connection->lock);
  return connection;
}

int virConnectRef(virConnectPtr connection)
{
  g_atomic_int_inc(&connection->references);
  return 0;
}

int virConnectClose(virConnectPtr connection)
{
  if (!g_atomic_int_dec_and_test(&connection->references))
    return 1;
  close(connection->socket);
  g_mutex_clear(&connection->lock);
  g_free(connection->uri);
  g_free(connection);
  return 0;
}

int virConnectIsAlive(virConnectPtr connection)
{
  char byte;
  if (g_atomic_int_get(&connection->dead))
    return 0;
  return recv(connection->socket, &byte, 1, MSG_PEEK | MSG_DONTWAIT) != 0;
}

int virConnectSetKeepAlive(virConnectPtr connection, int interval, unsigned count)
{
  (void)connection, (void)interval, (void)count;
  return 0;
}

int virConnectRegisterCloseCallback(virConnectPtr connection, virConnectCloseFunc call, void *user, virFreeCallback release)
{
  (void)release;
  g_mutex_lock(&connection->lock);
  connection->on_close = call;
  connection->on_close_user = user;
  g_mutex_unlock(&connection->lock);
  return 0;
}

int virConnectUnregisterCloseCallback(virConnectPtr connection, virConnectCloseFunc call)
{
  (void)call;
  g_mutex_lock(&connection->lock);
  connection->on_close = NULL;
  g_mutex_unlock(&connection->lock);
  return 0;
}

/* ---- events -------------------------------------------------------------------------------------- */

/* uuid, name, event, detail */
static void tell(const struct fake_ears *ears, const char *news)
{
  g_auto(GStrv) fields = g_strsplit(news, FAKE_SEPARATOR, -1);
  if (g_strv_length(fields) < 4 || g_atomic_int_get(&ears->deaf))
    return;
  virDomainPtr domain = fake_domain(ears->connection, fields[0], fields[1], "-1");
  ears->heard(ears->connection, domain, atoi(fields[2]), atoi(fields[3]), ears->user);
  virDomainFree(domain);
}

static void tell_end(const struct fake_ears *ears)
{
  virConnectPtr connection = ears->connection;
  g_mutex_lock(&connection->lock);
  virConnectCloseFunc call = g_atomic_int_get(&ears->deaf) ? NULL : connection->on_close;
  void *user = connection->on_close_user;
  g_mutex_unlock(&connection->lock);
  if (call)
    call(connection, VIR_CONNECT_CLOSE_REASON_EOF, user);
}

static void ears_clear(gpointer data)
{
  struct fake_ears *ears = data;
  close(ears->socket);
  virConnectClose(ears->connection);
}

static gpointer listen_to(gpointer data)
{
  struct fake_ears *ears = data;
  char *news;
  while ((news = fake_receive(ears->socket))) {
    tell(ears, news);
    g_free(news);
  }
  tell_end(ears);
  g_atomic_rc_box_release_full(ears, ears_clear);
  return NULL;
}

/* Only what happens to guests is told: a driver may lack the other events. */
int virConnectDomainEventRegisterAny(virConnectPtr connection, virDomainPtr domain, int id,
                                     virConnectDomainEventGenericCallback call, void *user, virFreeCallback release)
{
  (void)release;
  if (id != VIR_DOMAIN_EVENT_ID_LIFECYCLE || domain || connection->ears)
    return fake_lacks("virConnectDomainEventRegisterAny");
  int fd = fake_connect("events", connection->uri);
  if (fd < 0)
    return -1;
  struct fake_ears *ears = g_atomic_rc_box_new0(struct fake_ears);
  ears->connection = connection;
  ears->socket = fd;
  ears->heard = (virConnectDomainEventCallback)(void (*)(void))call;
  ears->user = user;
  connection->ears = ears;
  virConnectRef(connection);
  g_thread_unref(g_thread_new("fake events", listen_to, g_atomic_rc_box_acquire(ears)));
  return 1;
}

int virConnectDomainEventDeregisterAny(virConnectPtr connection, int id)
{
  (void)id;
  struct fake_ears *ears = g_steal_pointer(&connection->ears);
  if (!ears)
    return -1;
  g_atomic_int_set(&ears->deaf, TRUE);
  shutdown(ears->socket, SHUT_RDWR);
  g_atomic_rc_box_release_full(ears, ears_clear);
  return 0;
}

/* ---- the host ------------------------------------------------------------------------------------ */

char *virConnectGetHostname(virConnectPtr connection)
{
  return fake_text(connection, "hostname", NULL);
}

char *virConnectGetCapabilities(virConnectPtr connection)
{
  return fake_text(connection, "capabilities", NULL);
}

int virConnectGetLibVersion(virConnectPtr connection, unsigned long *version)
{
  (void)connection;
  *version = 9000000;
  return 0;
}

int virNodeGetInfo(virConnectPtr connection, virNodeInfoPtr info)
{
  gint64 kib = fake_number(connection, "memory", NULL);
  *info = (virNodeInfo){.model = "fake", .memory = (unsigned long)kib, .cpus = 16, .mhz = 2000, .nodes = 1, .sockets = 1,
                        .cores = 16, .threads = 1};
  return kib < 0 ? -1 : 0;
}

/* An idle host: its time goes by as idle time. */
int virNodeGetCPUStats(virConnectPtr connection, int cpu, virNodeCPUStatsPtr stats, int *n, unsigned flags)
{
  (void)connection, (void)cpu, (void)flags;
  static const char *const names[] = {VIR_NODE_CPU_STATS_KERNEL, VIR_NODE_CPU_STATS_USER, VIR_NODE_CPU_STATS_IDLE};
  guint64 now_ns = (guint64)g_get_monotonic_time() * 1000;
  const guint64 values[] = {now_ns / 100, now_ns / 100, now_ns * 16};
  for (guint i = 0; stats && i < G_N_ELEMENTS(names); i++) {
    g_strlcpy(stats[i].field, names[i], sizeof stats[i].field);
    stats[i].value = values[i];
  }
  *n = G_N_ELEMENTS(names);
  return 0;
}

int virNodeGetMemoryStats(virConnectPtr connection, int cell, virNodeMemoryStatsPtr stats, int *n, unsigned flags)
{
  (void)cell, (void)flags;
  gint64 kib = stats ? fake_number(connection, "memory", NULL) : 0;
  static const char *const names[] = {VIR_NODE_MEMORY_STATS_TOTAL, VIR_NODE_MEMORY_STATS_FREE};
  for (guint i = 0; stats && i < G_N_ELEMENTS(names); i++) {
    g_strlcpy(stats[i].field, names[i], sizeof stats[i].field);
    stats[i].value = (guint64)kib;
  }
  *n = G_N_ELEMENTS(names);
  return kib < 0 ? -1 : 0;
}

int virConnectCompareCPU(virConnectPtr connection, const char *xml, unsigned flags)
{
  (void)connection, (void)xml, (void)flags;
  return VIR_CPU_COMPARE_SUPERSET;
}

int virConnectCompareHypervisorCPU(virConnectPtr connection, const char *emulator, const char *arch, const char *machine,
                                   const char *virttype, const char *xml, unsigned flags)
{
  (void)emulator, (void)arch, (void)machine, (void)virttype;
  return virConnectCompareCPU(connection, xml, flags);
}

int virConnectListAllInterfaces(virConnectPtr connection, virInterfacePtr **list, unsigned flags)
{
  (void)connection, (void)list, (void)flags;
  return fake_lacks("virConnectListAllInterfaces");
}

int virConnectListAllNetworks(virConnectPtr connection, virNetworkPtr **list, unsigned flags)
{
  (void)connection, (void)flags;
  *list = calloc(1, sizeof **list);
  return 0;
}
