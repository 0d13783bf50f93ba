#include "pipeline/baselines.h"

#include "base/error.h"
#include "model/baseline.h"
#include "wire/messages.h"

#define AHEAD_SEC 1800 /* how long before an hour its baselines are read */

struct baselines {
  struct baselines_options options;
  GTimeZone *zone;
  GHashTable *needs;      /* metric */
  GHashTable *asked;      /* "HOUR object metric" for this life of the role, of what there is */
  guint life;             /* tells answers to an earlier one */
  gint64 complete_sec;    /* all is asked up to this hour */
  guint complete_objects; /* of so many objects */
};

struct asking {
  struct baselines *baselines;
  guint life;
  gint64 hour_sec;
  enum metric_id metric;
  char *object, *key;
};

/* One pass over the fleet. */
struct pass {
  struct baselines *baselines;
  GHashTable *before; /* asked before it: what is not found again is forgotten, since the role forgets it, too */
  gint64 hour_sec;
  guint left;
};

static GHashTable *keys_new(void)
{
  return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
}

struct baselines *baselines_new(const struct baselines_options *options)
{
  struct baselines *baselines = g_new0(struct baselines, 1);
  baselines->options = *options;
  baselines->zone = g_time_zone_new_local();
  baselines->needs = g_hash_table_new(NULL, NULL);
  baselines->asked = keys_new();
  return baselines;
}

void baselines_free(struct baselines *baselines)
{
  g_hash_table_unref(baselines->needs);
  g_hash_table_unref(baselines->asked);
  g_time_zone_unref(baselines->zone);
  g_free(baselines);
}

void baselines_begin(struct baselines *baselines)
{
  baselines->life++;
  baselines->complete_sec = 0;
  g_hash_table_remove_all(baselines->asked);
  g_hash_table_remove_all(baselines->needs);
}

void baselines_take_needs(struct baselines *baselines, GVariant *body)
{
  gsize n;
  const guint16 *metrics = g_variant_get_fixed_array(body, &n, sizeof *metrics);
  g_hash_table_remove_all(baselines->needs);
  baselines->complete_sec = 0;
  for (gsize i = 0; i < n; i++)
    if (metrics[i] < metric_count())
      g_hash_table_add(baselines->needs, GUINT_TO_POINTER((guint)metrics[i]));
}

static void tell(const struct asking *asking, const struct baseline *baseline)
{
  GVariant *values =
      g_variant_new_fixed_array(G_VARIANT_TYPE_DOUBLE, baseline->values, baseline->n, sizeof(double));
  channel_send(asking->baselines->options.policy, MESSAGE_BASELINE,
               g_variant_new("(sqxu@ad)", asking->object, (guint16)asking->metric, asking->hour_sec, baseline->weeks,
                             values));
}

static void tell_from(const struct asking *asking, GVariant *series)
{
  struct baseline_points points;
  g_autoptr(GVariant) values = NULL;
  g_variant_get(series, "(t&sqxu@ads)", NULL, NULL, NULL, &points.first_sec, &points.step_sec, &values, NULL);
  points.points = g_variant_get_fixed_array(values, &points.n, sizeof(double));
  g_autofree struct baseline *baseline = baseline_new(asking->baselines->zone, asking->hour_sec, &points);
  tell(asking, baseline);
}

static void on_history(GVariant *series, const GError *error, gpointer user)
{
  struct asking *asking = user;
  struct baselines *baselines = asking->baselines;
  if (asking->life == baselines->life) {
    g_autofree struct baseline *none = baseline_of_values(asking->hour_sec, 0, NULL, 0);
    if (series)
      tell_from(asking, series);
    else if (error->code != PROVOST_ERROR_UNAVAILABLE)
      tell(asking, none);
    else if (g_hash_table_remove(baselines->asked, asking->key))
      baselines->complete_sec = 0; /* asked again at the next interval */
  }
  g_free(asking->object);
  g_free(asking->key);
  g_free(asking);
}

static void ask(struct pass *pass, const char *object, enum metric_id metric)
{
  struct baselines *baselines = pass->baselines;
  g_autofree char *key = g_strdup_printf("%" G_GINT64_FORMAT " %s %d", pass->hour_sec, object, metric);
  gboolean is_asked = g_hash_table_contains(pass->before, key);
  if (!is_asked && pass->left == 0)
    return;
  g_hash_table_add(baselines->asked, g_strdup(key));
  if (is_asked)
    return;
  pass->left--;
  struct asking *asking = g_new(struct asking, 1);
  *asking = (struct asking){baselines, baselines->life, pass->hour_sec, metric, g_strdup(object), g_steal_pointer(&key)};
  struct history_question question = {.object = object, .metric = metric, .step_sec = BASELINE_STEP_SEC};
  baseline_span(baselines->zone, pass->hour_sec, &question.from_sec, &question.to_sec);
  history_fetch(baselines->options.history, &question, on_history, asking);
}

static void ask_object(const char *name, gpointer user)
{
  struct pass *pass = user;
  struct object object;
  if (!object_parse(name, &object))
    return;
  GHashTableIter needs;
  gpointer metric;
  g_hash_table_iter_init(&needs, pass->baselines->needs);
  while (g_hash_table_iter_next(&needs, &metric, NULL))
    if (metric_get(GPOINTER_TO_UINT(metric))->class == object.class)
      ask(pass, name, GPOINTER_TO_UINT(metric));
}

void baselines_tell_anew(struct baselines *baselines)
{
  baselines->complete_sec = 0;
}

void baselines_take_interval(struct baselines *baselines, gint64 stamp_sec)
{
  gint64 hour_sec = baseline_hour(stamp_sec), last_sec = baseline_hour(stamp_sec + AHEAD_SEC);
  guint objects = fleet_count_objects(baselines->options.fleet);
  if (g_hash_table_size(baselines->needs) == 0 ||
      (baselines->complete_sec == last_sec && baselines->complete_objects == objects))
    return;
  g_autoptr(GHashTable) before = g_steal_pointer(&baselines->asked);
  struct pass pass = {baselines, before, hour_sec, BASELINES_PER_INTERVAL};
  baselines->asked = keys_new();
  baselines->complete_sec = last_sec;
  baselines->complete_objects = objects;
  for (; pass.hour_sec <= last_sec; pass.hour_sec += BASELINE_HOUR_SEC)
    fleet_each_object(baselines->options.fleet, ask_object, &pass);
  if (pass.left == 0)
    baselines->complete_sec = 0; /* the rest at the next interval */
}
