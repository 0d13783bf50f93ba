#include "pipeline/own_tips.h"

#include "base/text.h"

struct finding *own_finding(const char *policy, const char *title, char *subject, const char *text)
{
  struct finding *finding = finding_new();
  finding->kind = FINDING_TIP;
  finding->policy = g_strdup(policy);
  finding->pack = g_strdup("provost");
  finding->pack_version = g_strdup(PROVOST_VERSION);
  finding->title = g_strdup(title);
  finding->subject = subject;
  finding->severity = SEVERITY_WARNING;
  finding->text = text_clean(text, LIMIT_TEXT);
  g_ptr_array_add(finding->remedies, remedy_new(REMEDY_NOTIFY));
  return finding;
}

char *own_subject(const struct fleet *fleet)
{
  const GPtrArray *clusters = fleet_clusters(fleet);
  return clusters->len > 0 ? subject_format(SUBJECT_CLUSTER, ((const struct cluster *)clusters->pdata[0])->name) : NULL;
}

void own_tip_take_news(struct tipbook *tips, struct finding *finding, const char *subject_name)
{
  if (tipbook_open_severity(tips, finding->policy, finding->subject) == SEVERITY_NONE) {
    finding->kind = FINDING_CLEAR;
    tipbook_take_finding(tips, finding, subject_name);
    finding->kind = FINDING_TIP;
  }
  tipbook_take_finding(tips, finding, subject_name);
}
