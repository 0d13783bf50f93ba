#include "model/alert_report.h"

#include "base/error.h"
#include "base/text.h"
#include "model/names.h"

#include <string.h>

#define NAME_HASH 8 /* hexadecimal digits at the end of a name that is cut */

static const char *const state_names[ALERT_STATES] = {"ok", "warning", "critical", "unknown"};

static const struct {
  const char *word;
  enum alert_state state;
} host_words[] = {{"up", ALERT_OK}, {"down", ALERT_CRITICAL}, {"unreachable", ALERT_UNKNOWN}};

static const char *const kind_names[ALERT_KINDS] = {"state",           "acknowledged",   "unacknowledged",
                                                    "downtime_began",  "downtime_ended", "flapping_began",
                                                    "flapping_ended"};

const char *alert_state_name(enum alert_state state)
{
  return name_of(state_names, ALERT_STATES, state);
}

gboolean alert_state_parse(const char *name, enum alert_state *state)
{
  for (*state = 0; *state < ALERT_STATES; ++*state)
    if (g_ascii_strcasecmp(state_names[*state], name) == 0)
      return TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS(host_words); i++)
    if (g_ascii_strcasecmp(host_words[i].word, name) == 0) {
      *state = host_words[i].state;
      return TRUE;
    }
  return FALSE;
}

gboolean alert_kind_parse(const char *name, enum alert_kind *kind)
{
  for (*kind = 0; *kind < ALERT_KINDS; ++*kind)
    if (g_ascii_strcasecmp(kind_names[*kind], name) == 0)
      return TRUE;
  return FALSE;
}

struct alert_report *alert_report_new(void)
{
  struct alert_report *report = g_new0(struct alert_report, 1);
  char **const texts[] = {&report->source, &report->host,    &report->address, &report->name,
                          &report->author, &report->comment, &report->text};
  for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
    *texts[i] = g_strdup("");
  return report;
}

void alert_report_free(struct alert_report *report)
{
  if (!report)
    return;
  g_free(report->source);
  g_free(report->subject);
  g_free(report->host);
  g_free(report->address);
  g_free(report->name);
  g_free(report->author);
  g_free(report->comment);
  g_free(report->text);
  g_free(report);
}

static void clean(char **text, gsize max)
{
  char *harmless = g_strstrip(text_clean(*text, max));
  g_free(*text);
  *text = harmless;
}

/* Two services whose long names begin alike are two. */
static void clean_name(char **name)
{
  if (strlen(*name) <= LIMIT_NAME) {
    clean(name, LIMIT_NAME);
    return;
  }
  g_autofree char *hash = g_compute_checksum_for_string(G_CHECKSUM_SHA256, *name, -1);
  clean(name, LIMIT_NAME - 1 - NAME_HASH);
  char *cut = g_strdup_printf("%s~%.*s", *name, NAME_HASH, hash);
  g_free(*name);
  *name = cut;
}

gboolean alert_report_clean(struct alert_report *report, GError **error)
{
  if (strlen(report->host) > LIMIT_URI || strlen(report->address) > LIMIT_URI ||
      (report->subject && strlen(report->subject) > LIMIT_OBJECT)) {
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_INVALID,
                "a host and an address have at most %d bytes each, a subject %d", LIMIT_URI, LIMIT_OBJECT);
    return FALSE;
  }
  clean(&report->source, LIMIT_NAME);
  if (!*report->source)
    text_replace(&report->source, "provost");
  clean(&report->host, LIMIT_URI);
  clean(&report->address, LIMIT_URI);
  clean_name(&report->name);
  clean(&report->author, LIMIT_NAME);
  clean(&report->comment, LIMIT_TEXT);
  clean(&report->text, LIMIT_TEXT);
  if (report->subject)
    clean(&report->subject, LIMIT_OBJECT);
  if ((report->subject && *report->subject) || *report->host || *report->address)
    return TRUE;
  g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_INVALID,
              "an alert names whom it is about: a subject such as guest:web1, or a host or an address");
  return FALSE;
}

/* As the monitoring plugins, Nagios, Icinga, NRPE and net-snmp put it. */
static const struct {
  const char *phrase, *doubt;
} doubts[] = {
    {"timed out", "the check timed out"},
    {"socket timeout", "the check timed out"},
    {"timeout: no response", "the check timed out"},
    {"no route to host", "the check found no way there"},
    {"network is unreachable", "the check found no way there"},
};

const char *alert_report_doubt(const struct alert_report *report)
{
  if (!report->has_state || report->state == ALERT_OK || report->state == ALERT_WARNING)
    return NULL;
  g_autofree char *text = g_ascii_strdown(report->text, -1);
  for (gsize i = 0; i < G_N_ELEMENTS(doubts); i++)
    if (strstr(text, doubts[i].phrase))
      return doubts[i].doubt;
  return NULL;
}
