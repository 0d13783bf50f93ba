/* An order with a key is carried out once (fault H06). */
#include "serve/answer_book.h"
#include "serve/rig.h"

#include "base/error.h"
#include "unit.h"

#include <string.h>

#define KEY "Idempotency-Key: 0123-4567\r\n"

/* ---- the book ------------------------------------------------------------------------------------ */

static enum answer_state take(struct answer_book *book, const char *id, const char *order)
{
  const struct kept_answer *kept;
  return answer_book_take(book, id, order, &kept);
}

static void put(struct answer_book *book, const char *id, gsize size)
{
  g_autoptr(GBytes) body = g_bytes_new_take(g_strnfill(size, 'x'), size);
  answer_book_put(book, id, 200, "text/plain", body);
}

static void an_answer_is_kept_for_an_hour(void **state)
{
  (void)state;
  struct virtual_clock clock;
  const struct kept_answer *kept = NULL;
  virtual_clock_init(&clock, RIG_NOW_US);
  struct answer_book *book = answer_book_new(&clock.clock);
  assert_int_equal(take(book, "a", "x"), ANSWER_NEW);
  assert_int_equal(take(book, "a", "x"), ANSWER_UNDER_WAY);
  put(book, "a", 3);
  assert_int_equal(answer_book_take(book, "a", "x", &kept), ANSWER_KEPT);
  assert_int_equal(kept->status, 200);
  assert_string_equal(kept->type, "text/plain");
  assert_int_equal(g_bytes_get_size(kept->body), 3);
  assert_int_equal(take(book, "a", "y"), ANSWER_OTHER);
  virtual_clock_advance(&clock, (gint64)ANSWERS_SEC * G_USEC_PER_SEC);
  assert_int_equal(take(book, "a", "x"), ANSWER_KEPT);
  virtual_clock_advance(&clock, 1);
  assert_int_equal(take(book, "a", "y"), ANSWER_NEW);
  answer_book_free(book);
}

static void a_thousand_answers_are_kept_and_the_oldest_go(void **state)
{
  (void)state;
  struct virtual_clock clock;
  virtual_clock_init(&clock, RIG_NOW_US);
  struct answer_book *book = answer_book_new(&clock.clock);
  for (guint i = 0; i < ANSWERS_MAX; i++) {
    g_autofree char *id = g_strdup_printf("%u", i);
    assert_int_equal(take(book, id, "x"), ANSWER_NEW);
    if (i > 0)
      put(book, id, 1);
  }
  assert_int_equal(take(book, "more", "x"), ANSWER_NEW); /* "1" goes: "0" is under way */
  assert_int_equal(take(book, "0", "x"), ANSWER_UNDER_WAY);
  assert_int_equal(take(book, "2", "x"), ANSWER_KEPT);
  put(book, "more", 1);
  assert_int_equal(take(book, "1", "x"), ANSWER_NEW);
  answer_book_free(book);
}

static void orders_that_are_all_under_way_leave_no_room(void **state)
{
  (void)state;
  struct virtual_clock clock;
  virtual_clock_init(&clock, RIG_NOW_US);
  struct answer_book *book = answer_book_new(&clock.clock);
  for (guint i = 0; i < ANSWERS_MAX; i++) {
    g_autofree char *id = g_strdup_printf("%u", i);
    take(book, id, "x");
  }
  assert_int_equal(take(book, "more", "x"), ANSWER_NO_ROOM);
  answer_book_free(book);
}

static void large_answers_push_out_old_ones(void **state)
{
  (void)state;
  struct virtual_clock clock;
  virtual_clock_init(&clock, RIG_NOW_US);
  struct answer_book *book = answer_book_new(&clock.clock);
  take(book, "a", "x");
  take(book, "b", "x");
  put(book, "a", 1);
  put(book, "b", ANSWERS_MAX_BYTES - 1);
  assert_int_equal(take(book, "a", "x"), ANSWER_KEPT);
  take(book, "c", "x");
  put(book, "c", ANSWERS_MAX_BYTES);
  assert_int_equal(take(book, "c", "x"), ANSWER_KEPT);
  assert_int_equal(take(book, "a", "x"), ANSWER_NEW);
  assert_int_equal(take(book, "b", "x"), ANSWER_NEW);
  answer_book_free(book);
}

/* ---- orders -------------------------------------------------------------------------------------- */

static struct wire *order(const struct rig *rig, const char *path, const char *headers, const char *body)
{
  struct wire *wire = wire_new(rig);
  g_autofree char *text = g_strdup_printf("POST %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n%sContent-Type: application/json\r\n"
                                          "Content-Length: %zu\r\n\r\n%s", path, headers, strlen(body), body);
  wire_write(wire, text);
  return wire;
}

/* What it is answered. Caller frees; ends the wire. */
static char *answer_of(struct wire *wire)
{
  wire_read_all(wire);
  char *text = g_strdup(wire->text->str);
  wire_free(wire);
  return text;
}

static void expect(const struct rig *rig, const char *headers, const char *body, guint status, const char *words)
{
  g_autofree char *text = answer_of(order(rig, "/v1/moves", headers, body));
  g_autofree char *begin = g_strdup_printf("HTTP/1.1 %u ", status);
  if (!g_str_has_prefix(text, begin) || !strstr(text, words))
    fail_msg("%s %s: %s", headers, body, text);
}

static gboolean was_asked(gpointer data)
{
  return ((struct rig *)data)->moves > 0;
}

static gboolean was_asked_twice(gpointer data)
{
  return ((struct rig *)data)->moves > 1;
}

static void refuse_move(struct rig *rig, const char *sentence)
{
  g_autoptr(GError) error = g_error_new_literal(PROVOST_ERROR, PROVOST_ERROR_REFUSED, sentence);
  rig->plan_done(NULL, 0, error, rig->token);
}

static void h06_an_order_that_comes_again_is_answered_as_it_was(void **state)
{
  struct rig *rig = *state;
  struct wire *wire = order(rig, "/v1/moves", KEY, "{\"guest\":\"g1\"}");
  rig_until(was_asked, rig);
  expect(rig, KEY, "{\"guest\":\"g1\"}", 409, "is still being carried out");
  refuse_move(rig, "the first answer");
  g_autofree char *first = answer_of(wire);
  assert_non_null(strstr(first, "the first answer"));
  expect(rig, KEY, "{\"guest\":\"g1\"}", 409, "the first answer");
  assert_int_equal(rig->moves, 1);
}

static gboolean has_left(gpointer data)
{
  return ((struct wire *)data)->closed;
}

static void h06_a_client_that_dies_before_the_answer_asks_again_for_it(void **state)
{
  struct rig *rig = *state;
  struct wire *wire = order(rig, "/v1/moves", KEY, "{\"guest\":\"g1\"}");
  rig_until(was_asked, rig);
  wire_free(wire);
  struct wire *other = order(rig, "/v1/moves", KEY, "{\"guest\":\"g1\"}");
  rig_until(has_left, other); /* by now the death is seen */
  wire_free(other);
  refuse_move(rig, "what came of it");
  expect(rig, KEY, "{\"guest\":\"g1\"}", 409, "what came of it");
  assert_int_equal(rig->moves, 1);
}

static void a_key_is_for_one_order_only(void **state)
{
  struct rig *rig = *state;
  struct wire *wire = order(rig, "/v1/moves", KEY, "{\"guest\":\"g1\"}");
  rig_until(was_asked, rig);
  expect(rig, KEY, "{\"guest\":\"g2\"}", 422, "another order was sent with this Idempotency-Key");
  g_autofree char *text = answer_of(order(rig, "/v1/pause", KEY, "{}"));
  assert_true(g_str_has_prefix(text, "HTTP/1.1 422 "));
  refuse_move(rig, "x");
  wire_free(wire);
  assert_int_equal(rig->moves, 1);
}

static void without_a_key_or_with_another_one_it_is_another_order(void **state)
{
  struct rig *rig = *state;
  struct wire *wire = order(rig, "/v1/moves", "", "{\"guest\":\"g1\"}");
  rig_until(was_asked, rig);
  refuse_move(rig, "x");
  wire_free(wire);
  wire = order(rig, "/v1/moves", KEY, "{\"guest\":\"g1\"}");
  rig_until(was_asked_twice, rig);
  refuse_move(rig, "y");
  wire_free(wire);
  assert_int_equal(rig->moves, 2);
}

static void a_key_must_be_one(void **state)
{
  struct rig *rig = *state;
  g_autofree char *longest = g_strnfill(128, 'k');
  g_autofree char *longer = g_strdup_printf("Idempotency-Key: %sk\r\n", longest);
  g_autofree char *fits = g_strdup_printf("Idempotency-Key: %s\r\n", longest);
  expect(rig, "Idempotency-Key: 1234567\r\n", "{\"guest\":\"g1\"}", 400, "8 to 128 printable characters");
  expect(rig, "Idempotency-Key: 1234 5678\r\n", "{\"guest\":\"g1\"}", 400, "8 to 128 printable characters");
  expect(rig, "Idempotency-Key: 1234567\xc3\xa9\r\n", "{\"guest\":\"g1\"}", 400, "8 to 128 printable characters");
  expect(rig, longer, "{\"guest\":\"g1\"}", 400, "8 to 128 printable characters");
  assert_int_equal(rig->moves, 0);
  struct wire *wire = order(rig, "/v1/moves", fits, "{\"guest\":\"g1\"}");
  rig_until(was_asked, rig);
  refuse_move(rig, "x");
  wire_free(wire);
}

static void an_end_while_an_order_waits_for_nobody_ends_it(void **state)
{
  struct rig *rig = *state;
  struct wire *wire = order(rig, "/v1/moves", KEY, "{\"guest\":\"g1\"}");
  rig_until(was_asked, rig);
  wire_free(wire);
  struct wire *other = order(rig, "/v1/moves", KEY, "{\"guest\":\"g1\"}");
  rig_until(has_left, other);
  wire_free(other);
  serve_free(g_steal_pointer(&rig->serve));
  refuse_move(rig, "to nobody");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(an_answer_is_kept_for_an_hour),
      cmocka_unit_test(a_thousand_answers_are_kept_and_the_oldest_go),
      cmocka_unit_test(orders_that_are_all_under_way_leave_no_room),
      cmocka_unit_test(large_answers_push_out_old_ones),
      cmocka_unit_test_setup_teardown(h06_an_order_that_comes_again_is_answered_as_it_was, rig_up, rig_down),
      cmocka_unit_test_setup_teardown(h06_a_client_that_dies_before_the_answer_asks_again_for_it, rig_up, rig_down),
      cmocka_unit_test_setup_teardown(a_key_is_for_one_order_only, rig_up, rig_down),
      cmocka_unit_test_setup_teardown(without_a_key_or_with_another_one_it_is_another_order, rig_up, rig_down),
      cmocka_unit_test_setup_teardown(a_key_must_be_one, rig_up, rig_down),
      cmocka_unit_test_setup_teardown(an_end_while_an_order_waits_for_nobody_ends_it, rig_up, rig_down),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
