/* Events: numbered, replaced where only progress is new, lost where there are too many. */
#include "model/event_book.h"
#include "unit.h"

static void add(struct event_book *book, guint64 id, const char *state, const char *data)
{
  event_book_add(book, &(struct news){"action", id, state, g_strdup(data)});
}

/* "1 a,3 c" */
static char *all(const struct event_book *book)
{
  GString *text = g_string_new(NULL);
  const struct event *event;
  for (guint64 number = 0; (event = event_book_next(book, number)); number = event->number)
    g_string_append_printf(text, "%s%" G_GUINT64_FORMAT " %s", text->len ? "," : "", event->number, event->data);
  return g_string_free(text, FALSE);
}

static void expect(struct event_book *book, const char *events)
{
  g_autofree char *text = all(book);
  assert_string_equal(text, events);
}

static void progress_takes_the_place_of_progress_and_states_stay(void **state)
{
  (void)state;
  struct event_book *book = event_book_new("l");
  add(book, 1, "planned", "a");
  add(book, 1, "acting", "10 %");
  add(book, 2, "acting", "b");
  add(book, 1, "acting", "20 %");
  add(book, 1, "done", "c");
  expect(book, "1 a,3 b,4 20 %,5 c");
  assert_int_equal(event_book_last(book), 5);
  assert_int_equal(event_book_lost(book), 0);
  event_book_free(book);
}

/* Of different kinds the same id is not the same thing. */
static void a_tip_is_not_an_action(void **state)
{
  (void)state;
  struct event_book *book = event_book_new("l");
  add(book, 1, "open", "a");
  event_book_add(book, &(struct news){"tip", 1, "open", g_strdup("b")});
  expect(book, "1 a,2 b");
  event_book_free(book);
}

static void the_oldest_are_lost_first_and_that_is_known(void **state)
{
  (void)state;
  struct event_book *book = event_book_new("l");
  for (guint i = 1; i <= EVENTS_MAX + 7; i++)
    add(book, i, "open", "x");
  assert_int_equal(event_book_lost(book), 7);
  assert_int_equal(event_book_next(book, 0)->number, 8);
  add(book, 3, "open", "again"); /* what is lost is not replaced */
  assert_int_equal(event_book_lost(book), 8);
  event_book_free(book);
}

static void large_events_are_bounded_by_their_bytes(void **state)
{
  (void)state;
  struct event_book *book = event_book_new("l");
  g_autofree char *large = g_strnfill(EVENTS_BYTES / 2, 'x');
  add(book, 1, "open", large);
  add(book, 2, "open", large);
  assert_int_equal(event_book_lost(book), 0);
  add(book, 3, "open", large);
  assert_int_equal(event_book_lost(book), 1);
  g_autofree char *larger = g_strnfill(EVENTS_BYTES + 1, 'x');
  add(book, 4, "open", larger); /* one is kept, however large */
  assert_int_equal(event_book_lost(book), 3);
  assert_int_equal(event_book_next(book, 0)->number, 4);
  event_book_free(book);
}

static void count(gpointer user)
{
  ++*(guint *)user;
}

static void who_watches_is_told_of_each(void **state)
{
  (void)state;
  struct event_book *book = event_book_new("l");
  guint told = 0;
  event_book_watch(book, count, &told);
  add(book, 1, "open", "x");
  add(book, 1, "open", "y");
  assert_int_equal(told, 2);
  guint others = 0;
  event_book_watch(book, count, &others);
  event_book_unwatch(book, count, &told);
  add(book, 1, "open", "z");
  assert_int_equal(told, 2);
  assert_int_equal(others, 1);
  event_book_free(book);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(progress_takes_the_place_of_progress_and_states_stay),
      cmocka_unit_test(a_tip_is_not_an_action),
      cmocka_unit_test(the_oldest_are_lost_first_and_that_is_known),
      cmocka_unit_test(large_events_are_bounded_by_their_bytes),
      cmocka_unit_test(who_watches_is_told_of_each),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
