/* `provost simulate` as it is typed: cards, tips of packs, and what is refused. */
#include "folder.h"
#include "unit.h"

#include <jansson.h>
#include <sys/wait.h>

/* What the command prints, on both channels. Caller frees. */
static char *run(const char *arguments, int expected)
{
  g_autofree char *line = g_strdup_printf("'%s/provost' simulate %s", TEST_BUILDDIR, arguments);
  g_autoptr(GError) error = NULL;
  g_auto(GStrv) words = NULL;
  char *out = NULL, *err = NULL;
  int status;
  assert_true(g_shell_parse_argv(line, NULL, &words, NULL));
  g_spawn_sync(NULL, words, NULL, G_SPAWN_DEFAULT, NULL, NULL, &out, &err, &status, &error);
  assert_no_error(error);
  assert_true(WIFEXITED(status));
  if (WEXITSTATUS(status) != expected)
    fail_msg("exit status %d: %s%s", WEXITSTATUS(status), out, err);
  char *all = g_strconcat(out, err, NULL);
  g_free(out);
  g_free(err);
  return all;
}

static json_t *played(const char *scenario)
{
  g_autofree char *arguments = g_strdup_printf("'%s/etc/scenarios/%s' --json", TEST_SRCDIR, scenario);
  g_autofree char *text = run(arguments, 0);
  json_t *json = json_loads(text, 0, NULL);
  assert_non_null(json);
  return json;
}

static double figure(const json_t *json, const char *card, const char *key)
{
  const json_t *value = json_object_get(json_object_get(json, card), key);
  assert_true(json_is_number(value));
  return json_number_value(value);
}

static void tips_of_a_pack_relieve_a_busy_host_within_minutes(void **state)
{
  (void)state;
  json_t *json = played("tips-hot-host.yaml");
  assert_true(figure(json, "tips", "raised") >= 1);
  assert_true(figure(json, "idle", "host_minutes_over_100_pct") > 250);
  assert_true(figure(json, "acting", "host_minutes_over_100_pct") < 30);
  assert_in_range(figure(json, "acting", "moves"), 2, 6);
  assert_int_equal(figure(json, "acting", "reversals"), 0);
  json_decref(json);
}

static void each_move_for_a_tip_is_measured_and_the_tips_end_by_what_it_brought(void **state)
{
  (void)state;
  json_t *json = played("tips-hot-host.yaml");
  double tried = 0;
  static const char *const ends[] = {"verified", "unknown", "not_cured", "harmful"};
  for (guint i = 0; i < G_N_ELEMENTS(ends); i++)
    tried += figure(json, "tips", ends[i]);
  assert_true(figure(json, "tips", "verified") >= 1);
  assert_float_equal(tried, figure(json, "acting", "moves"), 0);
  assert_float_equal(figure(json, "tips", "impossible"), 0, 0);
  json_decref(json);
  g_autofree char *text = run("'" TEST_SRCDIR "/etc/scenarios/tips-hot-host.yaml'", 0);
  assert_non_null(strstr(text, "tries verified by their effect"));
}

static void cards_stand_side_by_side(void **state)
{
  (void)state;
  g_autofree char *text = run("'" TEST_SRCDIR "/etc/scenarios/herd.yaml'", 0);
  assert_non_null(strstr(text, "NOTHING  PROVOST"));
  assert_non_null(strstr(text, "every 5 min: relieve, balance"));
}

static void a_scenario_that_is_none_is_refused_with_sentences(void **state)
{
  (void)state;
  g_autofree char *absent = run("/nowhere/x.yaml", 1), *none = run("'" TEST_SRCDIR "/etc/provost.yaml'", 1);
  assert_non_null(strstr(absent, "cannot read the scenario"));
  assert_non_null(strstr(none, "a scenario has no title: add it"));
}

static void packs_that_are_not_there_are_no_silence(void **state)
{
  (void)state;
  g_autofree char *folder = g_dir_make_tmp("provost-no-pack-XXXXXX", NULL);
  g_autofree char *path = g_build_filename(folder, "s.yaml", NULL), *quoted = g_strdup_printf("'%s'", path);
  assert_true(g_file_set_contents(path,
                                  "title: t\nlength: 10m\ndecide: {packs: [absent]}\n"
                                  "clusters: [{name: c, hosts: [{name: h, cores: 1, memory: 1GiB}]}]\n",
                                  -1, NULL));
  g_autofree char *text = run(quoted, 1);
  assert_non_null(strstr(text, "the packs of the scenario hold no policy"));
  folder_remove(folder);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(tips_of_a_pack_relieve_a_busy_host_within_minutes),
      cmocka_unit_test(each_move_for_a_tip_is_measured_and_the_tips_end_by_what_it_brought),
      cmocka_unit_test(cards_stand_side_by_side),
      cmocka_unit_test(packs_that_are_not_there_are_no_silence),
      cmocka_unit_test(a_scenario_that_is_none_is_refused_with_sentences),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
