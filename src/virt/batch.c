#include "virt/batch.h"

#include "wire/samples.h"

/* An object of the longest name with the most readings is under 1 KiB. */
#define OBJECTS_PER_MESSAGE 4096

struct batch {
  struct samples_builder *builder;
  enum source source;
  batch_emit emit;
  gpointer user;
  gint64 stamp_sec;
  guint values, unknown;
};

struct batch *batch_new(batch_emit emit, gpointer user)
{
  return batch_new_from(SOURCE_LIBVIRT, emit, user);
}

struct batch *batch_new_from(enum source source, batch_emit emit, gpointer user)
{
  struct batch *batch = g_new0(struct batch, 1);
  batch->builder = samples_builder_new();
  batch->source = source;
  batch->emit = emit;
  batch->user = user;
  return batch;
}

void batch_free(struct batch *batch)
{
  samples_builder_free(batch->builder);
  g_free(batch);
}

void batch_begin(struct batch *batch, gint64 stamp_sec)
{
  batch->stamp_sec = stamp_sec;
  batch->values = batch->unknown = 0;
}

static void flush(struct batch *batch)
{
  if (samples_builder_count(batch->builder) > 0)
    batch->emit(samples_builder_end(batch->builder, batch->stamp_sec, batch->source), batch->user);
}

void batch_add(struct batch *batch, const char *object, const struct reading *readings, gsize n)
{
  for (gsize i = 0; i < n; i++)
    if (readings[i].state != READING_KNOWN)
      batch->unknown++;
  batch->values += (guint)n;
  samples_builder_add(batch->builder, object, readings, n);
  if (samples_builder_count(batch->builder) >= OBJECTS_PER_MESSAGE)
    flush(batch);
}

void batch_add_unknown(struct batch *batch, const char *object, enum object_class class,
                       enum reading_state why)
{
  struct reading readings[CLASS_METRICS_MAX];
  batch_add(batch, object, readings, readings_unknown(class, why, readings));
}

void batch_end(struct batch *batch)
{
  flush(batch);
}

guint batch_values(const struct batch *batch)
{
  return batch->values;
}

guint batch_unknown_values(const struct batch *batch)
{
  return batch->unknown;
}
