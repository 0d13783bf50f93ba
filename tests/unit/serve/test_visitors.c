/* Who makes way in a crowd (fault H03). */
#include "serve/visitors.h"

#include "unit.h"

#include <sys/socket.h>
#include <unistd.h>

#define MOST 3

struct crowd {
  struct visitors *visitors;
  GPtrArray *all; /* struct guest */
};

struct guest {
  int pair[2]; /* ours, and the other end */
  struct visitor *visitor;
};

static int crowd_new(void **state)
{
  struct crowd *crowd = g_new0(struct crowd, 1);
  crowd->visitors = visitors_new(&(struct visitors_limits){.most = MOST});
  crowd->all = g_ptr_array_new();
  *state = crowd;
  return 0;
}

static void leave(struct guest *guest)
{
  if (guest->visitor)
    visitor_leave(guest->visitor);
  guest->visitor = NULL;
}

static int crowd_free(void **state)
{
  struct crowd *crowd = *state;
  for (guint i = 0; i < crowd->all->len; i++) {
    struct guest *guest = crowd->all->pdata[i];
    leave(guest);
    close(guest->pair[0]);
    close(guest->pair[1]);
    g_free(guest);
  }
  visitors_free(crowd->visitors);
  g_ptr_array_unref(crowd->all);
  g_free(crowd);
  return 0;
}

static struct guest *comes(struct crowd *crowd, enum access access)
{
  struct guest *guest = g_new0(struct guest, 1);
  assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, guest->pair), 0);
  guest->visitor = visitors_enter(crowd->visitors, guest->pair[0], access);
  g_ptr_array_add(crowd->all, guest);
  return guest;
}

/* Its socket is shut down: the other end reads the end. */
static gboolean is_sent_away(const struct guest *guest)
{
  char byte;
  return recv(guest->pair[1], &byte, 1, MSG_DONTWAIT) == 0;
}

static void h03_who_is_silent_longest_makes_way(void **state)
{
  struct guest *first = comes(*state, ACCESS_VIEWER), *second = comes(*state, ACCESS_VIEWER), *third = comes(*state, ACCESS_VIEWER);
  assert_false(is_sent_away(first));
  visitor_is_now(first->visitor, VISITOR_SERVED);
  visitor_is_now(first->visitor, VISITOR_ARRIVING); /* has spoken since the others came */
  struct guest *fourth = comes(*state, ACCESS_VIEWER);
  assert_true(is_sent_away(second));
  assert_false(is_sent_away(first) || is_sent_away(third) || is_sent_away(fourth));
  leave(second);
  struct guest *fifth = comes(*state, ACCESS_VIEWER);
  assert_true(is_sent_away(third));
  assert_false(is_sent_away(first) || is_sent_away(fourth) || is_sent_away(fifth));
}

static void h03_nobody_makes_way_while_he_is_served(void **state)
{
  struct guest *guests[MOST];
  for (gsize i = 0; i < MOST; i++) {
    guests[i] = comes(*state, ACCESS_VIEWER);
    visitor_is_now(guests[i]->visitor, i % 2 ? VISITOR_SERVED : VISITOR_LEAVING);
  }
  struct guest *late = comes(*state, ACCESS_OPERATOR);
  assert_true(is_sent_away(late));
  for (gsize i = 0; i < MOST; i++)
    assert_false(is_sent_away(guests[i]));
}

static void h03_an_admin_finds_a_place_in_any_crowd(void **state)
{
  for (gsize i = 0; i < MOST; i++)
    visitor_is_now(comes(*state, ACCESS_OPERATOR)->visitor, VISITOR_SERVED);
  struct guest *admin = comes(*state, ACCESS_ADMIN);
  assert_false(is_sent_away(admin));
}

static void nobody_makes_way_for_a_lesser_role(void **state)
{
  struct guest *operator= comes(*state, ACCESS_OPERATOR), *none = comes(*state, ACCESS_NONE), *viewer = comes(*state, ACCESS_VIEWER);
  struct guest *next = comes(*state, ACCESS_NONE);
  assert_true(is_sent_away(none));
  assert_false(is_sent_away(operator) || is_sent_away(viewer) || is_sent_away(next));
  visitor_is_now(next->visitor, VISITOR_SERVED);
  struct guest *last = comes(*state, ACCESS_NONE);
  assert_true(is_sent_away(last));
  assert_false(is_sent_away(operator) || is_sent_away(viewer));
}

/* A patience of 0 s is over at once, but for who waits for us. */
static void who_takes_too_long_is_sent_away(void **state)
{
  struct crowd *crowd = *state;
  struct guest *arriving = comes(crowd, ACCESS_ADMIN), *served = comes(crowd, ACCESS_ADMIN), *leaving = comes(crowd, ACCESS_ADMIN);
  visitor_is_now(served->visitor, VISITOR_SERVED);
  visitor_is_now(leaving->visitor, VISITOR_LEAVING);
  for (gint64 since_us = g_get_monotonic_time(); g_get_monotonic_time() == since_us;)
    ;
  visitors_sweep(crowd->visitors);
  assert_true(is_sent_away(arriving));
  assert_true(is_sent_away(leaving));
  assert_false(is_sent_away(served));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(h03_who_is_silent_longest_makes_way, crowd_new, crowd_free),
      cmocka_unit_test_setup_teardown(h03_nobody_makes_way_while_he_is_served, crowd_new, crowd_free),
      cmocka_unit_test_setup_teardown(h03_an_admin_finds_a_place_in_any_crowd, crowd_new, crowd_free),
      cmocka_unit_test_setup_teardown(nobody_makes_way_for_a_lesser_role, crowd_new, crowd_free),
      cmocka_unit_test_setup_teardown(who_takes_too_long_is_sent_away, crowd_new, crowd_free),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
