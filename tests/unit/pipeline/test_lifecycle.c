/* What is told of guests and hosts that come, go and change their place. */
#include "pipeline/lifecycle.h"
#include "unit.h"

#define UUID "6f3c1a52-0d2e-4c1b-9a57-2f8f5f1c0001"

struct rig {
  struct virtual_clock clock;
  struct fleet *fleet;
  struct event_book *events;
  struct lifecycle *lifecycle;
  guint64 read;
};

static int up(void **state)
{
  struct rig *rig = g_new0(struct rig, 1);
  virtual_clock_init(&rig->clock, G_GINT64_CONSTANT(1700000000000000));
  rig->fleet = fleet_new(&rig->clock.clock, 10000);
  fleet_add_cluster(rig->fleet, cluster_new("lab"));
  fleet_add_host(rig->fleet, "h1", "lab", 1u << SOURCE_LIBVIRT);
  fleet_add_host(rig->fleet, "h2", "lab", 1u << SOURCE_LIBVIRT);
  rig->events = event_book_new("l");
  rig->lifecycle = lifecycle_new(rig->events, rig->fleet, &rig->clock.clock);
  *state = rig;
  return 0;
}

static int down(void **state)
{
  struct rig *rig = *state;
  lifecycle_free(rig->lifecycle);
  event_book_free(rig->events);
  fleet_free(rig->fleet);
  g_free(rig);
  return 0;
}

static void list(struct rig *rig, const char *host, gboolean has_guest)
{
  struct sighting guest = {.uuid = UUID, .name = "g1", .state = GUEST_RUNNING, .vcpus = 1};
  fleet_take_link(rig->fleet, host, SOURCE_LIBVIRT, LINK_UP, "");
  fleet_take_sightings(rig->fleet, host, &guest, has_guest ? 1 : 0);
  lifecycle_take_guests(rig->lifecycle, host);
}

static void pass(struct rig *rig, guint seconds)
{
  virtual_clock_advance(&rig->clock, (gint64)seconds * G_USEC_PER_SEC);
  lifecycle_take_interval(rig->lifecycle);
}

/* The next thing that was told but heartbeats; "" nothing. */
static const char *news(struct rig *rig)
{
  const struct event *event = event_book_next(rig->events, rig->read);
  while (event && strcmp(event->kind, "provost") == 0)
    event = event_book_next(rig->events, event->number);
  rig->read = event ? event->number : event_book_last(rig->events);
  return event ? event->data : "";
}

#define assert_told(rig, ...)                                                                                \
  do {                                                                                                       \
    const char *const parts[] = {__VA_ARGS__};                                                               \
    const char *told = news(rig);                                                                            \
    for (gsize i = 0; i < G_N_ELEMENTS(parts); i++)                                                          \
      if (!strstr(told, parts[i]))                                                                           \
        fail_msg("\"%s\" is not in \"%s\"", parts[i], told);                                                 \
  } while (0)

static void what_a_host_says_first_is_no_news(void **state)
{
  list(*state, "h1", TRUE);
  assert_string_equal(news(*state), "");
}

static void a_guest_that_comes_later_was_created(void **state)
{
  list(*state, "h1", FALSE);
  list(*state, "h1", TRUE);
  assert_told(*state, "\"what\":\"created\"", "\"name\":\"g1\"", "\"host\":\"h1\"");
  list(*state, "h1", TRUE);
  assert_string_equal(news(*state), "");
}

static void a_move_is_told_once_whichever_host_lists_first(void **state)
{
  list(*state, "h1", TRUE);
  list(*state, "h2", FALSE);
  list(*state, "h2", TRUE); /* h1 is listed before, so its word counts until it lets go */
  list(*state, "h1", FALSE);
  assert_told(*state, "\"what\":\"moved\"", "\"from\":\"h1\"", "\"host\":\"h2\"");
  list(*state, "h2", FALSE);
  list(*state, "h1", TRUE);
  assert_told(*state, "\"what\":\"moved\"", "\"from\":\"h2\"", "\"host\":\"h1\"");
  pass(*state, LIFECYCLE_GONE_SEC);
  pass(*state, LIFECYCLE_GONE_SEC);
  assert_string_equal(news(*state), "");
}

static void a_guest_that_no_host_has_for_long_was_removed(void **state)
{
  list(*state, "h1", TRUE);
  list(*state, "h1", FALSE);
  pass(*state, 10);
  pass(*state, LIFECYCLE_GONE_SEC - 1);
  assert_string_equal(news(*state), "");
  pass(*state, 1);
  assert_told(*state, "\"what\":\"removed\"", "\"name\":\"g1\"", UUID, "\"host\":\"h1\"");
  list(*state, "h1", TRUE);
  assert_told(*state, "\"what\":\"created\"");
}

static void guests_of_a_silent_host_are_not_gone(void **state)
{
  struct rig *rig = *state;
  list(rig, "h1", TRUE);
  pass(rig, 10);
  fleet_take_link(rig->fleet, "h1", SOURCE_LIBVIRT, LINK_DOWN, "no route");
  pass(rig, 10);
  assert_told(rig, "\"what\":\"silent\"", "\"name\":\"h1\"", "\"state\":\"down\"");
  pass(rig, LIFECYCLE_GONE_SEC + 10);
  fleet_take_link(rig->fleet, "h1", SOURCE_LIBVIRT, LINK_CONNECTING, "");
  pass(rig, 10);
  assert_string_equal(news(rig), "");
  list(rig, "h1", TRUE);
  pass(rig, 10);
  assert_told(rig, "\"what\":\"back\"", "\"name\":\"h1\"");
  assert_string_equal(news(rig), "");
}

static void the_newest_heartbeat_is_kept_and_no_other(void **state)
{
  struct rig *rig = *state;
  pass(rig, 10);
  pass(rig, 10);
  const struct event *event = event_book_next(rig->events, 0);
  assert_string_equal(event->kind, "provost");
  assert_non_null(strstr(event->data, "\"what\":\"heartbeat\""));
  assert_int_equal(event->number, 2);
  assert_null(event_book_next(rig->events, 2));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(what_a_host_says_first_is_no_news, up, down),
      cmocka_unit_test_setup_teardown(a_guest_that_comes_later_was_created, up, down),
      cmocka_unit_test_setup_teardown(a_move_is_told_once_whichever_host_lists_first, up, down),
      cmocka_unit_test_setup_teardown(a_guest_that_no_host_has_for_long_was_removed, up, down),
      cmocka_unit_test_setup_teardown(guests_of_a_silent_host_are_not_gone, up, down),
      cmocka_unit_test_setup_teardown(the_newest_heartbeat_is_kept_and_no_other, up, down),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
