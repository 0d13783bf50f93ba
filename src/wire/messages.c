#include "wire/messages.h"

#include "model/names.h"

enum {
  CORE = 1 << ROLE_CORE,
  SNMP = 1 << ROLE_SNMP,
  VIRT = 1 << ROLE_VIRT,
  RRD_WRITER = 1 << ROLE_RRD_WRITER,
  RRD_READER = 1 << ROLE_RRD_READER,
  POLICY = 1 << ROLE_POLICY,
  NOTIFY = 1 << ROLE_NOTIFY,
  AGENTX = 1 << ROLE_AGENTX,
  ANY_ROLE = SNMP | VIRT | RRD_WRITER | RRD_READER | POLICY | NOTIFY | AGENTX,
};

enum { KEEP = FALSE, DROP = TRUE };

static const struct message_type types[MESSAGE_KINDS] = {
#define MESSAGE(identifier, type, by, to, when_full)                                                     \
  [MESSAGE_##identifier] = {#identifier, (const GVariantType *)(type), by, to, when_full},
#include "wire/messages.def"
#undef MESSAGE
};

static const char *const role_names[ROLES] = {
    [ROLE_CORE] = "provostd",
    [ROLE_SNMP] = "provost-snmp",
    [ROLE_VIRT] = "provost-virt",
    [ROLE_RRD_WRITER] = "provost-rrd-writer",
    [ROLE_RRD_READER] = "provost-rrd-reader",
    [ROLE_POLICY] = "provost-policy",
    [ROLE_NOTIFY] = "provost-notify",
    [ROLE_AGENTX] = "provost-agentx",
};

static const char *const policy_state_names[POLICY_STATES] = {
    [POLICY_ACTIVE] = "active",
    [POLICY_REFUSED] = "refused",
    [POLICY_SUSPENDED] = "suspended",
    [POLICY_DISABLED] = "disabled",
};

const struct message_type *message_type(enum message_kind kind)
{
  g_assert(kind < MESSAGE_KINDS);
  return &types[kind];
}

const char *role_name(enum role role)
{
  return name_of(role_names, ROLES, role);
}

const char *policy_state_name(enum policy_state state)
{
  return name_of(policy_state_names, POLICY_STATES, state);
}
