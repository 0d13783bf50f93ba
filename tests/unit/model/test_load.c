#include "model/fleet.h"

#include "unit.h"

#include <math.h>

#define START_SEC ((gint64)1700000000 / LOAD_SLOT_SEC * LOAD_SLOT_SEC)
#define near(a, b) (fabs((a) - (b)) < 1e-3 * fmax(1, b))

static struct load_digest steady(gint64 from_sec, guint n, double value)
{
  struct load_digest digest;
  load_digest_init(&digest, from_sec, 0);
  for (guint i = 0; i < n; i++)
    load_digest_add(&digest, from_sec + i * 10, value);
  return digest;
}

static void one_sample_says_what_is_now_and_not_what_is_usual(void **state)
{
  (void)state;
  struct load_digest digest = steady(START_SEC, 1, 40);
  struct load load = load_digest_read(&digest, START_SEC, 30);
  assert_true(load.now == 40);
  assert_true(isnan(load.recent));
  assert_true(isnan(load.day));
  digest = steady(START_SEC, 2, 40);
  assert_true(load_digest_read(&digest, START_SEC + 10, 30).recent == 40);
}

static void the_recent_mean_is_that_of_half_an_hour(void **state)
{
  (void)state;
  struct load_digest digest = steady(START_SEC, 180, 100); /* half an hour */
  for (guint i = 0; i < 90; i++)
    load_digest_add(&digest, START_SEC + 1800 + i * 10, 20); /* and a quarter */
  struct load load = load_digest_read(&digest, START_SEC + 2690, 30);
  assert_true(load.now == 20);
  assert_true(fabs(load.recent - 60) < 1);
  for (guint i = 90; i < 180; i++)
    load_digest_add(&digest, START_SEC + 1800 + i * 10, 20);
  assert_true(fabs(load_digest_read(&digest, START_SEC + 3590, 30).recent - 20) < 1);
}

/* A day of 96 quarters, of which the last but one is followed by four, five at 90. */
static void what_five_of_a_hundred_quarters_exceed_is_the_days_high(void **state)
{
  (void)state;
  struct load_digest digest;
  load_digest_init(&digest, START_SEC, 0);
  for (guint slot = 0; slot <= LOAD_SLOTS; slot++)
    for (guint i = 0; i < 90; i++)
      load_digest_add(&digest, START_SEC + slot * LOAD_SLOT_SEC + i * 10, slot % 24 == 0 ? 90 : 10);
  gint64 now_sec = digest.stamp_sec;
  assert_true(load_digest_read(&digest, now_sec, 30).day == 10); /* 4 of 96 are higher */
  load_digest_init(&digest, START_SEC, 0);
  for (guint slot = 0; slot <= LOAD_SLOTS; slot++)
    for (guint i = 0; i < 90; i++)
      load_digest_add(&digest, START_SEC + slot * LOAD_SLOT_SEC + i * 10, slot % 16 == 0 ? 90 : 10);
  assert_true(load_digest_read(&digest, now_sec, 30).day == 90); /* 6 of 96 */
}

/* Two samples at the end of a quarter count for their time only. */
static void a_quarter_that_was_heard_in_part_counts_for_that_part(void **state)
{
  (void)state;
  struct load_digest digest = steady(START_SEC + 880, 2, 100);
  for (guint i = 0; i < 18; i++)
    load_digest_add(&digest, START_SEC + 900 + i * 10, 10);
  assert_true(fabs(load_digest_read(&digest, digest.stamp_sec, 30).recent - 19) < 1);
}

static void a_gap_is_no_load_of_zero(void **state)
{
  (void)state;
  struct load_digest digest = steady(START_SEC, 90, 50);
  load_digest_add(&digest, START_SEC + 6 * LOAD_SLOT_SEC, NAN);
  struct load load = load_digest_read(&digest, START_SEC + 6 * LOAD_SLOT_SEC, 30);
  assert_true(isnan(load.now) && isnan(load.recent));
  assert_true(load.day == 50);
  digest = steady(START_SEC, 90, 50);
  assert_true(isnan(load_digest_read(&digest, START_SEC + 1000, 30).now));
  assert_true(isnan(load_digest_read(&digest, START_SEC + 1000, 30).recent));
  assert_true(load_digest_read(&digest, START_SEC + 920, 30).recent == 50);
  assert_true(isnan(load_digest_read(&digest, START_SEC + 3 * 86400, 30).day));
}

static void a_gap_of_days_leaves_nothing_of_before(void **state)
{
  (void)state;
  struct load_digest digest = steady(START_SEC, 180, 50);
  load_digest_add(&digest, START_SEC + 5 * 86400, 7);
  for (guint i = 0; i < LOAD_SLOTS; i++)
    assert_true(isnan(digest.means[i]));
}

static void a_clock_set_back_begins_anew_and_late_samples_are_left_out(void **state)
{
  (void)state;
  struct load_digest digest = steady(START_SEC, 90, 50);
  load_digest_add(&digest, START_SEC + 100, 1);
  assert_true(load_digest_read(&digest, START_SEC + 890, 30).now == 50);
  load_digest_add(&digest, START_SEC - 7200, 1);
  assert_true(load_digest_read(&digest, START_SEC - 7200, 30).now == 1);
  assert_true(isnan(load_digest_read(&digest, START_SEC - 7200, 30).recent));
}

static void history_fills_what_came_before_and_nothing_else(void **state)
{
  (void)state;
  struct load_digest digest = steady(START_SEC, 45, 10);
  double points[300];
  for (guint i = 0; i < 300; i++)
    points[i] = i < 20 ? NAN : 80;
  load_digest_fill(&digest, START_SEC - 288 * 300, 300, points, 300); /* the last twelve lie after the start */
  struct load load = load_digest_read(&digest, START_SEC + 440, 30);
  assert_true(load.day == 80);
  assert_true(load.recent > 10 && load.recent < 80);
  assert_true(digest.means[digest.slot % LOAD_SLOTS] != 80);
}

/* ---- through the fleet --------------------------------------------------------------------------- */

struct scene {
  struct virtual_clock clock;
  struct fleet *fleet;
};

static int set_up(void **state)
{
  struct scene *scene = g_new0(struct scene, 1);
  virtual_clock_init(&scene->clock, START_SEC * G_USEC_PER_SEC);
  scene->fleet = fleet_new(&scene->clock.clock, 10000);
  fleet_begin_configuration(scene->fleet, 10000);
  fleet_add_cluster(scene->fleet, cluster_new("lab"));
  fleet_add_host(scene->fleet, "h1", "lab", 1 << SOURCE_SNMP);
  fleet_end_configuration(scene->fleet);
  *state = scene;
  return 0;
}

static int tear_down(void **state)
{
  struct scene *scene = *state;
  fleet_free(scene->fleet);
  g_free(scene);
  return 0;
}

static gint64 now_sec(const struct scene *scene)
{
  return clock_wall_us(&scene->clock.clock) / G_USEC_PER_SEC;
}

static void hear(struct scene *scene, const char *object, enum metric_id first, double a, double b)
{
  struct reading readings[] = {reading_known(first, a), reading_known(first + 1, b)};
  assert_true(fleet_take_readings(scene->fleet, SOURCE_SNMP, now_sec(scene), object, readings, 2));
}

static void a_hosts_load_is_its_own_and_that_of_its_busiest_parts(void **state)
{
  struct scene *scene = *state;
  for (guint i = 0; i < 3; i++, virtual_clock_advance(&scene->clock, 10 * G_USEC_PER_SEC)) {
    hear(scene, "host:h1{if=br0}", METRIC_HOST_NET_RX_BYTES_PER_SEC, 1000, 2000);
    hear(scene, "host:h1{if=eth0}", METRIC_HOST_NET_RX_BYTES_PER_SEC, 1000, 2100);
    hear(scene, "host:h1", METRIC_HOST_CPU_BUSY_PCT, 60, 8);
    hear(scene, "host:h1", METRIC_HOST_MEM_TOTAL_BYTES, 1000, 400);
  }
  struct load network = fleet_load(scene->fleet, "host:h1", RESOURCE_NETWORK);
  assert_true(network.now == 3100 && near(network.recent, 3100.0));
  assert_true(isnan(fleet_load(scene->fleet, "host:h1", RESOURCE_DISK).now));
  assert_true(isnan(fleet_load(scene->fleet, "host:h2", RESOURCE_CPU).now));
}

static void memory_in_use_is_what_is_not_available(void **state)
{
  struct scene *scene = *state;
  hear(scene, "host:h1", METRIC_HOST_MEM_TOTAL_BYTES, 1000, 400);
  virtual_clock_advance(&scene->clock, 10 * G_USEC_PER_SEC);
  hear(scene, "host:h1", METRIC_HOST_MEM_TOTAL_BYTES, 1000, 200);
  struct load memory = fleet_load(scene->fleet, "host:h1", RESOURCE_MEMORY);
  assert_true(memory.now == 800 && memory.recent == 700);
  virtual_clock_advance(&scene->clock, 60 * G_USEC_PER_SEC);
  assert_true(isnan(fleet_load(scene->fleet, "host:h1", RESOURCE_MEMORY).now));
}

static void history_of_a_share_is_taken_of_the_whole(void **state)
{
  struct scene *scene = *state;
  hear(scene, "host:h1", METRIC_HOST_MEM_TOTAL_BYTES, 1000, 400);
  double points[288];
  for (guint i = 0; i < 288; i++)
    points[i] = 100;
  struct load_points past = {METRIC_HOST_MEM_AVAILABLE_BYTES, now_sec(scene) - 86400, 300, points, 288, NAN};
  fleet_fill_load(scene->fleet, "host:h1", &past);
  assert_true(fleet_load(scene->fleet, "host:h1", RESOURCE_MEMORY).day == 900);
  fleet_fill_load(scene->fleet, "host:unknown", &past);
}

static void what_is_configured_away_is_forgotten(void **state)
{
  struct scene *scene = *state;
  hear(scene, "host:h1", METRIC_HOST_MEM_TOTAL_BYTES, 1000, 400);
  assert_true(!isnan(fleet_load(scene->fleet, "host:h1", RESOURCE_MEMORY).now));
  fleet_begin_configuration(scene->fleet, 10000);
  fleet_end_configuration(scene->fleet);
  assert_true(isnan(fleet_load(scene->fleet, "host:h1", RESOURCE_MEMORY).now));
}

static void stamps_that_cannot_be_are_left_out(void **state)
{
  struct scene *scene = *state;
  static const gint64 stamps[] = {-86400, -1, 0, 86400};
  struct reading reading = reading_known(METRIC_HOST_CPU_BUSY_PCT, 1);
  for (gsize i = 0; i < G_N_ELEMENTS(stamps); i++)
    fleet_take_readings(scene->fleet, SOURCE_SNMP, stamps[i], "host:h1", &reading, 1);
  assert_true(isnan(fleet_load(scene->fleet, "host:h1", RESOURCE_CPU).now));
}

#define IN_FLEET(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(one_sample_says_what_is_now_and_not_what_is_usual),
      cmocka_unit_test(the_recent_mean_is_that_of_half_an_hour),
      cmocka_unit_test(what_five_of_a_hundred_quarters_exceed_is_the_days_high),
      cmocka_unit_test(a_quarter_that_was_heard_in_part_counts_for_that_part),
      cmocka_unit_test(a_gap_is_no_load_of_zero),
      cmocka_unit_test(a_gap_of_days_leaves_nothing_of_before),
      cmocka_unit_test(a_clock_set_back_begins_anew_and_late_samples_are_left_out),
      cmocka_unit_test(history_fills_what_came_before_and_nothing_else),
      IN_FLEET(a_hosts_load_is_its_own_and_that_of_its_busiest_parts),
      IN_FLEET(memory_in_use_is_what_is_not_available),
      IN_FLEET(history_of_a_share_is_taken_of_the_whole),
      IN_FLEET(what_is_configured_away_is_forgotten),
      IN_FLEET(stamps_that_cannot_be_are_left_out),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
