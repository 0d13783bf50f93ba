#include "rrd/cached.h"

#include "base/error.h"
#include "base/text.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define ANSWER_MAX (256 * 1024) /* bytes of the answers to one call */
#define SHOWN_MAX 200

struct cached {
  const struct clock *clock;
  char *socket;
  int fd;           /* -1: not connected */
  GString *answers; /* received and not read yet */
  gint64 until_us;  /* when the call at hand is given up */
  gint64 retry_us;  /* not before */
  guint failures;   /* calls in a row that lost the connection */
  char *trouble;    /* why it was lost last */
};

struct cached *cached_new(const struct clock *clock, const char *socket)
{
  struct cached *cached = g_new0(struct cached, 1);
  cached->clock = clock;
  cached->socket = g_strdup(socket);
  cached->fd = -1;
  cached->answers = g_string_new(NULL);
  return cached;
}

static void hang_up(struct cached *cached)
{
  if (cached->fd >= 0)
    close(cached->fd);
  cached->fd = -1;
  g_string_truncate(cached->answers, 0);
}

void cached_free(struct cached *cached)
{
  if (!cached)
    return;
  hang_up(cached);
  g_string_free(cached->answers, TRUE);
  g_free(cached->socket);
  g_free(cached->trouble);
  g_free(cached);
}

static gboolean fail(struct cached *cached, const char *path, GError **error)
{
  g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_STORAGE, "cannot write %s: rrdcached at %s %s", path, cached->socket,
              cached->trouble);
  return FALSE;
}

/* Drops the connection, whatever waits in it: half an answer would be taken for the next one. */
static gboolean lose(struct cached *cached, const char *trouble)
{
  hang_up(cached);
  text_replace(&cached->trouble, trouble);
  guint wait_sec = cached->failures < 5 ? 1u << cached->failures : CACHED_RETRY_MAX_SEC;
  cached->failures++;
  cached->retry_us = clock_monotonic_us(cached->clock) + wait_sec * G_USEC_PER_SEC;
  return FALSE;
}

static gboolean lose_for(struct cached *cached, const char *what, int number)
{
  g_autofree char *trouble = g_strdup_printf("%s: %s", what, g_strerror(number));
  return lose(cached, trouble);
}

/* rrdcached was started anew since the last call, or said something that nobody asked for. */
static gboolean is_stale(const struct cached *cached)
{
  char byte;
  return recv(cached->fd, &byte, sizeof byte, MSG_PEEK) >= 0 || errno != EAGAIN;
}

static gboolean join(struct cached *cached)
{
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  if (cached->fd >= 0 && is_stale(cached))
    hang_up(cached);
  if (cached->fd >= 0)
    return TRUE;
  if (g_strlcpy(address.sun_path, cached->socket, sizeof address.sun_path) >= sizeof address.sun_path)
    return lose(cached, "has too long a path for a Unix socket");
  cached->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (cached->fd < 0 || connect(cached->fd, (const struct sockaddr *)&address, sizeof address) < 0)
    return lose_for(cached, "is not there", errno);
  return TRUE;
}

static gboolean wait_for(struct cached *cached, short events)
{
  struct pollfd poll_fd = {.fd = cached->fd, .events = events};
  gint64 left_us = cached->until_us - g_get_monotonic_time();
  int ready = left_us > 0 ? poll(&poll_fd, 1, (int)(left_us / 1000) + 1) : 0;
  if (ready > 0 || (ready < 0 && errno == EINTR))
    return TRUE;
  return ready < 0 ? lose_for(cached, "cannot be waited for", errno) : lose(cached, "does not answer");
}

static gboolean say(struct cached *cached, const GString *commands)
{
  for (gsize sent = 0; sent < commands->len;) {
    ssize_t n = send(cached->fd, commands->str + sent, commands->len - sent, MSG_NOSIGNAL);
    if (n >= 0)
      sent += (gsize)n;
    else if (errno == EAGAIN && !wait_for(cached, POLLOUT))
      return FALSE;
    else if (errno != EAGAIN && errno != EINTR)
      return lose_for(cached, "has gone", errno);
  }
  return TRUE;
}

static gboolean hear_more(struct cached *cached)
{
  char bytes[4096];
  ssize_t n = recv(cached->fd, bytes, sizeof bytes, 0);
  if (n > 0) {
    g_string_append_len(cached->answers, bytes, n);
    return cached->answers->len <= ANSWER_MAX || lose(cached, "answers too much");
  }
  if (n == 0)
    return lose(cached, "has closed the connection");
  if (errno == EAGAIN || errno == EINTR)
    return wait_for(cached, POLLIN);
  return lose_for(cached, "has gone", errno);
}

/* The next line, without its end, or NULL. Caller frees. */
static char *hear_line(struct cached *cached)
{
  const char *end;
  while (!(end = memchr(cached->answers->str, '\n', cached->answers->len)))
    if (!hear_more(cached))
      return NULL;
  gssize length = end - cached->answers->str;
  char *line = g_strndup(cached->answers->str, (gsize)length);
  g_string_erase(cached->answers, 0, length + 1);
  return line;
}

/* An answer is a line "N TEXT", and N further ones; N < 0: an error. The first line, or NULL. Caller frees. */
static char *hear(struct cached *cached)
{
  char *first = hear_line(cached);
  gint64 more = first ? g_ascii_strtoll(first, NULL, 10) : 0;
  for (; more > 0; more--) {
    g_autofree char *line = hear_line(cached);
    if (!line)
      g_clear_pointer(&first, g_free);
    if (!first)
      break;
  }
  return first;
}

/* TRUE where the next answer is no error, or one that begins with `but`. */
static gboolean hear_yes(struct cached *cached, const char *but)
{
  g_autofree char *answer = hear(cached);
  if (!answer)
    return FALSE;
  if (answer[0] != '-' || (but && g_str_has_prefix(answer, but)))
    return TRUE;
  g_autofree char *shown = text_clean(answer, SHOWN_MAX);
  g_free(cached->trouble);
  cached->trouble = g_strdup_printf("refuses: %s", shown);
  return FALSE;
}

/* Without BATCH each of the updates has an answer: nobody knows which is which. */
static gboolean hear_of_batch(struct cached *cached)
{
  if (hear_yes(cached, NULL))
    return hear_yes(cached, NULL);
  g_autofree char *trouble = g_strdup(cached->trouble);
  return cached->fd >= 0 ? lose(cached, trouble) : FALSE;
}

static gboolean begin(struct cached *cached)
{
  if (clock_monotonic_us(cached->clock) < cached->retry_us)
    return FALSE;
  cached->until_us = g_get_monotonic_time() + CACHED_WAIT_MS * 1000;
  return join(cached);
}

static gboolean end(struct cached *cached)
{
  cached->failures = 0;
  return TRUE;
}

gboolean cached_is_there(struct cached *cached, const char *path, GError **error)
{
  return begin(cached) || fail(cached, path, error);
}

/* As a field of a command: blanks and backslashes have one before them. */
static char *field(const char *path)
{
  GString *text = g_string_new(NULL);
  for (; *path; path++) {
    if (*path == ' ' || *path == '\\')
      g_string_append_c(text, '\\');
    g_string_append_c(text, *path);
  }
  return g_string_free(text, FALSE);
}

/* One command for each sample: rrdcached stops at the first that it has already. */
static gboolean add_updates(GString *commands, const char *file, const GPtrArray *arguments)
{
  g_string_append(commands, "BATCH\n");
  for (guint i = 0; i < arguments->len; i++) {
    gsize begins = commands->len;
    g_string_append_printf(commands, "UPDATE %s %s\n", file, (const char *)arguments->pdata[i]);
    if (commands->len - begins > CACHED_LINE_MAX)
      return FALSE;
  }
  g_string_append(commands, ".\n");
  return TRUE;
}

gboolean cached_write(struct cached *cached, const char *path, const GPtrArray *arguments, GError **error)
{
  g_autofree char *file = field(path);
  g_autoptr(GString) commands = g_string_new(NULL);
  if ((arguments && !add_updates(commands, file, arguments)) || strlen(file) > CACHED_LINE_MAX - 16 ||
      strchr(file, '\n')) {
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_STORAGE, "cannot write %s: its path is too long for rrdcached", path);
    return FALSE;
  }
  g_string_append_printf(commands, "FLUSH %s\n", file);
  if (begin(cached) && say(cached, commands) && (!arguments || hear_of_batch(cached)) && hear_yes(cached, NULL))
    return end(cached);
  return fail(cached, path, error);
}

gboolean cached_forget(struct cached *cached, const char *path, GError **error)
{
  g_autofree char *file = field(path);
  g_autoptr(GString) commands = g_string_new(NULL);
  g_string_append_printf(commands, "FORGET %s\n", file);
  if (begin(cached) && say(cached, commands) && hear_yes(cached, "-1 No such file"))
    return end(cached);
  return fail(cached, path, error);
}
