#include "virt/endpoint.h"

#include "base/error.h"
#include "virt/library.h"

#include <libvirt/virterror.h>
#include <string.h>

struct endpoint *endpoint_new(const char *subject, const char *uri, gboolean node_metrics)
{
  struct endpoint *endpoint = g_new0(struct endpoint, 1);
  endpoint->subject = g_strdup(subject);
  endpoint->uri = g_strdup(uri);
  endpoint->node_metrics = node_metrics;
  g_mutex_init(&endpoint->lock);
  return endpoint;
}

void endpoint_free(struct endpoint *endpoint)
{
  g_clear_pointer(&endpoint->spare, virConnectClose);
  g_mutex_clear(&endpoint->lock);
  g_free(endpoint->subject);
  g_free(endpoint->uri);
  g_free(endpoint);
}

const char *endpoint_name(const struct endpoint *endpoint)
{
  const char *colon = strchr(endpoint->subject, ':');
  return colon ? colon + 1 : endpoint->subject;
}

/* One opening, shared by who waits for it and the thread that may hang in it; counted. */
struct opening {
  struct endpoint *endpoint;
  unsigned flags;
  GMutex lock;
  GCond news;
  /* Under the lock. */
  gboolean ended, abandoned;
  virConnectPtr connection;
  char *problem;
};

static void opening_clear(gpointer data)
{
  struct opening *opening = data;
  g_free(opening->problem);
  g_mutex_clear(&opening->lock);
  g_cond_clear(&opening->news);
}

static void opening_unref(struct opening *opening)
{
  g_atomic_rc_box_release_full(opening, opening_clear);
}

static int say_nothing(virConnectCredentialPtr wanted, unsigned n, void *user)
{
  (void)wanted, (void)n, (void)user;
  return -1;
}

/* ESX and vCenter open with a name and a password only. Nobody sits here to be asked for them: libvirt looks into its
 * auth.conf first. */
static virConnectPtr open_unasked(const struct opening *opening)
{
  int kinds[] = {VIR_CRED_AUTHNAME, VIR_CRED_PASSPHRASE, VIR_CRED_NOECHOPROMPT};
  virConnectAuth auth = {.credtype = kinds, .ncredtype = G_N_ELEMENTS(kinds), .cb = say_nothing};
  return virConnectOpenAuth(opening->endpoint->uri, &auth, opening->flags);
}

static char *opening_problem(void)
{
  g_autofree char *problem = library_error();
  const char *advice = library_error_is(VIR_ERR_AUTH_FAILED) ? "; give name and password in libvirt's auth.conf" : "";
  return g_strconcat(problem, advice, NULL);
}

/* A connection that nobody waits for any more is closed again. */
static gpointer open_it(gpointer user)
{
  struct opening *opening = user;
  virConnectPtr connection = open_unasked(opening);
  char *problem = connection ? NULL : opening_problem();
  g_mutex_lock(&opening->lock);
  gboolean abandoned = opening->abandoned;
  opening->ended = TRUE;
  opening->connection = abandoned ? NULL : connection;
  opening->problem = problem;
  g_cond_signal(&opening->news);
  g_mutex_unlock(&opening->lock);
  if (abandoned && connection)
    virConnectClose(connection);
  g_atomic_int_dec_and_test(&opening->endpoint->openings);
  opening_unref(opening);
  return NULL;
}

/* FALSE: its time is over, and it is left to itself. */
static gboolean opening_wait(struct opening *opening)
{
  gint64 until_us = g_get_monotonic_time() + OPENING_PATIENCE_SEC * G_USEC_PER_SEC;
  g_mutex_lock(&opening->lock);
  while (!opening->ended && g_cond_wait_until(&opening->news, &opening->lock, until_us))
    ;
  gboolean ended = opening->ended;
  opening->abandoned = !ended;
  g_mutex_unlock(&opening->lock);
  return ended;
}

static struct opening *opening_start(struct endpoint *endpoint, unsigned flags)
{
  struct opening *opening = g_atomic_rc_box_new0(struct opening);
  opening->endpoint = endpoint;
  opening->flags = flags;
  g_mutex_init(&opening->lock);
  g_cond_init(&opening->news);
  g_thread_unref(g_thread_new("open", open_it, g_atomic_rc_box_acquire(opening)));
  return opening;
}

static virConnectPtr set_silent(const struct endpoint *endpoint, const char *why, GError **error)
{
  g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_UNAVAILABLE, "libvirtd at %s does not answer: %s",
              endpoint->uri, why);
  return NULL;
}

static virConnectPtr open_uri(struct endpoint *endpoint, unsigned flags, GError **error)
{
  if (g_atomic_int_add(&endpoint->openings, 1) >= OPENINGS_MAX) {
    g_atomic_int_dec_and_test(&endpoint->openings);
    return set_silent(endpoint, "connections begun earlier still wait for its first word", error);
  }
  struct opening *opening = opening_start(endpoint, flags);
  virConnectPtr connection = NULL;
  if (!opening_wait(opening))
    set_silent(endpoint, "its first word did not come in time", error);
  else if (!(connection = opening->connection))
    set_silent(endpoint, opening->problem, error);
  opening_unref(opening);
  /* Drivers without a daemon (test, ESX) have no keepalive; there is nobody to lose. */
  if (connection)
    virConnectSetKeepAlive(connection, KEEPALIVE_SEC, KEEPALIVE_COUNT);
  return connection;
}

virConnectPtr endpoint_watch(struct endpoint *endpoint, GError **error)
{
  return open_uri(endpoint, VIR_CONNECT_RO, error);
}

virConnectPtr endpoint_borrow(struct endpoint *endpoint, GError **error)
{
  g_mutex_lock(&endpoint->lock);
  virConnectPtr connection = g_steal_pointer(&endpoint->spare);
  g_mutex_unlock(&endpoint->lock);
  if (connection && virConnectIsAlive(connection) == 1)
    return connection;
  g_clear_pointer(&connection, virConnectClose);
  return open_uri(endpoint, 0, error);
}

void endpoint_return(struct endpoint *endpoint, virConnectPtr connection)
{
  if (!connection)
    return;
  if (virConnectIsAlive(connection) == 1) {
    g_mutex_lock(&endpoint->lock);
    if (!endpoint->spare)
      endpoint->spare = g_steal_pointer(&connection);
    g_mutex_unlock(&endpoint->lock);
  }
  if (connection)
    virConnectClose(connection);
}

gboolean endpoint_is_remote(const struct endpoint *endpoint)
{
  g_autoptr(GUri) uri = g_uri_parse(endpoint->uri, G_URI_FLAGS_PARSE_RELAXED, NULL);
  const char *server = uri ? g_uri_get_host(uri) : NULL;
  return server && server[0];
}
