#include "policy/engine.h"

#include "base/limits.h"
#include "base/text.h"
#include "policy/canary.h"
#include "policy/evaluate.h"
#include "policy/standing.h"
#include "policy/strikes.h"
#include "policy/unjudged.h"

#include <string.h>

struct engine {
  const struct engine_events *events;
  gpointer user;
  struct deadline *deadline;
  struct subjects *subjects;
  struct pack_set *set;
  struct canary *canary;
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
  engine->canary = canary_new();
  return engine;
}

void engine_free(struct engine *engine)
{
  canary_free(engine->canary);
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

static void for_each_policy(const struct pack_set *set, void (*act)(struct policy *policy, struct engine *engine),
                            struct engine *engine)
{
  for (guint i = 0; i < set->policies->len; i++)
    act(set->policies->pdata[i], engine);
}

static void reset(struct policy *policy, struct engine *engine)
{
  (void)engine;
  policy_reset(policy);
}

void engine_change_packs(struct engine *engine, GPtrArray *offered, GPtrArray *errors)
{
  pack_set_change(engine->set, offered, engine->deadline, errors);
  for_each_policy(engine->set, reset, NULL);
}

void engine_change_canaries(struct engine *engine, GPtrArray *offered, GPtrArray *errors)
{
  canary_change(engine->canary, offered, engine->deadline, errors);
  for_each_policy(engine->canary->set, reset, NULL);
}

/* A setting holds for both versions of a policy. */
gboolean engine_override(struct engine *engine, const char *name, const char *setting, const char *text)
{
  struct policy *policy = pack_set_policy(engine->set, name), *tried = pack_set_policy(engine->canary->set, name);
  if (policy)
    policy_override(policy, setting, text);
  if (tried)
    policy_override(tried, setting, text);
  return policy || tried;
}

gboolean engine_override_for(struct engine *engine, const struct scope *scope, const char *name, const char *setting,
                             const char *text)
{
  struct policy *policy = pack_set_policy(engine->set, name), *tried = pack_set_policy(engine->canary->set, name);
  if (policy)
    policy_override_for(policy, scope, setting, text);
  if (tried)
    policy_override_for(tried, scope, setting, text);
  return policy || tried;
}

/* A policy that was not there before, or not in this version, may try again. */
gboolean engine_hold(struct engine *engine, const char *name, enum policy_state state, const char *reason)
{
  struct policy *policy = pack_set_policy(engine->set, name);
  if (policy && !(engine->is_started && policy->is_new && state == POLICY_SUSPENDED))
    policy_hold(policy, state, reason);
  struct policy *tried = state == POLICY_DISABLED ? pack_set_policy(engine->canary->set, name) : NULL;
  if (tried)
    policy_hold(tried, state, reason);
  return policy != NULL;
}

static void start_policy(struct policy *policy, struct engine *engine)
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
  for_each_policy(engine->set, start_policy, engine);
  for_each_policy(engine->canary->set, start_policy, engine);
  canary_pair(engine->canary, engine->set);
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

static void follow_subjects(struct policy *policy, struct engine *engine)
{
  g_hash_table_foreach_remove(policy->standings, is_gone, engine->subjects);
  policy_forget_variants(policy, FALSE); /* guests move */
}

void engine_take_subjects(struct engine *engine, const struct subject_row *rows, gsize n)
{
  subjects_replace(engine->subjects, rows, n);
  for_each_policy(engine->set, follow_subjects, engine);
  for_each_policy(engine->canary->set, follow_subjects, engine);
}

void engine_take_open_tip(struct engine *engine, const char *name, const char *subject,
                          enum severity severity)
{
  struct policy *policy = pack_set_policy(engine->set, name);
  struct object object;
  if (policy && object_parse(subject, &object))
    policy_standing(policy, subject)->open = severity;
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
  engine->events->finding(finding, evaluation->told, engine->user);
  finding_free(finding);
}

static enum sandbox_outcome judge_subject(struct engine *engine, struct policy *policy,
                                          const struct subject *subject, gint64 stamp_sec,
                                          struct round *round)
{
  struct standing *standing = policy_standing(policy, subject->key);
  struct policy *running = policy->is_canary ? canary_running(engine->set, policy) : NULL;
  if (policy->is_canary)
    canary_begin(standing, running, subject->key);
  if (!standing->variant && policy->scoped->len > 0)
    standing->variant = policy_variant(policy, subject);
  struct evaluation evaluation = {
      .policy = policy,
      .subject = subject,
      .settings = standing->variant ? standing->variant->settings : policy->settings,
      .told = standing->variant ? standing->variant->told : policy->told,
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
  round->unjudged += judgement.kind == FINDING_NO_DATA;
  enum sandbox_outcome outcome = judgement.outcome;
  gboolean is_news = standing_take_news(standing, &judgement);
  if (policy->is_canary || policy->is_watched)
    standing_keep_opinion(standing, &judgement);
  if (policy->is_canary) {
    canary_compare(engine->canary, policy, running, subject->key, stamp_sec);
  } else if (is_news) {
    round->findings++;
    tell(engine, &evaluation, &judgement);
  }
  standing_take_holds(standing, &evaluation, judgement.kind);
  judgement_clear(&judgement);
  return outcome;
}

/* The subjects that the policy is to judge now: all where it is due, else those whose state, or what others say of them,
 * has changed since it ran last. */
static GPtrArray *subjects_due(const struct engine *engine, const struct policy *policy, gboolean is_due)
{
  const GPtrArray *all = subjects_of(engine->subjects, policy->subject);
  GPtrArray *due = g_ptr_array_sized_new(is_due ? all->len : 0);
  for (guint i = 0; i < all->len; i++)
    if (is_due || subject_changed_since(all->pdata[i], policy->evaluated_look))
      g_ptr_array_add(due, all->pdata[i]);
  return due;
}

/* What exhausted the policy in this round: TIME, MEMORY, or DONE for nothing. */
static enum sandbox_outcome run_policy(struct engine *engine, struct policy *policy, const GPtrArray *subjects,
                                       gint64 stamp_sec, struct round *round)
{
  guint64 start_ms = deadline_spent_ms(engine->deadline);
  enum sandbox_outcome exhausted = SANDBOX_DONE;
  if (engine->events->running && !policy->is_canary)
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

static void evaluate_policy(struct engine *engine, struct policy *policy, const struct occasion *occasion, struct round *round)
{
  gint64 stamp_sec = occasion->stamp_sec;
  gboolean is_due = occasion->is_interval && policy_is_due(policy, stamp_sec);
  g_autoptr(GPtrArray) subjects = subjects_due(engine, policy, is_due);
  if (!is_due && subjects->len == 0)
    return;
  if (is_due)
    policy->evaluated_sec = stamp_sec;
  policy->evaluated_look = subjects_look(engine->subjects);
  guint evaluations = round->evaluations, failures = round->failures, unjudged = round->unjudged;
  enum sandbox_outcome exhausted = run_policy(engine, policy, subjects, stamp_sec, round);
  evaluations = round->evaluations - evaluations;
  if (is_due && !policy->is_canary)
    round->unjudged_changed |= unjudged_note(policy, subjects, round->unjudged - unjudged);
  gboolean is_failure = evaluations > 0 && round->failures - failures == evaluations && exhausted == SANDBOX_DONE;
  if (policy_strike(policy, exhausted) || (is_due && policy_take_round(policy, is_failure, engine->subjects)))
    round->policies_changed = TRUE;
}

static struct round evaluate_all(struct engine *engine, const struct pack_set *set, const struct occasion *occasion)
{
  struct round round = {0};
  for (guint i = 0; i < set->policies->len; i++) {
    struct policy *policy = g_ptr_array_index(set->policies, i);
    if (policy->state == POLICY_ACTIVE)
      evaluate_policy(engine, policy, occasion, &round);
  }
  return round;
}

struct round engine_evaluate(struct engine *engine, gint64 stamp_sec)
{
  engine->rounds++;
  subjects_next_round(engine->subjects);
  return evaluate_all(engine, engine->set, &(struct occasion){stamp_sec, TRUE});
}

struct round engine_evaluate_changed(struct engine *engine, gint64 stamp_sec)
{
  engine->rounds++;
  subjects_look_again(engine->subjects);
  return evaluate_all(engine, engine->set, &(struct occasion){stamp_sec, FALSE});
}

struct round engine_evaluate_canaries(struct engine *engine, const struct occasion *occasion)
{
  struct round round = evaluate_all(engine, engine->canary->set, occasion);
  engine->canary->is_changed |= round.policies_changed;
  return round;
}

GVariant *engine_canary_news(struct engine *engine)
{
  return engine->canary->is_changed ? canary_body(engine->canary, engine->set) : NULL;
}

const GPtrArray *engine_packs(const struct engine *engine)
{
  return engine->set->packs;
}

const GPtrArray *engine_canaries(const struct engine *engine)
{
  return engine->canary->set->policies;
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
