#pragma once
/*
 * Moments as people write them: "-1h", "now", "2026-11-23T03:00", seconds since 1970. Used by the API and by the command
 * line, so that each means the same everywhere.
 */
#include <glib.h>

/* `zone` is that of a time without one. FALSE (out untouched) where the text is no moment. */
gboolean time_text_parse(const char *text, GTimeZone *zone, gint64 now_sec, gint64 *sec);
