#include "model/ourselves.h"

#include <string.h>

char *our_service(const char *policy)
{
  return g_strconcat(OURSELVES, policy ? " " : NULL, policy, NULL);
}

gboolean our_service_is(const char *service)
{
  return service && (strcmp(service, OURSELVES) == 0 || g_str_has_prefix(service, OURSELVES " "));
}

const char *our_service_policy(const char *service)
{
  return service[strlen(OURSELVES)] ? service + strlen(OURSELVES " ") : NULL;
}
