#include "cli/text.h"

#include "base/quantity.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#define COLUMNS_MAX 10000

/* Most text is ASCII, and long lists are made of it. */
static gboolean is_plain(gunichar c)
{
  return c >= ' ' && c < 0x7f;
}

/* What would end the line, move the cursor, or show what follows in another order than it is in. */
static gboolean is_wild(gunichar c)
{
  return g_unichar_iscntrl(c) || c == 0x061c || c == 0x200e || c == 0x200f || (c >= 0x2028 && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

char *text_tame(const char *text)
{
  const char *end = text;
  while (is_plain((guchar)*end))
    end++;
  if (!*end)
    return g_strdup(text);
  g_autofree char *valid = g_utf8_make_valid(text, -1);
  GString *tame = g_string_sized_new(strlen(valid));
  for (const char *p = valid; *p; p = g_utf8_next_char(p)) {
    gunichar c = g_utf8_get_char(p);
    if (is_plain(c) || c == '\n')
      g_string_append_c(tame, (char)c);
    else
      g_string_append_unichar(tame, is_wild(c) ? ' ' : c);
  }
  return g_string_free(tame, FALSE);
}

G_GNUC_PRINTF(2, 0)
static void print_to(FILE *file, const char *format, va_list arguments)
{
  g_autofree char *text = g_strdup_vprintf(format, arguments);
  g_autofree char *tame = text_tame(text);
  fputs(tame, file);
  fputc('\n', file);
}

void text_print(const char *format, ...)
{
  va_list arguments;
  va_start(arguments, format);
  print_to(stdout, format, arguments);
  va_end(arguments);
}

void text_print_error(const char *format, ...)
{
  va_list arguments;
  va_start(arguments, format);
  fflush(stdout);
  print_to(stderr, format, arguments);
  va_end(arguments);
}

gboolean text_is_out(void)
{
  gboolean had_failed = ferror(stdout) != 0;
  if (fflush(stdout) == 0 && !had_failed)
    return TRUE;
  if (errno != EPIPE)
    text_print_error("provost: not all of the answer could be printed%s%s", had_failed ? "" : ": ", had_failed ? "" : g_strerror(errno));
  return FALSE;
}

guint text_terminal_width(void)
{
  struct winsize size;
  guint64 columns;
  const char *wanted = g_getenv("COLUMNS");
  if (!isatty(STDOUT_FILENO))
    return 0;
  if (wanted && g_ascii_string_to_unsigned(wanted, 10, 1, COLUMNS_MAX, &columns, NULL))
    return (guint)columns;
  return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) < 0 ? 0 : size.ws_col;
}

guint text_char_width(gunichar c)
{
  if (is_plain(c))
    return 1;
  return g_unichar_iszerowidth(c) ? 0 : g_unichar_iswide(c) ? 2 : 1;
}

guint text_width(const char *text)
{
  guint width = 0;
  for (const char *p = text; *p; p = g_utf8_next_char(p))
    width += text_char_width(g_utf8_get_char(p));
  return width;
}

char *text_fit(const char *text, guint width)
{
  if (text_width(text) <= width)
    return g_strdup(text);
  guint used = 1; /* the ellipsis */
  const char *p = text;
  while (*p && used + text_char_width(g_utf8_get_char(p)) <= width) {
    used += text_char_width(g_utf8_get_char(p));
    p = g_utf8_next_char(p);
  }
  return g_strdup_printf("%.*s…", (int)(p - text), text);
}

char *text_time(const char *rfc3339)
{
  g_autoptr(GDateTime) time = g_date_time_new_from_iso8601(rfc3339, NULL);
  if (!time)
    return g_strdup("?");
  /* GLib looks for the time zone's file each time. */
  time_t then_sec = (time_t)g_date_time_to_unix(time), now_sec = (time_t)(g_get_real_time() / G_USEC_PER_SEC);
  struct tm then, now;
  char text[64];
  if (!localtime_r(&then_sec, &then) || !localtime_r(&now_sec, &now))
    return g_strdup("?");
  gboolean is_today = then.tm_year == now.tm_year && then.tm_yday == now.tm_yday;
  strftime(text, sizeof text, is_today ? "%H:%M:%S" : "%Y-%m-%d %H:%M:%S", &then);
  return g_strdup(text);
}

char *text_quantity(double value, const char *unit)
{
  if (!isfinite(value))
    return g_strdup("?");
  gboolean is_bytes = g_str_has_prefix(unit, "bytes") && value >= 0 && value < 1e19;
  if (is_bytes) {
    g_autofree char *size = size_format((guint64)value);
    return g_strconcat(size, unit + strlen("bytes"), NULL);
  }
  int decimals = value == floor(value) || fabs(value) >= 100 ? 0 : 1;
  return g_strdup_printf("%.*f%s%s", decimals, value, *unit ? " " : "", unit);
}

char *text_stars(double stars)
{
  if (!isfinite(stars))
    return g_strdup("?");
  GString *text = g_string_new(NULL);
  for (int i = 0; i < 5; i++)
    g_string_append(text, stars >= i + 1 ? "★" : stars >= i + 0.5 ? "½" : "☆");
  return g_string_free(text, FALSE);
}

char *reply_quantity(const json_t *object, const char *key, const char *unit)
{
  return text_quantity(reply_number(object, key), unit);
}

const json_t *reply_list(const json_t *reply, const char *key)
{
  const json_t *list = json_object_get(reply, key);
  if (json_is_array(list))
    return list;
  text_print_error("provost: the answer has no %s: is this provost as old as its provostd?", key);
  return NULL;
}
