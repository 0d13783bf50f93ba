#include "config/compare.h"

#include "base/text.h"
#include "config/value_text.h"

#define NONE G_MAXSIZE

/* The entries of a list or named map, kept in one array of struct config, wherever they stand in the file. */
struct collection {
  const char *path;
  gsize list, name, cluster; /* offsets: in struct config, and in the entry */
};

static const struct collection collections[] = {
    {"policies.NAME", offsetof(struct config, policies), offsetof(struct config_policy, name), NONE},
    {"clusters[]", offsetof(struct config, clusters), offsetof(struct cluster, name), NONE},
    {"clusters[].hosts[]", offsetof(struct config, hosts), offsetof(struct config_host, name),
     offsetof(struct config_host, cluster)},
    {"clusters[].guests[]", offsetof(struct config, guests), offsetof(struct config_guest, name),
     offsetof(struct config_guest, cluster)},
    {"devices[]", offsetof(struct config, devices), offsetof(struct config_device, name), NONE},
    {"agent.targets[]", offsetof(struct config, targets), offsetof(struct config_target, name), NONE},
    {"licences.NAME", offsetof(struct config, licences), offsetof(struct config_licence, name), NONE},
    {"alerts.map[]", offsetof(struct config, alert_rules), offsetof(struct config_alert_rule, number), NONE},
    {"traps.sources[]", offsetof(struct config, trap_sources), offsetof(struct config_trap_source, key), NONE},
    {"rules[]", offsetof(struct config, rules), offsetof(struct config_rule, name), NONE},
    {"webhooks[]", offsetof(struct config, webhooks), offsetof(struct config_webhook, name), NONE},
};

struct comparison {
  GPtrArray *changes;
  GPtrArray *fields; /* const struct option: the fields of the structs that are compared now */
};

static void change_free(gpointer data)
{
  struct config_change *change = data;
  g_free(change->key);
  g_free(change->before);
  g_free(change->after);
  g_free(change);
}

static struct config_change *change_add(struct comparison *comparison, enum change_kind kind, const char *key)
{
  struct config_change *change = g_new0(struct config_change, 1);
  change->kind = kind;
  change->key = g_strdup(key);
  g_ptr_array_add(comparison->changes, change);
  return change;
}

/* ---- fields of one struct ------------------------------------------------------------------------ */

/* The rows that have a field in the struct `path`, each field once: a secret's file fills the field of the secret. */
static GPtrArray *fields_of(const char *path)
{
  gsize n;
  const struct option *all = options(&n);
  GPtrArray *fields = g_ptr_array_new();
  for (gsize i = 0; i < n; i++)
    if (option_within(&all[i], path) && all[i].type != OPTION_MAP && all[i].type != OPTION_LIST &&
        all[i].type != OPTION_NAMED && all[i].type != OPTION_SECRET_FILE)
      g_ptr_array_add(fields, (gpointer)&all[i]);
  return fields;
}

static void add_value(struct comparison *comparison, const struct option *option, const char *key,
                      gconstpointer before, gconstpointer after)
{
  struct config_change *change = change_add(comparison, CHANGE_VALUE, key);
  change->live = option->live;
  change->restarts = option->restarts;
  change->is_secret = option_is_secret(option);
  if (!change->is_secret) {
    change->before = value_text(option, before);
    change->after = value_text(option, after);
  }
}

static void add_setting(struct comparison *comparison, const struct option *option, const char *key,
                        const char *before, const char *after)
{
  if (g_strcmp0(before, after) == 0)
    return;
  struct config_change *change = change_add(comparison, CHANGE_VALUE, key);
  change->live = option->live;
  change->restarts = option->restarts;
  change->before = g_strdup(before);
  change->after = g_strdup(after);
}

/* One change for each key of the map. */
static void compare_settings(struct comparison *comparison, const struct option *option, const char *key,
                             gconstpointer before, gconstpointer after)
{
  GHashTable *old = G_STRUCT_MEMBER(GHashTable *, before, option->offset);
  GHashTable *new = G_STRUCT_MEMBER(GHashTable *, after, option->offset);
  GHashTableIter iter;
  gpointer name, value;
  g_hash_table_iter_init(&iter, new);
  while (g_hash_table_iter_next(&iter, &name, &value)) {
    g_autofree char *full = g_strconcat(key, ".", name, NULL);
    add_setting(comparison, option, full, g_hash_table_lookup(old, name), value);
  }
  g_hash_table_iter_init(&iter, old);
  while (g_hash_table_iter_next(&iter, &name, &value)) {
    g_autofree char *full = g_strconcat(key, ".", name, NULL);
    if (!g_hash_table_contains(new, name))
      add_setting(comparison, option, full, value, NULL);
  }
}

/* `key` is what the structs are called, "" the configuration itself; `path` is theirs in the schema. */
static void compare_fields(struct comparison *comparison, const char *path, const char *key, gconstpointer before,
                           gconstpointer after)
{
  for (guint i = 0; i < comparison->fields->len; i++) {
    const struct option *option = comparison->fields->pdata[i];
    if (values_equal(option, before, after))
      continue;
    g_autofree char *full = g_strconcat(key, key[0] ? "." : "", option_within(option, path), NULL);
    if (option->type == OPTION_SETTINGS)
      compare_settings(comparison, option, full, before, after);
    else
      add_value(comparison, option, full, before, after);
  }
}

/* ---- entries ------------------------------------------------------------------------------------- */

/* "clusters[lab].hosts[h1]". Caller frees. */
static char *entry_key(const struct collection *collection, gconstpointer entry)
{
  const char *name = G_STRUCT_MEMBER(char *, entry, collection->name);
  GString *key = g_string_new(collection->path);
  g_autofree char *inner = g_strconcat("[", name, "]", NULL);
  if (collection->cluster != NONE) {
    g_autofree char *outer = g_strconcat("[", G_STRUCT_MEMBER(char *, entry, collection->cluster), "]", NULL);
    g_string_replace(key, "[]", outer, 1);
  }
  if (!g_string_replace(key, "[]", inner, 1))
    g_string_replace(key, "NAME", name, 1);
  return g_string_free(key, FALSE);
}

/* key -> entry; the entries stay where they are. */
static GHashTable *entries_of(const struct collection *collection, const struct config *config)
{
  const GPtrArray *list = G_STRUCT_MEMBER(GPtrArray *, config, collection->list);
  GHashTable *entries = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < list->len; i++)
    g_hash_table_insert(entries, entry_key(collection, list->pdata[i]), list->pdata[i]);
  return entries;
}

/* An entry that comes or goes concerns whom each value concerns that it has. */
static void add_entry(struct comparison *comparison, enum change_kind kind, const char *key, gconstpointer entry)
{
  struct config_change *change = change_add(comparison, kind, key);
  for (guint i = 0; i < comparison->fields->len; i++) {
    const struct option *option = comparison->fields->pdata[i];
    if (!value_is_given(option, entry))
      continue;
    change->live |= option->live;
    change->restarts |= option->restarts;
  }
}

static void compare_collection(struct comparison *comparison, const struct collection *collection,
                               const struct config *before, const struct config *after)
{
  const GPtrArray *old = G_STRUCT_MEMBER(GPtrArray *, before, collection->list);
  const GPtrArray *new = G_STRUCT_MEMBER(GPtrArray *, after, collection->list);
  g_autoptr(GHashTable) former = entries_of(collection, before), now = entries_of(collection, after);
  g_autoptr(GPtrArray) fields = comparison->fields = fields_of(collection->path);
  for (guint i = 0; i < new->len; i++) {
    g_autofree char *key = entry_key(collection, new->pdata[i]);
    gconstpointer entry = g_hash_table_lookup(former, key);
    if (entry)
      compare_fields(comparison, collection->path, key, entry, new->pdata[i]);
    else
      add_entry(comparison, CHANGE_ADDED, key, new->pdata[i]);
  }
  for (guint i = 0; i < old->len; i++) {
    g_autofree char *key = entry_key(collection, old->pdata[i]);
    if (!g_hash_table_contains(now, key))
      add_entry(comparison, CHANGE_REMOVED, key, old->pdata[i]);
  }
  comparison->fields = NULL;
}

/* Whoever adds a list to the schema says here where its entries are kept. */
static void check_collections(void)
{
  gsize n, known = 0;
  const struct option *all = options(&n);
  for (gsize i = 0; i < n; i++)
    known += all[i].type == OPTION_LIST || all[i].type == OPTION_NAMED;
  g_assert(known == G_N_ELEMENTS(collections));
}

GPtrArray *config_compare(const struct config *before, const struct config *after)
{
  check_collections();
  struct comparison comparison = {.changes = g_ptr_array_new_with_free_func(change_free)};
  g_autoptr(GPtrArray) fields = comparison.fields = fields_of("");
  compare_fields(&comparison, "", "", before, after);
  for (gsize i = 0; i < G_N_ELEMENTS(collections); i++)
    compare_collection(&comparison, &collections[i], before, after);
  return comparison.changes;
}

/* ---- for a reload -------------------------------------------------------------------------------- */

void config_keep(struct config *config, const struct config *running)
{
  g_autoptr(GPtrArray) fields = fields_of("");
  for (guint i = 0; i < fields->len; i++) {
    const struct option *option = fields->pdata[i];
    if (!(option->restarts & PART_CORE))
      continue;
    g_assert(option->type == OPTION_PATH || option->type == OPTION_LISTEN); /* texts: no other key is of this kind so far */
    text_replace(G_STRUCT_MEMBER_P(config, option->offset), G_STRUCT_MEMBER(char *, running, option->offset));
  }
}

char *config_change_text(const struct config_change *change)
{
  if (change->kind == CHANGE_VALUE && change->is_secret)
    return g_strconcat(change->key, ": changed, a secret", NULL);
  if (change->kind == CHANGE_VALUE)
    return g_strdup_printf("%s: %s -> %s", change->key, change->before ? change->before : "not set",
                           change->after ? change->after : "not set");
  return g_strconcat(change->key, change->kind == CHANGE_ADDED ? ": added" : ": removed", NULL);
}
