#include "placement/snapshot.h"

#include "placement/licences.h"
#include "placement/processors.h"
#include "placement/rules.h"

#include <math.h>
#include <string.h>

/* Figures are rounded to so many parts of a processor and to whole bytes, so that sums of them are exact in any order. */
#define CPU_PARTS 1048576.0

struct binding {
  const char *product;
  guint host;
};

struct placement_snapshot {
  GStringChunk *strings;
  GPtrArray *lists; /* of strings and past moves, of hosts and guests */
  GArray *clusters, *hosts, *guests;
  struct processors *processors;
  GPtrArray *rules;      /* struct rule */
  struct rules *compiled; /* NULL: there are none */
  GPtrArray *products;       /* struct licence */
  GArray *bindings;          /* struct binding */
  struct licences *licences; /* NULL: no guest needs any */
  GArray **hosts_of; /* by cluster, guint; NULL before sealing */
  GHashTable *host_index, *guest_index; /* name, UUID -> index + 1 */
};

double load_usual(const struct load *load)
{
  return isnan(load->now) ? load->recent : (load->now + 3 * load->recent) / 4;
}

double load_high(const struct load *load)
{
  double usual = load_usual(load);
  return load->day > usual ? load->day : usual;
}

struct placement_snapshot *snapshot_new(void)
{
  struct placement_snapshot *snapshot = g_new0(struct placement_snapshot, 1);
  snapshot->strings = g_string_chunk_new(4096);
  snapshot->lists = g_ptr_array_new_with_free_func(g_free);
  snapshot->clusters = g_array_new(FALSE, FALSE, sizeof(struct placement_cluster));
  snapshot->hosts = g_array_new(FALSE, FALSE, sizeof(struct placement_host));
  snapshot->guests = g_array_new(FALSE, FALSE, sizeof(struct placement_guest));
  snapshot->processors = processors_new();
  snapshot->rules = g_ptr_array_new_with_free_func((GDestroyNotify)rule_free);
  snapshot->products = g_ptr_array_new_with_free_func((GDestroyNotify)licence_free);
  snapshot->bindings = g_array_new(FALSE, FALSE, sizeof(struct binding));
  snapshot->host_index = g_hash_table_new(g_str_hash, g_str_equal);
  snapshot->guest_index = g_hash_table_new(g_str_hash, g_str_equal);
  return snapshot;
}

void snapshot_free(struct placement_snapshot *snapshot)
{
  if (!snapshot)
    return;
  for (guint c = 0; snapshot->hosts_of && c < snapshot->clusters->len; c++)
    g_array_unref(snapshot->hosts_of[c]);
  g_free(snapshot->hosts_of);
  rules_free(snapshot->compiled);
  processors_free(snapshot->processors);
  g_ptr_array_unref(snapshot->rules);
  licences_free(snapshot->licences);
  g_ptr_array_unref(snapshot->products);
  g_array_unref(snapshot->bindings);
  g_hash_table_unref(snapshot->host_index);
  g_hash_table_unref(snapshot->guest_index);
  g_array_unref(snapshot->clusters);
  g_array_unref(snapshot->hosts);
  g_array_unref(snapshot->guests);
  g_ptr_array_unref(snapshot->lists);
  g_string_chunk_free(snapshot->strings);
  g_free(snapshot);
}

static const char *keep(struct placement_snapshot *snapshot, const char *text)
{
  return text ? g_string_chunk_insert_const(snapshot->strings, text) : NULL;
}

static const char *const *keep_list(struct placement_snapshot *snapshot, const char *const *list)
{
  if (!list)
    return NULL;
  guint n = g_strv_length((char **)list);
  const char **copy = g_new0(const char *, n + 1);
  for (guint i = 0; i < n; i++)
    copy[i] = keep(snapshot, list[i]);
  g_ptr_array_add(snapshot->lists, copy);
  return copy;
}

static const struct past_moves *keep_past(struct placement_snapshot *snapshot, const struct past_moves *past)
{
  if (!past)
    return NULL;
  struct past_moves *copy = g_memdup2(past, METHODS * sizeof *past);
  g_ptr_array_add(snapshot->lists, copy);
  return copy;
}

guint snapshot_add_cluster(struct placement_snapshot *snapshot, const struct placement_cluster *cluster)
{
  struct placement_cluster copy = *cluster;
  copy.name = keep(snapshot, cluster->name);
  g_array_append_val(snapshot->clusters, copy);
  return snapshot->clusters->len - 1;
}

guint snapshot_add_host(struct placement_snapshot *snapshot, const struct placement_host *host)
{
  struct placement_host copy = *host;
  copy.name = keep(snapshot, host->name);
  copy.state_reason = keep(snapshot, host->state_reason);
  copy.cpu_model = keep(snapshot, host->cpu_model);
  copy.networks = keep_list(snapshot, host->networks);
  copy.storage = keep_list(snapshot, host->storage);
  copy.labels = keep_list(snapshot, host->labels);
  g_array_append_val(snapshot->hosts, copy);
  g_hash_table_insert(snapshot->host_index, (char *)copy.name, GUINT_TO_POINTER(snapshot->hosts->len));
  return snapshot->hosts->len - 1;
}

guint snapshot_add_guest(struct placement_snapshot *snapshot, const struct placement_guest *guest)
{
  struct placement_guest copy = *guest;
  copy.uuid = keep(snapshot, guest->uuid);
  copy.name = keep(snapshot, guest->name);
  copy.cpu_model = keep(snapshot, guest->cpu_model);
  copy.ignored_why = keep(snapshot, guest->ignored_why);
  copy.networks = keep_list(snapshot, guest->networks);
  copy.storage = keep_list(snapshot, guest->storage);
  copy.labels = keep_list(snapshot, guest->labels);
  copy.licences = keep_list(snapshot, guest->licences);
  copy.past = keep_past(snapshot, guest->past);
  g_array_append_val(snapshot->guests, copy);
  g_hash_table_insert(snapshot->guest_index, (char *)copy.uuid, GUINT_TO_POINTER(snapshot->guests->len));
  return snapshot->guests->len - 1;
}

void snapshot_add_rule(struct placement_snapshot *snapshot, const struct rule *rule)
{
  g_ptr_array_add(snapshot->rules, rule_copy(rule));
}

void snapshot_add_licence(struct placement_snapshot *snapshot, const struct licence *licence)
{
  g_ptr_array_add(snapshot->products, licence_copy(licence));
}

void snapshot_bind_licence(struct placement_snapshot *snapshot, const char *product, guint host)
{
  struct binding binding = {keep(snapshot, product), host};
  g_array_append_val(snapshot->bindings, binding);
}

/* NaN for what cannot be: no figure from outside makes a sum of others infinite. */
static double rounded(enum resource resource, double figure)
{
  double parts = resource == RESOURCE_CPU ? CPU_PARTS : 1;
  return isfinite(figure) && figure >= 0 && figure < 1e15 ? round(figure * parts) / parts : NAN;
}

static const char *guest_problem(const struct placement_snapshot *snapshot, const struct placement_guest *guest)
{
  if (guest->host != NOWHERE && guest->host >= snapshot->hosts->len)
    return "it is on a host that is not known";
  if (guest->memory_bytes == 0)
    return "how much memory it has is unknown";
  if (guest->vcpus == 0)
    return "how many processors it has is unknown";
  if (isnan(guest->usual[RESOURCE_CPU]))
    return "how busy its processors are is unknown";
  return NULL;
}

static void seal_guest(const struct placement_snapshot *snapshot, struct placement_guest *guest)
{
  for (guint r = 0; r < RESOURCES; r++) {
    guest->usual[r] = rounded(r, load_usual(&guest->load[r]));
    guest->high[r] = rounded(r, load_high(&guest->load[r]));
  }
  guest->usual[RESOURCE_MEMORY] = guest->high[RESOURCE_MEMORY] = rounded(RESOURCE_MEMORY, (double)guest->memory_bytes);
  guest->problem = guest_problem(snapshot, guest);
  guest->is_judged = guest->problem == NULL;
  if (guest->host >= snapshot->hosts->len)
    guest->host = NOWHERE;
}

static const char *host_problem(const struct placement_host *host)
{
  if (!(isfinite(host->capacity[RESOURCE_CPU]) && host->capacity[RESOURCE_CPU] > 0))
    return "how many processors it has is unknown";
  if (!(isfinite(host->capacity[RESOURCE_MEMORY]) && host->capacity[RESOURCE_MEMORY] > 0))
    return "how much memory it has is unknown";
  return NULL;
}

/* What is left of a host's load when its guests' measured one is taken off. */
static void take_off(struct placement_host *host, const struct placement_guest *guest)
{
  host->hides_guests |= !guest->is_judged;
  double memory = rounded(RESOURCE_MEMORY, guest->load[RESOURCE_MEMORY].now);
  host->memory_now -= isnan(memory) ? (double)guest->memory_bytes : memory;
  for (guint r = 0; r < RESOURCES; r++) {
    double usual = guest->usual[r], high = guest->high[r];
    if (r == RESOURCE_MEMORY && !isnan(load_usual(&guest->load[r])))
      usual = high = rounded(r, load_usual(&guest->load[r]));
    if (isnan(usual))
      continue;
    host->base_usual[r] -= usual;
    host->base_high[r] -= high;
  }
}

/* What a host does for itself hardly varies. The busiest time of its day may have been that of guests that have left since, so
 * it counts up to a tenth of the host only. */
#define OWN_VARIES 0.1

static double own_high(const struct placement_host *host, enum resource resource)
{
  double usual = host->base_usual[resource], high = host->base_high[resource];
  double most = usual + rounded(resource, OWN_VARIES * host->capacity[resource]);
  double own = high > most && !host->hides_guests ? most : high < usual ? usual : high;
  return resource == RESOURCE_MEMORY && host->memory_now > own ? host->memory_now : own;
}

/* Until a move is over its guest may yet be where it came from, with all that it has there. */
static void reserve_sources(const struct placement_snapshot *snapshot, struct placement_host *hosts)
{
  for (guint g = 0; g < snapshot->guests->len; g++) {
    const struct placement_guest *guest = snapshot_guest(snapshot, g);
    for (guint r = 0; guest->is_moving && r < RESOURCES; r++) {
      if (isnan(guest->usual[r]))
        continue;
      hosts[guest->leaves].base_usual[r] += guest->usual[r];
      hosts[guest->leaves].base_high[r] += guest->high[r];
    }
  }
}

static void seal_hosts(struct placement_snapshot *snapshot)
{
  struct placement_host *hosts = (struct placement_host *)(void *)snapshot->hosts->data;
  for (guint h = 0; h < snapshot->hosts->len; h++) {
    hosts[h].problem = host_problem(&hosts[h]);
    hosts[h].is_judged = hosts[h].problem == NULL;
    hosts[h].memory_now = rounded(RESOURCE_MEMORY, hosts[h].load[RESOURCE_MEMORY].now);
    for (guint r = 0; r < RESOURCES; r++) {
      hosts[h].base_usual[r] = rounded(r, load_usual(&hosts[h].load[r]));
      hosts[h].base_high[r] = rounded(r, load_high(&hosts[h].load[r]));
      if (!(isfinite(hosts[h].capacity[r]) && hosts[h].capacity[r] > 0))
        hosts[h].capacity[r] = NAN;
    }
  }
  for (guint g = 0; g < snapshot->guests->len; g++) {
    const struct placement_guest *guest = snapshot_guest(snapshot, g);
    guint seen = guest->is_moving ? guest->seen : guest->host;
    if (seen != NOWHERE && guest->is_running)
      take_off(&hosts[seen], guest);
  }
  for (guint h = 0; h < snapshot->hosts->len; h++)
    for (guint r = 0; r < RESOURCES; r++) {
      hosts[h].base_usual[r] = hosts[h].base_usual[r] < 0 ? 0 : hosts[h].base_usual[r];
      hosts[h].base_high[r] = own_high(&hosts[h], r);
    }
  reserve_sources(snapshot, hosts);
}

static void seal_rules(struct placement_snapshot *snapshot)
{
  if (snapshot->rules->len == 0)
    return;
  snapshot->compiled = rules_new(snapshot, snapshot->rules);
  for (guint g = 0; g < snapshot->guests->len; g++)
    if (rules_ignore(snapshot->compiled, g))
      g_array_index(snapshot->guests, struct placement_guest, g).is_ignored = TRUE;
}

static gboolean needs_licences(const struct placement_snapshot *snapshot)
{
  for (guint g = 0; g < snapshot->guests->len; g++)
    if (snapshot_guest(snapshot, g)->licences)
      return TRUE;
  return FALSE;
}

static void seal_licences(struct placement_snapshot *snapshot)
{
  if (!needs_licences(snapshot))
    return;
  snapshot->licences = licences_new(snapshot, snapshot->products);
  for (guint i = 0; i < snapshot->bindings->len; i++) {
    const struct binding *binding = &g_array_index(snapshot->bindings, struct binding, i);
    licences_bind(snapshot->licences, binding->product, binding->host);
  }
}

void snapshot_seal(struct placement_snapshot *snapshot)
{
  for (guint g = 0; g < snapshot->guests->len; g++)
    seal_guest(snapshot, &g_array_index(snapshot->guests, struct placement_guest, g));
  seal_hosts(snapshot);
  snapshot->hosts_of = g_new0(GArray *, snapshot->clusters->len);
  for (guint c = 0; c < snapshot->clusters->len; c++)
    snapshot->hosts_of[c] = g_array_new(FALSE, FALSE, sizeof(guint));
  for (guint h = 0; h < snapshot->hosts->len; h++)
    g_array_append_val(snapshot->hosts_of[snapshot_host(snapshot, h)->cluster], h);
  seal_rules(snapshot);
  seal_licences(snapshot);
}

struct processors *snapshot_processors(const struct placement_snapshot *snapshot)
{
  return snapshot->processors;
}

const struct rules *snapshot_rules(const struct placement_snapshot *snapshot)
{
  return snapshot->compiled;
}

const struct licences *snapshot_licences(const struct placement_snapshot *snapshot)
{
  return snapshot->licences;
}

guint snapshot_n_clusters(const struct placement_snapshot *snapshot)
{
  return snapshot->clusters->len;
}

guint snapshot_n_hosts(const struct placement_snapshot *snapshot)
{
  return snapshot->hosts->len;
}

guint snapshot_n_guests(const struct placement_snapshot *snapshot)
{
  return snapshot->guests->len;
}

const struct placement_cluster *snapshot_cluster(const struct placement_snapshot *snapshot, guint cluster)
{
  return &g_array_index(snapshot->clusters, struct placement_cluster, cluster);
}

const struct placement_host *snapshot_host(const struct placement_snapshot *snapshot, guint host)
{
  return &g_array_index(snapshot->hosts, struct placement_host, host);
}

const struct placement_guest *snapshot_guest(const struct placement_snapshot *snapshot, guint guest)
{
  return &g_array_index(snapshot->guests, struct placement_guest, guest);
}

/* NOWHERE is one less than zero. */
guint snapshot_find_host(const struct placement_snapshot *snapshot, const char *name)
{
  return GPOINTER_TO_UINT(g_hash_table_lookup(snapshot->host_index, name)) - 1;
}

guint snapshot_find_guest(const struct placement_snapshot *snapshot, const char *uuid)
{
  return GPOINTER_TO_UINT(g_hash_table_lookup(snapshot->guest_index, uuid)) - 1;
}

const guint *snapshot_hosts_of(const struct placement_snapshot *snapshot, guint cluster, guint *n)
{
  *n = snapshot->hosts_of[cluster]->len;
  return (const guint *)(const void *)snapshot->hosts_of[cluster]->data;
}
