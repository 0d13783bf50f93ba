#include "sim/scenario_load.h"

#include "base/error.h"
#include "base/time_text.h"
#include "config/problems.h"
#include "sim/fields.h"

#include <math.h>
#include <string.h>

struct load_keys {
  guint shape;
  double low_pct, high_pct, duty_pct, noise_pct;
  guint64 period_sec, stagger_sec, step_sec;
  char *csv, *trace, *traces, *history, *guest, *from;
};

struct loading {
  struct scenario *scenario;
  guint first;
  const struct yaml_node *node;
  const char *folder;
  struct load_keys keys;
  GPtrArray *problems;
};

static const char *const shapes[] = {"constant", "square", "sine", "ramp", "spikes", NULL};

static const struct field fields[] = {
    {"shape", FIELD(WORD, guint, struct load_keys, shape), .words = shapes},
    {"low", FIELD(PERCENT, double, struct load_keys, low_pct)},
    {"high", FIELD(PERCENT, double, struct load_keys, high_pct)},
    {"period", FIELD(DURATION, guint64, struct load_keys, period_sec), 1, 366.0 * 86400},
    {"duty", FIELD(PERCENT, double, struct load_keys, duty_pct)},
    {"stagger", FIELD(DURATION, guint64, struct load_keys, stagger_sec)},
    {"noise", FIELD(PERCENT, double, struct load_keys, noise_pct)},
    {"csv", FIELD(TEXT, char *, struct load_keys, csv)},
    {"trace", FIELD(TEXT, char *, struct load_keys, trace)},
    {"traces", FIELD(TEXT, char *, struct load_keys, traces)},
    {"history", FIELD(TEXT, char *, struct load_keys, history)},
    {"guest", FIELD(TEXT, char *, struct load_keys, guest)},
    {"from", FIELD(TEXT, char *, struct load_keys, from)},
    {"step", FIELD(DURATION, guint64, struct load_keys, step_sec), 1, 86400},
    {.key = NULL},
};

static void wrong(const struct loading *loading, const char *sentence)
{
  problem_add(loading->problems, loading->node->line, loading->node->column, "%s", sentence);
}

static struct scenario_guest *guest_at(const struct loading *loading, guint guest)
{
  return &g_array_index(loading->scenario->guests, struct scenario_guest, guest);
}

static char *path_of(const struct loading *loading, const char *path)
{
  return g_path_is_absolute(path) ? g_strdup(path) : g_build_filename(loading->folder, path, NULL);
}

static void give_formula(const struct loading *loading)
{
  const struct load_keys *keys = &loading->keys;
  for (guint g = loading->first; g < loading->scenario->guests->len; g++) {
    struct curve *curve = &guest_at(loading, g)->curve;
    guint64 seed = curve->seed;
    *curve = (struct curve){
        .shape = (enum curve_shape)keys->shape,
        .low_pct = keys->low_pct,
        .high_pct = keys->high_pct,
        .period_sec = keys->period_sec,
        .duty_pct = keys->duty_pct,
        .noise_pct = keys->noise_pct,
        .shift_sec = keys->stagger_sec * (g - loading->first),
        .step_sec = loading->scenario->step_sec,
        .seed = seed,
    };
  }
}

/* Takes the values. FALSE, and said, where there are none. */
static gboolean give_values(const struct loading *loading, guint guest, double *values, gsize n, GError *error)
{
  if (!values) {
    wrong(loading, error->message);
    g_error_free(error);
    return FALSE;
  }
  struct curve *curve = &guest_at(loading, guest)->curve;
  g_free(curve->values);
  *curve = (struct curve){
      .shape = CURVE_RECORDED,
      .values = values,
      .n_values = n,
      .step_sec = loading->keys.step_sec,
      .shift_sec = loading->keys.stagger_sec * (guest - loading->first),
  };
  return TRUE;
}

static void give_trace(const struct loading *loading)
{
  g_autofree char *path = path_of(loading, loading->keys.trace);
  for (guint g = loading->first; g < loading->scenario->guests->len; g++) {
    GError *error = NULL;
    gsize n = 0;
    double *values = curve_read_lines(path, &n, &error);
    if (!give_values(loading, g, values, n, error))
      return;
  }
}

static gint by_name(gconstpointer a, gconstpointer b)
{
  return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The files of a folder, sorted by name; NULL and said where it cannot be read. */
static GPtrArray *files_in(const struct loading *loading, const char *folder)
{
  g_autoptr(GError) error = NULL;
  GDir *dir = g_dir_open(folder, 0, &error);
  const char *name;
  if (!dir) {
    wrong(loading, error->message);
    return NULL;
  }
  GPtrArray *files = g_ptr_array_new_with_free_func(g_free);
  while ((name = g_dir_read_name(dir)))
    if (name[0] != '.')
      g_ptr_array_add(files, g_build_filename(folder, name, NULL));
  g_dir_close(dir);
  g_ptr_array_sort(files, by_name);
  return files;
}

static void give_traces(const struct loading *loading)
{
  g_autofree char *folder = path_of(loading, loading->keys.traces);
  g_autoptr(GPtrArray) files = files_in(loading, folder);
  if (files && files->len == 0)
    wrong(loading, "the folder of traces is empty");
  for (guint g = loading->first; files && files->len > 0 && g < loading->scenario->guests->len; g++) {
    GError *error = NULL;
    gsize n = 0;
    double *values = curve_read_lines(files->pdata[(g - loading->first) % files->len], &n, &error);
    if (!give_values(loading, g, values, n, error))
      return;
  }
}

static void give_csv(const struct loading *loading)
{
  GError *error = NULL;
  g_autofree char *path = path_of(loading, loading->keys.csv);
  struct curve_table *table = curve_table_read(path, &error);
  if (!table) {
    wrong(loading, error->message);
    g_error_free(error);
    return;
  }
  for (guint g = loading->first; g < loading->scenario->guests->len; g++) {
    gsize n = 0;
    double *values = curve_table_column(table, guest_at(loading, g)->name, &n, &error);
    if (!give_values(loading, g, values, n, error))
      break;
  }
  curve_table_free(table);
}

static void give_history(const struct loading *loading)
{
  const struct load_keys *keys = &loading->keys;
  g_autofree char *folder = path_of(loading, keys->history);
  g_autoptr(GTimeZone) local = g_time_zone_new_local();
  struct curve_history history = {.folder = folder,
                                  .uuid = keys->guest,
                                  .length_sec = loading->scenario->length_sec,
                                  .step_sec = keys->step_sec};
  if (!keys->guest || !keys->from) {
    wrong(loading, "history needs guest, a UUID, and from, the time at which it begins");
    return;
  }
  if (!time_text_parse(keys->from, local, g_get_real_time() / G_USEC_PER_SEC, &history.from_sec)) {
    wrong(loading, "from is no time: write -7d, 2026-11-23T03:00 or seconds since 1970");
    return;
  }
  for (guint g = loading->first; g < loading->scenario->guests->len; g++) {
    GError *error = NULL;
    gsize n = 0;
    double *values = curve_read_history(&history, &n, &error);
    if (!give_values(loading, g, values, n, error))
      return;
  }
}

static void give(struct loading *loading)
{
  const struct load_keys *keys = &loading->keys;
  int files = !!keys->csv + !!keys->trace + !!keys->traces + !!keys->history;
  gboolean has_shape = yaml_tree_child(loading->node, "shape") != NULL;
  if (files + has_shape != 1)
    wrong(loading, "load needs exactly one of shape, csv, trace, traces and history");
  else if (has_shape && keys->shape != CURVE_CONSTANT && keys->period_sec == 0)
    wrong(loading, "a load of this shape needs a period");
  else if (has_shape)
    give_formula(loading);
  else if (keys->csv)
    give_csv(loading);
  else if (keys->trace)
    give_trace(loading);
  else if (keys->traces)
    give_traces(loading);
  else
    give_history(loading);
}

void scenario_load_read(struct scenario *scenario, guint first, const struct yaml_node *node, const char *folder,
                        GPtrArray *problems)
{
  struct loading loading = {scenario, first, node, folder,
                            {.high_pct = 100, .duty_pct = 50, .step_sec = scenario->step_sec}, problems};
  struct load_keys *keys = &loading.keys;
  if (!node)
    return;
  if (node->kind != YAML_SCALAR) {
    guint known = problems->len;
    fields_read(node, "load", fields, keys, problems);
    if (problems->len == known)
      give(&loading);
  } else if (field_percent(node->text, &keys->high_pct)) {
    give_formula(&loading);
  } else {
    wrong(&loading, "load must be a percentage, such as 30%, or a map with shape, csv, trace, traces or history");
  }
  char **texts[] = {&keys->csv, &keys->trace, &keys->traces, &keys->history, &keys->guest, &keys->from};
  for (guint i = 0; i < G_N_ELEMENTS(texts); i++)
    g_free(*texts[i]);
}
