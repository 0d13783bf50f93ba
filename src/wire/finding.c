#include "wire/finding.h"

#include "base/text.h"
#include "model/object.h"

#include <math.h>
#include <string.h>

static gboolean evidence_is_sound(const struct evidence *evidence, const struct object *object)
{
  return evidence->metric < metric_count() && metric_get(evidence->metric)->class == object->class &&
         isfinite(evidence->min) && isfinite(evidence->avg) && isfinite(evidence->max) &&
         isfinite(evidence->last) && evidence->from_sec >= 0 && evidence->from_sec <= evidence->to_sec &&
         evidence->to_sec <= LIMIT_TIME_SEC;
}

/* A gap is NaN. */
static gboolean points_are_sound(const double *points, gsize n)
{
  for (gsize i = 0; i < n; i++)
    if (isinf(points[i]))
      return FALSE;
  return n <= LIMIT_EVIDENCE_VALUES;
}

static struct evidence *evidence_read(GVariant *row)
{
  const char *name;
  guint16 metric;
  g_autoptr(GVariant) values = NULL;
  struct evidence *evidence = evidence_new();
  g_variant_get(row, "(&sqxxdddduu@ad)", &name, &metric, &evidence->from_sec, &evidence->to_sec,
                &evidence->min, &evidence->avg, &evidence->max, &evidence->last, &evidence->count,
                &evidence->expected, &values);
  evidence->metric = metric;
  gsize n;
  const double *points = g_variant_get_fixed_array(values, &n, sizeof *points);
  struct object object;
  if (!object_parse(name, &object) || !evidence_is_sound(evidence, &object) || !points_are_sound(points, n)) {
    evidence_free(evidence);
    return NULL;
  }
  evidence->object = g_strdup(name);
  g_array_append_vals(evidence->values, points, (guint)n);
  return evidence;
}

static gboolean evidence_list_read(GVariant *rows, GPtrArray *list)
{
  gsize count = g_variant_n_children(rows);
  for (gsize i = 0; i < count; i++) {
    g_autoptr(GVariant) row = g_variant_get_child_value(rows, i);
    struct evidence *evidence = evidence_read(row);
    if (!evidence)
      return FALSE;
    g_ptr_array_add(list, evidence);
  }
  return count <= LIMIT_EVIDENCE;
}

/* Of each service once. */
static gboolean services_read(GVariant *rows, GPtrArray *alerts)
{
  gsize count = g_variant_n_children(rows);
  for (gsize i = 0; i < MIN(count, LIMIT_EVIDENCE); i++) {
    const char *service;
    struct object object;
    g_variant_get_child(rows, i, "&s", &service);
    if (!object_parse(service, &object) || object.instance[0] || object.kind != SUBJECT_SERVICE)
      return FALSE;
    if (!tip_alerts_find(alerts, service))
      g_ptr_array_add(alerts, tip_alert_new(service));
  }
  return count <= LIMIT_EVIDENCE;
}

static gboolean string_map_read(GVariant *pairs, GHashTable *map)
{
  gsize count = g_variant_n_children(pairs);
  for (gsize i = 0; i < MIN(count, LIMIT_INSTANCES); i++) {
    const char *key, *value;
    g_variant_get_child(pairs, i, "{&s&s}", &key, &value);
    g_hash_table_insert(map, text_clean(key, LIMIT_NAME), text_clean(value, LIMIT_TEXT));
  }
  return count <= LIMIT_INSTANCES;
}

static gboolean remedies_read(GVariant *rows, GPtrArray *remedies)
{
  gsize count = g_variant_n_children(rows);
  for (gsize i = 0; i < count; i++) {
    guchar kind;
    g_autoptr(GVariant) parameters = NULL;
    g_variant_get_child(rows, i, "(y@a{ss})", &kind, &parameters);
    if (kind >= REMEDY_KINDS)
      return FALSE;
    struct remedy *remedy = remedy_new(kind);
    g_ptr_array_add(remedies, remedy);
    if (!string_map_read(parameters, remedy->parameters))
      return FALSE;
  }
  return count <= LIMIT_REMEDIES;
}

struct finding *finding_read(GVariant *body)
{
  const char *policy, *pack, *version, *title, *subject, *text;
  guchar kind, severity;
  gint64 stamp_sec;
  g_autoptr(GVariant) settings = NULL, evidence = NULL, services = NULL, remedies = NULL;
  g_variant_get(body, "(xy&s&s&s&s&s&sy@a{ss}@a(sqxxdddduuad)@as@a(ya{ss}))", &stamp_sec, &kind, &policy, &pack,
                &version, &title, &subject, &text, &severity, &settings, &evidence, &services, &remedies);
  struct object object;
  if (kind >= FINDING_KINDS || severity >= SEVERITIES || !name_is_valid(policy) || policy_is_ours(policy) ||
      !object_parse(subject, &object) || object.instance[0] ||
      (kind == FINDING_TIP && severity == SEVERITY_NONE))
    return NULL;

  struct finding *finding = finding_new();
  finding->kind = kind;
  finding->stamp_sec = stamp_sec;
  finding->policy = g_strdup(policy);
  finding->pack = text_clean(pack, LIMIT_NAME);
  finding->pack_version = text_clean(version, LIMIT_NAME);
  finding->title = text_clean(title, LIMIT_TEXT);
  finding->subject = g_strdup(subject);
  finding->text = text_clean(text, LIMIT_TEXT);
  finding->severity = severity;
  if (string_map_read(settings, finding->settings) && evidence_list_read(evidence, finding->evidence) &&
      services_read(services, finding->alerts) && remedies_read(remedies, finding->remedies))
    return finding;
  finding_free(finding);
  return NULL;
}
