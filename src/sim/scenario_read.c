#include "sim/scenario_reading.h"

#include "base/installed.h"
#include "config/config.h"
#include "config/problems.h"
#include "model/licence.h"
#include "sim/fields.h"

#include <string.h>

#define PARALLEL_MAX 64
#define LINK_USUAL (10ull * 1000 * 1000 * 1000) /* bits a second */

/* The file as its keys have it. */
struct file {
  char *title, *expect;
  guint64 step_sec, length_sec;
  guint seed;
  gboolean empty_off;
  const struct yaml_node *decide, *clusters, *rules, *licences, *failures, *orders;
};

struct cluster_keys {
  char *name;
  const struct yaml_node *placement, *reserve, *migration, *hosts, *guests;
};

static const char *const goals[] = {"load-balancing", "resource-maximization", NULL};

static const struct field file_fields[] = {
    {"title", FIELD(TEXT, char *, struct file, title), .is_required = TRUE},
    {"expect", FIELD(TEXT, char *, struct file, expect)},
    {"step", FIELD(DURATION, guint64, struct file, step_sec), 1, 3600},
    {"length", FIELD(DURATION, guint64, struct file, length_sec), 1, 366.0 * 86400},
    {"seed", FIELD(COUNT, guint, struct file, seed)},
    {"empty_hosts_off", FIELD(SWITCH, gboolean, struct file, empty_off)},
    {"decide", FIELD(NODE, const struct yaml_node *, struct file, decide)},
    {"clusters", FIELD(NODE, const struct yaml_node *, struct file, clusters), .is_required = TRUE},
    {"rules", FIELD(NODE, const struct yaml_node *, struct file, rules)},
    {"licences", FIELD(NODE, const struct yaml_node *, struct file, licences)},
    {"failures", FIELD(NODE, const struct yaml_node *, struct file, failures)},
    {"orders", FIELD(NODE, const struct yaml_node *, struct file, orders)},
    {.key = NULL},
};

static const struct field cluster_fields[] = {
    {"name", FIELD(NAME, char *, struct cluster_keys, name), .is_required = TRUE},
    {"placement", FIELD(NODE, const struct yaml_node *, struct cluster_keys, placement)},
    {"reserve", FIELD(NODE, const struct yaml_node *, struct cluster_keys, reserve)},
    {"migration", FIELD(NODE, const struct yaml_node *, struct cluster_keys, migration)},
    {"hosts", FIELD(NODE, const struct yaml_node *, struct cluster_keys, hosts), .is_required = TRUE},
    {"guests", FIELD(NODE, const struct yaml_node *, struct cluster_keys, guests)},
    {.key = NULL},
};

static const struct field weight_fields[] = {
    {"cpu", .type = FIELD_NUMBER, .offset = offsetof(struct scenario_cluster, weights[RESOURCE_CPU]), 0, 100},
    {"memory", .type = FIELD_NUMBER, .offset = offsetof(struct scenario_cluster, weights[RESOURCE_MEMORY]), 0, 100},
    {"disk", .type = FIELD_NUMBER, .offset = offsetof(struct scenario_cluster, weights[RESOURCE_DISK]), 0, 100},
    {"network", .type = FIELD_NUMBER, .offset = offsetof(struct scenario_cluster, weights[RESOURCE_NETWORK]), 0, 100},
    {.key = NULL},
};

static const struct field reserve_fields[] = {
    {"host_failures", FIELD(COUNT, guint, struct scenario_cluster, host_failures), 0, 2},
    {"ha_only", FIELD(SWITCH, gboolean, struct scenario_cluster, reserve_ha_only)},
    {"cpu", FIELD(PERCENT, double, struct scenario_cluster, reserve_cpu_pct)},
    {"memory", FIELD(SIZE, guint64, struct scenario_cluster, reserve_memory_bytes), 0, SCENARIO_BYTES_MAX},
    {.key = NULL},
};

static const struct field migration_fields[] = {
    {"parallel", FIELD(COUNT, guint, struct scenario_cluster, parallel), 1, PARALLEL_MAX},
    {"link", FIELD_LIKE("clusters[].migration", guint64, struct scenario_cluster, link_bits_per_sec)},
    {.key = NULL},
};

void reading_each(struct scenario_reading *reading, const struct yaml_node *list, const char *what,
                  void (*each)(struct scenario_reading *reading, const struct yaml_node *entry))
{
  if (list && list->kind != YAML_LIST)
    problem_add(reading->problems, list->line, list->column, "%s must be a list: one entry a line behind \"- \"", what);
  for (guint i = 0; list && list->kind == YAML_LIST && i < list->children->len; i++) {
    const struct yaml_node *entry = list->children->pdata[i];
    if (!entry->refused)
      each(reading, entry);
  }
}

char *reading_member(const char *group, guint count, guint member)
{
  return count > 1 ? g_strdup_printf("%s%u", group, member + 1) : g_strdup(group);
}

guint reading_host(const struct scenario_reading *reading, const struct yaml_node *entry, const char *name)
{
  guint index = GPOINTER_TO_UINT(g_hash_table_lookup(reading->hosts, name));
  if (index == 0)
    problem_add(reading->problems, entry->line, entry->column, "no host is named %s", name);
  return index > 0 ? index - 1 : NOWHERE;
}

static void read_placement(struct scenario_reading *reading, const struct yaml_node *node, struct scenario_cluster *cluster)
{
  struct {
    guint goal;
    const struct yaml_node *weights;
  } keys = {.goal = GOAL_LOAD_BALANCING};
  const struct field fields[] = {
      {"goal", .type = FIELD_WORD, .offset = G_STRUCT_OFFSET(__typeof__(keys), goal), .words = goals},
      {"weights", .type = FIELD_NODE, .offset = G_STRUCT_OFFSET(__typeof__(keys), weights)},
      {.key = NULL},
  };
  fields_read(node, "placement", fields, &keys, reading->problems);
  cluster->goal = (enum placement_goal)keys.goal;
  if (keys.weights)
    fields_read(keys.weights, "weights", weight_fields, cluster, reading->problems);
}

static void read_cluster(struct scenario_reading *reading, const struct yaml_node *entry)
{
  struct cluster_keys keys = {0};
  struct scenario_cluster cluster = {.weights = {5, 5, 2, 1}, .parallel = 2, .link_bits_per_sec = LINK_USUAL};
  fields_read(entry, "a cluster", cluster_fields, &keys, reading->problems);
  if (keys.placement)
    read_placement(reading, keys.placement, &cluster);
  if (keys.reserve)
    fields_read(keys.reserve, "reserve", reserve_fields, &cluster, reading->problems);
  if (keys.migration)
    fields_read(keys.migration, "migration", migration_fields, &cluster, reading->problems);
  guint hosts = reading->scenario->hosts->len;
  cluster.name = keys.name;
  g_array_append_val(reading->scenario->clusters, cluster);
  reading_each(reading, keys.hosts, "hosts", reading_take_hosts);
  reading_each(reading, keys.guests, "guests", reading_take_guests);
  if (keys.hosts && reading->scenario->hosts->len == hosts)
    problem_add(reading->problems, entry->line, entry->column, "the cluster has no hosts: add at least one");
}

static void read_plans(struct scenario_reading *reading, const struct yaml_node *node, const GPtrArray *names)
{
  for (guint i = 0; names && i < names->len; i++) {
    guint decision = 0;
    while (decision < DECISIONS && strcmp(decision_name((enum decision)decision), names->pdata[i]) != 0)
      decision++;
    if (decision < DECISIONS)
      reading->scenario->is_decided[decision] = TRUE;
    else
      problem_add(reading->problems, node->line, node->column,
                  "there is no plan \"%s\": it must be one of rules, relieve, balance, consolidate", (char *)names->pdata[i]);
  }
}

/* One that comes with provost, by its name; or a folder, whose path begins at that of the scenario. */
static void read_pack(struct scenario_reading *reading, const struct yaml_node *entry)
{
  if (entry->kind != YAML_SCALAR || !entry->text[0]) {
    problem_add(reading->problems, entry->line, entry->column, "packs must be a list of names or folders");
    return;
  }
  g_autofree char *shipped = installed_path("packs", PROVOST_DATADIR);
  const char *folder = strchr(entry->text, '/') ? reading->folder : shipped;
  g_ptr_array_add(reading->scenario->packs,
                  g_path_is_absolute(entry->text) ? g_strdup(entry->text) : g_build_filename(folder, entry->text, NULL));
}

static void read_decide(struct scenario_reading *reading, const struct yaml_node *node)
{
  struct {
    guint64 every_sec;
    GPtrArray *plans;
    const struct yaml_node *packs;
  } keys = {.every_sec = reading->scenario->step_sec};
  const struct field fields[] = {
      {"every", .type = FIELD_DURATION, .offset = G_STRUCT_OFFSET(__typeof__(keys), every_sec), 1, 7 * 86400.0},
      {"plans", .type = FIELD_NAMES, .offset = G_STRUCT_OFFSET(__typeof__(keys), plans)},
      {"packs", .type = FIELD_NODE, .offset = G_STRUCT_OFFSET(__typeof__(keys), packs)},
      {.key = NULL},
  };
  fields_read(node, "decide", fields, &keys, reading->problems);
  reading->scenario->every_sec = keys.every_sec;
  reading->scenario->decides_by_goal = !keys.plans && !keys.packs;
  read_plans(reading, node, keys.plans);
  reading_each(reading, keys.packs, "packs", read_pack);
  if (keys.packs && (keys.plans || keys.every_sec != reading->scenario->step_sec))
    problem_add(reading->problems, node->line, node->column, "packs judge in every step, and plan nothing beside: leave out "
                                                             "every and plans");
  g_clear_pointer(&keys.plans, g_ptr_array_unref);
}

/* What is written as in provost.yaml. */
static void read_common(struct scenario_reading *reading, const struct yaml_node *root)
{
  static const char *const keys[] = {"rules", "licences", NULL};
  struct config *config = config_read_part(root, keys, reading->hosts, reading->problems);
  gboolean is_good = reading->problems->len == 0;
  for (guint i = 0; i < config->rules->len && is_good; i++)
    g_ptr_array_add(reading->scenario->rules, config_rule_read(config->rules->pdata[i]));
  for (guint i = 0; i < config->licences->len && is_good; i++)
    g_ptr_array_add(reading->scenario->licences, config_licence_read(config->licences->pdata[i]));
  config_free(config);
}

static void read_file(struct scenario_reading *reading, const struct yaml_node *root)
{
  struct scenario *scenario = reading->scenario;
  struct file file = {.step_sec = 300, .length_sec = 86400, .seed = 1};
  fields_read(root, "a scenario", file_fields, &file, reading->problems);
  scenario->title = file.title;
  scenario->expect = file.expect;
  scenario->step_sec = file.step_sec;
  scenario->length_sec = file.length_sec;
  scenario->seed = file.seed;
  scenario->empty_off = file.empty_off;
  scenario->every_sec = file.step_sec;
  if (scenario->length_sec / scenario->step_sec > SCENARIO_STEPS_MAX || scenario->length_sec < scenario->step_sec)
    problem_add(reading->problems, root->line, root->column, "the scenario must have from 1 to %d steps",
                SCENARIO_STEPS_MAX);
  scenario->decides_by_goal = TRUE;
  if (file.decide)
    read_decide(reading, file.decide);
  reading_each(reading, file.clusters, "clusters", read_cluster);
  read_common(reading, root);
  reading_each(reading, file.failures, "failures", reading_take_failure);
  reading_each(reading, file.orders, "orders", reading_take_order);
}

static void read_text(struct scenario *scenario, const char *path, const char *text, gsize length, GPtrArray *problems)
{
  g_autofree char *folder = g_path_get_dirname(path);
  g_autoptr(GHashTable) hosts = g_hash_table_new(g_str_hash, g_str_equal);
  g_autoptr(GHashTable) guests = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  struct scenario_reading reading = {scenario, folder, load_files_new(folder), hosts, guests, problems};
  struct yaml_node *root = yaml_tree_read(text, length, problems);
  if (root)
    read_file(&reading, root);
  else if (problems->len == 0)
    problem_add(problems, 1, 1, "the file is empty: a scenario has at least title and clusters");
  yaml_tree_free(root);
  load_files_note(reading.files, scenario->notes);
  load_files_free(reading.files);
}

struct scenario *scenario_read(const char *path, GPtrArray *errors)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) problems = problems_new();
  g_autofree char *text = NULL;
  gsize length;
  if (!g_file_get_contents(path, &text, &length, &error)) {
    g_ptr_array_add(errors, g_strdup_printf("cannot read the scenario: %s", error->message));
    return NULL;
  }
  struct scenario *scenario = scenario_new();
  if (length > YAML_MAX_BYTES)
    problem_add(problems, 0, 0, "the scenario has more than %u bytes", YAML_MAX_BYTES);
  else
    read_text(scenario, path, text, length, problems);
  if (problems->len == 0)
    return scenario;
  problems_report(problems, path, errors);
  scenario_free(scenario);
  return NULL;
}
