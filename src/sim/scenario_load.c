#include "sim/scenario_load.h"

#include "base/error.h"
#include "base/time_text.h"
#include "config/problems.h"
#include "model/object.h"
#include "sim/fields.h"
#include "sim/wander.h"

#include <math.h>
#include <string.h>

struct load_keys {
  guint shape;
  double low_pct, high_pct, duty_pct, noise_pct;
  guint64 period_sec, stagger_sec, step_sec;
  char *csv, *trace, *traces, *history, *guest, *from;
};

struct load_row {
  struct scenario *scenario;
  const struct yaml_node *node;
  struct load_files *files;
  struct load_keys keys;
  GPtrArray *problems;
  struct load_set *set; /* of traces; NULL: none */
  GPtrArray *chosen;    /* char *, paths of `set`: those that a pattern of names means; NULL: whose turn it is */
  guint first, shorter; /* the guests concerned; how many of their records are shorter than the scenario */
};

/* The formulas of curve.h; what is drawn for each guest is a record from then on. */
#define SHAPE_WANDER CURVE_RECORDED
static const char *const shapes[] = {"constant", "square", "sine", "ramp", "spikes", "wander", NULL};

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

static void wrong(const struct load_row *row, const char *sentence)
{
  problem_add(row->problems, row->node->line, row->node->column, "%s", sentence);
}

static void wrong_by(const struct load_row *row, GError *error)
{
  wrong(row, error->message);
  g_error_free(error);
}

static struct scenario_guest *guest_at(const struct load_row *row, guint guest)
{
  return &g_array_index(row->scenario->guests, struct scenario_guest, guest);
}

static void give_formula(const struct load_row *row)
{
  const struct load_keys *keys = &row->keys;
  for (guint g = row->first; g < row->scenario->guests->len; g++) {
    struct curve *curve = &guest_at(row, g)->curve;
    guint64 seed = curve->seed;
    *curve = (struct curve){
        .shape = (enum curve_shape)keys->shape,
        .low_pct = keys->low_pct,
        .high_pct = keys->high_pct,
        .period_sec = keys->period_sec,
        .duty_pct = keys->duty_pct,
        .noise_pct = keys->noise_pct,
        .shift_sec = keys->stagger_sec * (g - row->first),
        .step_sec = row->scenario->step_sec,
        .seed = seed,
    };
  }
}

/* Takes the values. FALSE, and said, where there are none. */
static gboolean give_values(struct load_row *row, guint guest, double *values, gsize n, GError *error)
{
  if (!values) {
    wrong_by(row, error);
    return FALSE;
  }
  struct curve *curve = &guest_at(row, guest)->curve;
  g_free(curve->values);
  *curve = (struct curve){
      .shape = CURVE_RECORDED,
      .values = values,
      .n_values = n,
      .step_sec = row->keys.step_sec,
      .shift_sec = row->keys.stagger_sec * (guest - row->first),
  };
  row->shorter += n * row->keys.step_sec < row->scenario->length_sec;
  return TRUE;
}

/* One of the files for each guest; `trace` is for all. */
static void give_traces(struct load_row *row)
{
  g_autofree char *same = row->keys.trace ? load_files_path(row->files, row->keys.trace) : NULL;
  for (guint g = row->first; g < row->scenario->guests->len; g++) {
    GError *error = NULL;
    gsize n = 0;
    const char *path = same ? same : row->chosen ? row->chosen->pdata[g - row->first] : load_set_next(row->set);
    double *values = curve_read_lines(path, &n, &error);
    if (!give_values(row, g, values, n, error))
      return;
  }
}

static void give_csv(struct load_row *row)
{
  GError *error = NULL;
  struct curve_table *table = load_files_table(row->files, row->keys.csv, &error);
  if (!table) {
    wrong_by(row, error);
    return;
  }
  for (guint g = row->first; g < row->scenario->guests->len; g++) {
    gsize n = 0;
    double *values = curve_table_take(table, guest_at(row, g)->name, &n, &error);
    if (!give_values(row, g, values, n, error))
      return;
  }
}

static void give_history(struct load_row *row)
{
  const struct load_keys *keys = &row->keys;
  g_autofree char *folder = load_files_path(row->files, keys->history);
  g_autoptr(GTimeZone) local = g_time_zone_new_local();
  struct curve_history history = {.folder = folder,
                                  .uuid = keys->guest,
                                  .length_sec = row->scenario->length_sec,
                                  .step_sec = keys->step_sec};
  if (!keys->guest || !keys->from) {
    wrong(row, "history needs guest, a UUID, and from, the time at which it begins");
    return;
  }
  if (!time_text_parse(keys->from, local, g_get_real_time() / G_USEC_PER_SEC, &history.from_sec)) {
    wrong(row, "from is no time: write -7d, 2026-11-23T03:00 or seconds since 1970");
    return;
  }
  for (guint g = row->first; g < row->scenario->guests->len; g++) {
    GError *error = NULL;
    gsize n = 0;
    double *values = curve_read_history(&history, &n, &error);
    if (!give_values(row, g, values, n, error))
      return;
  }
}

static void give_wander(struct load_row *row)
{
  const struct load_keys *keys = &row->keys;
  const struct wander wander = {keys->low_pct, keys->high_pct, keys->duty_pct, keys->period_sec};
  gsize n = (gsize)(row->scenario->length_sec / keys->step_sec) + 1;
  for (guint g = row->first; g < row->scenario->guests->len; g++)
    give_values(row, g, wander_draw(&wander, guest_at(row, g)->curve.seed, keys->step_sec, n), n, NULL);
}

/* Exactly one source, and what it needs. */
static void check(struct load_row *row)
{
  const struct load_keys *keys = &row->keys;
  int files = !!keys->csv + !!keys->trace + !!keys->traces + !!keys->history;
  gboolean has_shape = yaml_tree_child(row->node, "shape") != NULL;
  GError *error = NULL;
  if (files + has_shape != 1)
    wrong(row, "load needs exactly one of shape, csv, trace, traces and history");
  else if (has_shape && keys->shape != CURVE_CONSTANT && keys->period_sec == 0)
    wrong(row, "a load of this shape needs a period");
  else if (keys->shape == SHAPE_WANDER && keys->low_pct <= 0)
    wrong(row, "a load that wanders needs low: the level of most guests");
  else if (keys->traces && !(row->set = load_files_set(row->files, keys->traces, &error)))
    wrong_by(row, error);
}

struct load_row *load_row_new(struct scenario *scenario, const struct yaml_node *node, struct load_files *files,
                              GPtrArray *problems)
{
  struct load_row *row = g_new0(struct load_row, 1);
  guint known = problems->len;
  *row = (struct load_row){.scenario = scenario,
                           .node = node,
                           .files = files,
                           .keys = {.high_pct = 100, .duty_pct = 50, .step_sec = scenario->step_sec},
                           .problems = problems};
  if (node->kind != YAML_SCALAR) {
    fields_read(node, "load", fields, &row->keys, problems);
    if (problems->len == known)
      check(row);
  } else if (!field_percent(node->text, &row->keys.high_pct)) {
    wrong(row, "load must be a percentage, such as 30%, or a map with shape, csv, trace, traces or history");
  }
  if (problems->len > known)
    g_clear_pointer(&row, load_row_free);
  return row;
}

void load_row_free(struct load_row *row)
{
  if (!row)
    return;
  char *texts[] = {row->keys.csv, row->keys.trace, row->keys.traces, row->keys.history, row->keys.guest, row->keys.from};
  for (guint i = 0; i < G_N_ELEMENTS(texts); i++)
    g_free(texts[i]);
  g_clear_pointer(&row->chosen, g_ptr_array_unref);
  g_free(row);
}

guint load_row_count(const struct load_row *row)
{
  return row->set ? load_set_left(row->set) : 1;
}

static void choose_columns(struct load_row *row, const char *pattern, GPtrArray *names)
{
  GError *error = NULL;
  const struct curve_table *table = load_files_table(row->files, row->keys.csv, &error);
  if (!table)
    wrong_by(row, error);
  for (guint i = 0; table && i < curve_table_names(table)->len; i++) {
    const char *name = curve_table_names(table)->pdata[i];
    if (g_pattern_match_simple(pattern, name) && name_is_valid(name))
      g_ptr_array_add(names, g_strdup(name));
  }
}

static void choose_files(struct load_row *row, const char *pattern, GPtrArray *names)
{
  row->chosen = g_ptr_array_new();
  for (guint i = 0; i < row->set->paths->len; i++) {
    char *path = row->set->paths->pdata[i];
    g_autofree char *name = g_path_get_basename(path);
    if (!g_pattern_match_simple(pattern, name))
      continue;
    if (!name_is_valid(name))
      problem_add(row->problems, row->node->line, row->node->column,
                  "a guest cannot be named as the file %s: give the row a name without * and ?", name);
    g_ptr_array_add(row->chosen, path);
    g_ptr_array_add(names, g_steal_pointer(&name));
  }
}

GPtrArray *load_row_names(struct load_row *row, const char *pattern)
{
  guint known = row->problems->len;
  GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
  if (row->keys.csv)
    choose_columns(row, pattern, names);
  else if (row->set)
    choose_files(row, pattern, names);
  else
    wrong(row, "guests can be named by a pattern only where their load is from csv or traces");
  if (names->len == 0 && row->problems->len == known)
    problem_add(row->problems, row->node->line, row->node->column, "no %s is named like %s", row->set ? "file" : "column", pattern);
  if (row->problems->len > known)
    g_clear_pointer(&names, g_ptr_array_unref);
  return names;
}

static void note_short(const struct load_row *row)
{
  guint n = row->scenario->guests->len - row->first;
  if (row->shorter > 0)
    g_ptr_array_add(row->scenario->notes,
                    g_strdup_printf("of the %u records from %s on %u are shorter than the scenario, and begin again", n,
                                    guest_at(row, row->first)->name, row->shorter));
}

void load_row_give(struct load_row *row, guint first)
{
  row->first = first;
  if (row->keys.csv)
    give_csv(row);
  else if (row->keys.trace || row->set)
    give_traces(row);
  else if (row->keys.history)
    give_history(row);
  else if (row->keys.shape == SHAPE_WANDER)
    give_wander(row);
  else
    give_formula(row);
  note_short(row);
}
