#include "rrd/fixture.h"
#include "rrd/layout.h"

#include <rrd.h>

static void assert_archives(guint interval_sec, const char *expected)
{
  struct layout layout;
  layout_init(&layout, CLASS_HOST_STORAGE, interval_sec);
  g_auto(GStrv) arguments = layout_arguments(&layout);
  g_autofree char *archives = g_strjoinv(" ", arguments + layout.n_sources);
  assert_string_equal(archives, expected);
}

static void archives_at_ten_seconds_are_those_of_the_design(void **state)
{
  (void)state;
  assert_archives(10, "RRA:AVERAGE:0.5:1:2160 RRA:AVERAGE:0.5:6:1440 RRA:MAX:0.5:6:1440 "
                      "RRA:AVERAGE:0.5:30:4032 RRA:MAX:0.5:30:4032 RRA:AVERAGE:0.5:180:2880 "
                      "RRA:MAX:0.5:180:2880 RRA:AVERAGE:0.5:2160:2920 RRA:MAX:0.5:2160:2920");
}

static void a_step_that_is_no_multiple_of_the_interval_is_adapted(void **state)
{
  (void)state;
  assert_archives(7, "RRA:AVERAGE:0.5:1:3086 RRA:AVERAGE:0.5:9:1372 RRA:MAX:0.5:9:1372 "
                     "RRA:AVERAGE:0.5:43:4019 RRA:MAX:0.5:43:4019 RRA:AVERAGE:0.5:257:2882 "
                     "RRA:MAX:0.5:257:2882 RRA:AVERAGE:0.5:3086:2920 RRA:MAX:0.5:3086:2920");
}

static void of_two_archives_with_one_step_the_longer_stays(void **state)
{
  (void)state;
  assert_archives(300, "RRA:AVERAGE:0.5:1:4032 RRA:MAX:0.5:1:4032 RRA:AVERAGE:0.5:6:2880 "
                       "RRA:MAX:0.5:6:2880 RRA:AVERAGE:0.5:72:2920 RRA:MAX:0.5:72:2920");
}

static void every_interval_gives_what_librrd_makes_to_the_byte(void **state)
{
  struct fixture *fixture = *state;
  const guint intervals[] = {1, 2, 5, 10, 15, 30, 45, 60, 61, 120, 299, 300, 1000, 3600};
  for (gsize i = 0; i < G_N_ELEMENTS(intervals); i++)
    for (enum object_class class = 0; class < CLASS_COUNT; class++) {
      struct layout layout;
      layout_init(&layout, class, intervals[i]);
      g_autofree char *path = g_strdup_printf("%s/%u-%u.rrd", fixture->directory, intervals[i], class);
      g_auto(GStrv) arguments = layout_arguments(&layout);
      rrd_clear_error();
      if (rrd_create_r2(path, intervals[i], NOW, 1, NULL, NULL, (int)g_strv_length(arguments),
                        (const char **)arguments) != 0)
        fail_msg("%s", rrd_get_error());
      GStatBuf file;
      assert_int_equal(g_stat(path, &file), 0);
      assert_int_equal(file.st_size, layout_bytes(&layout));
      assert_int_equal(g_unlink(path), 0);
    }
}

static void a_data_source_takes_about_200_kb_at_ten_seconds(void **state)
{
  (void)state;
  for (enum object_class class = 0; class < CLASS_COUNT; class++) {
    struct layout layout;
    layout_init(&layout, class, 10);
    assert_in_range(layout_bytes(&layout) / layout.n_sources, 195000, 205000);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(archives_at_ten_seconds_are_those_of_the_design),
      cmocka_unit_test(a_step_that_is_no_multiple_of_the_interval_is_adapted),
      cmocka_unit_test(of_two_archives_with_one_step_the_longer_stays),
      cmocka_unit_test_setup_teardown(every_interval_gives_what_librrd_makes_to_the_byte, fixture_setup,
                                      fixture_teardown),
      cmocka_unit_test(a_data_source_takes_about_200_kb_at_ten_seconds),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
