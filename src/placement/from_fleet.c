#include "placement/from_fleet.h"

#include "placement/needs.h"
#include "placement/new_guest.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Speeds are rounded to so many parts: the same processors are never measured exactly alike. */
#define SPEED_PARTS 64

/* What is of the fleet as a whole. */
struct reckoning {
  const struct fleet *fleet;
  const struct plan_question *question;
  struct placement_snapshot *snapshot;
  double common_hz; /* the median of what is known of its hosts; NaN: nothing is */
  struct needs *needs;
  GHashTable *links; /* host subject -> bytes/s of its fastest interface, double */
};

static double known_or_nan(const struct fleet *fleet, const char *object, enum metric_id metric)
{
  struct value value = fleet_value(fleet, object, metric);
  return value.reading.state == READING_KNOWN ? value.reading.value : NAN;
}

/* Of a host or guest, in the units of placement; `cpu_unit`: what one of the fleet's counts there. */
static void read_loads(const struct fleet *fleet, const char *object, double cpu_unit, struct load load[RESOURCES])
{
  for (guint r = 0; r < RESOURCES; r++)
    load[r] = fleet_load(fleet, object, r);
  /* Memory is a level, not a rate: after a start one sample of it says how much there is. */
  if (isnan(load[RESOURCE_MEMORY].recent))
    load[RESOURCE_MEMORY].recent = load[RESOURCE_MEMORY].now;
  load[RESOURCE_CPU].now *= cpu_unit;
  load[RESOURCE_CPU].recent *= cpu_unit;
  load[RESOURCE_CPU].day *= cpu_unit;
}

static void add_cluster(struct placement_snapshot *snapshot, const struct cluster *cluster,
                        const struct plan_question *question)
{
  const char *goal = question->goal ? question->goal : cluster->goal;
  struct placement_cluster copy = {.name = cluster->name,
                                   .host_failures = cluster->host_failures,
                                   .reserve_ha_only = cluster->reserve_ha_only,
                                   .parallel = cluster->migration_parallel,
                                   .n_methods = cluster->n_methods,
                                   .link_bytes_per_sec = (double)cluster->link_bits_per_sec / 8,
                                   .bandwidth_bytes_per_sec = (double)cluster->terms.bits_per_sec / 8};
  if (goal)
    placement_goal_parse(goal, &copy.goal);
  for (guint r = 0; r < RESOURCES; r++)
    copy.weights[r] = question->weights && !isnan(question->weights[r]) ? question->weights[r] : cluster->weights[r];
  for (guint m = 0; m < cluster->n_methods; m++)
    copy.methods[m] = cluster->methods[m];
  snapshot_add_cluster(snapshot, &copy);
}

static guint cluster_index(const struct fleet *fleet, const char *name)
{
  const GPtrArray *clusters = fleet_clusters(fleet);
  for (guint i = 0; i < clusters->len; i++)
    if (g_str_equal(((const struct cluster *)clusters->pdata[i])->name, name))
      return i;
  g_assert_not_reached();
}

static int by_size(gconstpointer a, gconstpointer b)
{
  double left = *(const double *)a, right = *(const double *)b;
  return (left > right) - (left < right);
}

static double common_hz(const GPtrArray *hosts)
{
  g_autofree double *known = g_new(double, hosts->len + 1);
  guint n = 0;
  for (guint i = 0; i < hosts->len; i++)
    if (((const struct host *)hosts->pdata[i])->cpu_hz > 0)
      known[n++] = (double)((const struct host *)hosts->pdata[i])->cpu_hz;
  qsort(known, n, sizeof *known, by_size);
  return n > 0 ? known[n / 2] : NAN;
}

/* Of one of its processors; 1 where it is unknown. */
static double speed_of(const struct reckoning *reckoning, const struct host *host)
{
  double speed = host && host->cpu_hz > 0 ? (double)host->cpu_hz / reckoning->common_hz : 1;
  return fmax(round(speed * SPEED_PARTS), 1) / SPEED_PARTS;
}

/* Of all objects at once: to ask for those of each host would take as many passes as there are hosts. */
static void take_link(const char *object, gpointer user)
{
  const struct reckoning *reckoning = user;
  const char *part = strchr(object, '{');
  if (!part || !g_str_has_prefix(object, "host:") || !g_str_has_prefix(part, "{if="))
    return;
  double speed = known_or_nan(reckoning->fleet, object, METRIC_HOST_NET_SPEED_BITS_PER_SEC) / 8;
  g_autofree char *subject = g_strndup(object, (gsize)(part - object));
  const double *best = g_hash_table_lookup(reckoning->links, subject);
  if (speed > 0 && (!best || *best < speed))
    g_hash_table_insert(reckoning->links, g_steal_pointer(&subject), g_memdup2(&speed, sizeof speed));
}

/* Bytes a second, each way: as configured, else of its fastest interface. */
static double link_of(const struct reckoning *reckoning, const char *subject, const struct traits *traits)
{
  if (traits->network_bits_per_sec > 0)
    return (double)traits->network_bits_per_sec / 8;
  const double *link = g_hash_table_lookup(reckoning->links, subject);
  return link ? *link : NAN;
}

/* Whether it may be given guests, and why not, in words. Caller frees. */
static char *state_of(const struct fleet *fleet, const struct host *host, enum placement_host_state *state)
{
  const struct link *link = &host->links[SOURCE_LIBVIRT];
  const struct restriction *restriction = fleet_restriction(fleet, host->name);
  *state = link->state != LINK_UP ? HOST_DOWN : restriction ? HOST_RESTRICTED : HOST_READY;
  if (*state == HOST_DOWN)
    return g_strdup(link->reason);
  g_autofree char *how = restriction ? restriction_text(restriction) : NULL;
  return how ? g_strdup_printf("%s is %s", host->name, how) : g_strdup("");
}

static void add_host(const struct reckoning *reckoning, const struct host *host)
{
  struct placement_snapshot *snapshot = reckoning->snapshot;
  const struct fleet *fleet = reckoning->fleet;
  double cpus = host->cpus * speed_of(reckoning, host);
  g_autofree char *object = subject_format(SUBJECT_HOST, host->name);
  const struct traits *traits = fleet_traits(fleet, object);
  g_auto(GStrv) labels = labels_texts(traits->labels);
  double network = link_of(reckoning, object, traits), disk = (double)traits->disk_bytes_per_sec;
  const struct cluster *cluster = fleet_cluster(fleet, host->cluster);
  enum placement_host_state state;
  g_autofree char *state_reason = state_of(fleet, host, &state);
  /* Total and available must be of one source: virNodeGetInfo may count otherwise than the agent. */
  double total = known_or_nan(fleet, object, METRIC_HOST_MEM_TOTAL_BYTES);
  double memory = isnan(total) ? (double)host->memory_bytes : total;
  struct placement_host copy = {
      .name = host->name,
      .cluster = cluster_index(fleet, host->cluster),
      .state = state,
      .is_excluded = reckoning->question->excluded && g_strv_contains(reckoning->question->excluded, host->name),
      .state_reason = state_reason,
      .cpus = host->cpus,
      .sockets = host->sockets,
      .cores = host->cores,
      .labels = (const char *const *)labels,
      .cpu_model = host->cpu_model[0] ? host->cpu_model : NULL,
      .link_bytes_per_sec = network,
      .capacity = {cpus, memory, disk > 0 ? disk : NAN, 2 * network}, /* what is received and sent is counted together */
      .reserve = {cluster->reserve_cpu_pct / 100 * cpus, (double)cluster->reserve_memory_bytes, 0, 0},
  };
  needs_of_host(reckoning->needs, snapshot_n_hosts(snapshot), &copy);
  read_loads(fleet, object, cpus / 100, copy.load);
  snapshot_add_host(snapshot, &copy);
}

static void read_moves(const struct reckoning *reckoning, const char *uuid, struct placement_guest *guest)
{
  const struct guest_moves *moves = fleet_moves(reckoning->fleet, uuid);
  if (moves && moves->moved_us != 0) {
    guest->past = moves->past;
    guest->moved_sec = fleet_moved_sec(reckoning->fleet, uuid);
    guest->moved_from = snapshot_find_host(reckoning->snapshot, moves->from);
  }
  /* Of licensed guests others' moves are known, too, and older ones. */
  guest->moved_sec = fmin(guest->moved_sec, fleet_residence_moved_sec(reckoning->fleet, uuid));
}

/* NULL: none. Free the array. */
static const char **licences_of(const struct traits *traits)
{
  const GPtrArray *licences = traits->licences;
  const char **names = licences ? g_new0(const char *, licences->len + 1) : NULL;
  for (guint i = 0; licences && i < licences->len; i++)
    names[i] = licences->pdata[i];
  return names;
}

/* A guest on its way counts as one that has arrived, and is kept a place where it comes from; but not for who asks about
 * that guest or its move. */
static void follow_move(const struct reckoning *reckoning, struct placement_guest *guest)
{
  const struct plan_question *question = reckoning->question;
  const struct guest_moves *moves = fleet_moves(reckoning->fleet, guest->uuid);
  if (!moves || moves->action_id == 0 || (question->action_id && moves->action_id >= question->action_id) ||
      g_strcmp0(question->guest_uuid, guest->uuid) == 0)
    return;
  guint leaves = snapshot_find_host(reckoning->snapshot, moves->leaves);
  guint reaches = snapshot_find_host(reckoning->snapshot, moves->reaches);
  if (leaves == NOWHERE || reaches == NOWHERE)
    return;
  guest->seen = guest->host;
  guest->leaves = leaves;
  guest->host = reaches;
  guest->is_moving = guest->is_running = guest->is_ignored = TRUE;
}

/* Why plans leave the guest where it is; NULL: they need not. Caller frees. */
static char *left_alone(const struct reckoning *reckoning, const struct guest *guest)
{
  const struct cluster *cluster = guest->host ? fleet_cluster_of(reckoning->fleet, guest->host) : NULL;
  const char *owner = fleet_owner(reckoning->fleet, guest);
  if (owner[0] && cluster && !cluster->terms.managed)
    return g_strdup_printf("is managed by %s, and clusters[].migration.managed does not say yes", owner);
  if (!reckoning->question->spares_held)
    return NULL;
  g_autofree char *refusal = fleet_guest_refuses_automation(reckoning->fleet, guest->uuid);
  if (refusal)
    return g_strdup_printf("is left alone by automation: %s", refusal);
  g_autofree char *subject = subject_format(SUBJECT_GUEST, guest->uuid);
  g_autofree char *downtime = fleet_downtime(reckoning->fleet, subject);
  if (downtime)
    return g_strdup_printf("is left alone by automation for now: %s", downtime);
  const char *hold = fleet_foreign_hold(reckoning->fleet, guest->uuid);
  return hold ? g_strdup_printf("is left alone by automation for now: %s", hold) : NULL;
}

static void add_guest(const struct reckoning *reckoning, const struct guest *guest)
{
  struct placement_snapshot *snapshot = reckoning->snapshot;
  const struct fleet *fleet = reckoning->fleet;
  g_autofree char *object = subject_format(SUBJECT_GUEST, guest->uuid);
  const struct traits *traits = fleet_traits(fleet, object);
  g_auto(GStrv) labels = labels_texts(traits->labels);
  g_autofree const char **licences = licences_of(traits);
  g_autofree char *why_left = left_alone(reckoning, guest);
  guint host = guest->host ? snapshot_find_host(snapshot, guest->host) : NOWHERE;
  struct placement_guest copy = {
      .uuid = guest->uuid,
      .name = guest->name,
      .host = host,
      .is_running = guest->state == GUEST_RUNNING && guest->running_copies == 1,
      .is_ha = traits->ha,
      .is_ignored = why_left != NULL,
      .ignored_why = why_left,
      .labels = (const char *const *)labels,
      .licences = licences,
      .vcpus = guest->vcpus,
      .memory_bytes = guest->memory_bytes,
      .dirty_bytes_per_sec = fleet_dirty_rate(fleet, guest->uuid),
      .downtime_cost = traits->downtime_cost,
      .moved_sec = INFINITY,
      .moved_from = NOWHERE,
  };
  read_moves(reckoning, guest->uuid, &copy);
  follow_move(reckoning, &copy);
  needs_of_guest(reckoning->needs, snapshot_n_guests(snapshot), &copy);
  read_loads(fleet, object, speed_of(reckoning, guest->host ? fleet_host(fleet, guest->host) : NULL), copy.load);
  snapshot_add_guest(snapshot, &copy);
}

static void add_licence(const struct reckoning *reckoning, const struct licence *licence)
{
  g_autoptr(GPtrArray) bound = fleet_residence_bound(reckoning->fleet, licence);
  snapshot_add_licence(reckoning->snapshot, licence);
  for (guint i = 0; i < bound->len; i++) {
    guint host = snapshot_find_host(reckoning->snapshot, bound->pdata[i]);
    if (host != NOWHERE)
      snapshot_bind_licence(reckoning->snapshot, licence->name, host);
  }
}

struct placement_snapshot *snapshot_from_fleet(const struct fleet *fleet, const struct plan_question *question)
{
  struct placement_snapshot *snapshot = snapshot_new();
  const GPtrArray *clusters = fleet_clusters(fleet), *hosts = fleet_hosts(fleet), *guests = fleet_guests(fleet);
  g_autoptr(GHashTable) links = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  const struct plan_question none = {0};
  struct needs *needs = needs_reckon(fleet, question ? question->profile : NULL, snapshot_processors(snapshot));
  struct reckoning reckoning = {fleet, question ? question : &none, snapshot, common_hz(hosts), needs, links};
  fleet_each_object(fleet, take_link, &reckoning);
  for (guint i = 0; i < clusters->len; i++)
    add_cluster(snapshot, clusters->pdata[i], reckoning.question);
  for (guint i = 0; i < hosts->len; i++)
    add_host(&reckoning, hosts->pdata[i]);
  for (guint i = 0; i < guests->len; i++)
    add_guest(&reckoning, guests->pdata[i]);
  if (question && question->profile)
    snapshot_add_new_guest(snapshot, question->profile);
  for (guint i = 0; i < fleet_rules(fleet)->len; i++)
    snapshot_add_rule(snapshot, fleet_rules(fleet)->pdata[i]);
  for (guint i = 0; i < fleet_licences(fleet)->len; i++)
    add_licence(&reckoning, fleet_licences(fleet)->pdata[i]);
  needs_free(needs);
  snapshot_seal(snapshot);
  return snapshot;
}
