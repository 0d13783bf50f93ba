#include "policy/test_case.h"

#include "base/text.h"

#include <string.h>

#define TEST_START_SEC 1767225600 /* 2026-01-01, on every grid */

struct test_series {
  char *object;
  enum metric_id metric;
  gint64 start_sec;
  GArray *steps;
};

/* Of the hour that it was given for; anew in each. */
struct test_baseline {
  char *object;
  enum metric_id metric;
  GArray *values;
  gint64 hour_sec;
};

struct test_case {
  struct engine *engine;
  GPtrArray *errors; /* of loading */
  gboolean is_started, subjects_changed;
  gint64 now_sec;
  struct test_scene *scene;
  struct alert_book *alerts;
  GPtrArray *series;   /* struct test_series */
  GPtrArray *baselines; /* struct test_baseline */
  GHashTable *heard;   /* subject -> struct heard */
};

static void series_entry_free(gpointer data)
{
  struct test_series *series = data;
  g_free(series->object);
  g_array_unref(series->steps);
  g_free(series);
}

static void baseline_entry_free(gpointer data)
{
  struct test_baseline *baseline = data;
  g_free(baseline->object);
  g_array_unref(baseline->values);
  g_free(baseline);
}

static void on_finding(const struct finding *finding, GVariant *settings, gpointer user)
{
  (void)settings;
  struct test_case *test = user;
  struct heard *heard = g_hash_table_lookup(test->heard, finding->subject);
  if (!heard) {
    heard = heard_new();
    g_hash_table_insert(test->heard, g_strdup(finding->subject), heard);
  }
  heard_take(heard, finding);
  if (finding->kind == FINDING_TIP || finding->kind == FINDING_CLEAR)
    engine_take_open_tip(test->engine, finding->policy, finding->subject,
                         heard->is_open ? heard->severity : SEVERITY_NONE);
}

struct test_case *test_case_new(struct deadline *deadline, const struct pack_text *pack, const char *policy_file)
{
  static const struct engine_events events = {.finding = on_finding};
  struct test_case *test = g_new0(struct test_case, 1);
  test->now_sec = TEST_START_SEC;
  test->errors = g_ptr_array_new_with_free_func(g_free);
  test->scene = test_scene_new();
  test->alerts = alert_book_new();
  test->series = g_ptr_array_new_with_free_func(series_entry_free);
  test->baselines = g_ptr_array_new_with_free_func(baseline_entry_free);
  test->heard = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)heard_free);
  test->engine = engine_new(&events, test, deadline, TEST_INTERVAL_SEC);
  engine_add_pack(test->engine, pack, policy_file, test->errors);
  return test;
}

void test_case_free(struct test_case *test)
{
  engine_free(test->engine);
  g_hash_table_unref(test->heard);
  g_ptr_array_unref(test->series);
  g_ptr_array_unref(test->baselines);
  test_scene_free(test->scene);
  alert_book_free(test->alerts);
  g_ptr_array_unref(test->errors);
  g_free(test);
}

const struct policy *test_case_policy(const struct test_case *test)
{
  const GPtrArray *policies = engine_policies(test->engine);
  return policies->len > 0 ? g_ptr_array_index(policies, 0) : NULL;
}

gboolean test_case_set(struct test_case *test, const char *setting, const char *text)
{
  return !test->is_started && engine_override(test->engine, test_case_policy(test)->name, setting, text);
}

struct test_subject *test_case_take_subject(struct test_case *test, const char *key, const char *name)
{
  test->subjects_changed = TRUE;
  return test_scene_take(test->scene, key, name);
}

void test_case_put_series(struct test_case *test, const char *object, enum metric_id metric, GArray *steps)
{
  for (guint i = 0; i < test->series->len; i++) {
    const struct test_series *old = g_ptr_array_index(test->series, i);
    if (old->metric == metric && strcmp(old->object, object) == 0)
      g_ptr_array_remove_index(test->series, i--);
  }
  struct test_series *series = g_new0(struct test_series, 1);
  *series = (struct test_series){g_strdup(object), metric, test->now_sec, steps};
  g_ptr_array_add(test->series, series);
}

const char *test_case_take_alert(struct test_case *test, const struct alert *alert)
{
  if (!alert_book_take(test->alerts, alert, alert->subject, test->now_sec * G_USEC_PER_SEC, NULL))
    return NULL;
  g_autofree char *key = alert_service(alert->subject, alert->name);
  struct test_subject *service = test_case_take_subject(test, key, alert_book_service(test->alerts, key)->name);
  text_replace(&service->parent, alert->subject);
  text_replace(&service->state, alert_state_name(alert->state));
  return service->key;
}

static gboolean remove_one(struct test_case *test, const char *key)
{
  g_hash_table_remove(test->heard, key);
  return test_scene_remove(test->scene, key);
}

struct removal {
  struct test_case *test;
  const char *key;
};

/* The alert is of the subject that goes, or is it. */
static gboolean goes(const struct alert *alert, gpointer user)
{
  const struct removal *removal = user;
  g_autofree char *service = alert_service(alert->subject, alert->name);
  if (strcmp(alert->subject, removal->key) != 0 && strcmp(service, removal->key) != 0)
    return FALSE;
  remove_one(removal->test, service);
  return TRUE;
}

gboolean test_case_remove_subject(struct test_case *test, const char *key)
{
  gboolean is_gone = alert_book_forget(test->alerts, goes, &(struct removal){test, key}) > 0;
  is_gone |= remove_one(test, key);
  test->subjects_changed |= is_gone;
  return is_gone;
}

void test_case_put_baseline(struct test_case *test, const char *object, enum metric_id metric, const double *values,
                            gsize n)
{
  for (guint i = 0; i < test->baselines->len; i++) {
    const struct test_baseline *old = test->baselines->pdata[i];
    if (old->metric == metric && strcmp(old->object, object) == 0)
      g_ptr_array_remove_index(test->baselines, i--);
  }
  struct test_baseline *baseline = g_new0(struct test_baseline, 1);
  *baseline = (struct test_baseline){g_strdup(object), metric, g_array_new(FALSE, FALSE, sizeof(double)), -1};
  g_array_append_vals(baseline->values, values, (guint)n);
  g_ptr_array_add(test->baselines, baseline);
}

/* As the core does: once for each hour. */
static void feed_baselines(struct test_case *test)
{
  gint64 hour_sec = baseline_hour(test->now_sec);
  for (guint i = 0; i < test->baselines->len; i++) {
    struct test_baseline *baseline = test->baselines->pdata[i];
    const double *values = (const double *)baseline->values->data;
    guint n = baseline->values->len;
    if (baseline->hour_sec == hour_sec)
      continue;
    baseline->hour_sec = hour_sec;
    subjects_take_baseline(engine_subjects(test->engine), baseline->object, baseline->metric,
                           baseline_of_values(hour_sec, n, values, n));
  }
}

static const struct step *step_at(const struct test_series *series, gint64 now_sec)
{
  guint64 offset = (guint64)(now_sec - series->start_sec), end = 0;
  for (guint i = 0; i < series->steps->len; i++) {
    const struct step *step = &g_array_index(series->steps, struct step, i);
    end += step->seconds;
    if (offset <= end)
      return step;
  }
  return &g_array_index(series->steps, struct step, series->steps->len - 1);
}

static void feed(struct test_case *test)
{
  for (guint i = 0; i < test->series->len; i++) {
    const struct test_series *series = g_ptr_array_index(test->series, i);
    const struct step *step = step_at(series, test->now_sec);
    struct reading reading = step->why == READING_KNOWN ? reading_known(series->metric, step->value)
                                                        : reading_unknown(series->metric, step->why);
    const struct value_round values = {SOURCE_SNMP, test->now_sec, series->object, &reading, 1};
    subjects_put(engine_subjects(test->engine), &values);
  }
}

static void take_rows(const struct subject_row *rows, gsize n, gpointer test)
{
  engine_take_subjects(((struct test_case *)test)->engine, rows, n);
}

static void show_alerts(struct test_case *test)
{
  g_autoptr(GPtrArray) list = alert_book_list(test->alerts);
  g_autoptr(GArray) alerts = g_array_new(FALSE, FALSE, sizeof(struct alert));
  for (guint i = 0; i < list->len; i++)
    g_array_append_vals(alerts, list->pdata[i], 1);
  subjects_take_alerts(engine_subjects(test->engine), (const struct alert *)(void *)alerts->data, alerts->len);
}

static void show_subjects(struct test_case *test)
{
  if (test->subjects_changed) {
    test_scene_show(test->scene, take_rows, test);
    show_alerts(test);
  }
  test->subjects_changed = FALSE;
}

void test_case_run(struct test_case *test, guint64 span_sec)
{
  if (!test->is_started)
    engine_start(test->engine);
  test->is_started = TRUE;
  show_subjects(test);
  for (gint64 end = test->now_sec + (gint64)span_sec; test->now_sec < end;) {
    test->now_sec += TEST_INTERVAL_SEC;
    feed(test);
    feed_baselines(test);
    engine_evaluate(test->engine, test->now_sec);
  }
}

guint64 test_case_elapsed_sec(const struct test_case *test)
{
  return (guint64)(test->now_sec - TEST_START_SEC);
}

const struct heard *test_case_heard(const struct test_case *test, const char *subject)
{
  return g_hash_table_lookup(test->heard, subject);
}

const char *test_case_subject(const struct test_case *test, enum subject_kind kind, const char *named)
{
  return test_scene_key(test->scene, kind, named);
}
