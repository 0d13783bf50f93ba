#include "virt/facts.h"

#include "base/limits.h"
#include "base/text.h"
#include "virt/library.h"
#include "virt/xml.h"

#include <libvirt/virterror.h>
#include <stdlib.h>

/* What the driver says to a call it does not have. */
static gboolean is_unsupported(int result)
{
  return result < 0 &&
         (library_error_is(VIR_ERR_NO_SUPPORT) || library_error_is(VIR_ERR_ARGUMENT_UNSUPPORTED));
}

static gboolean lacks_cpu_times(virConnectPtr connection)
{
  int n = 0;
  return is_unsupported(virNodeGetCPUStats(connection, VIR_NODE_CPU_STATS_ALL_CPUS, NULL, &n, 0));
}

static gboolean lacks_memory(virConnectPtr connection)
{
  int n = 0;
  return is_unsupported(
      virNodeGetMemoryStats(connection, VIR_NODE_MEMORY_STATS_ALL_CELLS, NULL, &n, 0));
}

/* Asked of the domains that are off: the answer is the same, and no QEMU that hangs holds it up. */
static gboolean lacks_stats(virConnectPtr connection, unsigned group)
{
  virDomainStatsRecordPtr *records = NULL;
  unsigned flags = VIR_CONNECT_GET_ALL_DOMAINS_STATS_ENFORCE_STATS | VIR_CONNECT_GET_ALL_DOMAINS_STATS_INACTIVE;
  int n = virConnectGetAllDomainStats(connection, group, &records, flags);
  if (records)
    virDomainStatsRecordListFree(records);
  return is_unsupported(n);
}

static gboolean lacks_guest_cpu(virConnectPtr connection)
{
  return lacks_stats(connection, VIR_DOMAIN_STATS_CPU_TOTAL | VIR_DOMAIN_STATS_VCPU);
}

static gboolean lacks_guest_memory(virConnectPtr connection)
{
  return lacks_stats(connection, VIR_DOMAIN_STATS_BALLOON);
}

static gboolean lacks_guest_disks(virConnectPtr connection)
{
  return lacks_stats(connection, VIR_DOMAIN_STATS_BLOCK | VIR_DOMAIN_STATS_INTERFACE);
}

gboolean facts_lack_guest_numbers(virConnectPtr connection)
{
  return lacks_guest_cpu(connection) && lacks_guest_memory(connection);
}

static gboolean lacks_storage(virConnectPtr connection)
{
  return is_unsupported(virConnectNumOfStoragePools(connection));
}

/* Only drivers that migrate list the ways in which they do. */
static gboolean lacks_migration(virConnectPtr connection)
{
  char *xml = virConnectGetCapabilities(connection);
  g_autofree char *live = xml ? xml_text(xml, "/capabilities/host/migration_features/live") : NULL;
  free(xml);
  return xml && !live;
}

static const struct {
  const char *name;
  gboolean (*is_missing)(virConnectPtr connection);
} abilities[] = {
    {"processor times of the host", lacks_cpu_times},
    {"memory of the host", lacks_memory},
    {"processor wait of guests", lacks_guest_cpu},
    {"memory inside guests", lacks_guest_memory},
    {"disks and interfaces of guests", lacks_guest_disks},
    {"storage volumes", lacks_storage},
    {"migration", lacks_migration},
};

/* Never NULL. */
static char *capabilities_read(virConnectPtr connection)
{
  char *xml = virConnectGetCapabilities(connection);
  char *copy = g_strdup(xml ? xml : "");
  free(xml);
  return copy;
}

static char *host_uuid(const char *capabilities)
{
  char *uuid = xml_text(capabilities, "/capabilities/host/uuid");
  return uuid ? uuid : g_strdup("");
}

/* "Skylake-Client-IBRS" of "Intel" as "Skylake-Client-IBRS (Intel)"; "" where the driver does not say. */
static char *cpu_model(const char *capabilities)
{
  g_autofree char *model = xml_text(capabilities, "/capabilities/host/cpu/model");
  g_autofree char *vendor = xml_text(capabilities, "/capabilities/host/cpu/vendor");
  if (!model || !model[0])
    return g_strdup("");
  return vendor && vendor[0] ? g_strdup_printf("%s (%s)", model, vendor) : g_steal_pointer(&model);
}

/* Of the time stamp counter, which does not change; virNodeGetInfo has what the clock is at this moment, saving power. */
static guint64 cpu_hz(const char *capabilities)
{
  guint64 hz = 0;
  g_autofree char *frequency = xml_attribute(capabilities, "/capabilities/host/cpu/counter", "frequency");
  return frequency && g_ascii_string_to_unsigned(frequency, 10, 1, G_MAXINT64, &hz, NULL) ? hz : 0;
}

static char *version_text(virConnectPtr connection)
{
  unsigned long version;
  if (virConnectGetLibVersion(connection, &version) < 0)
    return g_strdup("");
  return g_strdup_printf("%lu.%lu.%lu", version / 1000000, version / 1000 % 1000, version % 1000);
}

GVariant *facts_read(virConnectPtr connection, const char *host, guint *cpus)
{
  char *hostname = virConnectGetHostname(connection);
  if (!hostname)
    return NULL;
  g_autofree char *name = text_clean(hostname, LIMIT_NAME);
  free(hostname);
  g_autofree char *capabilities = capabilities_read(connection);
  g_autofree char *uuid = host_uuid(capabilities), *model = cpu_model(capabilities);
  g_autofree char *clean_model = text_clean(model, LIMIT_NAME);
  g_autofree char *clean_uuid = text_clean(uuid, LIMIT_NAME);
  g_autofree char *version = version_text(connection);
  virNodeInfo info = {0};
  if (virNodeGetInfo(connection, &info) < 0)
    info = (virNodeInfo){0};
  *cpus = info.cpus;

  GVariantBuilder missing;
  g_variant_builder_init(&missing, G_VARIANT_TYPE("as"));
  for (gsize i = 0; i < G_N_ELEMENTS(abilities); i++)
    if (abilities[i].is_missing(connection))
      g_variant_builder_add(&missing, "s", abilities[i].name);
  return g_variant_new("(ssssutasuuts)", host, name, clean_uuid, version, *cpus, (guint64)info.memory * 1024, &missing,
                       info.nodes * info.sockets, info.nodes * info.sockets * info.cores, cpu_hz(capabilities), clean_model);
}
