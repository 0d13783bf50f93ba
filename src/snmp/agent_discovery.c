#include "snmp/agent_discovery.h"

#include "base/text.h"
#include "snmp/agent_course.h"
#include "snmp/agent_poll.h"
#include "snmp/usm.h"

/* What an agent has is found anew about as often; sooner where a discovery failed. */
#define DISCOVERY_SEC 600
#define RETRY_SEC 60
#define FRESH_TICKS (60 * 100)
/* At a time, of all agents: a walk holds a table in memory. */
#define DISCOVERIES_MAX 128
/* Of these, agents that answer late: with all places theirs, the others would wait for minutes. */
#define DISCOVERIES_LATE_MAX 64
#define LATE_US 200000

/* ---- places ---- */

void agent_forget_place(struct agent *agent)
{
  if (agent->waits)
    g_queue_unlink(&agent->shared->waiting, &agent->place);
  agent->waits = FALSE;
}

static void agent_await_place(struct agent *agent)
{
  if (agent->waits)
    return;
  agent->waits = TRUE;
  agent->place.data = agent;
  g_queue_push_tail_link(&agent->shared->waiting, &agent->place);
}

/* Each that waits is called once: one that answers late may have to wait on. */
static gboolean on_place(gpointer user)
{
  struct agents *shared = user;
  shared->caller = 0;
  for (guint n = shared->waiting.length; n > 0 && shared->discovering < DISCOVERIES_MAX; n--) {
    struct agent *agent = g_queue_peek_head(&shared->waiting);
    agent_forget_place(agent);
    agent_step(agent);
  }
  return G_SOURCE_REMOVE;
}

gboolean agent_may_discover(struct agent *agent)
{
  guint most = agent->round_trip_us > LATE_US ? DISCOVERIES_LATE_MAX : DISCOVERIES_MAX;
  if (!agent->answered || agent->discovered)
    return FALSE;
  if (agent->shared->discovering < most)
    return TRUE;
  agent_await_place(agent);
  return FALSE;
}

/* ---- its course ---- */

void agent_begin_discovery(struct agent *agent)
{
  const struct discovery_setup setup = {agent->subject,   agent->kind,           agent->shared->tables,
                                        agent->inventory, agent_has_bulk(agent), WALK_REPETITIONS};
  agent_forget_place(agent);
  agent->discovery = discovery_new(&setup);
  agent->shared->discovering++;
}

void agent_stop_discovery(struct agent *agent)
{
  if (!agent->discovery)
    return;
  struct agents *shared = agent->shared;
  shared->discovering--;
  g_clear_pointer(&agent->discovery, discovery_free);
  if (shared->waiting.length > 0 && !shared->caller)
    shared->caller = g_idle_add_full(G_PRIORITY_DEFAULT, on_place, shared, NULL);
}

void agent_take_discovery(struct agent *agent, const struct reply *reply)
{
  if (discovery_take(agent->discovery, reply))
    return;
  agent_stop_discovery(agent);
  agent->rediscover_us = g_get_monotonic_time() + RETRY_SEC * G_USEC_PER_SEC;
  agent->discovered = TRUE;
}

static void agent_complain_of_tables(struct agent *agent)
{
  for (guint i = 0; i < agent->inventory->found->len; i++) {
    const struct found *found = &g_array_index(agent->inventory->found, struct found, i);
    if (found->why == READING_BAD_VALUE)
      complain(&agent->complaints, COMPLAINT_BROKEN, agent->subject,
               "its agent's answers to a walk of %s make no sense: its values are unknown",
               found->table->name);
    else if (found->why == READING_NO_ANSWER)
      complain(&agent->complaints, COMPLAINT_SLOW, agent->subject,
               "its agent did not give %s in time: its values are unknown", found->table->name);
    if (found->cut)
      complain(&agent->complaints, COMPLAINT_CUT, agent->subject,
               "its agent's %s is larger than what is taken: %u of its rows are watched, the rest is left out",
               found->table->name, found->n);
  }
}

/* More may be found soon: the agent has just started, or a table was not given in time. */
static gboolean is_tentative(const struct agent *agent)
{
  if (agent->time.known && agent->time.uptime_ticks < FRESH_TICKS)
    return TRUE;
  for (guint i = 0; i < agent->inventory->found->len; i++)
    if (g_array_index(agent->inventory->found, struct found, i).why == READING_NO_ANSWER)
      return TRUE;
  return FALSE;
}

/* A user of version 3 may not be let see snmpEngineID: the agent's messages tell it. */
static void agent_identify_engine(struct agent *agent)
{
  struct engine engine;
  if (!agent->usm || !usm_engine(agent->usm, &engine))
    return;
  gsize n;
  const guint8 *bytes = g_bytes_get_data(engine.id, &n);
  g_autofree char *text = text_hexadecimal(bytes, n);
  text_replace(&agent->inventory->identity[IDENTITY_ENGINE], text);
}

static gint64 discovery_pause_us(void)
{
  return g_random_int_range(DISCOVERY_SEC * 3 / 4, DISCOVERY_SEC * 5 / 4) * G_USEC_PER_SEC;
}

void agent_end_discovery(struct agent *agent)
{
  struct inventory *before = agent->inventory;
  gboolean first = !before;
  agent->shared->tally->discoveries++;
  agent->inventory = discovery_steal(agent->discovery);
  agent_stop_discovery(agent);
  inventory_free(agent->gone);
  agent->gone = before;
  agent->rediscover_us = g_get_monotonic_time() +
                         (is_tentative(agent) ? RETRY_SEC * G_USEC_PER_SEC : discovery_pause_us());
  agent->check = 0;
  agent_identify_engine(agent);
  facts_discovered(&agent->told, agent->inventory);
  agent_plan(agent);
  agent_complain_of_tables(agent);
  if (first || !agent->polling)
    agent->ask = 0;
  else
    agent->ask = plan_n_asks(&agent->plan); /* what is the same has its values already */
}
