/* What a Nagios and an Icinga are told: results at once and again, nothing as OK that is not known, downtimes of guests that move. */
#include "rig.h"

#define TTL_SEC 30

static int up(void **state)
{
  rig_up(state);
  struct rig *rig = *state;
  const struct outward_terms terms = {.nagios = {TTL_SEC, FALSE}, .icinga = {TTL_SEC, TRUE},
                                      .downtimes = OUTLET_NAGIOS | OUTLET_ICINGA, .has_objects = TRUE};
  pipeline_set_outward(rig->pipeline, &terms);
  rig_say_policy(rig, POLICY_ACTIVE);
  rig_interval(rig, 50);
  rig_settle(rig);
  return 0;
}

/* Seconds pass without an interval. */
static void pass(struct rig *rig, guint seconds)
{
  for (guint i = 0; i < seconds; i++) {
    virtual_clock_advance(&rig->clock, G_USEC_PER_SEC);
    pipeline_take_second(rig->pipeline);
    rig_settle(rig);
  }
}

struct heard {
  guint to, status, ttl_sec;
  const char *host, *service, *output, *perfdata;
};

static struct heard last_result(const struct rig *rig)
{
  struct heard heard;
  guchar to, status;
  assert_non_null(rig->last[MESSAGE_RESULT]);
  g_variant_get(rig->last[MESSAGE_RESULT], "(y&s&sy&s&su)", &to, &heard.host, &heard.service, &status, &heard.output, &heard.perfdata,
                &heard.ttl_sec);
  heard.to = to;
  heard.status = status;
  return heard;
}

static void a_tip_is_told_to_both_at_once_and_its_end_too(void **state)
{
  struct rig *rig = *state;
  guint before = rig->heard[MESSAGE_RESULT];
  rig_find(rig, FINDING_TIP, "host:h1", REMEDY_NOTIFY, NULL);
  rig_settle(rig);
  assert_int_equal(rig->heard[MESSAGE_RESULT], before + 2);
  struct heard heard = last_result(rig);
  assert_int_equal(heard.to, OUTLET_ICINGA);
  assert_string_equal(heard.host, "h1");
  assert_string_equal(heard.service, "provost host-cpu");
  assert_int_equal(heard.ttl_sec, TTL_SEC);
  assert_in_range(heard.status, 1, 2);
  assert_non_null(strstr(heard.output, "tip 1 (host-cpu, open): "));
  rig_find(rig, FINDING_CLEAR, "host:h1", REMEDY_NOTIFY, NULL);
  rig_settle(rig);
  heard = last_result(rig);
  assert_int_equal(heard.status, 0);
  assert_string_equal(heard.output, "OK - no tips");
}

static void a_tip_that_says_the_same_again_is_no_news(void **state)
{
  struct rig *rig = *state;
  rig_find(rig, FINDING_TIP, "host:h1", REMEDY_NOTIFY, NULL);
  rig_settle(rig);
  guint before = rig->heard[MESSAGE_RESULT];
  rig_find(rig, FINDING_TIP, "host:h1", REMEDY_NOTIFY, NULL);
  rig_settle(rig);
  assert_int_equal(rig->heard[MESSAGE_RESULT], before);
}

/* Two hosts that a policy judges: once for each of the two listeners, and no cluster or guest, which nobody judges. */
static void all_is_said_again_within_a_third_of_its_time(void **state)
{
  struct rig *rig = *state;
  pass(rig, TTL_SEC / 3);
  guint before = rig->heard[MESSAGE_RESULT];
  pass(rig, TTL_SEC / 3);
  assert_int_equal(rig->heard[MESSAGE_RESULT], before + 4);
}

static void what_has_no_data_is_unknown_and_not_ok(void **state)
{
  struct rig *rig = *state;
  rig_find(rig, FINDING_NO_DATA, "host:h1", REMEDY_NOTIFY, NULL);
  rig_find(rig, FINDING_NO_DATA, "host:h2", REMEDY_NOTIFY, NULL);
  pass(rig, TTL_SEC / 3);
  struct heard heard = last_result(rig);
  assert_int_equal(heard.status, 3);
  assert_non_null(strstr(heard.output, "UNKNOWN - policy host-cpu has no data"));
}

static void a_silent_host_is_unknown_but_its_tip_goes_on(void **state)
{
  struct rig *rig = *state;
  rig_find(rig, FINDING_TIP, "host:h1", REMEDY_NOTIFY, NULL);
  for (guint i = 0; i < 2; i++)
    rig_say(rig, ROLE_VIRT, MESSAGE_LINK,
            g_variant_new("(syys)", i == 0 ? "host:h1" : "host:h2", (guchar)SOURCE_LIBVIRT, (guchar)LINK_DOWN, "no route"));
  guint unknown = 0, worse = 0;
  for (guint i = 0; i < TTL_SEC / 3; i++) {
    pass(rig, 1);
    struct heard heard = last_result(rig);
    if (strcmp(heard.host, "h2") == 0 && heard.status == 3 && strstr(heard.output, "host h2 is down: no route"))
      unknown++;
    if (strcmp(heard.host, "h1") == 0 && (heard.status == 1 || heard.status == 2))
      worse++;
    assert_int_not_equal(heard.status, 0);
  }
  assert_true(unknown > 0);
  assert_true(worse > 0);
}

static void policies_that_are_not_asked_make_all_unknown(void **state)
{
  struct rig *rig = *state;
  rig_role_down(rig, ROLE_POLICY);
  pass(rig, 110);
  struct heard heard = last_result(rig);
  assert_int_equal(heard.status, 3);
  assert_non_null(strstr(heard.output, "its policies are not asked"));
}

static void a_policy_that_does_not_run_is_unknown(void **state)
{
  struct rig *rig = *state;
  rig_say_policy(rig, POLICY_SUSPENDED);
  pass(rig, TTL_SEC / 3);
  struct heard heard = last_result(rig);
  assert_int_equal(heard.status, 3);
  assert_non_null(strstr(heard.output, "policy host-cpu is suspended"));
}

static void a_new_provost_notify_is_told_of_all_tips(void **state)
{
  struct rig *rig = *state;
  rig_find(rig, FINDING_TIP, "host:h1", REMEDY_NOTIFY, NULL);
  rig_settle(rig);
  rig_role_down(rig, ROLE_NOTIFY);
  guint before = rig->heard[MESSAGE_RESULT];
  rig_role_up(rig, ROLE_NOTIFY);
  rig_settle(rig);
  assert_int_equal(rig->heard[MESSAGE_RESULT], before + 2);
}

static gboolean last_downtime_begins(const struct rig *rig)
{
  gboolean begins;
  assert_non_null(rig->last[MESSAGE_DOWNTIME]);
  g_variant_get_child(rig->last[MESSAGE_DOWNTIME], 2, "b", &begins);
  return begins;
}

static void a_move_is_a_downtime_that_is_asked_for_before_its_first_deed_and_taken_back(void **state)
{
  struct rig *rig = *state;
  const char *host, *comment;
  gint64 from_sec, to_sec;
  for (guint i = 0; i < 6; i++)
    rig_interval(rig, 90);
  rig->holds_deeds = TRUE;
  rig_find(rig, FINDING_TIP, "host:h1", REMEDY_MIGRATE, "host:h1");
  guint64 id = rig_tip(rig)->id;
  rig_accept(rig, id);
  rig_run_until(rig, id, TIP_ACTING);
  assert_int_equal(rig->heard[MESSAGE_DOWNTIME], 1);
  assert_true(last_downtime_begins(rig));
  g_variant_get_child(rig->last[MESSAGE_DOWNTIME], 3, "&s", &host);
  g_variant_get_child(rig->last[MESSAGE_DOWNTIME], 4, "x", &from_sec);
  g_variant_get_child(rig->last[MESSAGE_DOWNTIME], 5, "x", &to_sec);
  g_variant_get_child(rig->last[MESSAGE_DOWNTIME], 6, "&s", &comment);
  assert_string_equal(host, "g1");
  assert_in_range(to_sec - from_sec, DOWNTIME_MARGIN_SEC, DOWNTIME_MAX_SEC);
  assert_non_null(strstr(comment, "provost action 1: move of guest g1"));
  rig_role_down(rig, ROLE_VIRT); /* what became of it must be found out: the guest is where it was */
  rig->holds_deeds = FALSE;
  rig_role_up(rig, ROLE_VIRT);
  for (guint i = 0; i < 200 && last_downtime_begins(rig); i++)
    pass(rig, 1);
  assert_false(last_downtime_begins(rig));
  assert_int_equal(rig->heard[MESSAGE_DOWNTIME], 2);
}

static void objects_follow_the_guests_and_are_not_all_while_a_host_is_silent(void **state)
{
  struct rig *rig = *state;
  gboolean is_all;
  pass(rig, 5);
  assert_non_null(rig->last[MESSAGE_OBJECTS]);
  g_variant_get_child(rig->last[MESSAGE_OBJECTS], 0, "b", &is_all);
  assert_true(is_all);
  guint before = rig->heard[MESSAGE_OBJECTS];
  pass(rig, 10);
  assert_int_equal(rig->heard[MESSAGE_OBJECTS], before);
  rig_say(rig, ROLE_VIRT, MESSAGE_LINK, g_variant_new("(syys)", "host:h2", (guchar)SOURCE_LIBVIRT, (guchar)LINK_DOWN, "no route"));
  pass(rig, 5);
  g_variant_get_child(rig->last[MESSAGE_OBJECTS], 0, "b", &is_all);
  assert_false(is_all);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, up, rig_down)

int main(void)
{
  const struct CMUnitTest tests[] = {
      TEST(a_tip_is_told_to_both_at_once_and_its_end_too),
      TEST(a_tip_that_says_the_same_again_is_no_news),
      TEST(all_is_said_again_within_a_third_of_its_time),
      TEST(what_has_no_data_is_unknown_and_not_ok),
      TEST(a_silent_host_is_unknown_but_its_tip_goes_on),
      TEST(policies_that_are_not_asked_make_all_unknown),
      TEST(a_policy_that_does_not_run_is_unknown),
      TEST(a_new_provost_notify_is_told_of_all_tips),
      TEST(a_move_is_a_downtime_that_is_asked_for_before_its_first_deed_and_taken_back),
      TEST(objects_follow_the_guests_and_are_not_all_while_a_host_is_silent),
  };
  rig_silence_log();
  return cmocka_run_group_tests(tests, NULL, NULL);
}
