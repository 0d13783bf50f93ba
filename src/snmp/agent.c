#include "snmp/agent.h"

#include "base/text.h"
#include "snmp/agent_discovery.h"
#include "snmp/agent_lookup.h"
#include "snmp/agent_software.h"
#include "snmp/agent_state.h"
#include "snmp/engines.h"

#include <string.h>

gboolean agent_has_bulk(const struct agent *agent)
{
  return strcmp(agent->version, "1") != 0;
}

static void agent_tell_link(const struct agent *agent)
{
  agent->shared->sink->link(agent->subject, agent->link, agent->reason, agent->shared->user);
}

void agent_set_link(struct agent *agent, enum link_state state, const char *reason)
{
  if (state == agent->link && g_strcmp0(reason, agent->reason) == 0)
    return;
  if (state == LINK_DOWN)
    complain(&agent->complaints, COMPLAINT_DOWN, agent->subject, "%s", reason);
  else if (state == LINK_UP && agent->link == LINK_DOWN)
    complain(&agent->complaints, COMPLAINT_UP, agent->subject, "%s answers", agent->address_text);
  agent->link = state;
  text_replace(&agent->reason, reason);
  agent_tell_link(agent);
}

void agent_announce(struct agent *agent)
{
  facts_forget(&agent->told);
  agent_tell_link(agent);
}

/* Of version 3: its user, and the engine that it had before. */
static void agent_take_user(struct agent *agent)
{
  struct engine engine;
  if (strcmp(agent->version, "3") != 0)
    return;
  agent->usm = usm_new(agent->shared->passphrases, user_new(agent->credentials));
  if (agent->shared->engines && engines_recall(agent->shared->engines, agent->address_text, &engine))
    usm_recall(agent->usm, &engine);
}

gboolean agent_peer(const struct agent *agent, struct peer *peer)
{
  *peer = agent->peer;
  return agent->session != NULL;
}

void agent_note_engine(struct agent *agent)
{
  struct engine engine;
  if (!agent->usm || !usm_engine(agent->usm, &engine))
    return;
  engines_note(agent->shared->engines, agent->address_text, &engine);
}

static void agent_check_setup(struct agent *agent)
{
  g_autoptr(GError) error = NULL;
  agent->link = LINK_CONNECTING;
  agent->reason = g_strdup("");
  agent->address = address_parse(agent->address_text, &error);
  if (!agent->address)
    agent_set_link(agent, LINK_DOWN, error->message);
}

struct agent *agent_new(const struct agent_setup *setup, struct agents *shared)
{
  struct agent *agent = g_new0(struct agent, 1);
  agent->subject = g_strdup(setup->subject);
  agent->address_text = g_strdup(setup->address);
  agent->version = g_strdup(setup->version);
  agent->credentials = g_variant_ref(setup->credentials);
  agent->interval_ms = setup->interval_ms;
  agent->kind = setup->kind;
  agent->object = object_of(setup->subject,
                            setup->kind == SUBJECT_GUEST ? CLASS_GUEST_INSIDE : subject_class(setup->kind));
  agent->shared = shared;
  agent->budget = BUDGET_MAX;
  plan_init(&agent->plan);
  if (g_variant_n_children(setup->software) > 0)
    agent->software = software_new(setup->subject, setup->kind, setup->software);
  agent_take_user(agent);
  agent_check_setup(agent);
  agent_resolve(agent);
  return agent;
}

void agent_free(struct agent *agent)
{
  if (!agent)
    return;
  if (agent->lookup)
    g_cancellable_cancel(agent->lookup);
  g_clear_object(&agent->lookup);
  session_free(agent->session);
  usm_free(agent->usm);
  address_free(agent->address);
  agent_stop_discovery(agent);
  agent_forget_place(agent);
  agent_end_look(agent, READING_NO_ANSWER);
  software_free(agent->software);
  inventory_free(agent->inventory);
  inventory_free(agent->gone);
  plan_clear(&agent->plan);
  g_free(agent->subject);
  g_free(agent->object);
  g_free(agent->address_text);
  g_free(agent->version);
  g_variant_unref(agent->credentials);
  g_free(agent->reason);
  g_free(agent);
}

gboolean agent_is(const struct agent *agent, const struct agent_setup *setup)
{
  return agent->interval_ms == setup->interval_ms && strcmp(agent->subject, setup->subject) == 0 &&
         strcmp(agent->address_text, setup->address) == 0 && strcmp(agent->version, setup->version) == 0 &&
         g_variant_equal(agent->credentials, setup->credentials) && software_is(agent->software, setup->software);
}
