#include "daemon/doctor.h"

#include "base/quantity.h"

#include <string.h>

#define NAMES_SHOWN 5

/* An agent that is configured, of whatever it is. */
struct agent {
  const char *name, *what; /* for a finding */
  const char *address;
  char *subject;
  const struct link *link;
  enum subject_kind kind;
  const GPtrArray *software; /* char *, what must run there; NULL: none is named */
};

/* What an operating system has, which a device need not, and where that may stand: one of the groups will do. Whatever else an agent lacks is its own affair. */
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

static void examine_groups(json_t *findings, const struct agent *agent, const struct agent_facts *facts)
{
  g_autoptr(GString) lacking = g_string_new(NULL);
  for (gsize i = 0; agent->kind != SUBJECT_DEVICE && i < G_N_ELEMENTS(expected); i++)
    if (!has_any(facts->found, expected[i].groups) && has_any(facts->missing, expected[i].groups))
      g_string_append_printf(lacking, "%s%s", lacking->len ? ", " : "", expected[i].what);
  if (lacking->len)
    doctor_add(findings,
               &(struct examined){agent->name, agent->what, HEALTH_WARNING,
                                  "let its community or user see all: \"view all included .1\" in its snmpd.conf"},
               "it answers, but gives no %s: that is unknown", lacking->str);
  for (char **trouble = facts->trouble; *trouble; trouble++)
    doctor_add(findings,
               &(struct examined){agent->name, agent->what, HEALTH_WARNING,
                                  "what that concerns is unknown or left out; of a table of a pack, see max_rows and the "
                                  "types in its pack.yaml; else an update of the agent may help"},
               "%s", *trouble);
}

static void examine_software(json_t *findings, const struct fleet *fleet, const struct agent *agent)
{
  static const struct {
    enum object_class class;
    enum metric_id running;
  } kinds[SUBJECT_KINDS] = {
      [SUBJECT_HOST] = {CLASS_HOST_SOFTWARE, METRIC_HOST_SOFTWARE_RUNNING},
      [SUBJECT_GUEST] = {CLASS_GUEST_SOFTWARE, METRIC_GUEST_INSIDE_SOFTWARE_RUNNING},
      [SUBJECT_DEVICE] = {CLASS_DEVICE_SOFTWARE, METRIC_DEVICE_SOFTWARE_RUNNING},
  };
  for (guint i = 0; agent->software && i < agent->software->len; i++) {
    const char *name = agent->software->pdata[i];
    g_autofree char *object = object_part(agent->subject, kinds[agent->kind].class, name);
    const struct value value = fleet_value(fleet, object, kinds[agent->kind].running);
    if (value.reading.state != READING_KNOWN || value.reading.value > 0)
      continue;
    doctor_add(findings,
               &(struct examined){agent->name, agent->what, HEALTH_TROUBLE,
                                  "start it there; where it runs, name it in software as hrSWRunName does, which is the "
                                  "process, not the service: see provost.yaml(5)"},
               "%s must run, but does not, says the agent", name);
  }
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

static void examine_answering(json_t *findings, const struct fleet *fleet, const struct agent *agent, const char *since)
{
  gint64 age_ms;
  const struct agent_facts *facts = fleet_agent(fleet, agent->subject, &age_ms);
  const struct examined well = {agent->name, agent->what, HEALTH_OK, NULL};
  if (!facts) {
    doctor_add(findings, &well, "%s answers since %s; what it has is not known yet", agent->address, since);
    return;
  }
  g_autofree char *times = times_of(facts);
  g_autofree char *found = g_strjoinv(", ", facts->found);
  g_autofree char *missing = g_strjoinv(", ", facts->missing);
  doctor_add(findings, &well, "%s answers since %s (version %s%s%s%s%s); it has %s%s%s", agent->address, since,
             facts->version, facts->system[0] ? ", " : "", facts->system, times,
             facts->engine_id[0] ? ", engine known" : "", *found ? found : "nothing that provost reads",
             *missing ? " and lacks " : "", missing);
  examine_groups(findings, agent, facts);
  examine_software(findings, fleet, agent);
}

static void examine_agent(json_t *findings, const struct fleet *fleet, const struct agent *agent)
{
  g_autofree char *since = span_format((double)fleet_link_age_ms(fleet, agent->link) / 1000);
  if (agent->link->state == LINK_UP)
    examine_answering(findings, fleet, agent, since);
  else if (agent->link->state == LINK_DOWN)
    doctor_add(findings,
               &(struct examined){agent->name, agent->what, HEALTH_TROUBLE,
                                  "ask it from this machine with snmpget, the same address and credentials; see "
                                  "agentaddress and rocommunity or rouser in its snmpd.conf"},
               "silent since %s: %s", since, agent->link->reason);
  else
    doctor_add(findings, &(struct examined){agent->name, agent->what, HEALTH_WARNING, "ask again in a moment"},
               "%s has not answered yet, asked since %s", agent->address, since);
}

void doctor_agent_of_host(json_t *findings, const struct fleet *fleet, const struct config_host *configured)
{
  const struct host *host = fleet_host(fleet, configured->name);
  if (!host || !configured->snmp.address)
    return;
  g_autofree char *subject = subject_format(SUBJECT_HOST, configured->name);
  examine_agent(findings, fleet,
                &(struct agent){configured->name, "SNMP agent", configured->snmp.address, subject,
                                &host->links[SOURCE_SNMP], SUBJECT_HOST, configured->snmp.software});
}

void doctor_device(json_t *findings, const struct fleet *fleet, const struct config_device *configured)
{
  g_autofree char *subject = subject_format(SUBJECT_DEVICE, configured->name);
  const struct link *link = fleet_agent_link(fleet, subject);
  if (link)
    examine_agent(findings, fleet,
                  &(struct agent){configured->name, "SNMP agent of a device", configured->snmp.address, subject, link,
                                  SUBJECT_DEVICE, configured->snmp.software});
}

void doctor_guest(json_t *findings, const struct fleet *fleet, const struct config_guest *configured)
{
  static const char what[] = "SNMP agent inside a guest";
  const struct guest *guest = fleet_guest_meant(fleet, configured->cluster, configured->name);
  if (!configured->snmp.address)
    return;
  if (!guest) {
    doctor_add(findings,
               &(struct examined){configured->name, what, HEALTH_TROUBLE,
                                  "write its name as virsh list --all shows it, or its UUID; see that its host answers"},
               "it is not asked: no host of cluster %s has a guest of that name, or several have", configured->cluster);
    return;
  }
  g_autofree char *subject = subject_format(SUBJECT_GUEST, guest->uuid);
  const struct link *link = fleet_agent_link(fleet, subject);
  if (guest->state != GUEST_RUNNING && (!link || link->state != LINK_UP))
    doctor_add(findings, &(struct examined){guest->name, what, HEALTH_OK, NULL}, "the guest is %s: its agent can say nothing",
               guest_state_name(guest->state));
  else if (link)
    examine_agent(findings, fleet,
                  &(struct agent){guest->name, what, configured->snmp.address, subject, link, SUBJECT_GUEST,
                                  configured->snmp.software});
  else
    doctor_add(findings, &(struct examined){guest->name, what, HEALTH_WARNING, "ask again in a moment"},
               "%s has not been asked yet", configured->snmp.address);
}

/* ---- engines ---- */

struct engine_owners {
  const char *id, *address; /* address of the first */
  GString *names;
  guint n;
};

static void owners_free(gpointer data)
{
  struct engine_owners *owners = data;
  g_string_free(owners->names, TRUE);
  g_free(owners);
}

static void add_owner(GHashTable *engines, const struct fleet *fleet, enum subject_kind kind, const char *key,
                      const char *address)
{
  gint64 age_ms;
  g_autofree char *subject = subject_format(kind, key);
  const struct agent_facts *facts = address ? fleet_agent(fleet, subject, &age_ms) : NULL;
  if (!facts || !facts->engine_id[0])
    return;
  struct engine_owners *owners = g_hash_table_lookup(engines, facts->engine_id);
  if (!owners) {
    owners = g_new0(struct engine_owners, 1);
    *owners = (struct engine_owners){facts->engine_id, address, g_string_new(fleet_subject_name(fleet, subject)), 1};
    g_hash_table_insert(engines, facts->engine_id, owners);
  } else if (strcmp(address, owners->address) != 0 && owners->n++ < NAMES_SHOWN) {
    g_string_append_printf(owners->names, ", %s", fleet_subject_name(fleet, subject));
  }
}

void doctor_engines(json_t *findings, const struct fleet *fleet, const struct config *config)
{
  g_autoptr(GHashTable) engines = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, owners_free);
  for (guint i = 0; i < config->hosts->len; i++) {
    const struct config_host *host = config->hosts->pdata[i];
    add_owner(engines, fleet, SUBJECT_HOST, host->name, host->snmp.address);
  }
  for (guint i = 0; i < config->devices->len; i++) {
    const struct config_device *device = config->devices->pdata[i];
    add_owner(engines, fleet, SUBJECT_DEVICE, device->name, device->snmp.address);
  }
  for (guint i = 0; i < config->guests->len; i++) {
    const struct config_guest *configured = config->guests->pdata[i];
    const struct guest *guest = fleet_guest_meant(fleet, configured->cluster, configured->name);
    if (guest)
      add_owner(engines, fleet, SUBJECT_GUEST, guest->uuid, configured->snmp.address);
  }
  GHashTableIter iter;
  gpointer data;
  g_hash_table_iter_init(&iter, engines);
  while (g_hash_table_iter_next(&iter, NULL, &data)) {
    const struct engine_owners *owners = data;
    if (owners->n > 1)
      doctor_add(findings,
                 &(struct examined){"SNMP agents", "engine id", HEALTH_WARNING,
                                    "give each its own: stop the snmpd of a copied machine, delete the line oldEngineID "
                                    "from /var/lib/snmp/snmpd.conf (or exactEngineID from its own), and start it again"},
                 "%u agents have the same engine id %s, so that SNMP version 3 takes one for the other: %s%s", owners->n,
                 owners->id, owners->names->str, owners->n > NAMES_SHOWN ? " ..." : "");
  }
}
