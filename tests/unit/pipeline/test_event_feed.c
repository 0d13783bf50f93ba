/* What a role is told of events: in order, not too far ahead, and again after a restart. */
#include "pipeline/event_feed.h"
#include "unit.h"

struct teller {
  struct event_book *book;
  struct event_feed *feed;
  GArray *told; /* guint64: numbers that were sent */
  gboolean is_deaf;
};

static gboolean take(enum role role, enum message_kind kind, GVariant *body, gpointer user)
{
  struct teller *teller = user;
  g_autoptr(GVariant) owned = g_variant_ref_sink(body);
  guint64 number;
  g_variant_get_child(owned, 0, "t", &number);
  assert_int_equal(role, ROLE_NOTIFY);
  assert_int_equal(kind, MESSAGE_EVENT);
  if (teller->is_deaf)
    return FALSE;
  g_array_append_val(teller->told, number);
  return TRUE;
}

static void happen(struct teller *teller, guint n)
{
  for (guint i = 0; i < n; i++) {
    struct news news = {"tip", event_book_last(teller->book) + 1, "open", g_strdup("{}")};
    event_book_add(teller->book, &news);
  }
}

static guint64 last_told(const struct teller *teller)
{
  return g_array_index(teller->told, guint64, teller->told->len - 1);
}

static int up(void **state)
{
  struct teller *teller = g_new0(struct teller, 1);
  teller->book = event_book_new("l");
  teller->told = g_array_new(FALSE, FALSE, sizeof(guint64));
  teller->feed = event_feed_new(teller->book, ROLE_NOTIFY, take, teller);
  event_feed_set_wanted(teller->feed, TRUE);
  event_feed_role_is_up(teller->feed);
  *state = teller;
  return 0;
}

static int down(void **state)
{
  struct teller *teller = *state;
  event_feed_free(teller->feed);
  event_book_free(teller->book);
  g_array_unref(teller->told);
  g_free(teller);
  return 0;
}

static void it_runs_ahead_so_far_and_goes_on_as_they_are_taken(void **state)
{
  struct teller *teller = *state;
  happen(teller, EVENT_FEED_AHEAD + 3);
  assert_int_equal(teller->told->len, EVENT_FEED_AHEAD);
  assert_int_equal(last_told(teller), EVENT_FEED_AHEAD);
  event_feed_take_taken(teller->feed, 2);
  assert_int_equal(last_told(teller), EVENT_FEED_AHEAD + 2);
  event_feed_take_taken(teller->feed, 2);
  assert_int_equal(teller->told->len, EVENT_FEED_AHEAD + 2);
  event_feed_take_taken(teller->feed, G_MAXUINT64);
  assert_int_equal(last_told(teller), EVENT_FEED_AHEAD + 3);
}

static void a_restarted_role_hears_again_what_was_not_taken(void **state)
{
  struct teller *teller = *state;
  happen(teller, 5);
  event_feed_take_taken(teller->feed, 3);
  event_feed_role_is_down(teller->feed);
  happen(teller, 1);
  assert_int_equal(teller->told->len, 5);
  event_feed_role_is_up(teller->feed);
  assert_int_equal(teller->told->len, 8);
  assert_int_equal(g_array_index(teller->told, guint64, 5), 4);
  assert_int_equal(last_told(teller), 6);
}

static void what_nobody_wants_passes_by(void **state)
{
  struct teller *teller = *state;
  event_feed_set_wanted(teller->feed, FALSE);
  happen(teller, 2);
  event_feed_set_wanted(teller->feed, TRUE);
  assert_int_equal(teller->told->len, 0);
  happen(teller, 1);
  assert_int_equal(last_told(teller), 3);
}

static void what_the_book_lost_meanwhile_is_counted(void **state)
{
  struct teller *teller = *state;
  event_feed_role_is_down(teller->feed);
  happen(teller, EVENTS_MAX + 7);
  event_feed_role_is_up(teller->feed);
  assert_int_equal(event_feed_missed(teller->feed), 7);
  assert_int_equal(g_array_index(teller->told, guint64, 0), 8);
}

static void what_could_not_be_sent_is_told_later(void **state)
{
  struct teller *teller = *state;
  teller->is_deaf = TRUE;
  happen(teller, 1);
  teller->is_deaf = FALSE;
  happen(teller, 1);
  assert_int_equal(teller->told->len, 2);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(it_runs_ahead_so_far_and_goes_on_as_they_are_taken, up, down),
      cmocka_unit_test_setup_teardown(a_restarted_role_hears_again_what_was_not_taken, up, down),
      cmocka_unit_test_setup_teardown(what_nobody_wants_passes_by, up, down),
      cmocka_unit_test_setup_teardown(what_the_book_lost_meanwhile_is_counted, up, down),
      cmocka_unit_test_setup_teardown(what_could_not_be_sent_is_told_later, up, down),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
