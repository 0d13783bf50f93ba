#include "scenario.h"

#include "model/licence.h"
#include "model/rule.h"
#include "unit.h"

#include <math.h>

#define GIB (1024.0 * 1024 * 1024)

/* While a block is read: guests wait until all hosts are known. */
struct reading {
  struct scenario *scenario;
  GPtrArray *hosts, *guests, *rules, *licences, *bindings, *asks; /* char **: words */
  GArray *clusters;                         /* guint, by host */
  guint n_clusters;
};

static const char *setting(char **words, const char *key)
{
  gsize length = strlen(key);
  for (; *words; words++)
    if (g_str_has_prefix(*words, key) && (*words)[length] == '=')
      return *words + length + 1;
  return NULL;
}

static double number(char **words, const char *key, double otherwise)
{
  const char *text = setting(words, key);
  return text ? g_ascii_strtod(text, NULL) : otherwise;
}

static char **list(struct scenario *scenario, char **words, const char *key)
{
  const char *text = setting(words, key);
  char **names = text ? g_strsplit(text, ",", -1) : NULL;
  if (names)
    g_ptr_array_add(scenario->texts, names);
  return names;
}

static struct load steady(double figure)
{
  return (struct load){figure, figure, figure};
}

static guint host_index(const struct reading *reading, const char *name)
{
  for (guint i = 0; name && i < reading->hosts->len; i++)
    if (g_str_equal(((char **)reading->hosts->pdata[i])[1], name))
      return i;
  return name ? 1000 : NOWHERE; /* one that nobody knows */
}

static const char *home_of(char **guest)
{
  return guest[2] && g_str_equal(guest[2], "on") ? guest[3] : NULL;
}

static void add_cluster(struct reading *reading, const char *name, char **words)
{
  struct placement_cluster cluster = {.name = name, .weights = {1, 1, 0, 0}, .parallel = (guint)number(words, "parallel", 2),
                                      .host_failures = (guint)number(words, "failures", 0)};
  char **methods = list(reading->scenario, words, "methods");
  for (guint i = 0; methods && methods[i]; i++)
    assert_true(move_method_parse(methods[i], &cluster.methods[cluster.n_methods++]));
  if (setting(words, "goal"))
    assert_true(placement_goal_parse(setting(words, "goal"), &cluster.goal));
  snapshot_add_cluster(reading->scenario->snapshot, &cluster);
  reading->n_clusters++;
}

/* What is measured of a host is what is its own and its guests'. */
static double of_guests(const struct reading *reading, guint host, const char *key)
{
  double sum = 0;
  for (guint i = 0; i < reading->guests->len; i++) {
    char **guest = reading->guests->pdata[i];
    double figure = number(guest, key, 0);
    if (home_of(guest) && host_index(reading, home_of(guest)) == host && !setting(guest, "stopped") && !isnan(figure))
      sum += figure;
  }
  return sum;
}

static enum placement_host_state state_of(const char *word)
{
  static const char *const words[HOST_STATES] = {"ready", "down", "restricted", "evacuated"};
  for (guint i = 0; i < HOST_STATES; i++)
    if (g_str_equal(words[i], word))
      return (enum placement_host_state)i;
  fail_msg("no state \"%s\"", word);
  return HOST_DOWN;
}

static void add_host(struct reading *reading, guint index, guint cluster)
{
  char **words = reading->hosts->pdata[index];
  double cpu = number(words, "cpu", NAN), memory = number(words, "mem", NAN) * GIB;
  struct placement_host host = {
      .name = words[1],
      .cluster = cluster,
      .state = state_of(setting(words, "state") ? setting(words, "state") : "ready"),
      .sockets = (guint)number(words, "sockets", 0),
      .cores = (guint)number(words, "cores", 0),
      .is_excluded = setting(words, "excluded") != NULL,
      .cpus = cpu > 0 && cpu < 1000 ? (guint)cpu : 0,
      .capacity = {cpu, memory, NAN, NAN},
      .reserve = {number(words, "keep_cpu", 0), number(words, "keep_mem", 0) * GIB, 0, 0},
      .load = {steady(number(words, "busy", 0) + of_guests(reading, index, "cpu")),
               steady((number(words, "used", 0) + of_guests(reading, index, "mem")) * GIB), steady(NAN), steady(NAN)},
      .link_bytes_per_sec = number(words, "link", 0),
      .cpu_model = setting(words, "model"),
      .networks = (const char *const *)list(reading->scenario, words, "networks"),
      .storage = (const char *const *)list(reading->scenario, words, "storage")};
  snapshot_add_host(reading->scenario->snapshot, &host);
}

static void add_guest(struct reading *reading, char **words)
{
  double cpu = number(words, "cpu", NAN), memory = number(words, "mem", 0) * GIB;
  guint host = host_index(reading, home_of(words));
  struct placement_guest guest = {
      .uuid = words[1],
      .name = words[1],
      .host = host,
      .is_running = host != NOWHERE && !setting(words, "stopped"),
      .is_ha = setting(words, "ha") != NULL,
      .is_ignored = setting(words, "ignored") != NULL,
      .vcpus = (guint)number(words, "vcpus", 2),
      .memory_bytes = (guint64)memory,
      .load = {{cpu, cpu, number(words, "peak", cpu)}, steady(NAN), steady(NAN), steady(NAN)},
      .dirty_bytes_per_sec = number(words, "dirty", 1e6),
      .downtime_cost = number(words, "downtime", 1),
      .moved_sec = number(words, "moved", INFINITY),
      .moved_from = host_index(reading, setting(words, "from")),
      .cpu_model = setting(words, "model"),
      .networks = (const char *const *)list(reading->scenario, words, "networks"),
      .storage = (const char *const *)list(reading->scenario, words, "storage"),
      .labels = (const char *const *)list(reading->scenario, words, "label"),
      .licences = (const char *const *)list(reading->scenario, words, "licences")};
  snapshot_add_guest(reading->scenario->snapshot, &guest);
}

static void add_rule(struct reading *reading, char **words)
{
  enum rule_kind kind;
  assert_true(rule_kind_parse(words[2], &kind));
  struct rule *rule = rule_new(words[1], kind, !(words[3] && g_str_equal(words[3], "soft")));
  char **guests = list(reading->scenario, words, "guests"), **hosts = list(reading->scenario, words, "hosts");
  for (guint i = 0; guests && guests[i]; i++)
    g_ptr_array_add(rule->guests, g_strdup(guests[i]));
  for (guint i = 0; hosts && hosts[i]; i++)
    g_ptr_array_add(rule->hosts, g_strdup(hosts[i]));
  snapshot_add_rule(reading->scenario->snapshot, rule);
  rule_free(rule);
}

static void add_licence(struct reading *reading, char **words)
{
  enum licence_per per = LICENCE_PER_HOST;
  if (setting(words, "per"))
    assert_true(licence_per_parse(setting(words, "per"), &per));
  struct licence *licence = licence_new(words[1], per);
  char **hosts = list(reading->scenario, words, "hosts");
  for (guint i = 0; hosts && hosts[i]; i++)
    g_ptr_array_add(licence->hosts, g_strdup(hosts[i]));
  licence->entitlements = (guint)number(words, "entitlements", 0);
  licence->stay_sec = (guint64)number(words, "stay", 0);
  snapshot_add_licence(reading->scenario->snapshot, licence);
  licence_free(licence);
}

static void set_question(struct scenario *scenario, char **words)
{
  struct plan_question *question = &scenario->question;
  scenario->asks_reserve = g_str_equal(words[1], "reserve");
  if (scenario->asks_reserve)
    return;
  if (!plan_kind_parse(words[1], &question->kind))
    fail_msg("%s: nobody can ask \"%s\"", scenario->name, words[1]);
  question->host = question->guest_uuid = words[2];
  if (question->kind == PLAN_RELIEVE)
    assert_true(words[2] && words[3] && resource_parse(words[3], &question->resource));
  if (question->kind == PLAN_MOVE && words[2])
    question->to = words[3];
}

static void finish(struct reading *reading)
{
  struct scenario *scenario = reading->scenario;
  for (guint i = 0; i < reading->hosts->len; i++)
    add_host(reading, i, g_array_index(reading->clusters, guint, i));
  for (guint i = 0; i < reading->guests->len; i++)
    add_guest(reading, reading->guests->pdata[i]);
  for (guint i = 0; i < reading->rules->len; i++)
    add_rule(reading, reading->rules->pdata[i]);
  for (guint i = 0; i < reading->licences->len; i++)
    add_licence(reading, reading->licences->pdata[i]);
  for (guint i = 0; i < reading->bindings->len; i++) {
    char **words = reading->bindings->pdata[i];
    snapshot_bind_licence(reading->scenario->snapshot, words[1], host_index(reading, words[3]));
  }
  if (reading->asks->len != 1)
    fail_msg("%s: one question is asked, not %u", scenario->name, reading->asks->len);
  set_question(scenario, reading->asks->pdata[0]);
  snapshot_seal(scenario->snapshot);
}

/* ---- the file ---- */

static void scenario_free(gpointer given)
{
  struct scenario *scenario = given;
  g_free(scenario->name);
  snapshot_free(scenario->snapshot);
  g_ptr_array_unref(scenario->claims);
  g_ptr_array_unref(scenario->texts);
  g_free(scenario);
}

/* That of the host whose line is being read. */
static void note_cluster(struct reading *reading)
{
  char *no_words[] = {NULL};
  if (reading->n_clusters == 0)
    add_cluster(reading, "c", no_words);
  guint cluster = reading->n_clusters - 1;
  g_array_append_val(reading->clusters, cluster);
}

static void read_line(struct reading *reading, const char *line)
{
  char **words = NULL;
  if (!g_shell_parse_argv(line, NULL, &words, NULL) || !words[1])
    fail_msg("%s: \"%s\" is not understood", reading->scenario->name, line);
  g_ptr_array_add(reading->scenario->texts, words);
  if (g_str_equal(words[0], "cluster")) {
    add_cluster(reading, words[1], words);
    return;
  }
  if (g_str_equal(words[0], "host"))
    note_cluster(reading);
  const struct {
    const char *word;
    GPtrArray *list;
  } kinds[] = {{"host", reading->hosts}, {"guest", reading->guests}, {"rule", reading->rules},
               {"licence", reading->licences}, {"bound", reading->bindings},
               {"ask", reading->asks}, {"must", reading->scenario->claims}, {"never", reading->scenario->claims}};
  for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++)
    if (g_str_equal(words[0], kinds[i].word)) {
      g_ptr_array_add(kinds[i].list, words);
      return;
    }
  fail_msg("%s: \"%s\" is not understood", reading->scenario->name, line);
}

static struct scenario *read_block(const char *name, char **lines)
{
  struct scenario *scenario = g_new0(struct scenario, 1);
  scenario->name = g_strdup(name);
  scenario->snapshot = snapshot_new();
  scenario->claims = g_ptr_array_new();
  scenario->texts = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
  struct reading reading = {scenario, g_ptr_array_new(), g_ptr_array_new(), g_ptr_array_new(), g_ptr_array_new(),
                            g_ptr_array_new(), g_ptr_array_new(), g_array_new(FALSE, FALSE, sizeof(guint)), 0};
  for (; *lines && !g_str_has_prefix(*lines, "== "); lines++)
    if (**lines && **lines != '#')
      read_line(&reading, *lines);
  finish(&reading);
  g_ptr_array_unref(reading.hosts);
  g_ptr_array_unref(reading.guests);
  g_ptr_array_unref(reading.rules);
  g_ptr_array_unref(reading.licences);
  g_ptr_array_unref(reading.bindings);
  g_ptr_array_unref(reading.asks);
  g_array_unref(reading.clusters);
  return scenario;
}

GPtrArray *scenarios_read(const char *path)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;
  g_file_get_contents(path, &text, NULL, &error);
  assert_no_error(error);
  g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
  GPtrArray *scenarios = g_ptr_array_new_with_free_func(scenario_free);
  for (guint i = 0; lines[i]; i++)
    if (g_str_has_prefix(lines[i], "== "))
      g_ptr_array_add(scenarios, read_block(lines[i] + 3, &lines[i + 1]));
  return scenarios;
}
