#include "plugin/tidings.h"

#include "base/error.h"
#include "model/ourselves.h"

#include <string.h>

/* What each notification is; those without a kind say nothing of a host or service. */
static const struct {
  const char *notification, *kind;
} kinds[] = {
    {"PROBLEM", "state"},
    {"RECOVERY", "state"},
    {"ACKNOWLEDGEMENT", "acknowledged"},
    {"DOWNTIMESTART", "downtime_began"},
    {"DOWNTIMEEND", "downtime_ended"},
    {"DOWNTIMECANCELLED", "downtime_ended"},
    {"DOWNTIMEREMOVED", "downtime_ended"}, /* Icinga 2 */
    {"FLAPPINGSTART", "flapping_began"},
    {"FLAPPINGSTOP", "flapping_ended"},
    {"FLAPPINGEND", "flapping_ended"}, /* Icinga 2 */
    {"FLAPPINGDISABLED", "flapping_ended"},
    {"CUSTOM", NULL},
};

/* By word, or by the number that the macros ending in STATEID have. */
static const struct {
  const char *word, *of_service, *of_host, *state;
} states[] = {
    {"OK", "0", NULL, "ok"},           {"WARNING", "1", NULL, "warning"}, {"CRITICAL", "2", NULL, "critical"}, {"UNKNOWN", "3", NULL, "unknown"},
    {"UP", NULL, "0", "ok"},           {"DOWN", NULL, "1", "critical"},   {"UNREACHABLE", NULL, "2", "unknown"},
};

static const char *said(const struct macros *macros, enum macro macro)
{
  return macros->values[macro] ? macros->values[macro] : "";
}

static const char *state_of(const struct macros *macros)
{
  const char *state = said(macros, MACRO_STATE);
  gboolean is_service = *said(macros, MACRO_SERVICE);
  for (gsize i = 0; i < G_N_ELEMENTS(states); i++)
    if (g_ascii_strcasecmp(state, states[i].word) == 0 ||
        g_strcmp0(state, is_service ? states[i].of_service : states[i].of_host) == 0)
      return states[i].state;
  return NULL;
}

/* FALSE: it is none that is known. `kind` NULL: nothing is to be told of it. */
static gboolean kind_of(const struct macros *macros, const char **kind)
{
  const char *notification = said(macros, MACRO_NOTIFICATION);
  *kind = "state";
  for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++)
    if (g_ascii_strcasecmp(notification, kinds[i].notification) == 0) {
      *kind = kinds[i].kind;
      return TRUE;
    }
  return !*notification;
}

/* Its states are known here already, and made of what provost says; its acknowledgements and downtimes are not. */
static gboolean is_own(const struct macros *macros)
{
  const char *service = said(macros, MACRO_SERVICE), *check = said(macros, MACRO_CHECK);
  gsize length = strcspn(check, "! ");
  return our_service_is(service) ||
         (length == strlen("check_provost") && strncmp(check, "check_provost", length) == 0) || strcmp(check, "provost") == 0;
}

static void add_text(json_t *json, const char *name, const struct macros *macros, enum macro macro)
{
  if (*said(macros, macro))
    json_object_set_new(json, name, json_string(said(macros, macro)));
}

/* "0", "3", "true", "false". */
static void add_flag(json_t *json, const char *name, const struct macros *macros, enum macro macro)
{
  const char *value = said(macros, macro);
  guint64 depth = 0;
  if (g_ascii_string_to_unsigned(value, 10, 0, G_MAXUINT, &depth, NULL) || g_ascii_strcasecmp(value, "true") == 0 ||
      g_ascii_strcasecmp(value, "false") == 0)
    json_object_set_new(json, name, json_boolean(depth > 0 || g_ascii_strcasecmp(value, "true") == 0));
}

/* Icinga has seconds with a fraction. */
static void add_number(json_t *json, const char *name, const struct macros *macros, enum macro macro)
{
  guint64 number;
  g_autofree char *whole = g_strndup(said(macros, macro), strcspn(said(macros, macro), "."));
  if (g_ascii_string_to_unsigned(whole, 10, 1, G_MAXINT64, &number, NULL))
    json_object_set_new(json, name, json_integer((json_int_t)number));
}

static json_t *write_tidings(const struct macros *macros, const char *kind, const char *state)
{
  json_t *json = json_pack("{s:s, s:s}", "source", *said(macros, MACRO_SOURCE) ? said(macros, MACRO_SOURCE) : "nagios", "kind", kind);
  add_text(json, "host", macros, MACRO_HOST);
  add_text(json, "address", macros, MACRO_ADDRESS);
  add_text(json, "name", macros, MACRO_SERVICE);
  if (state)
    json_object_set_new(json, "state", json_string(state));
  if (g_ascii_strcasecmp(said(macros, MACRO_STATE_TYPE), "SOFT") == 0)
    json_object_set_new(json, "state_type", json_string("soft"));
  if (g_ascii_strcasecmp(said(macros, MACRO_STATE_TYPE), "HARD") == 0)
    json_object_set_new(json, "state_type", json_string("hard"));
  add_number(json, "attempt", macros, MACRO_ATTEMPT);
  add_flag(json, "downtime", macros, MACRO_DOWNTIME);
  add_flag(json, "acknowledged", macros, MACRO_ACKNOWLEDGED);
  add_flag(json, "flapping", macros, MACRO_FLAPPING);
  add_text(json, "author", macros, MACRO_AUTHOR);
  add_text(json, "comment", macros, MACRO_COMMENT);
  add_text(json, "text", macros, MACRO_OUTPUT);
  add_number(json, "at", macros, MACRO_AT);
  add_number(json, "until", macros, MACRO_UNTIL);
  return json;
}

json_t *tidings_of(const struct macros *macros, const char **why, GError **error)
{
  const char *kind, *state = state_of(macros);
  gboolean is_pending = g_ascii_strcasecmp(said(macros, MACRO_STATE), "PENDING") == 0;
  *why = NULL;
  if (!kind_of(macros, &kind))
    error_refuse(error, PROVOST_ERROR_INVALID, "\"%.64s\" is no notification of Nagios or Icinga", said(macros, MACRO_NOTIFICATION));
  else if (!kind)
    *why = "a custom notification says nothing of how something does";
  else if (is_own(macros) && strcmp(kind, "state") == 0)
    *why = "it is the state of a service of provost's own";
  else if (!state && is_pending)
    *why = "it was not checked yet";
  else if (!state && (strcmp(kind, "state") == 0 || *said(macros, MACRO_STATE)))
    error_refuse(error, PROVOST_ERROR_INVALID, "\"%.64s\" is no state: pass --state '$%sSTATE$'", said(macros, MACRO_STATE),
                 *said(macros, MACRO_SERVICE) ? "SERVICE" : "HOST");
  else
    return write_tidings(macros, kind, state);
  return NULL;
}
