#include "snmp/agent_poll.h"

#include "snmp/agent_software.h"
#include "snmp/report.h"
#include "snmp/usm.h"

#include <errno.h>

/* An agent that denied what it was asked is not asked sooner: nothing must look like guessing passphrases. */
#define DENIED_SEC 60
/* No rate is made over a longer gap than these, whichever is longer: snmpd renews some counters every 5 s only. */
#define GAP_INTERVALS 3
#define GAP_MS 15000
/* Polls without a time-out after which larger replies are tried again. */
#define CLEAN_POLLS 30

void agent_plan(struct agent *agent)
{
  plan_build(&agent->plan, agent->inventory, agent->budget, agent_has_bulk(agent));
}

/* ---- its end ---- */

/* Where replies are lost or too big smaller ones are asked; after many polls without a loss, larger ones
 * may pass again. */
static void agent_adapt(struct agent *agent)
{
  guint wanted = agent->budget;
  if (agent->lost)
    wanted = MAX(BUDGET_MIN, agent->budget / 2);
  agent->clean_polls = agent->lost ? 0 : agent->clean_polls + 1;
  if (agent->clean_polls >= CLEAN_POLLS) {
    agent->clean_polls = 0;
    wanted = MIN(agent->budget * 2, BUDGET_MAX);
  }
  if (wanted == agent->budget)
    return;
  agent->budget = wanted;
  agent_plan(agent);
}

static void agent_tell_facts(struct agent *agent, guint64 took_ms)
{
  const struct facts_beside beside = {agent->round_trip_us, (gint64)took_ms, agent->software};
  GVariant *facts = facts_of_inventory(&agent->told, agent->subject, agent->version, agent->inventory, &beside);
  if (facts)
    agent->shared->sink->facts(facts, agent->shared->user);
}

static void agent_report(struct agent *agent)
{
  const struct report report = {outgoing_at(agent->shared->outgoing, agent->stamp_sec),
                                agent->shared->tally,
                                agent->object,
                                agent->kind,
                                agent->answered ? READING_KNOWN : agent->why,
                                MAX(GAP_MS, (gint64)agent->interval_ms * GAP_INTERVALS)};
  if (agent->inventory)
    report_inventory(&report, agent->inventory);
  else
    report_unknown(&report, agent->shared->tables, agent->why);
  if (agent->gone)
    report_gone(&report, agent->gone, agent->inventory);
  g_clear_pointer(&agent->gone, inventory_free);
  if (agent->software)
    software_report(agent->software, report.down, agent->begun_us, report.builder, report.tally);
}

static void agent_complain_of_values(struct agent *agent)
{
  agent->shared->tally->bad_values += agent->findings.bad_values;
  if (agent->findings.bad_values == 0)
    return;
  g_autofree char *name = oid_format(&agent->findings.first_bad);
  complain(&agent->complaints, COMPLAINT_BAD_VALUE, agent->subject,
           "its agent gives %u values of a wrong type, the first at %s: they are unknown",
           agent->findings.bad_values, name);
}

void agent_end_poll(struct agent *agent, const char *reason)
{
  guint64 took_ms = (guint64)(g_get_monotonic_time() - agent->begun_us) / 1000;
  agent->shared->tally->poll_ms_max = MAX(agent->shared->tally->poll_ms_max, took_ms);
  agent->polling = FALSE;
  if (agent->answered) {
    agent->shared->tally->answered++;
    agent_set_link(agent, LINK_UP, "");
    agent_complain_of_values(agent);
    if (agent->inventory) {
      agent_adapt(agent);
      agent_tell_facts(agent, took_ms);
    }
  } else {
    agent_set_link(agent, LINK_DOWN, reason);
  }
  agent_report(agent);
}

/* ---- its answers ---- */

void agent_fail_rest(struct agent *agent, enum reading_state why)
{
  agent->why = why;
  for (; agent->inventory && agent->ask < plan_n_asks(&agent->plan); agent->ask++)
    plan_fail(&agent->plan, agent->inventory, agent->ask, why);
}

void agent_doubt(struct agent *agent)
{
  agent->ask = 0;
  agent_fail_rest(agent, READING_RESET);
}

static void agent_notice_restart(struct agent *agent, const struct agent_time *now)
{
  gint64 elapsed_ms;
  if (!now->known)
    return;
  gboolean earlier = agent->time.sent_us < agent->begun_us; /* not of this very poll */
  gboolean stands = now->uptime_ticks == agent->time.uptime_ticks && now->boots == agent->time.boots;
  if (earlier && !stands && agent_time_compare(&agent->time, now, G_MAXINT64, &elapsed_ms) == CONTINUITY_BROKEN) {
    agent->shared->tally->restarts++;
    agent->findings.suspect = TRUE;
    agent_forget_software(agent);
  }
  agent->time = *now;
}

guint agent_next_check(struct agent *agent)
{
  guint n = agent->inventory->instances->len;
  for (guint i = 0; i < n; i++) {
    guint next = (agent->check + 1 + i) % n;
    if (inventory_instance(agent->inventory, next)->check)
      return agent->check = next;
  }
  return G_MAXUINT;
}

void agent_take_values(struct agent *agent, const struct reply *reply)
{
  switch (plan_take(&agent->plan, agent->inventory, agent->ask, agent->checked, reply, &agent->findings)) {
  case PLAN_TAKEN:
    if (agent->ask++ == 0) {
      const struct agent_time now = plan_time(reply, agent->inventory->has_boots);
      agent_notice_restart(agent, &now);
    }
    break;
  case PLAN_AGAIN:
    break;
  case PLAN_SMALLER:
    agent->shared->tally->shortened++;
    if (agent->budget == BUDGET_MIN) {
      agent_fail_rest(agent, READING_BAD_VALUE);
      break;
    }
    agent->budget = MAX(BUDGET_MIN, agent->budget / 2);
    agent_plan(agent);
    agent->ask = 0;
    break;
  case PLAN_BROKEN:
    plan_fail(&agent->plan, agent->inventory, agent->ask++, READING_BAD_VALUE);
    break;
  }
}

static char *silence_reason(const struct agent *agent, const struct reply *reply)
{
  if (reply->status == REPLY_UNREACHABLE && reply->error == ECONNREFUSED)
    return g_strdup_printf("nothing listens at %s: is snmpd running there, and on this address?",
                           agent->address_text);
  if (reply->status == REPLY_UNREACHABLE)
    return g_strdup_printf("%s cannot be reached: %s", agent->address_text,
                           g_strerror((int)reply->error));
  if (reply->status == REPLY_DENIED)
    return g_strdup_printf("%s %s", agent->address_text, denial_text(reply->error));
  if (reply->undecodable > 0)
    return g_strdup_printf("what answers at %s is no SNMP: is it snmpd?", agent->address_text);
  return g_strdup_printf("no answer from %s: is snmpd running%s, is a firewall between?", agent->address_text,
                         agent->usm ? "" : ", is the community right");
}

static enum reading_state why_silent(enum reply_status status)
{
  return status == REPLY_UNREACHABLE ? READING_UNREACHABLE
         : status == REPLY_DENIED    ? READING_REFUSED
                                     : READING_NO_ANSWER;
}

void agent_take_silence(struct agent *agent, const struct reply *reply)
{
  agent->lost = TRUE;
  if (agent->answered && agent->asked == ASKED_VALUES && reply->status == REPLY_TIMEOUT) {
    plan_fail(&agent->plan, agent->inventory, agent->ask++, READING_NO_ANSWER);
    return;
  }
  agent_fail_rest(agent, why_silent(reply->status));
  if (reply->status == REPLY_DENIED)
    agent->denied_until_us = g_get_monotonic_time() + DENIED_SEC * G_USEC_PER_SEC;
  g_autofree char *reason = silence_reason(agent, reply);
  agent_end_poll(agent, reason);
}

void agent_take_probe(struct agent *agent, const struct reply *reply)
{
  agent->probed = TRUE;
  if (reply->status == REPLY_REFUSED && reply->error_index == 2)
    return; /* no snmpEngineBoots, which discovery finds out, too */
  if (reply->status != REPLY_ANSWER)
    return;
  const struct agent_time now = plan_time(reply, TRUE);
  agent_notice_restart(agent, &now);
}
