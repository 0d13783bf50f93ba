#include "wire/samples.h"

#include "model/metrics.h"
#include "model/object.h"

#include <math.h>
#include <string.h>

G_STATIC_ASSERT(sizeof(struct reading) % sizeof(guint64) == 0);

struct samples_builder {
  GString *names;
  GArray *counts;   /* guint16 */
  GArray *readings; /* struct reading */
};

struct samples_builder *samples_builder_new(void)
{
  struct samples_builder *builder = g_new(struct samples_builder, 1);
  builder->names = g_string_new(NULL);
  builder->counts = g_array_new(FALSE, FALSE, sizeof(guint16));
  builder->readings = g_array_new(FALSE, FALSE, sizeof(struct reading));
  return builder;
}

void samples_builder_free(struct samples_builder *builder)
{
  g_string_free(builder->names, TRUE);
  g_array_unref(builder->counts);
  g_array_unref(builder->readings);
  g_free(builder);
}

void samples_builder_add(struct samples_builder *builder, const char *object, const struct reading *readings,
                         gsize n)
{
  guint16 count = (guint16)n;
  g_assert(count == n);
  g_string_append(builder->names, object);
  g_string_append_c(builder->names, '\n');
  g_array_append_val(builder->counts, count);
  g_array_append_vals(builder->readings, readings, count);
}

guint samples_builder_count(const struct samples_builder *builder)
{
  return builder->counts->len;
}

GVariant *samples_builder_end(struct samples_builder *builder, gint64 stamp_sec, enum source source)
{
  gsize words = sizeof(struct reading) / sizeof(guint64);
  GVariant *counts = g_variant_new_fixed_array(G_VARIANT_TYPE_UINT16, builder->counts->data, builder->counts->len,
                                               sizeof(guint16));
  GVariant *readings = g_variant_new_fixed_array(G_VARIANT_TYPE_UINT64, builder->readings->data,
                                                 builder->readings->len * words, sizeof(guint64));
  GVariant *body = g_variant_new("(xys@aq@at)", stamp_sec, (guchar)source, builder->names->str, counts, readings);
  g_string_truncate(builder->names, 0);
  g_array_set_size(builder->counts, 0);
  g_array_set_size(builder->readings, 0);
  return body;
}

GVariant *samples_to_store(GVariant *samples, guint64 sequence)
{
  gint64 stamp;
  guchar source;
  g_autoptr(GVariant) names = NULL, counts = NULL, readings = NULL;
  g_variant_get(samples, "(xy@s@aq@at)", &stamp, &source, &names, &counts, &readings);
  return g_variant_new("(txy@s@aq@at)", sequence, stamp, source, names, counts, readings);
}

guint samples_count(GVariant *body)
{
  g_autoptr(GVariant) counts = g_variant_get_child_value(body, g_variant_n_children(body) - 2);
  return (guint)g_variant_n_children(counts);
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

/* A batch being read: each part points behind what was read of it. */
struct batch {
  const char *names;
  const guint16 *counts;
  gsize n_objects;
  const struct reading *readings;
  gsize n_readings;
};

/* The next name. FALSE: none, or too long for one. */
static gboolean batch_name(struct batch *batch, char name[LIMIT_OBJECT + 1])
{
  gsize length = strcspn(batch->names, "\n");
  const char *begin = batch->names;
  batch->names += length + (begin[length] == '\n');
  if (length > LIMIT_OBJECT)
    return FALSE;
  memcpy(name, begin, length);
  name[length] = '\0';
  return TRUE;
}

/* Returns how many were skipped; those of a batch whose parts do not fit together from there on. */
static guint batch_each(struct batch *batch, const struct samples_head *head, samples_take take, gpointer user)
{
  guint skipped = 0;
  char name[LIMIT_OBJECT + 1];
  struct object object;
  for (gsize i = 0; i < batch->n_objects; i++) {
    gsize n = batch->counts[i];
    if (n > batch->n_readings)
      return skipped + (guint)(batch->n_objects - i);
    if (batch_name(batch, name) && object_parse(name, &object) && readings_are_sound(&object, batch->readings, n))
      take(head, name, batch->readings, n, user);
    else
      skipped++;
    batch->readings += n;
    batch->n_readings -= n;
  }
  return skipped;
}

/* Some 30,000 years: multiplied by a million it still fits. */
#define STAMP_MAX_SEC (G_GINT64_CONSTANT(1) << 40)

guint samples_each(enum message_kind kind, GVariant *body, samples_take take, gpointer user)
{
  struct samples_head head = {0};
  struct batch batch;
  guchar source;
  g_autoptr(GVariant) counts = NULL, readings = NULL;
  if (kind == MESSAGE_STORE)
    g_variant_get(body, "(txy&s@aq@at)", &head.sequence, &head.stamp_sec, &source, &batch.names, &counts, &readings);
  else
    g_variant_get(body, "(xy&s@aq@at)", &head.stamp_sec, &source, &batch.names, &counts, &readings);
  head.source = source;
  batch.counts = g_variant_get_fixed_array(counts, &batch.n_objects, sizeof *batch.counts);
  batch.readings = g_variant_get_fixed_array(readings, &batch.n_readings, sizeof(guint64));
  batch.n_readings /= sizeof *batch.readings / sizeof(guint64);
  gboolean is_time = head.stamp_sec >= 0 && head.stamp_sec <= STAMP_MAX_SEC;
  return source < SOURCES && is_time ? batch_each(&batch, &head, take, user) : (guint)batch.n_objects;
}
