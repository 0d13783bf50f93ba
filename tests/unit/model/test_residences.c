#include "model/fleet.h"

#include "unit.h"

#include <math.h>

#define GUEST "11111111-2222-3333-4444-555555555555"
#define DAY_US (86400 * (gint64)G_USEC_PER_SEC)

/* A fleet of three hosts, and what it told of the ledger: "opened g1 h1 <- h2", "closed g1 h1". */
struct scene {
  struct virtual_clock clock;
  struct fleet *fleet;
  GPtrArray *told;
};

static void on_changed(const struct residence *residence, gpointer user)
{
  struct scene *scene = user;
  g_ptr_array_add(scene->told, g_strdup_printf("%s %s %s%s%s", residence->until_us ? "closed" : "opened", residence->guest,
                                               residence->host, residence->from ? " from " : "",
                                               residence->from ? residence->from : ""));
}

static void need(struct scene *scene, const char *product)
{
  g_autoptr(GPtrArray) products = g_ptr_array_new_with_free_func(g_free);
  g_ptr_array_add(products, g_strdup(product));
  fleet_forget_traits(scene->fleet);
  fleet_add_traits(scene->fleet, "guest:g1", "lab", &(struct traits){.licences = products});
}

static void configure(struct scene *scene, guint hosts)
{
  static const char *const names[] = {"h1", "h2", "h3"};
  fleet_begin_configuration(scene->fleet, 10000);
  fleet_add_cluster(scene->fleet, cluster_new("lab"));
  for (guint i = 0; i < hosts; i++)
    fleet_add_host(scene->fleet, names[i], "lab", 1u << SOURCE_LIBVIRT);
  struct licence *licence = licence_new("db", LICENCE_PER_HOST);
  licence->stay_sec = 90 * 86400;
  fleet_add_licence(scene->fleet, licence);
  licence_free(licence);
  fleet_end_configuration(scene->fleet);
}

static int set_up(void **state)
{
  struct scene *scene = g_new0(struct scene, 1);
  virtual_clock_init(&scene->clock, G_GINT64_CONSTANT(1767322800) * G_USEC_PER_SEC);
  scene->told = g_ptr_array_new_with_free_func(g_free);
  scene->fleet = fleet_new(&scene->clock.clock, 10000);
  fleet_watch_residences(scene->fleet, on_changed, scene);
  configure(scene, 3);
  need(scene, "db");
  *state = scene;
  return 0;
}

static int tear_down(void **state)
{
  struct scene *scene = *state;
  fleet_free(scene->fleet);
  g_ptr_array_unref(scene->told);
  g_free(scene);
  return 0;
}

/* The host's list: the guest in that state, or nothing where that is GUEST_STATES. */
static void list(struct scene *scene, const char *host, enum guest_state state)
{
  struct sighting sighting = {.uuid = GUEST, .name = "g1", .state = state, .vcpus = 1};
  fleet_take_sightings(scene->fleet, host, &sighting, state != GUEST_STATES);
}

static void expect_told(struct scene *scene, const char *wanted)
{
  g_ptr_array_add(scene->told, NULL);
  g_autofree char *told = g_strjoinv(", ", (char **)scene->told->pdata);
  assert_string_equal(told, wanted);
  g_ptr_array_set_size(scene->told, 0);
}

static const struct residence *entry(const struct scene *scene, guint index)
{
  const GQueue *all = residence_book_list(fleet_residences(scene->fleet));
  return g_queue_peek_nth((GQueue *)all, index);
}

static char *bound(const struct scene *scene)
{
  g_autoptr(GPtrArray) hosts = fleet_residence_bound(scene->fleet, fleet_licences(scene->fleet)->pdata[0]);
  g_ptr_array_add(hosts, NULL);
  return g_strjoinv(",", (char **)hosts->pdata);
}

static void a_move_by_anybody_closes_one_stay_and_opens_another(void **state)
{
  struct scene *scene = *state;
  list(scene, "h1", GUEST_RUNNING);
  expect_told(scene, "opened g1 h1");
  virtual_clock_advance(&scene->clock, DAY_US);
  list(scene, "h1", GUEST_RUNNING);
  list(scene, "h2", GUEST_PAUSED); /* on its way */
  expect_told(scene, "");
  list(scene, "h2", GUEST_RUNNING); /* h1 has not said yet that it is gone */
  expect_told(scene, "");
  list(scene, "h1", GUEST_STATES);
  expect_told(scene, "closed g1 h1, opened g1 h2 from h1");
  assert_int_equal(entry(scene, 0)->until_us - entry(scene, 0)->since_us, DAY_US);
  assert_int_equal(entry(scene, 1)->since_us, entry(scene, 0)->until_us);
  assert_int_equal(entry(scene, 1)->until_us, 0);
}

static void a_guest_that_is_gone_before_it_is_seen_again_has_moved_too(void **state)
{
  struct scene *scene = *state;
  list(scene, "h1", GUEST_RUNNING);
  list(scene, "h1", GUEST_STATES);
  expect_told(scene, "opened g1 h1, closed g1 h1");
  list(scene, "h2", GUEST_RUNNING);
  expect_told(scene, "opened g1 h2 from h1");
}

static void a_stopped_guest_uses_nothing_and_starts_anew(void **state)
{
  struct scene *scene = *state;
  list(scene, "h1", GUEST_OFF);
  expect_told(scene, "");
  list(scene, "h1", GUEST_RUNNING);
  list(scene, "h1", GUEST_PAUSED); /* still there */
  list(scene, "h1", GUEST_OFF);
  list(scene, "h1", GUEST_RUNNING);
  expect_told(scene, "opened g1 h1, closed g1 h1, opened g1 h1");
  assert_true(isinf(fleet_residence_moved_sec(scene->fleet, GUEST)));
}

static void a_host_that_is_silent_ends_nothing(void **state)
{
  struct scene *scene = *state;
  list(scene, "h1", GUEST_RUNNING);
  fleet_take_link(scene->fleet, "h1", SOURCE_LIBVIRT, LINK_DOWN, "no answer");
  virtual_clock_advance(&scene->clock, DAY_US);
  list(scene, "h2", GUEST_STATES);
  list(scene, "h3", GUEST_STATES);
  expect_told(scene, "opened g1 h1");
  fleet_take_link(scene->fleet, "h1", SOURCE_LIBVIRT, LINK_UP, "");
  list(scene, "h1", GUEST_RUNNING);
  expect_told(scene, "");
}

static void two_copies_are_no_certain_place(void **state)
{
  struct scene *scene = *state;
  list(scene, "h2", GUEST_RUNNING);
  list(scene, "h1", GUEST_RUNNING);
  list(scene, "h2", GUEST_RUNNING);
  expect_told(scene, "opened g1 h2");
  list(scene, "h1", GUEST_STATES);
  expect_told(scene, "");
}

static void only_who_needs_a_product_is_written_down_while_he_does(void **state)
{
  struct scene *scene = *state;
  fleet_forget_traits(scene->fleet);
  list(scene, "h1", GUEST_RUNNING);
  expect_told(scene, "");
  need(scene, "db");
  list(scene, "h1", GUEST_RUNNING);
  expect_told(scene, "opened g1 h1");
  need(scene, "other");
  list(scene, "h1", GUEST_RUNNING);
  expect_told(scene, "closed g1 h1, opened g1 h1");
  fleet_forget_traits(scene->fleet);
  list(scene, "h1", GUEST_RUNNING);
  expect_told(scene, "closed g1 h1");
}

static void a_host_that_is_not_configured_any_more_ends_its_stays(void **state)
{
  struct scene *scene = *state;
  list(scene, "h3", GUEST_RUNNING);
  configure(scene, 2);
  expect_told(scene, "opened g1 h3, closed g1 h3");
}

static void a_move_binds_guest_and_host_for_the_stay_also_when_stopped(void **state)
{
  struct scene *scene = *state;
  list(scene, "h1", GUEST_RUNNING);
  assert_true(isinf(fleet_residence_moved_sec(scene->fleet, GUEST)));
  assert_owned_string_equal(bound(scene), "");
  list(scene, "h1", GUEST_STATES);
  list(scene, "h2", GUEST_RUNNING);
  virtual_clock_advance(&scene->clock, 10 * DAY_US);
  assert_true(fleet_residence_moved_sec(scene->fleet, GUEST) == 10 * 86400);
  assert_owned_string_equal(bound(scene), "h2");
  list(scene, "h2", GUEST_OFF);
  assert_owned_string_equal(bound(scene), "h2"); /* it is empty, and not free */
  assert_true(isinf(fleet_residence_moved_sec(scene->fleet, GUEST)));
  list(scene, "h2", GUEST_RUNNING);
  assert_true(fleet_residence_moved_sec(scene->fleet, GUEST) == 10 * 86400);
  virtual_clock_advance(&scene->clock, 80 * DAY_US);
  assert_owned_string_equal(bound(scene), "");
}

static GPtrArray *stored(const struct scene *scene)
{
  GPtrArray *entries = g_ptr_array_new_with_free_func((GDestroyNotify)residence_free);
  for (const GList *link = residence_book_list(fleet_residences(scene->fleet))->head; link; link = link->next)
    g_ptr_array_add(entries, residence_copy(link->data));
  return entries;
}

/* A provostd that was killed: another one begins with what was stored. */
static void restart(struct scene *scene, guint hosts)
{
  g_autoptr(GPtrArray) entries = stored(scene);
  fleet_free(scene->fleet);
  g_ptr_array_set_size(scene->told, 0);
  scene->fleet = fleet_new(&scene->clock.clock, 10000);
  configure(scene, hosts);
  need(scene, "db");
  fleet_watch_residences(scene->fleet, on_changed, scene);
  fleet_restore_residences(scene->fleet, entries);
}

static void an_open_stay_goes_on_after_a_restart(void **state)
{
  struct scene *scene = *state;
  list(scene, "h1", GUEST_RUNNING);
  restart(scene, 3);
  list(scene, "h1", GUEST_RUNNING);
  expect_told(scene, "");
  restart(scene, 3);
  list(scene, "h1", GUEST_STATES);
  list(scene, "h2", GUEST_RUNNING);
  expect_told(scene, "closed g1 h1, opened g1 h2 from h1");
  assert_true(entry(scene, 1)->id > entry(scene, 0)->id);
  restart(scene, 1);
  expect_told(scene, "closed g1 h2 from h1");
}

static void the_oldest_stays_go_first_and_it_says_so(void **state)
{
  (void)state;
  struct residence_book *book = residence_book_new();
  struct guest guest = {.uuid = GUEST, .name = "g1"};
  g_autoptr(GPtrArray) products = g_ptr_array_new();
  g_ptr_array_add(products, (gpointer)"db");
  for (gint64 i = 0; i <= LIMIT_RESIDENCES; i++) {
    assert_int_equal(residence_book_whole_since_us(book), 0);
    guest.host = (char *)(i % 2 ? "h1" : "h2");
    residence_book_see(book, &guest, products, 1000 + i);
  }
  assert_int_equal(residence_book_list(book)->length, LIMIT_RESIDENCES);
  assert_int_equal(residence_book_whole_since_us(book), 1001);
  residence_book_free(book);
}

#define on_scene(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
  const struct CMUnitTest tests[] = {
      on_scene(a_move_by_anybody_closes_one_stay_and_opens_another),
      on_scene(a_guest_that_is_gone_before_it_is_seen_again_has_moved_too),
      on_scene(a_stopped_guest_uses_nothing_and_starts_anew),
      on_scene(a_host_that_is_silent_ends_nothing),
      on_scene(two_copies_are_no_certain_place),
      on_scene(only_who_needs_a_product_is_written_down_while_he_does),
      on_scene(a_host_that_is_not_configured_any_more_ends_its_stays),
      on_scene(a_move_binds_guest_and_host_for_the_stay_also_when_stopped),
      on_scene(an_open_stay_goes_on_after_a_restart),
      cmocka_unit_test(the_oldest_stays_go_first_and_it_says_so),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
