#include "policy/evaluate.h"

#include "base/text.h"
#include "policy/lua_base.h"
#include "policy/variant.h"

static void make_needs(lua_State *L, struct policy *policy)
{
  lua_createtable(L, 0, (int)policy->needs->len);
  for (guint i = 0; i < policy->needs->len; i++) {
    lua_pushinteger(L, i);
    lua_setfield(L, -2, metric_get(g_array_index(policy->needs, struct need, i).metric)->name);
  }
  policy->needs_ref = luaL_ref(L, LUA_REGISTRYINDEX);
}

/* Pushes the read-only table of the settings. */
static void push_set(lua_State *L, const GPtrArray *settings)
{
  lua_createtable(L, 0, (int)settings->len);
  for (guint i = 0; i < settings->len; i++) {
    const struct setting *setting = g_ptr_array_index(settings, i);
    char *text = setting->is_duration ? setting_text(setting) : NULL;
    char copy[32];
    g_strlcpy(copy, text ? text : "", sizeof copy);
    g_free(text);
    lua_pushstring(L, setting->name);
    if (setting->is_duration)
      lua_pushstring(L, copy);
    else
      lua_pushnumber(L, setting->value);
    lua_rawset(L, -3);
  }
  lua_freeze(L, "settings");
}

/* Argument: struct policy. Leaves references to the read-only settings and to the needs in the policy. */
static int make_set(lua_State *L)
{
  struct policy *policy = lua_touserdata(L, 1);
  luaL_unref(L, LUA_REGISTRYINDEX, policy->set_ref);
  luaL_unref(L, LUA_REGISTRYINDEX, policy->needs_ref);
  policy->set_ref = policy->needs_ref = LUA_NOREF;
  push_set(L, policy->settings);
  policy->set_ref = luaL_ref(L, LUA_REGISTRYINDEX);
  make_needs(L, policy);
  return 0;
}

/* Written at once, so that each finding only copies it. */
static GVariant *settings_told(const GPtrArray *settings)
{
  GVariantBuilder builder;
  g_variant_builder_init(&builder, G_VARIANT_TYPE("a{ss}"));
  for (guint i = 0; i < settings->len; i++) {
    const struct setting *setting = g_ptr_array_index(settings, i);
    g_autofree char *text = setting_text(setting);
    g_variant_builder_add(&builder, "{ss}", setting->name, text);
  }
  GVariant *told = g_variant_ref_sink(g_variant_builder_end(&builder));
  g_variant_get_data(told);
  return told;
}

void policy_prepare(struct policy *policy)
{
  if (policy->state == POLICY_REFUSED)
    return;
  g_clear_pointer(&policy->told, g_variant_unref);
  policy->told = settings_told(policy->settings);
  g_autofree char *reason = NULL;
  if (sandbox_run(policy->sandbox, POLICY_LOAD_MS, make_set, policy, &reason) != SANDBOX_DONE)
    policy_refuse(policy, reason);
}

/* Argument: struct variant. */
static int make_variant_set(lua_State *L)
{
  struct variant *variant = lua_touserdata(L, 1);
  push_set(L, variant->settings);
  variant->set_ref = luaL_ref(L, LUA_REGISTRYINDEX);
  return 0;
}

void policy_make_set(struct policy *policy, struct variant *variant)
{
  g_autofree char *reason = NULL;
  variant->told = settings_told(variant->settings);
  if (sandbox_run(policy->sandbox, POLICY_LOAD_MS, make_variant_set, variant, &reason) != SANDBOX_DONE)
    g_warning("policy %s: settings of some subjects cannot be made: %s", policy->name, reason);
}

/* Argument: struct policy. */
static int drop_sets(lua_State *L)
{
  const struct policy *policy = lua_touserdata(L, 1);
  GHashTableIter iter;
  gpointer variant;
  g_hash_table_iter_init(&iter, policy->variants);
  while (g_hash_table_iter_next(&iter, NULL, &variant))
    luaL_unref(L, LUA_REGISTRYINDEX, ((const struct variant *)variant)->set_ref);
  return 0;
}

void policy_drop_sets(struct policy *policy)
{
  g_autofree char *reason = NULL;
  if (policy->sandbox && g_hash_table_size(policy->variants) > 0)
    sandbox_run(policy->sandbox, POLICY_LOAD_MS, drop_sets, policy, &reason);
}

struct running {
  struct evaluation *evaluation;
  struct judgement *judgement;
};

/* Said of the line where evaluate begins: it has returned, and no line of it runs. */
static int bad_result(lua_State *L, const struct policy *policy, const char *problem, int given)
{
  lua_Debug function;
  const char *value = lua_describe(L, given);
  lua_rawgeti(L, LUA_REGISTRYINDEX, policy->evaluate_ref);
  lua_getinfo(L, ">S", &function);
  return luaL_error(L, "%s:%d: evaluate(subject, set): %s (given: %s)", function.short_src, function.linedefined, problem,
                    value);
}

/* What evaluate returned, at -2 and -1. */
static void read_result(lua_State *L, struct evaluation *evaluation, struct judgement *judgement)
{
  guint64 serial = lua_test_tip(L, -2);
  if (serial > 0 && (serial != evaluation->tip_serial || !evaluation->tip))
    bad_result(L, evaluation->policy, "must return the last tip that this evaluation made, not an old one", -2);
  if (serial == 0 && !lua_isnil(L, -2))
    bad_result(L, evaluation->policy, "must return provost.tip{...}, nil, or nil and a reason", -2);
  if (serial == 0 && !lua_isnil(L, -1) && lua_type(L, -1) != LUA_TSTRING)
    bad_result(L, evaluation->policy, "must give the reason as a text", -1);
  if (serial > 0) {
    judgement->kind = FINDING_TIP;
    judgement->tip = g_steal_pointer(&evaluation->tip);
  } else if (lua_isnil(L, -1)) {
    judgement->kind = FINDING_CLEAR;
  } else {
    judgement->kind = FINDING_NO_DATA;
    judgement->reason = text_clean(lua_tostring(L, -1), LIMIT_TEXT);
  }
}

/* Argument: struct running. */
static int call_evaluate(lua_State *L)
{
  const struct running *running = lua_touserdata(L, 1);
  const struct evaluation *evaluation = running->evaluation;
  lua_rawgeti(L, LUA_REGISTRYINDEX, evaluation->policy->evaluate_ref);
  lua_push_subject(L, evaluation->subject);
  lua_rawgeti(L, LUA_REGISTRYINDEX, evaluation->set_ref);
  lua_call(L, 2, 2);
  read_result(L, running->evaluation, running->judgement);
  return 0;
}

void policy_evaluate(struct evaluation *evaluation, struct judgement *judgement)
{
  *judgement = (struct judgement){0};
  struct running running = {evaluation, judgement};
  struct sandbox *sandbox = evaluation->policy->sandbox;
  g_autofree char *reason = NULL;
  sandbox_set_context(sandbox, evaluation);
  enum sandbox_outcome outcome =
      sandbox_run(sandbox, POLICY_EVALUATION_MS, call_evaluate, &running, &reason);
  sandbox_set_context(sandbox, NULL);
  if (outcome != SANDBOX_DONE) {
    judgement_clear(judgement);
    *judgement = (struct judgement){
        .kind = FINDING_ERROR, .outcome = outcome, .reason = g_steal_pointer(&reason)};
  }
  g_clear_pointer(&evaluation->tip, finding_free);
}

void judgement_clear(struct judgement *judgement)
{
  g_clear_pointer(&judgement->tip, finding_free);
  g_clear_pointer(&judgement->reason, g_free);
}
