#include "model/change_window.h"

#include <string.h>

#define DAY_MIN 1440
#define WEEK 7
#define ALL_DAYS 0x7f

/* 0: Monday; WEEK: none. */
static guint day_find(const char *name, gsize length)
{
  static const char *const names[WEEK] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
  guint day = 0;
  while (day < WEEK && (length != strlen(names[day]) || g_ascii_strncasecmp(name, names[day], length) != 0))
    day++;
  return day;
}

/* "mon", "mon-fri", "fri-mon". */
static gboolean parse_range(const char *text, guint *days)
{
  const char *dash = strchr(text, '-');
  guint first = day_find(text, dash ? (gsize)(dash - text) : strlen(text));
  guint last = dash ? day_find(dash + 1, strlen(dash + 1)) : first;
  if (first == WEEK || last == WEEK)
    return FALSE;
  for (guint day = first;; day = (day + 1) % WEEK) {
    *days |= 1u << day;
    if (day == last)
      return TRUE;
  }
}

static gboolean parse_days(const char *text, guint *days)
{
  g_auto(GStrv) ranges = g_strsplit(text, ",", -1);
  gboolean are_days = TRUE;
  *days = 0;
  for (guint i = 0; ranges[i] && are_days; i++)
    are_days = parse_range(ranges[i], days);
  return are_days && *days;
}

/* "06:00", "24:00". Points `text` behind it. */
static gboolean parse_time(const char **text, guint *minutes)
{
  const char *p = *text;
  if (!g_ascii_isdigit(p[0]) || !g_ascii_isdigit(p[1]) || p[2] != ':' || !g_ascii_isdigit(p[3]) || !g_ascii_isdigit(p[4]))
    return FALSE;
  guint hour = (guint)(p[0] - '0') * 10 + (guint)(p[1] - '0'), minute = (guint)(p[3] - '0') * 10 + (guint)(p[4] - '0');
  *minutes = hour * 60 + minute;
  *text += strlen("00:00");
  return minute < 60 && *minutes <= DAY_MIN;
}

static gboolean parse_times(const char *text, struct change_window *window)
{
  return parse_time(&text, &window->from_min) && *text++ == '-' && parse_time(&text, &window->to_min) && *text == '\0' &&
         window->from_min < DAY_MIN && window->to_min > 0;
}

gboolean change_window_parse(const char *text, struct change_window *window)
{
  struct change_window parsed = {ALL_DAYS, 0, DAY_MIN};
  g_auto(GStrv) words = g_strsplit(text, " ", 3);
  guint n = g_strv_length(words);
  gboolean is_one = n == 1 ? parse_times(words[0], &parsed) : n == 2 && parse_days(words[0], &parsed.days) && parse_times(words[1], &parsed);
  if (n == 1 && !is_one) {
    parsed = (struct change_window){ALL_DAYS, 0, DAY_MIN};
    is_one = parse_days(words[0], &parsed.days);
  }
  if (is_one)
    *window = parsed;
  return is_one;
}

static GDateTime *moment(GTimeZone *zone, gint64 us)
{
  g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(us / G_USEC_PER_SEC);
  return g_date_time_to_timezone(utc, zone);
}

/* When the minute of the day begins that is `days` after `now`. */
static gint64 instant(GTimeZone *zone, GDateTime *now, int days, guint minute)
{
  g_autoptr(GDateTime) other = g_date_time_add_days(now, days);
  g_autoptr(GDateTime) midnight = g_date_time_new(zone, g_date_time_get_year(other), g_date_time_get_month(other),
                                                  g_date_time_get_day_of_month(other), 0, 0, 0);
  g_autoptr(GDateTime) day = minute >= DAY_MIN ? g_date_time_add_days(midnight, 1) : g_date_time_ref(midnight);
  guint left = minute % DAY_MIN;
  g_autoptr(GDateTime) there = g_date_time_new(zone, g_date_time_get_year(day), g_date_time_get_month(day),
                                               g_date_time_get_day_of_month(day), (gint)left / 60, (gint)left % 60, 0);
  return g_date_time_to_unix(there) * G_USEC_PER_SEC;
}

/* The window as it opens `days` after `now`. FALSE: not on that day. */
static gboolean opening(const struct change_window *window, GTimeZone *zone, GDateTime *now, int days, gint64 span[2])
{
  g_autoptr(GDateTime) day = g_date_time_add_days(now, days);
  if (!(window->days & (1u << (g_date_time_get_day_of_week(day) - 1))))
    return FALSE;
  span[0] = instant(zone, now, days, window->from_min);
  span[1] = instant(zone, now, days, window->to_min > window->from_min ? window->to_min : window->to_min + DAY_MIN);
  return TRUE;
}

gboolean change_windows_are_open(const GPtrArray *windows, GTimeZone *zone, gint64 now_us, gint64 *opens_us)
{
  g_autoptr(GDateTime) now = moment(zone, now_us);
  gint64 next_us = G_MAXINT64;
  for (guint i = 0; i < windows->len; i++) {
    struct change_window window;
    gint64 span[2];
    if (!change_window_parse(windows->pdata[i], &window))
      continue;
    for (int days = -1; days <= WEEK; days++) {
      if (!opening(&window, zone, now, days, span))
        continue;
      if (span[0] <= now_us && now_us < span[1])
        return TRUE;
      if (span[0] > now_us) { /* as do all days after it */
        next_us = MIN(next_us, span[0]);
        break;
      }
    }
  }
  if (opens_us)
    *opens_us = next_us;
  return FALSE;
}
