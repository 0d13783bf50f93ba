#pragma once
/*
 * The messages between the core and its roles: const tables made from messages.def, the only place that
 * names a message. A message is one GVariant of a fixed type; the frame (wire/channel.h) carries its kind.
 * Read only, usable from any thread.
 */
#include "model/sample.h"

#include <glib.h>

#define WIRE_VERSION 1

enum role {
  ROLE_CORE,
  ROLE_SNMP,
  ROLE_VIRT,
  ROLE_RRD_WRITER,
  ROLE_RRD_READER,
  ROLE_POLICY,
  ROLE_NOTIFY,
  ROLE_AGENTX,
  ROLES
};

enum message_kind {
#define MESSAGE(identifier, ...) MESSAGE_##identifier,
#include "wire/messages.def"
#undef MESSAGE
  MESSAGE_KINDS
};

/* INSPECTED: whether the host has the guest. Unknown is not absent. */
enum presence { PRESENCE_UNKNOWN, PRESENCE_ABSENT, PRESENCE_PRESENT };

/* AGENT_PINGED: whether the guest agent answered. A guest in which nobody listens, or that cannot be asked, is unknown. */
enum agent_word { AGENT_UNKNOWN, AGENT_ANSWERS, AGENT_SILENT };

/* RESULT, DOWNTIME: to whom; a mask. */
enum outlet_mask { OUTLET_NAGIOS = 1, OUTLET_ICINGA = 2 };

/* OUTLETS: how one of those who are told things does. */
enum outlet_state { OUTLET_UNTRIED, OUTLET_UP, OUTLET_DOWN, OUTLET_STATES };

/* POLICIES: how a policy does. */
enum policy_state { POLICY_ACTIVE, POLICY_REFUSED, POLICY_SUSPENDED, POLICY_DISABLED, POLICY_STATES };

/* MIB_ROWS: the tables of PROVOST-MIB; both first ones have one row, whose key is "". */
enum mib_table {
  MIB_STATUS,
  MIB_COUNTERS,
  MIB_CLUSTERS,
  MIB_HOSTS,
  MIB_GUESTS,
  MIB_TIPS,
  MIB_ACTIONS,
  MIB_POLICIES,
  MIB_TABLES
};

struct message_type {
  const char *name;
  const GVariantType *type;
  guint by, to;       /* bit masks, 1 << enum role */
  gboolean droppable; /* the oldest may be dropped when the receiver is slow */
};

/* `kind` must be < MESSAGE_KINDS. */
const struct message_type *message_type(enum message_kind kind);

/* "provost-snmp" ...: the role's program as a person knows it; the two provost-rrd are told apart. */
const char *role_name(enum role role);
const char *policy_state_name(enum policy_state state);
