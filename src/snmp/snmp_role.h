#pragma once
/*
 * provost-snmp: polls the agents that SNMP_CONFIGURE names, all at each point of the interval's grid, and
 * sends SAMPLES, LINK, AGENT_FACTS and COUNTERS. Of SNMPv3 engines it keeps a file in the folder that it is given.
 * One thread: a poll is a few datagrams, an agent a small state machine.
 */
#include "wire/role.h"

const struct role_program *snmp_role(void);
