#include "pipeline/loads.h"

#include "base/error.h"

#include <string.h>

#define DAY_SEC (LOAD_SLOT_SEC * LOAD_SLOTS)

struct loads_filling {
  struct fleet *fleet;
  struct history *history;
  const struct clock *clock;
  GHashTable *asked;  /* subject, while it is in the fleet */
  guint complete;     /* of so many objects all are asked */
  guint waiting;
};

struct question {
  struct loads_filling *filling;
  char *subject;
  enum metric_id metric;
};

/* One pass over the fleet. */
struct pass {
  struct loads_filling *filling;
  GHashTable *before;
  guint left;
};

static GHashTable *subjects_new(void)
{
  return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
}

struct loads_filling *loads_filling_new(struct fleet *fleet, struct history *history, const struct clock *clock)
{
  struct loads_filling *filling = g_new0(struct loads_filling, 1);
  *filling = (struct loads_filling){.fleet = fleet, .history = history, .clock = clock, .asked = subjects_new()};
  return filling;
}

void loads_filling_free(struct loads_filling *filling)
{
  g_hash_table_unref(filling->asked);
  g_free(filling);
}

static void fill_from(const struct question *question, GVariant *series)
{
  struct load_points points = {.metric = question->metric};
  g_autoptr(GVariant) values = NULL;
  g_variant_get(series, "(t&sqxu@ads)", NULL, NULL, NULL, &points.first_sec, &points.step_sec, &values, NULL);
  points.points = g_variant_get_fixed_array(values, &points.n, sizeof(double));
  fleet_fill_load(question->filling->fleet, question->subject, &points);
}

static void on_history(GVariant *series, const GError *error, gpointer user)
{
  struct question *question = user;
  struct loads_filling *filling = question->filling;
  filling->waiting--;
  if (series)
    fill_from(question, series);
  else if (error->code == PROVOST_ERROR_UNAVAILABLE && g_hash_table_remove(filling->asked, question->subject))
    filling->complete = 0; /* asked again at the next interval */
  g_free(question->subject);
  g_free(question);
}

static void ask(struct loads_filling *filling, const char *subject, enum metric_id metric)
{
  gint64 now_sec = clock_wall_us(filling->clock) / G_USEC_PER_SEC;
  struct question *question = g_new(struct question, 1);
  *question = (struct question){filling, g_strdup(subject), metric};
  filling->waiting++;
  history_fetch(filling->history,
                &(struct history_question){subject, metric, now_sec - DAY_SEC, now_sec, LOADS_STEP_SEC}, on_history,
                question);
}

static void ask_subject(const char *object, gpointer user)
{
  struct pass *pass = user;
  struct object parsed;
  if (strchr(object, '{') || !object_parse(object, &parsed))
    return;
  gboolean is_asked = g_hash_table_contains(pass->before, object);
  if (!is_asked && pass->left == 0)
    return;
  g_hash_table_add(pass->filling->asked, g_strdup(object));
  if (is_asked)
    return;
  pass->left--;
  for (guint i = 0; load_book_past(i) != METRIC_NONE; i++)
    if (metric_get(load_book_past(i))->class == parsed.class)
      ask(pass->filling, object, load_book_past(i));
}

void loads_filling_take_interval(struct loads_filling *filling)
{
  guint objects = fleet_count_objects(filling->fleet);
  if (filling->complete == objects || filling->waiting > 0)
    return;
  g_autoptr(GHashTable) before = g_steal_pointer(&filling->asked);
  struct pass pass = {filling, before, LOADS_PER_INTERVAL};
  filling->asked = subjects_new();
  filling->complete = objects;
  fleet_each_object(filling->fleet, ask_subject, &pass);
  if (pass.left == 0)
    filling->complete = 0; /* the rest at the next interval */
}

guint loads_filling_waiting(const struct loads_filling *filling)
{
  return filling->waiting;
}
