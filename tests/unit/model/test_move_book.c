#include "model/move_book.h"

#include "unit.h"

#include <math.h>

#define GUEST "11111111-2222-3333-4444-555555555555"

static struct action *move_of(enum move_method method, gint64 started_sec, gint64 ended_sec, gint64 downtime_ms)
{
  struct action *action = action_new();
  action->move = move_new();
  action->move->guest_uuid = g_strdup(GUEST);
  action->move->from = g_strdup("h1");
  action->move->method = method;
  action->state = ACTION_DONE;
  action->started_us = started_sec * G_USEC_PER_SEC;
  action->ended_us = ended_sec * G_USEC_PER_SEC;
  action->downtime_ms = downtime_ms;
  return action;
}

static void take(struct move_book *book, struct action *action)
{
  move_book_take_action(book, action);
  action_free(action);
}

static int set_up(void **state)
{
  *state = move_book_new();
  return 0;
}

static int tear_down(void **state)
{
  move_book_free(*state);
  return 0;
}

static void means_are_kept_by_method(void **state)
{
  struct move_book *book = *state;
  take(book, move_of(METHOD_LIVE, 100, 104, 200));
  take(book, move_of(METHOD_LIVE, 200, 208, 400));
  take(book, move_of(METHOD_QUICK, 300, 301, -1));
  const struct guest_moves *moves = move_book_find(book, GUEST);
  assert_int_equal(moves->past[METHOD_LIVE].n, 2);
  assert_true(moves->past[METHOD_LIVE].duration_sec == 6);
  assert_true(fabs(moves->past[METHOD_LIVE].downtime_sec - 0.3) < 1e-9);
  assert_true(isnan(moves->past[METHOD_LIVE].bytes));
  assert_true(moves->past[METHOD_QUICK].duration_sec == 1);
  assert_true(isnan(moves->past[METHOD_QUICK].downtime_sec));
  assert_int_equal(moves->moved_us / G_USEC_PER_SEC, 301);
  assert_string_equal(moves->from, "h1");
}

static void a_move_that_is_told_twice_counts_once(void **state)
{
  struct move_book *book = *state;
  take(book, move_of(METHOD_LIVE, 100, 104, 200));
  take(book, move_of(METHOD_LIVE, 100, 104, 200));
  assert_int_equal(move_book_find(book, GUEST)->past[METHOD_LIVE].n, 1);
}

static void a_move_that_was_not_done_tells_nothing(void **state)
{
  struct move_book *book = *state;
  struct action *action = move_of(METHOD_LIVE, 100, 104, 200);
  action->state = ACTION_FAILED;
  take(book, action);
  assert_null(move_book_find(book, GUEST));
}

static void means_follow_the_last_moves(void **state)
{
  struct move_book *book = *state;
  for (gint64 i = 1; i <= 100; i++)
    take(book, move_of(METHOD_LIVE, i * 100, i * 100 + (i <= 50 ? 1 : 9), 0));
  assert_true(move_book_find(book, GUEST)->past[METHOD_LIVE].duration_sec > 8.9);
}

static void a_guest_that_is_gone_is_forgotten(void **state)
{
  struct move_book *book = *state;
  g_autoptr(GHashTable) gone = g_hash_table_new(g_str_hash, g_str_equal);
  take(book, move_of(METHOD_LIVE, 100, 104, 200));
  g_hash_table_add(gone, (gpointer)GUEST);
  move_book_forget(book, gone);
  assert_null(move_book_find(book, GUEST));
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
  const struct CMUnitTest tests[] = {
      TEST(means_are_kept_by_method),          TEST(a_move_that_is_told_twice_counts_once),
      TEST(a_move_that_was_not_done_tells_nothing), TEST(means_follow_the_last_moves),
      TEST(a_guest_that_is_gone_is_forgotten),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
