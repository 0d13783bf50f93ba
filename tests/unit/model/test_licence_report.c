#include "model/licence_report.h"

#include "unit.h"

#define DAY_US (86400 * (gint64)G_USEC_PER_SEC)
#define NOW_US (1000 * DAY_US)

/* A product, its ledger in days, and four hosts: h1 and h2 of the tier db with 2 sockets, h3 with 2, h4 with an unknown number. */
struct scene {
  struct licence *licence;
  GQueue ledger;
  GPtrArray *hosts;
  struct licence_report *report;
};

static const struct licence_host hosts[] = {
    {"h1", 2, 32, (char *[]){(char *)"tier=db", NULL}},
    {"h2", 2, 32, (char *[]){(char *)"tier=db", NULL}},
    {"h3", 2, 32, NULL},
    {"h4", 0, 0, NULL},
};

static int set_up(void **state)
{
  struct scene *scene = g_new0(struct scene, 1);
  scene->licence = licence_new("db", LICENCE_PER_HOST);
  scene->hosts = g_ptr_array_new();
  for (guint i = 0; i < G_N_ELEMENTS(hosts); i++)
    g_ptr_array_add(scene->hosts, (gpointer)&hosts[i]);
  *state = scene;
  return 0;
}

static int tear_down(void **state)
{
  struct scene *scene = *state;
  licence_free(scene->licence);
  g_queue_clear_full(&scene->ledger, (GDestroyNotify)residence_free);
  g_ptr_array_unref(scene->hosts);
  licence_report_free(scene->report);
  g_free(scene);
  return 0;
}

/* `until` 0: it runs there; `moved` 0: it was started there. */
static void stay(struct scene *scene, const char *guest, const char *host, guint since, guint until, guint moved)
{
  struct residence *residence = residence_new();
  residence->id = scene->ledger.length + 1;
  residence->product = g_strdup("db");
  g_strlcpy(residence->uuid, guest, sizeof residence->uuid);
  residence->guest = g_strdup(guest);
  residence->host = g_strdup(host);
  residence->since_us = since * DAY_US;
  residence->until_us = until * DAY_US;
  residence->moved_us = moved * DAY_US;
  g_queue_push_tail(&scene->ledger, residence);
}

static const struct licence_report *judge(struct scene *scene, guint from)
{
  licence_report_free(scene->report);
  scene->report = licence_report_new(&(struct licence_question){scene->licence, &scene->ledger, scene->hosts, from * DAY_US, NOW_US});
  return scene->report;
}

/* "host g1 h3 900-910: ..." of each breach, a line each. */
static void expect_breaches(struct scene *scene, guint from, const char *wanted)
{
  const struct licence_report *report = judge(scene, from);
  g_autoptr(GString) told = g_string_new(NULL);
  for (guint i = 0; i < report->breaches->len; i++) {
    const struct licence_breach *breach = report->breaches->pdata[i];
    g_string_append_printf(told, "%s%s %s %s %d-%d: %s", i ? "\n" : "", licence_breach_kind_name(breach->kind), breach->guest,
                           breach->host, (int)(breach->from_us / DAY_US), (int)(breach->until_us / DAY_US), breach->text);
  }
  assert_string_equal(told->str, wanted);
}

static void expect_free(const struct licence_report *report, const char *wanted)
{
  g_autoptr(GString) names = g_string_new(NULL);
  for (guint i = 0; i < report->free_hosts->len; i++)
    g_string_append_printf(names, "%s%s", i ? "," : "", (const char *)report->free_hosts->pdata[i]);
  assert_string_equal(names->str, wanted);
}

static void a_host_in_use_counts_once_and_the_rest_is_head_room(void **state)
{
  struct scene *scene = *state;
  scene->licence->entitlements = 3;
  stay(scene, "g1", "h1", 900, 0, 0);
  stay(scene, "g2", "h1", 900, 0, 0);
  stay(scene, "g3", "h2", 900, 950, 0); /* stopped: uses nothing */
  const struct licence_report *report = judge(scene, 0);
  assert_int_equal(report->units_in_use, 1);
  assert_int_equal(report->units_bound, 0);
  assert_true(licence_report_knows_head_room(report));
  assert_int_equal(report->head_room, 2);
  expect_free(report, "h2,h3,h4");
  assert_int_equal(report->breaches->len, 0);
  assert_int_equal(((const struct licence_use *)report->uses->pdata[0])->guests->len, 2);
}

static void only_licensed_hosts_have_room(void **state)
{
  struct scene *scene = *state;
  g_ptr_array_add(scene->licence->hosts, g_strdup("tier=db"));
  const struct licence_report *report = judge(scene, 0);
  expect_free(report, "h1,h2");
  assert_false(licence_report_knows_head_room(report)); /* as many as there are */
}

static void a_host_that_a_move_has_bound_counts_though_it_is_empty(void **state)
{
  struct scene *scene = *state;
  scene->licence->entitlements = 2;
  scene->licence->stay_sec = 90 * 86400;
  stay(scene, "g1", "h1", 800, 950, 0);
  stay(scene, "g1", "h2", 950, 960, 950);
  const struct licence_report *report = judge(scene, 0);
  assert_int_equal(report->units_in_use, 0);
  assert_int_equal(report->units_bound, 1);
  assert_int_equal(report->head_room, 1);
  expect_free(report, "h1,h3,h4");
  const struct licence_use *use = report->uses->pdata[0];
  assert_string_equal(use->host, "h2");
  assert_true(use->bound_until_us == 1040 * DAY_US);
  assert_int_equal(use->guests->len, 0);
}

static void unknown_sockets_are_not_zero(void **state)
{
  struct scene *scene = *state;
  scene->licence->per = LICENCE_PER_SOCKET;
  scene->licence->entitlements = 4;
  stay(scene, "g1", "h1", 900, 0, 0);
  const struct licence_report *report = judge(scene, 0);
  assert_int_equal(report->units_in_use, 2);
  assert_int_equal(report->head_room, 2);
  expect_free(report, "h2,h3"); /* not h4 */
  assert_string_equal(report->notes->pdata[0], "it is not known how many sockets h4 has: no guest can be sent there");
  stay(scene, "g2", "h4", 950, 0, 0);
  report = judge(scene, 0);
  assert_false(licence_report_knows_head_room(report));
  assert_int_equal(report->n_unknown, 1);
  expect_free(report, "");
  assert_string_equal(report->notes->pdata[0], "it is not known how many sockets h4 has: what is in use there is not counted, "
                                               "and the head-room is not known");
}

static void who_runs_where_it_is_not_licensed_is_told(void **state)
{
  struct scene *scene = *state;
  g_ptr_array_add(scene->licence->hosts, g_strdup("tier=db"));
  stay(scene, "g1", "h1", 800, 900, 0);
  stay(scene, "g1", "h3", 900, 910, 900);
  stay(scene, "g2", "h3", 920, 0, 0);
  stay(scene, "g3", "gone", 920, 930, 0); /* who knows which labels it had */
  expect_breaches(scene, 0, "host g1 h3 900-910: g1 ran on h3, which is not licensed for db\n"
                            "host g2 h3 920-0: g2 runs on h3, which is not licensed for db");
  expect_breaches(scene, 950, "host g2 h3 920-0: g2 runs on h3, which is not licensed for db");
}

static void more_in_use_than_entitled_is_told_with_its_time(void **state)
{
  struct scene *scene = *state;
  scene->licence->entitlements = 1;
  stay(scene, "g1", "h1", 800, 900, 0);
  stay(scene, "g1", "h2", 900, 0, 900); /* a move is no overlap */
  stay(scene, "g2", "h2", 905, 910, 0);
  expect_breaches(scene, 0, "");
  stay(scene, "g2", "h3", 910, 920, 910);
  stay(scene, "g3", "h4", 915, 918, 0);
  stay(scene, "g3", "h1", 918, 930, 918); /* and no fourth host at any time */
  expect_breaches(scene, 0, "entitlements g2 h3 910-930: 3 hosts were in use or bound for db, which has 1, since g2 came to h3");
  stay(scene, "g4", "h1", 990, 0, 0);
  expect_breaches(scene, 950, "entitlements g4 h1 990-0: 2 hosts are in use or bound for db, which has 1, since g4 came to h1");
}

static void sockets_are_counted_by_host(void **state)
{
  struct scene *scene = *state;
  scene->licence->per = LICENCE_PER_SOCKET;
  scene->licence->entitlements = 3;
  stay(scene, "g1", "h1", 800, 0, 0);
  stay(scene, "g2", "h4", 810, 0, 0); /* unknown: no breach is claimed */
  expect_breaches(scene, 0, "");
  stay(scene, "g3", "h2", 820, 830, 0);
  expect_breaches(scene, 0, "entitlements g3 h2 820-830: 4 sockets were in use or bound for db, which has 3, since g3 came to h2");
}

static void who_goes_on_before_his_stay_is_over_is_told(void **state)
{
  struct scene *scene = *state;
  scene->licence->stay_sec = 90 * 86400;
  stay(scene, "g1", "h1", 700, 800, 0);
  stay(scene, "g1", "h2", 800, 890, 800); /* just long enough */
  stay(scene, "g1", "h1", 890, 895, 890);
  stay(scene, "g1", "h1", 896, 900, 890); /* started again where it was */
  stay(scene, "g1", "h3", 900, 980, 900);
  stay(scene, "g1", "h2", 980, 0, 980);
  expect_breaches(scene, 0, "stay g1 h1 900-980: g1 went on from h1 to h3, 10.0 d after it had come: db binds for 90.0 d\n"
                            "stay g1 h3 980-990: g1 went on from h3 to h2, 80.0 d after it had come: db binds for 90.0 d");
  g_ptr_array_add(scene->licence->hosts, g_strdup("h1"));
  g_ptr_array_add(scene->licence->hosts, g_strdup("h2"));
  const struct licence_report *report = judge(scene, 985); /* h3 may be left at any time */
  assert_int_equal(report->breaches->len, 0);
}

static void a_bound_host_counts_against_the_entitlements(void **state)
{
  struct scene *scene = *state;
  scene->licence->entitlements = 1;
  scene->licence->stay_sec = 90 * 86400;
  stay(scene, "g1", "h1", 800, 950, 0);
  stay(scene, "g1", "h2", 950, 960, 950);
  stay(scene, "g1", "h1", 960, 0, 960);
  expect_breaches(scene, 0,
                  "entitlements g1 h1 960-0: 2 hosts are in use or bound for db, which has 1, since g1 came to h1\n"
                  "stay g1 h2 960-0: g1 went on from h2 to h1, 10.0 d after it had come: db binds for 90.0 d");
}

static void a_host_that_is_not_licensed_binds_nothing(void **state)
{
  struct scene *scene = *state;
  g_ptr_array_add(scene->licence->hosts, g_strdup("tier=db"));
  scene->licence->entitlements = 1;
  scene->licence->stay_sec = 90 * 86400;
  stay(scene, "g1", "h3", 950, 960, 950);
  stay(scene, "g1", "h1", 960, 0, 960);
  expect_breaches(scene, 0, "host g1 h3 950-960: g1 ran on h3, which is not licensed for db");
  assert_int_equal(scene->report->uses->len, 1);
}

static void of_too_many_breaches_the_newest_are_kept(void **state)
{
  struct scene *scene = *state;
  g_ptr_array_add(scene->licence->hosts, g_strdup("h1"));
  for (guint i = 0; i < LICENCE_BREACHES_MAX + 5; i++)
    stay(scene, "g1", "h3", 100 + i % 800, 100 + i % 800 + 1, 0);
  const struct licence_report *report = judge(scene, 0);
  assert_int_equal(report->breaches->len, LICENCE_BREACHES_MAX);
  assert_int_equal(report->n_breaches, LICENCE_BREACHES_MAX + 5);
}

#define on_scene(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
  const struct CMUnitTest tests[] = {
      on_scene(a_host_in_use_counts_once_and_the_rest_is_head_room),
      on_scene(only_licensed_hosts_have_room),
      on_scene(a_host_that_a_move_has_bound_counts_though_it_is_empty),
      on_scene(unknown_sockets_are_not_zero),
      on_scene(who_runs_where_it_is_not_licensed_is_told),
      on_scene(more_in_use_than_entitled_is_told_with_its_time),
      on_scene(sockets_are_counted_by_host),
      on_scene(who_goes_on_before_his_stay_is_over_is_told),
      on_scene(a_bound_host_counts_against_the_entitlements),
      on_scene(a_host_that_is_not_licensed_binds_nothing),
      on_scene(of_too_many_breaches_the_newest_are_kept),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
