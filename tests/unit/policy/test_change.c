/* Packs that are replaced while the engine runs: pack_set.c, engine.c, subjects.c. */
#include "fixture.h"

#include <glib/gstdio.h>
#include <string.h>

#define BASE 10000

/* Offers what stands in the scene's folder now, as provostd does. */
static void offer(struct scene *scene)
{
  g_autoptr(GPtrArray) errors = g_ptr_array_new_with_free_func(g_free);
  g_autoptr(GPtrArray) offered = g_ptr_array_new_with_free_func((GDestroyNotify)pack_text_unref);
  struct manifest *manifest = manifest_load(scene->folder, errors);
  g_ptr_array_add(offered, pack_text_read(scene->folder, manifest, manifest ? "" : errors->pdata[0]));
  manifest_free(manifest);
  g_ptr_array_set_size(scene->errors, 0);
  engine_change_packs(scene->engine, offered, scene->errors);
}

static void reload(struct scene *scene)
{
  offer(scene);
  engine_start(scene->engine);
}

static const struct running_pack *running(const struct scene *scene)
{
  const GPtrArray *packs = engine_packs(scene->engine);
  assert_int_equal(packs->len, 1);
  return packs->pdata[0];
}

/* Policies a and b, started by an offer, with a host that has five minutes behind it. */
static struct scene *scene_of_two(void)
{
  struct scene *scene = scene_new();
  scene_write_policy(scene, "a", "return nil, 'a1'");
  scene_write_policy(scene, "b", "return nil, 'b1'");
  reload(scene);
  scene_add_subjects(scene);
  scene_feed(scene, BASE, 30, 90);
  engine_evaluate(scene->engine, BASE);
  assert_int_equal(scene->findings->len, 2);
  return scene;
}

static guint told_after_round(struct scene *scene, gint64 stamp)
{
  g_ptr_array_set_size(scene->findings, 0);
  engine_evaluate(scene->engine, stamp);
  return scene->findings->len;
}

static void what_has_not_changed_goes_on_as_it_was(void **state)
{
  (void)state;
  struct scene *scene = scene_of_two();
  const struct policy *a = scene_policy(scene, "a");
  reload(scene);
  assert_ptr_equal(scene_policy(scene, "a"), a);
  assert_int_equal(told_after_round(scene, BASE + 10), 0); /* nothing is news */
  scene_free(scene);
}

static void a_new_version_takes_over_and_the_same_file_in_it_goes_on(void **state)
{
  (void)state;
  struct scene *scene = scene_of_two();
  const struct policy *b = scene_policy(scene, "b");
  scene_write(scene, "pack.yaml", "name: trial\nversion: 1.1\n");
  scene_write_policy(scene, "a", "local w = host:window('host.cpu.busy_pct', '5m')\nreturn nil, 'a2 ' .. w:count()");
  reload(scene);
  assert_int_equal(scene->errors->len, 0);
  assert_ptr_equal(scene_policy(scene, "b"), b);
  assert_string_equal(b->pack_version, "1.1");
  assert_string_equal(running(scene)->text->version, "1.1");
  assert_int_equal(told_after_round(scene, BASE), 1);
  assert_string_equal(scene_finding(scene, "a")->text, "a2 30"); /* the window is still there */
  scene_free(scene);
}

static void assert_old_one_runs(struct scene *scene, const char *why)
{
  const struct policy *a = scene_policy(scene, "a");
  reload(scene);
  assert_ptr_equal(scene_policy(scene, "a"), a);
  assert_int_equal(a->state, POLICY_ACTIVE);
  assert_string_equal(running(scene)->text->version, "1.0");
  assert_non_null(strstr(running(scene)->refused, why));
  assert_int_equal(engine_count_policies(scene->engine, POLICY_ACTIVE), 2);
  assert_int_equal(told_after_round(scene, BASE + 10), 0);
}

static void a_bad_new_version_leaves_the_old_one_running(void **state)
{
  (void)state;
  struct scene *scene = scene_of_two();
  scene_write(scene, "pack.yaml", "name: trial\nversion: 1.1\n");
  scene_write_policy(scene, "b", "return nil, 'b2' .. ");
  assert_old_one_runs(scene, "/b.lua:6: unexpected symbol");
  assert_non_null(strstr(scene->errors->pdata[1], "this version of the pack is refused, and version 1.0 goes on"));
  scene_write_policy(scene, "b", "return nil, 'b2'");
  scene_write(scene, "pack.yaml", "name: trial\nversion: 1.1\nvendr: me\n");
  assert_old_one_runs(scene, "pack.yaml:3:1: unknown key vendr");
  scene_write(scene, "pack.yaml", "name: trial\nversion: 1.1\n");
  scene_write(scene, "c.lua", "return 7");
  assert_old_one_runs(scene, "/c.lua: the file must end with");
  g_autofree char *c = g_build_filename(scene->folder, "c.lua", NULL);
  assert_int_equal(g_unlink(c), 0);
  reload(scene);
  assert_string_equal(running(scene)->refused, "");
  assert_string_equal(running(scene)->text->version, "1.1");
  scene_free(scene);
}

/* The policies' files are the same; one of them needs what the pack no longer declares. */
static void a_version_that_declares_less_than_its_policies_need_is_refused(void **state)
{
  (void)state;
  struct scene *scene = scene_of_two();
  scene_write(scene, "pack.yaml", "name: trial\nversion: 1.1\ncapabilities: {metrics: [guest.*]}\n");
  assert_old_one_runs(scene, "the pack does not declare the metric \"host.cpu.busy_pct\"");
  scene_write(scene, "pack.yaml", "name: trial\nversion: 1.1\ncapabilities: {metrics: [host.*], remedies: [run]}\n");
  const struct policy *a = scene_policy(scene, "a");
  reload(scene);
  assert_ptr_equal(scene_policy(scene, "a"), a);
  assert_true(capabilities_have_remedy(a->capabilities, REMEDY_RUN));
  assert_false(capabilities_have_remedy(a->capabilities, REMEDY_MIGRATE));
  scene_free(scene);
}

static void what_never_ran_is_listed_with_what_is_wrong(void **state)
{
  (void)state;
  struct scene *scene = scene_new();
  scene_write(scene, "a.lua", "return 7");
  reload(scene);
  assert_int_equal(scene_policy(scene, "a")->state, POLICY_REFUSED);
  assert_string_equal(running(scene)->refused, "");
  scene_write_policy(scene, "a", "return nil");
  reload(scene);
  assert_int_equal(scene_policy(scene, "a")->state, POLICY_ACTIVE);
  scene_free(scene);
}

static void a_policy_that_is_gone_runs_no_more(void **state)
{
  (void)state;
  struct scene *scene = scene_of_two();
  g_autofree char *b = g_build_filename(scene->folder, "b.lua", NULL);
  assert_int_equal(g_unlink(b), 0);
  reload(scene);
  assert_int_equal(engine_policies(scene->engine)->len, 1);
  g_autoptr(GPtrArray) none = g_ptr_array_new();
  engine_change_packs(scene->engine, none, scene->errors);
  engine_start(scene->engine);
  assert_int_equal(engine_policies(scene->engine)->len, 0);
  assert_int_equal(engine_packs(scene->engine)->len, 0);
  assert_true(subjects_series(engine_subjects(scene->engine)) == 0); /* which nobody needs now */
  assert_int_equal(told_after_round(scene, BASE + 10), 0);
  scene_free(scene);
}

static void settings_of_before_are_forgotten(void **state)
{
  (void)state;
  struct scene *scene = scene_of_two();
  scene_write_policy(scene, "a", "return nil, set.sustained");
  offer(scene);
  assert_true(engine_override(scene->engine, "a", "sustained", "2m"));
  assert_true(engine_override(scene->engine, "b", "warning", "999")); /* refused */
  engine_start(scene->engine);
  told_after_round(scene, BASE + 10);
  assert_string_equal(scene_finding(scene, "a")->text, "2m");
  assert_int_equal(scene_policy(scene, "b")->state, POLICY_REFUSED);
  reload(scene);
  told_after_round(scene, BASE + 20);
  assert_string_equal(scene_finding(scene, "a")->text, "1m");
  assert_int_equal(scene_policy(scene, "b")->state, POLICY_ACTIVE);
  scene_free(scene);
}

static void a_longer_window_keeps_what_was_there(void **state)
{
  (void)state;
  struct scene *scene = scene_of_two();
  scene_write(scene, "c.lua",
              "return { name = 'c', title = 'C', subject = 'host', needs = { ['host.cpu.busy_pct'] = '10m' },\n"
              "evaluate = function(host) return nil, 'c ' .. host:window('host.cpu.busy_pct', '10m'):count() end }");
  reload(scene);
  double values[30];
  for (guint i = 0; i < G_N_ELEMENTS(values); i++)
    values[i] = 50;
  subjects_backfill(engine_subjects(scene->engine),
                    &(struct history){"host:h1", METRIC_HOST_CPU_BUSY_PCT, BASE - 590, 10, values, 30});
  told_after_round(scene, BASE);
  assert_string_equal(scene_finding(scene, "c")->text, "c 60");
  scene_free(scene);
}

static void who_is_held_does_not_run_until_a_new_version_comes(void **state)
{
  (void)state;
  struct scene *scene = scene_of_two();
  for (guint again = 0; again < 2; again++) {
    offer(scene);
    assert_true(engine_hold(scene->engine, "a", POLICY_SUSPENDED, "it hung"));
    assert_true(engine_hold(scene->engine, "b", POLICY_DISABLED, "by operator root"));
    assert_false(engine_hold(scene->engine, "c", POLICY_DISABLED, "by operator root"));
    engine_start(scene->engine);
    assert_int_equal(scene_policy(scene, "a")->state, POLICY_SUSPENDED);
    assert_int_equal(scene_policy(scene, "b")->state, POLICY_DISABLED);
    assert_string_equal(scene_policy(scene, "b")->reason, "by operator root");
    assert_int_equal(told_after_round(scene, BASE + 10), 0);
  }
  scene_write(scene, "pack.yaml", "name: trial\nversion: 1.1\n");
  offer(scene);
  assert_true(engine_hold(scene->engine, "a", POLICY_SUSPENDED, "it hung"));
  assert_true(engine_hold(scene->engine, "b", POLICY_DISABLED, "by operator root"));
  engine_start(scene->engine);
  assert_int_equal(scene_policy(scene, "a")->state, POLICY_ACTIVE);
  assert_int_equal(scene_policy(scene, "b")->state, POLICY_DISABLED);
  reload(scene);
  assert_int_equal(scene_policy(scene, "b")->state, POLICY_ACTIVE);
  scene_free(scene);
}

static void who_only_fails_is_suspended_with_the_error(void **state)
{
  (void)state;
  struct scene *scene = scene_of_two();
  scene_write_policy(scene, "a", "return host:nonsense()");
  reload(scene);
  for (guint i = 1; i < POLICY_FAILURES_MAX; i++)
    told_after_round(scene, BASE + 10 * i);
  assert_int_equal(scene_policy(scene, "a")->state, POLICY_ACTIVE);
  told_after_round(scene, BASE + 10 * POLICY_FAILURES_MAX);
  assert_int_equal(scene_policy(scene, "a")->state, POLICY_SUSPENDED);
  assert_true(g_str_has_prefix(scene_policy(scene, "a")->reason, "it failed for every subject in 10 rounds in a row: "));
  assert_non_null(strstr(scene_policy(scene, "a")->reason, "a.lua:5: "));
  assert_int_equal(scene_policy(scene, "b")->state, POLICY_ACTIVE);
  scene_write_policy(scene, "a", "return nil, 'a3'");
  offer(scene);
  engine_hold(scene->engine, "a", POLICY_SUSPENDED, "it failed"); /* as the core remembers it */
  engine_start(scene->engine);
  assert_int_equal(scene_policy(scene, "a")->state, POLICY_ACTIVE);
  scene_free(scene);
}

static void who_fails_says_so_at_once_and_until_it_does_not(void **state)
{
  (void)state;
  struct scene *scene = scene_of_two();
  scene_write_policy(scene, "a", "if host.state == 'up' then return host:nonsense() end");
  reload(scene);
  const struct policy *policy = scene_policy(scene, "a");
  const struct round first = engine_evaluate(scene->engine, BASE + 10);
  assert_true(first.policies_changed);
  assert_int_equal(policy->state, POLICY_ACTIVE);
  assert_int_equal(policy->failing_sec, BASE + 10);
  assert_true(g_str_has_prefix(policy->reason, "it fails for h1: a.lua:5: "));
  const struct round second = engine_evaluate(scene->engine, BASE + 20);
  assert_false(second.policies_changed);
  assert_int_equal(policy->failing_sec, BASE + 10);
  scene_write_policy(scene, "a", "return nil");
  reload(scene);
  engine_evaluate(scene->engine, BASE + 30);
  assert_string_equal(scene_policy(scene, "a")->reason, "");
  scene_free(scene);
}

/* The text tells the settings as Lua had them; the finding as the core gets them. */
static void assert_told(struct scene *scene, const char *subject, const char *text)
{
  for (guint i = scene->findings->len; i > 0; i--) {
    const struct finding *finding = scene->findings->pdata[i - 1];
    if (strcmp(finding->subject, subject) != 0)
      continue;
    const char *warning = g_hash_table_lookup(finding->settings, "warning");
    const char *x = g_hash_table_lookup(finding->settings, "x");
    g_autofree char *settings = g_strdup_printf("%s %s ", warning, x);
    assert_string_equal(finding->text, text);
    assert_true(g_str_has_prefix(text, settings));
    return;
  }
  fail_msg("nothing was told of %s", subject);
}

#define G1 "guest:11111111-1111-1111-1111-111111111111"
#define G2 "guest:22222222-2222-2222-2222-222222222222"
#define G3 "guest:33333333-3333-3333-3333-333333333333"

static void place(struct scene *scene, const char *host_of_g2)
{
  const struct subject_row rows[] = {
      {"cluster:lab", "lab", "", "up", FALSE, NULL, NULL},   {"cluster:far", "far", "", "up", FALSE, NULL, NULL},
      {"host:h1", "h1", "cluster:lab", "up", FALSE, NULL, NULL}, {"host:h2", "h2", "cluster:far", "up", FALSE, NULL, NULL},
      {G1, "g1", "host:h1", "running", FALSE, NULL, NULL},   {G2, "g2", host_of_g2, "running", FALSE, NULL, NULL},
      {G3, "g1", "host:h2", "running", FALSE, NULL, NULL},   {"device:d1", "d1", "", "up", FALSE, NULL, NULL}};
  engine_take_subjects(scene->engine, rows, G_N_ELEMENTS(rows));
}

static void the_most_specific_setting_counts(void **state)
{
  (void)state;
  static const struct {
    struct scope scope;
    const char *value;
  } overrides[] = {{{SUBJECT_GUEST, "lab", "g1"}, "5"},   {{SUBJECT_HOST, "", "h2"}, "4"},
                   {{SUBJECT_CLUSTER, "", "lab"}, "3"},   {{SUBJECT_CLUSTER, "", "far"}, "2"},
                   {{SUBJECT_DEVICE, "", "d1"}, "8"},     {{SUBJECT_GUEST, "far", "no such"}, "9"}};
  struct scene *scene = scene_new();
  scene_write(scene, "p.lua",
              "return { name = 'p', title = 'P', subject = 'guest',\n"
              "settings = { warning = { default = 1, min = 1, max = 9 }, x = { default = '5m' } },\n"
              "evaluate = function(guest, set)\n"
              "return nil, ('%g %s %s'):format(set.warning, set.x, tostring(provost.over(4, set))) end }");
  offer(scene);
  for (guint i = 0; i < G_N_ELEMENTS(overrides); i++)
    assert_true(engine_override_for(scene->engine, &overrides[i].scope, "p", "warning", overrides[i].value));
  assert_false(engine_override_for(scene->engine, &overrides[0].scope, "q", "warning", "1"));
  engine_start(scene->engine);
  place(scene, "host:h1");
  told_after_round(scene, BASE);
  assert_told(scene, G1, "5 5m nil");     /* its own */
  assert_told(scene, G2, "3 5m warning"); /* of its cluster */
  assert_told(scene, G3, "4 5m warning"); /* of its host: the other g1 is meant elsewhere */
  place(scene, "host:h2");
  told_after_round(scene, BASE + 10);
  assert_told(scene, G2, "4 5m warning"); /* it has moved */
  reload(scene);
  told_after_round(scene, BASE + 20);
  assert_told(scene, G1, "1 5m warning"); /* of before */
  scene_free(scene);
}

static void a_setting_for_some_must_be_in_bounds_too(void **state)
{
  (void)state;
  struct scene *scene = scene_of_two();
  const struct scope scope = {SUBJECT_HOST, "", "h1"};
  offer(scene);
  assert_true(engine_override_for(scene->engine, &scope, "a", "warning", "101"));
  assert_true(engine_override_for(scene->engine, &scope, "b", "warming", "10"));
  engine_start(scene->engine);
  assert_string_equal(scene_policy(scene, "a")->reason, "setting warning is \"101\", but must be a number from 1 to 100");
  assert_string_equal(scene_policy(scene, "b")->reason, "it has no setting \"warming\"; did you mean \"warning\"?");
  scene_free(scene);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_has_not_changed_goes_on_as_it_was),
      cmocka_unit_test(a_new_version_takes_over_and_the_same_file_in_it_goes_on),
      cmocka_unit_test(a_bad_new_version_leaves_the_old_one_running),
      cmocka_unit_test(a_version_that_declares_less_than_its_policies_need_is_refused),
      cmocka_unit_test(what_never_ran_is_listed_with_what_is_wrong),
      cmocka_unit_test(a_policy_that_is_gone_runs_no_more),
      cmocka_unit_test(settings_of_before_are_forgotten),
      cmocka_unit_test(a_longer_window_keeps_what_was_there),
      cmocka_unit_test(who_only_fails_is_suspended_with_the_error),
      cmocka_unit_test(who_fails_says_so_at_once_and_until_it_does_not),
      cmocka_unit_test(the_most_specific_setting_counts),
      cmocka_unit_test(a_setting_for_some_must_be_in_bounds_too),
      cmocka_unit_test(who_is_held_does_not_run_until_a_new_version_comes),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
