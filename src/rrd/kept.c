#include "rrd/kept.h"

#include <math.h>

#define EXACT_MAX 9007199254740992.0 /* up to here a double holds every whole number */
#define SCALED_MIN 1e-6

/* All exact. */
static const double powers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

static void kept_free(struct kept *kept)
{
  g_slist_free_full(kept->receipts, (GDestroyNotify)receipt_release);
  g_free(kept);
}

void kept_drop_oldest(GQueue *queue)
{
  kept_free(g_queue_pop_head(queue));
}

void kept_clear(GQueue *queue)
{
  while (!g_queue_is_empty(queue))
    kept_drop_oldest(queue);
}

/* The place of the stamp: the newest sample not after it, or NULL. */
static GList *place_of(const GQueue *queue, gint64 stamp_sec)
{
  GList *link = queue->tail;
  while (link && ((struct kept *)link->data)->stamp_sec > stamp_sec)
    link = link->prev;
  return link;
}

static struct kept *kept_at(GQueue *queue, const struct layout *layout, gint64 stamp_sec)
{
  GList *place = place_of(queue, stamp_sec);
  if (place && ((struct kept *)place->data)->stamp_sec == stamp_sec)
    return place->data;
  struct kept *kept = g_malloc(sizeof *kept + layout->n_sources * sizeof kept->value[0]);
  kept->stamp_sec = stamp_sec;
  kept->receipts = NULL;
  for (guint i = 0; i < layout->n_sources; i++)
    kept->value[i] = NAN;
  if (place)
    g_queue_insert_after(queue, place, kept);
  else
    g_queue_push_head(queue, kept);
  return kept;
}

guint kept_add(GQueue *queue, const struct layout *layout, const struct history_sample *sample,
               struct receipt *receipt)
{
  struct kept *kept = kept_at(queue, layout, sample->stamp_sec);
  kept->receipts = g_slist_prepend(kept->receipts, receipt_hold(receipt));
  for (gsize i = 0; i < sample->n; i++) {
    int source = layout_source(layout, metric_get(sample->readings[i].metric));
    if (source >= 0 && sample->readings[i].state == READING_KNOWN)
      kept->value[source] = sample->readings[i].value;
  }
  if (queue->length <= KEPT_MAX)
    return 0;
  kept_drop_oldest(queue);
  return 1;
}

guint kept_known(const struct kept *kept, const struct layout *layout)
{
  guint known = 0;
  for (guint i = 0; i < layout->n_sources; i++)
    known += isnan(kept->value[i]) ? 0 : 1;
  return known;
}

/* Where the number's digits and those before them are: up to the end of the buffer. */
static char *digits_before(char *end, guint64 number)
{
  do
    *--end = (char)('0' + number % 10);
  while ((number /= 10) > 0);
  return end;
}

static void append_whole(GString *argument, gint64 number)
{
  char digits[20];
  const char *first = digits_before(digits + sizeof digits, (guint64)ABS(number));
  if (number < 0)
    g_string_append_c(argument, '-');
  g_string_append_len(argument, first, digits + sizeof digits - first);
}

/* To 15 digits at least, as a whole number below 2^53 and a power of ten: a tenth of what printf costs, and all that
 * librrd's own reading of numbers keeps. FALSE where the number is too big or too small for that. */
static gboolean append_scaled(GString *argument, double value)
{
  int power = 0;
  double scaled = fabs(value);
  if (!(scaled >= SCALED_MIN && scaled < EXACT_MAX))
    return FALSE;
  for (; power < 22 && scaled * 10 < EXACT_MAX; power++)
    scaled *= 10;
  scaled = fabs(value) * powers[power];
  append_whole(argument, (gint64)(value < 0 ? -scaled - 0.5 : scaled + 0.5));
  g_string_append(argument, "e-");
  append_whole(argument, power);
  return TRUE;
}

static void append_value(GString *argument, double value)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];
  if (fabs(value) < EXACT_MAX && value == (double)(gint64)value)
    append_whole(argument, (gint64)value);
  else if (!append_scaled(argument, value))
    g_string_append(argument, g_ascii_dtostr(number, sizeof number, value));
}

static char *argument_new(gint64 stamp_sec, const double *values, guint n)
{
  GString *argument = g_string_sized_new(256);
  append_whole(argument, stamp_sec);
  for (guint i = 0; i < n; i++) {
    g_string_append_c(argument, ':');
    if (values && !isnan(values[i]))
      append_value(argument, values[i]);
    else
      g_string_append_c(argument, 'U');
  }
  return g_string_free(argument, FALSE);
}

GPtrArray *kept_arguments(const GQueue *queue, const struct layout *layout, gint64 last_sec)
{
  GPtrArray *arguments = g_ptr_array_new_with_free_func(g_free);
  for (const GList *link = queue->head; link; link = link->next) {
    const struct kept *kept = link->data;
    if (kept->stamp_sec - last_sec > layout->step_sec)
      g_ptr_array_add(arguments, argument_new(kept->stamp_sec - layout->step_sec, NULL, layout->n_sources));
    g_ptr_array_add(arguments, argument_new(kept->stamp_sec, kept->value, layout->n_sources));
    last_sec = kept->stamp_sec;
  }
  return arguments;
}
