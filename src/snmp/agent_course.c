#include "snmp/agent_course.h"

#include "snmp/agent_discovery.h"
#include "snmp/agent_lookup.h"
#include "snmp/agent_poll.h"
#include "snmp/agent_software.h"

#define TIMEOUT_FIRST_US 1000000
#define TIMEOUT_MIN_US 500000
#define TIMEOUT_MAX_US 2000000
#define TIMEOUT_ROUND_TRIPS 8
#define RETRIES 1
/* A poll must end this part of the interval after its begin. */
#define POLL_PART(interval_us) ((interval_us) / 10 * 9)

static void on_reply(const struct reply *reply, gpointer user)
{
  struct agent *agent = user;
  gboolean silent = reply_is_silence(reply);
  agent->asking = FALSE;
  if (!silent && agent->asked != ASKED_SOFTWARE) { /* that list is slower than all else, and says nothing of polls */
    gint64 took_us = reply->received_us - reply->sent_us;
    agent->round_trip_us = agent->round_trip_us ? (3 * agent->round_trip_us + took_us) / 4 : took_us;
    agent->answered = TRUE;
  }
  if (agent->asked == ASKED_DISCOVERY)
    agent_take_discovery(agent, reply);
  else if (agent->asked == ASKED_SOFTWARE)
    agent_take_software(agent, reply);
  else if (silent)
    agent_take_silence(agent, reply);
  else if (agent->asked == ASKED_PROBE)
    agent_take_probe(agent, reply);
  else if (reply->status == REPLY_MALFORMED)
    plan_fail(&agent->plan, agent->inventory, agent->ask++, READING_BAD_VALUE);
  else
    agent_take_values(agent, reply);
  agent_step(agent);
}

/* For the request to come. One between polls may reach into the next one, but leaves it time for the values: else it
 * would be late. The list of what runs is not worth even that. */
static gint64 agent_left_us(const struct agent *agent)
{
  gint64 now_us = g_get_monotonic_time();
  if (agent->polling || agent->asked == ASKED_SOFTWARE)
    return agent->deadline_us - now_us;
  return MIN(TIMEOUT_MAX_US, agent->begun_us + (gint64)agent->interval_ms * 1000 / 2 * 3 - now_us);
}

/* FALSE: no time is left for an answer. */
static gboolean agent_set_timeout(const struct agent *agent, struct request *request)
{
  gint64 wanted_us = TIMEOUT_FIRST_US;
  gint64 left_us = agent_left_us(agent);
  gboolean software = agent->asked == ASKED_SOFTWARE;
  gboolean probe = agent->link == LINK_DOWN && !agent->answered;
  if (probe)
    wanted_us = TIMEOUT_MAX_US; /* it may be back, but slow; waiting costs nothing */
  else if (agent->round_trip_us)
    wanted_us = CLAMP(agent->round_trip_us * TIMEOUT_ROUND_TRIPS, TIMEOUT_MIN_US, TIMEOUT_MAX_US);
  if (agent->asked == ASKED_DISCOVERY || software) /* many rows at once take an agent longer than a poll */
    wanted_us = MAX(wanted_us, TIMEOUT_FIRST_US);
  request->slow = probe;
  request->retries = probe || software ? 0 : RETRIES;
  request->timeout_us = MIN(wanted_us, left_us / (request->retries + 1));
  if (agent->asked == ASKED_DISCOVERY)
    return left_us > (agent->polling ? 2 : 1) * agent->round_trip_us;
  return left_us > 0;
}

/* What to ask next; FALSE: nothing. */
static gboolean agent_choose(struct agent *agent, struct request *request)
{
  gboolean needs = agent->polling ? !agent->inventory || agent->findings.suspect
                                  : g_get_monotonic_time() > agent->rediscover_us;
  gboolean values = agent->polling && agent->inventory;
  if (agent->polling && !agent->probed && (!agent->inventory || agent->link != LINK_UP)) {
    agent->asked = ASKED_PROBE;
    request->kind = REQUEST_GET;
    request->n = plan_clock_names(request->names, TRUE, FALSE);
    return TRUE;
  }
  if (values && agent->ask < plan_n_asks(&agent->plan)) {
    agent->asked = ASKED_VALUES;
    agent->checked = agent->ask == 0 ? agent_next_check(agent) : G_MAXUINT;
    plan_ask(&agent->plan, agent->inventory, agent->ask, agent->checked, request);
    return TRUE;
  }
  if (values && !agent->discovered && inventory_is_marked(agent->inventory))
    needs = TRUE;
  if (!agent->discovery && needs && agent_may_discover(agent))
    agent_begin_discovery(agent);
  if (!agent->discovery && !agent->polling)
    return agent_ask_software(agent, request);
  if (!agent->discovery || (agent->polling && !needs))
    return FALSE;
  agent->asked = ASKED_DISCOVERY;
  if (discovery_ask(agent->discovery, request))
    return TRUE;
  agent_end_discovery(agent);
  agent->discovered = TRUE;
  agent->findings.suspect = FALSE;
  return agent_choose(agent, request);
}

void agent_step(struct agent *agent)
{
  struct request *request = &agent->shared->request;
  g_autoptr(GError) error = NULL;
  while (!agent->asking && agent->session) {
    if (!agent_choose(agent, request)) {
      if (!agent->polling)
        return;
      agent_end_poll(agent, "the agent is not asked yet: many others are being discovered");
    } else if (agent_set_timeout(agent, request) &&
               session_ask(agent->session, request, on_reply, agent, &error)) {
      agent->asking = TRUE;
      return;
    } else if (!agent->polling && !error) {
      return; /* the next poll is near: the discovery goes on in it, or after */
    } else {
      agent_fail_rest(agent, error ? READING_UNREACHABLE : READING_NO_ANSWER);
      if (!agent->polling) {
        if (agent->asked == ASKED_SOFTWARE)
          agent_end_look(agent, READING_UNREACHABLE);
        else
          agent_stop_discovery(agent);
        return;
      }
      gboolean goes_on = agent->discovery && !error; /* after the poll, where it has time */
      if (goes_on && agent->findings.suspect)
        agent_doubt(agent);
      agent_end_poll(agent, error ? error->message : "the interval is too short to ask");
      if (!goes_on)
        return;
    }
  }
}

void agent_poll(struct agent *agent, gint64 stamp_sec)
{
  if (agent->polling) {
    agent->shared->tally->late_polls++;
    return;
  }
  agent->shared->tally->polls++;
  agent->polling = TRUE;
  agent->answered = agent->probed = agent->discovered = agent->lost = FALSE;
  agent->ask = 0;
  agent->why = READING_NO_ANSWER;
  agent->findings = (struct findings){.suspect = FALSE};
  agent->stamp_sec = stamp_sec;
  agent->begun_us = g_get_monotonic_time();
  agent->deadline_us = agent->begun_us + POLL_PART((gint64)agent->interval_ms * 1000);
  if (agent->inventory)
    inventory_advance(agent->inventory);
  if (agent->begun_us < agent->denied_until_us) {
    agent_fail_rest(agent, READING_REFUSED);
    agent_end_poll(agent, agent->reason);
    return;
  }
  if (agent->session) {
    agent_step(agent);
    return;
  }
  agent_resolve(agent);
  agent_fail_rest(agent, READING_UNREACHABLE);
  g_autofree char *reason = agent->link == LINK_DOWN
                                ? g_strdup(agent->reason)
                                : g_strdup_printf("the name in %s is being looked up", agent->address_text);
  agent_end_poll(agent, reason);
}
