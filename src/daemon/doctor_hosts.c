#include "daemon/doctor.h"

#define NAMES_SHOWN 5

/* "3 min", as a person says it. Caller frees. */
static char *span(gint64 ms)
{
  gint64 sec = ms / 1000;
  if (sec < 120)
    return g_strdup_printf("%" G_GINT64_FORMAT " s", sec);
  if (sec < 7200)
    return g_strdup_printf("%" G_GINT64_FORMAT " min", sec / 60);
  return g_strdup_printf("%" G_GINT64_FORMAT " h", sec / 3600);
}

/* ---- SNMP ---------------------------------------------------------------------------------------- */

/* What every host is expected to give, and where that may stand: one of the groups will do. Whatever else an
 * agent lacks is its own affair. */
static const struct {
  const char *what;
  const char *groups[3];
} expected[] = {
    {"processors (hrProcessorTable)", {"hrProcessorTable", "UCD-SNMP-MIB systemStats"}},
    {"storage (hrStorageTable)", {"hrStorageTable"}},
    {"interfaces (ifXTable)", {"ifXTable", "ifTable"}},
};

static gboolean has_any(char *const *names, const char *const *groups)
{
  for (; *groups; groups++)
    if (g_strv_contains((const char *const *)names, *groups))
      return TRUE;
  return FALSE;
}

static void examine_groups(json_t *findings, const char *name, const struct agent_facts *facts)
{
  g_autoptr(GString) lacking = g_string_new(NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(expected); i++)
    if (!has_any(facts->found, expected[i].groups) && has_any(facts->missing, expected[i].groups))
      g_string_append_printf(lacking, "%s%s", lacking->len ? ", " : "", expected[i].what);
  if (lacking->len)
    doctor_add(findings,
               &(struct examined){name, "SNMP agent", HEALTH_WARNING,
                                  "let its community or user see all: \"view all included .1\" in its snmpd.conf"},
               "it answers, but gives no %s: that is unknown", lacking->str);
  for (char **trouble = facts->trouble; *trouble; trouble++)
    doctor_add(findings,
               &(struct examined){name, "SNMP agent", HEALTH_WARNING,
                                  "its values are unknown meanwhile; look whether an update of the agent helps"},
               "%s", *trouble);
}

static char *times_of(const struct agent_facts *facts)
{
  GString *times = g_string_new(NULL);
  if (facts->round_trip_us >= 0)
    g_string_append_printf(times, ", round trip %.1f ms", (double)facts->round_trip_us / 1000);
  if (facts->poll_ms >= 0)
    g_string_append_printf(times, ", last poll %" G_GINT64_FORMAT " ms", facts->poll_ms);
  return g_string_free(times, FALSE);
}

static void examine_answering(json_t *findings, const struct fleet *fleet, const struct config_host *host,
                              const char *since)
{
  gint64 age_ms;
  g_autofree char *subject = subject_format(SUBJECT_HOST, host->name);
  const struct agent_facts *facts = fleet_agent(fleet, subject, &age_ms);
  const struct examined well = {host->name, "SNMP agent", HEALTH_OK, NULL};
  if (!facts) {
    doctor_add(findings, &well, "%s answers since %s; what it has is not known yet", host->snmp.address, since);
    return;
  }
  g_autofree char *times = times_of(facts);
  g_autofree char *found = g_strjoinv(", ", facts->found);
  g_autofree char *missing = g_strjoinv(", ", facts->missing);
  doctor_add(findings, &well, "%s answers since %s (version %s%s%s%s%s); it has %s%s%s", host->snmp.address, since,
             facts->version, facts->system[0] ? ", " : "", facts->system, times,
             facts->engine_id[0] ? ", engine known" : "", *found ? found : "nothing that provost reads",
             *missing ? " and lacks " : "", missing);
  examine_groups(findings, host->name, facts);
}

static void examine_agent(json_t *findings, const struct fleet *fleet, const struct config_host *host,
                          const struct link *link)
{
  g_autofree char *since = span(fleet_link_age_ms(fleet, link));
  if (link->state == LINK_UP)
    examine_answering(findings, fleet, host, since);
  else if (link->state == LINK_DOWN)
    doctor_add(findings,
               &(struct examined){host->name, "SNMP agent", HEALTH_TROUBLE,
                                  "ask it from this machine with snmpget, the same address and credentials; see "
                                  "agentaddress and rocommunity or rouser in its snmpd.conf"},
               "silent since %s: %s", since, link->reason);
  else
    doctor_add(findings, &(struct examined){host->name, "SNMP agent", HEALTH_WARNING, "ask again in a moment"},
               "%s has not been asked yet", host->snmp.address);
}

/* ---- libvirt ------------------------------------------------------------------------------------- */

static void examine_libvirt(json_t *findings, const struct fleet *fleet, const struct config_host *configured,
                            const struct host *host)
{
  const struct link *link = &host->links[SOURCE_LIBVIRT];
  g_autofree char *since = span(fleet_link_age_ms(fleet, link));
  g_autofree char *lacking = g_strjoinv(", ", host->missing);
  g_autofree char *attempt = g_strdup_printf("try it as provostd's user: virsh -r -c %s list", configured->libvirt_uri);
  const char *subject = host->name;
  if (link->state == LINK_DOWN)
    doctor_add(findings, &(struct examined){subject, "libvirt", HEALTH_TROUBLE, attempt},
               "silent since %s: %s", since, link->reason);
  else if (link->state != LINK_UP)
    doctor_add(findings, &(struct examined){subject, "libvirt", HEALTH_WARNING, "ask again in a moment"},
               "%s is being connected since %s", configured->libvirt_uri, since);
  else
    doctor_add(findings, &(struct examined){subject, "libvirt", HEALTH_OK, NULL},
               "%s answers since %s (libvirt %s, host name %s, %u processors)", configured->libvirt_uri, since,
               host->libvirt_version, host->hostname, host->cpus);
  if (link->state == LINK_UP && *lacking)
    doctor_add(findings,
               &(struct examined){subject, "libvirt", HEALTH_WARNING,
                                  "nothing, where this kind of hypervisor has none; else a newer libvirt there"},
               "its driver lacks %s: what needs that stays unknown or is refused", lacking);
}

/* ---- guests ---- */

static gboolean hides_its_memory(const struct fleet *fleet, const struct guest *guest)
{
  g_autofree char *subject = subject_format(SUBJECT_GUEST, guest->uuid);
  struct value value = fleet_value(fleet, subject, METRIC_GUEST_MEM_UNUSED_BYTES);
  return guest->state == GUEST_RUNNING && value.reading.state == READING_NOT_SUPPORTED;
}

static void examine_balloons(json_t *findings, const struct fleet *fleet)
{
  const GPtrArray *guests = fleet_guests(fleet);
  g_autoptr(GString) names = g_string_new(NULL);
  guint n = 0;
  for (guint i = 0; i < guests->len; i++) {
    const struct guest *guest = guests->pdata[i];
    if (!hides_its_memory(fleet, guest))
      continue;
    if (n++ < NAMES_SHOWN)
      g_string_append_printf(names, "%s%s", names->len ? ", " : "", guest->name);
  }
  if (n)
    doctor_add(findings,
               &(struct examined){"guests", "memory", HEALTH_WARNING,
                                  "give them a virtio balloon with statistics: virsh dommemstat GUEST --period 10 "
                                  "--live --config"},
               "%u running do not say how much of their memory they use: %s%s", n, names->str,
               n > NAMES_SHOWN ? " ..." : "");
}

void doctor_hosts(json_t *findings, const struct fleet *fleet, const struct config *config)
{
  for (guint i = 0; i < config->hosts->len; i++) {
    const struct config_host *configured = config->hosts->pdata[i];
    const struct host *host = fleet_host(fleet, configured->name);
    if (host && configured->snmp.address)
      examine_agent(findings, fleet, configured, &host->links[SOURCE_SNMP]);
    if (host && configured->libvirt_uri)
      examine_libvirt(findings, fleet, configured, host);
  }
  examine_balloons(findings, fleet);
}
