#include "policy/engine.h"

#include "base/limits.h"
#include "base/text.h"
#include "policy/evaluate.h"

#include <string.h>

struct engine {
  const struct engine_events *events;
  gpointer user;
  struct deadline *deadline;
  struct subjects *subjects;
  struct pack_set *set;
  GHashTable *refused; /* folder of a pack -> why */
  guint64 rounds, tip_serial;
  gboolean is_started;
};

struct engine *engine_new(const struct engine_events *events, gpointer user, struct deadline *deadline,
                          guint interval_sec)
{
  struct engine *engine = g_new0(struct engine, 1);
  engine->events = events;
  engine->user = user;
  engine->deadline = deadline;
  engine->subjects = subjects_new(interval_sec);
  engine->refused = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  engine->set = pack_set_new();
  return engine;
}

void engine_free(struct engine *engine)
{
  pack_set_free(engine->set);
  g_hash_table_unref(engine->refused);
  subjects_free(engine->subjects);
  g_free(engine);
}

void engine_refuse_pack(struct engine *engine, const char *folder, const char *reason)
{
  g_hash_table_insert(engine->refused, g_strdup(folder), g_strdup(reason));
}

void engine_add_pack(struct engine *engine, const struct pack_text *pack, const char *only, GPtrArray *errors)
{
  pack_set_add(engine->set, pack_text_ref(pack), only, engine->deadline, errors);
}

void engine_load_pack(struct engine *engine, const char *folder, const char *only, GPtrArray *errors)
{
  guint before = errors->len;
  struct manifest *manifest = manifest_load(folder, errors);
  const char *fault = manifest ? g_hash_table_lookup(engine->refused, folder) : errors->pdata[before];
  struct pack_text *pack = pack_text_read(folder, manifest, fault ? fault : "");
  pack_set_add(engine->set, pack, only, engine->deadline, errors);
  manifest_free(manifest);
}

void engine_change_packs(struct engine *engine, GPtrArray *offered, GPtrArray *errors)
{
  pack_set_change(engine->set, offered, engine->deadline, errors);
  for (guint i = 0; i < engine->set->policies->len; i++)
    policy_reset(engine->set->policies->pdata[i]);
}

gboolean engine_override(struct engine *engine, const char *name, const char *setting, const char *text)
{
  struct policy *policy = pack_set_policy(engine->set, name);
  if (policy)
    policy_override(policy, setting, text);
  return policy != NULL;
}

gboolean engine_override_for(struct engine *engine, const struct scope *scope, const char *name, const char *setting,
                             const char *text)
{
  struct policy *policy = pack_set_policy(engine->set, name);
  if (policy)
    policy_override_for(policy, scope, setting, text);
  return policy != NULL;
}

/* A policy that was not there before, or not in this version, may try again. */
gboolean engine_hold(struct engine *engine, const char *name, enum policy_state state, const char *reason)
{
  struct policy *policy = pack_set_policy(engine->set, name);
  if (policy && !(engine->is_started && policy->is_new && state == POLICY_SUSPENDED))
    policy_hold(policy, state, reason);
  return policy != NULL;
}

static void start_policy(struct engine *engine, struct policy *policy)
{
  policy_prepare(policy);
  policy->is_new = FALSE;
  for (guint i = 0; policy->state != POLICY_REFUSED && i < policy->needs->len; i++) {
    const struct need *need = &g_array_index(policy->needs, struct need, i);
    subjects_need(engine->subjects, need->metric, MAX(need->reach.span_sec, need->reach.age_sec));
  }
}

void engine_start(struct engine *engine)
{
  subjects_need_nothing(engine->subjects);
  for (guint i = 0; i < engine->set->policies->len; i++)
    start_policy(engine, engine->set->policies->pdata[i]);
  subjects_forget_unneeded(engine->subjects);
  engine->is_started = TRUE;
}

struct subjects *engine_subjects(struct engine *engine)
{
  return engine->subjects;
}

static gboolean is_gone(gpointer key, gpointer value, gpointer subjects)
{
  (void)value;
  return subjects_find(subjects, key) == NULL;
}

void engine_take_subjects(struct engine *engine, const struct subject_row *rows, gsize n)
{
  subjects_replace(engine->subjects, rows, n);
  for (guint i = 0; i < engine->set->policies->len; i++) {
    struct policy *policy = g_ptr_array_index(engine->set->policies, i);
    g_hash_table_foreach_remove(policy->standings, is_gone, engine->subjects);
    policy_forget_variants(policy, FALSE); /* guests move */
  }
}

void engine_take_open_tip(struct engine *engine, const char *name, const char *subject,
                          enum severity severity)
{
  struct policy *policy = pack_set_policy(engine->set, name);
  struct object object;
  if (policy && object_parse(subject, &object))
    policy_standing(policy, subject)->open = severity;
}

static void insert_settings(GHashTable *table, const GPtrArray *settings)
{
  for (guint i = 0; i < settings->len; i++) {
    const struct setting *setting = g_ptr_array_index(settings, i);
    g_hash_table_insert(table, g_strdup(setting->name), setting_text(setting));
  }
}

static void tell(struct engine *engine, const struct evaluation *evaluation, struct judgement *judgement)
{
  const struct policy *policy = evaluation->policy;
  struct finding *finding = judgement->tip ? g_steal_pointer(&judgement->tip) : finding_new();
  finding->kind = judgement->kind;
  finding->stamp_sec = evaluation->moment.stamp_sec;
  finding->policy = g_strdup(policy->name);
  finding->pack = g_strdup(policy->pack);
  finding->pack_version = g_strdup(policy->pack_version);
  finding->title = g_strdup(policy->title);
  finding->subject = g_strdup(evaluation->subject->key);
  if (!finding->text)
    finding->text = g_strdup(judgement->reason ? judgement->reason : "");
  insert_settings(finding->settings, evaluation->settings);
  engine->events->finding(finding, engine->user);
  finding_free(finding);
}

/* Whether the core has not heard this yet. Tips are told again, since their evidence is new. */
static gboolean is_news(struct standing *standing, const struct judgement *judgement)
{
  if (judgement->kind == FINDING_TIP) {
    standing->said = TRUE;
    standing->kind = FINDING_TIP;
    return TRUE;
  }
  if (standing->said && standing->kind == judgement->kind &&
      g_strcmp0(standing->text, judgement->reason) == 0)
    return FALSE;
  standing->said = TRUE;
  standing->kind = judgement->kind;
  text_replace(&standing->text, judgement->reason);
  return TRUE;
}

/* A tip that stays for lack of data, or of an evaluation that failed, stays for what it was. */
static void take_holds(struct standing *standing, struct evaluation *evaluation, enum finding_kind kind)
{
  if (kind == FINDING_TIP && !evaluation->holds && !standing->held)
    evaluation->holds = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  if ((kind == FINDING_TIP || kind == FINDING_CLEAR) && standing->held)
    g_hash_table_remove_all(standing->held);
  if (kind == FINDING_TIP && evaluation->holds) {
    g_clear_pointer(&standing->held, g_hash_table_unref);
    standing->held = g_steal_pointer(&evaluation->holds);
  }
  g_clear_pointer(&evaluation->holds, g_hash_table_unref);
}

static enum sandbox_outcome judge_subject(struct engine *engine, struct policy *policy,
                                          const struct subject *subject, gint64 stamp_sec,
                                          struct round *round)
{
  struct standing *standing = policy_standing(policy, subject->key);
  if (!standing->variant && policy->scoped->len > 0)
    standing->variant = policy_variant(policy, subject);
  struct evaluation evaluation = {
      .policy = policy,
      .subject = subject,
      .settings = standing->variant ? standing->variant->settings : policy->settings,
      .set_ref = standing->variant ? standing->variant->set_ref : policy->set_ref,
      .subjects = engine->subjects,
      .moment = {stamp_sec, subjects_interval_sec(engine->subjects)},
      .round = engine->rounds,
      .open = standing->open,
      .held = standing->held,
      .tip_serial = engine->tip_serial,
  };
  struct judgement judgement;
  policy_evaluate(&evaluation, &judgement);
  engine->tip_serial = evaluation.tip_serial;
  round->evaluations++;
  round->failures += judgement.kind == FINDING_ERROR;
  enum sandbox_outcome outcome = judgement.outcome;
  if (is_news(standing, &judgement)) {
    round->findings++;
    tell(engine, &evaluation, &judgement);
  }
  take_holds(standing, &evaluation, judgement.kind);
  judgement_clear(&judgement);
  return outcome;
}

/* The subjects that the policy is to judge now: all where it is due, else those whose state, or what others say of them,
 * has changed since it ran last. */
static GPtrArray *subjects_due(const struct engine *engine, const struct policy *policy, gint64 stamp_sec)
{
  const GPtrArray *all = subjects_of(engine->subjects, policy->subject);
  gboolean is_due = policy_is_due(policy, stamp_sec);
  GPtrArray *due = g_ptr_array_sized_new(is_due ? all->len : 0);
  for (guint i = 0; i < all->len; i++)
    if (is_due || subject_changed_since(all->pdata[i], policy->evaluated_round))
      g_ptr_array_add(due, all->pdata[i]);
  return due;
}

/* What exhausted the policy in this round: TIME, MEMORY, or DONE for nothing. */
static enum sandbox_outcome run_policy(struct engine *engine, struct policy *policy, const GPtrArray *subjects,
                                       gint64 stamp_sec, struct round *round)
{
  guint64 start_ms = deadline_spent_ms(engine->deadline);
  enum sandbox_outcome exhausted = SANDBOX_DONE;
  if (engine->events->running)
    engine->events->running(policy->name, engine->user);
  for (guint i = 0; i < subjects->len; i++) {
    enum sandbox_outcome outcome =
        judge_subject(engine, policy, g_ptr_array_index(subjects, i), stamp_sec, round);
    if (outcome == SANDBOX_TIME || outcome == SANDBOX_MEMORY)
      exhausted = outcome;
    if (deadline_spent_ms(engine->deadline) - start_ms > POLICY_ROUND_MS)
      return SANDBOX_TIME;
  }
  return exhausted;
}

/* One of the subjects for which the last evaluation failed, and how; NULL: there is none. */
static const char *any_failure(const struct policy *policy, const char **text)
{
  GHashTableIter iter;
  gpointer subject, standing;
  g_hash_table_iter_init(&iter, policy->standings);
  while (g_hash_table_iter_next(&iter, &subject, &standing)) {
    const struct standing *each = standing;
    *text = each->text ? each->text : "";
    if (each->said && each->kind == FINDING_ERROR)
      return subject;
  }
  return NULL;
}

/* After a round of all subjects; TRUE when the policy begins or ends to fail. */
static gboolean note_failure(const struct engine *engine, struct policy *policy)
{
  const char *text, *key = any_failure(policy, &text);
  if (policy->state != POLICY_ACTIVE || (key != NULL) == (policy->reason[0] != '\0'))
    return FALSE;
  const struct subject *subject = key ? subjects_find(engine->subjects, key) : NULL;
  g_autofree char *reason = g_strdup_printf("it fails for %s: %s", subject ? subject->name : key, text);
  policy_say_failure(policy, key ? reason : "");
  policy->failing_sec = policy->evaluated_sec;
  return TRUE;
}

/* Counts rounds in a row in which it only raised errors; TRUE when the policy was suspended now. */
static gboolean count_failure(struct policy *policy, gboolean is_failure)
{
  const char *text = "";
  policy->failed_rounds = is_failure ? policy->failed_rounds + 1 : 0;
  if (policy->failed_rounds < POLICY_FAILURES_MAX)
    return FALSE;
  gboolean is_known = any_failure(policy, &text) != NULL;
  g_autofree char *reason = g_strdup_printf("it failed for every subject in %d rounds in a row: %s", POLICY_FAILURES_MAX,
                                            is_known ? text : "");
  policy_suspend(policy, reason);
  return TRUE;
}

/* The same for rounds in which it exhausted something. */
static gboolean strike(struct policy *policy, enum sandbox_outcome exhausted)
{
  if (exhausted == SANDBOX_DONE) {
    policy->strikes = 0;
    return FALSE;
  }
  if (++policy->strikes < POLICY_STRIKES_MAX)
    return FALSE;
  g_autofree char *reason =
      exhausted == SANDBOX_TIME
          ? g_strdup_printf("it ran too long in %d rounds in a row (%d ms for a subject, %d ms for all are allowed)",
                            POLICY_STRIKES_MAX, POLICY_EVALUATION_MS, POLICY_ROUND_MS)
          : g_strdup_printf("it used too much memory in %d rounds in a row (%u MiB are allowed)",
                            POLICY_STRIKES_MAX, SANDBOX_MEMORY_MAX >> 20);
  policy_suspend(policy, reason);
  return TRUE;
}

struct round engine_evaluate(struct engine *engine, gint64 stamp_sec)
{
  struct round round = {0};
  engine->rounds++;
  subjects_next_round(engine->subjects);
  for (guint i = 0; i < engine->set->policies->len; i++) {
    struct policy *policy = g_ptr_array_index(engine->set->policies, i);
    if (policy->state != POLICY_ACTIVE)
      continue;
    g_autoptr(GPtrArray) subjects = subjects_due(engine, policy, stamp_sec);
    gboolean is_due = policy_is_due(policy, stamp_sec);
    if (!is_due && subjects->len == 0)
      continue;
    if (is_due)
      policy->evaluated_sec = stamp_sec;
    policy->evaluated_round = subjects_round(engine->subjects);
    guint evaluations = round.evaluations, failures = round.failures;
    enum sandbox_outcome exhausted = run_policy(engine, policy, subjects, stamp_sec, &round);
    evaluations = round.evaluations - evaluations;
    gboolean is_failure = evaluations > 0 && round.failures - failures == evaluations && exhausted == SANDBOX_DONE;
    if (strike(policy, exhausted) ||
        (is_due && (count_failure(policy, is_failure) || note_failure(engine, policy)))) /* of all subjects */
      round.policies_changed = TRUE;
  }
  return round;
}

const GPtrArray *engine_packs(const struct engine *engine)
{
  return engine->set->packs;
}

const GPtrArray *engine_policies(const struct engine *engine)
{
  return engine->set->policies;
}

guint engine_count_policies(const struct engine *engine, enum policy_state state)
{
  guint n = 0;
  for (guint i = 0; i < engine->set->policies->len; i++)
    n += ((const struct policy *)g_ptr_array_index(engine->set->policies, i))->state == state;
  return n;
}
