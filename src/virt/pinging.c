#include "virt/pinging.h"

#include "virt/library.h"
#include "virt/traits.h"

#include <libvirt/virterror.h>
#include <stdlib.h>

struct ping {
  enum agent_word word;
  char *problem; /* why nothing is known, or "" */
};

static struct ping *ping_new(enum agent_word word, const char *problem)
{
  struct ping *ping = g_new(struct ping, 1);
  *ping = (struct ping){word, g_strdup(problem)};
  return ping;
}

static void ping_free(gpointer data)
{
  struct ping *ping = data;
  g_free(ping->problem);
  g_free(ping);
}

static void answer(struct channel *channel, guint64 id, gconstpointer data)
{
  const struct ping *ping = data;
  channel_send(channel, MESSAGE_AGENT_PINGED, g_variant_new("(tys)", id, (guchar)ping->word, ping->problem));
}

static void refuse(struct channel *channel, guint64 id, const char *reason)
{
  channel_send(channel, MESSAGE_AGENT_PINGED, g_variant_new("(tys)", id, (guchar)AGENT_UNKNOWN, reason));
}

static gboolean somebody_listens(virDomainPtr domain)
{
  char *xml = virDomainGetXMLDesc(domain, 0);
  gboolean listens = xml && traits_read(xml).agent_listens;
  free(xml);
  return listens;
}

static struct ping *ask_agent(virDomainPtr domain)
{
  long long seconds;
  unsigned nanoseconds;
  if (!somebody_listens(domain))
    return ping_new(AGENT_UNKNOWN, "no guest agent has opened its channel");
  virDomainAgentSetResponseTimeout(domain, PINGING_PATIENCE_SEC, 0); /* a libvirt that cannot waits for ever, and we do not */
  if (virDomainGetTime(domain, &seconds, &nanoseconds, 0) == 0)
    return ping_new(AGENT_ANSWERS, "");
  if (library_error_is(VIR_ERR_AGENT_UNRESPONSIVE))
    return ping_new(AGENT_SILENT, "");
  g_autofree char *problem = library_error();
  return ping_new(AGENT_UNKNOWN, problem);
}

static gpointer ask(const struct question_scene *scene)
{
  virDomainPtr domain = virDomainLookupByUUIDString(scene->connection, scene->uuid);
  if (!domain) {
    g_autofree char *problem = library_error();
    return ping_new(AGENT_UNKNOWN, problem);
  }
  struct ping *ping = ask_agent(domain);
  virDomainFree(domain);
  return ping;
}

void pinging_take(struct questions *questions, GVariant *body)
{
  static const struct question_kind kind = {
      .name = "ping", .ask = ask, .answer = answer, .refuse = refuse, .free = ping_free};
  struct question_order order = {.patience_sec = PINGING_DEADLINE_SEC};
  g_variant_get(body, "(t&s&s)", &order.id, &order.host, &order.uuid);
  questions_take(questions, &kind, &order);
}
