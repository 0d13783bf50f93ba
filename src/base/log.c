#include "base/log.h"

#include <glib.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define LOG_LINE_MAX 2048

static const char *level_name(GLogLevelFlags level)
{
  switch (level & G_LOG_LEVEL_MASK) {
  case G_LOG_LEVEL_ERROR:
    return "fatal";
  case G_LOG_LEVEL_CRITICAL:
    return "critical";
  case G_LOG_LEVEL_WARNING:
    return "warning";
  case G_LOG_LEVEL_DEBUG:
    return "debug";
  default:
    return "info";
  }
}

static const char *field_text(const GLogField *fields, gsize n, const char *key)
{
  for (gsize i = 0; i < n; i++)
    if (strcmp(fields[i].key, key) == 0)
      return fields[i].value;
  return NULL;
}

/* Also those of eight bits, U+0080 to U+009F, which some terminals obey. */
static void blank_controls(char *text, int length)
{
  unsigned char *bytes = (unsigned char *)text;
  for (int i = 0; i < length; i++)
    if (bytes[i] < 0x20 || bytes[i] == 0x7f)
      bytes[i] = ' ';
    else if (bytes[i] == 0xc2 && i + 1 < length && bytes[i + 1] >= 0x80 && bytes[i + 1] < 0xa0)
      bytes[i] = bytes[i + 1] = ' ';
}

/* A full pipe or a stopped terminal must not hold the program up. */
static gboolean may_write(void)
{
  struct pollfd output = {STDERR_FILENO, POLLOUT, 0};
  return poll(&output, 1, 0) == 1 && (output.revents & POLLOUT);
}

static GLogWriterOutput write_line(GLogLevelFlags level, const GLogField *fields, gsize n,
                                   gpointer program)
{
  const char *domain = field_text(fields, n, "GLIB_DOMAIN");
  if (((level & G_LOG_LEVEL_DEBUG) && g_log_writer_default_would_drop(level, domain)) || !may_write())
    return G_LOG_WRITER_HANDLED;

  g_autoptr(GDateTime) now = g_date_time_new_now_local();
  g_autofree char *time = g_date_time_format(now, "%H:%M:%S");
  const char *text = field_text(fields, n, "MESSAGE");
  char line[LOG_LINE_MAX];
  int length = snprintf(line, sizeof line, "%s.%03d %s %s: %s", time,
                        g_date_time_get_microsecond(now) / 1000, (const char *)program,
                        level_name(level), text ? text : "");
  length = MIN(length, (int)sizeof line - 1);
  blank_controls(line, length);
  line[length++] = '\n';
  ssize_t written = write(STDERR_FILENO, line, (size_t)length);
  return written < 0 ? G_LOG_WRITER_UNHANDLED : G_LOG_WRITER_HANDLED;
}

void log_open(const char *program)
{
  g_log_set_writer_func(write_line, (gpointer)program, NULL);
}
