#include "serve/shown_tip.h"

#include "base/error.h"
#include "json/fields.h"

const struct tip *called_tip(const struct call *call, GError **error)
{
  guint64 id;
  if (!call_number(call, "tip", &id, error))
    return NULL;
  const struct tip *tip = tipbook_tip(call_options(call)->tips, id);
  if (!tip)
    error_refuse(error, PROVOST_ERROR_NOT_FOUND, "there is no tip %" G_GUINT64_FORMAT ": provost tips --all lists them", id);
  return tip;
}

struct tip_facts called_facts(const struct call *call, const struct tip *tip, const struct proposal *proposal)
{
  const struct serve_options *options = call_options(call);
  return (struct tip_facts){tip, options->fleet, proposal, clock_wall_us(options->clock)};
}

static json_t *symptoms_to_json(const struct call *call, guint64 id)
{
  g_autoptr(GArray) symptoms = tipbook_symptoms(call_options(call)->tips, id);
  json_t *ids = json_array();
  for (guint i = 0; i < symptoms->len; i++)
    json_array_append_new(ids, id_to_json(g_array_index(symptoms, guint64, i)));
  return ids;
}

static json_t *facts_to_json(const struct call *call, const struct tip *tip, const struct proposal *proposal)
{
  const struct tip_facts facts = called_facts(call, tip, proposal);
  g_autofree char *token = tip_facts_token(&facts);
  return json_string(token);
}

json_t *shown_tip(const struct call *call, const struct tip *tip, const struct proposal *proposal)
{
  const struct serve_options *options = call_options(call);
  json_t *json = tip_to_json(tip);
  g_autofree char *waits = options->verbs->why_waits(tip, options->user);
  json_object_set_new(json, "symptoms", symptoms_to_json(call, tip->id));
  json_object_set_new(json, "waits", waits ? json_string(waits) : json_null());
  json_object_set_new(json, "facts", facts_to_json(call, tip, proposal));
  if (proposal)
    json_object_set_new(json, "proposal", proposal_to_json(proposal));
  return json;
}

json_t *brief_tip(const struct call *call, const struct tip *tip, gboolean has_facts)
{
  json_t *json = tip_to_brief_json(tip), *symptoms = symptoms_to_json(call, tip->id);
  if (json_array_size(symptoms) > 0)
    json_object_set(json, "symptoms", symptoms);
  json_decref(symptoms);
  if (has_facts)
    json_object_set_new(json, "facts", facts_to_json(call, tip, NULL));
  return json;
}

static json_t *thresholds_of(const struct call *call, const struct tip *tip, const struct evidence *evidence)
{
  const struct serve_options *options = call_options(call);
  json_t *thresholds = json_object();
  for (guint severity = SEVERITY_INFO; severity < SEVERITIES; severity++) {
    double value;
    if (options->verbs->threshold(tip, evidence, severity, &value, options->user))
      json_object_set_new(thresholds, severity_name(severity), json_real(value));
  }
  return thresholds;
}

json_t *explained_tip(const struct call *call, const struct tip *tip, const struct proposal *proposal)
{
  json_t *json = shown_tip(call, tip, proposal);
  const json_t *list = json_object_get(json, "evidence");
  for (guint i = 0; i < tip->evidence->len; i++)
    json_object_set_new(json_array_get(list, i), "thresholds", thresholds_of(call, tip, tip->evidence->pdata[i]));
  return json;
}
