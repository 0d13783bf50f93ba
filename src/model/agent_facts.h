#pragma once
/*
 * What provost-snmp found out about one SNMP agent, for the person who asks `provost doctor` what it has and
 * what it lacks. Texts are harmless and bounded (text_clean) once the fleet has them. A plain value
 * made with g_new, no string or list of it NULL; whoever made it owns it.
 */
#include <glib.h>

#define AGENT_WORDS_MAX 64       /* entries of each list */
#define AGENT_INTERFACES_MAX 768

/* What an interface is for. Only those of the system's own are watched. */
enum interface_role {
  INTERFACE_OWN,
  INTERFACE_LOOPBACK,
  INTERFACE_OF_GUEST, /* the host's end of a guest's interface: that traffic is the guest's */
  INTERFACE_ROLES
};

/* "own", "loopback", "guest". */
const char *interface_role_name(enum interface_role role);

struct agent_interface {
  char *name;
  char *alias; /* ifAlias, what an administrator calls it; "" where it has none */
  enum interface_role role;
};

struct agent_facts {
  char *system_name, *system; /* SNMPv2-MIB sysName, sysDescr; "": it does not say */
  char *version;              /* of SNMP: "1", "2c", "3" */
  char *engine_id;            /* SNMP-FRAMEWORK-MIB snmpEngineID as "80001f88..."; "": unknown */
  gint64 round_trip_us;       /* smoothed; -1: it never answered */
  gint64 poll_ms;             /* how long its last poll took; -1: none has ended */
  char **found, **missing;    /* tables and groups by the MIB's name: it has rows of them, or none */
  char **trouble;             /* what is wrong with its answers, each a clause: "ifTable is cut after ..." */
  struct agent_interface *interfaces; /* of SNMP's ifTable, watched or not; NULL: none */
  guint n_interfaces;
};

void agent_facts_free(struct agent_facts *facts);
