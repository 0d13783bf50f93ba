#include "virt/records.h"

#include "base/limits.h"
#include "virt/library.h"

#include <stdlib.h>

const char *records_call(gboolean one_by_one)
{
  return one_by_one ? "virConnectListAllDomains" : "virConnectGetAllDomainStats";
}

static void add_number(virDomainStatsRecordPtr record, int *room, const char *field, guint64 value)
{
  virTypedParamsAddULLong(&record->params, &record->nparams, room, field, value);
}

/* A time or a size of 0 is a driver's way to say that it does not know. */
static void add_known(virDomainStatsRecordPtr record, int *room, const char *field, guint64 value)
{
  if (value > 0)
    add_number(record, room, field, value);
}

static void add_state(virDomainStatsRecordPtr record, int *room)
{
  int state, reason;
  if (virDomainGetState(record->dom, &state, &reason, 0) < 0)
    return;
  add_number(record, room, "state.state", (guint64)state);
  add_number(record, room, "state.reason", (guint64)reason);
}

static void add_info(virDomainStatsRecordPtr record, int *room)
{
  virDomainInfo info;
  if (virDomainGetInfo(record->dom, &info) < 0)
    return;
  add_known(record, room, "cpu.time", info.cpuTime);
  add_known(record, room, "info.cpu_time", info.cpuTime);
  add_known(record, room, "vcpu.current", info.nrVirtCpu);
  add_known(record, room, "vcpu.maximum", info.nrVirtCpu);
  add_known(record, room, "balloon.current", info.memory);
  add_known(record, room, "balloon.maximum", info.maxMem);
}

/* Takes the domain. */
static virDomainStatsRecordPtr record_new(virDomainPtr domain)
{
  virDomainStatsRecordPtr record = g_new0(virDomainStatsRecord, 1);
  int room = 0;
  record->dom = domain;
  add_state(record, &room);
  add_info(record, &room);
  return record;
}

static virDomainStatsRecordPtr read_domain(struct host_link *link, virDomainPtr domain)
{
  host_link_enter(link, "virDomainGetInfo");
  virDomainStatsRecordPtr record = record_new(domain);
  host_link_leave(link);
  return record;
}

static gboolean read_one_by_one(struct host_link *link, virConnectPtr connection, struct records *records)
{
  virDomainPtr *domains;
  host_link_enter(link, records_call(TRUE));
  records->n = virConnectListAllDomains(connection, &domains, 0);
  host_link_leave(link);
  if (records->n < 0)
    return FALSE;
  int kept = MIN(records->n, LIMIT_GUESTS_PER_HOST);
  if (kept < records->n)
    g_warning("a host has %d guests; only the first %d are watched", records->n, kept);
  records->list = g_new0(virDomainStatsRecordPtr, (gsize)kept + 1);
  for (int i = 0; i < kept; i++)
    records->list[i] = read_domain(link, domains[i]);
  for (int i = kept; i < records->n; i++)
    virDomainFree(domains[i]);
  records->n = kept;
  free(domains);
  return TRUE;
}

gboolean records_read(struct host_link *link, const struct bulk *bulk, gboolean one_by_one, struct records *records,
                      char **problem)
{
  *problem = NULL;
  if (one_by_one) {
    if (!read_one_by_one(link, bulk->connection->libvirt, records))
      *problem = library_error();
  } else {
    host_link_enter(link, records_call(FALSE));
    records->n = bulk_read(bulk, &records->list, problem);
    host_link_leave(link);
  }
  return !*problem;
}

void records_free(struct records *records)
{
  virDomainStatsRecordListFree(records->list);
}
