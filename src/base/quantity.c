#include "base/quantity.h"

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

static guint edit_distance(const char *a, const char *b)
{
  gsize columns = strlen(b) + 1;
  g_autofree guint *row = g_new(guint, columns);
  for (gsize j = 0; j < columns; j++)
    row[j] = (guint)j;
  for (gsize i = 0; a[i]; i++) {
    guint diagonal = row[0];
    row[0] = (guint)i + 1;
    for (gsize j = 1; j < columns; j++) {
      guint replaced = diagonal + (a[i] != b[j - 1]);
      diagonal = row[j];
      row[j] = MIN(replaced, MIN(row[j], row[j - 1]) + 1);
    }
  }
  return row[columns - 1];
}

const char *nearest_name(const char *text, const char *const *candidates)
{
  gsize length = strlen(text);
  if (length > 255)
    return NULL;
  const char *nearest = NULL;
  guint best = (guint)length / 3 + 2;
  for (; *candidates; candidates++) {
    guint distance = edit_distance(text, *candidates);
    if (distance < best) {
      best = distance;
      nearest = *candidates;
    }
  }
  return nearest;
}

char *text_clean(const char *text, gsize max)
{
  g_autofree char *valid = g_utf8_make_valid(text, -1);
  GString *clean = g_string_new(NULL);
  for (const char *p = valid; *p; p = g_utf8_next_char(p)) {
    gunichar c = g_utf8_get_char(p);
    if (clean->len + (gsize)g_unichar_to_utf8(c, NULL) > max)
      break;
    g_string_append_unichar(clean, g_unichar_iscntrl(c) ? ' ' : c);
  }
  return g_string_free(clean, FALSE);
}
