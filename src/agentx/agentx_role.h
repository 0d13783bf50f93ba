#pragma once
/*
 * The role provost-agentx: answers the local snmpd for PROVOST-MIB, and sends SNMP notifications.
 */
#include "wire/role.h"

const struct role_program *agentx_role(void);
