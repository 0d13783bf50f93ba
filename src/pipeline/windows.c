#include "pipeline/windows.h"

#include "base/error.h"
#include "wire/policy_row.h"

#include <string.h>

struct windows {
  const struct fleet *fleet;
  struct history *history;
  struct channel *policy;
  GHashTable *needs;  /* metric -> how far back in seconds */
  GHashTable *filled; /* "object metric span" asked of history for this life of the role */
  guint life;         /* of the role: tells answers to an earlier one */
  gboolean is_up, may_lack; /* may_lack: series that history is still to be asked for */
  guint filled_objects; /* how many there were when history was asked for them */
};

struct fill {
  struct windows *windows;
  guint life;
  char *key;
};

struct windows *windows_new(const struct fleet *fleet, struct history *history, struct channel *policy)
{
  struct windows *windows = g_new0(struct windows, 1);
  *windows = (struct windows){.fleet = fleet, .history = history, .policy = policy};
  windows->needs = g_hash_table_new(NULL, NULL);
  windows->filled = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  return windows;
}

void windows_free(struct windows *windows)
{
  g_hash_table_unref(windows->needs);
  g_hash_table_unref(windows->filled);
  g_free(windows);
}

void windows_begin(struct windows *windows)
{
  g_hash_table_remove_all(windows->filled);
  windows->may_lack = windows->is_up = TRUE;
  windows->life++;
}

void windows_end(struct windows *windows)
{
  windows->is_up = FALSE;
}

void windows_look_again(struct windows *windows)
{
  windows->may_lack = TRUE;
}

void windows_take_policies(struct windows *windows, GVariant *body)
{
  windows->may_lack = TRUE;
  g_hash_table_remove_all(windows->needs);
  for (gsize i = 0; i < policy_rows(body); i++) {
    struct policy_row row;
    policy_row_read(body, i, &row);
    g_autoptr(GVariant) needs = policy_row_needs(body, i);
    gsize n = row.state == POLICY_ACTIVE ? g_variant_n_children(needs) : 0;
    for (gsize j = 0; j < n; j++) {
      guint16 metric;
      guint span_sec;
      g_variant_get_child(needs, j, "(qu)", &metric, &span_sec);
      guint known = GPOINTER_TO_UINT(g_hash_table_lookup(windows->needs, GUINT_TO_POINTER(metric)));
      if (metric < metric_count() && span_sec > known)
        g_hash_table_insert(windows->needs, GUINT_TO_POINTER(metric), GUINT_TO_POINTER(span_sec));
    }
  }
}

static void on_history(GVariant *series, const GError *error, gpointer user)
{
  struct fill *fill = user;
  struct windows *windows = fill->windows;
  if (fill->life == windows->life && windows->is_up) {
    if (series)
      channel_send(windows->policy, MESSAGE_SERIES, series);
    else if (error->code == PROVOST_ERROR_UNAVAILABLE && g_hash_table_remove(windows->filled, fill->key))
      windows->may_lack = TRUE; /* asked again at the next interval */
  }
  g_free(fill->key);
  g_free(fill);
}

static void fill_series(struct windows *windows, const char *object, enum metric_id metric,
                        guint span_sec, gint64 stamp_sec)
{
  g_autofree char *key = g_strdup_printf("%s %d %u", object, metric, span_sec);
  if (!g_hash_table_add(windows->filled, g_strdup(key)))
    return;
  struct fill *fill = g_new(struct fill, 1);
  *fill = (struct fill){windows, windows->life, g_steal_pointer(&key)};
  const struct history_question question = {object, metric, stamp_sec - span_sec, stamp_sec,
                                            fleet_interval_ms(windows->fleet) / 1000};
  history_fetch(windows->history, &question, on_history, fill);
}

struct filling {
  struct windows *windows;
  gint64 stamp_sec;
};

static void fill_object(const char *name, gpointer user)
{
  const struct filling *filling = user;
  struct object object;
  if (!object_parse(name, &object))
    return;
  GHashTableIter needs;
  gpointer metric, span;
  g_hash_table_iter_init(&needs, filling->windows->needs);
  while (g_hash_table_iter_next(&needs, &metric, &span))
    if (metric_get(GPOINTER_TO_UINT(metric))->class == object.class)
      fill_series(filling->windows, name, GPOINTER_TO_UINT(metric), GPOINTER_TO_UINT(span), filling->stamp_sec);
}

static void fill_subjects(struct filling *filling, GVariant *subjects)
{
  GVariantIter iter;
  const char *subject;
  filling->windows->may_lack = FALSE;
  g_variant_iter_init(&iter, subjects);
  while (g_variant_iter_loop(&iter, "(&s&s&s&sb@a{ss}@as)", &subject, NULL, NULL, NULL, NULL, NULL, NULL))
    fill_object(subject, filling);
}

/* Subjects have been asked for already. */
static void fill_part(const char *name, gpointer user)
{
  if (strchr(name, '{'))
    fill_object(name, user);
}

/* A policy looks back on metrics that subjects do not have themselves. */
static gboolean needs_parts(const struct windows *windows)
{
  GHashTableIter needs;
  gpointer metric;
  g_hash_table_iter_init(&needs, windows->needs);
  while (g_hash_table_iter_next(&needs, &metric, NULL))
    if (object_class_label(metric_get(GPOINTER_TO_UINT(metric))->class))
      return TRUE;
  return FALSE;
}

void windows_fill(struct windows *windows, GVariant *subjects, gint64 stamp_sec)
{
  struct filling filling = {windows, stamp_sec};
  const struct fleet *fleet = windows->fleet;
  guint objects = fleet_count_objects(fleet);
  if (!windows->may_lack && objects == windows->filled_objects)
    return;
  if (windows->may_lack)
    fill_subjects(&filling, subjects);
  windows->filled_objects = objects;
  if (needs_parts(windows))
    fleet_each_object(fleet, fill_part, &filling);
}

/* A key begins with its object. */
static gboolean is_of_nobody(gpointer key, gpointer value, gpointer fleet)
{
  (void)value;
  g_autofree char *subject = g_strndup(key, strcspn(key, " {"));
  return !fleet_has_subject(fleet, subject);
}

void windows_forget_gone(struct windows *windows)
{
  g_hash_table_foreach_remove(windows->filled, is_of_nobody, (gpointer)windows->fleet);
}
