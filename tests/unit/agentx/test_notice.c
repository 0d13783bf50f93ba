/* Which notification an event is, and what it says. */
#include "agentx/notice.h"

#include "unit.h"

static int setup(void **state)
{
  *state = notices_new();
  return 0;
}

static int teardown(void **state)
{
  notices_free(*state);
  return 0;
}

static const char *told(struct notices *notices, const char *kind, const char *text)
{
  json_auto_t *event = json_loads(text, 0, NULL);
  const struct mib_notification *notification = notices_take(notices, kind, event);
  return notification ? notification->name : "none";
}

#define TIP(id, state, severity, refreshed, returns)                                                       \
  "{\"tip\": {\"id\": " #id ", \"state\": \"" state "\", \"severity\": \"" severity "\", \"refreshed\": " #refreshed \
  ", \"returns\": " #returns "}}"
#define ACTION(id, state) "{\"action\": {\"id\": " #id ", \"state\": \"" state "\"}}"

static void a_tip_is_opened_changed_and_closed_once_each(void **state)
{
  assert_string_equal(told(*state, "tip", TIP(1, "open", "warning", 0, 0)), "TipOpened");
  assert_string_equal(told(*state, "tip", TIP(1, "open", "warning", 1, 0)), "none");
  assert_string_equal(told(*state, "tip", TIP(1, "open", "critical", 2, 0)), "TipChanged");
  assert_string_equal(told(*state, "tip", TIP(1, "accepted", "critical", 2, 0)), "TipChanged");
  assert_string_equal(told(*state, "tip", TIP(1, "resolved", "critical", 2, 0)), "TipClosed");
  assert_string_equal(told(*state, "tip", TIP(1, "resolved", "critical", 2, 0)), "none");
  assert_string_equal(told(*state, "tip", TIP(2, "open", "warning", 0, 0)), "TipOpened");
}

static void a_tip_that_comes_back_is_opened_again(void **state)
{
  told(*state, "tip", TIP(1, "open", "warning", 0, 0));
  assert_string_equal(told(*state, "tip", TIP(1, "cleared", "warning", 4, 0)), "TipClosed");
  assert_string_equal(told(*state, "tip", TIP(1, "open", "warning", 5, 1)), "TipOpened");
  assert_string_equal(told(*state, "tip", TIP(1, "open", "warning", 6, 1)), "none");
}

/* After a restart of provost-agentx nothing is remembered. */
static void a_tip_that_was_open_before_is_not_opened(void **state)
{
  assert_string_equal(told(*state, "tip", TIP(1, "open", "warning", 7, 0)), "TipChanged");
  assert_string_equal(told(*state, "tip", TIP(2, "dismissed", "warning", 7, 0)), "TipClosed");
}

static void an_action_starts_and_ends_well_or_not(void **state)
{
  static const char *const bad[] = {ACTION(2, "failed"), ACTION(3, "cancelled"), ACTION(4, "ambiguous")};
  assert_string_equal(told(*state, "action", ACTION(1, "preparing")), "ActionStarted");
  assert_string_equal(told(*state, "action", ACTION(1, "acting")), "none");
  assert_string_equal(told(*state, "action", ACTION(1, "done")), "ActionFinished");
  for (gsize i = 0; i < G_N_ELEMENTS(bad); i++)
    assert_string_equal(told(*state, "action", bad[i]), "ActionFailed");
}

static void guests_hosts_and_provost_are_told_each_time(void **state)
{
  assert_string_equal(told(*state, "guest", "{\"what\": \"moved\"}"), "GuestMoved");
  assert_string_equal(told(*state, "guest", "{\"what\": \"moved\"}"), "GuestMoved");
  assert_string_equal(told(*state, "guest", "{\"what\": \"created\"}"), "GuestCreated");
  assert_string_equal(told(*state, "guest", "{\"what\": \"removed\"}"), "GuestRemoved");
  assert_string_equal(told(*state, "host", "{\"what\": \"silent\"}"), "HostSilent");
  assert_string_equal(told(*state, "host", "{\"what\": \"back\"}"), "HostBack");
  assert_string_equal(told(*state, "provost", "{\"what\": \"started\"}"), "DaemonStarted");
  assert_string_equal(told(*state, "provost", "{\"what\": \"stopped\"}"), "DaemonStopped");
  assert_string_equal(told(*state, "provost", "{\"what\": \"heartbeat\"}"), "Heartbeat");
}

static void what_is_no_news_is_no_notification(void **state)
{
  assert_string_equal(told(*state, "alert", "{\"what\": \"moved\"}"), "none");
  assert_string_equal(told(*state, "host", "{\"what\": \"exploded\"}"), "none");
  assert_string_equal(told(*state, "tip", "{}"), "none");
  assert_string_equal(told(*state, "tip", "[]"), "none");
  assert_string_equal(told(*state, "guest", "not JSON"), "none");
}

static void as_many_as_are_remembered_are_told_once(void **state)
{
  for (guint i = 1; i <= 3 * NOTICES_REMEMBERED; i++) {
    g_autofree char *opened = g_strdup_printf("{\"tip\": {\"id\": %u, \"state\": \"open\", \"refreshed\": 0}}", i);
    g_autofree char *closed = g_strdup_printf("{\"tip\": {\"id\": %u, \"state\": \"cleared\"}}", i);
    assert_string_equal(told(*state, "tip", opened), "TipOpened");
    assert_string_equal(told(*state, "tip", i == 1 ? opened : closed), i == 1 ? "none" : "TipClosed");
  }
  /* The one that is open is not forgotten for those that are over. */
  assert_string_equal(told(*state, "tip", TIP(1, "acting", "warning", 0, 0)), "TipChanged");
}

static void a_notification_has_its_objects_with_their_rows(void **state)
{
  struct rows *rows = rows_new();
  json_auto_t *event = json_loads("{\"time\": \"2026-11-28T23:04:05Z\", \"tip\": {\"id\": 7, \"policy\": \"p\", \"state\": \"open\", "
                                  "\"severity\": \"critical\", \"subject\": {\"kind\": \"host\"}, \"refreshed\": 0}}", 0, NULL);
  const struct mib_notification *notification = notices_take(*state, "tip", event);
  g_autoptr(GVariant) body = g_variant_ref_sink(notice_body(notification, 99, event, rows));
  assert_owned_string_equal(g_variant_print(body, FALSE),
                            "(1, [(8, 1, 0, 0x02, 99, []), "
                            "(8, 2, 0, 0x04, 0, [0x07, 0xea, 0x0b, 0x1c, 0x17, 0x04, 0x05, 0x00, 0x2b, 0x00, 0x00]), "
                            "(5, 14, 7, 0x02, 7, []), (5, 2, 7, 0x04, 0, [0x70]), (5, 3, 7, 0x01, 3, []), (5, 4, 7, 0x01, 1, []), "
                            "(5, 5, 7, 0x04, 0, [0x68, 0x6f, 0x73, 0x74])])");
  rows_free(rows);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
  const struct CMUnitTest tests[] = {
      TEST(a_tip_is_opened_changed_and_closed_once_each),
      TEST(a_tip_that_comes_back_is_opened_again),
      TEST(a_tip_that_was_open_before_is_not_opened),
      TEST(an_action_starts_and_ends_well_or_not),
      TEST(guests_hosts_and_provost_are_told_each_time),
      TEST(what_is_no_news_is_no_notification),
      TEST(as_many_as_are_remembered_are_told_once),
      TEST(a_notification_has_its_objects_with_their_rows),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
