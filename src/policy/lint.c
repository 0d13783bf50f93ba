#include "policy/lint.h"

#include "base/text.h"
#include "policy/lua_base.h"
#include "policy/lua_test.h"
#include "policy/probe.h"

#include <string.h>

struct lint {
  struct probe probe;
  const struct syntax *syntax;
  const char *file;
  GHashTable *told; /* tokens that something was said of */
  GPtrArray *diagnostics;
  guint evaluate; /* index of the function; NONE: it is not written out */
};

static void say(struct lint *lint, gboolean is_error, guint index, char *text)
{
  const struct token *token = script_token(lint->syntax->script, index);
  const struct place place = {token->line, token->column, token->length};
  if (g_hash_table_add(lint->told, GUINT_TO_POINTER(index)))
    g_ptr_array_add(lint->diagnostics, diagnostic_new(is_error, lint->file, place, text));
  else
    g_free(text);
}

static const struct function_text *function_at(const struct lint *lint, guint index)
{
  return &g_array_index(lint->syntax->functions, struct function_text, index);
}

static const struct field_text *field_at(const struct lint *lint, guint index)
{
  return index == SYNTAX_NONE ? NULL : &g_array_index(lint->syntax->fields, struct field_text, index);
}

/* `evaluate = function(...)`, or the name of a function of the file. */
static guint find_evaluate(const struct lint *lint)
{
  const struct field_text *field = field_at(lint, syntax_field(lint->syntax, SYNTAX_NONE, "evaluate"));
  for (guint i = 1; field && i < lint->syntax->functions->len; i++) {
    guint first = function_at(lint, i)->first;
    g_autofree char *name = token_text(lint->syntax->script, first - 1);
    if (first == field->first + 1 || (field->last == field->first + 1 && token_is(lint->syntax->script, field->first, name)))
      return i;
  }
  return SYNTAX_NONE;
}

/* The name of the nth parameter of evaluate. */
static guint parameter(const struct lint *lint, guint nth)
{
  return lint->evaluate == SYNTAX_NONE ? SYNTAX_NONE : function_at(lint, lint->evaluate)->parameters + 2 * nth;
}

static gboolean is_reassigned(const struct lint *lint, guint declaration)
{
  for (guint i = 0; i < lint->syntax->variables->len; i++) {
    const struct variable_use *variable = &g_array_index(lint->syntax->variables, struct variable_use, i);
    if (variable->declaration == declaration && variable->is_assigned)
      return TRUE;
  }
  return FALSE;
}

static void check_variables(struct lint *lint)
{
  for (guint i = 0; i < lint->syntax->variables->len; i++) {
    const struct variable_use *variable = &g_array_index(lint->syntax->variables, struct variable_use, i);
    enum probe_root root = PROBE_GLOBAL;
    guint token = variable->token;
    if (variable->declaration != SYNTAX_NONE) {
      gboolean is_subject = variable->declaration == parameter(lint, 0);
      if ((!is_subject && variable->declaration != parameter(lint, 1)) || is_reassigned(lint, variable->declaration))
        continue;
      root = is_subject ? PROBE_SUBJECT : PROBE_SETTINGS;
    }
    char *wrong = probe_variable(&lint->probe, root, variable, &token);
    if (wrong)
      say(lint, TRUE, token, wrong);
  }
}

/* With an environment of its own a file's names are no globals that could be known. */
static gboolean has_environment(const struct script *script)
{
  for (guint i = 0; i < script->tokens->len; i++)
    if (token_is(script, i, "_ENV"))
      return TRUE;
  return FALSE;
}

/* ---- what is declared and what is used ----------------------------------------------------------- */

/* A metric by its form: host.cpu.busy. */
static gboolean looks_like_metric(const char *text)
{
  enum subject_kind kind;
  g_autofree char *first = g_strndup(text, strcspn(text, "."));
  if (!subject_kind_parse(first, &kind) || text[strlen(text) - 1] == '.')
    return FALSE;
  return strchr(text + strlen(first) + 1, '.') && !text[strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_.")];
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

static void check_metric(struct lint *lint, guint token, const char *name)
{
  gboolean is_error = is_read(lint->syntax->script, token);
  enum metric_id id = metric_find(name);
  if (id != METRIC_NONE) {
    if (!policy_need(lint->probe.policy, id))
      say(lint, is_error, token, g_strdup_printf("needs does not declare %s; add [\"%s\"] = \"5m\"", name, name));
    return;
  }
  g_autofree const char **names = metric_names();
  const char *nearest = nearest_name(name, names);
  if (!nearest && !is_error)
    return;
  say(lint, is_error, token,
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

static gboolean is_metric_used(const struct lint *lint, const struct field_text *needs, const char *name)
{
  const struct script *script = lint->syntax->script;
  for (guint i = 0; i < script->tokens->len; i++) {
    g_autofree char *text = needs && field_holds(needs, i) ? NULL : token_string(script, i);
    if (text && may_name(text, name))
      return TRUE;
  }
  return FALSE;
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
      say(lint, FALSE, find_string(lint->syntax->script, needs, name),
          g_strdup_printf("needs declares %s, but nothing reads it", name));
  }
}

/* provost.over and its like read these by themselves. */
static gboolean is_threshold(const char *name)
{
  return strcmp(name, "warning") == 0 || strcmp(name, "critical") == 0 || strcmp(name, "clear") == 0;
}

static gboolean is_setting_used(const struct lint *lint, const struct field_text *settings, const char *name)
{
  const struct script *script = lint->syntax->script;
  for (guint i = 1; i < script->tokens->len; i++) {
    if (field_holds(settings, i))
      continue;
    g_autofree char *text = token_string(script, i);
    gboolean judges = is_threshold(name) && (token_is(script, i, "over") || token_is(script, i, "under"));
    gboolean is_field = token_is(script, i - 1, ".") && token_is(script, i, name);
    if (judges || is_field || g_strcmp0(text, name) == 0 || token_is(script, i, "pairs"))
      return TRUE;
  }
  return FALSE;
}

static void check_settings(struct lint *lint, const struct field_text *settings, guint index)
{
  const GPtrArray *declared = lint->probe.policy->settings;
  for (guint i = 0; settings && i < declared->len; i++) {
    const char *name = ((const struct setting *)declared->pdata[i])->name;
    const struct field_text *field = field_at(lint, syntax_field(lint->syntax, index, name));
    if (field && !is_setting_used(lint, settings, name))
      say(lint, FALSE, field->key, g_strdup_printf("nothing reads the setting %s", name));
  }
}

static void check_declarations(struct lint *lint)
{
  guint index = syntax_field(lint->syntax, SYNTAX_NONE, "settings");
  const struct field_text *needs = field_at(lint, syntax_field(lint->syntax, SYNTAX_NONE, "needs"));
  check_metrics(lint, needs);
  check_needs(lint, needs);
  check_settings(lint, field_at(lint, index), index);
}

/* ---- files --------------------------------------------------------------------------------------- */

static void run(struct lint *lint)
{
  lint->told = g_hash_table_new(NULL, NULL);
  lint->evaluate = lint->probe.policy ? find_evaluate(lint) : SYNTAX_NONE;
  if (!has_environment(lint->syntax->script))
    check_variables(lint);
  if (lint->probe.policy)
    check_declarations(lint);
  g_hash_table_unref(lint->told);
}

void lint_policy(struct policy *policy, const struct script *script, const struct subjects *subjects,
                 GPtrArray *diagnostics)
{
  struct syntax *syntax = policy->sandbox ? syntax_new(script) : NULL;
  if (!syntax)
    return;
  struct lint lint = {.probe = {.sandbox = policy->sandbox, .syntax = syntax},
                      .syntax = syntax, .file = policy->file, .diagnostics = diagnostics};
  const GPtrArray *judged = subjects_of(subjects, policy->subject);
  if (policy->state != POLICY_REFUSED && judged->len > 0) {
    lint.probe.policy = policy;
    lint.probe.subject = g_ptr_array_index(judged, 0);
    lint.probe.subjects = subjects;
  }
  run(&lint);
  syntax_free(syntax);
}

static int compile_tests(lua_State *L)
{
  const struct script *script = lua_touserdata(L, 1);
  lua_test_open(L);
  lua_pushboolean(L, 1);
  lua_set_base(L, "test");
  sandbox_compile(L, "", script->text, script->length);
  return 0;
}

void lint_tests(struct deadline *deadline, const char *path, GPtrArray *diagnostics)
{
  g_autofree char *text = NULL, *reason = NULL;
  gsize length = 0;
  struct sandbox *sandbox = g_file_get_contents(path, &text, &length, NULL) ? sandbox_new(deadline) : NULL;
  if (!sandbox)
    return;
  struct script *script = script_new(text, length);
  if (sandbox_run(sandbox, POLICY_LOAD_MS, compile_tests, script, &reason) != SANDBOX_DONE) {
    g_autofree char *sentence = g_strconcat(path, *reason == ':' ? "" : ": ", reason, NULL);
    struct diagnostic *diagnostic = diagnostic_parse(sentence);
    diagnostic_locate(diagnostic, script);
    g_ptr_array_add(diagnostics, diagnostic);
  }
  struct syntax *syntax = reason ? NULL : syntax_new(script);
  if (syntax) {
    struct lint lint = {.probe = {.sandbox = sandbox, .syntax = syntax}, .syntax = syntax, .file = path,
                        .diagnostics = diagnostics};
    run(&lint);
    syntax_free(syntax);
  }
  script_free(script);
  sandbox_free(sandbox);
}
