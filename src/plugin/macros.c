#include "plugin/macros.h"

#include "base/error.h"
#include "base/text.h"

#include <string.h>

static const struct {
  const char *option, *what, *help;
  const char *of_service[2], *of_host[2]; /* macros in the environment, the better one first */
  gboolean is_text;                       /* may have a '$' in it */
} rows[MACROS] = {
    [MACRO_HOST] = {"host", "NAME", "$HOSTNAME$", {"HOSTNAME"}, {"HOSTNAME"}, FALSE},
    [MACRO_ADDRESS] = {"address", "ADDRESS", "$HOSTADDRESS$", {"HOSTADDRESS"}, {"HOSTADDRESS"}, FALSE},
    [MACRO_SERVICE] = {"service", "NAME", "$SERVICEDESC$; none, or empty: the host itself", {"SERVICEDESC"}, {NULL}, FALSE},
    [MACRO_STATE] = {"state", "STATE", "$SERVICESTATE$, $HOSTSTATE$ or their numbers", {"SERVICESTATE"}, {"HOSTSTATE"}, FALSE},
    [MACRO_STATE_TYPE] = {"state-type", "TYPE", "$SERVICESTATETYPE$ or $HOSTSTATETYPE$: HARD or SOFT", {"SERVICESTATETYPE"},
                          {"HOSTSTATETYPE"}, FALSE},
    [MACRO_ATTEMPT] = {"attempt", "N", "$SERVICEATTEMPT$ or $HOSTATTEMPT$", {"SERVICEATTEMPT"}, {"HOSTATTEMPT"}, FALSE},
    [MACRO_OUTPUT] = {"output", "TEXT", "$SERVICEOUTPUT$ or $HOSTOUTPUT$", {"SERVICEOUTPUT"}, {"HOSTOUTPUT"}, TRUE},
    [MACRO_NOTIFICATION] = {"notification", "TYPE", "$NOTIFICATIONTYPE$, of a notification command", {"NOTIFICATIONTYPE"},
                            {"NOTIFICATIONTYPE"}, FALSE},
    [MACRO_DOWNTIME] = {"downtime", "DEPTH", "$SERVICEDOWNTIME$ or $HOSTDOWNTIME$: 0 is none", {"SERVICEDOWNTIME"}, {"HOSTDOWNTIME"},
                        FALSE},
    [MACRO_ACKNOWLEDGED] = {"acknowledged", "0|1", "whether somebody has acknowledged it", {NULL}, {NULL}, FALSE},
    [MACRO_FLAPPING] = {"flapping", "0|1", "whether it is said to flap", {NULL}, {NULL}, FALSE},
    [MACRO_AUTHOR] = {"author", "NAME", "$NOTIFICATIONAUTHOR$", {"NOTIFICATIONAUTHOR", "SERVICEACKAUTHOR"},
                      {"NOTIFICATIONAUTHOR", "HOSTACKAUTHOR"}, TRUE},
    [MACRO_COMMENT] = {"comment", "TEXT", "$NOTIFICATIONCOMMENT$", {"NOTIFICATIONCOMMENT", "SERVICEACKCOMMENT"},
                       {"NOTIFICATIONCOMMENT", "HOSTACKCOMMENT"}, TRUE},
    [MACRO_AT] = {"at", "SECONDS", "$TIMET$", {"TIMET"}, {"TIMET"}, FALSE},
    [MACRO_UNTIL] = {"until", "SECONDS", "when a downtime ends", {NULL}, {NULL}, FALSE},
    [MACRO_CHECK] = {"check", "COMMAND", "$SERVICECHECKCOMMAND$ or $HOSTCHECKCOMMAND$", {"SERVICECHECKCOMMAND"}, {"HOSTCHECKCOMMAND"},
                     TRUE},
    [MACRO_SOURCE] = {"source", "NAME", "who tells it (default: nagios)", {NULL}, {NULL}, FALSE},
};

void macros_options(struct macros *macros, GOptionEntry *entries)
{
  for (enum macro macro = 0; macro < MACROS; macro++)
    entries[macro] = (GOptionEntry){rows[macro].option, 0, 0, G_OPTION_ARG_FILENAME, &macros->values[macro], rows[macro].help, rows[macro].what};
}

/* Icinga 1 and its successors of Nagios call them ICINGA_. NULL: it says nothing. */
static const char *environment_of(const char *name)
{
  static const char *const prefixes[] = {"NAGIOS_", "ICINGA_"};
  for (gsize i = 0; name && i < G_N_ELEMENTS(prefixes); i++) {
    g_autofree char *variable = g_strconcat(prefixes[i], name, NULL);
    const char *value = g_getenv(variable);
    if (value && *value)
      return value;
  }
  return NULL;
}

static void complete_one(struct macros *macros, enum macro macro, gboolean is_service)
{
  const char *const *names = is_service ? rows[macro].of_service : rows[macro].of_host;
  const char *first = environment_of(names[0]);
  if (!macros->values[macro])
    macros->values[macro] = g_strdup(first ? first : environment_of(names[1]));
}

/* What is no UTF-8 was written on a machine that is older than that. */
static char *in_utf8(const char *value)
{
  const char *end;
  g_autofree char *cut = g_strndup(value, MACRO_VALUE_MAX);
  gboolean is_cut = strlen(cut) == MACRO_VALUE_MAX;
  if (g_utf8_validate(cut, -1, &end) || (is_cut && strlen(end) < 4)) /* within a character */
    return text_clean(cut, MACRO_VALUE_MAX);
  g_autofree char *converted = g_convert_with_fallback(cut, -1, "UTF-8", "WINDOWS-1252", " ", NULL, NULL, NULL);
  return text_clean(converted ? converted : cut, MACRO_VALUE_MAX);
}

/* "$HOSTNAME$", "$host.name$", "$HOSTNAME": as it stands in a configuration. */
static gboolean is_left(const char *value, gboolean is_text)
{
  const char *dollar = strchr(value, '$');
  gboolean is_named = dollar && (g_ascii_isalpha(dollar[1]) || dollar[1] == '_');
  if (!is_text)
    return is_named;
  return dollar == value && is_named && strspn(value + 1, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.:") + 2 == strlen(value) &&
         value[strlen(value) - 1] == '$';
}

gboolean macros_complete(struct macros *macros, GError **error)
{
  complete_one(macros, MACRO_SERVICE, TRUE);
  gboolean is_service = macros->values[MACRO_SERVICE] && *macros->values[MACRO_SERVICE];
  for (enum macro macro = 0; macro < MACROS; macro++) {
    char **value = &macros->values[macro];
    complete_one(macros, macro, is_service);
    if (!*value)
      continue;
    char *clean = g_strstrip(in_utf8(*value));
    g_free(*value);
    *value = clean;
    if (is_left(*value, rows[macro].is_text))
      return error_refuse(error, PROVOST_ERROR_INVALID, "--%s is %.*s: a macro that nobody replaced; is it one of this kind of command?",
                          rows[macro].option, LIMIT_NAME, *value);
  }
  if (!macros->values[MACRO_HOST] || !*macros->values[MACRO_HOST])
    return error_refuse(error, PROVOST_ERROR_INVALID, "it is not said of which host: pass --host '$HOSTNAME$', or set "
                        "enable_environment_macros=1 in nagios.cfg");
  return TRUE;
}

void macros_clear(struct macros *macros)
{
  for (enum macro macro = 0; macro < MACROS; macro++)
    g_clear_pointer(&macros->values[macro], g_free);
}
