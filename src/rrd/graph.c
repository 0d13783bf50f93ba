#include "rrd/graph.h"

#include "base/error.h"
#include "base/limits.h"
#include "rrd/graph_order.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <gio/gunixinputstream.h>
#include <glib-unix.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define PICTURE_MAX (LIMIT_MESSAGE - 4096) /* bytes of a PNG: the message holds an error, too */
#define FIRST_DESCRIPTOR 3
#define NICENESS 5

struct graphs {
  struct channel *channel;
  GQueue *waiting; /* struct job */
  guint working;
  guint64 drawn, failed;
};

/* One picture; from its start on with its process and what that has written. */
struct job {
  struct graphs *graphs;
  GVariant *body;
  char *directory;
  pid_t pid;
  GOutputStream *output;
};

struct graphs *graphs_new(struct channel *channel)
{
  struct graphs *graphs = g_new0(struct graphs, 1);
  graphs->channel = channel;
  graphs->waiting = g_queue_new();
  return graphs;
}

static void job_free(struct job *job)
{
  g_clear_object(&job->output);
  g_variant_unref(job->body);
  g_free(job->directory);
  g_free(job);
}

static void answer(struct graphs *graphs, GVariant *body, const char *image, gsize size, const char *failure)
{
  guint64 request;
  g_variant_get_child(body, 0, "t", &request);
  graphs->drawn += !*failure;
  graphs->failed += *failure != '\0';
  channel_send(graphs->channel, MESSAGE_PICTURE,
               g_variant_new("(t@ays)", request,
                             g_variant_new_fixed_array(G_VARIANT_TYPE_BYTE, image, size, 1), failure));
}

/* ---- in the process of a picture ------------------------------------------------------------------ */

static void write_all(int fd, const char *bytes, gsize size)
{
  while (size > 0) {
    ssize_t written = write(fd, bytes, size);
    if (written < 0 && errno == EINTR)
      continue;
    if (written <= 0)
      _exit(EXIT_FAILURE);
    bytes += written;
    size -= (gsize)written;
  }
}

/* Writes the PNG, or '!' and a sentence: no PNG begins with that. */
static void write_picture(int fd, const struct job *job)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) image = graph_order_draw(job->directory, job->body, &error);
  gsize size = 0;
  const char *bytes = image ? g_bytes_get_data(image, &size) : NULL;
  if (size > PICTURE_MAX)
    error = g_error_new_literal(PROVOST_ERROR, PROVOST_ERROR_LIMIT, "the picture is too large: ask for a smaller one");
  if (!error) {
    write_all(fd, bytes, size);
    return;
  }
  write_all(fd, "!", 1);
  write_all(fd, error->message, strlen(error->message));
}

/* Keeps nothing of the reader's: neither its socket nor the lock that says that it lives, nor its signals. */
static G_NORETURN void be_the_process(int fd, const struct job *job)
{
  signal(SIGTERM, SIG_DFL);
  signal(SIGINT, SIG_DFL);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  alarm(GRAPH_SEC);
  if (nice(NICENESS) < 0)
    errno = 0;
  int out = dup2(fd, STDIN_FILENO);
  closefrom(FIRST_DESCRIPTOR);
  write_picture(out, job);
  _exit(EXIT_SUCCESS);
}

/* ---- in the reader --------------------------------------------------------------------------------- */

static void start_next(struct graphs *graphs);

static char *why_none(int status)
{
  if (WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM)
    return g_strdup_printf("the picture was not drawn within %d s: ask for less", GRAPH_SEC);
  if (WIFSIGNALED(status))
    return g_strdup_printf("librrd died of signal %d while it drew the picture", WTERMSIG(status));
  return g_strdup("the picture was not drawn");
}

static void on_written(GObject *output, GAsyncResult *result, gpointer user)
{
  struct job *job = user;
  struct graphs *graphs = job->graphs;
  int status = 0;
  g_output_stream_splice_finish(G_OUTPUT_STREAM(output), result, NULL);
  while (waitpid(job->pid, &status, 0) < 0 && errno == EINTR)
    ;
  const char *bytes = g_memory_output_stream_get_data(G_MEMORY_OUTPUT_STREAM(output));
  gsize size = g_memory_output_stream_get_data_size(G_MEMORY_OUTPUT_STREAM(output));
  gboolean is_error = size > 0 && bytes[0] == '!';
  g_autofree char *failure = is_error                     ? g_strndup(bytes + 1, size - 1)
                             : status != 0 || size == 0 ? why_none(status)
                                                        : g_strdup("");
  answer(graphs, job->body, bytes, *failure ? 0 : size, failure);
  job_free(job);
  graphs->working--;
  start_next(graphs);
}

static gboolean job_start(struct job *job)
{
  int ends[2];
  if (!g_unix_open_pipe(ends, FD_CLOEXEC, NULL))
    return FALSE;
  job->pid = fork();
  if (job->pid == 0)
    be_the_process(ends[1], job);
  close(ends[1]);
  if (job->pid < 0) {
    close(ends[0]);
    return FALSE;
  }
  g_autoptr(GInputStream) input = g_unix_input_stream_new(ends[0], TRUE);
  job->output = g_memory_output_stream_new_resizable();
  g_output_stream_splice_async(job->output, input,
                               G_OUTPUT_STREAM_SPLICE_CLOSE_SOURCE | G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET,
                               G_PRIORITY_DEFAULT, NULL, on_written, job);
  return TRUE;
}

static void start_next(struct graphs *graphs)
{
  while (graphs->working < GRAPHS_AT_ONCE && !g_queue_is_empty(graphs->waiting)) {
    struct job *job = g_queue_pop_head(graphs->waiting);
    if (job_start(job)) {
      graphs->working++;
      continue;
    }
    answer(graphs, job->body, NULL, 0, "there is no memory or process left to draw a picture in: ask again");
    job_free(job);
  }
}

void graphs_take(struct graphs *graphs, const char *directory, GVariant *body)
{
  const char *why = !directory ? "the reader was not told yet where history files lie" : NULL;
  if (g_queue_get_length(graphs->waiting) >= GRAPHS_WAITING)
    why = "too many pictures are being drawn: ask again";
  if (why) {
    answer(graphs, body, NULL, 0, why);
    return;
  }
  struct job *job = g_new0(struct job, 1);
  *job = (struct job){.graphs = graphs, .body = g_variant_ref(body), .directory = g_strdup(directory)};
  g_queue_push_tail(graphs->waiting, job);
  start_next(graphs);
}

guint64 graphs_drawn(const struct graphs *graphs)
{
  return graphs->drawn;
}

guint64 graphs_failed(const struct graphs *graphs)
{
  return graphs->failed;
}
