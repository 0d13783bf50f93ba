#include "snmp/agent_software.h"

/* At a time, of all agents. */
#define LOOKS_MAX 128
/* No request begins in the last part of the time that polls leave: its answer may come late. */
#define ROOM_PART 4

/* A look that has lasted for as long as it may is given up. */
static gint64 period_us(const struct agent *agent)
{
  return (gint64)object_class_period_sec(agent->software->kind->class) * G_USEC_PER_SEC;
}

static void agent_begin_look(struct agent *agent)
{
  software_begin(agent->software, agent_has_bulk(agent), g_get_monotonic_time());
  agent->shared->looking++;
  /* Polls are on a grid: the one a period later may be a hair early. */
  agent->look_us = agent->begun_us + period_us(agent) - (gint64)agent->interval_ms * 1000 / 2;
}

void agent_end_look(struct agent *agent, enum reading_state why)
{
  if (!agent->software || !software_is_looking(agent->software))
    return;
  software_fail(agent->software, why);
  agent->shared->looking--;
}

void agent_forget_software(struct agent *agent)
{
  if (!agent->software)
    return;
  agent_end_look(agent, READING_RESET);
  software_fail(agent->software, READING_RESET);
  agent->look_us = 0;
}

gboolean agent_ask_software(struct agent *agent, struct request *request)
{
  struct software *software = agent->software;
  gint64 now_us = g_get_monotonic_time();
  if (!software)
    return FALSE;
  if (!agent->answered) {
    agent_end_look(agent, READING_NO_ANSWER);
    agent->look_us = 0; /* as soon as it is back */
    return FALSE;
  }
  if (agent->deadline_us - now_us < (gint64)agent->interval_ms * 1000 / ROOM_PART)
    return FALSE;
  if (software_is_looking(software) && now_us - software->begun_us > period_us(agent))
    agent_end_look(agent, READING_NO_ANSWER);
  if (!software_is_looking(software)) {
    if (now_us < agent->look_us || agent->shared->looking >= LOOKS_MAX)
      return FALSE;
    agent_begin_look(agent);
  }
  if (!software_ask(software, request)) {
    agent->shared->looking--;
    return FALSE;
  }
  agent->asked = ASKED_SOFTWARE;
  return TRUE;
}

void agent_take_software(struct agent *agent, const struct reply *reply)
{
  if (!agent->software || !software_is_looking(agent->software))
    return;
  software_take(agent->software, reply);
  if (!software_is_looking(agent->software))
    agent->shared->looking--;
}
