#pragma once
/*
 * When the software of an agent is looked at: about once a minute, between polls, with requests that end before the next
 * poll begins; a long list goes on after it. Few agents at a time: the others take their turn after a later poll. Private
 * to agent*.c.
 */
#include "snmp/agent_state.h"

/* What is to be asked now but for its time-out; FALSE: nothing. Only between polls. */
gboolean agent_ask_software(struct agent *agent, struct request *request);

void agent_take_software(struct agent *agent, const struct reply *reply);

/* The agent has started anew: what ran before counts no more. */
void agent_forget_software(struct agent *agent);

/* Ends a look that is under way: nothing is known for this reason. */
void agent_end_look(struct agent *agent, enum reading_state why);
