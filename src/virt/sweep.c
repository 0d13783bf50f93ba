#include "virt/sweep.h"

#include "base/error.h"
#include "virt/batch.h"
#include "virt/facts.h"
#include "virt/fields.h"
#include "virt/guest_list.h"
#include "virt/guest_readings.h"
#include "virt/library.h"
#include "virt/node_readings.h"
#include "virt/outbox.h"
#include "virt/records.h"

#define LIST_GROUPS (VIR_DOMAIN_STATS_STATE | VIR_DOMAIN_STATS_VCPU | VIR_DOMAIN_STATS_BALLOON)
#define SAMPLE_GROUPS                                                                              \
  (LIST_GROUPS | VIR_DOMAIN_STATS_CPU_TOTAL | VIR_DOMAIN_STATS_INTERFACE | VIR_DOMAIN_STATS_BLOCK)
/* A rate over more than this many intervals is a mean over a time nobody saw. */
#define MAX_GAP_INTERVALS 3
/* For the bulk call: what many guests take by far, and what an administrator waits. */
#define BULK_PATIENCE_MIN_MS 5000
#define BULK_PATIENCE_INTERVALS 2
#define BULK_PATIENCE_GUEST_MS 20

struct sweeper {
  struct endpoint *endpoint;
  struct host_link *link;
  struct tally *tally;
  struct channel *channel;
  struct rates *rates;
  struct batch *batch;
  guint interval_ms;
  GArray *guests; /* as last sent; NULL until the host was met */
  struct guest_flags flags;
  guint host_cpus;
  gboolean guests_told_lost;
  gboolean one_by_one; /* the driver has no bulk numbers */
};

static void send_samples(GVariant *samples, gpointer user)
{
  outbox_post(((struct sweeper *)user)->channel, MESSAGE_SAMPLES, samples);
}

struct sweeper *sweeper_new(struct endpoint *endpoint, struct host_link *link,
                            struct tally *tally, struct channel *channel, guint interval_ms)
{
  struct sweeper *sweeper = g_new0(struct sweeper, 1);
  sweeper->endpoint = endpoint;
  sweeper->link = link;
  sweeper->tally = tally;
  sweeper->channel = channel;
  sweeper->interval_ms = interval_ms;
  sweeper->rates = rates_new((gint64)interval_ms * 1000 * MAX_GAP_INTERVALS + G_USEC_PER_SEC / 2);
  sweeper->batch = batch_new(send_samples, sweeper);
  return sweeper;
}

void sweeper_free(struct sweeper *sweeper)
{
  g_clear_pointer(&sweeper->guests, g_array_unref);
  guest_flags_clear(&sweeper->flags);
  rates_free(sweeper->rates);
  batch_free(sweeper->batch);
  g_free(sweeper);
}

static gboolean set_problem(const struct sweeper *sweeper, const char *call, const char *problem, GError **error)
{
  g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_UNAVAILABLE, "libvirtd at %s failed in %s: %s",
              sweeper->endpoint->uri, call, problem);
  return FALSE;
}

static gboolean set_failed(const struct sweeper *sweeper, const char *call, GError **error)
{
  g_autofree char *problem = library_error();
  return set_problem(sweeper, call, problem, error);
}

static gint64 bulk_patience_us(const struct sweeper *sweeper)
{
  guint guests = sweeper->guests ? sweeper->guests->len : 0;
  return 1000 * ((gint64)MAX(BULK_PATIENCE_MIN_MS, BULK_PATIENCE_INTERVALS * sweeper->interval_ms) +
                 (gint64)guests * BULK_PATIENCE_GUEST_MS);
}

static gboolean read_records(struct sweeper *sweeper, struct connection *connection, unsigned groups,
                             struct records *records, GError **error)
{
  g_autofree char *problem = NULL;
  const struct bulk bulk = {sweeper->endpoint, connection, groups, bulk_patience_us(sweeper)};
  return records_read(sweeper->link, &bulk, sweeper->one_by_one, records, &problem) ||
         set_problem(sweeper, records_call(sweeper->one_by_one), problem, error);
}

static gboolean read_flags(struct sweeper *sweeper, struct connection *connection, GError **error)
{
  host_link_enter(sweeper->link, "virConnectListAllDomains");
  gboolean is_read = guest_flags_read(connection->libvirt, &sweeper->flags);
  host_link_leave(sweeper->link);
  return is_read || set_failed(sweeper, "virConnectListAllDomains", error);
}

static void keep_guests(struct sweeper *sweeper, GArray *list, gboolean tell)
{
  if (tell || !sweeper->guests || !guest_list_equal(list, sweeper->guests))
    outbox_post(sweeper->channel, MESSAGE_GUESTS,
                guest_list_message(sweeper->endpoint->subject, list));
  endpoint_set_listed(sweeper->endpoint);
  g_clear_pointer(&sweeper->guests, g_array_unref);
  sweeper->guests = list;
}

/* After a sweep: other guests than before have flags that nobody has read. */
static gboolean compare_guests(struct sweeper *sweeper, struct connection *connection,
                               const struct records *records, GError **error)
{
  GArray *list = guest_list_read(&sweeper->flags, records->list, records->n);
  if (!guest_list_has_same_guests(list, sweeper->guests)) {
    g_array_unref(list);
    if (!read_flags(sweeper, connection, error))
      return FALSE;
    list = guest_list_read(&sweeper->flags, records->list, records->n);
  }
  keep_guests(sweeper, list, FALSE);
  return TRUE;
}

/* Whether the guest is active and its numbers are this host's to tell: while it comes in, first
 * starting up and then paused for migration, the source still counts it. */
static gboolean is_sampled(GHashTable *fields)
{
  guint64 state = VIR_DOMAIN_NOSTATE, reason = 0;
  fields_number(fields, &state, "state.state");
  fields_number(fields, &reason, "state.reason");
  if (state == VIR_DOMAIN_PAUSED)
    return reason != VIR_DOMAIN_PAUSED_MIGRATION && reason != VIR_DOMAIN_PAUSED_STARTING_UP;
  return state != VIR_DOMAIN_NOSTATE && state != VIR_DOMAIN_SHUTOFF && state != VIR_DOMAIN_CRASHED;
}

static void take_record(struct sweeper *sweeper, const virDomainStatsRecord *record)
{
  char uuid[VIR_UUID_STRING_BUFLEN];
  g_autoptr(GHashTable) fields = fields_new(record->params, record->nparams);
  if (!is_sampled(fields) || virDomainGetUUIDString(record->dom, uuid) < 0)
    return;
  guest_readings_add(sweeper->batch, sweeper->rates, uuid, fields, sweeper->host_cpus);
}

/* `read_us` is the middle of the call or calls, which ask the guests one after the other. */
static void take_samples(struct sweeper *sweeper, struct connection *connection,
                         const struct records *records, gint64 stamp_sec, gint64 read_us)
{
  rates_begin(sweeper->rates, read_us);
  batch_begin(sweeper->batch, stamp_sec);
  if (sweeper->endpoint->node_metrics) {
    struct node_state node;
    host_link_enter(sweeper->link, "virNodeGetCPUStats");
    node_state_read(connection->libvirt, &node);
    host_link_leave(sweeper->link);
    node_readings_add(sweeper->batch, sweeper->rates, sweeper->endpoint->subject, &node);
  }
  for (int i = 0; i < MIN(records->n, LIMIT_GUESTS_PER_HOST); i++)
    take_record(sweeper, records->list[i]);
  rates_end(sweeper->rates);
  batch_end(sweeper->batch);
}

static void count(struct sweeper *sweeper)
{
  tally_add(sweeper->tally, TALLY_VALUES, batch_values(sweeper->batch));
  tally_add(sweeper->tally, TALLY_UNKNOWN_VALUES, batch_unknown_values(sweeper->batch));
}

gboolean sweeper_sweep(struct sweeper *sweeper, struct connection *connection, gint64 stamp_sec,
                       GError **error)
{
  gint64 begun_us = g_get_monotonic_time();
  struct records records;
  if (!read_records(sweeper, connection, SAMPLE_GROUPS, &records, error))
    return FALSE;
  gint64 read_us = begun_us + (g_get_monotonic_time() - begun_us) / 2;
  take_samples(sweeper, connection, &records, stamp_sec, read_us);
  sweeper->guests_told_lost = FALSE;
  gboolean listed = compare_guests(sweeper, connection, &records, error);
  records_free(&records);
  tally_add(sweeper->tally, TALLY_SWEEPS, 1);
  tally_set(sweeper->tally, TALLY_DOMAINS, (guint64)records.n);
  tally_set(sweeper->tally, TALLY_SWEEP_MS_LAST,
            (guint64)(g_get_monotonic_time() - begun_us) / 1000);
  count(sweeper);
  return listed;
}

gboolean sweeper_list(struct sweeper *sweeper, struct connection *connection, GError **error)
{
  struct records records;
  if (!read_flags(sweeper, connection, error) ||
      !read_records(sweeper, connection, LIST_GROUPS, &records, error))
    return FALSE;
  keep_guests(sweeper, guest_list_read(&sweeper->flags, records.list, records.n), TRUE);
  records_free(&records);
  return TRUE;
}

gboolean sweeper_meet(struct sweeper *sweeper, struct connection *connection, GError **error)
{
  host_link_enter(sweeper->link, "virConnectGetHostname");
  GVariant *facts = facts_read(connection->libvirt, sweeper->endpoint->subject, &sweeper->host_cpus);
  sweeper->one_by_one = facts && facts_lack_guest_numbers(connection->libvirt);
  host_link_leave(sweeper->link);
  if (!facts)
    return set_failed(sweeper, "virConnectGetHostname", error);
  outbox_post(sweeper->channel, MESSAGE_HOST_FACTS, facts);
  return sweeper_list(sweeper, connection, error);
}

struct loss {
  struct sweeper *sweeper;
  enum reading_state why;
};

static void lose_guest(const char *object, enum object_class class, gpointer user)
{
  const struct loss *loss = user;
  if (class != CLASS_HOST)
    batch_add_unknown(loss->sweeper->batch, object, class, loss->why);
}

void sweeper_lost(struct sweeper *sweeper, gint64 stamp_sec, enum reading_state why)
{
  struct loss loss = {sweeper, why};
  batch_begin(sweeper->batch, stamp_sec);
  if (sweeper->endpoint->node_metrics)
    batch_add_unknown(sweeper->batch, sweeper->endpoint->subject, CLASS_HOST, why);
  if (!sweeper->guests_told_lost)
    rates_each(sweeper->rates, lose_guest, &loss);
  sweeper->guests_told_lost = TRUE;
  batch_end(sweeper->batch);
  count(sweeper);
}
