#include "model/alert_book.h"

#include "base/text.h"
#include "unit.h"

#define NOW (G_GINT64_CONSTANT(1790000000) * G_USEC_PER_SEC)

struct fixture {
  struct alert_report *report;
  struct alert *alert; /* as it is known */
  guint changes;
};

static int set_up(void **state)
{
  struct fixture *fixture = g_new0(struct fixture, 1);
  fixture->report = alert_report_new();
  text_replace(&fixture->report->source, "nagios");
  text_replace(&fixture->report->host, "web1");
  text_replace(&fixture->report->name, "http");
  *state = fixture;
  return 0;
}

static int tear_down(void **state)
{
  struct fixture *fixture = *state;
  alert_report_free(fixture->report);
  g_clear_pointer(&fixture->alert, alert_free);
  g_free(fixture);
  return 0;
}

static const struct alert *hear(struct fixture *fixture)
{
  struct alert *alert = alert_hear(fixture->alert, fixture->report, NOW, &fixture->changes);
  g_clear_pointer(&fixture->alert, alert_free);
  return fixture->alert = alert;
}

static const struct alert *hear_state(struct fixture *fixture, enum alert_state state, const char *text)
{
  fixture->report->kind = ALERT_SAYS_STATE;
  fixture->report->has_state = TRUE;
  fixture->report->state = state;
  text_replace(&fixture->report->text, text);
  return hear(fixture);
}

static const struct alert *hear_kind(struct fixture *fixture, enum alert_kind kind, const char *author)
{
  fixture->report->kind = kind;
  fixture->report->has_state = FALSE;
  text_replace(&fixture->report->author, author);
  return hear(fixture);
}

static void a_check_that_timed_out_says_nothing_of_what_it_checked(void **state)
{
  struct fixture *fixture = *state;
  static const char *const late[] = {"(Service check timed out after 60.01 seconds)", "CRITICAL - Socket timeout after 10 seconds",
                                     "connect to address 192.0.2.1 port 80: No route to host", "Plugin TIMED OUT while executing",
                                     "Timeout: No Response from 192.0.2.1", "Network is unreachable"};
  for (gsize i = 0; i < G_N_ELEMENTS(late); i++) {
    const struct alert *alert = hear_state(fixture, ALERT_CRITICAL, late[i]);
    assert_int_equal(alert->state, ALERT_UNKNOWN);
    assert_non_null(alert->doubt);
  }
  assert_int_equal(hear_state(fixture, ALERT_UNKNOWN, late[0])->state, ALERT_UNKNOWN);
  assert_non_null(fixture->alert->doubt);
  assert_int_equal(hear_state(fixture, ALERT_CRITICAL, "Connection refused")->state, ALERT_CRITICAL);
  assert_null(fixture->alert->doubt);
  assert_int_equal(hear_state(fixture, ALERT_WARNING, "3 requests timed out")->state, ALERT_WARNING);
}

static void a_downtime_is_known_by_who_made_it_until_it_ends(void **state)
{
  struct fixture *fixture = *state;
  hear_state(fixture, ALERT_CRITICAL, "down");
  fixture->report->until_us = NOW + 1;
  const struct alert *alert = hear_kind(fixture, ALERT_DOWNTIME_BEGAN, "ann");
  assert_int_equal(fixture->changes, ALERT_NEW_DOWNTIME);
  assert_string_equal(alert->downtime_by, "ann");
  assert_int_equal(alert->until_us, NOW + 1);
  assert_int_equal(alert->state, ALERT_CRITICAL);
  assert_string_equal(alert->text, "down");
  fixture->report->until_us = 0;
  fixture->report->in_downtime = WORD_YES; /* as every later word of the state says */
  text_replace(&fixture->report->author, "");
  alert = hear_state(fixture, ALERT_CRITICAL, "down");
  assert_int_equal(fixture->changes, 0);
  assert_string_equal(alert->downtime_by, "ann");
  assert_int_equal(alert->until_us, NOW + 1);
  fixture->report->in_downtime = WORD_NOT_SAID;
  alert = hear_kind(fixture, ALERT_DOWNTIME_ENDED, "ann");
  assert_int_equal(alert->marks & ALERT_IN_DOWNTIME, 0);
  assert_string_equal(alert->downtime_by, "");
  assert_int_equal(alert->until_us, 0);
}

static void an_acknowledgement_ends_with_the_trouble(void **state)
{
  struct fixture *fixture = *state;
  hear_state(fixture, ALERT_CRITICAL, "down");
  assert_string_equal(hear_kind(fixture, ALERT_ACKNOWLEDGED, "bob")->acknowledged_by, "bob");
  assert_int_equal(fixture->changes, ALERT_NEW_ACKNOWLEDGEMENT);
  assert_true(hear_state(fixture, ALERT_WARNING, "slow")->marks & ALERT_IS_ACKNOWLEDGED);
  assert_string_equal(fixture->alert->acknowledged_by, "bob");
  assert_int_equal(hear_state(fixture, ALERT_OK, "fine")->marks & ALERT_IS_ACKNOWLEDGED, 0);
  assert_string_equal(fixture->alert->acknowledged_by, "");
  assert_int_equal(fixture->changes, ALERT_NEW_STATE | ALERT_NEW_ACKNOWLEDGEMENT);
}

static void soft_states_and_flapping_are_kept_as_such(void **state)
{
  struct fixture *fixture = *state;
  fixture->report->is_soft = TRUE;
  fixture->report->attempt = 2;
  assert_true(hear_state(fixture, ALERT_CRITICAL, "down")->marks & ALERT_IS_SOFT);
  assert_int_equal(fixture->alert->attempt, 2);
  assert_true(hear_kind(fixture, ALERT_FLAPPING_BEGAN, "")->marks & ALERT_IS_FLAPPING);
  assert_true(fixture->alert->marks & ALERT_IS_SOFT);
  fixture->report->is_soft = FALSE;
  assert_int_equal(hear_state(fixture, ALERT_CRITICAL, "down")->marks, ALERT_IS_FLAPPING);
  assert_int_equal(fixture->changes, ALERT_NEW_MARK);
  assert_int_equal(hear_kind(fixture, ALERT_FLAPPING_ENDED, "")->marks, 0);
}

static void of_what_was_never_heard_of_a_word_without_a_state_makes_it_unknown(void **state)
{
  struct fixture *fixture = *state;
  assert_int_equal(hear_kind(fixture, ALERT_ACKNOWLEDGED, "bob")->state, ALERT_UNKNOWN);
}

/* ---- the book ------------------------------------------------------------------------------------ */

static const struct alert *take(struct alert_book *book, const char *subject, const char *name, enum alert_state state)
{
  const struct alert said = {.subject = subject, .name = name, .source = "x", .text = "", .state = state, .host = "web1",
                             .heard_us = NOW, .why = subject ? NULL : "unknown here"};
  return alert_book_take(book, &said, "web1", NOW, NULL);
}

static void an_episode_has_one_id_and_the_next_one_a_higher(void **state)
{
  (void)state;
  struct alert_book *book = alert_book_new();
  assert_int_equal(take(book, "host:h1", "a", ALERT_OK)->id, 0);
  assert_int_equal(take(book, "host:h1", "a", ALERT_WARNING)->id, 1);
  assert_int_equal(take(book, "host:h1", "b", ALERT_UNKNOWN)->id, 2);
  assert_int_equal(take(book, "host:h1", "a", ALERT_CRITICAL)->id, 1);
  assert_int_equal(take(book, "host:h1", "a", ALERT_OK)->id, 1); /* that it is over can be looked up */
  assert_int_equal(alert_book_of_id(book, 1)->state, ALERT_OK);
  assert_int_equal(take(book, "host:h1", "a", ALERT_CRITICAL)->id, 3);
  assert_null(alert_book_of_id(book, 1));
  alert_book_count_from(book, 10);
  assert_int_equal(take(book, "host:h1", "c", ALERT_CRITICAL)->id, 11);
  alert_book_free(book);
}

static void what_has_no_subject_keeps_its_episode_when_one_is_found(void **state)
{
  (void)state;
  struct alert_book *book = alert_book_new();
  const struct alert *unmapped = take(book, NULL, "a", ALERT_CRITICAL);
  g_autofree char *origin = alert_origin(unmapped);
  assert_int_equal(alert_book_unmapped(book), 1);
  alert_book_explain(book, origin, "still unknown");
  assert_string_equal(alert_book_of_origin(book, origin)->why, "still unknown");
  const struct alert *placed = alert_book_place(book, origin, "host:h1", "h1");
  assert_int_equal(placed->id, 1);
  assert_string_equal(placed->subject, "host:h1");
  assert_null(placed->why);
  assert_ptr_equal(alert_book_find(book, "host:h1", "a"), placed);
  assert_ptr_equal(alert_book_of_id(book, 1), placed);
  assert_int_equal(alert_book_unmapped(book), 0);
  g_autofree char *service = alert_service("host:h1", "a");
  alert_book_displace(book, service, "gone");
  assert_int_equal(alert_book_mapped(book), 0);
  assert_string_equal(alert_book_of_origin(book, origin)->why, "gone");
  assert_int_equal(alert_book_of_origin(book, origin)->id, 1);
  alert_book_free(book);
}

static void note(const struct alert *alert, gpointer names)
{
  g_string_append(names, alert->name);
}

static void of_too_many_without_a_subject_the_oldest_word_makes_room(void **state)
{
  (void)state;
  struct alert_book *book = alert_book_new();
  g_autoptr(GString) gone = g_string_new(NULL);
  alert_book_watch(book, note, gone);
  take(book, NULL, "first", ALERT_CRITICAL);
  take(book, NULL, "second", ALERT_CRITICAL);
  take(book, NULL, "first", ALERT_CRITICAL); /* again: now the second is older */
  for (guint i = 2; i < LIMIT_ALERTS; i++) {
    g_autofree char *name = g_strdup_printf("%u", i);
    take(book, NULL, name, ALERT_CRITICAL);
  }
  assert_string_equal(gone->str, "");
  take(book, NULL, "one more", ALERT_CRITICAL);
  assert_string_equal(gone->str, "second");
  g_autoptr(GPtrArray) list = alert_book_list_unmapped(book);
  assert_int_equal(list->len, LIMIT_ALERTS);
  assert_string_equal(((const struct alert *)list->pdata[0])->name, "first");
  alert_book_free(book);
}

static void the_host_itself_is_another_thing_than_a_service_called_so(void **state)
{
  (void)state;
  g_autofree char *itself = alert_service("guest:g", ""), *service = alert_service("guest:g", "itself");
  assert_string_not_equal(itself, service);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
  const struct CMUnitTest tests[] = {
      TEST(a_check_that_timed_out_says_nothing_of_what_it_checked),
      TEST(a_downtime_is_known_by_who_made_it_until_it_ends),
      TEST(an_acknowledgement_ends_with_the_trouble),
      TEST(soft_states_and_flapping_are_kept_as_such),
      TEST(of_what_was_never_heard_of_a_word_without_a_state_makes_it_unknown),
      cmocka_unit_test(an_episode_has_one_id_and_the_next_one_a_higher),
      cmocka_unit_test(what_has_no_subject_keeps_its_episode_when_one_is_found),
      cmocka_unit_test(of_too_many_without_a_subject_the_oldest_word_makes_room),
      cmocka_unit_test(the_host_itself_is_another_thing_than_a_service_called_so),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
