#include "policy/policy.h"

#include "base/limits.h"
#include "base/text.h"
#include "policy/lua_api.h"
#include "policy/spec.h"
#include "policy/variant.h"
#include "policy/opinion.h"

#include <string.h>

static void standing_free(gpointer data)
{
  struct standing *standing = data;
  g_clear_pointer(&standing->text, g_ref_string_release);
  g_clear_pointer(&standing->held, g_hash_table_unref);
  opinion_free(standing->opinion);
  g_free(standing);
}

/* A policy named after its file until the file has said its name. */
static struct policy *policy_new(const char *folder, const char *file)
{
  struct policy *policy = g_new0(struct policy, 1);
  g_autofree char *stem = g_strdup(file);
  char *dot = strrchr(stem, '.');
  if (dot && dot > stem)
    *dot = '\0';
  policy->name = text_clean(stem, LIMIT_NAME);
  policy->title = g_strdup("");
  policy->file = g_build_filename(folder, file, NULL);
  policy->pack = g_strdup("");
  policy->pack_version = g_strdup("");
  policy->needs = g_array_new(FALSE, FALSE, sizeof(struct need));
  policy->symptom_of = g_ptr_array_new_with_free_func(g_free);
  policy->superseded_by = g_ptr_array_new_with_free_func(g_free);
  policy->settings = g_ptr_array_new_with_free_func((GDestroyNotify)setting_free);
  policy->scoped = g_ptr_array_new_with_free_func(scoped_free);
  policy->variants = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, variant_free);
  policy->reason = g_strdup("");
  policy->evaluate_ref = policy->set_ref = policy->needs_ref = LUA_NOREF;
  policy->evaluated_sec = -1;
  policy->is_new = TRUE;
  policy->standings = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, standing_free);
  return policy;
}

void policy_free(struct policy *policy)
{
  sandbox_free(policy->sandbox);
  g_hash_table_unref(policy->standings);
  g_clear_pointer(&policy->unjudged, g_variant_unref);
  g_ptr_array_unref(policy->symptom_of);
  g_ptr_array_unref(policy->superseded_by);
  g_ptr_array_unref(policy->settings);
  g_clear_pointer(&policy->told, g_variant_unref);
  g_ptr_array_unref(policy->scoped);
  g_hash_table_unref(policy->variants);
  g_array_unref(policy->needs);
  g_free(policy->name);
  g_free(policy->title);
  g_free(policy->file);
  g_free(policy->pack);
  g_free(policy->pack_version);
  capabilities_unref(policy->capabilities);
  g_free(policy->reason);
  g_free(policy);
}

static void set_state(struct policy *policy, enum policy_state state, const char *reason)
{
  char *clean = text_clean(reason, LIMIT_TEXT);
  g_free(policy->reason);
  policy->reason = clean;
  policy->state = state;
}

void policy_refuse(struct policy *policy, const char *reason)
{
  if (policy->state != POLICY_REFUSED)
    set_state(policy, POLICY_REFUSED, reason);
}

void policy_refuse_with_pack(struct policy *policy, const char *reason)
{
  set_state(policy, POLICY_REFUSED, reason);
}

void policy_suspend(struct policy *policy, const char *reason)
{
  if (policy->state == POLICY_ACTIVE)
    set_state(policy, POLICY_SUSPENDED, reason);
}

void policy_say_failure(struct policy *policy, const char *reason)
{
  if (policy->state == POLICY_ACTIVE)
    set_state(policy, POLICY_ACTIVE, reason);
}

void policy_hold(struct policy *policy, enum policy_state state, const char *reason)
{
  if (policy->state != POLICY_REFUSED)
    set_state(policy, state, reason);
}

void policy_reset(struct policy *policy)
{
  policy_hold(policy, POLICY_ACTIVE, "");
  policy->strikes = policy->failed_rounds = 0;
  policy_forget_variants(policy, TRUE);
  for (guint i = 0; i < policy->settings->len; i++) {
    struct setting *setting = policy->settings->pdata[i];
    setting->value = setting->standard;
  }
}

struct loading {
  struct spec spec;
  gsize length;
  const struct pack_text *pack;
};

/* Runs inside of the sandbox; argument: struct loading. */
static int load_source(lua_State *L)
{
  struct loading *loading = lua_touserdata(L, 1);
  lua_api_open(L);
  lua_require_open(L, loading->pack);
  sandbox_compile(L, loading->spec.file, loading->spec.source, loading->length);
  lua_call(L, 0, 1);
  spec_read(L, &loading->spec);
  return 0;
}

static void load_into(struct policy *policy, const struct pack_text *pack, const struct pack_file *file,
                      GPtrArray *errors)
{
  struct loading loading = {{policy, file->text, file->name, errors}, file->length, pack};
  g_autofree char *reason = NULL;
  enum sandbox_outcome outcome =
      sandbox_run(policy->sandbox, POLICY_LOAD_MS, load_source, &loading, &reason);
  if (outcome == SANDBOX_DONE)
    return;
  /* A compiler's or script's message names its place itself. */
  gboolean placed = outcome == SANDBOX_FAILED && g_str_has_prefix(reason, file->name);
  g_ptr_array_add(errors, placed ? g_steal_pointer(&reason) : g_strdup_printf("%s: %s", file->name, reason));
}

struct policy *policy_load(const struct pack_text *pack, const struct pack_file *file, struct deadline *deadline,
                           GPtrArray *errors)
{
  struct policy *policy = policy_new(pack->folder, file->name);
  policy->capabilities = capabilities_ref(pack->capabilities);
  guint before = errors->len;
  if (!file->fault[0])
    policy->sandbox = sandbox_new(deadline);
  if (policy->sandbox)
    load_into(policy, pack, file, errors);
  else
    g_ptr_array_add(errors, g_strdup_printf("%s: %s", file->name,
                                            file->fault[0] ? file->fault : "there is no memory to load it"));
  if (errors->len > before)
    policy_refuse(policy, g_ptr_array_index(errors, before));
  return policy;
}

struct setting *policy_find_setting(struct policy *policy, const char *name)
{
  struct setting *setting = setting_find(policy->settings, name);
  if (setting)
    return setting;
  g_autoptr(GPtrArray) names = g_ptr_array_new();
  for (guint i = 0; i < policy->settings->len; i++)
    g_ptr_array_add(names, ((struct setting *)g_ptr_array_index(policy->settings, i))->name);
  g_ptr_array_add(names, NULL);
  g_autofree char *clean = text_clean(name, LIMIT_NAME);
  const char *nearest = nearest_name(name, (const char *const *)names->pdata);
  g_autofree char *reason =
      nearest ? g_strdup_printf("it has no setting \"%s\"; did you mean \"%s\"?", clean, nearest)
              : g_strdup_printf("it has no setting \"%s\"", clean);
  policy_refuse(policy, reason);
  return NULL;
}

void policy_override(struct policy *policy, const char *name, const char *text)
{
  struct setting *setting = policy_find_setting(policy, name);
  g_autoptr(GError) error = NULL;
  if (setting && !setting_parse(setting, text, &error))
    policy_refuse(policy, error->message);
}

const struct need *policy_need(const struct policy *policy, enum metric_id metric)
{
  for (guint i = 0; i < policy->needs->len; i++) {
    const struct need *need = &g_array_index(policy->needs, struct need, i);
    if (need->metric == metric)
      return need;
  }
  return NULL;
}

guint64 policy_longest_need_sec(const struct policy *policy)
{
  guint64 longest = 0;
  for (guint i = 0; i < policy->needs->len; i++)
    longest = MAX(longest, g_array_index(policy->needs, struct need, i).reach.span_sec);
  return longest;
}

gboolean policy_is_due(const struct policy *policy, gint64 stamp_sec)
{
  if (policy->evaluated_sec < 0 || policy->every_sec == 0)
    return TRUE;
  return stamp_sec / policy->every_sec != policy->evaluated_sec / policy->every_sec;
}

struct standing *policy_standing(struct policy *policy, const char *subject)
{
  struct standing *standing = g_hash_table_lookup(policy->standings, subject);
  if (!standing) {
    standing = g_new0(struct standing, 1);
    g_hash_table_insert(policy->standings, g_strdup(subject), standing);
  }
  return standing;
}
