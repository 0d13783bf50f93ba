/* Domains: looking for them, looking at them, and what changes them. */
#include "fake.h"

#include <stdlib.h>
#include <string.h>

/* ---- finding ------------------------------------------------------------------------------------- */

virDomainPtr fake_domain(virConnectPtr connection, const char *uuid, const char *name, const char *id)
{
  virDomainPtr domain = g_new0(struct _virDomain, 1);
  domain->references = 1;
  virConnectRef(connection);
  domain->connection = connection;
  domain->name = g_strdup(name);
  g_strlcpy(domain->uuid, uuid, sizeof domain->uuid);
  domain->id = atoi(id);
  return domain;
}

int virDomainFree(virDomainPtr domain)
{
  if (!g_atomic_int_dec_and_test(&domain->references))
    return 0;
  virConnectClose(domain->connection);
  g_free(domain->name);
  g_free(domain);
  return 0;
}

int virDomainRef(virDomainPtr domain)
{
  g_atomic_int_inc(&domain->references);
  return 0;
}

virConnectPtr virDomainGetConnect(virDomainPtr domain)
{
  return domain->connection;
}

const char *virDomainGetName(virDomainPtr domain)
{
  return domain->name;
}

unsigned virDomainGetID(virDomainPtr domain)
{
  return (unsigned)domain->id;
}

int virDomainGetUUIDString(virDomainPtr domain, char *uuid)
{
  g_strlcpy(uuid, domain->uuid, VIR_UUID_STRING_BUFLEN);
  return 0;
}

virDomainPtr virDomainLookupByUUIDString(virConnectPtr connection, const char *uuid)
{
  g_auto(GStrv) fields = fake_ask(connection, "lookup", uuid, NULL);
  return fields ? fake_domain(connection, fields[0], fields[1], fields[2]) : NULL;
}

virDomainPtr virDomainLookupByName(virConnectPtr connection, const char *name)
{
  g_auto(GStrv) fields = fake_ask(connection, "lookup-name", name, NULL);
  return fields ? fake_domain(connection, fields[0], fields[1], fields[2]) : NULL;
}

/* Three fields each: uuid, name, id. */
int virConnectListAllDomains(virConnectPtr connection, virDomainPtr **domains, unsigned flags)
{
  g_autofree char *wanted = g_strdup_printf("%u", flags);
  g_auto(GStrv) fields = fake_ask(connection, "list", wanted, NULL);
  if (!fields)
    return -1;
  guint n = g_strv_length(fields) / 3;
  *domains = calloc(n + 1, sizeof **domains);
  for (guint i = 0; i < n; i++)
    (*domains)[i] = fake_domain(connection, fields[3 * i], fields[3 * i + 1], fields[3 * i + 2]);
  return (int)n;
}

/* ---- statistics ---------------------------------------------------------------------------------- */

/* A domain's fields in the answer to "stats". */
enum { UUID, NAME, ID, STATE, REASON, MEMORY_KIB, VCPUS, CPU_NS, STATS };

static void add(virDomainStatsRecordPtr record, int *room, const char *field, const char *value)
{
  virTypedParamsAddULLong(&record->params, &record->nparams, room, field, g_ascii_strtoull(value, NULL, 10));
}

static virDomainStatsRecordPtr record_new(virConnectPtr connection, GStrv fields)
{
  virDomainStatsRecordPtr record = calloc(1, sizeof *record);
  int room = 0;
  record->dom = fake_domain(connection, fields[UUID], fields[NAME], fields[ID]);
  add(record, &room, "state.state", fields[STATE]);
  add(record, &room, "state.reason", fields[REASON]);
  add(record, &room, "balloon.current", fields[MEMORY_KIB]);
  add(record, &room, "balloon.maximum", fields[MEMORY_KIB]);
  add(record, &room, "vcpu.current", fields[VCPUS]);
  add(record, &room, "vcpu.maximum", fields[VCPUS]);
  add(record, &room, "cpu.time", fields[CPU_NS]);
  return record;
}

int virConnectGetAllDomainStats(virConnectPtr connection, unsigned groups, virDomainStatsRecordPtr **records, unsigned flags)
{
  (void)groups;
  g_autofree char *wanted = g_strdup_printf("%u", flags & VIR_CONNECT_GET_ALL_DOMAINS_STATS_INACTIVE);
  g_auto(GStrv) fields = fake_ask(connection, "stats", wanted, NULL);
  if (!fields)
    return -1;
  guint n = g_strv_length(fields) / STATS;
  *records = calloc(n + 1, sizeof **records);
  for (guint i = 0; i < n; i++)
    (*records)[i] = record_new(connection, fields + STATS * i);
  return (int)n;
}

void virDomainStatsRecordListFree(virDomainStatsRecordPtr *records)
{
  for (virDomainStatsRecordPtr *each = records; each && *each; each++) {
    virTypedParamsFree((*each)->params, (*each)->nparams);
    virDomainFree((*each)->dom);
    free(*each);
  }
  free(records);
}

int virDomainListGetStats(virDomainPtr *domains, unsigned groups, virDomainStatsRecordPtr **records, unsigned flags)
{
  (void)domains, (void)groups, (void)records, (void)flags;
  return fake_lacks("virDomainListGetStats");
}

/* ---- looking at one ------------------------------------------------------------------------------ */

static int number(virDomainPtr domain, const char *call)
{
  return (int)fake_number(domain->connection, call, domain->uuid, NULL);
}

int virDomainIsPersistent(virDomainPtr domain)
{
  return number(domain, "is-persistent");
}

int virDomainIsActive(virDomainPtr domain)
{
  return number(domain, "is-active");
}

int virDomainGetAutostart(virDomainPtr domain, int *autostart)
{
  *autostart = number(domain, "autostart");
  return *autostart < 0 ? -1 : 0;
}

int virDomainHasManagedSaveImage(virDomainPtr domain, unsigned flags)
{
  (void)flags;
  return number(domain, "is-active") < 0 ? -1 : 0;
}

int virDomainGetState(virDomainPtr domain, int *state, int *reason, unsigned flags)
{
  (void)flags;
  g_auto(GStrv) fields = fake_ask(domain->connection, "state", domain->uuid, NULL);
  if (!fields)
    return -1;
  *state = atoi(fields[0]);
  if (reason)
    *reason = atoi(fields[1]);
  return 0;
}

unsigned long virDomainGetMaxMemory(virDomainPtr domain)
{
  return number(domain, "is-active") < 0 ? 0 : 4UL << 20;
}

int virDomainGetVcpusFlags(virDomainPtr domain, unsigned flags)
{
  return flags & VIR_DOMAIN_VCPU_MAXIMUM ? (number(domain, "is-active") < 0 ? -1 : 8) : number(domain, "vcpus");
}

int virDomainSnapshotNum(virDomainPtr domain, unsigned flags)
{
  (void)flags;
  return number(domain, "is-active") < 0 ? -1 : 0;
}

int virDomainListAllCheckpoints(virDomainPtr domain, virDomainCheckpointPtr **list, unsigned flags)
{
  (void)list;
  return virDomainSnapshotNum(domain, flags);
}

int virDomainGetInfo(virDomainPtr domain, virDomainInfoPtr info)
{
  g_auto(GStrv) fields = fake_ask(domain->connection, "info", domain->uuid, NULL);
  if (!fields)
    return -1;
  *info = (virDomainInfo){.state = (unsigned char)atoi(fields[0]),
                          .memory = g_ascii_strtoull(fields[1], NULL, 10),
                          .maxMem = g_ascii_strtoull(fields[1], NULL, 10),
                          .nrVirtCpu = (unsigned short)atoi(fields[2]),
                          .cpuTime = g_ascii_strtoull(fields[3], NULL, 10)};
  return 0;
}

char *virDomainGetXMLDesc(virDomainPtr domain, unsigned flags)
{
  (void)flags;
  return fake_text(domain->connection, "xml", domain->uuid, NULL);
}

int virDomainGetJobInfo(virDomainPtr domain, virDomainJobInfoPtr info)
{
  *info = (virDomainJobInfo){.type = number(domain, "job")};
  return info->type < 0 ? -1 : 0;
}

int virDomainGetJobStats(virDomainPtr domain, int *type, virTypedParameterPtr *params, int *n, unsigned flags)
{
  (void)flags;
  int room = 0;
  *n = 0;
  *params = NULL;
  *type = number(domain, "job");
  if (*type > VIR_DOMAIN_JOB_NONE) {
    virTypedParamsAddULLong(params, n, &room, VIR_DOMAIN_JOB_DATA_TOTAL, 1000);
    virTypedParamsAddULLong(params, n, &room, VIR_DOMAIN_JOB_DATA_PROCESSED, 500);
    virTypedParamsAddULLong(params, n, &room, VIR_DOMAIN_JOB_DATA_REMAINING, 500);
  }
  return *type < 0 ? -1 : 0;
}

/* ---- changing ------------------------------------------------------------------------------------ */

int virDomainMigrateToURI3(virDomainPtr domain, const char *uri, virTypedParameterPtr params, unsigned n, unsigned flags)
{
  (void)params, (void)n;
  g_autofree char *wanted = g_strdup_printf("%u", flags);
  return fake_do(domain->connection, "migrate", domain->uuid, uri, wanted, NULL);
}

int virDomainMigrateSetMaxDowntime(virDomainPtr domain, unsigned long long ms, unsigned flags)
{
  (void)ms, (void)flags;
  return number(domain, "is-active") < 0 ? -1 : 0;
}

virDomainPtr virDomainDefineXML(virConnectPtr connection, const char *xml)
{
  g_auto(GStrv) fields = fake_ask(connection, "define", xml, NULL);
  return fields ? fake_domain(connection, fields[0], fields[1], fields[2]) : NULL;
}

virDomainPtr virDomainDefineXMLFlags(virConnectPtr connection, const char *xml, unsigned flags)
{
  (void)flags;
  return virDomainDefineXML(connection, xml);
}

int virDomainUndefineFlags(virDomainPtr domain, unsigned flags)
{
  (void)flags;
  return fake_do(domain->connection, "undefine", domain->uuid, NULL);
}

int virDomainSetAutostart(virDomainPtr domain, int autostart)
{
  return fake_do(domain->connection, "set-autostart", domain->uuid, autostart ? "1" : "0", NULL);
}

int virDomainResume(virDomainPtr domain)
{
  return fake_do(domain->connection, "resume", domain->uuid, NULL);
}

int virDomainAbortJob(virDomainPtr domain)
{
  return fake_do(domain->connection, "abort", domain->uuid, NULL);
}

/* No guest has an agent. */
int virDomainShutdownFlags(virDomainPtr domain, unsigned flags)
{
  (void)flags;
  return fake_do(domain->connection, "shutdown", domain->uuid, NULL);
}

int virDomainCreate(virDomainPtr domain)
{
  return fake_do(domain->connection, "start", domain->uuid, NULL);
}

int virDomainSetMemoryFlags(virDomainPtr domain, unsigned long kib, unsigned flags)
{
  g_autofree char *wanted = g_strdup_printf("%lu", kib), *impact = g_strdup_printf("%u", flags);
  return fake_do(domain->connection, "set-memory", domain->uuid, wanted, impact, NULL);
}

int virDomainSetVcpusFlags(virDomainPtr domain, unsigned vcpus, unsigned flags)
{
  g_autofree char *wanted = g_strdup_printf("%u", vcpus), *impact = g_strdup_printf("%u", flags);
  return fake_do(domain->connection, "set-vcpus", domain->uuid, wanted, impact, NULL);
}

/* ---- what there is not --------------------------------------------------------------------------- */

int virDomainAgentSetResponseTimeout(virDomainPtr domain, int seconds, unsigned flags)
{
  (void)domain, (void)seconds, (void)flags;
  return fake_lacks("virDomainAgentSetResponseTimeout");
}

int virDomainSetMetadata(virDomainPtr domain, int type, const char *metadata, const char *key, const char *uri, unsigned flags)
{
  (void)domain, (void)type, (void)metadata, (void)key, (void)uri, (void)flags;
  return fake_lacks("virDomainSetMetadata");
}

char *virDomainGetMetadata(virDomainPtr domain, int type, const char *uri, unsigned flags)
{
  (void)domain, (void)type, (void)uri, (void)flags;
  fake_lacks("virDomainGetMetadata");
  return NULL;
}

int virDomainMigrateStartPostCopy(virDomainPtr domain, unsigned flags)
{
  (void)domain, (void)flags;
  return fake_lacks("virDomainMigrateStartPostCopy");
}

int virDomainGetGuestInfo(virDomainPtr domain, unsigned types, virTypedParameterPtr *params, int *n, unsigned flags)
{
  (void)domain, (void)types, (void)params, (void)n, (void)flags;
  return fake_lacks("virDomainGetGuestInfo");
}

int virDomainSetMemoryStatsPeriod(virDomainPtr domain, int seconds, unsigned flags)
{
  (void)domain, (void)seconds, (void)flags;
  return fake_lacks("virDomainSetMemoryStatsPeriod");
}

int virDomainStartDirtyRateCalc(virDomainPtr domain, int seconds, unsigned flags)
{
  (void)domain, (void)seconds, (void)flags;
  return fake_lacks("virDomainStartDirtyRateCalc");
}
