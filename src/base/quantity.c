#include "base/quantity.h"

#include <math.h>
#include <string.h>

struct unit {
  const char *suffix;
  guint64 factor;
};

static const struct unit duration_units[] = {
    {"", 1}, {"s", 1}, {"m", 60}, {"h", 3600}, {"d", 86400}, {"w", 604800}, {NULL, 0},
};

static const struct unit size_units[] = {
    {"", 1},
    {"B", 1},
    {"KiB", G_GUINT64_CONSTANT(1) << 10},
    {"MiB", G_GUINT64_CONSTANT(1) << 20},
    {"GiB", G_GUINT64_CONSTANT(1) << 30},
    {"TiB", G_GUINT64_CONSTANT(1) << 40},
    {NULL, 0},
};

static const struct unit speed_units[] = {
    {"bit/s", 1},
    {"kbit/s", 1000},
    {"Mbit/s", 1000000},
    {"Gbit/s", 1000000000},
    {"Tbit/s", G_GUINT64_CONSTANT(1000000000000)},
    {NULL, 0},
};

static gboolean quantity_parse(const char *text, const struct unit *units, guint64 *value)
{
  if (!g_ascii_isdigit(text[0]))
    return FALSE;
  char *end = NULL;
  guint64 number = g_ascii_strtoull(text, &end, 10);
  if (number == G_MAXUINT64)
    return FALSE;
  for (const struct unit *unit = units; unit->suffix; unit++)
    if (strcmp(end, unit->suffix) == 0)
      return g_uint64_checked_mul(value, number, unit->factor);
  return FALSE;
}

gboolean duration_parse(const char *text, guint64 *seconds)
{
  guint64 value;
  if (!quantity_parse(text, duration_units, &value) || value > DURATION_MAX_SEC)
    return FALSE;
  *seconds = value;
  return TRUE;
}

char *duration_format(guint64 seconds)
{
  const struct unit *best = &duration_units[1];
  for (const struct unit *unit = best; unit->suffix; unit++)
    if (seconds > 0 && seconds % unit->factor == 0)
      best = unit;
  return g_strdup_printf("%" G_GUINT64_FORMAT "%s", seconds / best->factor, best->suffix);
}

char *span_format(double seconds)
{
  if (!isfinite(seconds))
    return g_strdup("?");
  if (seconds < 120)
    return g_strdup_printf("%.0f s", seconds);
  if (seconds < 2 * 3600)
    return g_strdup_printf("%.0f min", seconds / 60);
  if (seconds < 48 * 3600)
    return g_strdup_printf("%.1f h", seconds / 3600);
  return g_strdup_printf("%.1f d", seconds / 86400);
}

gboolean speed_parse(const char *text, guint64 *bits_per_sec)
{
  guint64 value;
  if (!quantity_parse(text, speed_units, &value))
    return FALSE;
  *bits_per_sec = value;
  return TRUE;
}

gboolean rate_parse(const char *text, guint64 *bytes_per_sec)
{
  guint64 bits_per_sec;
  if (speed_parse(text, &bits_per_sec)) {
    *bytes_per_sec = bits_per_sec / 8;
    return TRUE;
  }
  g_autofree char *size = g_str_has_suffix(text, "/s") ? g_strndup(text, strlen(text) - 2) : NULL;
  return size && size_parse(size, bytes_per_sec);
}

char *speed_format(guint64 bits_per_sec)
{
  const struct unit *best = speed_units;
  for (const struct unit *unit = best; unit->suffix; unit++)
    if (bits_per_sec > 0 && bits_per_sec % unit->factor == 0)
      best = unit;
  return g_strdup_printf("%" G_GUINT64_FORMAT "%s", bits_per_sec / best->factor, best->suffix);
}

gboolean size_parse(const char *text, guint64 *bytes)
{
  guint64 value;
  if (!quantity_parse(text, size_units, &value))
    return FALSE;
  *bytes = value;
  return TRUE;
}

char *size_format(guint64 bytes)
{
  const struct unit *best = &size_units[1];
  for (const struct unit *unit = best; unit->suffix; unit++)
    if (bytes >= unit->factor)
      best = unit;
  double value = (double)bytes / (double)best->factor;
  int decimals = best->factor == 1 || value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return g_strdup_printf("%.*f %s", decimals, value, best->suffix);
}
