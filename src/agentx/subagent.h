#pragma once
/*
 * The AgentX subagent (RFC 2741): answers snmpd for PROVOST-MIB, read only, from the newest snapshot. It has a thread of its
 * own, the only one of this process that calls net-snmp, since opening, registering and pinging wait for snmpd: one that
 * hangs keeps nobody else waiting. A ping every SUBAGENT_PING_SEC finds a session that is gone, and opens a new one.
 */
#include "agentx/snapshot.h"

#define SUBAGENT_PING_SEC 5

struct subagent;

/* `socket`: path at which snmpd takes subagents. Once; it lasts as long as the process. */
struct subagent *subagent_start(const char *socket);

/* From now on it answers from this one; takes the reference. Never waits for long. */
void subagent_set_snapshot(struct subagent *subagent, struct snapshot *snapshot);

gboolean subagent_is_connected(const struct subagent *subagent);
guint subagent_answers(const struct subagent *subagent); /* objects asked for so far, modulo 2^32 */
