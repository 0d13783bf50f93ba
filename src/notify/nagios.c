#include "notify/nagios.h"

#include "base/text.h"
#include "model/ourselves.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FULL_MS 50 /* Nagios reads on */
#define MOST_MS 5000
#define LINES_A_TURN 500
#define OUTPUT_MAX 2048
#define PERFDATA_MAX 1024
#define COMMENT_MAX 255

struct nagios {
  char *path;
  struct outlet outlet;
  GQueue lines; /* char *, each with its line break */
  guint timer;
};

/* ---- writing ------------------------------------------------------------------------------------- */

/* -1 with the reason as a clause. */
static int open_pipe(const char *path, char **why)
{
  struct stat status;
  int fd = open(path, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC | O_NOFOLLOW);
  if (fd >= 0 && fstat(fd, &status) == 0 && S_ISFIFO(status.st_mode))
    return fd;
  if (fd >= 0)
    *why = g_strdup("its command file is no pipe: name the command_file of nagios.cfg");
  else if (errno == ENXIO)
    *why = g_strdup("nobody reads its command file: see whether Nagios runs");
  else
    *why = g_strdup_printf("its command file cannot be written: %s: see command_file, whether Nagios runs, and "
                           "whether provostd's user is in its group", g_strerror(errno));
  if (fd >= 0)
    close(fd);
  return -1;
}

static void arm(struct nagios *nagios, guint ms);

/* 0, or how many ms to wait. */
static guint write_some(struct nagios *nagios, int fd)
{
  char *line;
  for (guint n = 0; n < LINES_A_TURN && (line = g_queue_peek_head(&nagios->lines)); n++) {
    ssize_t written = write(fd, line, strlen(line));
    if (written < 0 && errno == EAGAIN)
      return FULL_MS;
    if (written < 0)
      return outlet_failed(&nagios->outlet, "nobody reads its command file any more: see whether Nagios runs", MOST_MS);
    outlet_went(&nagios->outlet);
    g_free(g_queue_pop_head(&nagios->lines));
  }
  return 0;
}

static gboolean on_turn(gpointer user)
{
  struct nagios *nagios = user;
  g_autofree char *why = NULL;
  guint wait_ms = 0;
  nagios->timer = 0;
  int fd = open_pipe(nagios->path, &why);
  if (fd >= 0) {
    wait_ms = write_some(nagios, fd);
    close(fd);
  } else {
    wait_ms = outlet_failed(&nagios->outlet, why, MOST_MS);
  }
  nagios->outlet.waiting = g_queue_get_length(&nagios->lines);
  if (nagios->outlet.waiting > 0)
    arm(nagios, wait_ms);
  return G_SOURCE_REMOVE;
}

static void arm(struct nagios *nagios, guint ms)
{
  if (!nagios->timer)
    nagios->timer = g_timeout_add(ms, on_turn, nagios);
}

/* Takes the command, without its time. */
static void put(struct nagios *nagios, char *command)
{
  char *line = g_strdup_printf("[%" G_GINT64_FORMAT "] %s\n", g_get_real_time() / G_USEC_PER_SEC, command);
  g_assert(strlen(line) <= PIPE_BUF);
  g_free(command);
  if (g_queue_get_length(&nagios->lines) >= NAGIOS_WAITING) {
    g_free(g_queue_pop_head(&nagios->lines));
    nagios->outlet.dropped++;
  }
  g_queue_push_tail(&nagios->lines, line);
  nagios->outlet.waiting = g_queue_get_length(&nagios->lines);
  arm(nagios, 0);
}

/* ---- commands ------------------------------------------------------------------------------------ */

void nagios_take_result(struct nagios *nagios, const struct result *result)
{
  g_autofree char *host = result_name(result->host), *service = result_name(result->service);
  g_autofree char *output = result_field(result->output, OUTPUT_MAX), *perfdata = text_clean(result->perfdata, PERFDATA_MAX);
  if (host && service)
    put(nagios, g_strdup_printf("PROCESS_SERVICE_CHECK_RESULT;%s;%s;%u;%s%s%s", host, service, result->status, output,
                                perfdata[0] ? "|" : "", perfdata));
  else
    outlet_refused(&nagios->outlet, "a name that Nagios could not tell from a command was left out");
}

/* A fixed downtime without a trigger. */
static void schedule(struct nagios *nagios, const char *command, const char *host, const struct downtime *downtime,
                     const char *comment)
{
  put(nagios, g_strdup_printf("%s;%s;%" G_GINT64_FORMAT ";%" G_GINT64_FORMAT ";1;0;%" G_GINT64_FORMAT ";%s;%s", command, host,
                              downtime->from_sec, downtime->to_sec, downtime->to_sec - downtime->from_sec, OURSELVES,
                              comment));
}

void nagios_take_downtime(struct nagios *nagios, const struct downtime *downtime)
{
  g_autofree char *host = result_name(downtime->host), *comment = result_field(downtime->comment, COMMENT_MAX);
  if (!host) {
    outlet_refused(&nagios->outlet, "a name that Nagios could not tell from a command was left out");
  } else if (downtime->begins) {
    schedule(nagios, "SCHEDULE_HOST_DOWNTIME", host, downtime, comment);
    schedule(nagios, "SCHEDULE_HOST_SVC_DOWNTIME", host, downtime, comment);
  } else {
    put(nagios, g_strdup_printf("DEL_DOWNTIME_BY_HOST_NAME;%s;;%" G_GINT64_FORMAT ";%s", host, downtime->from_sec, comment));
  }
}

/* ---- life cycle ---------------------------------------------------------------------------------- */

struct nagios *nagios_new(const char *command_file)
{
  struct nagios *nagios = g_new0(struct nagios, 1);
  nagios->path = g_strdup(command_file);
  outlet_init(&nagios->outlet, "nagios");
  g_queue_init(&nagios->lines);
  return nagios;
}

void nagios_free(struct nagios *nagios)
{
  if (!nagios)
    return;
  g_clear_handle_id(&nagios->timer, g_source_remove);
  g_queue_clear_full(&nagios->lines, g_free);
  outlet_clear(&nagios->outlet);
  g_free(nagios->path);
  g_free(nagios);
}

const struct outlet *nagios_outlet(const struct nagios *nagios)
{
  return &nagios->outlet;
}
