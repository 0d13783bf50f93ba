#include "wire/samples.h"

#include "base/limits.h"
#include "model/metrics.h"

#include "unit.h"

#include <math.h>

struct taken {
  guint objects;
  gint64 stamp_sec;
  enum source source;
  guint64 sequence;
  double first_value;
};

static void take(const struct samples_head *head, const char *object, const struct reading *readings, gsize n,
                 gpointer user)
{
  struct taken *taken = user;
  assert_non_null(object);
  assert_true(n > 0);
  taken->objects++;
  taken->stamp_sec = head->stamp_sec;
  taken->source = head->source;
  taken->sequence = head->sequence;
  taken->first_value = readings[0].value;
}

static GVariant *one_sample(const char *object, struct reading reading)
{
  struct samples_builder *builder = samples_builder_new();
  samples_builder_add(builder, object, &reading, 1);
  GVariant *body = g_variant_ref_sink(samples_builder_end(builder, 1700000000, SOURCE_SNMP));
  samples_builder_free(builder);
  return body;
}

static void a_batch_is_read_as_it_was_built(void **state)
{
  (void)state;
  g_autoptr(GVariant) body = one_sample("host:h1", reading_known(METRIC_HOST_CPU_BUSY_PCT, 42.5));
  struct taken taken = {0};
  assert_int_equal(samples_each(MESSAGE_SAMPLES, body, take, &taken), 0);
  assert_int_equal(taken.objects, 1);
  assert_int_equal(taken.stamp_sec, 1700000000);
  assert_int_equal(taken.source, SOURCE_SNMP);
  assert_true(taken.first_value == 42.5);
}

static void a_stored_batch_carries_its_sequence(void **state)
{
  (void)state;
  g_autoptr(GVariant) body = one_sample("host:h1", reading_known(METRIC_HOST_CPU_BUSY_PCT, 1));
  g_autoptr(GVariant) store = g_variant_ref_sink(samples_to_store(body, 77));
  struct taken taken = {0};
  assert_int_equal(samples_each(MESSAGE_STORE, store, take, &taken), 0);
  assert_int_equal(taken.sequence, 77);
}

static void nonsense_is_skipped_and_counted(void **state)
{
  (void)state;
  const struct {
    const char *object;
    struct reading reading;
  } bad[] = {
      {"host:", reading_known(METRIC_HOST_CPU_BUSY_PCT, 1)},
      {"host:h1", {.metric = METRIC_COUNT, .state = READING_KNOWN}},
      {"host:h1", {.metric = METRIC_HOST_CPU_BUSY_PCT, .state = READING_STATES}},
      {"host:h1", {.metric = METRIC_HOST_CPU_BUSY_PCT, .state = READING_KNOWN, .value = NAN}},
      {"host:h1", {.metric = METRIC_HOST_CPU_BUSY_PCT, .state = READING_KNOWN, .value = 101}},
      {"host:h1", {.metric = METRIC_GUEST_CPU_USED_PCT, .state = READING_KNOWN, .value = 1}},
      {"cluster:lab", {.metric = METRIC_HOST_CPU_BUSY_PCT, .state = READING_KNOWN, .value = 1}},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(bad); i++) {
    g_autoptr(GVariant) body = one_sample(bad[i].object, bad[i].reading);
    struct taken taken = {0};
    assert_int_equal(samples_each(MESSAGE_SAMPLES, body, take, &taken), 1);
    assert_int_equal(taken.objects, 0);
  }
}

static GVariant *raw_batch(const char *names, guint16 first, guint16 second)
{
  const guint16 counts[] = {first, second};
  const struct reading readings[] = {reading_known(METRIC_HOST_CPU_BUSY_PCT, 1),
                                     reading_known(METRIC_HOST_CPU_BUSY_PCT, 2)};
  return g_variant_ref_sink(g_variant_new(
      "(xys@aq@at)", (gint64)1, (guchar)SOURCE_SNMP, names,
      g_variant_new_fixed_array(G_VARIANT_TYPE_UINT16, counts, G_N_ELEMENTS(counts), sizeof counts[0]),
      g_variant_new_fixed_array(G_VARIANT_TYPE_UINT64, readings, G_N_ELEMENTS(readings) * 2, sizeof(guint64))));
}

static void a_batch_of_no_time_there_is_is_skipped(void **state)
{
  (void)state;
  static const gint64 stamps[] = {G_MININT64, -1, G_MAXINT64};
  struct samples_builder *builder = samples_builder_new();
  for (gsize i = 0; i < G_N_ELEMENTS(stamps); i++) {
    const struct reading reading = reading_known(METRIC_HOST_CPU_BUSY_PCT, 1);
    samples_builder_add(builder, "host:h1", &reading, 1);
    g_autoptr(GVariant) body = g_variant_ref_sink(samples_builder_end(builder, stamps[i], SOURCE_SNMP));
    struct taken taken = {0};
    assert_int_equal(samples_each(MESSAGE_SAMPLES, body, take, &taken), 1);
    assert_int_equal(taken.objects, 0);
  }
  samples_builder_free(builder);
}

static void a_batch_whose_parts_do_not_fit_is_read_as_far_as_they_do(void **state)
{
  (void)state;
  g_autofree char *long_name = g_strnfill(LIMIT_OBJECT + 1, 'h');
  g_autofree char *too_long = g_strdup_printf("host:%s\nhost:h2\n", long_name);
  const struct {
    const char *names;
    guint16 first, second;
    guint taken;
  } batches[] = {
      {"host:h1\nhost:h2\n", 1, 1, 2}, {"host:h1\nhost:h2", 1, 1, 2},    {"host:h1\n", 1, 1, 1},
      {"", 1, 1, 0},                    {"host:h1\nhost:h2\n", 3, 1, 0},  {"host:h1\nhost:h2\n", 1, 2, 1},
      {"host:h1\nhost:h2\n", 0, 2, 1},  {too_long, 1, 1, 1},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(batches); i++) {
    g_autoptr(GVariant) body = raw_batch(batches[i].names, batches[i].first, batches[i].second);
    struct taken taken = {0};
    assert_int_equal(samples_each(MESSAGE_SAMPLES, body, take, &taken), 2 - batches[i].taken);
    assert_int_equal(taken.objects, batches[i].taken);
  }
}

static void a_builder_starts_anew_after_each_batch(void **state)
{
  (void)state;
  struct samples_builder *builder = samples_builder_new();
  struct reading reading = reading_known(METRIC_HOST_CPU_BUSY_PCT, 1);
  samples_builder_add(builder, "host:h1", &reading, 1);
  g_variant_unref(g_variant_ref_sink(samples_builder_end(builder, 1, SOURCE_SNMP)));
  assert_int_equal(samples_builder_count(builder), 0);
  samples_builder_add(builder, "host:h2", &reading, 1);
  g_autoptr(GVariant) body = g_variant_ref_sink(samples_builder_end(builder, 2, SOURCE_SNMP));
  struct taken taken = {0};
  samples_each(MESSAGE_SAMPLES, body, take, &taken);
  assert_int_equal(taken.objects, 1);
  samples_builder_free(builder);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_batch_is_read_as_it_was_built),
      cmocka_unit_test(a_stored_batch_carries_its_sequence),
      cmocka_unit_test(nonsense_is_skipped_and_counted),
      cmocka_unit_test(a_batch_of_no_time_there_is_is_skipped),
      cmocka_unit_test(a_batch_whose_parts_do_not_fit_is_read_as_far_as_they_do),
      cmocka_unit_test(a_builder_starts_anew_after_each_batch),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
