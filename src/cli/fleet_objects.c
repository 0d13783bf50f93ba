#include "cli/fleet_objects.h"

#include "base/limits.h"
#include "base/text.h"
#include "client/reply.h"
#include "model/ourselves.h"

#include <string.h>

/* How each kind is listed, and which member names those that it depends on. */
static const struct {
  const char *name, *noun, *parent;
} kinds[OBJECT_KINDS] = {
    [OBJECT_CLUSTER] = {"cluster", "clusters", NULL},
    [OBJECT_HOST] = {"host", "hosts", NULL},
    [OBJECT_DEVICE] = {"device", "devices", NULL},
    [OBJECT_GUEST] = {"guest", "guests", "host"},
};

const char *object_kind_name(enum object_kind kind)
{
  return kinds[kind].name;
}

static void object_free(gpointer data)
{
  struct fleet_object *object = data;
  g_free(object->name);
  g_ptr_array_free(object->parents, TRUE);
  g_free(object);
}

void fleet_objects_free(struct fleet_objects *fleet)
{
  if (!fleet)
    return;
  g_ptr_array_free(fleet->objects, TRUE);
  for (enum object_kind kind = 0; kind < OBJECT_KINDS; kind++)
    g_ptr_array_free(fleet->services[kind], TRUE);
  g_ptr_array_free(fleet->left_out, TRUE);
  g_free(fleet);
}

/* What is being read. */
struct reading {
  struct fleet_objects *fleet;
  const char *(*problem)(const char *name);
  GHashTable *by_name; /* name -> struct fleet_object, borrowed */
};

static const char *problem_of(const struct reading *reading, const char *name)
{
  g_autofree char *clean = text_clean(name, LIMIT_URI);
  if (!*name || strcmp(clean, name) != 0)
    return "it is empty, too long or has control characters";
  if (g_hash_table_contains(reading->by_name, name))
    return "another one is called so, too";
  return reading->problem(name);
}

static void take_member(struct reading *reading, enum object_kind kind, const json_t *member)
{
  const char *name = reply_text(member, "name"), *problem = problem_of(reading, name);
  if (problem) {
    g_autofree char *clean = text_clean(name, LIMIT_URI);
    g_ptr_array_add(reading->fleet->left_out, g_strdup_printf("%s \"%s\": %s", kinds[kind].name, clean, problem));
    return;
  }
  struct fleet_object *object = g_new0(struct fleet_object, 1);
  *object = (struct fleet_object){kind, g_strdup(name), g_ptr_array_new_with_free_func(g_free)};
  if (kinds[kind].parent && *reply_text(member, kinds[kind].parent))
    g_ptr_array_add(object->parents, g_strdup(reply_text(member, kinds[kind].parent)));
  g_ptr_array_add(reading->fleet->objects, object);
  g_hash_table_insert(reading->by_name, object->name, object);
}

/* A switch or array that serves hosts: these depend on it. */
static void take_served(struct reading *reading, const json_t *device)
{
  gsize i;
  const json_t *host;
  json_array_foreach (json_object_get(device, "serves"), i, host) {
    struct fleet_object *object = json_is_string(host) ? g_hash_table_lookup(reading->by_name, json_string_value(host)) : NULL;
    if (object && object->kind == OBJECT_HOST)
      g_ptr_array_add(object->parents, g_strdup(reply_text(device, "name")));
  }
}

static int by_name(gconstpointer a, gconstpointer b)
{
  return strcmp(reply_text(*(json_t *const *)a, "name"), reply_text(*(json_t *const *)b, "name"));
}

static gboolean take_list(struct reading *reading, struct client *client, enum object_kind kind, GError **error)
{
  g_autofree char *path = g_strconcat("/v1/", kinds[kind].noun, NULL);
  json_auto_t *answer = client_get_list(client, path, kinds[kind].noun, error);
  g_autoptr(GPtrArray) members = g_ptr_array_new();
  gsize i;
  json_t *member;
  json_array_foreach (json_object_get(answer, kinds[kind].noun), i, member)
    g_ptr_array_add(members, member);
  g_ptr_array_sort(members, by_name);
  for (guint k = 0; k < members->len; k++) {
    take_member(reading, kind, members->pdata[k]);
    take_served(reading, members->pdata[k]);
  }
  return answer != NULL;
}

/* Of what no policy judges provost says nothing. */
static gboolean take_policies(struct fleet_objects *fleet, struct client *client, gboolean by_policy, GError **error)
{
  json_auto_t *answer = client_get_list(client, "/v1/policies", "policies", error);
  gsize i;
  const json_t *policy;
  json_array_foreach (json_object_get(answer, "policies"), i, policy)
    for (enum object_kind kind = 0; kind < OBJECT_KINDS; kind++)
      if (strcmp(reply_text(policy, "subject"), kinds[kind].name) == 0 && (by_policy || fleet->services[kind]->len == 0))
        g_ptr_array_add(fleet->services[kind], our_service(by_policy ? reply_text(policy, "name") : NULL));
  for (enum object_kind kind = 0; kind < OBJECT_KINDS; kind++)
    g_ptr_array_sort(fleet->services[kind], text_order);
  return answer != NULL;
}

/* Nobody may depend on one that is left out. */
static void keep_known_parents(struct reading *reading)
{
  for (guint i = 0; i < reading->fleet->objects->len; i++) {
    GPtrArray *parents = ((struct fleet_object *)reading->fleet->objects->pdata[i])->parents;
    for (guint k = parents->len; k-- > 0;)
      if (!g_hash_table_contains(reading->by_name, parents->pdata[k]))
        g_ptr_array_remove_index(parents, k);
    g_ptr_array_sort(parents, text_order);
  }
}

struct fleet_objects *fleet_objects_read(struct client *client, gboolean by_policy, const char *(*problem)(const char *name), GError **error)
{
  struct fleet_objects *fleet = g_new0(struct fleet_objects, 1);
  fleet->objects = g_ptr_array_new_with_free_func(object_free);
  fleet->left_out = g_ptr_array_new_with_free_func(g_free);
  for (enum object_kind kind = 0; kind < OBJECT_KINDS; kind++)
    fleet->services[kind] = g_ptr_array_new_with_free_func(g_free);
  g_autoptr(GHashTable) names = g_hash_table_new(g_str_hash, g_str_equal);
  struct reading reading = {fleet, problem, names};
  gboolean is_read = take_policies(fleet, client, by_policy, error);
  for (enum object_kind kind = 0; is_read && kind < OBJECT_KINDS; kind++)
    is_read = take_list(&reading, client, kind, error);
  keep_known_parents(&reading);
  if (!is_read)
    g_clear_pointer(&fleet, fleet_objects_free);
  return fleet;
}
