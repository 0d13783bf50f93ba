/* How long a replay takes: makes history files of some hosts and guests, all archives full, and replays a pack over them
 * in the real provost-policy. Prints one line of figures. By hand: tests/bench/policy-replay --help. */
#include "base/error.h"
#include "folder.h"
#include "replay/replay.h"
#include "rrd/file.h"
#include "rrd/path.h"

#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#define NOW G_GINT64_CONSTANT(1800014400) /* a row of every archive ends here */
#define INTERVAL_SEC 10

struct bench {
  gint days, guests, hosts, step_sec;
  char *pack;
};

/* Days that rise and fall, weeks that do, and noise: from 0 to 1, alike in each run. */
static double wave(gint64 sec, guint seed)
{
  double day = sin((double)(sec + seed * 977) / 86400 * 2 * G_PI), week = sin((double)sec / 604800 * 2 * G_PI);
  guint noise = (guint)(sec / INTERVAL_SEC) * 2654435761u + seed * 40503u;
  return CLAMP(0.45 + 0.25 * day + 0.1 * week + 0.2 * ((noise >> 16) / 65536.0 - 0.5) + (seed % 10) * 0.02, 0, 1);
}

/* A fleet that is well most of the time: each subject has an hour of too much every five days. */
static double value_of(const struct metric *metric, gint64 sec, guint seed)
{
  double part = (sec / 3600 + seed * 7) % 120 == 0 ? 0.98 : 0.3 + 0.4 * wave(sec, seed);
  if (strstr(metric->name, "total") || strstr(metric->name, "size") || strstr(metric->name, "capacity"))
    return 1e11;
  if (strstr(metric->name, "wait") || strcmp(metric->unit, "ms") == 0)
    return 4 * part;
  if (strcmp(metric->unit, "bytes") == 0)
    return 1e11 * part;
  return strcmp(metric->unit, "%") == 0 ? 100 * part : MIN(metric->max, 1000 * part);
}

static gboolean fill_archive(int fd, const struct head *head, const struct layout *layout,
                             const struct head_archive *archive, guint seed)
{
  gsize rows = archive->shape.rows, n = layout->n_sources;
  g_autofree double *values = g_new(double, rows * n);
  for (gsize age = 0; age < rows; age++)
    for (gsize i = 0; i < n; i++)
      values[(archive->newest_row + rows - age) % rows * n + i] =
          value_of(layout->source[i], head->last_sec - (gint64)(age * archive->shape.step_sec), seed + (guint)i);
  gsize bytes = rows * n * sizeof *values;
  return pwrite(fd, values, bytes, archive->offset) == (ssize_t)bytes;
}

/* The file as the writer makes it, its rows filled by hand: years of updates would take hours. */
static gboolean make_file(const char *directory, const char *name, guint seed)
{
  struct object object;
  struct layout layout;
  struct head head;
  g_autoptr(GError) error = NULL;
  object_parse(name, &object);
  layout_init(&layout, object.class, INTERVAL_SEC);
  g_autofree char *path = history_path(directory, &object);
  g_autoptr(GPtrArray) update = g_ptr_array_new_with_free_func(g_free);
  GString *argument = g_string_new(NULL);
  g_string_printf(argument, "%" G_GINT64_FORMAT, NOW);
  for (guint i = 0; i < layout.n_sources; i++)
    g_string_append(argument, ":U");
  g_ptr_array_add(update, g_string_free(argument, FALSE));
  if (!file_create(path, &layout, NOW, &error) || !file_update(path, update, &error)) {
    fprintf(stderr, "policy-replay: %s\n", error->message);
    return FALSE;
  }
  int fd = open(path, O_RDWR | O_CLOEXEC);
  gboolean is_done = fd >= 0 && head_read(fd, &head, &error) == HEAD_SOUND;
  for (guint i = 0; is_done && i < head.n_archives; i++)
    is_done = fill_archive(fd, &head, &layout, &head.archive[i], seed);
  close(fd);
  return is_done;
}

static gboolean make_part(const char *directory, const char *subject, enum object_class class, const char *instance,
                          guint seed)
{
  g_autofree char *name = object_part(subject, class, instance);
  return make_file(directory, name, seed);
}

static gboolean make_host(const char *directory, guint i, GPtrArray *subjects)
{
  g_autofree char *name = g_strdup_printf("h%u", i), *subject = subject_format(SUBJECT_HOST, name);
  g_ptr_array_add(subjects, scene_subject_new(subject, name, "cluster:lab", "up"));
  return make_file(directory, subject, i) && make_part(directory, subject, CLASS_HOST_NET, "eth0", i) &&
         make_part(directory, subject, CLASS_HOST_STORAGE, "/", i) &&
         make_part(directory, subject, CLASS_HOST_STORAGE, "/srv", i + 1);
}

static gboolean make_guest(const char *directory, guint i, guint hosts, GPtrArray *subjects)
{
  g_autofree char *uuid = g_strdup_printf("00000000-0000-4000-8000-%012u", i), *name = g_strdup_printf("g%u", i);
  g_autofree char *subject = subject_format(SUBJECT_GUEST, uuid);
  g_autofree char *host = g_strdup_printf("host:h%u", i % hosts);
  g_ptr_array_add(subjects, scene_subject_new(subject, name, host, "running"));
  return make_file(directory, subject, i) && make_part(directory, subject, CLASS_GUEST_DISK, "vda", i) &&
         make_part(directory, subject, CLASS_GUEST_NET, "vnet0", i);
}

static gboolean make_past(const struct bench *bench, const char *directory, GPtrArray *subjects)
{
  gboolean is_done = TRUE;
  g_ptr_array_add(subjects, scene_subject_new("cluster:lab", "lab", "", "up"));
  for (guint i = 0; is_done && i < (guint)bench->hosts; i++)
    is_done = make_host(directory, i, subjects);
  for (guint i = 0; is_done && i < (guint)bench->guests; i++)
    is_done = make_guest(directory, i, (guint)bench->hosts, subjects);
  return is_done;
}

/* Processor time of this process and of those it has waited for. */
static double cpu_sec(void)
{
  double sum = 0;
  for (int who = RUSAGE_CHILDREN; who <= RUSAGE_SELF; who++) {
    struct rusage usage;
    getrusage(who, &usage);
    sum += (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
           (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / G_USEC_PER_SEC;
  }
  return sum;
}

static int measure(const struct bench *bench, const char *directory, const GPtrArray *subjects)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) nothing = g_ptr_array_new();
  const struct replay_order order = {.pack = bench->pack ? bench->pack : TEST_SRCDIR "/policies/core",
                                     .settings = nothing,
                                     .directory = directory,
                                     .program = TEST_BUILDDIR "/provost-policy",
                                     .from_sec = NOW - (gint64)bench->days * 86400,
                                     .to_sec = NOW,
                                     .step_sec = (guint)bench->step_sec,
                                     .subjects = subjects,
                                     .moves = nothing};
  double before_sec = cpu_sec();
  struct replay *replay = replay_run(&order, &error);
  if (!replay) {
    fprintf(stderr, "policy-replay: %s\n", error->message);
    return EXIT_FAILURE;
  }
  struct tally_totals totals = tally_totals(replay->tally);
  double took_sec = (double)replay->took_us / G_USEC_PER_SEC;
  printf("%d days, %d hosts, %d guests, %" G_GSIZE_FORMAT " policies: %" G_GUINT64_FORMAT " rounds, %" G_GUINT64_FORMAT
         " evaluations, %" G_GUINT64_FORMAT " findings, %" G_GUINT64_FORMAT " failed, %u tips, %.2f s (%.2f s of processors), %.0f evaluations/s\n",
         bench->days, bench->hosts, bench->guests, g_variant_n_children(replay->policies), totals.rounds, totals.evaluations, totals.findings, totals.failures,
         tally_tips(replay->tally)->len, took_sec, cpu_sec() - before_sec, (double)totals.evaluations / took_sec);
  replay_free(replay);
  return EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
  struct bench bench = {.days = 30, .guests = 100, .hosts = 10};
  const GOptionEntry entries[] = {
      {"days", 0, 0, G_OPTION_ARG_INT, &bench.days, "how far back (default: 30)", "N"},
      {"guests", 0, 0, G_OPTION_ARG_INT, &bench.guests, "how many guests, each with a disk and an interface (default: 100)", "N"},
      {"hosts", 0, 0, G_OPTION_ARG_INT, &bench.hosts, "how many hosts (default: 10)", "N"},
      {"pack", 0, 0, G_OPTION_ARG_FILENAME, &bench.pack, "what is replayed (default: the core pack)", "FOLDER"},
      {"step", 0, 0, G_OPTION_ARG_INT, &bench.step_sec, "judge no finer than so many seconds", "SECONDS"},
      {0}};
  g_autoptr(GOptionContext) context = g_option_context_new(NULL);
  g_option_context_add_main_entries(context, entries, NULL);
  g_autoptr(GError) error = NULL;
  if (!g_option_context_parse(context, &argc, &argv, &error) || bench.hosts < 1) {
    fprintf(stderr, "policy-replay: %s\n", error ? error->message : "there must be a host");
    return EXIT_USAGE;
  }
  g_autofree char *folder = g_dir_make_tmp("provost-replay-bench-XXXXXX", NULL);
  g_autoptr(GPtrArray) subjects = g_ptr_array_new_with_free_func(scene_subject_free);
  int status = EXIT_FAILURE;
  if (folder && make_past(&bench, folder, subjects))
    status = measure(&bench, folder, subjects);
  if (folder)
    folder_remove(folder);
  return status;
}
