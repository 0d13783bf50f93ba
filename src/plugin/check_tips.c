#include "plugin/check.h"

#include "base/error.h"

#include <math.h>
#include <string.h>

static const struct {
  const char *name;
  enum check_state state;
} severities[] = {{"critical", CHECK_CRITICAL}, {"warning", CHECK_WARNING}, {"info", CHECK_OK}};

static void append_filter(GString *path, const char *name, const char *value)
{
  if (!value)
    return;
  g_autofree char *escaped = g_uri_escape_bytes((const guint8 *)value, strlen(value), NULL);
  g_string_append_printf(path, "&%s=%s", name, escaped);
}

static void explain(struct check *check, const json_t *tip)
{
  result_explain(check->result, "tip %" G_GUINT64_FORMAT " %s %s: %s", reply_id(tip, "id"), reply_text(tip, "severity"),
                 reply_text(json_object_get(tip, "subject"), "name"), reply_text(tip, "text"));
}

/* The newest of those that are as grave as any. */
static const json_t *worst_of(const json_t *tips)
{
  for (gsize severity = 0; severity < G_N_ELEMENTS(severities); severity++) {
    gsize i;
    const json_t *tip;
    json_array_foreach (tips, i, tip)
      if (strcmp(reply_text(tip, "severity"), severities[severity].name) == 0)
        return tip;
  }
  return NULL;
}

static void say_worst(struct check *check, const json_t *worst, gboolean has_ranges)
{
  enum check_state state = CHECK_OK;
  for (gsize i = 0; !has_ranges && i < G_N_ELEMENTS(severities); i++)
    if (strcmp(reply_text(worst, "severity"), severities[i].name) == 0)
      state = severities[i].state;
  result_say(check->result, state, "tip %" G_GUINT64_FORMAT " of %s: %s", reply_id(worst, "id"),
             reply_text(json_object_get(worst, "subject"), "name"), reply_text(worst, "text"));
}

gboolean check_tips(struct check *check, GError **error)
{
  g_autoptr(GString) path = g_string_new("/v1/tips?state=unfinished&brief=true");
  append_filter(path, "severity", check->severity);
  append_filter(path, "policy", check->policy);
  append_filter(path, "subject", check->subject);
  json_auto_t *answer = client_get_list(check->client, path->str, "tips", error);
  const json_t *tips = json_object_get(answer, "tips"), *tip;
  if (!answer)
    return FALSE;
  if (!json_is_array(tips))
    return error_refuse(error, PROVOST_ERROR_INVALID, "the answer has no tips: is this check_provost as old as its provostd?");
  gboolean has_ranges = *check->warning.text || *check->critical.text;
  const json_t *worst = worst_of(tips);
  double counts[G_N_ELEMENTS(severities)] = {0};
  gsize i;
  if (worst)
    say_worst(check, worst, has_ranges);
  json_array_foreach (tips, i, tip) {
    for (gsize severity = 0; severity < G_N_ELEMENTS(severities); severity++)
      counts[severity] += strcmp(reply_text(tip, "severity"), severities[severity].name) == 0;
    explain(check, tip);
  }
  result_judge(check->result, "unfinished tips:",
               &(struct measure){"tips", (double)json_array_size(tips), "", &check->warning, &check->critical, 0, NAN});
  for (gsize severity = 0; severity < G_N_ELEMENTS(severities); severity++)
    result_measure(check->result, &(struct measure){severities[severity].name, counts[severity], "", NULL, NULL, 0, NAN});
  return TRUE;
}
