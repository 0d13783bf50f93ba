#include "model/fleet_state.h"

#include "base/text.h"

void fleet_require_claims(struct fleet *fleet, guint takeover_sec)
{
  fleet->claims_fresh_us = (gint64)takeover_sec * G_USEC_PER_SEC * CLAIM_FRESH / CLAIM_RENEWALS;
}

gboolean fleet_take_claim(struct fleet *fleet, const char *host, enum claim_state state, const char *who)
{
  struct host *known = g_hash_table_lookup(fleet->hosts_by_name, host);
  if (!known || state >= CLAIM_STATES)
    return FALSE;
  if (known->claim.state != state)
    fleet->changes++;
  known->claim.state = state;
  known->claim.told_us = clock_monotonic_us(fleet->clock);
  g_free(known->claim.who);
  known->claim.who = text_clean(who, LIMIT_TEXT);
  return TRUE;
}

enum claim_state fleet_claim(const struct fleet *fleet, const struct host *host)
{
  gint64 age_us = clock_monotonic_us(fleet->clock) - host->claim.told_us;
  if (fleet->claims_fresh_us == 0 || host->links[SOURCE_LIBVIRT].state == LINK_NONE)
    return CLAIM_NONE;
  return host->claim.state == CLAIM_OURS && age_us > fleet->claims_fresh_us ? CLAIM_UNKNOWN : host->claim.state;
}

char *fleet_claim_refusal(const struct fleet *fleet, const char *host)
{
  const struct host *known = fleet_host(fleet, host);
  enum claim_state state = known ? fleet_claim(fleet, known) : CLAIM_NONE;
  if (state == CLAIM_OTHER)
    return g_strdup_printf("%s is managed by %s: this one only watches", host, known->claim.who);
  if (state == CLAIM_UNKNOWN)
    return g_strdup_printf("nothing is done on %s: libvirt there does not say now whether another provost manages it", host);
  return NULL;
}
