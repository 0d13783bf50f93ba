#include "policy/strikes.h"

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

/* TRUE when the policy begins or ends to fail. */
static gboolean note_failure(struct policy *policy, const struct subjects *subjects)
{
  const char *text, *key = any_failure(policy, &text);
  if (policy->state != POLICY_ACTIVE || (key != NULL) == (policy->reason[0] != '\0'))
    return FALSE;
  const struct subject *subject = key ? subjects_find(subjects, key) : NULL;
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

gboolean policy_take_round(struct policy *policy, gboolean is_failure, const struct subjects *subjects)
{
  return count_failure(policy, is_failure) || note_failure(policy, subjects);
}

gboolean policy_strike(struct policy *policy, enum sandbox_outcome exhausted)
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
