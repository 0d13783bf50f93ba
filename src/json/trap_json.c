#include "json/trap_json.h"

#include "base/error.h"
#include "base/text.h"
#include "json/fields.h"
#include "json/json.h"

#include <string.h>

#define TRAP_OID "1.3.6.1.6.3.1.1.4.1.0"     /* snmpTrapOID.0 */
#define TRAP_ADDRESS "1.3.6.1.6.3.18.1.3.0"  /* snmpTrapAddress.0 */

static json_t *variables_to_json(const struct trap_record *trap)
{
  json_t *variables = json_array();
  for (guint i = 0; i < trap->variables->len; i++) {
    const struct trap_variable *variable = trap->variables->pdata[i];
    json_array_append_new(variables, json_pack("{s:s, s:s, s:s}", "oid", variable->oid, "type", variable->type, "text",
                                               variable->text));
  }
  return variables;
}

json_t *trap_to_json(const struct trap_record *trap)
{
  json_t *json = json_object();
  field_add(json, "id", id_to_json(trap->id));
  field_add(json, "at", time_to_json(trap->at_us));
  field_add(json, "from", text_to_json(trap->from));
  field_add(json, "host", text_to_json(trap->host));
  field_add(json, "subject", text_to_json(trap->subject[0] ? trap->subject : NULL));
  field_add(json, "version", text_to_json(trap->version));
  field_add(json, "oid", text_to_json(trap->oid));
  field_add(json, "agent", text_to_json(trap->agent));
  field_add(json, "uptime_ticks", json_integer(trap->uptime_ticks));
  field_add(json, "inform", json_boolean(trap->is_inform));
  field_add(json, "key", text_to_json(trap->key));
  field_add(json, "pack", text_to_json(trap->pack));
  field_add(json, "name", text_to_json(trap->name));
  field_add(json, "variables", variables_to_json(trap));
  return json;
}

static gboolean is_text(const json_t *value)
{
  return !value || json_is_string(value);
}

/* Each of them is {oid, text, type}; type may be left out. */
static void read_variables(struct trap_record *trap, const json_t *json, GError **error)
{
  gsize i;
  const json_t *each, *all = field_array(json, "variables", TRAP_VARIABLES_MAX + 2, error);
  json_array_foreach (all, i, each) {
    const json_t *oid = json_object_get(each, "oid"), *text = json_object_get(each, "text"), *type = json_object_get(each, "type");
    if (*error)
      return;
    if (!json_is_string(oid) || !json_is_string(text) || !is_text(type))
      g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_INVALID, "each of variables is {\"oid\": \"1.3.6.1...\", \"text\": its value}");
    else
      trap_record_add(trap, json_string_value(oid), type ? json_string_value(type) : "", json_string_value(text));
  }
}

static void check_oid(const struct trap_record *trap, GError **error)
{
  if (!*error && !oid_text_is_valid(trap->oid))
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_INVALID,
                "oid must be that of the trap in numbers, as 1.3.6.1.6.3.1.1.5.3: let snmptrapd write numbers (-On)");
}

static struct trap_record *end(struct trap_record *trap, GError *failure, GError **error)
{
  if (!failure)
    return trap;
  trap_record_free(trap);
  g_propagate_error(error, failure);
  return NULL;
}

struct trap_record *trap_from_json(const json_t *json, GError **error)
{
  GError *failure = NULL;
  struct trap_record *trap = trap_record_new();
  const json_t *subject = json_object_get(json, "subject");
  trap->id = field_id(json, "id", &failure);
  trap->at_us = field_time(json, "at", &failure);
  field_replace(&trap->from, json, "from", &failure);
  field_replace(&trap->host, json, "host", &failure);
  if (json_is_string(subject))
    text_replace(&trap->subject, json_string_value(subject));
  field_replace(&trap->version, json, "version", &failure);
  field_replace(&trap->oid, json, "oid", &failure);
  field_replace(&trap->agent, json, "agent", &failure);
  trap->uptime_ticks = field_count(json, "uptime_ticks", &failure);
  trap->is_inform = json_is_true(json_object_get(json, "inform"));
  field_replace(&trap->key, json, "key", &failure);
  field_replace(&trap->pack, json, "pack", &failure);
  field_replace(&trap->name, json, "name", &failure);
  read_variables(trap, json, &failure);
  check_oid(trap, &failure);
  trap->is_stored = TRUE;
  return end(trap, failure, error);
}

static const char *text_of(const json_t *json, const char *name, GError **error)
{
  const json_t *value = json_object_get(json, name);
  if (!*error && !is_text(value))
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_INVALID, "%s must be a text", name);
  return json_is_string(value) ? json_string_value(value) : "";
}

static void replace_clean(char **text, const char *value)
{
  g_free(*text);
  *text = text_clean(value, LIMIT_URI);
}

/* ".1.3.6" is how others write an OID that is whole. */
static void replace_oid(char **text, const char *value)
{
  char *clean = text_clean(value[0] == '.' ? value + 1 : value, LIMIT_URI);
  g_free(*text);
  *text = clean;
}

static void check_members(const json_t *json, GError **error)
{
  static const char *const known[] = {"host", "address", "oid", "variables", NULL};
  const char *name;
  json_t *value;
  json_object_foreach ((json_t *)json, name, value)
    if (!*error && !g_strv_contains(known, name))
      g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_INVALID, "a trap has host, address, oid and variables, and nothing else");
}

struct trap_record *trap_read_passed(const json_t *json, GError **error)
{
  GError *failure = NULL;
  struct trap_record *trap = trap_record_new();
  check_members(json, &failure);
  replace_clean(&trap->host, text_of(json, "host", &failure));
  replace_clean(&trap->from, text_of(json, "address", &failure));
  replace_oid(&trap->oid, text_of(json, "oid", &failure));
  if (!failure)
    read_variables(trap, json, &failure);
  for (guint i = 0; i < trap->variables->len; i++) {
    struct trap_variable *variable = trap->variables->pdata[i];
    replace_oid(&variable->oid, variable->oid);
  }
  const char *named = trap_record_value(trap, TRAP_OID), *agent = trap_record_value(trap, TRAP_ADDRESS);
  if (!trap->oid[0] && named)
    replace_oid(&trap->oid, named);
  if (agent)
    replace_clean(&trap->agent, agent);
  check_oid(trap, &failure);
  return end(trap, failure, error);
}
