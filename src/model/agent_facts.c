#include "model/agent_facts.h"

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
  g_free(facts);
}
