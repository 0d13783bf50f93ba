#pragma once
/*
 * What provost-snmp found out about one SNMP agent, for the person who asks `provost doctor` what it has and
 * what it lacks. Texts are harmless and bounded (text_clean) once the fleet has them. A plain value
 * made with g_new, no string or list of it NULL; whoever made it owns it.
 */
#include <glib.h>

#define AGENT_WORDS_MAX 64 /* entries of each list */

struct agent_facts {
  char *system_name, *system; /* SNMPv2-MIB sysName, sysDescr; "": it does not say */
  char *version;              /* of SNMP: "1", "2c", "3" */
  char *engine_id;            /* SNMP-FRAMEWORK-MIB snmpEngineID as "80001f88..."; "": unknown */
  gint64 round_trip_us;       /* smoothed; -1: it never answered */
  gint64 poll_ms;             /* how long its last poll took; -1: none has ended */
  char **found, **missing;    /* tables and groups by the MIB's name: it has rows of them, or none */
  char **trouble;             /* what is wrong with its answers, each a clause: "ifTable is cut after ..." */
};

void agent_facts_free(struct agent_facts *facts);
