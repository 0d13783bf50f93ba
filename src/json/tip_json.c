#include "json/json.h"

#include "base/limits.h"
#include "base/text.h"
#include "json/fields.h"
#include "json/plan_json.h"
#include "model/object.h"

static json_t *subject_to_json(const struct tip *tip)
{
  struct object object;
  gboolean is_known = tip->subject && object_parse(tip->subject, &object);
  gboolean is_guest = is_known && object.kind == SUBJECT_GUEST;
  json_t *json = json_object();
  field_add(json, "kind", text_to_json(is_known ? subject_kind_name(object.kind) : NULL));
  field_add(json, "name", text_to_json(tip->subject_name));
  field_add(json, "uuid", text_to_json(is_guest ? object.key : NULL));
  field_add(json, "object", text_to_json(tip->subject));
  return json;
}

static json_t *evidence_to_json(const struct evidence *evidence)
{
  json_t *values = json_array();
  for (guint i = 0; i < evidence->values->len; i++)
    json_array_append_new(values, number_to_json(g_array_index(evidence->values, double, i)));
  json_t *json = json_object();
  field_add(json, "object", text_to_json(evidence->object));
  field_add(json, "metric", json_string(metric_get(evidence->metric)->name));
  field_add(json, "unit", json_string(metric_get(evidence->metric)->unit));
  field_add(json, "from", time_to_json(evidence->from_sec * G_USEC_PER_SEC));
  field_add(json, "to", time_to_json(evidence->to_sec * G_USEC_PER_SEC));
  field_add(json, "min", number_to_json(evidence->min));
  field_add(json, "avg", number_to_json(evidence->avg));
  field_add(json, "max", number_to_json(evidence->max));
  field_add(json, "last", number_to_json(evidence->last));
  field_add(json, "count", json_integer(evidence->count));
  field_add(json, "expected", json_integer(evidence->expected));
  field_add(json, "values", values);
  return json;
}

static json_t *alerts_to_json(const GPtrArray *alerts)
{
  json_t *json = json_array();
  for (guint i = 0; i < alerts->len; i++) {
    const struct tip_alert *alert = alerts->pdata[i];
    json_t *entry = json_object();
    field_add(entry, "id", id_to_json(alert->id));
    field_add(entry, "service", text_to_json(alert->service));
    field_add(entry, "name", text_to_json(alert->name));
    field_add(entry, "source", text_to_json(alert->source));
    field_add(entry, "state", json_string(alert_state_name(alert->state)));
    field_add(entry, "ended", time_to_json(alert->ended_us));
    json_array_append_new(json, entry);
  }
  return json;
}

static json_t *remedy_to_json(const struct remedy *remedy)
{
  json_t *json = json_object();
  field_add(json, "kind", json_string(remedy_kind_name(remedy->kind)));
  field_add(json, "parameters", map_to_json(remedy->parameters));
  return json;
}

/* The first remedy stands alone, since it is what a reader asks for; what is tried after it follows. */
static void add_remedies(json_t *json, const GPtrArray *remedies)
{
  json_t *alternatives = json_array();
  for (guint i = 1; i < remedies->len; i++)
    json_array_append_new(alternatives, remedy_to_json(remedies->pdata[i]));
  field_add(json, "remedy", remedies->len ? remedy_to_json(remedies->pdata[0]) : json_null());
  field_add(json, "alternatives", alternatives);
}

json_t *tip_to_json(const struct tip *tip)
{
  json_t *evidence = json_array();
  for (guint i = 0; i < tip->evidence->len; i++)
    json_array_append_new(evidence, evidence_to_json(tip->evidence->pdata[i]));
  json_t *json = json_object();
  field_add(json, "id", id_to_json(tip->id));
  field_add(json, "policy", text_to_json(tip->policy));
  field_add(json, "pack", text_to_json(tip->pack));
  field_add(json, "pack_version", text_to_json(tip->pack_version));
  field_add(json, "title", text_to_json(tip->title));
  field_add(json, "severity", json_string(severity_name(tip->severity)));
  field_add(json, "state", json_string(tip_state_name(tip->state)));
  field_add(json, "test", json_boolean(tip->is_test));
  field_add(json, "state_reason", text_to_json(tip->state_reason));
  field_add(json, "state_by", text_to_json(tip->state_by));
  field_add(json, "approvals", texts_to_json(tip->approvals));
  field_add(json, "subject", subject_to_json(tip));
  field_add(json, "text", text_to_json(tip->text));
  field_add(json, "raised", time_to_json(tip->raised_us));
  field_add(json, "updated", time_to_json(tip->updated_us));
  field_add(json, "accepted", time_to_json(tip->accepted_us));
  field_add(json, "accepted_by", *tip->accepted_by ? text_to_json(tip->accepted_by) : json_null());
  field_add(json, "since", time_to_json(tip->since_us));
  field_add(json, "state_since", time_to_json(tip->state_us));
  field_add(json, "refreshed", json_integer(tip->refreshed));
  field_add(json, "returns", json_integer(tip->returns));
  field_add(json, "clears", time_to_json(tip->clears_us));
  field_add(json, "attempts", json_integer(tip->attempts));
  field_add(json, "retry", time_to_json(tip->retry_us));
  field_add(json, "snoozed_until", time_to_json(tip->snoozed_until_us));
  field_add(json, "settings", map_to_json(tip->settings));
  field_add(json, "evidence", evidence);
  field_add(json, "alerts", alerts_to_json(tip->alerts));
  add_remedies(json, tip->remedies);
  field_add(json, "plan", tip->plan ? plan_to_json(tip->plan) : json_null());
  field_add(json, "action", id_to_json(tip->action_id));
  field_add(json, "cause", id_to_json(tip->cause));
  field_add(json, "verdict", json_string(verdict_name(tip->verdict)));
  field_add(json, "outcome", text_to_json(tip->outcome));
  return json;
}

json_t *proposal_to_json(const struct proposal *proposal)
{
  json_t *refused = json_array();
  for (guint i = 0; i < proposal->refused->len; i++)
    json_array_append_new(refused, text_to_json(proposal->refused->pdata[i]));
  json_t *json = json_object();
  field_add(json, "possible", json_boolean(proposal->is_possible));
  field_add(json, "remedy", text_to_json(proposal->is_possible ? remedy_kind_name(proposal->remedy) : NULL));
  field_add(json, "plan", proposal->plan ? plan_to_json(proposal->plan) : json_null());
  field_add(json, "refused", refused);
  return json;
}

/* Each field costs whoever shows ten thousand of them milliseconds. */
json_t *tip_to_brief_json(const struct tip *tip)
{
  json_t *subject = json_object(), *json = json_object();
  field_add(subject, "name", text_to_json(tip->subject_name));
  field_add(json, "id", id_to_json(tip->id));
  field_add(json, "severity", json_string(severity_name(tip->severity)));
  field_add(json, "state", json_string(tip_state_name(tip->state)));
  field_add(json, "subject", subject);
  field_add(json, "text", text_to_json(tip->text));
  field_add(json, "raised", time_to_json(tip->raised_us));
  if (tip->cause)
    field_add(json, "cause", id_to_json(tip->cause));
  return json;
}

static struct evidence *evidence_from_json(const json_t *json, GError **error)
{
  struct evidence *evidence = evidence_new();
  evidence->object = field_text(json, "object", error);
  evidence->metric = field_metric(json, "metric", error);
  evidence->from_sec = field_time(json, "from", error) / G_USEC_PER_SEC;
  evidence->to_sec = field_time(json, "to", error) / G_USEC_PER_SEC;
  evidence->min = field_number(json, "min", error);
  evidence->avg = field_number(json, "avg", error);
  evidence->max = field_number(json, "max", error);
  evidence->last = field_number(json, "last", error);
  evidence->count = field_count(json, "count", error);
  evidence->expected = field_count(json, "expected", error);
  const json_t *values = field_array(json, "values", LIMIT_EVIDENCE_VALUES, error);
  for (gsize i = 0; i < json_array_size(values); i++) {
    double value = element_number(values, i);
    g_array_append_val(evidence->values, value);
  }
  return evidence;
}

/* Evidence of a metric that no pack declares any more can be neither named nor drawn: the tip is without it. */
static void read_evidence(struct tip *tip, const json_t *json, GError **error)
{
  const json_t *evidence = field_array(json, "evidence", LIMIT_EVIDENCE, error);
  for (gsize i = 0; i < json_array_size(evidence); i++) {
    const json_t *entry = json_array_get(evidence, i);
    const char *metric = json_string_value(json_object_get(entry, "metric"));
    if (!metric || metric_find(metric) != METRIC_NONE)
      g_ptr_array_add(tip->evidence, evidence_from_json(entry, error));
  }
}

static struct remedy *remedy_from_json(const json_t *json, GError **error)
{
  struct remedy *remedy = remedy_new(REMEDY_NOTIFY);
  field_check(remedy_kind_parse(field_word(json, "kind", error), &remedy->kind), "kind", error);
  field_map(json, "parameters", remedy->parameters, error);
  return remedy;
}

static void read_remedies(struct tip *tip, const json_t *json, GError **error)
{
  const json_t *first = field_object(json, "remedy", error);
  if (first)
    g_ptr_array_add(tip->remedies, remedy_from_json(first, error));
  const json_t *others = field_array(json, "alternatives", LIMIT_REMEDIES - 1, error);
  for (gsize i = 0; i < json_array_size(others); i++)
    g_ptr_array_add(tip->remedies, remedy_from_json(json_array_get(others, i), error));
}

/* ---- what tips of former versions do not have ---- */

static void read_approvals(struct tip *tip, const json_t *json, GError **error)
{
  gboolean is_there = json_object_get(json, "approvals") != NULL;
  const json_t *approvals = is_there ? field_array(json, "approvals", LIMIT_APPROVALS, error) : NULL;
  for (gsize i = 0; i < json_array_size(approvals); i++) {
    const char *by = json_string_value(json_array_get(approvals, i));
    field_check(by != NULL, "approvals", error);
    g_ptr_array_add(tip->approvals, g_strdup(by ? by : ""));
  }
}

static gint64 later_time(const json_t *json, const char *name, GError **error)
{
  return json_object_get(json, name) ? field_time(json, name, error) : 0;
}

static void read_accepted_by(struct tip *tip, const json_t *json, GError **error)
{
  g_autofree char *by = json_object_get(json, "accepted_by") ? field_text(json, "accepted_by", error) : NULL;
  text_replace(&tip->accepted_by, by ? by : "");
}

static gboolean read_test(const json_t *json, GError **error)
{
  const json_t *test = json_object_get(json, "test");
  field_check(!test || json_is_boolean(test), "test", error);
  return json_is_true(test);
}

static struct tip_alert *tip_alert_from_json(const json_t *json, GError **error)
{
  g_autofree char *service = field_name(json, "service", error);
  struct tip_alert *alert = tip_alert_new(service ? service : "");
  alert->id = field_id(json, "id", error);
  field_replace(&alert->name, json, "name", error);
  field_replace(&alert->source, json, "source", error);
  field_check(alert_state_parse(field_word(json, "state", error), &alert->state), "state", error);
  alert->ended_us = field_time(json, "ended", error);
  return alert;
}

static void read_alerts(struct tip *tip, const json_t *json, GError **error)
{
  gboolean is_there = json_object_get(json, "alerts") != NULL;
  const json_t *alerts = is_there ? field_array(json, "alerts", LIMIT_EVIDENCE, error) : NULL;
  for (gsize i = 0; i < json_array_size(alerts); i++)
    g_ptr_array_add(tip->alerts, tip_alert_from_json(json_array_get(alerts, i), error));
}

static guint later_count(const json_t *json, const char *name, GError **error)
{
  return json_object_get(json, name) ? field_count(json, name, error) : 0;
}

static void read_state(struct tip *tip, const json_t *json, GError **error)
{
  field_check(severity_parse(field_word(json, "severity", error), &tip->severity), "severity", error);
  field_check(tip_state_parse(field_word(json, "state", error), &tip->state), "state", error);
  field_check(verdict_parse(field_word(json, "verdict", error), &tip->verdict), "verdict", error);
  field_replace(&tip->state_reason, json, "state_reason", error);
  field_replace(&tip->state_by, json, "state_by", error);
  field_replace(&tip->outcome, json, "outcome", error);
  read_approvals(tip, json, error);
  tip->is_test = read_test(json, error);
  tip->raised_us = field_time(json, "raised", error);
  tip->updated_us = field_time(json, "updated", error);
  tip->accepted_us = later_time(json, "accepted", error);
  read_accepted_by(tip, json, error);
  tip->since_us = later_time(json, "since", error);
  tip->state_us = later_time(json, "state_since", error);
  tip->refreshed = field_count(json, "refreshed", error);
  tip->returns = later_count(json, "returns", error);
  tip->clears_us = later_time(json, "clears", error);
  tip->attempts = field_count(json, "attempts", error);
  tip->retry_us = field_time(json, "retry", error);
  tip->snoozed_until_us = field_time(json, "snoozed_until", error);
}

struct tip *tip_from_json(const json_t *json, GError **error)
{
  GError *failure = NULL;
  struct tip *tip = tip_new();
  tip->id = field_id(json, "id", &failure);
  tip->policy = field_text(json, "policy", &failure);
  tip->pack = field_text(json, "pack", &failure);
  tip->pack_version = field_text(json, "pack_version", &failure);
  tip->title = field_text(json, "title", &failure);
  tip->text = field_text(json, "text", &failure);
  const json_t *subject = field_object(json, "subject", &failure);
  tip->subject = field_text(subject, "object", &failure);
  tip->subject_name = field_text(subject, "name", &failure);
  read_state(tip, json, &failure);
  field_map(json, "settings", tip->settings, &failure);
  read_evidence(tip, json, &failure);
  read_alerts(tip, json, &failure);
  read_remedies(tip, json, &failure);
  const json_t *plan = field_object(json, "plan", &failure);
  tip->plan = plan ? plan_from_json(plan, &failure) : NULL;
  tip->action_id = field_id(json, "action", &failure);
  tip->cause = json_object_get(json, "cause") ? field_id(json, "cause", &failure) : 0; /* a former version did not group */
  if (!failure)
    return tip;
  tip_free(tip);
  g_propagate_prefixed_error(error, failure, "not a tip: ");
  return NULL;
}
