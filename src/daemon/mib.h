#pragma once
/*
 * The rows of PROVOST-MIB for provost-agentx: once an interval all that the MIB tells of is looked at, a few milliseconds at a time,
 * and what changed is sent. Only where snmpd is asked (agent.agentx); else it does nothing. Core's thread.
 */
#include "daemon/core.h"

struct mib;

struct mib *mib_new(struct core *core);
void mib_free(struct mib *mib);

/* provost-agentx is there and configured, and knows no rows; or it is gone. */
void mib_role_is_up(struct mib *mib);
void mib_role_is_down(struct mib *mib);

/* An interval has begun. */
void mib_take_interval(struct mib *mib);
