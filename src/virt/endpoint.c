#include "virt/endpoint.h"

#include "base/error.h"
#include "virt/errand.h"
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
  g_cond_init(&endpoint->listed);
  return endpoint;
}

void endpoint_free(struct endpoint *endpoint)
{
  g_clear_pointer(&endpoint->spare, virConnectClose);
  g_mutex_clear(&endpoint->lock);
  g_cond_clear(&endpoint->listed);
  g_free(endpoint->subject);
  g_free(endpoint->uri);
  g_free(endpoint);
}

const char *endpoint_name(const struct endpoint *endpoint)
{
  const char *colon = strchr(endpoint->subject, ':');
  return colon ? colon + 1 : endpoint->subject;
}

struct opening {
  struct endpoint *endpoint;
  unsigned flags;
  virConnectPtr connection;
  char *problem;
};

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

static void open_it(gpointer user)
{
  struct opening *opening = user;
  opening->connection = open_unasked(opening);
  opening->problem = opening->connection ? NULL : opening_problem();
  g_mutex_lock(&opening->endpoint->lock);
  opening->endpoint->openings--;
  g_mutex_unlock(&opening->endpoint->lock);
}

static void opening_free(struct opening *opening)
{
  g_free(opening->problem);
  g_free(opening);
}

/* A connection that nobody waits for any more is closed again. */
static void drop_it(gpointer user)
{
  struct opening *opening = user;
  if (opening->connection)
    virConnectClose(opening->connection);
  opening_free(opening);
}

static const struct errand_kind opening_kind = {"open", open_it, drop_it};

static virConnectPtr set_silent(const struct endpoint *endpoint, const char *why, GError **error)
{
  g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_UNAVAILABLE, "libvirtd at %s does not answer: %s",
              endpoint->uri, why);
  return NULL;
}

/* FALSE: too many hang. */
static gboolean begin_opening(struct endpoint *endpoint)
{
  gint64 now_us = g_get_monotonic_time();
  g_mutex_lock(&endpoint->lock);
  gboolean may = endpoint->openings < OPENINGS_MAX ||
                 now_us - endpoint->opened_us >= OPENING_RETRY_SEC * G_USEC_PER_SEC;
  if (may) {
    endpoint->openings++;
    endpoint->opened_us = now_us;
  }
  g_mutex_unlock(&endpoint->lock);
  return may;
}

static virConnectPtr open_uri(struct endpoint *endpoint, unsigned flags, GError **error)
{
  if (!begin_opening(endpoint))
    return set_silent(endpoint, "connections begun earlier still wait for its first word", error);
  struct opening *opening = g_new0(struct opening, 1);
  opening->endpoint = endpoint;
  opening->flags = flags;
  if (!errand_run(&opening_kind, opening, OPENING_PATIENCE_SEC * G_USEC_PER_SEC))
    return set_silent(endpoint, "its first word did not come in time", error);
  virConnectPtr connection = opening->connection;
  if (!connection)
    set_silent(endpoint, opening->problem, error);
  opening_free(opening);
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

void endpoint_set_listed(struct endpoint *endpoint)
{
  g_mutex_lock(&endpoint->lock);
  endpoint->is_listed = TRUE;
  g_cond_broadcast(&endpoint->listed);
  g_mutex_unlock(&endpoint->lock);
}

void endpoint_await_list(struct endpoint *endpoint)
{
  g_mutex_lock(&endpoint->lock);
  while (!endpoint->is_listed)
    g_cond_wait(&endpoint->listed, &endpoint->lock);
  g_mutex_unlock(&endpoint->lock);
}

gboolean endpoint_is_remote(const struct endpoint *endpoint)
{
  g_autoptr(GUri) uri = g_uri_parse(endpoint->uri, G_URI_FLAGS_PARSE_RELAXED, NULL);
  const char *server = uri ? g_uri_get_host(uri) : NULL;
  return server && server[0];
}
