#pragma once
/*
 * One poll of an agent: what is made of the answers, and its end with the report. Private to agent*.c.
 */
#include "snmp/agent_state.h"

/* Makes the plan of polls anew: the inventory or the budget has changed. */
void agent_plan(struct agent *agent);

/* The next instance whose text is to be checked, or G_MAXUINT. */
guint agent_next_check(struct agent *agent);

void agent_take_probe(struct agent *agent, const struct reply *reply);
void agent_take_values(struct agent *agent, const struct reply *reply);

/* Takes a time-out, an unreachable address or a denial: an agent that answered before may have lost one reply only; a
 * silent one is not asked further, and its poll ends. */
void agent_take_silence(struct agent *agent, const struct reply *reply);

/* What is not read yet in this poll has this reason. */
void agent_fail_rest(struct agent *agent, enum reading_state why);

/* What was read in this poll may be of other rows than those it is told for: none of it is reported. */
void agent_doubt(struct agent *agent);

/* Ends the poll with its report. `reason`: why the agent is down; not used where it answered. */
void agent_end_poll(struct agent *agent, const char *reason);
