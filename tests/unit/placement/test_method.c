#include "placement/method.h"

#include "model/traits.h"

#include "unit.h"

#include <math.h>

#define GIB 1073741824.0

struct scene {
  struct placement_cluster cluster;
  struct placement_host hosts[2];
  struct placement_guest guest;
  struct method_request request;
  struct placement_snapshot *snapshot;
  struct method_choice choice;
  char *why;
};

/* A guest of 4 GiB that writes 100 MiB/s, and a link of 1 GiB/s. */
static int set_up(void **state)
{
  struct scene *scene = g_new0(struct scene, 1);
  scene->cluster = (struct placement_cluster){.name = "lab", .link_bytes_per_sec = GIB};
  for (guint h = 0; h < 2; h++)
    scene->hosts[h] = (struct placement_host){.name = h ? "h2" : "h1",
                                              .state_reason = "",
                                              .capacity = {8, 64 * GIB, NAN, NAN},
                                              .link_bytes_per_sec = NAN};
  scene->guest = (struct placement_guest){.uuid = "u",
                                          .name = "g",
                                          .host = 0,
                                          .is_running = TRUE,
                                          .vcpus = 2,
                                          .memory_bytes = (guint64)(4 * GIB),
                                          .dirty_bytes_per_sec = 100 * 1048576.0,
                                          .downtime_cost = 1};
  for (guint r = 0; r < RESOURCES; r++)
    scene->guest.load[r] = (struct load){NAN, NAN, NAN};
  scene->request = (struct method_request){.guest = 0, .to = 1, .gain_sec = INFINITY, .lasts_sec = INFINITY};
  *state = scene;
  return 0;
}

static int tear_down(void **state)
{
  struct scene *scene = *state;
  snapshot_free(scene->snapshot);
  g_free(scene->why);
  g_free(scene);
  return 0;
}

static const struct method_choice *choose(struct scene *scene)
{
  snapshot_free(scene->snapshot);
  scene->snapshot = snapshot_new();
  snapshot_add_cluster(scene->snapshot, &scene->cluster);
  snapshot_add_host(scene->snapshot, &scene->hosts[0]);
  snapshot_add_host(scene->snapshot, &scene->hosts[1]);
  snapshot_add_guest(scene->snapshot, &scene->guest);
  snapshot_seal(scene->snapshot);
  method_choose(scene->snapshot, &scene->request, &scene->choice);
  g_free(scene->why);
  scene->why = method_explain(scene->snapshot, &scene->request, &scene->choice);
  return &scene->choice;
}

static void assert_says(const struct scene *scene, const char *text)
{
  if (!strstr(scene->why, text))
    fail_msg("it says \"%s\", not \"%s\"", scene->why, text);
}

static void allow(struct scene *scene, enum move_method first, enum move_method second)
{
  scene->cluster.methods[0] = first;
  scene->cluster.methods[1] = second;
  scene->cluster.n_methods = second == METHOD_AUTO ? 1 : 2;
}

static void a_guest_that_writes_little_moves_live(void **state)
{
  const struct method_choice *choice = choose(*state);
  assert_int_equal(choice->verdict, VERDICT_MOVE);
  assert_int_equal(choice->forecast.method, METHOD_LIVE);
  assert_true(choice->forecast.downtime_sec < 0.5);
  assert_says(*state, "live: 4.");
}

static void a_guest_that_outruns_the_link_moves_quickly_and_it_is_said_why(void **state)
{
  struct scene *scene = *state;
  scene->guest.dirty_bytes_per_sec = 1.2 * GIB;
  const struct method_choice *choice = choose(scene);
  assert_int_equal(choice->forecast.method, METHOD_QUICK);
  assert_true(choice->live_cannot_end);
  assert_says(scene, "a live move would not end in time: it writes 1.20 GiB to its memory each second, and 1.00 GiB go over the link");
}

static void plain_live_is_never_chosen_where_it_cannot_converge(void **state)
{
  struct scene *scene = *state;
  for (double share = 0.05; share < 3; share += 0.05)
    for (double cost = 0.2; cost < 100; cost *= 3) {
      scene->guest.dirty_bytes_per_sec = share * GIB;
      scene->guest.downtime_cost = cost;
      gboolean is_live = choose(scene)->forecast.method == METHOD_LIVE && scene->choice.verdict == VERDICT_MOVE;
      assert_true(!is_live || share <= FORECAST_CONVERGES);
    }
}

static void auto_converge_is_taken_where_it_is_allowed_and_cheaper_than_a_pause(void **state)
{
  struct scene *scene = *state;
  allow(scene, METHOD_CONVERGE, METHOD_QUICK);
  scene->guest.dirty_bytes_per_sec = 0.85 * GIB;
  assert_int_equal(choose(scene)->forecast.method, METHOD_CONVERGE); /* 15 s at four fifths against 4 s of pause */
  assert_says(scene, "its processors slowed down by up to 20 % meanwhile");
  scene->guest.dirty_bytes_per_sec = 1.5 * GIB;
  assert_int_equal(choose(scene)->forecast.method, METHOD_QUICK); /* 35 s at half its speed */
}

static void the_preferred_method_counts_where_costs_are_equal(void **state)
{
  struct scene *scene = *state;
  scene->guest.memory_bytes = 32 << 20;
  allow(scene, METHOD_QUICK, METHOD_LIVE);
  assert_int_equal(choose(scene)->forecast.method, METHOD_QUICK);
  allow(scene, METHOD_LIVE, METHOD_QUICK);
  assert_int_equal(choose(scene)->forecast.method, METHOD_LIVE);
}

static void a_dear_guest_waits_rather_than_pausing(void **state)
{
  struct scene *scene = *state;
  scene->guest.dirty_bytes_per_sec = 2 * GIB;
  scene->request.gain_sec = 30;
  assert_int_equal(choose(scene)->verdict, VERDICT_MOVE);
  assert_true(downtime_cost_parse("high", &scene->guest.downtime_cost));
  assert_int_equal(choose(scene)->verdict, VERDICT_WAIT);
  assert_int_equal(scene->choice.reason, BECAUSE_TOO_DEAR);
  assert_says(scene, "and the move gains 30.0 s");
}

static void nothing_moves_where_no_allowed_method_can_end(void **state)
{
  struct scene *scene = *state;
  allow(scene, METHOD_LIVE, METHOD_AUTO);
  scene->guest.dirty_bytes_per_sec = 2 * GIB;
  assert_int_equal(choose(scene)->verdict, VERDICT_WAIT);
  assert_int_equal(scene->choice.reason, BECAUSE_NONE_ENDS);
  assert_says(scene, "wait: no allowed method can end in time; a live move would not end");
}

static void nothing_moves_for_what_is_over_before(void **state)
{
  struct scene *scene = *state;
  scene->request.lasts_sec = 2;
  assert_int_equal(choose(scene)->verdict, VERDICT_WAIT);
  assert_int_equal(scene->choice.reason, BECAUSE_TOO_LATE);
}

static void a_guest_short_of_what_it_was_given_is_resized_where_it_can_grow(void **state)
{
  struct scene *scene = *state;
  scene->request.is_own_shortage = scene->request.can_grow = TRUE;
  assert_int_equal(choose(scene)->verdict, VERDICT_RESIZE);
  assert_says(scene, "a move would not help");
  scene->request.can_grow = FALSE;
  assert_int_equal(choose(scene)->verdict, VERDICT_WAIT);
}

static void a_guest_that_is_off_moves_cold_at_once(void **state)
{
  struct scene *scene = *state;
  scene->guest.is_running = FALSE;
  assert_int_equal(choose(scene)->forecast.method, METHOD_COLD);
  assert_true(scene->choice.forecast.downtime_sec == 0 && scene->choice.forecast.bytes == 0);
}

static void only_the_memory_in_use_is_copied(void **state)
{
  struct scene *scene = *state;
  scene->guest.dirty_bytes_per_sec = 0;
  scene->guest.load[RESOURCE_MEMORY] = (struct load){GIB, GIB, GIB};
  assert_true(choose(scene)->forecast.bytes == GIB);
}

static void the_link_is_the_clusters_else_the_slower_hosts_else_what_was_reached(void **state)
{
  struct scene *scene = *state;
  struct past_moves past[METHODS] = {[METHOD_LIVE] = {1, 10, 0.2, 7 * GIB}};
  scene->guest.past = past;
  scene->hosts[0].link_bytes_per_sec = 3 * GIB;
  scene->hosts[1].link_bytes_per_sec = 2 * GIB;
  choose(scene);
  assert_true(method_link(scene->snapshot, 0, 1) == GIB);
  scene->cluster.link_bytes_per_sec = NAN;
  choose(scene);
  assert_true(method_link(scene->snapshot, 0, 1) == 2 * GIB);
  scene->hosts[1].link_bytes_per_sec = NAN;
  choose(scene);
  assert_true(method_link(scene->snapshot, 0, 1) == 3 * GIB);
  scene->hosts[0].link_bytes_per_sec = NAN;
  choose(scene);
  assert_true(method_link(scene->snapshot, 0, 1) == 0.7 * GIB);
  scene->guest.past = NULL;
  choose(scene);
  assert_true(isnan(method_link(scene->snapshot, 0, 1)));
  assert_says(scene, "1 Gbit/s is reckoned with");
}

static void a_move_is_reckoned_with_no_more_than_it_may_take(void **state)
{
  struct scene *scene = *state;
  scene->cluster.bandwidth_bytes_per_sec = GIB / 16;
  assert_int_equal(choose(scene)->forecast.method, METHOD_QUICK);
  assert_true(method_link(scene->snapshot, 0, 1) == GIB / 16);
  scene->cluster.link_bytes_per_sec = GIB / 32;
  choose(scene);
  assert_true(method_link(scene->snapshot, 0, 1) == GIB / 32);
  scene->cluster.link_bytes_per_sec = NAN;
  choose(scene);
  assert_true(method_link(scene->snapshot, 0, 1) == GIB / 16);
  scene->cluster.bandwidth_bytes_per_sec = GIB;
  choose(scene);
  assert_true(isnan(method_link(scene->snapshot, 0, 1))); /* 1 Gbit/s is less */
}

static void words_of_downtime_cost_are_ordered(void **state)
{
  (void)state;
  double low, normal, high;
  assert_true(downtime_cost_parse("low", &low) && downtime_cost_parse("normal", &normal) &&
              downtime_cost_parse("high", &high));
  assert_true(low < normal && normal == 1 && normal < high);
  assert_false(downtime_cost_parse("huge", &low));
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
  const struct CMUnitTest tests[] = {
      TEST(a_guest_that_writes_little_moves_live),
      TEST(a_guest_that_outruns_the_link_moves_quickly_and_it_is_said_why),
      TEST(plain_live_is_never_chosen_where_it_cannot_converge),
      TEST(auto_converge_is_taken_where_it_is_allowed_and_cheaper_than_a_pause),
      TEST(the_preferred_method_counts_where_costs_are_equal),
      TEST(a_dear_guest_waits_rather_than_pausing),
      TEST(nothing_moves_where_no_allowed_method_can_end),
      TEST(nothing_moves_for_what_is_over_before),
      TEST(a_guest_short_of_what_it_was_given_is_resized_where_it_can_grow),
      TEST(a_guest_that_is_off_moves_cold_at_once),
      TEST(only_the_memory_in_use_is_copied),
      TEST(the_link_is_the_clusters_else_the_slower_hosts_else_what_was_reached),
      TEST(a_move_is_reckoned_with_no_more_than_it_may_take),
      cmocka_unit_test(words_of_downtime_cost_are_ordered),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
