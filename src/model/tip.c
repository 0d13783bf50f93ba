#include "model/tip.h"

#include "model/names.h"

static const char *const severity_names[SEVERITIES] = {
    [SEVERITY_NONE] = "none",
    [SEVERITY_INFO] = "info",
    [SEVERITY_WARNING] = "warning",
    [SEVERITY_CRITICAL] = "critical",
};

static const char *const state_names[TIP_STATES] = {
    [TIP_OPEN] = "open",           [TIP_ACCEPTED] = "accepted",   [TIP_PLANNED] = "planned",
    [TIP_ACTING] = "acting",       [TIP_VERIFYING] = "verifying", [TIP_FAILED] = "failed",
    [TIP_RESOLVED] = "resolved",   [TIP_CLEARED] = "cleared",     [TIP_DISMISSED] = "dismissed",
    [TIP_SUPERSEDED] = "superseded",
};

static const char *const verdict_names[VERDICTS] = {
    [VERDICT_NONE] = "none",       [VERDICT_EFFECTIVE] = "effective", [VERDICT_NEUTRAL] = "neutral",
    [VERDICT_HARMFUL] = "harmful", [VERDICT_UNKNOWN] = "unknown",
};

static const char *const remedy_names[REMEDY_KINDS] = {
    [REMEDY_NOTIFY] = "notify",
    [REMEDY_MIGRATE] = "migrate",
    [REMEDY_RESIZE_MEMORY] = "resize_memory",
    [REMEDY_RESIZE_VCPUS] = "resize_vcpus",
    [REMEDY_RESTRICT] = "restrict",
    [REMEDY_EVACUATE] = "evacuate",
    [REMEDY_RUN] = "run",
};

static GHashTable *string_map_new(void)
{
  return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
}

struct evidence *evidence_new(void)
{
  struct evidence *evidence = g_new0(struct evidence, 1);
  evidence->values = g_array_new(FALSE, FALSE, sizeof(double));
  return evidence;
}

struct evidence *evidence_copy(const struct evidence *evidence)
{
  struct evidence *copy = g_new(struct evidence, 1);
  *copy = *evidence;
  copy->object = g_strdup(evidence->object);
  copy->values = g_array_copy(evidence->values);
  return copy;
}

void evidence_free(struct evidence *evidence)
{
  g_free(evidence->object);
  g_array_unref(evidence->values);
  g_free(evidence);
}

struct tip_alert *tip_alert_new(const char *service)
{
  struct tip_alert *alert = g_new0(struct tip_alert, 1);
  alert->service = g_strdup(service);
  alert->name = g_strdup("");
  alert->source = g_strdup("");
  return alert;
}

struct tip_alert *tip_alert_copy(const struct tip_alert *alert)
{
  struct tip_alert *copy = g_new(struct tip_alert, 1);
  *copy = *alert;
  copy->service = g_strdup(alert->service);
  copy->name = g_strdup(alert->name);
  copy->source = g_strdup(alert->source);
  return copy;
}

struct tip_alert *tip_alerts_find(const GPtrArray *alerts, const char *service)
{
  for (guint i = 0; i < alerts->len; i++) {
    struct tip_alert *alert = alerts->pdata[i];
    if (g_str_equal(alert->service, service))
      return alert;
  }
  return NULL;
}

void tip_alert_free(struct tip_alert *alert)
{
  g_free(alert->service);
  g_free(alert->name);
  g_free(alert->source);
  g_free(alert);
}

struct remedy *remedy_new(enum remedy_kind kind)
{
  struct remedy *remedy = g_new0(struct remedy, 1);
  remedy->kind = kind;
  remedy->parameters = string_map_new();
  return remedy;
}

struct remedy *remedy_copy(const struct remedy *remedy)
{
  struct remedy *copy = remedy_new(remedy->kind);
  GHashTableIter iter;
  gpointer name, value;
  g_hash_table_iter_init(&iter, remedy->parameters);
  while (g_hash_table_iter_next(&iter, &name, &value))
    g_hash_table_insert(copy->parameters, g_strdup(name), g_strdup(value));
  return copy;
}

static gboolean remedy_is_equal(const struct remedy *one, const struct remedy *other)
{
  GHashTableIter iter;
  gpointer name, value;
  gboolean is_equal = one->kind == other->kind && g_hash_table_size(one->parameters) == g_hash_table_size(other->parameters);
  g_hash_table_iter_init(&iter, one->parameters);
  while (is_equal && g_hash_table_iter_next(&iter, &name, &value))
    is_equal = g_strcmp0(value, g_hash_table_lookup(other->parameters, name)) == 0;
  return is_equal;
}

gboolean remedies_are_equal(const GPtrArray *these, const GPtrArray *those)
{
  gboolean are_equal = these->len == those->len;
  for (guint i = 0; are_equal && i < these->len; i++)
    are_equal = remedy_is_equal(these->pdata[i], those->pdata[i]);
  return are_equal;
}

static void remedy_free(struct remedy *remedy)
{
  g_hash_table_unref(remedy->parameters);
  g_free(remedy);
}

struct finding *finding_new(void)
{
  struct finding *finding = g_new0(struct finding, 1);
  finding->settings = string_map_new();
  finding->evidence = g_ptr_array_new_with_free_func((GDestroyNotify)evidence_free);
  finding->alerts = g_ptr_array_new_with_free_func((GDestroyNotify)tip_alert_free);
  finding->remedies = g_ptr_array_new_with_free_func((GDestroyNotify)remedy_free);
  return finding;
}

void finding_free(struct finding *finding)
{
  g_free(finding->policy);
  g_free(finding->pack);
  g_free(finding->pack_version);
  g_free(finding->title);
  g_free(finding->subject);
  g_free(finding->text);
  g_hash_table_unref(finding->settings);
  g_ptr_array_unref(finding->evidence);
  g_ptr_array_unref(finding->alerts);
  g_ptr_array_unref(finding->remedies);
  g_free(finding);
}

struct tip *tip_new(void)
{
  struct tip *tip = g_new0(struct tip, 1);
  tip->settings = string_map_new();
  tip->evidence = g_ptr_array_new_with_free_func((GDestroyNotify)evidence_free);
  tip->alerts = g_ptr_array_new_with_free_func((GDestroyNotify)tip_alert_free);
  tip->remedies = g_ptr_array_new_with_free_func((GDestroyNotify)remedy_free);
  tip->approvals = g_ptr_array_new_with_free_func(g_free);
  tip->state_reason = g_strdup("");
  tip->state_by = g_strdup("");
  tip->accepted_by = g_strdup("");
  tip->outcome = g_strdup("");
  return tip;
}

void tip_free(struct tip *tip)
{
  if (!tip)
    return;
  g_free(tip->policy);
  g_free(tip->pack);
  g_free(tip->pack_version);
  g_free(tip->title);
  g_free(tip->subject);
  g_free(tip->subject_name);
  g_free(tip->text);
  g_hash_table_unref(tip->settings);
  g_ptr_array_unref(tip->evidence);
  g_ptr_array_unref(tip->alerts);
  g_ptr_array_unref(tip->remedies);
  g_ptr_array_unref(tip->approvals);
  g_free(tip->state_reason);
  g_free(tip->state_by);
  g_free(tip->accepted_by);
  g_free(tip->outcome);
  plan_free(tip->plan);
  g_free(tip);
}

gboolean tip_is_finished(const struct tip *tip)
{
  return tip->state >= TIP_RESOLVED;
}

const char *severity_name(enum severity severity)
{
  return name_of(severity_names, SEVERITIES, severity);
}

const char *tip_state_name(enum tip_state state)
{
  return name_of(state_names, TIP_STATES, state);
}

const char *verdict_name(enum verdict verdict)
{
  return name_of(verdict_names, VERDICTS, verdict);
}

const char *remedy_kind_name(enum remedy_kind kind)
{
  return name_of(remedy_names, REMEDY_KINDS, kind);
}

gboolean severity_parse(const char *name, enum severity *severity)
{
  return name_find(severity_names, SEVERITIES, name, severity);
}

gboolean tip_state_parse(const char *name, enum tip_state *state)
{
  return name_find(state_names, TIP_STATES, name, state);
}

gboolean verdict_parse(const char *name, enum verdict *verdict)
{
  return name_find(verdict_names, VERDICTS, name, verdict);
}

gboolean remedy_kind_parse(const char *name, enum remedy_kind *kind)
{
  return name_find(remedy_names, REMEDY_KINDS, name, kind);
}

guint tip_next_remedy(const struct tip *tip, guint from)
{
  for (guint i = from; i < tip->remedies->len; i++)
    if (i == 0 || ((const struct remedy *)tip->remedies->pdata[i])->kind != REMEDY_NOTIFY)
      return i;
  return tip->remedies->len;
}

gboolean policy_is_ours(const char *policy)
{
  return strcmp(policy, POLICY_HISTORY) == 0 || strcmp(policy, POLICY_ENGINE) == 0 ||
         strcmp(policy, POLICY_OWNERSHIP) == 0 || strcmp(policy, POLICY_OTHERS) == 0;
}
