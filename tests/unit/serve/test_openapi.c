/* The description of the API names each route with its method and parameters, and nothing else. What is answered is held to it
 * by tests/integration/test_openapi.py. */
#include "serve/openapi_text.h"
#include "serve/rig.h"
#include "serve/routes.h"
#include "unit.h"

#include <string.h>

static json_t *description(void)
{
  json_error_t where;
  json_t *json = json_loads(openapi_text(), JSON_REJECT_DUPLICATES, &where);
  if (!json)
    fail_msg("openapi.json:%d: %s", where.line, where.text);
  return json;
}

/* "/v1/tips/{id}/accept" as a route has it, with a star for the key. Caller frees. */
static char *pattern_of(const char *path)
{
  g_autoptr(GRegex) word = g_regex_new("\\{[a-z]+\\}", 0, 0, NULL);
  return g_regex_replace_literal(word, path, -1, 0, "*", 0, NULL);
}

static gint by_text(gconstpointer a, gconstpointer b)
{
  return strcmp(*(char *const *)a, *(char *const *)b);
}

static char *sorted(char **names)
{
  g_autoptr(GPtrArray) list = g_ptr_array_new();
  for (char **name = names; *name; name++)
    g_ptr_array_add(list, *name);
  g_ptr_array_sort(list, by_text);
  g_ptr_array_add(list, NULL);
  return g_strjoinv(",", (char **)list->pdata);
}

/* What a reference within the description leads to, or the value itself. */
static const json_t *resolve(const json_t *all, const json_t *value)
{
  const char *reference = json_string_value(json_object_get(value, "$ref"));
  if (!reference)
    return value;
  g_auto(GStrv) words = g_strsplit(reference, "/", -1);
  assert_string_equal(words[0], "#");
  for (char **word = words + 1; *word; word++)
    all = json_object_get(all, *word);
  if (!all)
    fail_msg("%s leads nowhere", reference);
  return all;
}

/* Names of the parameters in "query" or "path", sorted and joined. Caller frees. */
static char *parameters_in(const json_t *all, const json_t *operation, const char *place)
{
  g_autoptr(GStrvBuilder) names = g_strv_builder_new();
  const json_t *each;
  gsize i;
  json_array_foreach (json_object_get(operation, "parameters"), i, each) {
    const json_t *parameter = resolve(all, each);
    if (strcmp(json_string_value(json_object_get(parameter, "in")), place) == 0)
      g_strv_builder_add(names, json_string_value(json_object_get(parameter, "name")));
  }
  g_auto(GStrv) list = g_strv_builder_end(names);
  return sorted(list);
}

/* "GET /v1/tips limit,after,state" -> the path as described, of all operations. */
static GHashTable *described(const json_t *all)
{
  GHashTable *operations = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  const char *path, *method;
  json_t *methods, *operation;
  json_object_foreach (json_object_get(all, "paths"), path, methods)
    json_object_foreach (methods, method, operation) {
      g_autofree char *upper = g_ascii_strup(method, -1), *pattern = pattern_of(path);
      g_autofree char *query = parameters_in(all, operation, "query");
      char *line = g_strdup_printf("%s %s %s", upper, pattern, query);
      if (!g_hash_table_insert(operations, line, (gpointer)path))
        fail_msg("%s is described twice", path);
    }
  return operations;
}

static void each_route_is_described_and_nothing_else(void **state)
{
  (void)state;
  json_auto_t *all = description();
  g_autoptr(GHashTable) operations = described(all);
  gsize n;
  const struct route *routes = routes_all(&n);
  for (gsize i = 0; i < n; i++) {
    g_auto(GStrv) query = g_strsplit(routes[i].query, ",", -1);
    g_autofree char *names = sorted(query);
    g_autofree char *line = g_strdup_printf("%s %s %s", routes[i].method, routes[i].path, names);
    if (!g_hash_table_remove(operations, line))
      fail_msg("openapi.json describes no %s", line);
  }
  GHashTableIter iter;
  gpointer line;
  g_hash_table_iter_init(&iter, operations);
  if (g_hash_table_iter_next(&iter, &line, NULL))
    fail_msg("openapi.json describes %s, which is no route", (const char *)line);
}

/* The operation of that method at the path of a route. */
static const json_t *operation_of(const json_t *all, const struct route *route)
{
  const char *path;
  json_t *methods;
  g_autofree char *method = g_ascii_strdown(route->method, -1);
  json_object_foreach (json_object_get(all, "paths"), path, methods) {
    g_autofree char *pattern = pattern_of(path);
    if (strcmp(pattern, route->path) == 0 && json_object_get(methods, method))
      return json_object_get(methods, method);
  }
  fail_msg("%s %s is not described", route->method, route->path);
  return NULL;
}

static void each_operation_says_which_role_it_needs_and_how_it_is_refused(void **state)
{
  (void)state;
  json_auto_t *all = description();
  gsize n;
  const struct route *routes = routes_all(&n);
  for (gsize i = 0; i < n; i++) {
    const json_t *operation = operation_of(all, &routes[i]), *responses = json_object_get(operation, "responses");
    gboolean is_order = strcmp(routes[i].method, "POST") == 0;
    g_autofree char *headers = parameters_in(all, operation, "header");
    assert_string_equal(json_string_value(json_object_get(operation, "x-role")), access_name(routes[i].needs));
    assert_non_null(json_object_get(responses, "401"));
    assert_non_null(json_object_get(responses, "403"));
    assert_int_equal(json_object_get(responses, "422") != NULL, is_order);
    assert_int_equal(strstr(headers, "Idempotency-Key") != NULL, is_order);
    assert_true(!is_order || routes[i].needs > ACCESS_VIEWER); /* who may only look orders nothing */
  }
}

static void keys_of_paths_are_parameters(void **state)
{
  (void)state;
  json_auto_t *all = description();
  const char *path, *method;
  json_t *methods, *operation;
  json_object_foreach (json_object_get(all, "paths"), path, methods)
    json_object_foreach (methods, method, operation) {
      const char *key = strchr(path, '{');
      g_autofree char *wanted = key ? g_strndup(key + 1, strcspn(key + 1, "}")) : g_strdup("");
      assert_owned_string_equal(parameters_in(all, operation, "path"), wanted);
    }
}

static void visit(const json_t *all, const json_t *value)
{
  const char *key;
  json_t *member;
  gsize i;
  resolve(all, value);
  json_object_foreach ((json_t *)value, key, member)
    visit(all, member);
  json_array_foreach (value, i, member)
    visit(all, member);
}

static void no_reference_leads_nowhere(void **state)
{
  (void)state;
  json_auto_t *all = description();
  visit(all, all);
}

static void it_is_answered_as_it_stands(void **state)
{
  struct answer answer = ask(*state, "GET", "/v1/openapi.json", NULL);
  json_auto_t *all = description();
  assert_int_equal(answer.status, 200);
  assert_true(json_equal(answer.json, all));
  json_decref(answer.json);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(each_route_is_described_and_nothing_else),
      cmocka_unit_test(each_operation_says_which_role_it_needs_and_how_it_is_refused),
      cmocka_unit_test(keys_of_paths_are_parameters),
      cmocka_unit_test(no_reference_leads_nowhere),
      cmocka_unit_test_setup_teardown(it_is_answered_as_it_stands, rig_up, rig_down),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
