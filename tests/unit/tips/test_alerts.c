/* The alerts that tips were made of: alerts.c. */
#include "folder.h"
#include "tips/tipbook.h"
#include "unit.h"

#define START_US G_GINT64_CONSTANT(1790000000000000)
#define HTTP "service:http-0123456789abcdef01234567"
#define DNS "service:dns-0123456789abcdef01234567"

struct desk {
  struct virtual_clock clock;
  char *folder;
  struct journal *journal;
  struct tipbook *book;
  guint told; /* refreshes */
};

static void note(const struct tip *tip, enum tip_event event, gpointer user)
{
  (void)tip;
  ((struct desk *)user)->told += event == TIP_EVENT_REFRESH;
}

static void open_desk(struct desk *desk)
{
  static const struct tipbook_events events = {.moved = note};
  g_autoptr(GError) error = NULL;
  g_autofree char *path = g_build_filename(desk->folder, "provost.db", NULL);
  desk->journal = journal_open(path, &desk->clock.clock, &error);
  assert_no_error(error);
  desk->book = tipbook_new(&(struct tipbook_options){tip_keeping_journal(desk->journal), &desk->clock.clock, &events, desk}, &error);
  assert_no_error(error);
}

static void close_desk(struct desk *desk)
{
  tipbook_free(desk->book);
  journal_free(desk->journal);
}

static int up(void **state)
{
  struct desk *desk = g_new0(struct desk, 1);
  virtual_clock_init(&desk->clock, START_US);
  desk->folder = g_dir_make_tmp("provost-alerts-XXXXXX", NULL);
  open_desk(desk);
  *state = desk;
  return 0;
}

static int down(void **state)
{
  struct desk *desk = *state;
  close_desk(desk);
  folder_remove(desk->folder);
  g_free(desk->folder);
  g_free(desk);
  return 0;
}

static struct tip_alert *critical(const char *service, guint64 id)
{
  struct tip_alert *alert = tip_alert_new(service);
  alert->id = id;
  alert->state = ALERT_CRITICAL;
  return alert;
}

/* A finding that rests on these two; id 0: not on that one. */
static void find(struct desk *desk, guint64 http_id, guint64 dns_id)
{
  struct finding *finding = finding_new();
  finding->kind = FINDING_TIP;
  finding->severity = SEVERITY_CRITICAL;
  finding->policy = g_strdup("starved");
  finding->subject = g_strdup("guest:g1");
  finding->text = g_strdup("starved");
  if (http_id)
    g_ptr_array_add(finding->alerts, critical(HTTP, http_id));
  if (dns_id)
    g_ptr_array_add(finding->alerts, critical(DNS, dns_id));
  tipbook_take_finding(desk->book, finding, "g1");
  finding_free(finding);
}

static void say(struct desk *desk, const char *service, guint64 id, enum alert_state state)
{
  struct tip_alert *alert = tip_alert_new(service);
  alert->id = id;
  alert->state = state;
  alert->ended_us = state == ALERT_OK ? clock_wall_us(&desk->clock.clock) : 0;
  tipbook_take_alert(desk->book, alert);
  tip_alert_free(alert);
}

static const struct tip *only_tip(struct desk *desk)
{
  g_autoptr(GPtrArray) tips = tipbook_list(desk->book);
  assert_int_equal(tips->len, 1);
  return tips->pdata[0];
}

static const struct tip_alert *alert_of(const struct tip *tip, const char *service)
{
  const struct tip_alert *alert = tip_alerts_find(tip->alerts, service);
  assert_non_null(alert);
  return alert;
}

static guint tips_of(struct desk *desk, const char *service)
{
  g_autoptr(GArray) ids = tipbook_tips_of_alert(desk->book, service);
  return ids->len;
}

static void a_tip_names_what_it_was_made_of_also_after_a_restart(void **state)
{
  struct desk *desk = *state;
  find(desk, 7, 8);
  close_desk(desk);
  open_desk(desk);
  const struct tip *tip = only_tip(desk);
  assert_int_equal(tip->alerts->len, 2);
  assert_int_equal(alert_of(tip, HTTP)->id, 7);
  assert_int_equal(alert_of(tip, DNS)->state, ALERT_CRITICAL);
  assert_int_equal(tips_of(desk, HTTP), 1);
}

static void one_that_comes_later_is_stored_and_told(void **state)
{
  struct desk *desk = *state;
  find(desk, 7, 0);
  find(desk, 7, 0);
  assert_int_equal(desk->told, 0);
  find(desk, 7, 8);
  assert_int_equal(desk->told, 1);
  close_desk(desk);
  open_desk(desk);
  assert_int_equal(only_tip(desk)->alerts->len, 2);
}

static void its_end_is_shown_and_stays_while_the_tip_goes_on_for_another(void **state)
{
  struct desk *desk = *state;
  find(desk, 7, 8);
  virtual_clock_advance(&desk->clock, G_USEC_PER_SEC);
  say(desk, HTTP, 7, ALERT_OK);
  assert_int_equal(desk->told, 1);
  assert_int_equal(tips_of(desk, HTTP), 0);
  find(desk, 0, 8);
  const struct tip_alert *http = alert_of(only_tip(desk), HTTP);
  assert_int_equal(http->state, ALERT_OK);
  assert_true(http->ended_us == START_US + G_USEC_PER_SEC);
  find(desk, 9, 8); /* critical again, which is another alert */
  assert_int_equal(only_tip(desk)->alerts->len, 2);
  assert_int_equal(alert_of(only_tip(desk), HTTP)->id, 9);
}

static void what_goes_on_and_is_not_found_any_more_goes(void **state)
{
  struct desk *desk = *state;
  find(desk, 7, 8);
  find(desk, 0, 8);
  assert_int_equal(only_tip(desk)->alerts->len, 1);
  assert_int_equal(tips_of(desk, HTTP), 0);
}

static void the_end_of_another_time_is_none_of_it(void **state)
{
  struct desk *desk = *state;
  find(desk, 7, 0);
  say(desk, HTTP, 6, ALERT_OK);
  say(desk, DNS, 7, ALERT_OK);
  assert_int_equal(desk->told, 0);
  assert_int_equal(tips_of(desk, HTTP), 1);
}

/* Whoever looks what came of a tip wants to know whether it helped. */
static void a_finished_tip_still_learns_of_the_end(void **state)
{
  struct desk *desk = *state;
  find(desk, 7, 0);
  struct tip_change change = {.by = "operator bob", .why = "known"};
  assert_true(tipbook_move(desk->book, only_tip(desk)->id, TIP_EVENT_DISMISS, &change, NULL));
  assert_int_equal(tips_of(desk, HTTP), 0);
  close_desk(desk);
  open_desk(desk);
  say(desk, HTTP, 7, ALERT_OK);
  assert_true(alert_of(only_tip(desk), HTTP)->ended_us > 0);
  say(desk, HTTP, 7, ALERT_CRITICAL);
  assert_int_equal(alert_of(only_tip(desk), HTTP)->state, ALERT_OK);
}

static void no_more_are_kept_than_evidence_may_have(void **state)
{
  struct desk *desk = *state;
  for (guint i = 0; i < 3 * LIMIT_EVIDENCE; i++) {
    g_autofree char *service = g_strdup_printf("service:s%u", i);
    struct finding *finding = finding_new();
    finding->kind = FINDING_TIP;
    finding->severity = SEVERITY_CRITICAL;
    finding->policy = g_strdup("starved");
    finding->subject = g_strdup("guest:g1");
    finding->text = g_strdup("starved");
    g_ptr_array_add(finding->alerts, critical(service, i + 1));
    tipbook_take_finding(desk->book, finding, "g1");
    finding_free(finding);
    say(desk, service, i + 1, ALERT_OK);
  }
  assert_int_equal(only_tip(desk)->alerts->len, LIMIT_EVIDENCE);
  assert_non_null(tip_alerts_find(only_tip(desk)->alerts, "service:s23"));
}

int main(void)
{
#define TEST(function) cmocka_unit_test_setup_teardown(function, up, down)
  const struct CMUnitTest tests[] = {
      TEST(a_tip_names_what_it_was_made_of_also_after_a_restart),
      TEST(one_that_comes_later_is_stored_and_told),
      TEST(its_end_is_shown_and_stays_while_the_tip_goes_on_for_another),
      TEST(what_goes_on_and_is_not_found_any_more_goes),
      TEST(the_end_of_another_time_is_none_of_it),
      TEST(a_finished_tip_still_learns_of_the_end),
      TEST(no_more_are_kept_than_evidence_may_have),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
