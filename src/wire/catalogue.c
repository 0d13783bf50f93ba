#include "wire/catalogue.h"

#include "model/metrics.h"

#define CLASSES_TYPE "a(qs)"
#define METRICS_TYPE "a(ssqsydds)"

GVariant *catalogue_body(void)
{
  GVariantBuilder classes, metrics;
  g_variant_builder_init(&classes, G_VARIANT_TYPE(CLASSES_TYPE));
  for (enum object_class class = CLASS_COUNT; class < object_class_count(); class++)
    g_variant_builder_add(&classes, "(qs)", (guint16)object_class_whole(class), object_class_label(class));
  g_variant_builder_init(&metrics, G_VARIANT_TYPE(METRICS_TYPE));
  for (enum metric_id id = METRIC_COUNT; id < metric_count(); id++) {
    const struct metric *row = metric_get(id);
    g_variant_builder_add(&metrics, "(ssqsydds)", row->name, row->rrd_name, (guint16)row->class, row->unit,
                          (guchar)row->kind, row->min, row->max, row->help);
  }
  return g_variant_new("(" CLASSES_TYPE METRICS_TYPE ")", &classes, &metrics);
}

static gboolean take_class(GVariant *classes, gsize i, GError **error)
{
  guint16 whole;
  const char *label;
  g_variant_get_child(classes, i, "(q&s)", &whole, &label);
  return object_class_declare(whole, label, error) != CLASS_NONE;
}

static gboolean take_metric(GVariant *metrics, gsize i, GError **error)
{
  guint16 class;
  guchar kind;
  struct metric row;
  g_variant_get_child(metrics, i, "(&s&sq&sydd&s)", &row.name, &row.rrd_name, &class, &row.unit, &kind, &row.min,
                      &row.max, &row.help);
  row.class = class;
  row.kind = kind;
  return metric_declare(&row, error) != METRIC_NONE;
}

void catalogue_take(GVariant *body)
{
  g_autoptr(GVariant) classes = NULL, metrics = NULL;
  g_autoptr(GError) error = NULL;
  g_variant_get(body, "(@" CLASSES_TYPE "@" METRICS_TYPE ")", &classes, &metrics);
  gsize n_classes = g_variant_n_children(classes), n_metrics = g_variant_n_children(metrics);
  for (gsize i = object_class_count() - CLASS_COUNT; i < n_classes && !error; i++)
    take_class(classes, i, &error);
  for (gsize i = metric_count() - METRIC_COUNT; i < n_metrics && !error; i++)
    take_metric(metrics, i, &error);
  if (error)
    g_warning("what packs declare is known here only in part: %s", error->message);
}
