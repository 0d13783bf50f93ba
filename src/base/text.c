#include "base/text.h"

#include <string.h>

/* Also what breaks a line that is none, or shows what follows it the other way round (Unicode TR 36, 2.10). */
static gboolean is_harmful(gunichar c)
{
  return g_unichar_iscntrl(c) || (c >= 0x2028 && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

char *text_clean(const char *text, gsize max)
{
  /* The rest cannot show: a letter that is cut here begins behind `max`. */
  g_autofree char *start = g_strndup(text, max + 4);
  g_autofree char *valid = g_utf8_make_valid(start, -1);
  GString *clean = g_string_new(NULL);
  for (const char *p = valid; *p; p = g_utf8_next_char(p)) {
    gunichar c = g_utf8_get_char(p);
    if (clean->len + (gsize)g_unichar_to_utf8(c, NULL) > max)
      break;
    g_string_append_unichar(clean, is_harmful(c) ? ' ' : c);
  }
  return g_string_free(clean, FALSE);
}

void text_replace(char **text, const char *value)
{
  char *copy = g_strdup(value);
  g_free(*text);
  *text = copy;
}

char *text_hexadecimal(const guint8 *bytes, gsize n)
{
  GString *text = g_string_sized_new(2 * n);
  for (gsize i = 0; i < n; i++)
    g_string_append_printf(text, "%02x", bytes[i]);
  return g_string_free(text, FALSE);
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

char *text_names(const GPtrArray *names, guint shown)
{
  GString *text = g_string_new(NULL);
  for (guint i = 0; i < MIN(names->len, shown); i++)
    g_string_append_printf(text, "%s%s", i ? ", " : "", (const char *)names->pdata[i]);
  if (names->len > shown)
    g_string_append_printf(text, " and %u more", names->len - shown);
  return g_string_free(text, FALSE);
}

char *text_shell_word(const char *word)
{
  static const char plain[] = G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "._-+:@/";
  return word[strspn(word, plain)] ? g_shell_quote(word) : g_strdup(word);
}

int text_order(const void *a, const void *b)
{
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}
