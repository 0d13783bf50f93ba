/* What people hold back: hosts that are given no new guests, whether they are configured or not, and all automation. */
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

void fleet_pause(struct fleet *fleet, struct pause *pause)
{
  pause_free(fleet->pause);
  fleet->pause = pause;
}

const struct pause *fleet_paused(const struct fleet *fleet)
{
  return fleet->pause;
}
