#pragma once
/*
 * Whose agent is at an address: of who sends traps. Where several are, as behind one address with many ports, nobody's.
 * Made of the agents that there are, anew where that was long ago, since names are resolved by and by. One thread.
 */
#include "snmp/udp.h"

struct agent_addresses;

struct agent_addresses *agent_addresses_new(void);

/* Agents have come or gone. */
void agent_addresses_forget(struct agent_addresses *addresses);

/* Of `agents` (subject -> struct agent), borrowed until agents go; "" where it is nobody's. Its port does not count. */
const char *agent_addresses_find(struct agent_addresses *addresses, GHashTable *agents, const struct peer *peer);
