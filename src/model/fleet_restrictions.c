/* Hosts that are given no new guests. They stay so whether they are configured or not. */
#include "model/fleet_state.h"

void fleet_restrict(struct fleet *fleet, const struct restriction *restriction)
{
  struct restriction *copy = restriction_copy(restriction);
  g_hash_table_replace(fleet->restrictions, copy->host, copy);
}

gboolean fleet_release(struct fleet *fleet, const char *host)
{
  return g_hash_table_remove(fleet->restrictions, host);
}

const struct restriction *fleet_restriction(const struct fleet *fleet, const char *host)
{
  return g_hash_table_lookup(fleet->restrictions, host);
}

gboolean fleet_host_is_restricted(const struct fleet *fleet, const char *host)
{
  return g_hash_table_contains(fleet->restrictions, host);
}
