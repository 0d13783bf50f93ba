#include "action/others.h"

#include "base/error.h"
#include "base/quantity.h"

char *others_forbid(const struct fleet *fleet, const char *from, const char *to)
{
  char *refusal = fleet_claim_refusal(fleet, from);
  return refusal || !to ? refusal : fleet_claim_refusal(fleet, to);
}

char *others_forbid_to_go_on(const struct fleet *fleet, const char *host)
{
  const struct host *known = fleet_host(fleet, host);
  return known && fleet_claim(fleet, known) == CLAIM_OTHER ? fleet_claim_refusal(fleet, host) : NULL;
}

/* What passes by itself. */
static char *hold_of(const struct fleet *fleet, const char *guest_uuid)
{
  if (fleet_paused(fleet))
    return pause_text(fleet_paused(fleet));
  g_autofree char *guest = subject_format(SUBJECT_GUEST, guest_uuid);
  g_autofree char *downtime = fleet_downtime(fleet, guest);
  if (downtime)
    return g_strdup_printf("%s: automation leaves it alone until that ends", downtime);
  const char *hold = fleet_foreign_hold(fleet, guest_uuid);
  if (!hold)
    return NULL;
  g_autofree char *left = span_format(fleet_foreign_hold_sec(fleet, guest_uuid));
  return g_strdup_printf("%s: automation leaves it alone for %s", hold, left);
}

gboolean others_let_automation(const struct fleet *fleet, const char *guest_uuid, const char *by, GError **error)
{
  if (!g_str_has_prefix(by, BY_AUTOMATION)) /* what it takes back is its own, too */
    return TRUE;
  g_autofree char *refusal = fleet_guest_refuses_automation(fleet, guest_uuid);
  if (refusal)
    return error_refuse(error, PROVOST_ERROR_REFUSED, "%s", refusal);
  g_autofree char *hold = hold_of(fleet, guest_uuid);
  return !hold || error_refuse(error, PROVOST_ERROR_BUSY, "%s", hold);
}
