#include "virt/xml.h"

#include "unit.h"

/* As libvirt 9.0 writes it. */
static const char capabilities[] = "<capabilities><host><uuid>u</uuid><cpu><arch>x86_64</arch>"
                                   "<model>Haswell-noTSX</model><vendor>Intel</vendor>"
                                   "<counter name='tsc' frequency='2394404000' scaling='no'/>"
                                   "<counter name='other' frequency='1'/></cpu></host></capabilities>";

static void a_text_is_found_by_its_path_only(void **state)
{
  (void)state;
  assert_owned_string_equal(xml_text(capabilities, "/capabilities/host/cpu/model"), "Haswell-noTSX");
  assert_owned_string_equal(xml_text(capabilities, "/capabilities/host/cpu/counter"), "");
  assert_null(xml_text(capabilities, "/capabilities/cpu/model"));
}

static void an_attribute_is_that_of_the_first_element_that_has_it(void **state)
{
  (void)state;
  assert_owned_string_equal(xml_attribute(capabilities, "/capabilities/host/cpu/counter", "frequency"), "2394404000");
  assert_owned_string_equal(xml_attribute(capabilities, "/capabilities/host/cpu/counter", "scaling"), "no");
  assert_null(xml_attribute(capabilities, "/capabilities/host/cpu/counter", "speed"));
  assert_null(xml_attribute(capabilities, "/capabilities/host/cpu/model", "frequency"));
}

static void what_is_cut_off_has_nothing(void **state)
{
  (void)state;
  g_autofree char *cut = g_strndup(capabilities, strlen(capabilities) - 10);
  assert_null(xml_text(cut, "/capabilities/host/uuid"));
  assert_null(xml_attribute(cut, "/capabilities/host/cpu/counter", "frequency"));
  assert_null(xml_attribute("", "/a", "b"));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_text_is_found_by_its_path_only),
      cmocka_unit_test(an_attribute_is_that_of_the_first_element_that_has_it),
      cmocka_unit_test(what_is_cut_off_has_nothing),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
