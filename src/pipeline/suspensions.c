#include "pipeline/suspensions.h"

#include "base/text.h"
#include "pipeline/own_tips.h"
#include "wire/policy_row.h"

#include <string.h>

#define PREFIX "suspended:"

static struct finding *finding_of(const struct policy_row *suspended, char *subject)
{
  g_autofree char *policy = g_strconcat(PREFIX, suspended->name, NULL);
  g_autofree char *text = g_strdup_printf("policy %s is suspended: %s; provost policy enable %s lets it try again, as does a "
                                          "new version of its pack", suspended->name, suspended->reason, suspended->name);
  struct finding *finding = own_finding(policy, "A policy was suspended", subject, text);
  text_replace(&finding->pack, suspended->pack);
  text_replace(&finding->pack_version, suspended->version);
  return finding;
}

void suspensions_tell(struct tipbook *tips, const struct fleet *fleet, GVariant *policies)
{
  g_autofree char *subject = own_subject(fleet);
  for (gsize i = 0; subject && i < policy_rows(policies); i++) {
    struct policy_row row;
    policy_row_read(policies, i, &row);
    if (row.state != POLICY_SUSPENDED)
      continue;
    struct finding *finding = finding_of(&row, g_strdup(subject));
    if (tipbook_open_severity(tips, finding->policy, finding->subject) == SEVERITY_NONE)
      tipbook_take_finding(tips, finding, fleet_subject_name(fleet, subject));
    finding_free(finding);
  }
}

gboolean suspension_is(const struct tip *tip)
{
  return g_str_has_prefix(tip->policy, PREFIX);
}

char *suspension_is_over(const struct tip *tip, GVariant *policies)
{
  const char *name = tip->policy + strlen(PREFIX);
  for (gsize i = 0; i < policy_rows(policies); i++) {
    struct policy_row row;
    policy_row_read(policies, i, &row);
    if (row.state == POLICY_SUSPENDED && strcmp(row.name, name) == 0)
      return NULL;
  }
  return g_strdup_printf("policy %s is not suspended any more", name);
}
