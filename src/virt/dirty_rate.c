#include "virt/dirty_rate.h"

#include "base/limits.h"
#include "virt/fields.h"
#include "virt/library.h"
#include "virt/look.h"

#define LATE_SEC 3 /* after the seconds asked for: opening the connection, and what QEMU is late */
#define LOOK_US  (100 * 1000)

struct dirty_rate {
  gint64 bytes_per_sec; /* -1: not measured */
  char *problem;        /* why not, or "" */
};

static void dirty_rate_free(gpointer data)
{
  struct dirty_rate *rate = data;
  g_free(rate->problem);
  g_free(rate);
}

static void answer(struct channel *channel, guint64 id, gconstpointer data)
{
  const struct dirty_rate *rate = data;
  channel_send(channel, MESSAGE_DIRTY_RATE_MEASURED, g_variant_new("(txs)", id, rate->bytes_per_sec, rate->problem));
}

static void refuse(struct channel *channel, guint64 id, const char *reason)
{
  channel_send(channel, MESSAGE_DIRTY_RATE_MEASURED, g_variant_new("(txs)", id, (gint64)-1, reason));
}

/* Why the guest is not measured now. NULL: it is. Caller frees. */
static char *obstacle(virConnectPtr connection, const char *uuid)
{
  struct look look;
  char *reason = NULL;
  look_at(connection, uuid, &look);
  if (look.presence == PRESENCE_ABSENT)
    reason = g_strdup("the guest is not on this host any more");
  else if (look.presence == PRESENCE_UNKNOWN)
    reason = g_strdup(look.error);
  else if (look.sighting.state != GUEST_RUNNING)
    reason = g_strdup_printf("the guest is %s: only a running one writes to its memory",
                             guest_state_name(look.sighting.state));
  else if (look.job)
    reason = g_strdup("the guest is being moved or saved; ask again afterwards");
  look_done(&look);
  return reason;
}

/* What QEMU says now. TRUE: it is over, with the rate or with a problem. */
static gboolean look_at_rate(virDomainPtr domain, struct dirty_rate *rate)
{
  virDomainPtr domains[] = {domain, NULL};
  virDomainStatsRecordPtr *records;
  int n = virDomainListGetStats(domains, VIR_DOMAIN_STATS_DIRTYRATE, &records, 0);
  if (n < 0) {
    rate->problem = library_error();
    return TRUE;
  }
  g_autoptr(GHashTable) fields = n == 1 ? fields_new(records[0]->params, records[0]->nparams) : NULL;
  guint64 status, mebibytes;
  gboolean is_there = fields && fields_number(fields, &status, "dirtyrate.calc_status");
  gboolean is_over = !is_there || status == VIR_DOMAIN_DIRTYRATE_MEASURED;
  if (!is_there)
    rate->problem = g_strdup("the guest stopped while it was measured");
  else if (is_over && fields_number(fields, &mebibytes, "dirtyrate.megabytes_per_second") && mebibytes < G_MAXINT32)
    rate->bytes_per_sec = (gint64)mebibytes << 20;
  else if (is_over)
    rate->problem = g_strdup("QEMU measured, but gives no rate");
  virDomainStatsRecordListFree(records);
  return is_over;
}

static void measure(virDomainPtr domain, guint seconds, struct dirty_rate *rate)
{
  gint64 end_us = g_get_monotonic_time() + (seconds + LATE_SEC) * G_USEC_PER_SEC;
  if (virDomainStartDirtyRateCalc(domain, (int)seconds, 0) < 0) {
    rate->problem = library_error();
    return;
  }
  g_usleep(seconds * G_USEC_PER_SEC);
  while (!look_at_rate(domain, rate)) {
    if (g_get_monotonic_time() > end_us) {
      rate->problem = g_strdup("QEMU did not end the measurement in time");
      return;
    }
    g_usleep(LOOK_US);
  }
}

static gpointer ask(const struct question_scene *scene)
{
  struct dirty_rate *rate = g_new(struct dirty_rate, 1);
  *rate = (struct dirty_rate){-1, obstacle(scene->connection, scene->uuid)};
  if (rate->problem)
    return rate;
  virDomainPtr domain = virDomainLookupByUUIDString(scene->connection, scene->uuid);
  if (domain)
    measure(domain, scene->seconds, rate);
  else
    rate->problem = library_error();
  if (!rate->problem)
    rate->problem = g_strdup("");
  if (domain)
    virDomainFree(domain);
  return rate;
}

void dirty_rate_take(struct questions *questions, GVariant *body)
{
  static const struct question_kind kind = {.name = "dirty-rate",
                                            .alone = TRUE,
                                            .ask = ask,
                                            .answer = answer,
                                            .refuse = refuse,
                                            .free = dirty_rate_free};
  struct question_order order = {.to = NULL};
  g_variant_get(body, "(t&s&su)", &order.id, &order.host, &order.uuid, &order.seconds);
  order.seconds = CLAMP(order.seconds, 1, LIMIT_DIRTY_RATE_SEC);
  order.patience_sec = order.seconds + 2 * LATE_SEC;
  questions_take(questions, &kind, &order);
}
