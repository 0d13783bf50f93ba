/* Whether a guest whose agent answered before its action answers after it: what burns a processor need not live. */
#include "action/run.h"

#include "base/text.h"
#include "model/object.h"
#include "model/sample.h"

#define FRESH_MS (3 * AGENT_PERIOD_SEC * 1000) /* before the action: lately enough to be missed after it */
#define PAUSE_US (2 * G_USEC_PER_SEC)          /* between two questions */
#define LOST_US (10 * G_USEC_PER_SEC)          /* provost-virt answers before that, or died */

/* What boots anew has no agent for a while. */
static gboolean is_awaited(const struct run *run)
{
  const struct actions *actions = run->actions;
  gint64 age_ms = 0;
  gint64 lasts_ms = (clock_wall_us(actions->clock) - run->action->started_us) / 1000;
  return run->action->move->method != METHOD_COLD &&
         fleet_guest_agent(actions->fleet, run->action->move->guest_uuid, &age_ms) && age_ms <= lasts_ms + FRESH_MS;
}

void run_ping_begin(struct run *run)
{
  struct pinging *agent = &run->looking.agent;
  *agent = (struct pinging){.is_awaited = is_awaited(run), .trouble = agent->trouble};
  text_replace(&agent->trouble, "");
  run_ping_if_due(run);
}

void run_ping_if_due(struct run *run)
{
  struct actions *actions = run->actions;
  struct pinging *agent = &run->looking.agent;
  gint64 age_us = clock_monotonic_us(actions->clock) - agent->asked_us;
  if (!agent->is_awaited || agent->word == AGENT_ANSWERS || age_us < (agent->request ? LOST_US : PAUSE_US))
    return;
  g_autofree char *host = subject_format(SUBJECT_HOST, run_host(run, run_home(run)));
  agent->request = actions->next_request++;
  agent->asked_us += age_us;
  actions->events->send(MESSAGE_PING_AGENT, g_variant_new("(tss)", agent->request, host, run->action->move->guest_uuid),
                        actions->user);
}

gboolean run_take_pinged(struct run *run, guint64 request, guint word, const char *problem)
{
  struct pinging *agent = &run->looking.agent;
  if (agent->request == 0 || agent->request != request)
    return FALSE;
  agent->request = 0;
  agent->word = word <= AGENT_SILENT ? word : AGENT_UNKNOWN;
  text_replace(&agent->trouble, problem);
  run_look_end_if_seen(run);
  return TRUE;
}
