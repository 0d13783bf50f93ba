#pragma once
/* A folder of its own for each test, a clock that stands still, and batches as the core sends them. */
#include "base/clock.h"
#include "base/error.h"
#include "folder.h"
#include "model/sample.h"
#include "rrd/fetch.h"
#include "rrd/path.h"
#include "rrd/store.h"
#include "wire/samples.h"
#include "unit.h"

#include <glib/gstdio.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define STEP 10
#define KEEP_SEC (400 * 86400)
#define NOW ((gint64)1800014400) /* a row of every archive ends here */

struct fixture {
  char *directory;
  struct virtual_clock clock;
  struct store *store;
  char *rrdcached; /* its socket, or NULL */
};

static inline struct store_options options_of(const struct fixture *fixture, guint interval_sec)
{
  return (struct store_options){fixture->directory, interval_sec, KEEP_SEC, fixture->rrdcached};
}

static inline void fixture_restart(struct fixture *fixture)
{
  const struct store_options options = options_of(fixture, STEP);
  store_free(fixture->store);
  fixture->store = store_new(&fixture->clock.clock, &options);
}

static inline int fixture_setup(void **state)
{
  struct fixture *fixture = g_new0(struct fixture, 1);
  fixture->directory = g_dir_make_tmp("provost-rrd-XXXXXX", NULL);
  virtual_clock_init(&fixture->clock, NOW * G_USEC_PER_SEC);
  fixture_restart(fixture);
  *state = fixture;
  return fixture->directory ? 0 : -1;
}

static inline int fixture_teardown(void **state)
{
  struct fixture *fixture = *state;
  store_free(fixture->store);
  folder_remove(fixture->directory);
  g_free(fixture->directory);
  g_free(fixture);
  return 0;
}

static inline char *file_of(const char *directory, const char *name)
{
  struct object object;
  assert_true(object_parse(name, &object));
  return history_path(directory, &object);
}

/* A STORE of one object; sinks nothing, caller unrefs. */
static inline GVariant *batch_of(guint64 sequence, gint64 stamp_sec, const char *object,
                                 const struct reading *readings, gsize n)
{
  struct samples_builder *builder = samples_builder_new();
  samples_builder_add(builder, object, readings, n);
  g_autoptr(GVariant) samples = g_variant_ref_sink(samples_builder_end(builder, stamp_sec, SOURCE_SNMP));
  samples_builder_free(builder);
  return g_variant_ref_sink(samples_to_store(samples, sequence));
}

/* Stores readings of host:h1 and has them written. TRUE if they were; else caller frees the failure. */
static inline gboolean store_readings(struct fixture *fixture, gint64 stamp_sec,
                                      const struct reading *readings, gsize n, char **failure)
{
  struct stored stored;
  g_autoptr(GVariant) body = batch_of(1, stamp_sec, "host:h1", readings, n);
  store_batch(fixture->store, body, &stored);
  gboolean is_refused = stored.failed > store_counts(fixture->store).histories.failing;
  gboolean is_written = !is_refused && store_flush(fixture->store, "host:h1");
  if (!is_refused) {
    g_free(stored.failure);
    store_tick(fixture->store, &stored); /* says what cannot be written */
  }
  assert_int_equal(is_written, stored.failed == 0);
  assert_int_equal(is_written, stored.failure == NULL);
  if (failure)
    *failure = g_steal_pointer(&stored.failure);
  g_free(stored.failure);
  return is_written;
}

/* Stores a processor load at NOW + `offset_sec`, or the reading "no answer" for NaN, with the clock there. */
static inline gboolean store_busy(struct fixture *fixture, gint64 offset_sec, double busy_pct)
{
  const struct reading reading = isnan(busy_pct)
                                     ? reading_unknown(METRIC_HOST_CPU_BUSY_PCT, READING_NO_ANSWER)
                                     : reading_known(METRIC_HOST_CPU_BUSY_PCT, busy_pct);
  fixture->clock.wall_us = (NOW + offset_sec) * G_USEC_PER_SEC;
  return store_readings(fixture, NOW + offset_sec, &reading, 1, NULL);
}

/* The loads of NOW + from ... NOW + to. Caller frees the points. */
static inline struct series fetch_busy(struct fixture *fixture, gint64 from, gint64 to)
{
  struct series series = {0};
  GError *error = NULL;
  const struct fetch fetch = {"host:h1", METRIC_HOST_CPU_BUSY_PCT, NOW + from, NOW + to, 0, FALSE};
  if (!fetch_series(fixture->directory, &fetch, &series, &error))
    fail_msg("%s", error->message);
  return series;
}

/* Fails unless the points from NOW + `offset` on are `expected` (NaN: unknown). */
#define assert_busy(fixture, offset, ...)                                                                 \
  do {                                                                                                   \
    const double busy_expected[] = {__VA_ARGS__};                                                              \
    assert_points(fixture, offset, busy_expected, G_N_ELEMENTS(busy_expected));                                     \
  } while (0)

static inline void assert_points(struct fixture *fixture, gint64 offset, const double *expected, gsize n)
{
  struct series series = fetch_busy(fixture, offset, offset + (gint64)(n - 1) * STEP);
  assert_int_equal(series.first_sec, NOW + offset);
  assert_int_equal(series.step_sec, STEP);
  assert_int_equal(series.n, n);
  for (gsize i = 0; i < n; i++)
    if (isnan(expected[i]) ? !isnan(series.points[i]) : fabs(series.points[i] - expected[i]) > 1e-9)
      fail_msg("point %zu is %g, not %g", i, series.points[i], expected[i]);
  g_free(series.points);
}

static inline void quiet(const gchar *domain, GLogLevelFlags level, const gchar *message, gpointer user)
{
  (void)domain;
  (void)level;
  (void)message;
  (void)user;
}
