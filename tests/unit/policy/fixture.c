#include "fixture.h"

#include "folder.h"

#include <string.h>

static void on_running(const char *policy, gpointer user)
{
  g_ptr_array_add(((struct scene *)user)->ran, g_strdup(policy));
}

static void on_finding(const struct finding *finding, GVariant *settings, gpointer user)
{
  struct finding *copy = finding_new();
  copy->kind = finding->kind;
  copy->stamp_sec = finding->stamp_sec;
  copy->policy = g_strdup(finding->policy);
  copy->pack = g_strdup(finding->pack);
  copy->pack_version = g_strdup(finding->pack_version);
  copy->title = g_strdup(finding->title);
  copy->subject = g_strdup(finding->subject);
  copy->severity = finding->severity;
  copy->text = g_strdup(finding->text);
  GVariantIter in_force;
  char *setting, *text;
  g_variant_iter_init(&in_force, settings);
  while (g_variant_iter_next(&in_force, "{ss}", &setting, &text))
    g_hash_table_insert(copy->settings, setting, text);
  for (guint i = 0; i < finding->evidence->len; i++)
    g_ptr_array_add(copy->evidence, evidence_copy(g_ptr_array_index(finding->evidence, i)));
  for (guint i = 0; i < finding->alerts->len; i++)
    g_ptr_array_add(copy->alerts, tip_alert_copy(finding->alerts->pdata[i]));
  for (guint i = 0; i < finding->remedies->len; i++) {
    const struct remedy *remedy = g_ptr_array_index(finding->remedies, i);
    struct remedy *kept = remedy_new(remedy->kind);
    GHashTableIter iter;
    gpointer key, value;
    g_hash_table_iter_init(&iter, remedy->parameters);
    while (g_hash_table_iter_next(&iter, &key, &value))
      g_hash_table_insert(kept->parameters, g_strdup(key), g_strdup(value));
    g_ptr_array_add(copy->remedies, kept);
  }
  g_ptr_array_add(((struct scene *)user)->findings, copy);
}

struct scene *scene_new(void)
{
  static const struct engine_events events = {on_running, on_finding};
  struct scene *scene = g_new0(struct scene, 1);
  scene->folder = g_dir_make_tmp("provost-pack-XXXXXX", NULL);
  assert_non_null(scene->folder);
  scene->deadline = deadline_new();
  scene->engine = engine_new(&events, scene, scene->deadline, 10);
  scene->errors = g_ptr_array_new_with_free_func(g_free);
  scene->findings = g_ptr_array_new_with_free_func((GDestroyNotify)finding_free);
  scene->ran = g_ptr_array_new_with_free_func(g_free);
  scene_write(scene, "pack.yaml", "name: trial\nversion: 1.0\n" SCENE_CAPABILITIES);
  return scene;
}

void scene_free(struct scene *scene)
{
  engine_free(scene->engine);
  deadline_free(scene->deadline);
  folder_remove(scene->folder);
  g_ptr_array_unref(scene->errors);
  g_ptr_array_unref(scene->findings);
  g_ptr_array_unref(scene->ran);
  g_free(scene->folder);
  g_free(scene);
}

void scene_write(const struct scene *scene, const char *file, const char *text)
{
  g_autofree char *path = g_build_filename(scene->folder, file, NULL);
  g_autofree char *folder = g_path_get_dirname(path);
  g_mkdir_with_parents(folder, 0700);
  assert_true(g_file_set_contents(path, text, -1, NULL));
}

void scene_write_policy(const struct scene *scene, const char *name, const char *body)
{
  g_autofree char *file = g_strconcat(name, ".lua", NULL);
  g_autofree char *text = g_strdup_printf(
      "return { name = \"%s\", title = \"Trial\", subject = \"host\",\n"
      "  needs = { [\"host.cpu.busy_pct\"] = \"5m\" },\n"
      "  settings = { warning = { default = 80, min = 1, max = 100 }, sustained = { default = \"1m\" } },\n"
      "  evaluate = function(host, set)\n%s\nend }\n",
      name, body);
  scene_write(scene, file, text);
}

void scene_load(struct scene *scene)
{
  engine_load_pack(scene->engine, scene->folder, NULL, scene->errors);
}

void scene_start(struct scene *scene)
{
  scene_load(scene);
  engine_start(scene->engine);
}

void scene_add_subjects(struct scene *scene)
{
  const struct subject_row rows[] = {{.subject = "cluster:lab", .name = "lab", .parent = "", .state = "up"},
                                     {.subject = "host:h1", .name = "h1", .parent = "cluster:lab", .state = "up"},
                                     {.subject = "guest:11111111-1111-1111-1111-111111111111", .name = "g1", .parent = "host:h1", .state = "running"}};
  engine_take_subjects(scene->engine, rows, G_N_ELEMENTS(rows));
}

void scene_feed(struct scene *scene, gint64 to_sec, guint n, double value)
{
  struct reading reading = reading_known(METRIC_HOST_CPU_BUSY_PCT, value);
  for (guint i = 0; i < n; i++)
    subjects_put(engine_subjects(scene->engine), &(struct value_round){SOURCE_SNMP, to_sec - (gint64)(n - 1 - i) * 10, "host:h1", &reading, 1});
}

const struct policy *scene_policy(const struct scene *scene, const char *name)
{
  const GPtrArray *policies = engine_policies(scene->engine);
  for (guint i = 0; i < policies->len; i++) {
    const struct policy *policy = g_ptr_array_index(policies, i);
    if (strcmp(policy->name, name) == 0)
      return policy;
  }
  fail_msg("there is no policy %s", name);
  return NULL;
}

const struct finding *scene_finding(const struct scene *scene, const char *policy)
{
  for (guint i = scene->findings->len; i > 0; i--) {
    const struct finding *finding = g_ptr_array_index(scene->findings, i - 1);
    if (strcmp(finding->policy, policy) == 0)
      return finding;
  }
  return NULL;
}

struct attack attack_run(const char *body)
{
  struct attack attack = {.scene = scene_new()};
  struct scene *scene = attack.scene;
  scene_write_policy(scene, "attack", body);
  scene_write_policy(scene, "good", "return provost.tip { severity = 'info', text = ('%s is fine')"
                                    ":format(host.name) }");
  scene_start(scene);
  assert_int_equal(scene->errors->len, 0);
  scene_add_subjects(scene);
  scene_feed(scene, 10000, 40, 90);
  gint64 start_us = g_get_monotonic_time();
  for (gint64 round = 0; round < 3; round++)
    engine_evaluate(scene->engine, 10000 + round * 10);
  assert_true(g_get_monotonic_time() - start_us < 20 * G_USEC_PER_SEC);
  assert_string_equal(scene_finding(scene, "good")->text, "h1 is fine");
  assert_int_equal(scene_finding(scene, "good")->stamp_sec, 10020);
  assert_int_equal(scene_policy(scene, "good")->state, POLICY_ACTIVE);
  attack.finding = scene_finding(scene, "attack");
  attack.policy = scene_policy(scene, "attack");
  return attack;
}

static GLogWriterOutput quiet(GLogLevelFlags level, const GLogField *fields, gsize n, gpointer user)
{
  (void)level;
  (void)fields;
  (void)n;
  (void)user;
  return G_LOG_WRITER_HANDLED;
}

int attack_silence(void **state)
{
  (void)state;
  g_log_set_writer_func(quiet, NULL, NULL);
  return 0;
}
