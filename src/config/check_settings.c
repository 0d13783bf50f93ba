#include "config/check_settings.h"

#include "base/limits.h"
#include "base/text.h"
#include "config/problems.h"

static void report_unknown(GPtrArray *problems, const struct config_override *override, const char *what,
                           const char *name, const char *const *known)
{
  g_autofree char *clean = text_clean(name, LIMIT_NAME);
  const char *nearest = nearest_name(name, known);
  problem_add(problems, override->line, override->column, "%s \"%s\"%s%s%s", what, clean,
              nearest ? "; did you mean \"" : "", nearest ? nearest : "", nearest ? "\"?" : "");
}

struct declared_policy *declared_policy_new(enum subject_kind subject, gboolean has_settings)
{
  struct declared_policy *policy = g_new0(struct declared_policy, 1);
  policy->subject = subject;
  if (has_settings)
    policy->settings = g_ptr_array_new_with_free_func((GDestroyNotify)setting_free);
  return policy;
}

void declared_policy_free(gpointer data)
{
  struct declared_policy *policy = data;
  if (policy->settings)
    g_ptr_array_unref(policy->settings);
  g_free(policy);
}

/* Whether a policy that judges subjects of the one kind judges what is of the other kind, or is in it or on it. */
static gboolean is_judged_in(enum subject_kind subject, enum subject_kind scope)
{
  static const guint in[SUBJECT_KINDS] = {
      [SUBJECT_CLUSTER] = 1u << SUBJECT_CLUSTER | 1u << SUBJECT_HOST | 1u << SUBJECT_GUEST | 1u << SUBJECT_SERVICE,
      [SUBJECT_HOST] = 1u << SUBJECT_HOST | 1u << SUBJECT_GUEST | 1u << SUBJECT_SERVICE,
      [SUBJECT_GUEST] = 1u << SUBJECT_GUEST | 1u << SUBJECT_SERVICE,
      [SUBJECT_DEVICE] = 1u << SUBJECT_DEVICE | 1u << SUBJECT_SERVICE,
      [SUBJECT_SERVICE] = 1u << SUBJECT_SERVICE,
  };
  return scope >= SUBJECT_KINDS || subject >= SUBJECT_KINDS || in[scope] & 1u << subject;
}

static void check_scope(const struct config_override *override, enum subject_kind subject, GPtrArray *problems)
{
  if (is_judged_in(subject, override->kind))
    return;
  g_autofree char *name = text_clean(override->name, LIMIT_NAME);
  problem_add(problems, override->line, override->column,
              "policy %s judges each %s: setting %s would have no effect on %s %s; set it where a %s stands, or below policies",
              override->policy, subject_kind_name(subject), override->setting, subject_kind_name(override->kind), name,
              subject_kind_name(subject));
}

static void check_override(const struct config_override *override, const struct declared_policy *policy,
                           GPtrArray *problems)
{
  const GPtrArray *settings = policy->settings;
  g_autoptr(GError) error = NULL;
  const struct setting *setting = setting_find(settings, override->setting);
  if (setting) {
    struct setting *trial = setting_copy(setting);
    if (!setting_parse(trial, override->value, &error))
      problem_add(problems, override->line, override->column, "policy %s: %s", override->policy, error->message);
    else
      check_scope(override, policy->subject, problems);
    setting_free(trial);
    return;
  }
  g_autoptr(GPtrArray) names = g_ptr_array_new();
  for (guint i = 0; i < settings->len; i++)
    g_ptr_array_add(names, ((struct setting *)settings->pdata[i])->name);
  g_ptr_array_add(names, NULL);
  g_autofree char *what = g_strdup_printf("policy %s has no setting", override->policy);
  report_unknown(problems, override, what, override->setting, (const char *const *)names->pdata);
}

void config_check_settings(const struct config *config, GHashTable *declared, gboolean all, GPtrArray *errors)
{
  g_autoptr(GPtrArray) problems = problems_new();
  g_autofree gpointer *names = g_hash_table_get_keys_as_array(declared, NULL);
  for (guint i = 0; i < config->overrides->len; i++) {
    const struct config_override *override = config->overrides->pdata[i];
    const struct declared_policy *policy = g_hash_table_lookup(declared, override->policy);
    if (policy && policy->settings)
      check_override(override, policy, problems);
    else if (!policy && all)
      report_unknown(problems, override, "no pack has a policy", override->policy, (const char *const *)names);
  }
  problems_report(problems, config->file, errors);
}
