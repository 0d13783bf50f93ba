#pragma once
/*
 * Quantities as people write them: "10s", "5m", "2h", "30d" and "256MiB", "2GiB". Used by the
 * configuration, by policies and by the command line, so that each means the same everywhere.
 */
#include <glib.h>

#define DURATION_MAX_SEC (G_GUINT64_CONSTANT(3660) * 86400) /* ten years */

/* Seconds of "90s", "5m", "2h", "7d", "2w" or a bare number of seconds. FALSE (out untouched) if it is
 * anything else, negative or more than DURATION_MAX_SEC. */
gboolean duration_parse(const char *text, guint64 *seconds);

/* How long, for a person, rounded: "90 s", "5 min", "3.2 h", "4.0 d"; "?" where it is no number. Caller frees. */
char *span_format(double seconds);

/* The shortest exact form: 300 -> "5m", 90 -> "90s". Caller frees. */
char *duration_format(guint64 seconds);

/* Bits a second of "100Mbit/s", "10Gbit/s", "500kbit/s", "1Tbit/s" or "10bit/s", in steps of 1000. FALSE as above. */
gboolean speed_parse(const char *text, guint64 *bits_per_sec);
/* The shortest exact form: 10000000000 -> "10Gbit/s". Caller frees. */
char *speed_format(guint64 bits_per_sec);

/* Bytes a second of "20MiB/s" or "100Mbit/s". FALSE as above. */
gboolean rate_parse(const char *text, guint64 *bytes_per_sec);

/* Bytes of "512", "512B", "64KiB", "256MiB", "2GiB", "1TiB". FALSE if it is anything else or overflows. */
gboolean size_parse(const char *text, guint64 *bytes);

/* For a person, three significant digits: "256 MiB", "1.50 GiB". Caller frees. */
char *size_format(guint64 bytes);
