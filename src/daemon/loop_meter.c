#include "daemon/loop_meter.h"

struct metering {
  GSource source;
  struct loop_meter meter;
  gint64 woken_us; /* 0: before the first wait */
};

static guint bucket_of(gint64 us)
{
  guint bucket = 0;
  for (gint64 bound_us = 1000; us >= bound_us && bucket < LOOP_BUCKETS - 1; bound_us *= 2)
    bucket++;
  return bucket;
}

static gboolean before_wait(GSource *source, gint *timeout_ms)
{
  struct metering *metering = (struct metering *)source;
  *timeout_ms = -1;
  if (!metering->woken_us)
    return FALSE;
  gint64 busy_us = g_get_monotonic_time() - metering->woken_us;
  metering->woken_us = 0;
  metering->meter.rounds++;
  metering->meter.longest_us = MAX(metering->meter.longest_us, busy_us);
  metering->meter.buckets[bucket_of(busy_us)]++;
  return FALSE;
}

static gboolean after_wait(GSource *source)
{
  ((struct metering *)source)->woken_us = g_get_monotonic_time();
  return FALSE;
}

static gboolean never(GSource *source, GSourceFunc callback, gpointer user)
{
  (void)source, (void)callback, (void)user;
  return G_SOURCE_CONTINUE;
}

GSource *loop_meter_new(void)
{
  static const GSourceFuncs functions = {before_wait, after_wait, never, NULL, NULL, NULL};
  GSource *source = g_source_new((GSourceFuncs *)&functions, sizeof(struct metering));
  g_source_set_priority(source, G_MININT); /* asked first: what others do after a wait counts */
  g_source_attach(source, NULL);
  return source;
}

const struct loop_meter *loop_meter_read(GSource *meter)
{
  return &((struct metering *)meter)->meter;
}

double loop_meter_p999_ms(const struct loop_meter *meter)
{
  guint64 seen = 0, wanted = meter->rounds - meter->rounds / 1000;
  double longest_ms = (double)meter->longest_us / 1000;
  for (guint i = 0; i < LOOP_BUCKETS - 1; i++) {
    seen += meter->buckets[i];
    if (seen >= wanted)
      return MIN((double)(1u << i), longest_ms);
  }
  return longest_ms;
}
