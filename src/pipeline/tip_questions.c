/* What the tip book asks the pipeline, since it knows neither fleet nor policies (struct tipbook_events). */
#include "pipeline/parts.h"
#include "pipeline/terms.h"

gboolean pipeline_may_automate(const struct tip *tip, gpointer user)
{
  const struct pipeline *pipeline = user;
  g_autofree char *why = pipeline_why_waits(pipeline, tip);
  if (why)
    g_debug("tip %" G_GUINT64_FORMAT " waits for people: %s", tip->id, why);
  return why == NULL;
}

const char *pipeline_automation_rule(const struct tip *tip, gpointer user)
{
  return fleet_automation(((const struct pipeline *)user)->options.fleet, tip->subject, tip->policy).setting;
}

guint pipeline_approvals(const struct tip *tip, gpointer user)
{
  return terms_approvals(((const struct pipeline *)user)->options.fleet, tip);
}

const char *const *pipeline_symptom_of(const char *policy, gpointer user)
{
  struct pipeline *pipeline = user;
  return relations_symptom_of(pipeline->relations, pipeline_policies(pipeline), policy);
}

const char *const *pipeline_superseded_by(const char *policy, gpointer user)
{
  struct pipeline *pipeline = user;
  return relations_superseded_by(pipeline->relations, pipeline_policies(pipeline), policy);
}

GPtrArray *pipeline_containing(const char *subject, gpointer user)
{
  return fleet_containing(((const struct pipeline *)user)->options.fleet, subject);
}
