/* What a policy declares and what it reads; see policy/lint_pass.h. */
#include "policy/lint_pass.h"

#include "base/text.h"
#include "policy/api.h"

#include <string.h>

/* A metric by its form: host.cpu.busy. */
static gboolean looks_like_metric(const char *text)
{
  enum subject_kind kind;
  const char *dot = strchr(text, '.');
  if (!dot || !strchr(dot + 1, '.') || g_str_has_suffix(text, "."))
    return FALSE;
  g_autofree char *first = g_strndup(text, (gsize)(dot - text));
  return subject_kind_parse(first, &kind) && !text[strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_.")];
}

/* The string is the first argument of a method that reads: fs:window("METRIC", ...). */
static gboolean is_read(const struct script *script, guint token)
{
  guint name = token_is(script, token - 1, "(") ? token - 2 : token - 1;
  for (guint id = 0; token_is(script, name - 1, ":") && id < API_ROWS; id++) {
    const struct api_row *row = api_row(id);
    if ((row->owners & (OF_SUBJECT | OF_PART)) && row->call && g_str_has_prefix(row->parameters, "metric ") &&
        token_is(script, name, row->name))
      return TRUE;
  }
  return FALSE;
}

static gboolean is_declared(const GPtrArray *policies, enum metric_id id)
{
  for (guint i = 0; i < policies->len; i++)
    if (policy_need(policies->pdata[i], id))
      return TRUE;
  return FALSE;
}

static char *undeclared(const struct lint *lint, const char *name)
{
  if (lint->probe.policy)
    return g_strdup_printf("needs does not declare %s; add [\"%s\"] = \"5m\"", name, name);
  return g_strdup_printf("no policy that requires this file declares %s in its needs; add [\"%s\"] = \"5m\" to those that "
                         "read it here", name, name);
}

static void check_metric(struct lint *lint, guint token, const char *name)
{
  gboolean is_error = is_read(lint->syntax->script, token);
  enum metric_id id = metric_find(name);
  if (id != METRIC_NONE) {
    if (!is_declared(lint->policies, id))
      lint_say(lint, is_error, token, undeclared(lint, name));
    return;
  }
  g_autofree const char **names = metric_names();
  const char *nearest = nearest_name(name, names);
  if (!nearest && !is_error)
    return;
  lint_say(lint, is_error, token,
      nearest ? g_strdup_printf("there is no metric \"%s\"; did you mean \"%s\"?", name, nearest)
              : g_strdup_printf("there is no metric \"%s\"; provost-policy(7) lists them", name));
}

static void check_metrics(struct lint *lint, const struct field_text *needs)
{
  const struct script *script = lint->syntax->script;
  for (guint i = 1; i < script->tokens->len; i++) {
    g_autofree char *text = needs && field_holds(needs, i) ? NULL : token_string(script, i);
    if (text && (looks_like_metric(text) || is_read(script, i)))
      check_metric(lint, i, text);
  }
}

/* A string that is the metric's name, or a part it may be put together from: "host.cpu." .. what, kind .. ".cpu.count". */
static gboolean may_name(const char *text, const char *metric)
{
  return strcmp(text, metric) == 0 || (g_str_has_suffix(text, ".") && g_str_has_prefix(metric, text)) ||
         (*text == '.' && g_str_has_suffix(metric, text));
}

/* `needs`: what does not count; NULL: all does. */
static gboolean names_metric(const struct script *script, const struct field_text *needs, const char *name)
{
  for (guint i = 0; i < script->tokens->len; i++) {
    g_autofree char *text = needs && field_holds(needs, i) ? NULL : token_string(script, i);
    if (text && may_name(text, name))
      return TRUE;
  }
  return FALSE;
}

static gboolean is_metric_used(const struct lint *lint, const struct field_text *needs, const char *name)
{
  gboolean is_used = names_metric(lint->syntax->script, needs, name);
  for (guint i = 0; !is_used && lint->shared && i < lint->shared->len; i++)
    is_used = names_metric(lint->shared->pdata[i], NULL, name);
  return is_used;
}

static guint find_string(const struct script *script, const struct field_text *field, const char *wanted)
{
  for (guint i = field->key; i < field->last; i++) {
    g_autofree char *text = token_string(script, i);
    if (g_strcmp0(text, wanted) == 0)
      return i;
  }
  return field->key;
}

static void check_needs(struct lint *lint, const struct field_text *needs)
{
  const GArray *declared = lint->probe.policy->needs;
  for (guint i = 0; needs && i < declared->len; i++) {
    const char *name = metric_get(g_array_index(declared, struct need, i).metric)->name;
    if (!is_metric_used(lint, needs, name))
      lint_say(lint, FALSE, find_string(lint->syntax->script, needs, name),
          g_strdup_printf("needs declares %s, but nothing reads it", name));
  }
}

/* provost.over and its like read these by themselves. */
static gboolean is_threshold(const char *name)
{
  return strcmp(name, "warning") == 0 || strcmp(name, "critical") == 0 || strcmp(name, "clear") == 0;
}

/* `settings`: what does not count; NULL: all does. */
static gboolean names_setting(const struct script *script, const struct field_text *settings, const char *name)
{
  for (guint i = 1; i < script->tokens->len; i++) {
    if (settings && field_holds(settings, i))
      continue;
    g_autofree char *text = token_string(script, i);
    gboolean judges = is_threshold(name) && (token_is(script, i, "over") || token_is(script, i, "under"));
    gboolean is_field = token_is(script, i - 1, ".") && token_is(script, i, name);
    if (judges || is_field || g_strcmp0(text, name) == 0 || token_is(script, i, "pairs"))
      return TRUE;
  }
  return FALSE;
}

static gboolean is_setting_used(const struct lint *lint, const struct field_text *settings, const char *name)
{
  gboolean is_used = names_setting(lint->syntax->script, settings, name);
  for (guint i = 0; !is_used && lint->shared && i < lint->shared->len; i++)
    is_used = names_setting(lint->shared->pdata[i], NULL, name);
  return is_used;
}

static void check_settings(struct lint *lint, const struct field_text *settings, guint index)
{
  const GPtrArray *declared = lint->probe.policy->settings;
  for (guint i = 0; settings && i < declared->len; i++) {
    const char *name = ((const struct setting *)declared->pdata[i])->name;
    const struct field_text *field = lint_field(lint, syntax_field(lint->syntax, index, name));
    if (field && !is_setting_used(lint, settings, name))
      lint_say(lint, FALSE, field->key, g_strdup_printf("nothing reads the setting %s", name));
  }
}

/* A name that is nowhere may be that of a policy of a pack that is not checked. */
static void check_relations(struct lint *lint, const char *key, const GPtrArray *declared)
{
  const struct field_text *causes = lint_field(lint, syntax_field(lint->syntax, SYNTAX_NONE, key));
  g_autofree const char **names = g_new0(const char *, lint->all->len + 1);
  for (guint i = 0; i < lint->all->len; i++)
    names[i] = ((const struct policy *)lint->all->pdata[i])->name;
  for (guint i = 0; causes && i < declared->len; i++) {
    const char *name = declared->pdata[i];
    const char *nearest = g_strv_contains(names, name) ? NULL : nearest_name(name, names);
    if (nearest)
      lint_say(lint, FALSE, find_string(lint->syntax->script, causes, name),
               g_strdup_printf("%s: no policy that is checked here is called '%s'; did you mean '%s'?", key, name, nearest));
  }
}

void lint_metrics(struct lint *lint)
{
  check_metrics(lint, NULL);
}

void lint_declared(struct lint *lint)
{
  guint index = syntax_field(lint->syntax, SYNTAX_NONE, "settings");
  const struct field_text *needs = lint_field(lint, syntax_field(lint->syntax, SYNTAX_NONE, "needs"));
  check_metrics(lint, needs);
  check_needs(lint, needs);
  check_settings(lint, lint_field(lint, index), index);
  check_relations(lint, "symptom_of", lint->probe.policy->symptom_of);
  check_relations(lint, "superseded_by", lint->probe.policy->superseded_by);
}
