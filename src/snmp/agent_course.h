#pragma once
/*
 * The course of an agent: what is asked next, and with how much patience. Private to agent*.c.
 */
#include "snmp/agent_state.h"

/* Asks what is to be asked next, or ends the poll where nothing is; does nothing while a request is under way. */
void agent_step(struct agent *agent);
