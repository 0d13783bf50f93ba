#pragma once
/*
 * provost-snmp: polls the agents that SNMP_CONFIGURE names, all at each point of the interval's grid, and
 * sends SAMPLES, LINK and COUNTERS. One thread: a poll is a few datagrams, an agent a small state machine.
 */
#include "wire/role.h"

const struct role_program *snmp_role(void);
