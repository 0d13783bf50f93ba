#include "policy/subjects.h"

#include "base/limits.h"
#include "base/text.h"
#include "policy/window.h"

#include <math.h>
#include <string.h>

struct subjects {
  guint interval_sec;
  guint slots[CATALOGUE_MAX]; /* that are needed of each metric */
  GHashTable *by_key;        /* key -> struct subject, owned */
  GPtrArray *by_kind[SUBJECT_KINDS];
  struct outside *outside;
  guint64 series, ring_bytes;
  guint64 rounds, looks; /* intervals that were evaluated, and all evaluations */
};

static GHashTable *key_table_new(void)
{
  return g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)subject_free);
}

struct subjects *subjects_new(guint interval_sec)
{
  struct subjects *subjects = g_new0(struct subjects, 1);
  subjects->interval_sec = interval_sec;
  subjects->by_key = key_table_new();
  subjects->outside = outside_new();
  for (guint kind = 0; kind < SUBJECT_KINDS; kind++)
    subjects->by_kind[kind] = g_ptr_array_new();
  return subjects;
}

void subjects_free(struct subjects *subjects)
{
  for (guint kind = 0; kind < SUBJECT_KINDS; kind++)
    g_ptr_array_unref(subjects->by_kind[kind]);
  g_hash_table_unref(subjects->by_key);
  outside_free(subjects->outside);
  g_free(subjects);
}

guint subjects_interval_sec(const struct subjects *subjects)
{
  return subjects->interval_sec;
}

void subjects_need(struct subjects *subjects, enum metric_id metric, guint64 span_sec)
{
  /* latest() looks a few slots back even where the window is shorter. */
  guint slots = (guint)(span_sec / subjects->interval_sec) + WINDOW_AGE_INTERVALS + 1;
  subjects->slots[metric] = MAX(subjects->slots[metric], slots);
}

void subjects_need_nothing(struct subjects *subjects)
{
  memset(subjects->slots, 0, sizeof subjects->slots);
}

void subjects_next_round(struct subjects *subjects)
{
  subjects->rounds++;
  subjects->looks++;
}

void subjects_look_again(struct subjects *subjects)
{
  subjects->looks++;
}

guint64 subjects_state_age_sec(const struct subjects *subjects, const struct subject *subject)
{
  return (subjects->rounds - subject->state_round) * subjects->interval_sec;
}

static void take_state(const struct subjects *subjects, struct subject *subject, const char *state)
{
  g_autofree char *clean = text_clean(state, LIMIT_NAME);
  if (g_strcmp0(clean, subject->state) == 0)
    return;
  text_replace(&subject->state, clean);
  subject->state_round = subjects->rounds;
  subject->changed_look = subjects->looks + 1;
}

/* With its services. */
static void note_change(const char *key, gpointer user)
{
  struct subjects *subjects = user;
  struct subject *subject = g_hash_table_lookup(subjects->by_key, key);
  if (!subject)
    return;
  subject->changed_look = subjects->looks + 1;
  for (guint i = 0; i < subject->children->len; i++) {
    struct subject *child = subject->children->pdata[i];
    if (child->kind == SUBJECT_SERVICE)
      child->changed_look = subjects->looks + 1;
  }
}

/* The subject that an alert is; from `former` (NULL: it was not there), or new. Not where whose it is is not known. */
static void show_service(struct subjects *subjects, const struct alert *alert, GHashTable *former)
{
  struct subject *parent = g_hash_table_lookup(subjects->by_key, alert->subject);
  g_autofree char *key = alert_service(alert->subject, alert->name);
  struct subject *service = g_hash_table_lookup(subjects->by_key, key);
  if (!service && parent) {
    gpointer known = NULL;
    service = former && g_hash_table_steal_extended(former, key, NULL, &known) ? known : subject_new(key, SUBJECT_SERVICE);
    subject_unlink(service);
    text_replace(&service->name, alert->name);
    g_hash_table_insert(subjects->by_key, service->key, service);
    g_ptr_array_add(subjects->by_kind[SUBJECT_SERVICE], service);
    subject_link(service, parent);
  }
  if (!service)
    return;
  take_state(subjects, service, alert_state_name(alert->state));
}

gboolean subjects_take_alert(struct subjects *subjects, const struct alert *alert)
{
  if (!outside_take(subjects->outside, alert))
    return FALSE;
  show_service(subjects, alert, NULL);
  note_change(alert->subject, subjects);
  return TRUE;
}

gboolean subjects_drop_alert(struct subjects *subjects, const char *subject, const char *name)
{
  if (!outside_drop(subjects->outside, subject, name))
    return FALSE;
  g_autofree char *key = alert_service(subject, name);
  struct subject *service = g_hash_table_lookup(subjects->by_key, key);
  if (service && service->parent)
    g_ptr_array_remove(service->parent->children, service);
  if (service) {
    g_ptr_array_remove_fast(subjects->by_kind[SUBJECT_SERVICE], service);
    g_hash_table_remove(subjects->by_key, key);
  }
  note_change(subject, subjects);
  return TRUE;
}

static void take_copy(const struct alert *alert, gpointer copies)
{
  g_ptr_array_add(copies, alert_copy(alert));
}

static gboolean is_among(const struct alert *alert, const struct alert *alerts, gsize n)
{
  for (gsize i = 0; i < n; i++)
    if (strcmp(alert->subject, alerts[i].subject) == 0 && strcmp(alert->name, alerts[i].name) == 0)
      return TRUE;
  return FALSE;
}

void subjects_take_alerts(struct subjects *subjects, const struct alert *alerts, gsize n)
{
  g_autoptr(GPtrArray) before = g_ptr_array_new_with_free_func((GDestroyNotify)alert_free);
  outside_each(subjects->outside, take_copy, before);
  for (guint i = 0; i < before->len; i++) {
    const struct alert *alert = before->pdata[i];
    if (!is_among(alert, alerts, n))
      subjects_drop_alert(subjects, alert->subject, alert->name);
  }
  for (gsize i = 0; i < n; i++)
    subjects_take_alert(subjects, &alerts[i]);
}

const GPtrArray *subject_alerts(const struct subjects *subjects, const struct subject *subject)
{
  return outside_of(subjects->outside, subject->key);
}

const struct alert *subject_alert(const struct subjects *subjects, const struct subject *service)
{
  return service->parent ? outside_find(subjects->outside, service->parent->key, service->name) : NULL;
}

gboolean subject_changed_since(const struct subject *subject, guint64 look)
{
  return subject->changed_look > look;
}

guint64 subjects_look(const struct subjects *subjects)
{
  return subjects->looks;
}

/* Takes the subject of the row over from `former`, or makes it. NULL where the row is no subject. */
static struct subject *row_subject(const struct subjects *subjects, GHashTable *former, const struct subject_row *row)
{
  struct object object;
  if (!object_parse(row->subject, &object) || object.instance[0])
    return NULL;
  gpointer known = NULL;
  struct subject *subject = g_hash_table_steal_extended(former, row->subject, NULL, &known)
                                ? known
                                : subject_new(row->subject, object.kind);
  g_free(subject->name);
  subject->name = text_clean(row->name[0] ? row->name : object.key, LIMIT_NAME);
  take_state(subjects, subject, row->state);
  subject->ha = row->ha;
  g_strfreev(subject->labels);
  subject->labels = g_strdupv(row->labels);
  subject_unlink(subject);
  return subject;
}

static void link_subject(struct subjects *subjects, const struct subject_row *row)
{
  struct subject *child = g_hash_table_lookup(subjects->by_key, row->subject);
  struct subject *parent = g_hash_table_lookup(subjects->by_key, row->parent);
  if (child && parent)
    subject_link(child, parent);
  for (guint i = 0; child && row->serves && row->serves[i]; i++) {
    struct subject *host = g_hash_table_lookup(subjects->by_key, row->serves[i]);
    if (host)
      subject_link_serving(child, host);
  }
}

/* Adds what the subject keeps to the totals, or takes it away. */
static void count_subject(struct subjects *subjects, const struct subject *subject, gboolean adds)
{
  for (guint i = 0; i < subject->n_series; i++)
    if (subject->series[i]) {
      gsize bytes = series_bytes(subject->series[i]);
      subjects->series += adds ? 1 : -1ull;
      subjects->ring_bytes += adds ? bytes : -bytes;
    }
}

static void count_series(struct subjects *subjects)
{
  subjects->series = subjects->ring_bytes = 0;
  GHashTableIter iter;
  gpointer value;
  g_hash_table_iter_init(&iter, subjects->by_key);
  while (g_hash_table_iter_next(&iter, NULL, &value)) {
    const struct subject *subject = value;
    count_subject(subjects, subject, TRUE);
    for (guint i = 0; i < subject->parts->len; i++)
      count_subject(subjects, g_ptr_array_index(subject->parts, i), TRUE);
  }
}

struct showing {
  struct subjects *subjects;
  GHashTable *former;
};

static void show_again(const struct alert *alert, gpointer user)
{
  const struct showing *showing = user;
  show_service(showing->subjects, alert, showing->former);
}

void subjects_replace(struct subjects *subjects, const struct subject_row *rows, gsize n)
{
  g_autoptr(GHashTable) former = g_steal_pointer(&subjects->by_key);
  subjects->by_key = key_table_new();
  for (guint kind = 0; kind < SUBJECT_KINDS; kind++)
    g_ptr_array_set_size(subjects->by_kind[kind], 0);
  for (gsize i = 0; i < n; i++) {
    if (g_hash_table_contains(subjects->by_key, rows[i].subject))
      continue;
    struct subject *subject = row_subject(subjects, former, &rows[i]);
    if (!subject)
      continue;
    g_hash_table_insert(subjects->by_key, subject->key, subject);
    g_ptr_array_add(subjects->by_kind[subject->kind], subject);
  }
  for (gsize i = 0; i < n; i++)
    link_subject(subjects, &rows[i]);
  outside_each(subjects->outside, show_again, &(struct showing){subjects, former});
  count_series(subjects);
}

/* A metric that a pack has declared since the subject came has no place yet. */
static struct series **series_place(struct subject *subject, guint metric)
{
  guint place = subject_place(subject, metric), n = metric_count();
  if (place >= subject->n_series) {
    subject->series = g_renew(struct series *, subject->series, n);
    memset(subject->series + subject->n_series, 0, (n - subject->n_series) * sizeof subject->series[0]);
    subject->n_series = n;
  }
  return &subject->series[place];
}

static struct series *series_of(struct subjects *subjects, struct subject *subject, guint metric)
{
  struct series **series = series_place(subject, metric);
  guint slots = subjects->slots[metric];
  if (*series && (*series)->capacity >= slots)
    return *series;
  subjects->series += !*series;
  subjects->ring_bytes -= *series ? series_bytes(*series) : 0;
  *series = *series ? series_grow(*series, slots) : series_new(slots);
  subjects->ring_bytes += series_bytes(*series);
  return *series;
}

static void forget_unneeded(const struct subjects *subjects, struct subject *subject)
{
  guint n = metric_count();
  for (enum metric_id metric = 0; metric < n; metric++) {
    guint place = subject_place(subject, metric);
    if (subjects->slots[metric] == 0 && place < subject->n_series &&
        (!subject->whole || metric_get(metric)->class == subject->class))
      g_clear_pointer(&subject->series[place], series_free);
  }
}

void subjects_forget_unneeded(struct subjects *subjects)
{
  GHashTableIter iter;
  gpointer value;
  g_hash_table_iter_init(&iter, subjects->by_key);
  while (g_hash_table_iter_next(&iter, NULL, &value)) {
    struct subject *subject = value;
    forget_unneeded(subjects, subject);
    for (guint i = 0; i < subject->parts->len; i++)
      forget_unneeded(subjects, subject->parts->pdata[i]);
  }
  count_series(subjects);
}

/* Takes away the part not seen for longest. */
static void make_room(struct subjects *subjects, struct subject *whole)
{
  guint oldest = subject_oldest_part(whole);
  count_subject(subjects, whole->parts->pdata[oldest], FALSE);
  g_ptr_array_remove_index(whole->parts, oldest);
}

static struct subject *part_of(struct subjects *subjects, struct subject *whole, const char *key,
                               const struct object *object)
{
  gboolean found;
  guint at = subject_part_position(whole, object, &found);
  if (found)
    return whole->parts->pdata[at];
  if (whole->parts->len == PARTS_MAX) {
    make_room(subjects, whole);
    at = subject_part_position(whole, object, &found);
  }
  return subject_add_part(whole, key, object, at);
}

/* What carries the metrics of `object`: the subject, also of its only part of a class, or a part. NULL: nobody's. */
static struct subject *subject_of(struct subjects *subjects, const char *key)
{
  struct subject *subject = g_hash_table_lookup(subjects->by_key, key);
  struct object object;
  if (subject)
    return subject->n_series > 0 ? subject : NULL;
  if (!object_parse(key, &object))
    return NULL;
  g_autofree char *whole = subject_format(object.kind, object.key);
  subject = g_hash_table_lookup(subjects->by_key, whole);
  return subject && !object_class_only(object.class) ? part_of(subjects, subject, key, &object) : subject;
}

static gboolean is_needed(const struct subjects *subjects, const struct value_round *values)
{
  for (gsize i = 0; i < values->n; i++)
    if (subjects->slots[values->readings[i].metric] > 0)
      return TRUE;
  return FALSE;
}

static void put_reading(struct subjects *subjects, struct subject *subject, const struct value_round *values,
                        const struct reading *reading)
{
  gint64 slot = values->stamp_sec / subjects->interval_sec;
  gint64 period_ms = source_period_ms(values->source, metric_get(reading->metric)->class, subjects->interval_sec * 1000);
  struct series *series = series_of(subjects, subject, reading->metric);
  guint16 state = reading->state;
  if (state == READING_KNOWN && reading->age_ms > WINDOW_AGE_INTERVALS * period_ms)
    state = READING_STALE;
  if (slot >= series->newest && state == READING_KNOWN)
    series->lag_sec = (guint16)MIN(reading->age_ms / 1000, G_MAXUINT16);
  if (slot >= series->newest)
    series->why = state;
  series_put(series, slot, state == READING_KNOWN ? reading->value : NAN);
}

void subjects_put(struct subjects *subjects, const struct value_round *values)
{
  struct subject *subject = is_needed(subjects, values) ? subject_of(subjects, values->object) : NULL;
  for (gsize i = 0; subject && i < values->n; i++)
    if (subjects->slots[values->readings[i].metric] > 0)
      put_reading(subjects, subject, values, &values->readings[i]);
}

void subjects_backfill(struct subjects *subjects, const struct history *history)
{
  struct object object;
  if (history->metric >= metric_count() || subjects->slots[history->metric] == 0 ||
      history->step_sec != subjects->interval_sec || !object_parse(history->object, &object) ||
      !object_carries(&object, history->metric))
    return;
  struct subject *subject = subject_of(subjects, history->object);
  if (!subject)
    return;
  series_backfill(series_of(subjects, subject, history->metric), history->first_sec / history->step_sec,
                  history->values, history->n);
}

void subjects_take_baseline(struct subjects *subjects, const char *key, enum metric_id metric,
                            struct baseline *baseline)
{
  struct object object;
  gboolean is_needed = metric < metric_count() && subjects->slots[metric] > 0 && object_parse(key, &object) &&
                       object_carries(&object, metric);
  struct subject *subject = is_needed ? subject_of(subjects, key) : NULL;
  if (subject)
    series_take_usual(series_of(subjects, subject, metric), baseline);
  else
    g_free(baseline);
}

const struct subject *subjects_find(const struct subjects *subjects, const char *key)
{
  return g_hash_table_lookup(subjects->by_key, key);
}

const GPtrArray *subjects_of(const struct subjects *subjects, enum subject_kind kind)
{
  return subjects->by_kind[kind];
}

guint64 subjects_series(const struct subjects *subjects)
{
  return subjects->series;
}

guint64 subjects_ring_bytes(const struct subjects *subjects)
{
  return subjects->ring_bytes;
}
