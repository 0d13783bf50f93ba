#include "pipeline/evaluation.h"

#include "model/fleet.h"

#include "channels.h"
#include "unit.h"

#define AT G_GINT64_CONSTANT(1790000000)

/* The core's side of provost-policy; the test plays the role, and the history reader. */
struct stage {
  struct virtual_clock clock;
  struct fleet *fleet;
  struct channel *core_policy, *core_reader, *policy, *reader;
  struct history *history;
  struct evaluation *evaluation;
  struct held *held;
  guint heard[MESSAGE_KINDS]; /* by the role, or FETCH by the reader */
  GVariant *last[MESSAGE_KINDS];
  guint kills;
  char *why;
};

static void role_hears(struct channel *channel, enum message_kind kind, GVariant *body, gpointer user)
{
  (void)channel;
  struct stage *stage = user;
  stage->heard[kind]++;
  g_clear_pointer(&stage->last[kind], g_variant_unref);
  stage->last[kind] = g_variant_ref(body);
}

static void core_hears(struct channel *channel, enum message_kind kind, GVariant *body, gpointer user)
{
  struct stage *stage = user;
  if (channel_peer(channel) == ROLE_RRD_READER)
    history_take_message(stage->history, kind, body);
  else
    evaluation_take_message(stage->evaluation, kind, body);
}

static void on_closed(struct channel *channel, const char *reason, gpointer user)
{
  (void)channel;
  (void)reason;
  (void)user;
}

static void on_kill(enum role role, const char *why, gpointer user)
{
  struct stage *stage = user;
  assert_int_equal(role, ROLE_POLICY);
  stage->kills++;
  g_free(stage->why);
  stage->why = g_strdup(why);
}

static const struct channel_events core_events = {core_hears, on_closed};
static const struct channel_events role_events = {role_hears, on_closed};

static int set_up(void **state)
{
  struct stage *stage = g_new0(struct stage, 1);
  virtual_clock_init(&stage->clock, AT * G_USEC_PER_SEC);
  stage->fleet = fleet_new(&stage->clock.clock, 10000);
  fleet_add_cluster(stage->fleet, cluster_new("lab"));
  fleet_add_host(stage->fleet, "h1", "lab", 1u << SOURCE_LIBVIRT);
  fleet_add_host(stage->fleet, "h2", "lab", 1u << SOURCE_LIBVIRT);
  stage->core_policy = channel_new(ROLE_CORE, ROLE_POLICY, &core_events, stage);
  stage->core_reader = channel_new(ROLE_CORE, ROLE_RRD_READER, &core_events, stage);
  stage->policy = channel_new(ROLE_POLICY, ROLE_CORE, &role_events, stage);
  stage->reader = channel_new(ROLE_RRD_READER, ROLE_CORE, &role_events, stage);
  stage->history = history_new(&stage->clock.clock, NULL, stage->core_reader);
  stage->held = held_new(NULL);
  stage->evaluation = evaluation_new(&(struct evaluation_options){
      &stage->clock.clock, stage->fleet, stage->history, stage->core_policy, stage->held, on_kill, stage});
  *state = stage;
  return 0;
}

static int tear_down(void **state)
{
  struct stage *stage = *state;
  history_free(stage->history);
  evaluation_free(stage->evaluation);
  held_free(stage->held);
  channel_free(stage->core_policy);
  channel_free(stage->core_reader);
  channel_free(stage->policy);
  channel_free(stage->reader);
  fleet_free(stage->fleet);
  for (enum message_kind kind = 0; kind < MESSAGE_KINDS; kind++)
    g_clear_pointer(&stage->last[kind], g_variant_unref);
  g_free(stage->why);
  g_free(stage);
  return 0;
}

static void wait_sec(struct stage *stage, guint sec)
{
  virtual_clock_advance(&stage->clock, sec * G_USEC_PER_SEC);
}

static void role_is_up(struct stage *stage)
{
  channels_connect(stage->core_policy, stage->policy);
  evaluation_role_is_up(stage->evaluation);
}

static void role_is_down(struct stage *stage)
{
  channel_close(stage->policy);
  channel_close(stage->core_policy);
  evaluation_role_is_down(stage->evaluation);
}

static void interval(struct stage *stage)
{
  wait_sec(stage, 10);
  evaluation_take_interval(stage->evaluation, stage->clock.wall_us / G_USEC_PER_SEC);
  turn_all();
}

static void say(struct stage *stage, enum message_kind kind, GVariant *body)
{
  g_autoptr(GVariant) owned = g_variant_ref_sink(body);
  assert_true(g_variant_is_of_type(owned, message_type(kind)->type));
  evaluation_take_message(stage->evaluation, kind, owned);
}

static void say_evaluated(struct stage *stage)
{
  say(stage, MESSAGE_EVALUATED, g_variant_new("(xuuu)", AT, 1u, 0u, 0u));
}

static void say_running(struct stage *stage, const char *policy)
{
  say(stage, MESSAGE_RUNNING, g_variant_new_string(policy));
}

/* One policy in `policy_state` that looks `span_sec` back on `metric`. */
static void say_policies(struct stage *stage, guint policy_state, guint metric, guint span_sec)
{
  say(stage, MESSAGE_POLICIES,
      g_variant_new_parsed("@a(sssssyysua(qu)a(sss)asas) [('p', 'core', '1.0', 'P', 'p.lua', byte 0, %y, '', 30, [(%q, %u)], [], [], [])]",
                           (guchar)policy_state, (guint16)metric, span_sec));
}

static void say_no_policies(struct stage *stage)
{
  say(stage, MESSAGE_POLICIES, g_variant_new_array(G_VARIANT_TYPE("(sssssyysua(qu)a(sss)asas)"), NULL, 0));
}

static void nothing_is_evaluated_before_the_role_is_there_and_has_loaded(void **state)
{
  struct stage *stage = *state;
  interval(stage);
  channels_connect(stage->core_policy, stage->policy); /* started, and not greeted yet */
  interval(stage);
  assert_int_equal(stage->heard[MESSAGE_SUBJECTS], 0);
  assert_int_equal(stage->heard[MESSAGE_EVALUATE], 0);
  wait_sec(stage, 60);
  evaluation_tick(stage->evaluation);
  assert_int_equal(stage->kills, 0);
  evaluation_role_is_up(stage->evaluation);
  turn_until(&stage->heard[MESSAGE_SUBJECTS], 1);
  evaluation_take_interval(stage->evaluation, AT);
  turn_all();
  assert_int_equal(stage->heard[MESSAGE_EVALUATE], 0);
  say_no_policies(stage);
  interval(stage);
  assert_int_equal(stage->heard[MESSAGE_EVALUATE], 1);
  role_is_down(stage);
  interval(stage);
  assert_int_equal(stage->heard[MESSAGE_EVALUATE], 1);
}

static void one_evaluation_is_over_before_the_next_begins(void **state)
{
  struct stage *stage = *state;
  role_is_up(stage);
  say_no_policies(stage);
  interval(stage);
  interval(stage);
  assert_int_equal(stage->heard[MESSAGE_EVALUATE], 1);
  say_evaluated(stage);
  interval(stage);
  assert_int_equal(stage->heard[MESSAGE_EVALUATE], 2);
  gint64 stamp_sec;
  g_variant_get_child(stage->last[MESSAGE_EVALUATE], 0, "x", &stamp_sec);
  assert_int_equal(stamp_sec, AT + 30);
}

static void say_of(struct stage *stage, const char *name, enum alert_state state)
{
  const struct alert alert = {.subject = "host:h1", .name = name, .source = "nagios", .text = "", .state = state};
  assert_non_null(fleet_take_alert(stage->fleet, &alert, NULL));
  evaluation_take_alert(stage->evaluation, "host:h1", name);
}

/* How many alerts the last ALERTS tells, and whether those before are void. */
static gsize told_alerts(const struct stage *stage, gboolean *is_anew)
{
  g_autoptr(GVariant) said = NULL;
  g_variant_get(stage->last[MESSAGE_ALERTS], "(b@a(ssssxtuuxxsss)a(ss))", is_anew, &said, NULL);
  return g_variant_n_children(said);
}

static void is_loaded(struct stage *stage)
{
  role_is_up(stage);
  say_no_policies(stage);
  interval(stage);
  say_evaluated(stage);
}

static void only_what_others_say_otherwise_is_told_and_all_of_it_to_each_life_of_the_role(void **state)
{
  struct stage *stage = *state;
  gboolean is_anew;
  is_loaded(stage);
  assert_int_equal(stage->heard[MESSAGE_ALERTS], 1);
  assert_int_equal(told_alerts(stage, &is_anew), 0);
  say_of(stage, "disk", ALERT_CRITICAL);
  say_of(stage, "load", ALERT_OK);
  turn_until(&stage->heard[MESSAGE_ALERTS], 2);
  assert_int_equal(told_alerts(stage, &is_anew), 2);
  assert_false(is_anew);
  turn_until(&stage->heard[MESSAGE_EVALUATE], 2);
  say_evaluated(stage);
  interval(stage);
  say_evaluated(stage);
  say_of(stage, "load", ALERT_WARNING);
  turn_until(&stage->heard[MESSAGE_ALERTS], 3);
  assert_int_equal(told_alerts(stage, &is_anew), 1);
  role_is_down(stage);
  role_is_up(stage);
  turn_until(&stage->heard[MESSAGE_ALERTS], 4);
  assert_int_equal(told_alerts(stage, &is_anew), 2);
  assert_true(is_anew);
}

static void what_others_say_is_judged_at_once_by_the_samples_of_the_last_point(void **state)
{
  struct stage *stage = *state;
  gint64 stamp_sec;
  gboolean is_interval;
  is_loaded(stage);
  guint rounds = evaluation_rounds(stage->evaluation);
  say_of(stage, "disk", ALERT_CRITICAL);
  turn_until(&stage->heard[MESSAGE_EVALUATE], 2);
  g_variant_get(stage->last[MESSAGE_EVALUATE], "(xb)", &stamp_sec, &is_interval);
  assert_int_equal(stamp_sec, AT + 10);
  assert_false(is_interval);
  say_evaluated(stage);
  assert_int_equal(evaluation_rounds(stage->evaluation), rounds);
}

static void a_point_of_the_grid_that_comes_meanwhile_and_what_is_said_meanwhile_wait_for_the_answer(void **state)
{
  struct stage *stage = *state;
  gboolean is_interval;
  is_loaded(stage);
  say_of(stage, "disk", ALERT_CRITICAL);
  turn_until(&stage->heard[MESSAGE_EVALUATE], 2);
  interval(stage);
  say_of(stage, "load", ALERT_CRITICAL);
  assert_int_equal(stage->heard[MESSAGE_EVALUATE], 2);
  say_evaluated(stage);
  turn_until(&stage->heard[MESSAGE_EVALUATE], 3);
  g_variant_get_child(stage->last[MESSAGE_EVALUATE], 1, "b", &is_interval);
  assert_true(is_interval);
  assert_int_equal(stage->heard[MESSAGE_ALERTS], 3); /* what was said is judged at that point, too */
}

static void the_role_judges_nothing_before_it_knows_all_that_others_say(void **state)
{
  struct stage *stage = *state;
  gboolean is_anew;
  for (guint i = 0; i < 2500; i++) {
    g_autofree char *name = g_strdup_printf("%u", i);
    say_of(stage, name, ALERT_CRITICAL);
  }
  role_is_up(stage);
  say_no_policies(stage);
  evaluation_take_interval(stage->evaluation, AT);
  turn_until(&stage->heard[MESSAGE_ALERTS], 1);
  assert_int_equal(stage->heard[MESSAGE_EVALUATE], 0);
  turn_until(&stage->heard[MESSAGE_ALERTS], 3);
  assert_int_equal(told_alerts(stage, &is_anew), 500);
  interval(stage);
  assert_int_equal(stage->heard[MESSAGE_EVALUATE], 1);
}

static void subjects_are_told_only_when_they_have_changed(void **state)
{
  struct stage *stage = *state;
  role_is_up(stage);
  say_no_policies(stage);
  for (guint i = 0; i < 3; i++) {
    interval(stage);
    say_evaluated(stage);
  }
  assert_int_equal(stage->heard[MESSAGE_EVALUATE], 3);
  assert_int_equal(stage->heard[MESSAGE_SUBJECTS], 1);
  fleet_take_link(stage->fleet, "h1", SOURCE_LIBVIRT, LINK_UP, "");
  interval(stage);
  say_evaluated(stage);
  assert_int_equal(stage->heard[MESSAGE_SUBJECTS], 2);
  const struct sighting seen = {.uuid = "11111111-2222-3333-4444-555555555555", .name = "g", .state = GUEST_RUNNING};
  fleet_take_sightings(stage->fleet, "h1", &seen, 1);
  interval(stage);
  assert_int_equal(stage->heard[MESSAGE_SUBJECTS], 3);
  role_is_down(stage);
  role_is_up(stage);
  turn_until(&stage->heard[MESSAGE_SUBJECTS], 4);
}

static void open_reader(struct stage *stage)
{
  channels_connect(stage->core_reader, stage->reader);
  history_reader_is_up(stage->history);
}

static void answer_fetch(struct stage *stage, guint64 id, const char *object)
{
  const double values[] = {1, 2};
  channel_send(stage->reader, MESSAGE_SERIES,
               g_variant_new("(tsqxu@ads)", id, object, (guint16)METRIC_HOST_CPU_BUSY_PCT, AT, 10u,
                             g_variant_new_fixed_array(G_VARIANT_TYPE_DOUBLE, values, 2, sizeof *values), ""));
}

static void windows_are_filled_from_history_once_in_a_life_of_the_role(void **state)
{
  struct stage *stage = *state;
  open_reader(stage);
  for (guint life = 1; life <= 2; life++) {
    role_is_up(stage);
    say_policies(stage, POLICY_ACTIVE, METRIC_HOST_CPU_BUSY_PCT, 600);
    for (guint i = 0; i < 3; i++) {
      interval(stage);
      say_evaluated(stage);
    }
    assert_int_equal(stage->heard[MESSAGE_FETCH], 2 * life); /* h1 and h2 */
    answer_fetch(stage, 2 * life - 1, "host:h1");
    answer_fetch(stage, 2 * life, "host:h2");
    turn_until(&stage->heard[MESSAGE_SERIES], 2 * life);
    role_is_down(stage);
  }
  const char *object;
  guint16 metric;
  gint64 from_sec, to_sec;
  guint step_sec;
  g_variant_get(stage->last[MESSAGE_FETCH], "(t&sqxxu)", NULL, &object, &metric, &from_sec, &to_sec, &step_sec);
  assert_string_equal(object, "host:h2");
  assert_int_equal(metric, METRIC_HOST_CPU_BUSY_PCT);
  assert_int_equal(to_sec - from_sec, 600);
  assert_int_equal(step_sec, 10);
}

static void windows_of_parts_are_filled_when_the_parts_are_seen(void **state)
{
  struct stage *stage = *state;
  const struct reading used = reading_known(METRIC_HOST_STORAGE_USED_BYTES, 1), speed = reading_known(METRIC_HOST_NET_RX_BYTES_PER_SEC, 1);
  const char *object;
  open_reader(stage);
  role_is_up(stage);
  say_policies(stage, POLICY_ACTIVE, METRIC_HOST_STORAGE_USED_BYTES, 600);
  fleet_take_readings(stage->fleet, SOURCE_SNMP, AT, "host:h1{if=eth0}", &speed, 1);
  interval(stage);
  say_evaluated(stage);
  assert_int_equal(stage->heard[MESSAGE_FETCH], 0);
  fleet_take_readings(stage->fleet, SOURCE_SNMP, AT, "host:h1{fs=/}", &used, 1);
  for (guint i = 0; i < 2; i++) {
    interval(stage);
    say_evaluated(stage);
  }
  turn_until(&stage->heard[MESSAGE_FETCH], 1);
  g_variant_get_child(stage->last[MESSAGE_FETCH], 1, "&s", &object);
  assert_string_equal(object, "host:h1{fs=/}");
  assert_int_equal(stage->heard[MESSAGE_FETCH], 1);
}

static void the_longest_need_of_active_policies_counts_and_nonsense_does_not(void **state)
{
  struct stage *stage = *state;
  open_reader(stage);
  role_is_up(stage);
  say(stage, MESSAGE_POLICIES,
      g_variant_new_parsed("@a(sssssyysua(qu)a(sss)asas) [('a', '', '', '', '', byte 0, %y, '', 30, [(%q, 300), (65535, 60), (%q, 60)], [], [], []),"
                           " ('b', '', '', '', '', byte 0, %y, '', 30, [(%q, 900), (%q, 0)], [], [], []),"
                           " ('c', '', '', '', '', byte 0, %y, '', 30, [(%q, 86400)], [], [], [])]",
                           (guchar)POLICY_ACTIVE, (guint16)METRIC_HOST_CPU_BUSY_PCT,
                           (guint16)METRIC_GUEST_CPU_USED_PCT, (guchar)POLICY_ACTIVE,
                           (guint16)METRIC_HOST_CPU_BUSY_PCT, (guint16)METRIC_HOST_CPU_COUNT,
                           (guchar)POLICY_SUSPENDED, (guint16)METRIC_HOST_CPU_BUSY_PCT));
  interval(stage);
  turn_until(&stage->heard[MESSAGE_FETCH], 2);
  gint64 from_sec, to_sec;
  g_variant_get(stage->last[MESSAGE_FETCH], "(t&sqxxu)", NULL, NULL, NULL, &from_sec, &to_sec, NULL);
  assert_int_equal(to_sec - from_sec, 900);
  turn_all();
  assert_int_equal(stage->heard[MESSAGE_FETCH], 2);
}

static void a_window_that_could_not_be_asked_for_is_asked_again(void **state)
{
  struct stage *stage = *state;
  role_is_up(stage);
  say_policies(stage, POLICY_ACTIVE, METRIC_HOST_CPU_BUSY_PCT, 600);
  interval(stage); /* there is no reader */
  say_evaluated(stage);
  open_reader(stage);
  interval(stage);
  say_evaluated(stage);
  assert_int_equal(stage->heard[MESSAGE_FETCH], 2);
  history_reader_is_down(stage->history); /* before it answered */
  history_reader_is_up(stage->history);
  interval(stage);
  assert_int_equal(stage->heard[MESSAGE_FETCH], 4);
}

static void an_answer_for_an_earlier_life_of_the_role_is_for_nobody(void **state)
{
  struct stage *stage = *state;
  open_reader(stage);
  role_is_up(stage);
  say_policies(stage, POLICY_ACTIVE, METRIC_HOST_CPU_BUSY_PCT, 600);
  interval(stage);
  turn_until(&stage->heard[MESSAGE_FETCH], 2);
  role_is_down(stage);
  role_is_up(stage);
  say_policies(stage, POLICY_ACTIVE, METRIC_HOST_CPU_BUSY_PCT, 600);
  interval(stage);
  turn_until(&stage->heard[MESSAGE_FETCH], 4);
  answer_fetch(stage, 1, "host:h1");
  answer_fetch(stage, 3, "host:h1");
  turn_until(&stage->heard[MESSAGE_SERIES], 1);
  turn_all();
  assert_int_equal(stage->heard[MESSAGE_SERIES], 1);
}

static void hang(struct stage *stage, const char *policy)
{
  role_is_up(stage);
  say_no_policies(stage);
  interval(stage);
  if (policy)
    say_running(stage, policy);
  evaluation_tick(stage->evaluation);
  guint kills = stage->kills;
  wait_sec(stage, EVALUATION_DEADLINE_MS / 1000 - 1);
  evaluation_tick(stage->evaluation);
  assert_int_equal(stage->kills, kills);
  wait_sec(stage, 1);
  evaluation_tick(stage->evaluation);
  assert_int_equal(stage->kills, kills + 1);
  wait_sec(stage, 10);
  evaluation_tick(stage->evaluation);
  assert_int_equal(stage->kills, kills + 1);
  role_is_down(stage);
}

static guint suspended(struct stage *stage)
{
  g_autoptr(GVariant) list = g_variant_ref_sink(held_body(stage->held));
  return (guint)g_variant_n_children(list);
}

static void a_role_that_does_not_come_back_is_killed_with_the_culprit_named(void **state)
{
  struct stage *stage = *state;
  hang(stage, "host-cpu");
  assert_string_equal(stage->why, "policy host-cpu holds it up (1 of 3 times before it is suspended)");
}

static void a_policy_that_holds_the_role_up_three_times_is_suspended(void **state)
{
  struct stage *stage = *state;
  hang(stage, "slow");
  hang(stage, "other");
  hang(stage, "slow");
  assert_int_equal(suspended(stage), 0);
  hang(stage, "slow");
  g_autoptr(GVariant) list = g_variant_ref_sink(held_body(stage->held));
  assert_int_equal(g_variant_n_children(list), 1);
  const char *policy, *why;
  g_variant_get_child(list, 0, "(&sy&s)", &policy, NULL, &why);
  assert_string_equal(policy, "slow");
  assert_non_null(strstr(why, "three times"));
}

/* Ten policies that find something about each of ten thousand hosts take long together. */
static void a_role_that_goes_from_policy_to_policy_is_not_killed(void **state)
{
  struct stage *stage = *state;
  role_is_up(stage);
  say_no_policies(stage);
  interval(stage);
  for (guint i = 0; i < 10; i++) {
    say_running(stage, i % 2 ? "odd" : "even");
    wait_sec(stage, EVALUATION_DEADLINE_MS / 1000 - 1);
    evaluation_tick(stage->evaluation);
  }
  assert_int_equal(stage->kills, 0);
  say_evaluated(stage);
  say_running(stage, "late"); /* nothing is awaited */
  wait_sec(stage, 10);
  evaluation_tick(stage->evaluation);
  assert_int_equal(stage->kills, 0);
}

static void nobody_is_blamed_when_no_policy_ran(void **state)
{
  struct stage *stage = *state;
  for (guint i = 0; i < 3; i++)
    hang(stage, NULL);
  for (guint i = 0; i < 3; i++)
    hang(stage, "no name\n");
  assert_string_equal(stage->why, "it does not answer in time");
  assert_int_equal(suspended(stage), 0);
  role_is_up(stage);
  say_no_policies(stage);
  interval(stage);
  say_running(stage, "host-cpu"); /* and comes back */
  say_evaluated(stage);
  interval(stage);
  wait_sec(stage, 2);
  evaluation_tick(stage->evaluation);
  assert_string_equal(stage->why, "it does not answer in time");
}

static void a_role_that_does_not_load_in_time_is_killed(void **state)
{
  struct stage *stage = *state;
  role_is_up(stage);
  say_evaluated(stage); /* nobody asked it to */
  wait_sec(stage, LOADING_DEADLINE_MS / 1000 - 1);
  evaluation_tick(stage->evaluation);
  assert_int_equal(stage->kills, 0);
  wait_sec(stage, 1);
  evaluation_tick(stage->evaluation);
  assert_int_equal(stage->kills, 1);
}

static void a_role_that_died_by_itself_is_not_killed(void **state)
{
  struct stage *stage = *state;
  role_is_up(stage);
  say_no_policies(stage);
  interval(stage);
  role_is_down(stage);
  wait_sec(stage, 60);
  evaluation_tick(stage->evaluation);
  assert_int_equal(stage->kills, 0);
}

static void a_policy_under_which_the_role_dies_three_times_is_suspended(void **state)
{
  struct stage *stage = *state;
  for (guint i = 0; i < KILLS_TO_SUSPEND; i++) {
    assert_int_equal(suspended(stage), 0);
    role_is_up(stage);
    say_no_policies(stage);
    interval(stage);
    say_running(stage, "deadly");
    role_is_down(stage);
  }
  assert_int_equal(suspended(stage), 1);
  assert_int_equal(stage->kills, 0);
  role_is_up(stage);
  say_no_policies(stage);
  interval(stage);
  say_running(stage, "host-cpu");
  say_evaluated(stage);
  role_is_down(stage); /* nothing ran */
  assert_int_equal(suspended(stage), 1);
}

static void policies_told_in_the_midst_of_an_evaluation_are_no_answer_to_it(void **state)
{
  struct stage *stage = *state;
  role_is_up(stage);
  say_no_policies(stage);
  interval(stage);
  say_policies(stage, POLICY_SUSPENDED, METRIC_HOST_CPU_BUSY_PCT, 600);
  wait_sec(stage, 2);
  evaluation_tick(stage->evaluation);
  assert_int_equal(stage->kills, 1);
  assert_int_equal(g_variant_n_children(evaluation_policies(stage->evaluation)), 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
  const struct CMUnitTest tests[] = {
      TEST(nothing_is_evaluated_before_the_role_is_there_and_has_loaded),
      TEST(one_evaluation_is_over_before_the_next_begins),
      TEST(subjects_are_told_only_when_they_have_changed),
      TEST(only_what_others_say_otherwise_is_told_and_all_of_it_to_each_life_of_the_role),
      TEST(what_others_say_is_judged_at_once_by_the_samples_of_the_last_point),
      TEST(a_point_of_the_grid_that_comes_meanwhile_and_what_is_said_meanwhile_wait_for_the_answer),
      TEST(the_role_judges_nothing_before_it_knows_all_that_others_say),
      TEST(windows_are_filled_from_history_once_in_a_life_of_the_role),
      TEST(windows_of_parts_are_filled_when_the_parts_are_seen),
      TEST(the_longest_need_of_active_policies_counts_and_nonsense_does_not),
      TEST(a_window_that_could_not_be_asked_for_is_asked_again),
      TEST(an_answer_for_an_earlier_life_of_the_role_is_for_nobody),
      TEST(a_role_that_does_not_come_back_is_killed_with_the_culprit_named),
      TEST(a_policy_that_holds_the_role_up_three_times_is_suspended),
      TEST(a_role_that_goes_from_policy_to_policy_is_not_killed),
      TEST(nobody_is_blamed_when_no_policy_ran),
      TEST(a_role_that_does_not_load_in_time_is_killed),
      TEST(a_role_that_died_by_itself_is_not_killed),
      TEST(a_policy_under_which_the_role_dies_three_times_is_suspended),
      TEST(policies_told_in_the_midst_of_an_evaluation_are_no_answer_to_it),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
