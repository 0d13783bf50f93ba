#include "policy/probe.h"

#include "policy/lua_api.h"

struct question {
  const struct probe *probe;
  enum probe_root root;
  const struct variable_use *variable;
  guint token; /* that is being asked about */
};

static void push_token(lua_State *L, const struct question *question)
{
  const struct script *script = question->probe->syntax->script;
  const struct token *token = script_token(script, question->token);
  lua_pushlstring(L, script->text + token->start, token->length);
}

static void push_root(lua_State *L, const struct question *question)
{
  const struct probe *probe = question->probe;
  if (question->root == PROBE_SUBJECT)
    lua_push_subject(L, probe->subject);
  else if (question->root == PROBE_SETTINGS)
    lua_rawgeti(L, LUA_REGISTRYINDEX, probe->policy->set_ref);
  else
    lua_pushglobaltable(L);
}

/* Pushes what the value on the top has under that name, nil where false was assigned to it instead. */
static void push_field(lua_State *L, const struct question *question)
{
  push_token(L, question);
  if (question->variable->is_assigned || token_is(question->probe->syntax->script, question->token + 1, "=")) {
    lua_pushboolean(L, 0);
    lua_settable(L, -3);
    lua_pushnil(L);
  } else {
    lua_gettable(L, -2);
  }
}

static gboolean has_fields(lua_State *L)
{
  int type = lua_type(L, -1);
  return type == LUA_TTABLE || type == LUA_TUSERDATA || type == LUA_TSTRING;
}

/* Pushes what the string says; FALSE where it is none. */
static gboolean push_string(lua_State *L, const struct script *script, guint token)
{
  g_autofree char *text = token_string(script, token);
  if (text)
    lua_pushstring(L, text);
  return text != NULL;
}

/* Calls the method at 2 of the subject at 1 where its first argument is written out, as in host:window("METRIC", ...):
 * it only reads, and knows what is wrong with its arguments. A span that is not written out is taken as one second. */
static void try_call(lua_State *L, struct question *question)
{
  const struct script *script = question->probe->syntax->script;
  guint argument = question->token + 2;
  gboolean has_more = token_is(script, argument + 1, ",");
  lua_pushvalue(L, 1);
  if (!token_is(script, argument - 1, "(") || !(has_more || token_is(script, argument + 1, ")")) ||
      !push_string(L, script, argument))
    return;
  question->token = argument;
  if (has_more && (!token_is(script, argument + 3, ")") || !push_string(L, script, argument + 2)))
    lua_pushinteger(L, 1);
  lua_call(L, lua_gettop(L) - 2, 0);
}

/* Argument: struct question. Raises what the policy would raise. */
static int ask(lua_State *L)
{
  struct question *question = lua_touserdata(L, 1);
  const struct script *script = question->probe->syntax->script;
  lua_settop(L, 0);
  push_root(L, question);
  if (question->root == PROBE_GLOBAL) {
    push_field(L, question);
    lua_remove(L, 1);
  }
  while (has_fields(L)) {
    gboolean is_method = token_is(script, question->token + 1, ":");
    if (!is_method && !token_is(script, question->token + 1, "."))
      break;
    question->token += 2;
    push_field(L, question);
    if (is_method) {
      if (lua_type(L, 1) == LUA_TUSERDATA && lua_iscfunction(L, 2))
        try_call(L, question);
      break;
    }
    lua_remove(L, 1);
  }
  return 0;
}

char *probe_variable(const struct probe *probe, enum probe_root root, const struct variable_use *variable,
                     guint *token)
{
  struct question question = {probe, root, variable, variable->token};
  struct evaluation evaluation = {.policy = probe->policy, .subject = probe->subject, .subjects = probe->subjects,
                                  .moment = {.interval_sec = 1}};
  if (probe->policy) {
    evaluation.settings = probe->policy->settings;
    evaluation.set_ref = probe->policy->set_ref;
  }
  char *reason = NULL;
  sandbox_set_context(probe->sandbox, probe->policy ? &evaluation : NULL);
  enum sandbox_outcome outcome = sandbox_run(probe->sandbox, POLICY_LOAD_MS, ask, &question, &reason);
  sandbox_set_context(probe->sandbox, NULL);
  *token = question.token;
  return outcome == SANDBOX_DONE ? NULL : reason;
}
