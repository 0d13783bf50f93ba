/* What others do to guests, told from what we do. */
#include "model/foreign_book.h"
#include "unit.h"

#define UUID "6f3c1a52-0d2e-4c1b-9a57-2f8f5f1c0001"
#define SEC ((gint64)G_USEC_PER_SEC)
#define MIB(n) ((guint64)(n) << 20)

struct scene {
  struct foreign_book *book;
  struct guest guest;
  gint64 now_us;
  struct action *action;
};

static int set_up(void **state)
{
  struct scene *scene = g_new0(struct scene, 1);
  scene->book = foreign_book_new();
  foreign_book_set_hold(scene->book, FOREIGN_HOLD_MS * (gint64)1000);
  scene->guest = (struct guest){.uuid = UUID, .name = "g1", .host = (char *)"h1", .state = GUEST_RUNNING, .vcpus = 2,
                                .memory_bytes = MIB(512), .running_copies = 1};
  scene->now_us = 1000 * SEC;
  foreign_book_see(scene->book, &scene->guest, "", scene->now_us);
  *state = scene;
  return 0;
}

static int tear_down(void **state)
{
  struct scene *scene = *state;
  foreign_book_free(scene->book);
  g_clear_pointer(&scene->action, action_free);
  g_free(scene);
  return 0;
}

static void see(struct scene *scene, gint64 after_sec)
{
  scene->now_us += after_sec * SEC;
  foreign_book_see(scene->book, &scene->guest, "", scene->now_us);
}

static void act(struct scene *scene, enum action_kind kind, enum action_state state, const char *to)
{
  g_clear_pointer(&scene->action, action_free);
  struct action *action = scene->action = action_new();
  action->kind = kind;
  action->state = state;
  action->move = g_new0(struct move, 1);
  *action->move = (struct move){.guest_uuid = g_strdup(UUID), .guest_name = g_strdup("g1"), .from = g_strdup("h1"), .to = g_strdup(to)};
  foreign_book_take_action(scene->book, action, scene->now_us);
}

/* Each found thing in a line. */
static void assert_found(struct scene *scene, const char *expected)
{
  g_autoptr(GPtrArray) events = foreign_book_steal_events(scene->book);
  g_autoptr(GString) found = g_string_new(NULL);
  for (guint i = 0; i < events->len; i++) {
    const struct foreign_event *event = events->pdata[i];
    g_string_append_printf(found, "%s%s %s by %s%s", i ? "\n" : "", event->guest, event->what, event->who,
                           event->is_repeated ? " again" : "");
  }
  assert_string_equal(found->str, expected);
}

static void a_guest_that_is_seen_for_the_first_time_tells_nothing(void **state)
{
  assert_found(*state, "");
}

static void a_guest_that_stays_as_it_is_tells_nothing(void **state)
{
  struct scene *scene = *state;
  for (guint i = 0; i < 10; i++)
    see(scene, 30);
  assert_found(scene, "");
  assert_null(foreign_book_hold(scene->book, UUID, scene->now_us));
}

static void a_move_that_we_did_not_order_is_another_s_and_holds_automation(void **state)
{
  struct scene *scene = *state;
  scene->guest.host = (char *)"h2";
  see(scene, 30);
  assert_found(scene, "g1 was moved from h1 to h2 by " FOREIGN_UNKNOWN);
  assert_string_equal(foreign_book_hold(scene->book, UUID, scene->now_us),
                      "guest g1 was moved from h1 to h2, not by provost but by " FOREIGN_UNKNOWN);
  assert_non_null(foreign_book_hold(scene->book, UUID, scene->now_us + 1799 * SEC));
  assert_null(foreign_book_hold(scene->book, UUID, scene->now_us + 1800 * SEC));
}

static void our_own_move_is_ours_while_it_goes_on_and_when_it_is_done(void **state)
{
  struct scene *scene = *state;
  act(scene, ACTION_MOVE, ACTION_ACTING, "h2");
  scene->guest.host = (char *)"h2";
  see(scene, 30);
  assert_found(scene, "");
  act(scene, ACTION_MOVE, ACTION_DONE, "h2");
  see(scene, 30);
  assert_found(scene, "");
}

static void a_list_that_comes_late_after_our_move_is_explained_by_it(void **state)
{
  struct scene *scene = *state;
  act(scene, ACTION_MOVE, ACTION_DONE, "h2");
  scene->guest.host = (char *)"h2";
  see(scene, FOREIGN_OURS_SEC - 1);
  assert_found(scene, "");
}

static void a_move_elsewhere_than_ours_is_another_s(void **state)
{
  struct scene *scene = *state;
  act(scene, ACTION_MOVE, ACTION_FAILED, "h2");
  scene->guest.host = (char *)"h3";
  see(scene, 5);
  assert_found(scene, "g1 was moved from h1 to h3 by " FOREIGN_UNKNOWN);
}

/* C27: ours was refused since another job went on, and that one went to the same host. */
static void a_move_that_we_failed_to_make_is_another_s(void **state)
{
  struct scene *scene = *state;
  act(scene, ACTION_MOVE, ACTION_FAILED, "h2");
  scene->guest.host = (char *)"h2";
  see(scene, 5);
  assert_found(scene, "g1 was moved from h1 to h2 by " FOREIGN_UNKNOWN);
}

static void a_guest_that_is_moved_back_after_our_move_is_moved_by_another(void **state)
{
  struct scene *scene = *state;
  act(scene, ACTION_MOVE, ACTION_DONE, "h2");
  scene->guest.host = (char *)"h2";
  see(scene, 5);
  scene->guest.host = (char *)"h1";
  see(scene, 5);
  assert_found(scene, "g1 was moved from h2 to h1 by " FOREIGN_UNKNOWN);
}

static void a_pause_by_hand_is_found_and_one_by_a_migration_or_a_disk_is_not(void **state)
{
  struct scene *scene = *state;
  scene->guest.state = GUEST_PAUSED;
  scene->guest.reason = REASON_MIGRATION;
  see(scene, 5);
  scene->guest.reason = REASON_IO_ERROR;
  see(scene, 5);
  scene->guest.state = GUEST_RUNNING;
  scene->guest.reason = REASON_OTHER;
  see(scene, 5);
  assert_found(scene, "");
  scene->guest.state = GUEST_PAUSED;
  see(scene, 5);
  see(scene, 30);
  assert_found(scene, "g1 was paused on h1 by " FOREIGN_UNKNOWN);
}

static void a_pause_while_we_move_it_is_ours(void **state)
{
  struct scene *scene = *state;
  act(scene, ACTION_MOVE, ACTION_ACTING, "h2");
  scene->guest.state = GUEST_PAUSED;
  see(scene, 5);
  assert_found(scene, "");
}

static void a_guest_that_is_off_and_starts_elsewhere_was_started_by_another(void **state)
{
  struct scene *scene = *state;
  scene->guest.state = GUEST_OFF;
  see(scene, 30);
  scene->guest.host = (char *)"h2"; /* defined on both: which host is named while it is off means nothing */
  see(scene, 30);
  assert_found(scene, "");
  scene->guest.state = GUEST_RUNNING;
  see(scene, 30);
  assert_found(scene, "g1 was started on h2; it had run on h1 by " FOREIGN_UNKNOWN);
}

static void a_guest_that_starts_again_where_it_was_is_nobody_s_business(void **state)
{
  struct scene *scene = *state;
  scene->guest.state = GUEST_OFF;
  see(scene, 30);
  scene->guest.state = GUEST_RUNNING;
  see(scene, 30);
  assert_found(scene, "");
}

static void vcpus_and_memory_that_change_without_us_are_another_s(void **state)
{
  struct scene *scene = *state;
  scene->guest.vcpus = 4;
  see(scene, 30);
  scene->guest.memory_bytes = MIB(1024);
  see(scene, 60);
  assert_found(scene, "g1 was given 4 vcpus instead of 2 by " FOREIGN_UNKNOWN "\n"
                      "g1 was given 1.00 GiB of memory instead of 512 MiB by " FOREIGN_UNKNOWN " again");
}

static void our_own_resize_is_ours(void **state)
{
  struct scene *scene = *state;
  act(scene, ACTION_RESIZE, ACTION_DONE, NULL);
  scene->guest.vcpus = 4;
  see(scene, 30);
  assert_found(scene, "");
}

/* A balloon moves as the guest boots, and step by step. */
static void memory_that_was_not_steady_tells_nothing(void **state)
{
  struct scene *scene = *state;
  for (guint i = 1; i < 8; i++) {
    scene->guest.memory_bytes = MIB(512 - 8 * i);
    see(scene, 30);
  }
  assert_found(scene, "");
}

static void a_host_that_is_silent_and_comes_back_tells_nothing(void **state)
{
  struct scene *scene = *state;
  scene->guest.state = GUEST_UNKNOWN;
  see(scene, 30);
  scene->guest.state = GUEST_RUNNING;
  see(scene, 600);
  assert_found(scene, "");
}

static void two_running_copies_are_no_move(void **state)
{
  struct scene *scene = *state;
  scene->guest.host = (char *)"h2";
  scene->guest.running_copies = 2;
  see(scene, 30);
  assert_found(scene, "");
}

static void the_same_list_twice_tells_it_once(void **state)
{
  struct scene *scene = *state;
  scene->guest.host = (char *)"h2";
  see(scene, 1);
  see(scene, 0);
  assert_found(scene, "g1 was moved from h1 to h2 by " FOREIGN_UNKNOWN);
}

static void the_suspect_is_who_owns_it_by_its_metadata(void **state)
{
  struct scene *scene = *state;
  foreign_book_see(scene->book, &scene->guest, "OpenStack", scene->now_us);
  scene->guest.host = (char *)"h2"; /* where its definition has not been read yet */
  see(scene, 5);
  assert_found(scene, "g1 was moved from h1 to h2 by OpenStack");
}

static void the_second_time_within_an_hour_is_a_repetition_and_a_later_one_is_not(void **state)
{
  struct scene *scene = *state;
  scene->guest.host = (char *)"h2";
  see(scene, 30);
  scene->guest.host = (char *)"h3";
  see(scene, FOREIGN_REPEAT_SEC);
  scene->guest.host = (char *)"h1";
  see(scene, FOREIGN_REPEAT_SEC + 1);
  assert_found(scene, "g1 was moved from h1 to h2 by " FOREIGN_UNKNOWN "\n"
                      "g1 was moved from h2 to h3 by " FOREIGN_UNKNOWN " again\n"
                      "g1 was moved from h3 to h1 by " FOREIGN_UNKNOWN);
}

static void without_a_hold_time_it_is_only_noted(void **state)
{
  struct scene *scene = *state;
  foreign_book_set_hold(scene->book, 0);
  scene->guest.host = (char *)"h2";
  see(scene, 30);
  assert_found(scene, "g1 was moved from h1 to h2 by " FOREIGN_UNKNOWN);
  assert_null(foreign_book_hold(scene->book, UUID, scene->now_us));
}

static void who_is_gone_for_a_day_is_forgotten(void **state)
{
  struct scene *scene = *state;
  foreign_book_sweep(scene->book, scene->now_us + FOREIGN_KEPT_SEC * SEC);
  scene->guest.host = (char *)"h2";
  see(scene, FOREIGN_KEPT_SEC + 1);
  assert_found(scene, "g1 was moved from h1 to h2 by " FOREIGN_UNKNOWN);
  foreign_book_sweep(scene->book, scene->now_us + (FOREIGN_KEPT_SEC + 1801) * SEC);
  scene->guest.host = (char *)"h3";
  see(scene, FOREIGN_KEPT_SEC + 2);
  assert_found(scene, "");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
  const struct CMUnitTest tests[] = {
      TEST(a_guest_that_is_seen_for_the_first_time_tells_nothing),
      TEST(a_guest_that_stays_as_it_is_tells_nothing),
      TEST(a_move_that_we_did_not_order_is_another_s_and_holds_automation),
      TEST(our_own_move_is_ours_while_it_goes_on_and_when_it_is_done),
      TEST(a_list_that_comes_late_after_our_move_is_explained_by_it),
      TEST(a_move_elsewhere_than_ours_is_another_s),
      TEST(a_move_that_we_failed_to_make_is_another_s),
      TEST(a_guest_that_is_moved_back_after_our_move_is_moved_by_another),
      TEST(a_pause_by_hand_is_found_and_one_by_a_migration_or_a_disk_is_not),
      TEST(a_pause_while_we_move_it_is_ours),
      TEST(a_guest_that_is_off_and_starts_elsewhere_was_started_by_another),
      TEST(a_guest_that_starts_again_where_it_was_is_nobody_s_business),
      TEST(vcpus_and_memory_that_change_without_us_are_another_s),
      TEST(our_own_resize_is_ours),
      TEST(memory_that_was_not_steady_tells_nothing),
      TEST(a_host_that_is_silent_and_comes_back_tells_nothing),
      TEST(two_running_copies_are_no_move),
      TEST(the_same_list_twice_tells_it_once),
      TEST(the_suspect_is_who_owns_it_by_its_metadata),
      TEST(the_second_time_within_an_hour_is_a_repetition_and_a_later_one_is_not),
      TEST(without_a_hold_time_it_is_only_noted),
      TEST(who_is_gone_for_a_day_is_forgotten),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
