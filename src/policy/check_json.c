#include "policy/check_json.h"

#include "policy/diagnostic.h"
#include "policy/policy.h"

#include <jansson.h>
#include <stdlib.h>

/* Paths are bytes: what is no UTF-8 is replaced. */
static json_t *path_to_json(const char *path)
{
  g_autofree char *valid = g_utf8_make_valid(path, -1);
  return json_string(valid);
}

static json_t *number_or_null(guint number)
{
  return number > 0 ? json_integer(number) : json_null();
}

static json_t *policy_to_json(const struct policy *policy)
{
  return json_pack("{s:o, s:s, s:s, s:s, s:s, s:b}", "file", path_to_json(policy->file), "pack", policy->pack,
                   "version", policy->pack_version, "name", policy->name, "title", policy->title, "accepted",
                   policy->state != POLICY_REFUSED);
}

static json_t *diagnostic_to_json(const struct diagnostic *diagnostic)
{
  const struct place *place = &diagnostic->place;
  return json_pack("{s:o, s:o, s:o, s:o, s:s, s:s}", "file", path_to_json(diagnostic->file), "line",
                   number_or_null(place->line), "column", number_or_null(place->column), "end_column",
                   number_or_null(place->column > 0 ? place->column + place->length : 0), "severity",
                   diagnostic->is_error ? "error" : "warning", "text", diagnostic->text);
}

void check_print_json(const GPtrArray *policies, const GPtrArray *diagnostics)
{
  json_t *policy_list = json_array(), *diagnostic_list = json_array();
  for (guint i = 0; i < policies->len; i++)
    json_array_append_new(policy_list, policy_to_json(policies->pdata[i]));
  for (guint i = 0; i < diagnostics->len; i++)
    json_array_append_new(diagnostic_list, diagnostic_to_json(diagnostics->pdata[i]));
  json_t *all = json_pack("{s:o, s:o, s:i, s:i}", "policies", policy_list, "diagnostics", diagnostic_list, "errors",
                          (int)diagnostics_count(diagnostics, TRUE), "warnings",
                          (int)diagnostics_count(diagnostics, FALSE));
  char *text = json_dumps(all, JSON_INDENT(2));
  puts(text ? text : "{}");
  free(text);
  json_decref(all);
}
