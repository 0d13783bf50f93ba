#include "notify/outlet.h"

#include "base/text.h"

#define FIRST_MS 1000
#define REFUSALS_US (60 * G_USEC_PER_SEC)
#define REMEMBERED_US (10 * REFUSALS_US)

void outlet_init(struct outlet *outlet, const char *name)
{
  *outlet = (struct outlet){.name = g_strdup(name), .why = g_strdup("")};
}

void outlet_clear(struct outlet *outlet)
{
  g_free(outlet->name);
  g_free(outlet->why);
}

void outlet_answered(struct outlet *outlet)
{
  if (outlet->state == OUTLET_DOWN)
    g_message("%s takes things again", outlet->name);
  if (outlet->state != OUTLET_UP || g_get_monotonic_time() - outlet->refused_us > REMEMBERED_US)
    text_replace(&outlet->why, "");
  outlet->state = OUTLET_UP;
  outlet->tries = 0;
}

void outlet_went(struct outlet *outlet)
{
  outlet_answered(outlet);
  outlet->sent++;
}

void outlet_refused(struct outlet *outlet, const char *why)
{
  gint64 now_us = g_get_monotonic_time();
  if (!outlet->said_us || now_us - outlet->said_us > REFUSALS_US) {
    g_warning("%s: %s", outlet->name, why);
    outlet->said_us = now_us;
  }
  outlet->state = OUTLET_UP;
  outlet->tries = 0;
  outlet->failed++;
  outlet->refused_us = now_us;
  text_replace(&outlet->why, why);
}

guint outlet_failed(struct outlet *outlet, const char *why, guint most_ms)
{
  if (outlet->state != OUTLET_DOWN || g_strcmp0(outlet->why, why) != 0)
    g_warning("%s: %s; it is tried again", outlet->name, why);
  outlet->state = OUTLET_DOWN;
  outlet->failed++;
  text_replace(&outlet->why, why);
  guint ms = MIN((guint)FIRST_MS << MIN(outlet->tries, 16), most_ms);
  outlet->tries++;
  return ms * 3 / 4 + (guint)g_random_int_range(0, (gint)(ms / 2) + 1);
}
