#include "pipeline/ownership.h"

#include "base/text.h"
#include "pipeline/own_tips.h"

#define HOSTS_NAMED 8

/* The hosts that are another's; `who`: the first of these others. Borrowed, in a new array. */
static GPtrArray *others_hosts(const struct fleet *fleet, const char **who)
{
  GPtrArray *names = g_ptr_array_new();
  const GPtrArray *hosts = fleet_hosts(fleet);
  for (guint i = 0; i < hosts->len; i++) {
    const struct host *host = hosts->pdata[i];
    if (fleet_claim(fleet, host) != CLAIM_OTHER)
      continue;
    if (names->len == 0)
      *who = host->claim.who;
    g_ptr_array_add(names, host->name);
  }
  return names;
}

void ownership_tell(struct tipbook *tips, const struct fleet *fleet)
{
  const char *who = "";
  g_autoptr(GPtrArray) names = others_hosts(fleet, &who);
  g_autofree char *subject = own_subject(fleet);
  if (names->len == 0 || !subject)
    return;
  g_autofree char *hosts = text_names(names, HOSTS_NAMED);
  g_autofree char *text = g_strdup_printf("%s: managed by %s; this provost only watches there, and does nothing by itself or "
                                          "by order; stop one of the two, or take these hosts out of its configuration",
                                          hosts, who);
  struct finding *finding = own_finding(POLICY_OWNERSHIP, "Another provost manages these hosts", g_strdup(subject), text);
  finding->severity = SEVERITY_CRITICAL;
  tipbook_take_finding(tips, finding, fleet_subject_name(fleet, subject));
  finding_free(finding);
}

char *ownership_is_over(const struct fleet *fleet)
{
  const char *who = "";
  g_autoptr(GPtrArray) names = others_hosts(fleet, &who);
  return names->len == 0 ? g_strdup("no host is managed by another provost any more") : NULL;
}
