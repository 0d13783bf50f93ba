#include "model/guest_agent.h"

void guest_agent_free(struct guest_agent *agent)
{
  if (!agent)
    return;
  g_free(agent->hostname);
  g_free(agent->os);
  g_strfreev(agent->addresses);
  g_free(agent);
}
