#pragma once
/*
 * The address of an agent: a numeric one at once, a name on GResolver's thread. Never blocks.
 */
#include "snmp/agent.h"

/* Gives the agent its session, now or once its name resolves. Does nothing where it has no right address, or is
 * being looked up. A name that does not resolve sets the link down with the reason. */
void agent_resolve(struct agent *agent);
