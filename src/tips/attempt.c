#include "tips/attempt.h"

#include "model/object.h"

#include <string.h>

void attempt_question(const struct tip *tip, const struct remedy *remedy, struct plan_question *question)
{
  const char *from = g_hash_table_lookup(remedy->parameters, "from");
  const char *relieve = g_hash_table_lookup(remedy->parameters, "relieve");
  const char *subject = from ? from : tip->subject;
  *question = (struct plan_question){
      .kind = PLAN_RELIEVE,
      .spares_held = strcmp(tip->state_by, BY_AUTOMATION) == 0,
      .resource = g_strcmp0(relieve, "memory") == 0 ? RESOURCE_MEMORY : RESOURCE_CPU};
  const char *host = subject_key(subject, SUBJECT_HOST);
  question->guest_uuid = subject_key(subject, SUBJECT_GUEST);
  if (question->guest_uuid)
    question->kind = PLAN_MOVE;
  else /* no host has the name of what is something else */
    question->host = host ? host : subject;
}

gboolean attempt_measured(struct tipbook *tips, guint64 tip_id, enum verdict verdict, const char *outcome, const char *undone,
                          GError **error)
{
  gboolean resolved = verdict == VERDICT_EFFECTIVE || verdict == VERDICT_UNKNOWN;
  struct tip_change change = {.by = "provostd", .verdict = verdict, .outcome = outcome};
  g_autofree char *why = g_strconcat("its action had not the effect it was ordered for", undone ? "; " : NULL, undone, NULL);
  if (!resolved)
    change.why = why;
  return tipbook_move(tips, tip_id, resolved ? TIP_EVENT_RESOLVE : TIP_EVENT_FAIL, &change, error);
}
