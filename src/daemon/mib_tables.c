#include "daemon/mib_tables.h"

#include "daemon/mib_status.h"
#include "json/json.h"
#include "wire/policy_row.h"

#include <stdlib.h>

static gpointer copy_name(gconstpointer name)
{
  return g_strdup(name);
}

/* ---- keys ---------------------------------------------------------------------------------------- */

#define ADD_NAMES(keys, list, type, field)                                                               \
  for (guint i = 0; i < (list)->len; i++)                                                                \
  g_ptr_array_add(keys, copy_name(((const struct type *)(list)->pdata[i])->field))

static void add_id(GPtrArray *keys, guint64 id)
{
  g_ptr_array_add(keys, g_strdup_printf("%" G_GUINT64_FORMAT, id));
}

static void add_tips(struct core *core, GPtrArray *keys)
{
  g_autoptr(GPtrArray) tips = tipbook_list(pipeline_tips(core->pipeline));
  guint closed = 0;
  for (guint i = 0; i < tips->len; i++) {
    const struct tip *tip = tips->pdata[i];
    if (!tip_is_finished(tip) || closed++ < MIB_CLOSED_SHOWN)
      add_id(keys, tip->id);
  }
}

static void add_actions(struct core *core, GPtrArray *keys)
{
  g_autoptr(GPtrArray) actions = actions_list(pipeline_actions(core->pipeline));
  guint ended = 0;
  for (guint i = 0; i < actions->len; i++) {
    const struct action *action = actions->pdata[i];
    if (!action_is_finished(action) || ended++ < MIB_CLOSED_SHOWN)
      add_id(keys, action->id);
  }
}

static void add_policies(struct core *core, GPtrArray *keys)
{
  GVariant *policies = pipeline_policies(core->pipeline);
  for (gsize i = 0; i < policy_rows(policies); i++) {
    struct policy_row row;
    policy_row_read(policies, i, &row);
    g_ptr_array_add(keys, g_strdup(row.name));
  }
}

GPtrArray *mib_keys(struct core *core, enum mib_table table)
{
  GPtrArray *keys = g_ptr_array_new_with_free_func(g_free);
  if (table == MIB_CLUSTERS)
    ADD_NAMES(keys, fleet_clusters(core->fleet), cluster, name);
  else if (table == MIB_HOSTS)
    ADD_NAMES(keys, fleet_hosts(core->fleet), host, name);
  else if (table == MIB_GUESTS)
    ADD_NAMES(keys, fleet_guests(core->fleet), guest, uuid);
  else if (table == MIB_TIPS)
    add_tips(core, keys);
  else if (table == MIB_ACTIONS)
    add_actions(core, keys);
  else if (table == MIB_POLICIES)
    add_policies(core, keys);
  else
    g_ptr_array_add(keys, g_strdup(""));
  return keys;
}

/* ---- rows ---------------------------------------------------------------------------------------- */

static json_t *policy_to_row(struct core *core, const char *name)
{
  GVariant *policies = pipeline_policies(core->pipeline);
  struct policy_row row;
  gsize i;
  if (!policies || !policy_row_find(policies, name, &i))
    return NULL;
  policy_row_read(policies, i, &row);
  return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:i}", "name", row.name, "pack", row.pack, "version", row.version,
                   "title", row.title, "subject",
                   row.subject < SUBJECT_KINDS ? subject_kind_name(row.subject) : "unknown", "state",
                   policy_state_name(row.state), "reason", row.reason, "every_sec", (int)row.every_sec);
}

static json_t *row_to_json(struct core *core, enum mib_table table, const char *key)
{
  gconstpointer found;
  switch (table) {
  case MIB_STATUS:
    return mib_status_to_json(core);
  case MIB_COUNTERS:
    return mib_counters_to_json(core);
  case MIB_CLUSTERS:
    return (found = fleet_cluster(core->fleet, key)) ? cluster_to_json(core->fleet, found) : NULL;
  case MIB_HOSTS:
    return (found = fleet_host(core->fleet, key)) ? host_to_json(core->fleet, found) : NULL;
  case MIB_GUESTS:
    return (found = fleet_guest(core->fleet, key)) ? guest_to_json(core->fleet, found) : NULL;
  case MIB_TIPS:
    found = tipbook_tip(pipeline_tips(core->pipeline), strtoull(key, NULL, 10));
    return found ? tip_to_json(found) : NULL;
  case MIB_ACTIONS:
    found = actions_action(pipeline_actions(core->pipeline), strtoull(key, NULL, 10));
    return found ? action_to_json(found) : NULL;
  case MIB_POLICIES:
    return policy_to_row(core, key);
  default:
    return NULL;
  }
}

/* Of those that are large, or have what changes all the time: the fields that the MIB has, and no others. */
static const char *const fields[MIB_TABLES][24] = {
    [MIB_CLUSTERS] = {"name", "state", "hosts", "guest_count"},
    [MIB_HOSTS] = {"name", "cluster", "state", "cpu_busy_pct", "mem_total_bytes", "mem_available_bytes", "restricted", "guests",
                   "cpus", "hostname"},
    [MIB_GUESTS] = {"name", "uuid", "host", "cluster", "state", "cpu_used_pct", "vcpus", "memory_bytes", "running_copies"},
    [MIB_TIPS] = {"id", "policy", "severity", "state", "subject", "text", "raised", "updated", "action", "cause", "state_reason",
                  "alerts"},
};

static json_t *pick(json_t *json, const char *const *names)
{
  json_t *picked = json_object();
  for (; *names; names++) {
    json_t *value = json_object_get(json, *names);
    if (value)
      json_object_set(picked, *names, value);
  }
  json_decref(json);
  return picked;
}

/* Without since when, which changes all the time. */
static void add_reasons(json_t *row, const json_t *links)
{
  json_t *reasons = json_object(), *link;
  const char *name;
  json_object_foreach ((json_t *)links, name, link)
    json_object_set_new(reasons, name, json_pack("{s:O}", "reason", json_object_get(link, "reason")));
  json_object_set_new(row, "links", reasons);
}

char *mib_row_text(struct core *core, enum mib_table table, const char *key)
{
  json_t *json = row_to_json(core, table, key);
  if (json && fields[table][0]) {
    json_t *links = table == MIB_HOSTS ? json_incref(json_object_get(json, "links")) : NULL;
    json = pick(json, fields[table]);
    if (links)
      add_reasons(json, links);
    json_decref(links);
  }
  char *text = json ? json_dumps(json, JSON_COMPACT | JSON_REAL_PRECISION(15)) : NULL;
  json_decref(json);
  return text;
}
