#include "pipeline/suspensions.h"

#include "base/text.h"
#include "wire/policy_row.h"

#include <string.h>

#define PREFIX "suspended:"

static struct finding *finding_of(const struct policy_row *suspended, const struct cluster *cluster)
{
  g_autofree char *text = g_strdup_printf("policy %s is suspended: %s; provost policy enable %s lets it try again, as does a "
                                          "new version of its pack", suspended->name, suspended->reason, suspended->name);
  struct finding *finding = finding_new();
  finding->kind = FINDING_TIP;
  finding->policy = g_strconcat(PREFIX, suspended->name, NULL);
  finding->pack = g_strdup(suspended->pack);
  finding->pack_version = g_strdup(suspended->version);
  finding->title = g_strdup("A policy was suspended");
  finding->subject = subject_format(SUBJECT_CLUSTER, cluster->name);
  finding->severity = SEVERITY_WARNING;
  finding->text = text_clean(text, LIMIT_TEXT);
  g_ptr_array_add(finding->remedies, remedy_new(REMEDY_NOTIFY));
  return finding;
}

void suspensions_tell(struct tipbook *tips, const struct fleet *fleet, GVariant *policies)
{
  const GPtrArray *clusters = fleet_clusters(fleet);
  for (gsize i = 0; clusters->len > 0 && i < policy_rows(policies); i++) {
    struct policy_row row;
    policy_row_read(policies, i, &row);
    if (row.state != POLICY_SUSPENDED)
      continue;
    struct finding *finding = finding_of(&row, clusters->pdata[0]);
    if (tipbook_open_severity(tips, finding->policy, finding->subject) == SEVERITY_NONE)
      tipbook_take_finding(tips, finding, ((const struct cluster *)clusters->pdata[0])->name);
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
