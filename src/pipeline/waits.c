#include "pipeline/waits.h"

/* All of a cluster's hosts are needed: which of them a plan will choose is not known yet. */
static char *why_of_cluster(const struct fleet *fleet, const char *cluster)
{
  const GPtrArray *hosts = fleet_hosts(fleet);
  char *why = NULL;
  for (guint i = 0; i < hosts->len && !why; i++) {
    const struct host *host = hosts->pdata[i];
    if (g_str_equal(host->cluster, cluster))
      why = fleet_claim_refusal(fleet, host->name);
  }
  return why;
}

static char *why_of_guest(const struct fleet *fleet, const char *uuid)
{
  const struct guest *guest = fleet_guest(fleet, uuid);
  const char *hold = fleet_foreign_hold(fleet, uuid);
  if (hold)
    return g_strdup(hold);
  return guest && guest->host ? fleet_claim_refusal(fleet, guest->host) : NULL;
}

char *waits_why(const struct fleet *fleet, const struct tip *tip)
{
  struct object object;
  if (!object_parse(tip->subject, &object))
    return NULL;
  if (object.kind == SUBJECT_CLUSTER)
    return why_of_cluster(fleet, object.key);
  if (object.kind == SUBJECT_GUEST)
    return why_of_guest(fleet, object.key);
  return object.kind == SUBJECT_HOST ? fleet_claim_refusal(fleet, object.key) : NULL;
}
