#pragma once
/*
 * Times of the week in which automation may act: "22:00-06:00", "mon-fri 22:00-06:00", "sat,sun". A window that goes past
 * midnight belongs to the day on which it begins; one without times lasts the whole day. Pure; any thread.
 */
#include <glib.h>

struct change_window {
  guint days;           /* mask: bit 0 is Monday */
  guint from_min, to_min; /* of the day, 0 to 1440; from == to: 24 hours from there */
};

/* FALSE (window untouched): that is none. Days and times by themselves, or days before times. */
gboolean change_window_parse(const char *text, struct change_window *window);

/* Whether one of `windows` (char *, each valid) is open at the moment, a wall clock, in the zone. Where none is, `opens_us`
 * (may be NULL) becomes when the next one opens. By the clock on the wall: a night in which it is set back is as long as it is. */
gboolean change_windows_are_open(const GPtrArray *windows, GTimeZone *zone, gint64 now_us, gint64 *opens_us);
