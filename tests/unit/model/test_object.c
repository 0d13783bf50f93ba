#include "model/object.h"

#include "unit.h"

static void subjects_and_parts_are_read_as_they_are_written(void **state)
{
  (void)state;
  const char *const written[] = {"host:h1", "guest:2f1c0d3e-0000-4000-8000-000000000001", "cluster:lab",
                                 "host:h1{if=eth0}", "host:h1{fs=/var/lib}",
                                 "guest:2f1c0d3e-0000-4000-8000-000000000001{dev=vda}",
                                 "guest:2f1c0d3e-0000-4000-8000-000000000001{if=vnet0}"};
  for (gsize i = 0; i < G_N_ELEMENTS(written); i++) {
    struct object object;
    assert_true(object_parse(written[i], &object));
    g_autofree char *subject = subject_format(object.kind, object.key);
    assert_owned_string_equal(object.instance[0] ? object_part(subject, object.class, object.instance)
                                                 : g_strdup(subject),
                              written[i]);
  }
}

static void the_same_label_means_another_class_on_hosts_and_guests(void **state)
{
  (void)state;
  struct object object;
  assert_true(object_parse("host:h1{if=eth0}", &object));
  assert_int_equal(object.class, CLASS_HOST_NET);
  assert_true(object_parse("guest:x{if=eth0}", &object));
  assert_int_equal(object.class, CLASS_GUEST_NET);
}

static void what_is_seen_inside_a_guest_has_a_class_of_its_own(void **state)
{
  (void)state;
  struct object object;
  assert_true(object_parse("guest:x{view=inside}", &object));
  assert_int_equal(object.class, CLASS_GUEST_INSIDE);
  assert_true(object_parse("guest:x{fs=/}", &object));
  assert_int_equal(object.class, CLASS_GUEST_STORAGE);
  assert_true(object_parse("guest:x{nic=eth0}", &object));
  assert_int_equal(object.class, CLASS_GUEST_NIC);
  assert_true(object_parse("device:fabric1{if=port3}", &object));
  assert_int_equal(object.class, CLASS_DEVICE_NET);
  g_autofree char *inside = object_of("guest:x", CLASS_GUEST_INSIDE), *itself = object_of("guest:x", CLASS_GUEST);
  assert_string_equal(inside, "guest:x{view=inside}");
  assert_string_equal(itself, "guest:x");
  assert_null(object_of("guest:x", CLASS_GUEST_NIC));
}

static void what_is_no_object_is_refused(void **state)
{
  (void)state;
  const char *const bad[] = {"",           "h1",           "host:",         "hosts:h1",      "host:h1{",
                             "host:h1{}",  "host:h1{if}",  "host:h1{if=}",  "host:h1{nic=eth0}", "cluster:c{if=x}",
                             "host:a\nb", "guest:x{view=outside}", "host:x{view=inside}", "device:d{nic=/}",  "host:h1{if=a}b", "host:h1{if=a}}", "host:a=b",
                             "host:01234567890123456789012345678901234567890123456789012345678901234"};
  for (gsize i = 0; i < G_N_ELEMENTS(bad); i++) {
    struct object object;
    if (object_parse(bad[i], &object))
      fail_msg("\"%s\" was taken for an object", bad[i]);
  }
}

static void names_from_the_network_become_instances_that_can_be_read_back(void **state)
{
  (void)state;
  g_autofree char *hostile = object_part("host:h1", CLASS_HOST_NET, "a{b}=c\n");
  assert_string_equal(hostile, "host:h1{if=a_b__c_}");
  char long_name[200];
  memset(long_name, 'x', sizeof long_name - 1);
  long_name[sizeof long_name - 1] = '\0';
  g_autofree char *cut = object_part("host:h1", CLASS_HOST_STORAGE, long_name);
  struct object object;
  assert_true(object_parse(cut, &object));
  assert_int_equal(strlen(object.instance), LIMIT_INSTANCE);
  g_autofree char *empty = object_part("host:h1", CLASS_HOST_STORAGE, "");
  assert_true(object_parse(empty, &object));
}

static void names_hold_letters_digits_and_three_marks(void **state)
{
  (void)state;
  assert_true(name_is_valid("web-1.example_org"));
  assert_false(name_is_valid(""));
  assert_false(name_is_valid("-h"));
  assert_false(name_is_valid(".h"));
  assert_false(name_is_valid("a b"));
  assert_false(name_is_valid("a/b"));
}

static void every_metric_has_a_name_of_its_own_and_a_short_one_for_rrd(void **state)
{
  (void)state;
  for (enum metric_id id = 0; id < METRIC_COUNT; id++) {
    const struct metric *metric = metric_get(id);
    assert_int_equal(metric_find(metric->name), id);
    assert_in_range(strlen(metric->rrd_name), 1, 19);
    assert_true(metric->min < metric->max);
    for (enum metric_id other = 0; other < id; other++)
      if (metric_get(other)->class == metric->class)
        assert_string_not_equal(metric_get(other)->rrd_name, metric->rrd_name);
  }
  assert_int_equal(metric_find("host.cpu.busy"), METRIC_NONE);
}

static void the_key_of_a_subject_is_read_by_its_kind(void **state)
{
  (void)state;
  assert_string_equal(subject_key("host:h1", SUBJECT_HOST), "h1");
  assert_null(subject_key("host:h1", SUBJECT_GUEST));
  assert_null(subject_key("hostess:h1", SUBJECT_HOST));
  assert_null(subject_key("host", SUBJECT_HOST));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_key_of_a_subject_is_read_by_its_kind),
      cmocka_unit_test(subjects_and_parts_are_read_as_they_are_written),
      cmocka_unit_test(the_same_label_means_another_class_on_hosts_and_guests),
      cmocka_unit_test(what_is_seen_inside_a_guest_has_a_class_of_its_own),
      cmocka_unit_test(what_is_no_object_is_refused),
      cmocka_unit_test(names_from_the_network_become_instances_that_can_be_read_back),
      cmocka_unit_test(names_hold_letters_digits_and_three_marks),
      cmocka_unit_test(every_metric_has_a_name_of_its_own_and_a_short_one_for_rrd),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
