/* A version of a pack that is tried beside the one that runs: canary.c, opinion.c, engine.c. */
#include "fixture.h"

#include "policy/canary.h"

#include <string.h>

#define BASE 10000
#define TIP(severity, text) "return provost.tip { severity = '" severity "', text = '" text "' }"

/* Tries version 1.1 of the pack "trial" with these bodies of policies (name, body ..., NULL). */
static void try_pack(struct scene *scene, const char *const *bodies)
{
  struct pack_text *pack = pack_text_new("/tried", "trial", "1.1", "");
  struct capabilities *capabilities = capabilities_new();
  capabilities->remedies |= 1u << REMEDY_RESTRICT;
  pack_text_declare(pack, capabilities);
  capabilities_unref(capabilities);
  for (; bodies && bodies[0]; bodies += 2) {
    g_autofree char *file = g_strconcat(bodies[0], ".lua", NULL);
    g_autofree char *text = g_strdup_printf(
        "return { name = '%s', title = 'Trial', subject = 'host', needs = { ['host.cpu.busy_pct'] = '5m' },\n"
        "settings = { warning = { default = 70, min = 1, max = 100 } }, evaluate = function(host, set)\n%s\nend }\n",
        bodies[0], bodies[1]);
    pack_text_add(pack->files, file, text, strlen(text), "");
  }
  g_autoptr(GPtrArray) offered = g_ptr_array_new_with_free_func((GDestroyNotify)pack_text_unref);
  g_ptr_array_add(offered, pack);
  engine_change_canaries(scene->engine, offered, scene->errors);
}

#define TRY(scene, ...) try_pack(scene, (const char *const[]){__VA_ARGS__, NULL})

/* A host that is 90 % busy, and version 1.0 of policy p, which has that body. */
static struct scene *scene_of(const char *body)
{
  struct scene *scene = scene_new();
  scene_write_policy(scene, "p", body);
  scene_load(scene);
  scene_add_subjects(scene);
  return scene;
}

static void round_at(struct scene *scene, gint64 stamp)
{
  engine_evaluate(scene->engine, stamp);
  engine_evaluate_canaries(scene->engine, &(struct occasion){stamp, TRUE});
}

static void start_and_judge(struct scene *scene)
{
  engine_start(scene->engine);
  scene_feed(scene, BASE, 30, 90);
  round_at(scene, BASE);
}

/* What CANARY says now, as text; NULL: nothing else than before. */
static char *news(const struct scene *scene)
{
  GVariant *body = engine_canary_news(scene->engine);
  g_autoptr(GVariant) owned = body ? g_variant_ref_sink(body) : NULL;
  return owned ? g_variant_print(owned, FALSE) : NULL;
}

static void assert_news(const struct scene *scene, const char *part)
{
  g_autofree char *said = news(scene);
  assert_non_null(said);
  if (!strstr(said, part))
    fail_msg("expected \"%s\" in %s", part, said);
}

static void assert_differs(const char *running, const char *tried, const char *part)
{
  struct scene *scene = scene_of(running);
  TRY(scene, "p", tried);
  start_and_judge(scene);
  assert_int_equal(scene->errors->len, 0);
  assert_news(scene, part);
  assert_int_equal(scene->findings->len, 1); /* of the one that runs */
  scene_free(scene);
}

static void each_way_to_differ_is_told_with_both_texts(void **state)
{
  (void)state;
  assert_differs("return nil", TIP("info", "x"), "(10000, 'p', 'host:h1', 0x01, 'no tip', 'info: x (notify)')]");
  assert_differs(TIP("info", "x"), "return nil", "0x02, 'info: x (notify)', 'no tip')]");
  assert_differs(TIP("info", "x"), "return nil, 'none'", "0x02, 'info: x (notify)', 'no data: none')]");
  assert_differs(TIP("info", "x"), TIP("critical", "x"), "0x03, 'info: x (notify)', 'critical: x (notify)')]");
  assert_differs(TIP("info", "x"),
                 "return provost.tip { severity = 'info', text = 'y', remedy = provost.restrict { host = host } }",
                 "0x04, 'info: x (notify)', 'info: y (restrict host=host:h1)')]");
  assert_differs("return nil", "return host.nmae", "0x05, 'no tip', 'error: p.lua:3: a host has no field");
}

static void who_says_the_same_differs_in_nothing(void **state)
{
  (void)state;
  assert_differs(TIP("info", "x"), TIP("info", "other words"), "0x00, [0, 0, 0, 0, 0, 0], 0)], [])");
  assert_differs("return nil", "return nil, 'no data'", "[0, 0, 0, 0, 0, 0], 0)], [])");
  assert_differs("return host.nmae", "return host.nmae", "[0, 0, 0, 0, 0, 0], 0)], [])");
}

static void both_have_the_same_settings(void **state)
{
  (void)state;
  struct scene *scene = scene_of(TIP("info", "x"));
  TRY(scene, "p", "return provost.tip { severity = 'warning', text = ('%d'):format(set.warning) }");
  const struct scope scope = {SUBJECT_HOST, "", "h1"};
  assert_true(engine_override(scene->engine, "p", "warning", "55"));
  start_and_judge(scene);
  assert_news(scene, "'warning: 55 (notify)'");
  assert_true(engine_override_for(scene->engine, &scope, "p", "warning", "44"));
  engine_start(scene->engine);
  scene_feed(scene, BASE + 10, 1, 90);
  round_at(scene, BASE + 10);
  assert_null(strstr(scene_finding(scene, "p")->text, "44")); /* it is not said by who runs */
  scene_free(scene);
}

static void a_difference_that_stays_is_counted_once(void **state)
{
  (void)state;
  struct scene *scene = scene_of("return nil");
  TRY(scene, "p", "if host:latest('host.cpu.busy_pct') > 80 then " TIP("info", "x") " end");
  start_and_judge(scene);
  assert_news(scene, "[0, 1, 0, 0, 0, 0], 1)]");
  scene_feed(scene, BASE + 10, 1, 95);
  round_at(scene, BASE + 10);
  assert_null(news(scene));
  scene_feed(scene, BASE + 20, 1, 5);
  round_at(scene, BASE + 20);
  assert_news(scene, "[1, 1, 0, 0, 0, 0], 0)]");
  scene_feed(scene, BASE + 30, 1, 95);
  round_at(scene, BASE + 30);
  assert_news(scene, "[1, 2, 0, 0, 0, 0], 1)]");
  scene_free(scene);
}

#define OVER                                                                                             \
  "local s = provost.over(host:latest('host.cpu.busy_pct'), { warning = 80, clear = 50 })\n"           \
  "if s then return provost.tip { severity = s, text = 'over' } end"

static void a_canary_holds_a_tip_of_its_own_until_it_is_clear(void **state)
{
  (void)state;
  struct scene *scene = scene_of("return nil");
  TRY(scene, "p", OVER);
  start_and_judge(scene);
  assert_news(scene, "[0, 1, 0, 0, 0, 0], 1)]");
  scene_feed(scene, BASE + 10, 1, 60);
  round_at(scene, BASE + 10);
  assert_null(news(scene));
  scene_feed(scene, BASE + 20, 1, 40);
  round_at(scene, BASE + 20);
  assert_news(scene, "[1, 1, 0, 0, 0, 0], 0)]");
  scene_free(scene);
}

static void a_canary_begins_with_the_tip_that_is_open(void **state)
{
  (void)state;
  struct scene *scene = scene_of(OVER);
  TRY(scene, "p", OVER);
  engine_start(scene->engine);
  engine_take_open_tip(scene->engine, "p", "host:h1", SEVERITY_WARNING);
  scene_feed(scene, BASE, 30, 60);
  round_at(scene, BASE);
  assert_int_equal(scene_finding(scene, "p")->kind, FINDING_TIP);
  assert_news(scene, "[0, 0, 0, 0, 0, 0], 0)], [])");
  scene_free(scene);
}

static void what_is_new_and_what_is_gone_is_said(void **state)
{
  (void)state;
  struct scene *scene = scene_of(TIP("info", "x"));
  TRY(scene, "q", TIP("info", "y"));
  start_and_judge(scene);
  g_autofree char *said = news(scene);
  assert_non_null(strstr(said, "('q', 'trial', '1.1', '', '/tried/q.lua', 0x00, '', 0x01, [0, 1, 0, 0, 0, 0], 1)"));
  assert_non_null(strstr(said, "('p', 'trial', '1.1', '1.0', "));
  assert_non_null(strstr(said, "p.lua', 0x00, '', 0x02, [0, 0, 0, 0, 0, 0], 0)"));
  assert_non_null(strstr(said, "'q', 'host:h1', 0x01, '', 'info: y (notify)'"));
  scene_free(scene);
}

static void who_only_fails_is_suspended_alone(void **state)
{
  (void)state;
  struct scene *scene = scene_of(TIP("info", "x"));
  TRY(scene, "p", "while true do end");
  start_and_judge(scene);
  for (gint64 i = 1; i < POLICY_STRIKES_MAX; i++)
    round_at(scene, BASE + 10 * i);
  assert_news(scene, "0x02, 'it ran too long in 3 rounds in a row");
  assert_int_equal(scene_policy(scene, "p")->state, POLICY_ACTIVE);
  assert_int_equal(scene_finding(scene, "p")->stamp_sec, BASE + 20);
  TRY(scene, "p", "return host.nmae");
  engine_start(scene->engine);
  for (gint64 i = 3; i < 3 + POLICY_FAILURES_MAX; i++)
    round_at(scene, BASE + 10 * i);
  assert_news(scene, "'it failed for every subject in 10 rounds in a row: p.lua:3: ");
  scene_free(scene);
}

static void a_canary_that_cannot_be_loaded_is_listed_with_what_is_wrong(void **state)
{
  (void)state;
  struct scene *scene = scene_of(TIP("info", "x"));
  TRY(scene, "p", "return nil +");
  start_and_judge(scene);
  assert_int_equal(scene->errors->len, 1);
  assert_news(scene, "0x01, \"p.lua:4: unexpected symbol near 'end'\", 0x00");
  assert_int_equal(scene_policy(scene, "p")->state, POLICY_ACTIVE);
  scene_free(scene);
}

static void who_is_tried_no_more_is_forgotten(void **state)
{
  (void)state;
  struct scene *scene = scene_of("return nil");
  TRY(scene, "p", TIP("info", "x"));
  start_and_judge(scene);
  assert_news(scene, "'p', 'host:h1', 0x01");
  g_autoptr(GPtrArray) none = g_ptr_array_new();
  engine_change_canaries(scene->engine, none, scene->errors);
  engine_start(scene->engine);
  assert_news(scene, "([], [], [])");
  round_at(scene, BASE + 10);
  assert_null(news(scene));
  scene_free(scene);
}

static void who_is_disabled_is_not_tried(void **state)
{
  (void)state;
  struct scene *scene = scene_of("return nil");
  TRY(scene, "p", TIP("info", "x"));
  assert_true(engine_hold(scene->engine, "p", POLICY_DISABLED, "by operator root"));
  start_and_judge(scene);
  assert_news(scene, "'by operator root', 0x00, [0, 0, 0, 0, 0, 0], 0)], [])");
  scene_free(scene);
}

static void only_the_newest_differences_are_kept(void **state)
{
  (void)state;
  struct scene *scene = scene_of("return nil");
  TRY(scene, "p", "if host:latest('host.cpu.busy_pct') > 80 then " TIP("info", "x") " end");
  start_and_judge(scene);
  for (gint64 i = 1; i <= 2 * CANARY_DIFFERENCES_MAX + 2; i++) {
    scene_feed(scene, BASE + 10 * i, 1, i % 2 ? 5 : 95);
    round_at(scene, BASE + 10 * i);
  }
  g_autoptr(GVariant) body = g_variant_ref_sink(engine_canary_news(scene->engine));
  g_autoptr(GVariant) differences = g_variant_get_child_value(body, 2);
  assert_int_equal(g_variant_n_children(differences), CANARY_DIFFERENCES_MAX);
  g_autoptr(GVariant) newest = g_variant_get_child_value(differences, 0);
  gint64 stamp_sec;
  g_variant_get_child(newest, 0, "x", &stamp_sec);
  assert_int_equal(stamp_sec, BASE + 10 * (2 * CANARY_DIFFERENCES_MAX + 2));
  scene_free(scene);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(each_way_to_differ_is_told_with_both_texts),
      cmocka_unit_test(who_says_the_same_differs_in_nothing),
      cmocka_unit_test(both_have_the_same_settings),
      cmocka_unit_test(a_difference_that_stays_is_counted_once),
      cmocka_unit_test(a_canary_holds_a_tip_of_its_own_until_it_is_clear),
      cmocka_unit_test(a_canary_begins_with_the_tip_that_is_open),
      cmocka_unit_test(what_is_new_and_what_is_gone_is_said),
      cmocka_unit_test(who_only_fails_is_suspended_alone),
      cmocka_unit_test(a_canary_that_cannot_be_loaded_is_listed_with_what_is_wrong),
      cmocka_unit_test(who_is_tried_no_more_is_forgotten),
      cmocka_unit_test(who_is_disabled_is_not_tried),
      cmocka_unit_test(only_the_newest_differences_are_kept),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
