#include "cli/fleet.h"

#include "cli/commands.h"
#include "cli/text.h"

#include "base/quantity.h"

#include <math.h>
#include <string.h>

static char *count_of(const json_t *object, const char *key)
{
  return g_strdup_printf("%" G_GSIZE_FORMAT, json_array_size(json_object_get(object, key)));
}

static char *joined(const json_t *strings)
{
  GString *line = g_string_new(NULL);
  const json_t *each;
  gsize i;
  json_array_foreach (strings, i, each)
    if (json_is_string(each))
      g_string_append_printf(line, "%s%s", line->len ? ", " : "", json_string_value(each));
  return g_string_free(line, FALSE);
}

/* ---- clusters ------------------------------------------------------------------------------------ */

static void add_cluster(struct table *table, const json_t *cluster)
{
  g_autofree char *hosts = joined(json_object_get(cluster, "hosts"));
  g_autofree char *guests = reply_quantity(cluster, "guest_count", "");
  g_autofree char *cpu = reply_quantity(cluster, "reserve_cpu_pct", "%");
  g_autofree char *memory = reply_quantity(cluster, "reserve_memory_bytes", "bytes");
  g_autofree char *reserve = g_strdup_printf("%s, %s", cpu, memory);
  g_autofree char *methods = joined(json_object_get(cluster, "methods"));
  table_add(table, reply_text(cluster, "name"), reply_text(cluster, "state"), guests, reserve, methods, hosts, NULL);
}

/* "lab: survives 1 host failure". */
static void explain_cluster(const json_t *cluster)
{
  const json_t *reserve = json_object_get(cluster, "reserve");
  if (json_is_object(reserve))
    text_print("%s: %s", reply_text(cluster, "name"), reply_text(reserve, "text"));
}

const struct list *clusters_list(void)
{
  static const struct list clusters = {"clusters", "NAME STATE >GUESTS RESERVE METHODS HOSTS", "no clusters", add_cluster,
                                       explain_cluster};
  return &clusters;
}

int command_clusters(struct cli *cli, char **words)
{
  (void)words;
  return list_show(cli, clusters_list(), "");
}

/* ---- hosts --------------------------------------------------------------------------------------- */

static char *memory_of(const json_t *host)
{
  double total = reply_number(host, "mem_total_bytes"), left = reply_number(host, "mem_available_bytes");
  g_autofree char *used = text_quantity(total - left, "bytes");
  g_autofree char *of = text_quantity(total, "bytes");
  return g_strdup_printf("%s / %s", used, of);
}

static void add_host(struct table *table, const json_t *host)
{
  g_autofree char *cpu = text_quantity(round(reply_number(host, "cpu_busy_pct")), "%");
  g_autofree char *memory = memory_of(host);
  g_autofree char *guests = count_of(host, "guests");
  g_autofree char *age = span_format(reply_number(host, "age_sec"));
  g_autofree char *state = g_strconcat(reply_text(host, "state"),
                                       json_is_object(json_object_get(host, "restricted")) ? ", restricted" : "", NULL);
  table_add(table, reply_text(host, "name"), reply_text(host, "cluster"), state, cpu, memory,
            guests, age, NULL);
}

/* "h2: SNMP is down (no answer from ...)" for each source that is not up. */
static void print_links(const json_t *host)
{
  const char *name;
  json_t *link;
  json_object_foreach (json_object_get(host, "links"), name, link) {
    const char *state = reply_text(link, "state"), *reason = reply_text(link, "reason");
    if (strcmp(state, "up") == 0)
      continue;
    double since_sec = reply_number(link, "since_sec");
    g_autofree char *since = isnan(since_sec) ? g_strdup("") : span_format(since_sec);
    text_print("%s: %s is %s%s%s%s%s%s", reply_text(host, "name"), strcmp(name, "snmp") == 0 ? "SNMP" : name, state,
               *since ? " since " : "", since, *reason ? " (" : "", reason, *reason ? ")" : "");
  }
}

/* "h2: unknown (no answer): host.cpu.busy_pct, host.mem.total_bytes", a line for each reason. */
static void print_unknown(const json_t *subject)
{
  const json_t *unknown = json_object_get(subject, "unknown");
  json_auto_t *by_reason = json_object();
  const char *metric, *reason;
  json_t *value, *metrics;
  json_object_foreach ((json_t *)unknown, metric, value) {
    const char *why = json_is_string(value) ? json_string_value(value) : "?";
    if (!json_object_get(by_reason, why))
      json_object_set_new(by_reason, why, json_array());
    json_array_append_new(json_object_get(by_reason, why), json_string(metric));
  }
  json_object_foreach (by_reason, reason, metrics) {
    g_autofree char *names = joined(metrics);
    text_print("%s: unknown (%s): %s", reply_text(subject, "name"), reason, names);
  }
}

/* What an agent lacks is for provost doctor: few have every table that provost reads. */
static void print_agent(const json_t *subject)
{
  const json_t *agent = json_object_get(subject, "agent");
  g_autofree char *trouble = joined(json_object_get(agent, "trouble"));
  if (*trouble)
    text_print("%s: of its SNMP agent: %s", reply_text(subject, "name"), trouble);
}

static void print_claim(const json_t *host)
{
  const json_t *claim = json_object_get(host, "claim");
  if (strcmp(reply_text(claim, "state"), "other") == 0)
    text_print("%s: managed by %s: this provost only watches", reply_text(host, "name"), reply_text(claim, "who"));
}

/* "h2: given no new guests: restricted by operator root since 10:15:00 (a fan fails)". */
static void print_restriction(const json_t *host)
{
  const json_t *restriction = json_object_get(host, "restricted");
  const char *reason = reply_text(restriction, "reason");
  g_autofree char *since = text_time(reply_text(restriction, "since"));
  if (json_is_object(restriction))
    text_print("%s: given no new guests: restricted by %s since %s%s%s%s", reply_text(host, "name"),
               reply_text(restriction, "by"), since, *reason ? " (" : "", reason, *reason ? ")" : "");
}

static void explain_host(const json_t *host)
{
  print_claim(host);
  print_restriction(host);
  print_links(host);
  print_unknown(host);
  g_autofree char *missing = joined(json_object_get(host, "missing"));
  if (*missing)
    text_print("%s: its libvirt driver lacks %s", reply_text(host, "name"), missing);
  print_agent(host);
}

const struct list *hosts_list(void)
{
  static const struct list hosts = {"hosts", "NAME CLUSTER STATE >CPU >MEMORY >GUESTS >AGE", "no hosts", add_host,
                                    explain_host};
  return &hosts;
}

int command_hosts(struct cli *cli, char **words)
{
  (void)words;
  return list_show(cli, hosts_list(), "");
}

/* ---- guests -------------------------------------------------------------------------------------- */

static void add_guest(struct table *table, const json_t *guest)
{
  const char *host = reply_text(guest, "host");
  g_autofree char *vcpus = reply_quantity(guest, "vcpus", "");
  g_autofree char *memory = reply_quantity(guest, "memory_bytes", "bytes");
  g_autofree char *cpu = text_quantity(round(reply_number(guest, "cpu_used_pct")), "%");
  g_autofree char *age = span_format(reply_number(guest, "age_sec"));
  table_add(table, reply_text(guest, "name"), *host ? host : "?", reply_text(guest, "state"), cpu, vcpus, memory, age,
            reply_text(guest, "uuid"), NULL);
}

/* That the value of a guest that is off is unknown needs no line. */
static void explain_guest(const json_t *guest)
{
  if (reply_number(guest, "running_copies") > 1)
    text_print("%s: RUNS ON %.0f HOSTS AT ONCE: stop the wrong copy by hand before its disks are damaged",
               reply_text(guest, "name"), reply_number(guest, "running_copies"));
  const char *owner = reply_text(guest, "owner"), *held = reply_text(guest, "held");
  if (*owner)
    text_print("%s: managed by %s", reply_text(guest, "name"), owner);
  if (*held)
    text_print("%s: automation leaves it alone: %s", reply_text(guest, "name"), held);
  if (strcmp(reply_text(guest, "state"), "off") != 0)
    print_unknown(guest);
  print_links(guest);
}

const struct list *guests_list(void)
{
  static const struct list guests = {"guests", "NAME HOST STATE >CPU >VCPUS >MEMORY >AGE UUID", "no guests", add_guest,
                                     explain_guest};
  return &guests;
}

int command_guests(struct cli *cli, char **words)
{
  (void)words;
  return list_show(cli, guests_list(), "");
}

/* ---- devices ------------------------------------------------------------------------------------- */

static void add_device(struct table *table, const json_t *device)
{
  g_autofree char *cpu = text_quantity(round(reply_number(device, "cpu_busy_pct")), "%");
  g_autofree char *age = span_format(reply_number(device, "age_sec"));
  g_autofree char *serves = joined(json_object_get(device, "serves"));
  table_add(table, reply_text(device, "name"), reply_text(device, "kind"), reply_text(device, "state"), cpu, age,
            serves, NULL);
}

static void explain_device(const json_t *device)
{
  print_links(device);
  print_agent(device);
}

int command_devices(struct cli *cli, char **words)
{
  (void)words;
  static const struct list devices = {"devices", "NAME KIND STATE >CPU >AGE SERVES", "no devices", add_device,
                                      explain_device};
  return list_show(cli, &devices, "");
}
