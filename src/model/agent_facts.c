#include "model/agent_facts.h"

const char *interface_role_name(enum interface_role role)
{
  static const char *const names[INTERFACE_ROLES] = {
      [INTERFACE_OWN] = "own", [INTERFACE_LOOPBACK] = "loopback", [INTERFACE_OF_GUEST] = "guest"};
  return names[role];
}

void agent_facts_free(struct agent_facts *facts)
{
  if (!facts)
    return;
  g_free(facts->system_name);
  g_free(facts->system);
  g_free(facts->version);
  g_free(facts->engine_id);
  g_strfreev(facts->found);
  g_strfreev(facts->missing);
  g_strfreev(facts->trouble);
  for (guint i = 0; i < facts->n_interfaces; i++) {
    g_free(facts->interfaces[i].name);
    g_free(facts->interfaces[i].alias);
  }
  g_free(facts->interfaces);
  g_free(facts);
}
