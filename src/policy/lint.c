#include "policy/lint.h"

#include "base/text.h"
#include "policy/api.h"
#include "policy/lua_api.h"
#include "policy/lint_pass.h"
#include "policy/lua_base.h"
#include "policy/lua_test.h"

#include <string.h>

static const struct function_text *function_at(const struct lint *lint, guint index)
{
  return &g_array_index(lint->syntax->functions, struct function_text, index);
}

/* `evaluate = function(...)`, or the name of a function of the file. */
static guint find_evaluate(const struct lint *lint)
{
  const struct field_text *field = lint_field(lint, syntax_field(lint->syntax, SYNTAX_NONE, "evaluate"));
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
  for (guint i = 0; i < lint->syntax->variables->len && !lint_is_full(lint); i++) {
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
      lint_say(lint, TRUE, token, wrong);
  }
}

/* The token that closes the '(' at `open`, before `end`; 0 there is none. */
static guint closing(const struct script *script, guint open, guint end)
{
  guint depth = 0;
  for (guint i = open; i < end; i++) {
    depth += token_is(script, i, "(") ? 1 : 0;
    if (token_is(script, i, ")") && --depth == 0)
      return i;
  }
  return 0;
}

/* What is wrong with a window's method of that name; NULL nothing. Caller frees. */
static char *window_lacks(const char *name)
{
  const char *names[API_ROWS + 1];
  guint n = 0;
  for (guint id = 0; id < API_ROWS; id++)
    if (api_row(id)->owners & OF_WINDOW)
      names[n++] = api_row(id)->name;
  names[n] = NULL;
  if (g_strv_contains(names, name))
    return NULL;
  const char *nearest = nearest_name(name, names);
  return nearest ? g_strdup_printf("a window has no field '%s'; did you mean '%s'?", name, nearest)
                 : g_strdup_printf("a window has no field '%s'", name);
}

/* ... = SUBJECT:window(...), so that the local is a window where it is not nil. */
static gboolean is_window(const struct lint *lint, guint declaration)
{
  const struct script *script = lint->syntax->script;
  for (guint i = 0; i < lint->syntax->locals->len; i++) {
    const struct local_value *value = &g_array_index(lint->syntax->locals, struct local_value, i);
    guint at = value->first;
    if (value->declaration != declaration)
      continue;
    while (script_token(script, at)->kind == TOKEN_NAME && token_is(script, at + 1, "."))
      at += 2;
    return script_token(script, at)->kind == TOKEN_NAME && token_is(script, at + 1, ":") &&
           token_is(script, at + 2, "window") && closing(script, at + 3, value->last) + 1 == value->last;
  }
  return FALSE;
}

/* What follows the local, which is a window: a method of it. */
static void check_method(struct lint *lint, guint token)
{
  const struct script *script = lint->syntax->script;
  g_autofree char *window = token_text(script, token), *name = token_text(script, token + 2);
  char *wrong = window_lacks(name);
  if (wrong)
    lint_say(lint, TRUE, token + 2, wrong);
  else if (token_is(script, token + 1, ".") && !token_is(script, token + 3, "("))
    lint_say(lint, FALSE, token + 2, g_strdup_printf("%s.%s is the method itself, no number: %s:%s() calls it", window, name,
                                                     window, name));
}

static void check_windows(struct lint *lint)
{
  const struct script *script = lint->syntax->script;
  for (guint i = 0; i < lint->syntax->variables->len && !lint_is_full(lint); i++) {
    const struct variable_use *variable = &g_array_index(lint->syntax->variables, struct variable_use, i);
    if ((token_is(script, variable->token + 1, ":") || token_is(script, variable->token + 1, ".")) &&
        is_window(lint, variable->declaration) && !is_reassigned(lint, variable->declaration))
      check_method(lint, variable->token);
  }
}

/* Where the names and dots from `at` on end: at host.guests, or host:all(...), the token behind it; else 0. */
static guint end_of_list(const struct script *script, guint at)
{
  static const char *const lists[] = {"alerts", "devices", "guests", "hosts", "services", NULL};
  while (token_is(script, at + 1, "."))
    at += 2;
  g_autofree char *name = token_text(script, at), *method = token_text(script, at + 2);
  if (token_is(script, at + 1, ":") && strcmp(method, "all") == 0)
    return closing(script, at + 3, script->tokens->len) + 1;
  return g_strv_contains(lists, name) && token_is(script, at - 1, ".") ? at + 1 : 0;
}

/* for _, fs in host:all(metric) do */
static void check_loops(struct lint *lint)
{
  const struct script *script = lint->syntax->script;
  for (guint i = 1; i + 1 < script->tokens->len && !lint_is_full(lint); i++) {
    guint end = token_is(script, i, "in") ? end_of_list(script, i + 1) : 0;
    if (end > 1 && token_is(script, end, "do"))
      lint_say(lint, TRUE, i + 1, g_strdup("for goes through a list with ipairs: in ipairs(LIST) do"));
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

static void run(struct lint *lint)
{
  lint->told = g_hash_table_new(NULL, NULL);
  lint->evaluate = lint->probe.policy ? find_evaluate(lint) : SYNTAX_NONE;
  if (!has_environment(lint->syntax->script))
    check_variables(lint);
  check_windows(lint);
  check_loops(lint);
  lint_choices(lint);
  if (lint->probe.policy)
    lint_declared(lint);
  else if (lint->policies)
    lint_metrics(lint);
  g_hash_table_unref(lint->told);
}

void lint_policy(const struct lint_context *context, struct policy *policy, const struct script *script,
                 const GPtrArray *shared)
{
  struct syntax *syntax = policy->sandbox ? syntax_new(script) : NULL;
  if (!syntax)
    return;
  g_autoptr(GPtrArray) policies = g_ptr_array_new();
  g_ptr_array_add(policies, policy);
  struct lint lint = {.probe = {.sandbox = policy->sandbox, .syntax = syntax}, .syntax = syntax, .file = policy->file,
                      .diagnostics = context->diagnostics, .shared = shared, .policies = policies,
                      .all = context->policies};
  const GPtrArray *judged = subjects_of(context->subjects, policy->subject);
  if (policy->state != POLICY_REFUSED && judged->len > 0) {
    lint.probe.policy = policy;
    lint.probe.subject = g_ptr_array_index(judged, 0);
    lint.probe.subjects = context->subjects;
  } else {
    lint.policies = NULL;
  }
  run(&lint);
  syntax_free(syntax);
}

/* A text that is compiled, not run. */
struct lint_text {
  const struct script *script;
  const struct pack_text *pack; /* of a library; NULL: these are tests */
};

/* Argument: struct lint_text. */
static int compile_text(lua_State *L)
{
  const struct lint_text *text = lua_touserdata(L, 1);
  if (text->pack) {
    lua_api_open(L);
    lua_require_open(L, text->pack);
  } else {
    lua_test_open(L);
    lua_pushboolean(L, 1);
    lua_set_base(L, "test");
  }
  sandbox_compile(L, "", text->script->text, text->script->length);
  return 0;
}

static void add_reason(GPtrArray *diagnostics, const char *path, const struct script *script, const char *reason)
{
  g_autofree char *sentence = g_strconcat(path, *reason == ':' ? "" : ": ", reason, NULL);
  struct diagnostic *diagnostic = diagnostic_parse(sentence);
  diagnostic_locate(diagnostic, script);
  g_ptr_array_add(diagnostics, diagnostic);
}

static void lint_text(const struct lint_context *context, const char *path, const struct lint_text *text,
                      const GPtrArray *policies)
{
  g_autofree char *reason = NULL;
  struct sandbox *sandbox = sandbox_new(context->deadline);
  if (!sandbox)
    return;
  if (sandbox_run(sandbox, POLICY_LOAD_MS, compile_text, (gpointer)text, &reason) != SANDBOX_DONE)
    add_reason(context->diagnostics, path, text->script, reason);
  struct syntax *syntax = reason ? NULL : syntax_new(text->script);
  if (syntax) {
    struct lint lint = {.probe = {.sandbox = sandbox, .syntax = syntax}, .syntax = syntax, .file = path,
                        .diagnostics = context->diagnostics, .policies = policies};
    run(&lint);
    syntax_free(syntax);
  }
  sandbox_free(sandbox);
}

void lint_library(const struct lint_context *context, const struct pack_text *pack, const struct pack_file *library,
                  const GPtrArray *policies)
{
  g_autofree char *path = g_build_filename(pack->folder, library->name, NULL);
  struct script *script = script_new(library->text ? library->text : "", library->length);
  lint_text(context, path, &(struct lint_text){script, pack}, policies);
  script_free(script);
}

void lint_tests(const struct lint_context *context, const char *path)
{
  g_autofree char *text = NULL;
  gsize length = 0;
  if (!g_file_get_contents(path, &text, &length, NULL))
    return;
  struct script *script = script_new(text, length);
  lint_text(context, path, &(struct lint_text){script, NULL}, NULL);
  script_free(script);
}
