#include "json/json.h"

#include "json/fields.h"
#include "json/needs_json.h"

#include <string.h>

/* A field of a subject that is the last reading of a metric. */
struct field {
  const char *key;
  enum metric_id metric;
};

/* Sets each field to its value, or to null with the reason in the object `unknown`, by the metric's name. */
static void set_values(json_t *json, const struct fleet *fleet, const char *subject,
                         const struct field *fields, gsize n)
{
  json_t *unknown = json_object();
  for (gsize i = 0; i < n; i++) {
    struct value value = fleet_value(fleet, subject, fields[i].metric);
    const struct metric *metric = metric_get(fields[i].metric);
    gboolean is_known = value.reading.state == READING_KNOWN;
    if (!is_known)
      json_object_set_new(unknown, metric->name, json_string(reading_state_name(value.reading.state)));
    gboolean is_whole = g_str_has_suffix(fields[i].key, "_bytes") && value.reading.value < 9e18;
    json_object_set_new(json, fields[i].key,
                        !is_known ? json_null()
                        : is_whole ? json_integer((json_int_t)value.reading.value)
                                   : number_to_json(value.reading.value));
  }
  json_object_set_new(json, "unknown", unknown);
}

static json_t *age_to_json(gint64 age_ms)
{
  return age_ms < 0 ? json_null() : json_real((double)age_ms / 1000);
}

/* ---- hosts --------------------------------------------------------------------------------------- */

static json_t *link_to_json(const struct fleet *fleet, const struct link *link)
{
  return json_pack("{s:s, s:s, s:I}", "state", link_state_name(link->state), "reason", link->reason, "since_sec",
                   (json_int_t)(fleet_link_age_ms(fleet, link) / 1000));
}

/* {"snmp": {"state": "up", "reason": "", "since_sec": 12}, ...}: the sources that are configured. */
static json_t *links_to_json(const struct fleet *fleet, const struct host *host)
{
  json_t *links = json_object();
  for (enum source source = SOURCE_NONE + 1; source < SOURCES; source++) {
    const struct link *link = &host->links[source];
    if (link->state == LINK_NONE)
      continue;
    g_autofree char *name = g_ascii_strdown(source_name(source), -1);
    json_object_set_new(links, name, link_to_json(fleet, link));
  }
  return links;
}

/* The same of a guest or device: it has an SNMP agent, or nothing. */
static json_t *agent_links_to_json(const struct fleet *fleet, const char *subject)
{
  const struct link *link = fleet_agent_link(fleet, subject);
  return link ? json_pack("{s:o}", "snmp", link_to_json(fleet, link)) : json_object();
}

/* The names of the guests that are on the host or may be: all but those that are off. */
static json_t *guests_on(const struct fleet *fleet, const char *host)
{
  json_t *names = json_array();
  g_autoptr(GPtrArray) guests = fleet_guests_on(fleet, host);
  for (guint i = 0; i < guests->len; i++) {
    const struct guest *guest = guests->pdata[i];
    if (guest->state != GUEST_OFF)
      json_array_append_new(names, json_string(guest->name));
  }
  return names;
}

static void set_labels(json_t *json, const struct traits *traits)
{
  json_t *labels = json_object();
  g_autofree const char **names = labels_names(traits->labels);
  for (guint i = 0; names[i]; i++)
    json_object_set_new(labels, names[i], json_string(g_hash_table_lookup(traits->labels, names[i])));
  json_object_set_new(json, "labels", labels);
}

static json_t *string_or_null(const char *text)
{
  return text && *text ? json_string(text) : json_null();
}

static json_t *known_or_null(gint64 value, double unit)
{
  return value < 0 ? json_null() : json_real((double)value / unit);
}

static json_t *interfaces_to_json(const struct agent_facts *facts)
{
  json_t *interfaces = json_array();
  for (guint i = 0; i < facts->n_interfaces; i++)
    json_array_append_new(interfaces, json_pack("{s:s, s:s, s:o}", "name", facts->interfaces[i].name, "role",
                                                interface_role_name(facts->interfaces[i].role), "alias",
                                                string_or_null(facts->interfaces[i].alias)));
  return interfaces;
}

/* What its SNMP agent is and has; null: it has said nothing yet. */
static json_t *agent_to_json(const struct fleet *fleet, const char *subject)
{
  gint64 age_ms;
  const struct agent_facts *facts = fleet_agent(fleet, subject, &age_ms);
  if (!facts)
    return json_null();
  return json_pack("{s:o, s:o, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "name", string_or_null(facts->system_name),
                   "system", string_or_null(facts->system), "version", facts->version, "engine_id",
                   string_or_null(facts->engine_id), "round_trip_ms", known_or_null(facts->round_trip_us, 1000),
                   "poll_ms", known_or_null(facts->poll_ms, 1), "age_sec", age_to_json(age_ms), "found",
                   strings_to_json(facts->found), "missing", strings_to_json(facts->missing), "trouble",
                   strings_to_json(facts->trouble), "interfaces", interfaces_to_json(facts));
}

/* null: it is given guests. */
static json_t *restriction_to_json(const struct restriction *restriction)
{
  if (!restriction)
    return json_null();
  return json_pack("{s:o, s:o, s:o}", "by", text_to_json(restriction->by), "since", time_to_json(restriction->since_us),
                   "reason", text_to_json(restriction->reason));
}

json_t *host_to_json(const struct fleet *fleet, const struct host *host)
{
  static const struct field fields[] = {
      {"cpu_busy_pct", METRIC_HOST_CPU_BUSY_PCT},
      {"mem_total_bytes", METRIC_HOST_MEM_TOTAL_BYTES},
      {"mem_available_bytes", METRIC_HOST_MEM_AVAILABLE_BYTES},
  };
  g_autofree char *subject = subject_format(SUBJECT_HOST, host->name);
  json_t *json = json_pack("{s:s, s:s, s:s}", "name", host->name, "cluster", host->cluster, "state",
                           host_state_name(host));
  set_values(json, fleet, subject, fields, G_N_ELEMENTS(fields));
  json_object_set_new(json, "age_sec", age_to_json(fleet_age_ms(fleet, subject)));
  json_object_set_new(json, "restricted", restriction_to_json(fleet_restriction(fleet, host->name)));
  json_object_set_new(json, "guests", guests_on(fleet, host->name));
  json_object_set_new(json, "links", links_to_json(fleet, host));
  json_object_set_new(json, "agent", agent_to_json(fleet, subject));
  json_object_set_new(json, "hostname", string_or_null(host->hostname));
  json_object_set_new(json, "uuid", string_or_null(host->uuid));
  json_object_set_new(json, "libvirt_version", string_or_null(host->libvirt_version));
  json_object_set_new(json, "cpus", host->cpus ? json_integer(host->cpus) : json_null());
  json_object_set_new(json, "cores", host->cores ? json_integer(host->cores) : json_null());
  json_object_set_new(json, "cpu_model", string_or_null(host->cpu_model));
  offers_set(json, host);
  json_object_set_new(json, "missing", strings_to_json(host->missing));
  json_object_set_new(json, "claim", json_pack("{s:s, s:s}", "state", claim_state_name(fleet_claim(fleet, host)), "who", host->claim.who));
  set_labels(json, fleet_traits(fleet, subject));
  return json;
}

/* ---- guests -------------------------------------------------------------------------------------- */

/* What an agent inside says; never mixed with the view from outside. */
static json_t *guest_inside_to_json(const struct fleet *fleet, const char *subject)
{
  static const struct field fields[] = {
      {"cpu_busy_pct", METRIC_GUEST_INSIDE_CPU_BUSY_PCT},
      {"mem_total_bytes", METRIC_GUEST_INSIDE_MEM_TOTAL_BYTES},
      {"mem_available_bytes", METRIC_GUEST_INSIDE_MEM_AVAILABLE_BYTES},
  };
  if (!fleet_agent_link(fleet, subject))
    return json_null();
  g_autofree char *object = object_of(subject, CLASS_GUEST_INSIDE);
  json_t *json = json_object();
  set_values(json, fleet, object, fields, G_N_ELEMENTS(fields));
  return json;
}

/* What the QEMU guest agent says of the system inside; null: it has said nothing yet. */
static json_t *guest_agent_to_json(const struct fleet *fleet, const struct guest *guest)
{
  gint64 age_ms;
  const struct guest_agent *agent = fleet_guest_agent(fleet, guest->uuid, &age_ms);
  if (!agent)
    return json_null();
  return json_pack("{s:o, s:o, s:o, s:o}", "hostname", string_or_null(agent->hostname), "os",
                   string_or_null(agent->os), "addresses", strings_to_json(agent->addresses), "age_sec",
                   age_to_json(age_ms));
}

json_t *guest_to_json(const struct fleet *fleet, const struct guest *guest)
{
  static const struct field fields[] = {{"cpu_used_pct", METRIC_GUEST_CPU_USED_PCT}};
  const struct host *host = guest->host ? fleet_host(fleet, guest->host) : NULL;
  g_autofree char *subject = subject_format(SUBJECT_GUEST, guest->uuid);
  json_t *json = json_pack("{s:s, s:s, s:s?, s:s?, s:s, s:s}", "name", guest->name, "uuid", guest->uuid, "host",
                           guest->host, "cluster", host ? host->cluster : NULL, "state",
                           guest_state_name(guest->state), "reason", guest_reason_name(guest->reason));
  set_values(json, fleet, subject, fields, G_N_ELEMENTS(fields));
  json_object_set_new(json, "age_sec", age_to_json(fleet_age_ms(fleet, subject)));
  json_object_set_new(json, "vcpus", json_integer(guest->vcpus));
  json_object_set_new(json, "vcpus_max", json_integer(guest->vcpus_max));
  json_object_set_new(json, "memory_bytes", json_integer((json_int_t)guest->memory_bytes));
  json_object_set_new(json, "memory_max_bytes", json_integer((json_int_t)guest->memory_max_bytes));
  json_object_set_new(json, "persistent", json_boolean(guest->persistent));
  json_object_set_new(json, "autostart", json_boolean(guest->autostart));
  json_object_set_new(json, "running_copies", json_integer(guest->running_copies));
  json_object_set_new(json, "links", agent_links_to_json(fleet, subject));
  json_object_set_new(json, "agent", agent_to_json(fleet, subject));
  json_object_set_new(json, "inside", guest_inside_to_json(fleet, subject));
  json_object_set_new(json, "guest_agent", guest_agent_to_json(fleet, guest));
  json_object_set_new(json, "needs", needs_to_json(fleet_needs(fleet, guest)));
  json_object_set_new(json, "owner", string_or_null(fleet_owner(fleet, guest)));
  json_object_set_new(json, "held", string_or_null(fleet_foreign_hold(fleet, guest->uuid)));
  const struct traits *traits = fleet_traits(fleet, subject);
  json_object_set_new(json, "ha", json_boolean(traits->ha));
  set_labels(json, traits);
  json_object_set_new(json, "licences", texts_to_json(traits->licences));
  return json;
}

/* ---- devices ------------------------------------------------------------------------------------- */

json_t *device_to_json(const struct fleet *fleet, const struct device *device)
{
  static const struct field fields[] = {
      {"cpu_busy_pct", METRIC_DEVICE_CPU_BUSY_PCT},
      {"uptime_sec", METRIC_DEVICE_SYSTEM_UPTIME_SEC},
  };
  g_autofree char *subject = subject_format(SUBJECT_DEVICE, device->name);
  json_t *json = json_pack("{s:s, s:s, s:s}", "name", device->name, "kind", device->kind, "state",
                           link_state_name(fleet_agent_link(fleet, subject)->state));
  set_values(json, fleet, subject, fields, G_N_ELEMENTS(fields));
  json_object_set_new(json, "age_sec", age_to_json(fleet_age_ms(fleet, subject)));
  json_object_set_new(json, "serves", strings_to_json(device->serves));
  json_object_set_new(json, "links", agent_links_to_json(fleet, subject));
  json_object_set_new(json, "agent", agent_to_json(fleet, subject));
  set_labels(json, fleet_traits(fleet, subject));
  return json;
}

/* ---- clusters ------------------------------------------------------------------------------------ */

json_t *cluster_to_json(const struct fleet *fleet, const struct cluster *cluster)
{
  json_t *hosts = json_array(), *methods = json_array();
  guint n_guests = 0;
  const GPtrArray *all_hosts = fleet_hosts(fleet), *all_guests = fleet_guests(fleet);
  for (guint i = 0; i < all_hosts->len; i++) {
    const struct host *host = all_hosts->pdata[i];
    if (strcmp(host->cluster, cluster->name) == 0)
      json_array_append_new(hosts, json_string(host->name));
  }
  for (guint i = 0; i < all_guests->len; i++) {
    const struct guest *guest = all_guests->pdata[i];
    const struct host *host = guest->host ? fleet_host(fleet, guest->host) : NULL;
    n_guests += host && guest->state != GUEST_OFF && strcmp(host->cluster, cluster->name) == 0;
  }
  for (guint i = 0; i < cluster->n_methods; i++)
    json_array_append_new(methods, json_string(move_method_name(cluster->methods[i])));
  g_autofree char *subject = subject_format(SUBJECT_CLUSTER, cluster->name);
  json_t *json = json_pack("{s:s, s:s, s:o, s:i, s:o, s:s?, s:I, s:o}", "name", cluster->name, "state",
                   cluster_state_name(fleet, cluster), "hosts", hosts, "guest_count",
                   (int)n_guests, "methods", methods, "save_dir", cluster->save_dir, "reserve_memory_bytes",
                   (json_int_t)cluster->reserve_memory_bytes, "reserve_cpu_pct",
                   number_to_json(cluster->reserve_cpu_pct));
  set_labels(json, fleet_traits(fleet, subject));
  return json;
}
