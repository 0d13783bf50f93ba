#include "pipeline/suspensions.h"

#include "base/text.h"
#include "wire/messages.h"

#include <string.h>

#define PREFIX "suspended:"

struct suspended {
  const char *name, *pack, *version, *reason;
};

/* FALSE: the policy is not suspended. */
static gboolean suspended_read(GVariant *policies, gsize i, struct suspended *suspended)
{
  guchar state;
  g_autoptr(GVariant) policy = g_variant_get_child_value(policies, i);
  g_variant_get_child(policy, 0, "&s", &suspended->name);
  g_variant_get_child(policy, 1, "&s", &suspended->pack);
  g_variant_get_child(policy, 2, "&s", &suspended->version);
  g_variant_get_child(policy, 6, "y", &state);
  g_variant_get_child(policy, 7, "&s", &suspended->reason);
  return state == POLICY_SUSPENDED;
}

static struct finding *finding_of(const struct suspended *suspended, const struct cluster *cluster)
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
  gsize n = clusters->len > 0 ? g_variant_n_children(policies) : 0;
  for (gsize i = 0; i < n; i++) {
    struct suspended suspended;
    if (!suspended_read(policies, i, &suspended))
      continue;
    struct finding *finding = finding_of(&suspended, clusters->pdata[0]);
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
  gsize n = g_variant_n_children(policies);
  for (gsize i = 0; i < n; i++) {
    struct suspended suspended;
    if (suspended_read(policies, i, &suspended) && strcmp(suspended.name, name) == 0)
      return NULL;
  }
  return g_strdup_printf("policy %s is not suspended any more", name);
}
