#pragma once
/*
 * When an agent is discovered, and what becomes of what was found. Private to agent*.c.
 */
#include "snmp/agent_state.h"

/* Whether a discovery may begin: few at a time, for the sake of memory. Where it is only for want of a place, the agent
 * takes its step as soon as one is free. */
gboolean agent_may_discover(struct agent *agent);
void agent_forget_place(struct agent *agent); /* it waits for none */
void agent_begin_discovery(struct agent *agent);
void agent_stop_discovery(struct agent *agent); /* forgets what it has found */

/* Takes the reply to a request of the discovery under way; one that cannot go on is tried again soon. */
void agent_take_discovery(struct agent *agent, const struct reply *reply);

/* The discovery is through: the agent has what it found, and is polled for it. */
void agent_end_discovery(struct agent *agent);
