/* What guests need of hosts and what these have: by the host that tells it, since a guest that moves is known to two. */
#include "model/fleet_state.h"

void fleet_needs_init(struct fleet *fleet)
{
  fleet->needs = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_hash_table_unref);
}

void fleet_needs_done(struct fleet *fleet)
{
  g_hash_table_unref(fleet->needs);
}

gboolean fleet_take_offers(struct fleet *fleet, const char *host, struct host_offers *offers)
{
  struct host *known = g_hash_table_lookup(fleet->hosts_by_name, host);
  if (!known) {
    host_offers_free(offers);
    return FALSE;
  }
  host_offers_free(known->offers);
  known->offers = offers;
  return TRUE;
}

gboolean fleet_take_verdicts(struct fleet *fleet, const char *host, GHashTable *verdicts)
{
  struct host *known = g_hash_table_lookup(fleet->hosts_by_name, host);
  if (!known) {
    g_hash_table_unref(verdicts);
    return FALSE;
  }
  g_clear_pointer(&known->verdicts, g_hash_table_unref);
  known->verdicts = verdicts;
  return TRUE;
}

static GHashTable *needs_on(struct fleet *fleet, const char *host)
{
  GHashTable *guests = g_hash_table_lookup(fleet->needs, host);
  if (!guests) {
    guests = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)guest_needs_free);
    g_hash_table_insert(fleet->needs, g_strdup(host), guests);
  }
  return guests;
}

/* Of a guest that is not in the host's list yet, too: which of the two messages comes first is chance. */
gboolean fleet_take_needs(struct fleet *fleet, const char *host, const char *uuid, struct guest_needs *needs)
{
  GHashTable *guests = g_hash_table_contains(fleet->hosts_by_name, host) ? needs_on(fleet, host) : NULL;
  if (!guests || (g_hash_table_size(guests) >= LIMIT_GUESTS_PER_HOST && !g_hash_table_contains(guests, uuid))) {
    guest_needs_free(needs);
    return FALSE;
  }
  g_hash_table_insert(guests, g_strdup(uuid), needs);
  return TRUE;
}

static gboolean is_not_listed(gpointer uuid, gpointer needs, gpointer listed)
{
  (void)needs;
  return !g_hash_table_contains(listed, uuid);
}

void fleet_needs_keep(struct fleet *fleet, const char *host, const struct sighting *sightings, gsize n)
{
  GHashTable *guests = g_hash_table_lookup(fleet->needs, host);
  if (!guests || g_hash_table_size(guests) == 0)
    return;
  g_autoptr(GHashTable) listed = g_hash_table_new(g_str_hash, g_str_equal);
  for (gsize i = 0; i < n; i++)
    g_hash_table_add(listed, (gpointer)sightings[i].uuid);
  g_hash_table_foreach_remove(guests, is_not_listed, listed);
}

void fleet_needs_forget(struct fleet *fleet, const char *host)
{
  g_hash_table_remove(fleet->needs, host);
}

const struct guest_needs *fleet_needs(const struct fleet *fleet, const struct guest *guest)
{
  GHashTable *guests = guest->host ? g_hash_table_lookup(fleet->needs, guest->host) : NULL;
  return guests ? g_hash_table_lookup(guests, guest->uuid) : NULL;
}

const char *fleet_owner(const struct fleet *fleet, const struct guest *guest)
{
  const struct guest_needs *needs = fleet_needs(fleet, guest);
  return needs && needs->owner ? needs->owner : "";
}
