/* A guest with an SNMP agent inside is not told of by two. */
#include "pipeline/one_source.h"

#include "unit.h"
#include "wire/samples.h"

#include <string.h>

#define POLLED "6f3c1a52-0d2e-4c1b-9a57-2f8f5f1c0001"
#define OTHER "6f3c1a52-0d2e-4c1b-9a57-2f8f5f1c0002"
#define UNKNOWN "6f3c1a52-0d2e-4c1b-9a57-2f8f5f1c0003"

static GVariant *samples_of(enum source source)
{
  struct samples_builder *builder = samples_builder_new();
  const struct reading reading = reading_known(METRIC_GUEST_INSIDE_STORAGE_SIZE_BYTES, 1000);
  samples_builder_add(builder, "guest:" POLLED "{fs=/}", &reading, 1);
  samples_builder_add(builder, "guest:" OTHER "{fs=/}", &reading, 1);
  samples_builder_add(builder, "guest:" UNKNOWN "{fs=/}", &reading, 1);
  GVariant *samples = g_variant_ref_sink(samples_builder_end(builder, 1790000000, source));
  samples_builder_free(builder);
  return samples;
}

static void remember(const struct samples_head *head, const char *object, const struct reading *readings, gsize n,
                     gpointer user)
{
  assert_int_equal(head->stamp_sec, 1790000000);
  assert_int_equal(n, 1);
  assert_true(readings[0].value == 1000);
  g_string_append_printf(user, "%s\n", object);
}

static void assert_kept(enum source source, const char *expected)
{
  const struct sighting sightings[] = {{.uuid = POLLED, .name = "polled"}, {.uuid = OTHER, .name = "other"}};
  struct fleet *fleet = fleet_new(clock_system(), 10);
  g_autoptr(GString) names = g_string_new(NULL);
  g_autoptr(GVariant) samples = samples_of(source);
  fleet_add_host(fleet, "h1", "lab", 1u << SOURCE_LIBVIRT);
  fleet_add_guest_agent(fleet, "lab", "polled");
  fleet_take_sightings(fleet, "h1", sightings, G_N_ELEMENTS(sightings));
  g_autoptr(GVariant) kept = one_source(fleet, samples);
  assert_int_equal(samples_each(MESSAGE_SAMPLES, kept, remember, names), 0);
  assert_string_equal(names->str, expected);
  fleet_free(fleet);
}

static void what_a_guest_agent_says_of_a_guest_polled_by_snmp_does_not_count(void **state)
{
  (void)state;
  assert_kept(SOURCE_AGENT, "guest:" OTHER "{fs=/}\n");
}

static void what_the_other_sources_say_counts(void **state)
{
  (void)state;
  assert_kept(SOURCE_SNMP, "guest:" POLLED "{fs=/}\nguest:" OTHER "{fs=/}\nguest:" UNKNOWN "{fs=/}\n");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_a_guest_agent_says_of_a_guest_polled_by_snmp_does_not_count),
      cmocka_unit_test(what_the_other_sources_say_counts),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
