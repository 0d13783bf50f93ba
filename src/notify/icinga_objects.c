#include "notify/icinga_objects.h"

#include "notify/result.h"

#include <string.h>

#define MARK "provost_instance"
#define PLACE "provost_host"

struct icinga_objects {
  const struct icinga_api *api;
  struct outlet outlet;
  GVariant *wanted;       /* NULL: not known yet */
  gboolean is_stale;      /* it changed since we began to look */
  GHashTable *hosts;      /* what it has: name -> where it is, "" for one of somebody else's */
  GHashTable *services;   /* "host!service" -> whether it is ours, as a pointer */
  GQueue todo;            /* struct step, in order */
  struct http_call *call; /* NULL: none is under way */
  guint timer;
};

/* One request. */
struct step {
  const char *method;
  char *path;
  json_t *body;
};

static void step_free(gpointer data)
{
  struct step *step = data;
  g_free(step->path);
  json_decref(step->body);
  g_free(step);
}

/* ---- what is to be done -------------------------------------------------------------------------- */

/* Takes `body`. */
static void plan_step(struct icinga_objects *objects, const char *method, const char *kind, const char *name, json_t *body)
{
  struct step *step = g_new0(struct step, 1);
  g_autofree char *escaped = g_uri_escape_string(name, NULL, FALSE);
  *step = (struct step){method, g_strdup_printf("/v1/objects/%s/%s%s", kind, escaped, strcmp(method, "DELETE") == 0 ? "?cascade=1" : ""), body};
  g_queue_push_tail(&objects->todo, step);
}

/* Nobody checks it: whether it lives is for others to say. */
static json_t *new_host(const struct icinga_objects *objects, const char *place)
{
  return json_pack("{s:{s:s, s:b, s:i, s:s, s:s}}", "attrs", "check_command", "dummy", "enable_active_checks", 0,
                   "max_check_attempts", 1, "vars." MARK, objects->api->mark, "vars." PLACE, place);
}

/* Its check is made when nothing was said for as long as that holds, and says so. */
static json_t *new_service(const struct icinga_objects *objects)
{
  return json_pack("{s:{s:s, s:i, s:i, s:s, s:s}}", "attrs", "check_command", "dummy", "max_check_attempts", 1, "vars.dummy_state",
                   3, "vars.dummy_text", "provost has said nothing of it for long", "vars." MARK, objects->api->mark);
}

static json_t *moved_host(const char *place)
{
  return json_pack("{s:{s:s}}", "attrs", "vars." PLACE, place);
}

static void plan_services(struct icinga_objects *objects, const char *host, GVariant *services, GHashTable *kept)
{
  for (gsize i = 0; i < g_variant_n_children(services); i++) {
    const char *service;
    g_variant_get_child(services, i, "&s", &service);
    char *name = g_strconcat(host, "!", service, NULL);
    if (!g_hash_table_contains(objects->services, name))
      plan_step(objects, "PUT", "services", name, new_service(objects));
    g_hash_table_add(kept, name);
  }
}

/* All hosts and services that are to be there, into `kept`. */
static void plan_wanted(struct icinga_objects *objects, GVariant *hosts, GVariant *services, GHashTable *kept)
{
  for (gsize i = 0; i < g_variant_n_children(hosts); i++) {
    const char *host, *place;
    g_variant_get_child(hosts, i, "(&s&s)", &host, &place);
    g_autofree char *name = result_name(host);
    const char *now = g_hash_table_lookup(objects->hosts, host);
    if (!name)
      continue;
    if (!now)
      plan_step(objects, "PUT", "hosts", host, new_host(objects, place));
    else if (now[0] && strcmp(now, place) != 0)
      plan_step(objects, "POST", "hosts", host, moved_host(place));
    g_hash_table_add(kept, g_strdup(host));
    plan_services(objects, host, services, kept);
  }
}

static void plan_removals(struct icinga_objects *objects, GHashTable *kept)
{
  GHashTableIter iter;
  gpointer name, value;
  g_hash_table_iter_init(&iter, objects->services);
  while (g_hash_table_iter_next(&iter, &name, &value))
    if (value && !g_hash_table_contains(kept, name))
      plan_step(objects, "DELETE", "services", name, NULL);
  g_hash_table_iter_init(&iter, objects->hosts);
  while (g_hash_table_iter_next(&iter, &name, &value))
    if (((const char *)value)[0] && !g_hash_table_contains(kept, name))
      plan_step(objects, "DELETE", "hosts", name, NULL);
}

static void plan(struct icinga_objects *objects)
{
  g_autoptr(GHashTable) kept = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(GVariant) hosts = g_variant_get_child_value(objects->wanted, 1), services = g_variant_get_child_value(objects->wanted, 2);
  gboolean is_all;
  g_variant_get_child(objects->wanted, 0, "b", &is_all);
  plan_wanted(objects, hosts, services, kept);
  if (is_all)
    plan_removals(objects, kept);
}

/* ---- what Icinga has ----------------------------------------------------------------------------- */

static const char *mark_of(const json_t *attrs)
{
  const char *mark = json_string_value(json_object_get(json_object_get(attrs, "vars"), MARK));
  return mark ? mark : "";
}

static void take_host(struct icinga_objects *objects, const json_t *attrs)
{
  const char *name = json_string_value(json_object_get(attrs, "name"));
  const char *place = json_string_value(json_object_get(json_object_get(attrs, "vars"), PLACE));
  gboolean is_ours = strcmp(mark_of(attrs), objects->api->mark) == 0;
  if (name)
    g_hash_table_replace(objects->hosts, g_strdup(name), g_strdup(!is_ours ? "" : place && place[0] ? place : "?"));
}

static void take_service(struct icinga_objects *objects, const json_t *attrs)
{
  const char *host = json_string_value(json_object_get(attrs, "host_name")), *name = json_string_value(json_object_get(attrs, "name"));
  gboolean is_ours = strcmp(mark_of(attrs), objects->api->mark) == 0;
  if (host && name)
    g_hash_table_replace(objects->services, g_strconcat(host, "!", name, NULL), GINT_TO_POINTER(is_ours));
}

static void take_all(struct icinga_objects *objects, const struct http_answer *answer,
                     void (*take)(struct icinga_objects *objects, const json_t *attrs))
{
  json_auto_t *json = json_loads(answer->body, JSON_ALLOW_NUL, NULL);
  const json_t *results = json_object_get(json, "results"), *object;
  gsize i;
  json_array_foreach (results, i, object)
    take(objects, json_object_get(object, "attrs"));
}

/* ---- one after the other ------------------------------------------------------------------------- */

static void look(struct icinga_objects *objects);

static gboolean on_time(gpointer user)
{
  struct icinga_objects *objects = user;
  objects->timer = 0;
  look(objects);
  return G_SOURCE_REMOVE;
}

static void rest(struct icinga_objects *objects, guint ms)
{
  g_clear_handle_id(&objects->timer, g_source_remove);
  objects->timer = g_timeout_add(ms, on_time, objects);
}

/* FALSE: it is begun anew later. */
static gboolean went(struct icinga_objects *objects, const struct http_answer *answer)
{
  g_autofree char *trouble = icinga_trouble(answer);
  objects->call = NULL;
  if (trouble)
    rest(objects, outlet_failed(&objects->outlet, trouble, ICINGA_MOST_MS));
  return !trouble;
}

static void next(struct icinga_objects *objects);

static void on_step(const struct http_answer *answer, gpointer user)
{
  struct icinga_objects *objects = user;
  if (!went(objects, answer))
    return;
  g_autofree char *words = icinga_words(answer);
  struct step *step = g_queue_pop_head(&objects->todo);
  g_autofree char *why = g_strdup_printf("it refused (%u) %s %s: %s", answer->status, step->method, step->path, words);
  if (answer->status / 100 == 2 || answer->status == 404)
    outlet_went(&objects->outlet);
  else
    outlet_refused(&objects->outlet, why);
  step_free(step);
  next(objects);
}

static void next(struct icinga_objects *objects)
{
  const struct step *step = g_queue_peek_head(&objects->todo);
  objects->outlet.waiting = g_queue_get_length(&objects->todo);
  if (step)
    objects->call = icinga_send(objects->api, &(struct icinga_request){.method = step->method, .path = step->path, .body = json_incref(step->body)},
                                on_step, objects);
  else
    rest(objects, objects->is_stale ? 0 : ICINGA_OBJECTS_EVERY_SEC * 1000);
}

static void on_services(const struct http_answer *answer, gpointer user)
{
  struct icinga_objects *objects = user;
  if (!went(objects, answer))
    return;
  outlet_answered(&objects->outlet);
  take_all(objects, answer, take_service);
  plan(objects);
  next(objects);
}

static void on_hosts(const struct http_answer *answer, gpointer user)
{
  struct icinga_objects *objects = user;
  if (!went(objects, answer))
    return;
  take_all(objects, answer, take_host);
  json_t *body = json_pack("{s:[s,s,s], s:s}", "attrs", "name", "host_name", "vars", "filter", "match(\"provost*\", service.name)");
  objects->call = icinga_send(objects->api, &(struct icinga_request){.method = "GET", .path = "/v1/objects/services", .body = body},
                              on_services, objects);
}

static void look(struct icinga_objects *objects)
{
  if (!objects->wanted || objects->call)
    return;
  g_queue_clear_full(&objects->todo, step_free);
  g_hash_table_remove_all(objects->hosts);
  g_hash_table_remove_all(objects->services);
  objects->is_stale = FALSE;
  json_t *body = json_pack("{s:[s,s]}", "attrs", "name", "vars");
  objects->call = icinga_send(objects->api, &(struct icinga_request){.method = "GET", .path = "/v1/objects/hosts", .body = body},
                              on_hosts, objects);
}

/* ---- life cycle ---------------------------------------------------------------------------------- */

void icinga_objects_take(struct icinga_objects *objects, GVariant *wanted)
{
  g_clear_pointer(&objects->wanted, g_variant_unref);
  objects->wanted = g_variant_ref(wanted);
  objects->is_stale = TRUE;
  if (!objects->call && !objects->outlet.tries)
    rest(objects, 0);
}

struct icinga_objects *icinga_objects_new(const struct icinga_api *api)
{
  struct icinga_objects *objects = g_new0(struct icinga_objects, 1);
  objects->api = api;
  outlet_init(&objects->outlet, "icinga objects");
  g_queue_init(&objects->todo);
  objects->hosts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  objects->services = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  return objects;
}

void icinga_objects_free(struct icinga_objects *objects)
{
  if (!objects)
    return;
  g_clear_pointer(&objects->call, http_cancel);
  g_clear_handle_id(&objects->timer, g_source_remove);
  g_queue_clear_full(&objects->todo, step_free);
  g_hash_table_unref(objects->hosts);
  g_hash_table_unref(objects->services);
  g_clear_pointer(&objects->wanted, g_variant_unref);
  outlet_clear(&objects->outlet);
  g_free(objects);
}

const struct outlet *icinga_objects_outlet(const struct icinga_objects *objects)
{
  return &objects->outlet;
}
