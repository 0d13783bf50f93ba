#include "sim/scenario_reading.h"

#include "config/problems.h"
#include "sim/fields.h"

#include <math.h>

struct host_keys {
  guint count;
  struct row_traits traits;
  struct scenario_host host;
};

static const struct field host_fields[] = {
    {"name", FIELD(NAME, char *, struct host_keys, host.name), .is_required = TRUE},
    {"count", FIELD(COUNT, guint, struct host_keys, count), 1, SCENARIO_HOSTS_MAX},
    {"cores", FIELD(COUNT, guint, struct host_keys, host.cores), 1, 4096, .is_required = TRUE},
    {"sockets", FIELD(COUNT, guint, struct host_keys, host.sockets), 1, 64},
    {"speed", FIELD(NUMBER, double, struct host_keys, host.speed), 0.001, 1e6},
    {"memory", FIELD(SIZE, guint64, struct host_keys, host.memory_bytes), 1, SCENARIO_BYTES_MAX, .is_required = TRUE},
    {"cpu_model", FIELD(NAME, char *, struct host_keys, host.cpu_model)},
    {"labels", FIELD_LIKE("clusters[].hosts[]", GHashTable *, struct host_keys, traits.labels)},
    {"networks", FIELD(NAMES, GPtrArray *, struct host_keys, traits.networks)},
    {"storage", FIELD(NAMES, GPtrArray *, struct host_keys, traits.storage)},
    {"power", .type = FIELD_NUMBERS, .offset = offsetof(struct host_keys, host.power_w), 0, 1e6, .most = POWER_POINTS},
    {.key = NULL},
};

static void add_host(struct scenario_reading *reading, const struct yaml_node *entry, const struct host_keys *keys, guint member)
{
  struct scenario_host host = keys->host;
  GArray *hosts = reading->scenario->hosts;
  host.cluster = reading->scenario->clusters->len - 1;
  host.name = reading_member(keys->host.name, keys->count, member);
  host.cpu_model = g_strdup(keys->host.cpu_model);
  row_traits_give(&keys->traits, &host.traits);
  g_array_append_val(hosts, host);
  if (!g_hash_table_insert(reading->hosts, host.name, GUINT_TO_POINTER(hosts->len)))
    problem_add(reading->problems, entry->line, entry->column, "there is another host named %s", host.name);
}

void reading_take_hosts(struct scenario_reading *reading, const struct yaml_node *entry)
{
  struct host_keys keys = {.count = 1, .traits = ROW_TRAITS_NONE, .host = {.sockets = 1, .speed = 1}};
  for (guint i = 0; i < POWER_POINTS; i++)
    keys.host.power_w[i] = NAN;
  fields_read(entry, "a host", host_fields, &keys, reading->problems);
  if (reading->scenario->hosts->len + keys.count > SCENARIO_HOSTS_MAX)
    problem_add(reading->problems, entry->line, entry->column, "these are more than %d hosts", SCENARIO_HOSTS_MAX);
  else if (keys.host.name)
    for (guint i = 0; i < keys.count; i++)
      add_host(reading, entry, &keys, i);
  g_free(keys.host.name);
  g_free(keys.host.cpu_model);
  row_traits_clear(&keys.traits);
}
