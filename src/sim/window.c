#include "sim/window.h"

#include <math.h>
#include <string.h>

struct window {
  guint most, next, held; /* places; where the next value goes; places in use */
  guint known;            /* of `sorted` */
  double *ring, *sorted;
};

struct window *window_new(guint most)
{
  struct window *window = g_new0(struct window, 1);
  window->most = most;
  window->ring = g_new(double, most);
  window->sorted = g_new(double, most);
  return window;
}

void window_free(struct window *window)
{
  if (!window)
    return;
  g_free(window->ring);
  g_free(window->sorted);
  g_free(window);
}

/* The first place whose value is not less. */
static guint place_of(const struct window *window, double value)
{
  guint low = 0, high = window->known;
  while (low < high) {
    guint middle = low + (high - low) / 2;
    if (window->sorted[middle] < value)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

static void forget(struct window *window, double value)
{
  guint place = place_of(window, value);
  window->known--;
  memmove(window->sorted + place, window->sorted + place + 1, (window->known - place) * sizeof(double));
}

static void learn(struct window *window, double value)
{
  guint place = place_of(window, value);
  memmove(window->sorted + place + 1, window->sorted + place, (window->known - place) * sizeof(double));
  window->sorted[place] = value;
  window->known++;
}

void window_add(struct window *window, double value)
{
  if (window->held == window->most && !isnan(window->ring[window->next]))
    forget(window, window->ring[window->next]);
  window->ring[window->next] = value;
  window->next = (window->next + 1) % window->most;
  window->held = MIN(window->held + 1, window->most);
  if (!isnan(value))
    learn(window, value);
}

/* The value `back` steps before the newest. */
static double value_before(const struct window *window, guint back)
{
  return window->ring[(window->next + window->most - 1 - back) % window->most];
}

double window_mean(const struct window *window, guint steps)
{
  double sum = 0;
  guint n = 0;
  for (guint i = 0; i < MIN(steps, window->held); i++) {
    double value = value_before(window, i);
    if (isnan(value))
      continue;
    sum += value;
    n++;
  }
  return n ? sum / n : NAN;
}

double window_p95(const struct window *window)
{
  return window->known ? window->sorted[(guint)ceil(0.95 * window->known) - 1] : NAN;
}

double window_newest(const struct window *window)
{
  return window->held ? value_before(window, 0) : NAN;
}

guint window_known(const struct window *window)
{
  return window->known;
}
