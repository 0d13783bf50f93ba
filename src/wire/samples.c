#include "wire/samples.h"

#include "model/metrics.h"
#include "model/object.h"

#include <math.h>

#define READINGS_TYPE G_VARIANT_TYPE("(qqud)")

struct samples_builder {
  GVariantBuilder objects;
  guint count;
};

struct samples_builder *samples_builder_new(void)
{
  struct samples_builder *builder = g_new0(struct samples_builder, 1);
  g_variant_builder_init(&builder->objects, G_VARIANT_TYPE("a(sa(qqud))"));
  return builder;
}

void samples_builder_free(struct samples_builder *builder)
{
  g_variant_builder_clear(&builder->objects);
  g_free(builder);
}

void samples_builder_add(struct samples_builder *builder, const char *object, const struct reading *readings,
                         gsize n)
{
  GVariant *fixed = g_variant_new_fixed_array(READINGS_TYPE, readings, n, sizeof *readings);
  g_variant_builder_add(&builder->objects, "(s@a(qqud))", object, fixed);
  builder->count++;
}

guint samples_builder_count(const struct samples_builder *builder)
{
  return builder->count;
}

GVariant *samples_builder_end(struct samples_builder *builder, gint64 stamp_sec, enum source source)
{
  GVariant *objects = g_variant_builder_end(&builder->objects);
  g_variant_builder_init(&builder->objects, G_VARIANT_TYPE("a(sa(qqud))"));
  builder->count = 0;
  return g_variant_new("(xy@a(sa(qqud)))", stamp_sec, (guchar)source, objects);
}

GVariant *samples_to_store(GVariant *samples, guint64 sequence)
{
  gint64 stamp;
  guchar source;
  g_autoptr(GVariant) objects = NULL;
  g_variant_get(samples, "(xy@a(sa(qqud)))", &stamp, &source, &objects);
  return g_variant_new("(txy@a(sa(qqud)))", sequence, stamp, source, objects);
}

static gboolean readings_are_sound(const struct object *object, const struct reading *readings, gsize n)
{
  for (gsize i = 0; i < n; i++) {
    const struct reading *reading = &readings[i];
    if (reading->metric >= metric_count() || reading->state >= READING_STATES || !isfinite(reading->value))
      return FALSE;
    const struct metric *metric = metric_get(reading->metric);
    if (metric->class != object->class)
      return FALSE;
    if (reading->state == READING_KNOWN && (reading->value < metric->min || reading->value > metric->max))
      return FALSE;
  }
  return n > 0 && n <= CLASS_METRICS_MAX;
}

guint samples_each(enum message_kind kind, GVariant *body, samples_take take, gpointer user)
{
  struct samples_head head = {0};
  guchar source;
  g_autoptr(GVariant) objects = NULL;
  if (kind == MESSAGE_STORE)
    g_variant_get(body, "(txy@a(sa(qqud)))", &head.sequence, &head.stamp_sec, &source, &objects);
  else
    g_variant_get(body, "(xy@a(sa(qqud)))", &head.stamp_sec, &source, &objects);
  head.source = source;

  guint skipped = 0;
  gsize count = g_variant_n_children(objects);
  for (gsize i = 0; i < count; i++) {
    const char *name;
    g_autoptr(GVariant) fixed = NULL;
    g_variant_get_child(objects, i, "(&s@a(qqud))", &name, &fixed);
    gsize n;
    const struct reading *readings = g_variant_get_fixed_array(fixed, &n, sizeof *readings);
    struct object object;
    if (source < SOURCES && object_parse(name, &object) && readings_are_sound(&object, readings, n))
      take(&head, name, readings, n, user);
    else
      skipped++;
  }
  return skipped;
}
