/* What packs declare as it comes to a role: catalogue.c. */
#include "model/metrics.h"
#include "unit.h"
#include "wire/catalogue.h"

static void take(const char *text)
{
  g_autoptr(GVariant) body = g_variant_ref_sink(g_variant_new_parsed(text));
  catalogue_take(body);
}

static void a_role_gets_the_ids_of_the_core_and_skips_what_it_has(void **state)
{
  (void)state;
  g_autofree char *text = g_strdup_printf("([(uint16 %u, 'fan')], [('host.acme.fan_rpm', 'acme_fan_rpm', uint16 %u, "
                                          "'rpm', byte 0x00, 0.0, 100000.0, 'Fan.')])",
                                          CLASS_HOST, CLASS_COUNT);
  take(text);
  take(text);
  assert_int_equal(object_class_count(), CLASS_COUNT + 1);
  assert_int_equal(metric_find("host.acme.fan_rpm"), METRIC_COUNT);
  assert_int_equal(metric_count(), METRIC_COUNT + 1);
  assert_int_equal(metric_get(METRIC_COUNT)->class, CLASS_COUNT);

  g_autoptr(GVariant) sent = g_variant_ref_sink(catalogue_body());
  g_autoptr(GVariant) had = g_variant_ref_sink(g_variant_new_parsed(text));
  assert_true(g_variant_equal(sent, had));
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(a_role_gets_the_ids_of_the_core_and_skips_what_it_has)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
