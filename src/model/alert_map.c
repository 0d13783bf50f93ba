#include "model/alert_map.h"

#include "base/text.h"
#include "model/member_index.h"

#include <gio/gio.h>
#include <string.h>

#define MEMBERS (1u << SUBJECT_HOST | 1u << SUBJECT_GUEST | 1u << SUBJECT_DEVICE)

/* Somebody's address, as configured. */
struct address {
  char *subject; /* or */
  char *cluster, *guest;
  char *address;
};

/* A rule, ready to be held against thousands of alerts. */
struct ready_rule {
  struct alert_rule *written;
  char *source, *host, *service; /* patterns in lower case; NULL: any */
  GInetAddressMask *network;     /* NULL: any */
};

/* What rules look at of an alert, once for all of them. */
struct features {
  char *source, *host, *service; /* in lower case */
  GInetAddress *address;         /* NULL: it has none */
};

struct alert_map {
  const struct fleet *fleet;
  GPtrArray *rules;     /* struct ready_rule */
  GPtrArray *addresses; /* struct address */
  struct member_index *index; /* NULL: to be made */
  guint members;              /* changes of those as it has them */
};

static char *folded(const char *text)
{
  return text ? g_utf8_strdown(text, -1) : NULL;
}

static struct ready_rule *ready_rule_new(const struct alert_rule *written)
{
  struct ready_rule *rule = g_new(struct ready_rule, 1);
  *rule = (struct ready_rule){alert_rule_copy(written), folded(written->source), folded(written->host), folded(written->service),
                        written->address ? g_inet_address_mask_new_from_string(written->address, NULL) : NULL};
  return rule;
}

static void ready_rule_free(gpointer data)
{
  struct ready_rule *rule = data;
  alert_rule_free(rule->written);
  g_free(rule->source);
  g_free(rule->host);
  g_free(rule->service);
  g_clear_object(&rule->network);
  g_free(rule);
}

static void address_free(gpointer data)
{
  struct address *address = data;
  g_free(address->subject);
  g_free(address->cluster);
  g_free(address->guest);
  g_free(address->address);
  g_free(address);
}

struct alert_map *alert_map_new(const struct fleet *fleet)
{
  struct alert_map *map = g_new0(struct alert_map, 1);
  map->fleet = fleet;
  map->rules = g_ptr_array_new_with_free_func(ready_rule_free);
  map->addresses = g_ptr_array_new_with_free_func(address_free);
  return map;
}

void alert_map_free(struct alert_map *map)
{
  if (!map)
    return;
  member_index_free(map->index);
  g_ptr_array_unref(map->rules);
  g_ptr_array_unref(map->addresses);
  g_free(map);
}

void alert_map_begin(struct alert_map *map)
{
  g_ptr_array_set_size(map->rules, 0);
  g_ptr_array_set_size(map->addresses, 0);
  g_clear_pointer(&map->index, member_index_free);
}

void alert_map_add_rule(struct alert_map *map, const struct alert_rule *rule)
{
  g_ptr_array_add(map->rules, ready_rule_new(rule));
}

static void add_address(struct alert_map *map, struct address address)
{
  g_ptr_array_add(map->addresses, g_memdup2(&address, sizeof address));
  g_clear_pointer(&map->index, member_index_free);
}

void alert_map_add_address(struct alert_map *map, const char *subject, const char *address)
{
  add_address(map, (struct address){.subject = g_strdup(subject), .address = g_strdup(address)});
}

void alert_map_add_guest_address(struct alert_map *map, const char *cluster, const char *guest, const char *address)
{
  add_address(map, (struct address){.cluster = g_strdup(cluster), .guest = g_strdup(guest), .address = g_strdup(address)});
}

static const struct member_index *index_of(struct alert_map *map)
{
  if (map->index && map->members == fleet_member_changes(map->fleet))
    return map->index;
  g_clear_pointer(&map->index, member_index_free);
  map->index = member_index_new(map->fleet);
  map->members = fleet_member_changes(map->fleet);
  for (guint i = 0; i < map->addresses->len; i++) {
    const struct address *address = map->addresses->pdata[i];
    const struct guest *guest = address->guest ? fleet_guest_meant(map->fleet, address->cluster, address->guest) : NULL;
    g_autofree char *subject = guest ? subject_format(SUBJECT_GUEST, guest->uuid) : g_strdup(address->subject);
    if (subject)
      member_index_add_address(map->index, subject, address->address);
  }
  return map->index;
}

/* ---- rules --------------------------------------------------------------------------------------- */

static gboolean matches(const char *pattern, const char *text)
{
  return !pattern || g_pattern_match_simple(pattern, text);
}

static gboolean is_in(GInetAddressMask *network, GInetAddress *address)
{
  return !network || (address && g_inet_address_get_family(address) == g_inet_address_mask_get_family(network) &&
                      g_inet_address_mask_matches(network, address));
}

static gboolean rule_fits(const struct ready_rule *rule, const struct features *features)
{
  return matches(rule->source, features->source) && matches(rule->host, features->host) &&
         matches(rule->service, features->service) && is_in(rule->network, features->address);
}

/* The number of the first rule that fits; that of all where none does. */
static guint first_rule(const struct alert_map *map, const struct alert *alert)
{
  struct features features = {folded(alert->source), folded(alert->host), folded(alert->name),
                              g_inet_address_new_from_string(*alert->address ? alert->address : alert->host)};
  guint number = 0;
  while (number < map->rules->len && !rule_fits(map->rules->pdata[number], &features))
    number++;
  g_free(features.source);
  g_free(features.host);
  g_free(features.service);
  g_clear_object(&features.address);
  return number;
}

/* ---- finding ------------------------------------------------------------------------------------- */

/* The one that is found, or why it is not one; `how` it was looked for, and what it may be is said by its begin. */
static char *only(struct members_found found, const char *how, char **why)
{
  if (found.n == 1)
    return g_strdup(found.first);
  if (found.n == 0)
    *why = g_strdup_printf("%s, and nobody of the fleet is", how);
  else
    *why = g_strdup_printf("%s, and that may be %s or %s%s: say in alerts.map which is meant", how, found.first, found.second,
                           found.n > 2 ? " or yet another" : "");
  return NULL;
}

/* "guest:web1", "web1". */
static char *find_said(struct alert_map *map, const char *said, const char *how, char **why)
{
  const char *colon = strchr(said, ':');
  g_autofree char *word = colon ? g_strndup(said, (gsize)(colon - said)) : NULL;
  enum subject_kind kind = SUBJECT_KINDS;
  if (word && (!subject_kind_parse(word, &kind) || kind == SUBJECT_SERVICE)) {
    *why = g_strdup_printf("%s, which is no host, guest, device or cluster", how);
    return NULL;
  }
  return only(member_index_named(index_of(map), colon ? colon + 1 : said, colon ? 1u << kind : MEMBERS), how, why);
}

static char *find_by_rule(struct alert_map *map, const struct alert *alert, guint number, char **why)
{
  const struct ready_rule *rule = map->rules->pdata[number];
  g_autofree char *subject = alert_rule_subject(rule->written, alert);
  g_autofree char *how = g_strdup_printf("rule %u of alerts.map makes it %s", number + 1, subject);
  return find_said(map, subject, how, why);
}

static char *find_by_itself(struct alert_map *map, const struct alert *alert, char **why)
{
  const struct member_index *index = index_of(map);
  struct members_found named = {0}, at = {0};
  if (*alert->host)
    named = member_index_named(index, alert->host, MEMBERS);
  if (named.n == 1)
    return g_strdup(named.first);
  at = member_index_at(index, *alert->address ? alert->address : alert->host, MEMBERS);
  if (at.n == 1)
    return g_strdup(at.first);
  g_autofree char *how =
      *alert->host && *alert->address ? g_strdup_printf("it is of %s at %s", alert->host, alert->address)
                                      : g_strdup_printf("it is of %s", *alert->host ? alert->host : alert->address);
  return only(named.n ? named : at, how, why);
}

char *alert_map_find(struct alert_map *map, const struct alert *alert, char **why)
{
  *why = NULL;
  g_autofree char *how = g_strdup_printf("it is of %s", alert->said);
  if (*alert->said)
    return find_said(map, alert->said, how, why);
  guint number = map->rules->len > 0 ? first_rule(map, alert) : 0;
  return number < map->rules->len ? find_by_rule(map, alert, number, why) : find_by_itself(map, alert, why);
}
