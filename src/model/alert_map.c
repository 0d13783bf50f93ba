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

struct alert_map {
  const struct fleet *fleet;
  GPtrArray *rules;     /* struct alert_rule */
  GPtrArray *addresses; /* struct address */
  struct member_index *index; /* NULL: to be made */
  guint members;              /* changes of those as it has them */
};

struct alert_rule *alert_rule_copy(const struct alert_rule *rule)
{
  struct alert_rule *copy = g_new(struct alert_rule, 1);
  *copy = (struct alert_rule){g_strdup(rule->source), g_strdup(rule->host), g_strdup(rule->service), g_strdup(rule->address),
                              g_strdup(rule->subject)};
  return copy;
}

void alert_rule_free(struct alert_rule *rule)
{
  g_free(rule->source);
  g_free(rule->host);
  g_free(rule->service);
  g_free(rule->address);
  g_free(rule->subject);
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
  map->rules = g_ptr_array_new_with_free_func((GDestroyNotify)alert_rule_free);
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
  g_ptr_array_add(map->rules, alert_rule_copy(rule));
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

/* What a rule's subject may have of what is said. */
static char *macro_value(const struct alert *alert, const char *name, gsize length)
{
  const struct {
    const char *name, *value;
  } macros[] = {{"host", alert->host}, {"service", alert->name}, {"address", alert->address}, {"source", alert->source}};
  for (gsize i = 0; i < G_N_ELEMENTS(macros); i++)
    if (strlen(macros[i].name) == length && strncmp(macros[i].name, name, length) == 0)
      return g_strdup(macros[i].value);
  if (length == strlen("short") && strncmp("short", name, length) == 0)
    return g_strndup(alert->host, strcspn(alert->host, "."));
  return NULL;
}

/* NULL where a macro is none. Caller frees. */
static char *expand(const char *template, const struct alert *alert)
{
  g_autoptr(GString) text = g_string_new(NULL);
  while (*template) {
    const char *macro = strstr(template, "%{"), *end = macro ? strchr(macro, '}') : NULL;
    if (!end) {
      g_string_append(text, template);
      break;
    }
    g_autofree char *value = macro_value(alert, macro + 2, (gsize)(end - macro) - 2);
    if (!value)
      return NULL;
    g_string_append_len(text, template, macro - template);
    g_string_append(text, value);
    template = end + 1;
  }
  return g_strdup(text->str);
}

static const struct alert example = {.name = "x", .source = "x", .said = "", .host = "x", .address = "x"};

char *alert_rule_problem(const struct alert_rule *rule)
{
  g_autoptr(GInetAddressMask) mask = rule->address ? g_inet_address_mask_new_from_string(rule->address, NULL) : NULL;
  g_autofree char *subject = expand(rule->subject, &example);
  g_autofree char *kind = subject ? g_strndup(subject, strcspn(subject, ":")) : NULL;
  enum subject_kind known;
  if (rule->address && !mask)
    return g_strdup_printf("\"%s\" is no address and no network such as 192.0.2.0/24", rule->address);
  if (!subject)
    return g_strdup_printf("\"%s\" has a macro that is none: there are %%{host}, %%{short}, %%{service}, %%{address} and "
                           "%%{source}", rule->subject);
  if (!strchr(subject, ':') || !subject_kind_parse(kind, &known) || known == SUBJECT_SERVICE)
    return g_strdup_printf("\"%s\" is no subject: write host:NAME, guest:NAME, device:NAME or cluster:NAME", rule->subject);
  return NULL;
}

static gboolean matches(const char *pattern, const char *text)
{
  if (!pattern)
    return TRUE;
  g_autofree char *folded_pattern = g_utf8_strdown(pattern, -1), *folded = g_utf8_strdown(text, -1);
  return g_pattern_match_simple(folded_pattern, folded);
}

static gboolean is_in(const char *network, const char *text)
{
  if (!network)
    return TRUE;
  g_autoptr(GInetAddressMask) mask = g_inet_address_mask_new_from_string(network, NULL);
  g_autoptr(GInetAddress) address = g_inet_address_new_from_string(text);
  return mask && address && g_inet_address_get_family(address) == g_inet_address_mask_get_family(mask) &&
         g_inet_address_mask_matches(mask, address);
}

static gboolean rule_fits(const struct alert_rule *rule, const struct alert *alert)
{
  return matches(rule->source, alert->source) && matches(rule->host, alert->host) && matches(rule->service, alert->name) &&
         is_in(rule->address, *alert->address ? alert->address : alert->host);
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
  const struct alert_rule *rule = map->rules->pdata[number];
  g_autofree char *subject = expand(rule->subject, alert);
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
  for (guint i = 0; i < map->rules->len; i++)
    if (rule_fits(map->rules->pdata[i], alert))
      return find_by_rule(map, alert, i, why);
  return find_by_itself(map, alert, why);
}

char *alert_map_outward(struct alert_map *map, const char *source, const char *subject)
{
  for (guint i = 0; i < map->rules->len; i++) {
    const struct alert_rule *rule = map->rules->pdata[i];
    if (!rule->host || strpbrk(rule->host, "*?") || !matches(rule->source, source))
      continue;
    const struct alert there = {.name = "", .source = source, .said = "", .host = rule->host, .address = ""};
    g_autofree char *why = NULL, *found = find_by_rule(map, &there, i, &why);
    if (g_strcmp0(found, subject) == 0)
      return g_strdup(rule->host);
  }
  return NULL;
}
