#include "model/fleet.h"

#include "base/text.h"
#include "model/fleet_state.h"

#include <math.h>
#include <string.h>

struct cluster *cluster_new(const char *name)
{
  struct cluster *cluster = g_new0(struct cluster, 1);
  cluster->name = g_strdup(name);
  cluster->terms = (struct move_terms){.limit_ms = 600000, .shutdown_ms = 300000};
  return cluster;
}

void cluster_free(struct cluster *cluster)
{
  if (!cluster)
    return;
  g_free(cluster->name);
  g_free(cluster->save_dir);
  g_free(cluster->goal);
  automation_terms_clear(&cluster->automation);
  g_free(cluster->terms.lock_manager);
  g_clear_pointer(&cluster->labels, g_hash_table_unref);
  g_clear_pointer(&cluster->settings, g_hash_table_unref);
  g_free(cluster);
}

static void host_free(gpointer data)
{
  struct host *known = data;
  g_free(known->name);
  g_free(known->cluster);
  g_free(known->hostname);
  g_free(known->uuid);
  g_free(known->libvirt_version);
  g_strfreev(known->missing);
  g_free(known->claim.who);
  g_free(known->cpu_model);
  host_offers_free(known->offers);
  g_clear_pointer(&known->verdicts, g_hash_table_unref);
  for (enum source source = 0; source < SOURCES; source++)
    g_free(known->links[source].reason);
  g_free(known);
}

static void device_free(gpointer data)
{
  struct device *device = data;
  g_free(device->name);
  g_free(device->kind);
  g_strfreev(device->serves);
  g_free(device);
}

struct fleet *fleet_new(const struct clock *clock, guint interval_ms)
{
  struct fleet *fleet = g_new0(struct fleet, 1);
  fleet->clock = clock;
  fleet->interval_ms = interval_ms;
  fleet->clusters = g_ptr_array_new_with_free_func((GDestroyNotify)cluster_free);
  fleet->hosts = g_ptr_array_new();
  fleet->rules = g_ptr_array_new_with_free_func((GDestroyNotify)rule_free);
  fleet->licences = g_ptr_array_new_with_free_func((GDestroyNotify)licence_free);
  fleet->devices = g_ptr_array_new();
  fleet->devices_by_name = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, device_free);
  fleet->guests = guest_book_new();
  fleet->hosts_by_name = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, host_free);
  fleet->values = value_book_new(clock, interval_ms);
  fleet->loads = load_book_new();
  fleet->moves = move_book_new();
  fleet->foreign = foreign_book_new();
  fleet_set_foreign_hold(fleet, FOREIGN_HOLD_MS);
  fleet->residences = residence_book_new();
  fleet->automation = automation_rules_new(NULL);
  fleet->restrictions = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)restriction_free);
  fleet_agents_init(fleet);
  fleet_needs_init(fleet);
  fleet_traits_init(fleet);
  return fleet;
}

void fleet_free(struct fleet *fleet)
{
  if (!fleet)
    return;
  g_ptr_array_unref(fleet->clusters);
  g_ptr_array_unref(fleet->hosts);
  g_ptr_array_unref(fleet->rules);
  g_ptr_array_unref(fleet->licences);
  g_ptr_array_unref(fleet->devices);
  g_hash_table_unref(fleet->devices_by_name);
  guest_book_free(fleet->guests);
  g_hash_table_unref(fleet->hosts_by_name);
  value_book_free(fleet->values);
  load_book_free(fleet->loads);
  move_book_free(fleet->moves);
  foreign_book_free(fleet->foreign);
  residence_book_free(fleet->residences);
  g_hash_table_unref(fleet->restrictions);
  pause_free(fleet->pause);
  automation_rules_free(fleet->automation);
  fleet_agents_done(fleet);
  fleet_needs_done(fleet);
  fleet_traits_done(fleet);
  g_free(fleet);
}

gboolean fleet_has_owner(const struct fleet *fleet, const struct object *object)
{
  if (object->kind == SUBJECT_HOST)
    return g_hash_table_contains(fleet->hosts_by_name, object->key);
  return object->kind == SUBJECT_GUEST || (object->kind == SUBJECT_DEVICE && fleet_device(fleet, object->key));
}

/* As long as the owner of an object is known, what it says stays. */
static gboolean may_take(const struct fleet *fleet, const char *object)
{
  struct object parsed;
  return value_book_has(fleet->values, object) || (object_parse(object, &parsed) && fleet_has_owner(fleet, &parsed));
}

/* The processors of a guest's host; NaN: unknown, or it is no guest. */
static double host_cpus_of(const struct fleet *fleet, const char *object)
{
  const struct guest *guest = NULL;
  if (g_str_has_prefix(object, "guest:") && !strchr(object, '{'))
    guest = guest_book_find(fleet->guests, object + strlen("guest:"));
  const struct host *host = guest && guest->host ? g_hash_table_lookup(fleet->hosts_by_name, guest->host) : NULL;
  return host && host->cpus > 0 ? (double)host->cpus : NAN;
}

gboolean fleet_take_readings(struct fleet *fleet, enum source source, gint64 stamp_sec, const char *object,
                             const struct reading *readings, gsize n)
{
  if (!may_take(fleet, object))
    return FALSE;
  struct value_round round = {source, stamp_sec, object, readings, n};
  value_book_take(fleet->values, &round);
  load_book_take(fleet->loads, &round, host_cpus_of(fleet, object));
  return TRUE;
}

gboolean fleet_take_facts(struct fleet *fleet, const char *host, const struct host_facts *facts)
{
  struct host *known = g_hash_table_lookup(fleet->hosts_by_name, host);
  if (!known)
    return FALSE;
  g_free(known->hostname);
  g_free(known->uuid);
  g_free(known->libvirt_version);
  g_strfreev(known->missing);
  known->hostname = text_clean(facts->hostname, LIMIT_URI);
  known->uuid = text_clean(facts->uuid, GUEST_UUID_LENGTH);
  known->libvirt_version = text_clean(facts->libvirt_version, LIMIT_NAME);
  known->missing = g_strdupv((char **)facts->missing);
  g_free(known->cpu_model);
  known->cpu_model = text_clean(facts->cpu_model, LIMIT_NAME);
  known->sockets = facts->sockets;
  known->cores = facts->cores;
  known->cpu_hz = facts->cpu_hz;
  known->cpus = facts->cpus;
  known->memory_bytes = facts->memory_bytes;
  return TRUE;
}

void fleet_set_link(struct fleet *fleet, struct link *link, enum link_state state, const char *reason)
{
  g_free(link->reason);
  link->reason = text_clean(reason, LIMIT_TEXT);
  if (link->state == state)
    return;
  link->since_us = clock_monotonic_us(fleet->clock);
  link->state = state;
  fleet->changes++;
}

gboolean fleet_take_link(struct fleet *fleet, const char *host, enum source source, enum link_state state,
                         const char *reason)
{
  struct host *known = g_hash_table_lookup(fleet->hosts_by_name, host);
  if (!known || source >= SOURCES || state >= LINK_STATES)
    return FALSE;
  gboolean has_changed = known->links[source].state != state;
  fleet_set_link(fleet, &known->links[source], state, reason);
  if (source == SOURCE_LIBVIRT && has_changed)
    guest_book_set_silent(fleet->guests, host, state == LINK_DOWN);
  if (source == SOURCE_LIBVIRT && state != LINK_UP)
    known->guests_are_known = FALSE;
  return TRUE;
}

/* A guest's UUID is all of its objects' key. */
static gboolean belongs_to(gpointer object, gpointer values, gpointer uuids)
{
  (void)values;
  char uuid[GUEST_UUID_LENGTH + 1];
  if (!g_str_has_prefix(object, "guest:"))
    return FALSE;
  g_strlcpy(uuid, (const char *)object + strlen("guest:"), sizeof uuid);
  return g_hash_table_contains(uuids, uuid);
}

gboolean fleet_take_sightings(struct fleet *fleet, const char *host, const struct sighting *sightings,
                              gsize n)
{
  struct host *known = g_hash_table_lookup(fleet->hosts_by_name, host);
  if (!known)
    return FALSE;
  known->guests_are_known = TRUE;
  g_autoptr(GHashTable) gone = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(GHashTable) touched = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  guest_book_take(fleet->guests, host, sightings, n, &(struct guest_changes){gone, touched});
  fleet->member_changes += g_hash_table_size(gone) > 0 || g_hash_table_size(touched) > 0;
  fleet_needs_keep(fleet, host, sightings, n);
  fleet->changes++;
  fleet_residences_follow(fleet, host, sightings, n);
  fleet_foreign_follow(fleet, sightings, n, touched);
  if (g_hash_table_size(gone)) {
    value_book_forget(fleet->values, belongs_to, gone);
    load_book_forget(fleet->loads, belongs_to, gone);
    move_book_forget(fleet->moves, gone);
    fleet_agents_forget(fleet, belongs_to, gone);
    fleet_alerts_follow(fleet);
  }
  fleet_agents_follow(fleet, touched);
  return TRUE;
}

guint fleet_changes(const struct fleet *fleet)
{
  return fleet->changes;
}

gint64 fleet_monotonic_us(const struct fleet *fleet)
{
  return clock_monotonic_us(fleet->clock);
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
  return guest_book_list(fleet->guests);
}

GPtrArray *fleet_guests_on(const struct fleet *fleet, const char *host)
{
  return guest_book_on(fleet->guests, host);
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

const struct cluster *fleet_cluster_of(const struct fleet *fleet, const char *host)
{
  const struct host *known = fleet_host(fleet, host);
  return known ? fleet_cluster(fleet, known->cluster) : NULL;
}

const struct host *fleet_host(const struct fleet *fleet, const char *name)
{
  const struct host *known = g_hash_table_lookup(fleet->hosts_by_name, name);
  return known;
}

const struct guest *fleet_guest(const struct fleet *fleet, const char *uuid)
{
  return guest_book_find(fleet->guests, uuid);
}

const char *fleet_runs_elsewhere(const struct fleet *fleet, const char *uuid, const char *host, const char *other)
{
  return guest_book_runs_elsewhere(fleet->guests, uuid, host, other);
}

gint64 fleet_link_age_ms(const struct fleet *fleet, const struct link *link)
{
  return (clock_monotonic_us(fleet->clock) - link->since_us) / 1000;
}

struct value fleet_value(const struct fleet *fleet, const char *object, enum metric_id metric)
{
  return value_book_value(fleet->values, object, metric);
}

struct load fleet_load(const struct fleet *fleet, const char *subject, enum resource resource)
{
  /* Parts are heard of one interval late (model/load_book.c). */
  gint64 stale_sec = (STALE_INTERVALS + 1) * (gint64)fleet->interval_ms / 1000;
  return load_book_read(fleet->loads, subject, resource, clock_wall_us(fleet->clock) / G_USEC_PER_SEC, stale_sec);
}

const struct guest_moves *fleet_moves(const struct fleet *fleet, const char *uuid)
{
  return move_book_find(fleet->moves, uuid);
}

double fleet_moved_sec(const struct fleet *fleet, const char *uuid)
{
  const struct guest_moves *moves = fleet_moves(fleet, uuid);
  gint64 since_us = moves ? clock_wall_us(fleet->clock) - moves->moved_us : 0;
  return moves && moves->moved_us > 0 ? (double)MAX(since_us, 0) / G_USEC_PER_SEC : INFINITY;
}

void fleet_take_action(struct fleet *fleet, const struct action *action)
{
  move_book_take_action(fleet->moves, action);
  foreign_book_take_action(fleet->foreign, action, clock_monotonic_us(fleet->clock));
}

void fleet_take_dirty_rate(struct fleet *fleet, const char *uuid, double bytes_per_sec)
{
  if (guest_book_find(fleet->guests, uuid))
    move_book_take_dirty_rate(fleet->moves, uuid, bytes_per_sec, clock_monotonic_us(fleet->clock));
}

double fleet_dirty_rate(const struct fleet *fleet, const char *uuid)
{
  const struct guest_moves *moves = fleet_moves(fleet, uuid);
  gint64 now_us = clock_monotonic_us(fleet->clock);
  return moves && now_us - moves->dirty_us <= DIRTY_RATE_KEPT_SEC * (gint64)G_USEC_PER_SEC ? moves->dirty_bytes_per_sec : NAN;
}

void fleet_fill_load(struct fleet *fleet, const char *subject, struct load_points *points)
{
  enum metric_id whole = load_book_whole(points->metric);
  points->of = host_cpus_of(fleet, subject);
  if (whole != METRIC_NONE) {
    struct value of = fleet_value(fleet, subject, whole);
    points->of = of.reading.state == READING_KNOWN ? of.reading.value : NAN;
  }
  load_book_fill(fleet->loads, subject, points);
}

GPtrArray *fleet_objects(const struct fleet *fleet, const char *subject)
{
  return value_book_objects(fleet->values, subject);
}

guint fleet_count_objects(const struct fleet *fleet)
{
  return value_book_count_objects(fleet->values);
}

void fleet_each_object(const struct fleet *fleet, void (*take)(const char *object, gpointer user), gpointer user)
{
  value_book_each(fleet->values, take, user);
}

void fleet_count_readings(const struct fleet *fleet, guint counts[READING_STATES])
{
  value_book_count(fleet->values, counts);
}

/* Since when the longest silent source of a host is silent; G_MAXINT64: all answer. `sources` is a mask. */
static gint64 silent_since_us(const struct host *host, guint sources)
{
  gint64 since_us = G_MAXINT64;
  for (enum source source = 0; host && source < SOURCES; source++)
    if (sources & (1u << source) && host->links[source].state == LINK_DOWN)
      since_us = MIN(since_us, host->links[source].since_us);
  return since_us;
}

gint64 fleet_age_ms(const struct fleet *fleet, const char *subject)
{
  struct object object;
  gint64 since_us = value_book_known_us(fleet->values, subject);
  if (since_us < 0 || !object_parse(subject, &object))
    return -1;
  const struct guest *guest = object.kind == SUBJECT_GUEST ? fleet_guest(fleet, object.key) : NULL;
  if (object.kind == SUBJECT_HOST)
    since_us = MIN(since_us, silent_since_us(fleet_host(fleet, object.key), G_MAXUINT));
  else if (guest)
    since_us = MIN(since_us, silent_since_us(fleet_host(fleet, guest->host), 1u << SOURCE_LIBVIRT));
  return (clock_monotonic_us(fleet->clock) - since_us) / 1000;
}

const GPtrArray *fleet_devices(const struct fleet *fleet)
{
  return fleet->devices;
}

const struct device *fleet_device(const struct fleet *fleet, const char *name)
{
  return g_hash_table_lookup(fleet->devices_by_name, name);
}

gboolean fleet_has_subject(const struct fleet *fleet, const char *subject)
{
  struct object object;
  if (!object_parse(subject, &object))
    return FALSE;
  if (object.kind == SUBJECT_HOST)
    return fleet_host(fleet, object.key) != NULL;
  if (object.kind == SUBJECT_DEVICE)
    return fleet_device(fleet, object.key) != NULL;
  if (object.kind == SUBJECT_SERVICE)
    return alert_book_service(fleet->alerts, subject) != NULL;
  return object.kind == SUBJECT_GUEST ? fleet_guest(fleet, object.key) != NULL
                                      : fleet_cluster(fleet, object.key) != NULL;
}
