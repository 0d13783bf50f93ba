#include "model/fleet.h"

#include "base/text.h"

#include <string.h>

/* The last readings of one object, one slot per metric of the catalogue it has had. */
struct object_values {
  enum source source;
  gint64 stamp_sec, received_us;
  guint n;
  struct reading readings[METRIC_COUNT];
};

struct agent_record {
  struct agent_facts *facts;
  gint64 received_us;
};

struct host_record {
  struct host host;
  GArray *sightings; /* struct sighting */
};

struct fleet {
  const struct clock *clock;
  guint interval_ms;
  GPtrArray *clusters, *hosts, *guests; /* struct cluster, host, guest: the public lists */
  GHashTable *host_records;             /* name -> struct host_record */
  GHashTable *guests_by_uuid;           /* uuid -> struct guest */
  GHashTable *values;                   /* object -> struct object_values */
  GHashTable *agents;                   /* subject -> struct agent_record */
};

struct cluster *cluster_new(const char *name)
{
  struct cluster *cluster = g_new0(struct cluster, 1);
  cluster->name = g_strdup(name);
  return cluster;
}

void cluster_free(struct cluster *cluster)
{
  if (!cluster)
    return;
  g_free(cluster->name);
  g_free(cluster->save_dir);
  g_free(cluster);
}

static void host_record_free(gpointer data)
{
  struct host_record *record = data;
  g_free(record->host.name);
  g_free(record->host.cluster);
  g_free(record->host.hostname);
  g_free(record->host.uuid);
  g_free(record->host.libvirt_version);
  g_strfreev(record->host.missing);
  for (enum source source = 0; source < SOURCES; source++)
    g_free(record->host.links[source].reason);
  g_array_unref(record->sightings);
  g_free(record);
}

static void agent_record_free(gpointer data)
{
  struct agent_record *record = data;
  agent_facts_free(record->facts);
  g_free(record);
}

static void guest_free(gpointer data)
{
  struct guest *guest = data;
  g_free(guest->host);
  g_free(guest);
}

struct fleet *fleet_new(const struct clock *clock, guint interval_ms)
{
  struct fleet *fleet = g_new0(struct fleet, 1);
  fleet->clock = clock;
  fleet->interval_ms = interval_ms;
  fleet->clusters = g_ptr_array_new_with_free_func((GDestroyNotify)cluster_free);
  fleet->hosts = g_ptr_array_new();
  fleet->guests = g_ptr_array_new();
  fleet->host_records = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, host_record_free);
  fleet->guests_by_uuid = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, guest_free);
  fleet->values = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  fleet->agents = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, agent_record_free);
  return fleet;
}

void fleet_free(struct fleet *fleet)
{
  if (!fleet)
    return;
  g_ptr_array_unref(fleet->clusters);
  g_ptr_array_unref(fleet->hosts);
  g_ptr_array_unref(fleet->guests);
  g_hash_table_unref(fleet->host_records);
  g_hash_table_unref(fleet->guests_by_uuid);
  g_hash_table_unref(fleet->values);
  g_hash_table_unref(fleet->agents);
  g_free(fleet);
}

void fleet_add_cluster(struct fleet *fleet, struct cluster *cluster)
{
  g_ptr_array_add(fleet->clusters, cluster);
}

void fleet_add_host(struct fleet *fleet, const char *name, const char *cluster, guint sources)
{
  struct host_record *record = g_new0(struct host_record, 1);
  record->host.name = g_strdup(name);
  record->host.cluster = g_strdup(cluster);
  record->host.hostname = g_strdup("");
  record->host.uuid = g_strdup("");
  record->host.libvirt_version = g_strdup("");
  record->host.missing = g_new0(char *, 1);
  record->sightings = g_array_new(FALSE, FALSE, sizeof(struct sighting));
  for (enum source source = 0; source < SOURCES; source++) {
    record->host.links[source].state = sources & (1u << source) ? LINK_CONNECTING : LINK_NONE;
    record->host.links[source].reason = g_strdup("");
    record->host.links[source].since_us = clock_monotonic_us(fleet->clock);
  }
  g_hash_table_insert(fleet->host_records, record->host.name, record);
  g_ptr_array_add(fleet->hosts, &record->host);
}

static gboolean owner_is_known(const struct fleet *fleet, const struct object *object)
{
  if (object->kind == SUBJECT_HOST)
    return g_hash_table_contains(fleet->host_records, object->key);
  return object->kind == SUBJECT_GUEST;
}

gboolean fleet_take_readings(struct fleet *fleet, enum source source, gint64 stamp_sec, const char *object,
                             const struct reading *readings, gsize n)
{
  struct object parsed;
  if (!object_parse(object, &parsed) || !owner_is_known(fleet, &parsed))
    return FALSE;
  struct object_values *values = g_hash_table_lookup(fleet->values, object);
  if (!values) {
    values = g_new0(struct object_values, 1);
    g_hash_table_insert(fleet->values, g_strdup(object), values);
  } else if (stamp_sec < values->stamp_sec) {
    return TRUE; /* late: something newer is here */
  }
  values->source = source;
  values->stamp_sec = stamp_sec;
  values->received_us = clock_monotonic_us(fleet->clock);
  values->n = (guint)MIN(n, METRIC_COUNT);
  memcpy(values->readings, readings, values->n * sizeof *readings);
  return TRUE;
}

gboolean fleet_take_facts(struct fleet *fleet, const char *host, const struct host_facts *facts)
{
  struct host_record *record = g_hash_table_lookup(fleet->host_records, host);
  if (!record)
    return FALSE;
  g_free(record->host.hostname);
  g_free(record->host.uuid);
  g_free(record->host.libvirt_version);
  g_strfreev(record->host.missing);
  record->host.hostname = text_clean(facts->hostname, LIMIT_URI);
  record->host.uuid = text_clean(facts->uuid, GUEST_UUID_LENGTH);
  record->host.libvirt_version = text_clean(facts->libvirt_version, LIMIT_NAME);
  record->host.missing = g_strdupv((char **)facts->missing);
  record->host.cpus = facts->cpus;
  record->host.memory_bytes = facts->memory_bytes;
  return TRUE;
}

gboolean fleet_take_agent(struct fleet *fleet, const char *subject, struct agent_facts *facts)
{
  struct object parsed;
  if (!object_parse(subject, &parsed) || parsed.instance[0] || !owner_is_known(fleet, &parsed)) {
    agent_facts_free(facts);
    return FALSE;
  }
  struct agent_record *record = g_new(struct agent_record, 1);
  *record = (struct agent_record){facts, clock_monotonic_us(fleet->clock)};
  g_hash_table_replace(fleet->agents, g_strdup(subject), record);
  return TRUE;
}

/* How well a sighting says where a guest is: running beats paused beats the rest. */
static guint sighting_rank(const struct sighting *sighting)
{
  switch (sighting->state) {
  case GUEST_RUNNING:
    return 4;
  case GUEST_PAUSED:
    return sighting->reason == REASON_MIGRATION ? 2 : 3;
  default:
    return sighting->reason == REASON_MIGRATED ? 0 : 1;
  }
}

static int guest_order(gconstpointer a, gconstpointer b)
{
  const struct guest *left = *(const struct guest *const *)a, *right = *(const struct guest *const *)b;
  int by_name = strcmp(left->name, right->name);
  return by_name ? by_name : strcmp(left->uuid, right->uuid);
}

static void guest_see(struct guest *guest, const struct host *host, const struct sighting *sighting)
{
  text_replace(&guest->host, host->name);
  g_strlcpy(guest->name, sighting->name, sizeof guest->name);
  guest->reason = sighting->reason;
  guest->vcpus = sighting->vcpus;
  guest->vcpus_max = sighting->vcpus_max;
  guest->memory_bytes = sighting->memory_bytes;
  guest->memory_max_bytes = sighting->memory_max_bytes;
  guest->persistent = sighting->persistent;
  guest->autostart = sighting->autostart;
  /* What a host that does not answer said last may be long past: unknown is not running. */
  guest->state = host->links[SOURCE_LIBVIRT].state == LINK_DOWN ? GUEST_UNKNOWN : sighting->state;
}

static void take_host_sightings(struct fleet *fleet, const struct host_record *record, GHashTable *ranks)
{
  for (guint i = 0; i < record->sightings->len; i++) {
    const struct sighting *sighting = &g_array_index(record->sightings, struct sighting, i);
    struct guest *guest = g_hash_table_lookup(fleet->guests_by_uuid, sighting->uuid);
    if (!guest) {
      guest = g_new0(struct guest, 1);
      g_strlcpy(guest->uuid, sighting->uuid, sizeof guest->uuid);
      g_hash_table_insert(fleet->guests_by_uuid, guest->uuid, guest);
      g_ptr_array_add(fleet->guests, guest);
    }
    guint rank = sighting_rank(sighting) + 1;
    if (rank > GPOINTER_TO_UINT(g_hash_table_lookup(ranks, guest->uuid))) {
      g_hash_table_insert(ranks, guest->uuid, GUINT_TO_POINTER(rank));
      guest_see(guest, &record->host, sighting);
    }
    guest->running_copies += sighting->state == GUEST_RUNNING;
  }
}

static gboolean belongs_to(gpointer object, gpointer values, gpointer uuid)
{
  (void)values;
  return g_str_has_prefix(object, "guest:") && g_str_has_prefix((const char *)object + strlen("guest:"), uuid);
}

static void forget_guest(struct fleet *fleet, guint index)
{
  struct guest *guest = fleet->guests->pdata[index];
  g_ptr_array_remove_index(fleet->guests, index);
  g_hash_table_foreach_remove(fleet->values, belongs_to, guest->uuid);
  g_hash_table_remove(fleet->guests_by_uuid, guest->uuid);
}

/* Judges every guest anew from what all hosts say. A guest that no host knows any more is gone. */
static void judge_guests(struct fleet *fleet)
{
  g_autoptr(GHashTable) ranks = g_hash_table_new(g_str_hash, g_str_equal);
  for (guint i = 0; i < fleet->guests->len; i++)
    ((struct guest *)fleet->guests->pdata[i])->running_copies = 0;
  for (guint i = 0; i < fleet->hosts->len; i++) {
    const struct host *host = fleet->hosts->pdata[i];
    take_host_sightings(fleet, g_hash_table_lookup(fleet->host_records, host->name), ranks);
  }
  for (guint i = fleet->guests->len; i-- > 0;) {
    const struct guest *guest = fleet->guests->pdata[i];
    if (!g_hash_table_contains(ranks, guest->uuid))
      forget_guest(fleet, i);
  }
  g_ptr_array_sort(fleet->guests, guest_order);
}

gboolean fleet_take_link(struct fleet *fleet, const char *host, enum source source, enum link_state state,
                         const char *reason)
{
  struct host_record *record = g_hash_table_lookup(fleet->host_records, host);
  if (!record || source >= SOURCES || state >= LINK_STATES)
    return FALSE;
  struct link *link = &record->host.links[source];
  g_free(link->reason);
  link->reason = text_clean(reason, LIMIT_TEXT);
  if (link->state == state)
    return TRUE;
  link->state = state;
  link->since_us = clock_monotonic_us(fleet->clock);
  if (source == SOURCE_LIBVIRT)
    judge_guests(fleet);
  return TRUE;
}

gboolean fleet_take_sightings(struct fleet *fleet, const char *host, const struct sighting *sightings,
                              gsize n)
{
  struct host_record *record = g_hash_table_lookup(fleet->host_records, host);
  if (!record)
    return FALSE;
  g_array_set_size(record->sightings, 0);
  g_array_append_vals(record->sightings, sightings, (guint)n);
  judge_guests(fleet);
  return TRUE;
}

guint fleet_interval_ms(const struct fleet *fleet)
{
  return fleet->interval_ms;
}

const GPtrArray *fleet_clusters(const struct fleet *fleet)
{
  return fleet->clusters;
}

const GPtrArray *fleet_hosts(const struct fleet *fleet)
{
  return fleet->hosts;
}

const GPtrArray *fleet_guests(const struct fleet *fleet)
{
  return fleet->guests;
}

const struct cluster *fleet_cluster(const struct fleet *fleet, const char *name)
{
  for (guint i = 0; i < fleet->clusters->len; i++) {
    const struct cluster *cluster = fleet->clusters->pdata[i];
    if (strcmp(cluster->name, name) == 0)
      return cluster;
  }
  return NULL;
}

const struct host *fleet_host(const struct fleet *fleet, const char *name)
{
  const struct host_record *record = g_hash_table_lookup(fleet->host_records, name);
  return record ? &record->host : NULL;
}

const struct guest *fleet_guest(const struct fleet *fleet, const char *uuid)
{
  return g_hash_table_lookup(fleet->guests_by_uuid, uuid);
}

struct value fleet_value(const struct fleet *fleet, const char *object, enum metric_id metric)
{
  struct value value = {.reading = reading_unknown(metric, READING_NO_ANSWER), .age_ms = -1};
  const struct object_values *values = g_hash_table_lookup(fleet->values, object);
  if (!values)
    return value;
  for (guint i = 0; i < values->n; i++)
    if (values->readings[i].metric == metric)
      value.reading = values->readings[i];
  value.source = values->source;
  value.stamp_sec = values->stamp_sec;
  value.age_ms = (clock_monotonic_us(fleet->clock) - values->received_us) / 1000 + value.reading.age_ms;
  if (value.age_ms > (gint64)STALE_INTERVALS * fleet->interval_ms && value.reading.state == READING_KNOWN)
    value.reading = reading_unknown(metric, READING_STALE);
  return value;
}

const struct agent_facts *fleet_agent(const struct fleet *fleet, const char *subject, gint64 *age_ms)
{
  const struct agent_record *record = g_hash_table_lookup(fleet->agents, subject);
  if (!record)
    return NULL;
  *age_ms = (clock_monotonic_us(fleet->clock) - record->received_us) / 1000;
  return record->facts;
}

static int string_order(gconstpointer a, gconstpointer b)
{
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}

GPtrArray *fleet_objects(const struct fleet *fleet, const char *subject)
{
  GPtrArray *objects = g_ptr_array_new();
  gsize length = subject ? strlen(subject) : 0;
  GHashTableIter iter;
  gpointer object;
  g_hash_table_iter_init(&iter, fleet->values);
  while (g_hash_table_iter_next(&iter, &object, NULL))
    if (!subject || (strncmp(object, subject, length) == 0 && ((char *)object)[length] == '{'))
      g_ptr_array_add(objects, object);
  g_ptr_array_sort(objects, string_order);
  return objects;
}

void fleet_count_readings(const struct fleet *fleet, guint *known, guint *unknown)
{
  *known = *unknown = 0;
  gint64 oldest_us = clock_monotonic_us(fleet->clock) - (gint64)STALE_INTERVALS * fleet->interval_ms * 1000;
  GHashTableIter iter;
  gpointer data;
  g_hash_table_iter_init(&iter, fleet->values);
  while (g_hash_table_iter_next(&iter, NULL, &data)) {
    const struct object_values *values = data;
    for (guint i = 0; i < values->n; i++) {
      if (values->readings[i].state == READING_KNOWN && values->received_us >= oldest_us)
        ++*known;
      else
        ++*unknown;
    }
  }
}
