/* A job of libvirt's that goes on although nobody waits for the end of its deed: its progress is asked for. */
#include "action/run.h"

#include "model/object.h"

static const struct intent *open_job(const struct run *run)
{
  for (guint i = run->intents->len; i > 0; i--) {
    const struct intent *intent = run->intents->pdata[i - 1];
    if (intent->open && deed_is_job(intent->deed))
      return intent;
  }
  return NULL;
}

void run_follow(struct run *run)
{
  const struct intent *intent = run->heard[ON_SOURCE] == ANSWER_BUSY ? open_job(run) : NULL;
  if (!intent || run->followed == intent->id)
    return;
  g_autofree char *host = subject_format(SUBJECT_HOST, intent->host);
  if (run->actions->events->send(MESSAGE_FOLLOW, g_variant_new("(tss)", intent->id, host, intent->guest_uuid),
                                 run->actions->user))
    run->followed = intent->id;
}
