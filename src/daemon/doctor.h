#pragma once
/*
 * What answers, what does not, why, and what to do about it: the body of GET /v1/doctor. Each finding is
 * {subject, what, state ("ok", "warning", "trouble"), text, remedy}; the remedy is "" where all is well.
 */
#include "daemon/core.h"
#include "placement/snapshot.h"

enum health { HEALTH_OK, HEALTH_WARNING, HEALTH_TROUBLE, HEALTHS };

struct examined {
  const char *subject; /* "h1", "provost-snmp", "provostd" */
  const char *what;    /* "SNMP agent", "libvirt", "disk" ... */
  enum health health;
  const char *remedy;  /* a clause; NULL: nothing is to be done */
};

/* Adds a finding to the array. */
void doctor_add(json_t *findings, const struct examined *examined, const char *format, ...) G_GNUC_PRINTF(3, 4);

/* No finding is trouble. */
gboolean doctor_is_well(const json_t *findings);

/* ---- doctor_policies.c: a policy that does not run, or fails ---- */

void doctor_policy(json_t *findings, const char *name, enum policy_state state, const char *reason);

/* ---- doctor_programs.c: programs of the administrator that could not be run ---- */

void doctor_programs(json_t *findings, const struct config *config);

/* ---- doctor_managers.c: the local snmpd and the targets of notifications; `counters` of provost-agentx, NULL: none yet ---- */

void doctor_managers(json_t *findings, const struct config *config, GVariant *counters);

/* ---- doctor_outlets.c: whether those who are told things take them; MESSAGE_OUTLETS, NULL: not said yet ---- */

void doctor_outlets(json_t *findings, GVariant *outlets);

/* ---- doctor_access.c: groups that nobody has, or that cannot come to the socket ---- */

void doctor_access(json_t *findings, const struct config *config);

/* ---- doctor_hosts.c: hosts, and what guests do not say ---- */

void doctor_host(json_t *findings, const struct fleet *fleet, const struct config_host *configured);
void doctor_balloons(json_t *findings, const struct fleet *fleet);

/* ---- doctor_needs.c: what guests need and some hosts of their cluster have not ---- */

void doctor_needs(json_t *findings, const struct placement_snapshot *snapshot);

/* ---- doctor_locks.c: the lock managers that are declared; `path` is libvirt's qemu.conf of this machine ---- */

void doctor_locks(json_t *findings, const struct config *config, const char *path);

/* ---- doctor_traps.c: where traps are listened for: the last TRAP_LISTENING, or NULL ---- */

void doctor_traps(json_t *findings, GVariant *listening);

/* ---- doctor_rules.c: rules that can never hold, mean nobody, or are broken ---- */

void doctor_rules(json_t *findings, const struct placement_snapshot *snapshot);

/* ---- doctor_agents.c: SNMP agents of hosts, devices and guests ---- */

void doctor_agent_of_host(json_t *findings, const struct fleet *fleet, const struct config_host *configured);
void doctor_device(json_t *findings, const struct fleet *fleet, const struct config_device *configured);
void doctor_guest(json_t *findings, const struct fleet *fleet, const struct config_guest *configured);
/* Different agents that call themselves the same. */
void doctor_engines(json_t *findings, const struct fleet *fleet, const struct config *config);

/* ---- doctor.c: provost itself ---- */

/* {healthy, findings[], next}; healthy: no finding of this page is trouble. What is examined, not what is found, is
 * counted for a page: provost itself, each host, device and guest with an agent, and what concerns several. */
json_t *doctor_to_json(struct core *core, const struct serve_page *page);
