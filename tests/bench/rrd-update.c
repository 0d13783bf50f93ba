/*
 * Measure (b): CPU of one sample stored. provost-rrd --writer, fed STORE batches over its socket, beside bare
 * rrd_update_r of the same values into the same files, one process, one sample at a time, arguments made
 * beforehand, in the same run. The files have the shipped archives and a full day of updates; one is made so and
 * copied, and the copies leave the cache before timing. Prints the size of the set beside the free memory.
 *
 *   tests/bench/rrd-update [FILES [SOURCES [FOLDER]]]      1000 of 10 data sources, below the current folder
 *
 * The files are of a class of its own, declared as a pack's.
 */
#include "model/sample.h"
#include "rrd/history.h"
#include "rrd/path.h"
#include "wire/catalogue.h"
#include "wire/channel.h"
#include "wire/samples.h"

#include <fcntl.h>
#include <ftw.h>
#include <gio/gio.h>
#include <rrd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define STEP 10
#define BATCH 50 /* objects of a message */
#define DAY_ROUNDS (86400 / STEP)
#define WARM_ROUNDS 1
#define PLAIN_ROUNDS 6
#define OURS_ROUNDS (2 * HISTORY_BATCH)
#define ROUNDS (WARM_ROUNDS + PLAIN_ROUNDS + HISTORY_BATCH + OURS_ROUNDS)

struct bench {
  guint files;
  struct layout layout;
  enum object_class class;
  gint64 begin_sec; /* stamp of round 0 */
  char *directory;
  char **objects, **paths;
  guint stored; /* batches taken */
  guint failed;
};

static double cpu_sec(clockid_t clock)
{
  struct timespec time;
  clock_gettime(clock, &time);
  return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static double value_of(guint file, guint round, guint source)
{
  return 0.1 * (double)((file * 31 + round * 7 + source * 13) % 1000);
}

/* ---- the set of files ----------------------------------------------------------------------------- */

static char *argument_of(const struct bench *bench, gint64 stamp_sec, guint file, guint round)
{
  GString *argument = g_string_new(NULL);
  g_string_printf(argument, "%" G_GINT64_FORMAT, stamp_sec);
  for (guint i = 0; i < bench->layout.n_sources; i++)
    g_string_append_printf(argument, ":%.17g", value_of(file, round, i));
  return g_string_free(argument, FALSE);
}

static char *written_object(const struct bench *bench, guint file)
{
  g_autofree char *host = g_strdup_printf("host:h%u", file);
  return object_part(host, bench->class, "x");
}

/* A file with a day of updates that ends before round 0. */
static void make_aged(const struct bench *bench, const char *path)
{
  g_auto(GStrv) arguments = layout_arguments(&bench->layout);
  gint64 first_sec = bench->begin_sec - DAY_ROUNDS * STEP;
  rrd_clear_error();
  if (rrd_create_r2(path, STEP, first_sec - STEP, 1, NULL, NULL, (int)g_strv_length(arguments),
                    (const char **)arguments) != 0)
    g_error("%s", rrd_get_error());
  for (guint round = 0; round < DAY_ROUNDS; round++) {
    g_autofree char *argument = argument_of(bench, first_sec + round * STEP, 0, round);
    const char *one[] = {argument};
    if (rrd_update_r(path, NULL, 1, one) != 0)
      g_error("%s", rrd_get_error());
  }
}

static void copy_and_let_go(const char *path, const char *bytes, gsize length)
{
  g_autofree char *folder = g_path_get_dirname(path);
  g_mkdir_with_parents(folder, 0700);
  int fd = open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);
  if (fd < 0 || write(fd, bytes, length) != (gssize)length || fdatasync(fd) != 0 ||
      posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED) != 0)
    g_error("cannot write %s", path);
  close(fd);
}

static void make_files(struct bench *bench)
{
  g_autofree char *bytes = NULL, *aged = g_build_filename(bench->directory, "aged", NULL);
  gsize length;
  make_aged(bench, aged);
  if (!g_file_get_contents(aged, &bytes, &length, NULL))
    g_error("cannot read %s", aged);
  bench->objects = g_new0(char *, bench->files + 1);
  bench->paths = g_new0(char *, bench->files + 1);
  for (guint file = 0; file < bench->files; file++) {
    struct object object;
    bench->objects[file] = written_object(bench, file);
    if (!object_parse(bench->objects[file], &object))
      g_error("no object");
    bench->paths[file] = history_path(bench->directory, &object);
    copy_and_let_go(bench->paths[file], bytes, length);
  }
  printf("%u files of %u data sources, %.1f kB each: %.2f GB beside %.2f GB of free memory\n", bench->files,
         bench->layout.n_sources, (double)length / 1e3, (double)length * bench->files / 1e9,
         (double)sysconf(_SC_AVPHYS_PAGES) * (double)sysconf(_SC_PAGESIZE) / 1e9);
}

/* ---- bare librrd ---------------------------------------------------------------------------------- */

static double plain(const struct bench *bench, guint first, guint rounds)
{
  double used = 0;
  for (guint round = first; round < first + rounds; round++)
    for (guint file = 0; file < bench->files; file++) {
      g_autofree char *argument = argument_of(bench, bench->begin_sec + round * STEP, file, round);
      const char *arguments[] = {argument};
      double begin = cpu_sec(CLOCK_PROCESS_CPUTIME_ID);
      rrd_clear_error();
      if (rrd_update_r(bench->paths[file], NULL, 1, arguments) != 0)
        g_error("%s", rrd_get_error());
      used += cpu_sec(CLOCK_PROCESS_CPUTIME_ID) - begin;
    }
  return used;
}

/* ---- our writer ----------------------------------------------------------------------------------- */

static void on_message(struct channel *channel, enum message_kind kind, GVariant *body, gpointer user)
{
  (void)channel;
  struct bench *bench = user;
  guint32 failed;
  guint64 taken;
  if (kind != MESSAGE_STORED)
    return;
  g_variant_get_child(body, 0, "t", &taken);
  g_variant_get_child(body, 2, "u", &failed);
  bench->stored += taken > 0 ? 1 : 0;
  bench->failed += failed;
}

static void on_closed(struct channel *channel, const char *reason, gpointer user)
{
  (void)channel;
  (void)user;
  g_error("the writer is gone: %s", reason);
}

static void send_batch(struct channel *channel, const struct bench *bench, guint round, guint first)
{
  struct samples_builder *builder = samples_builder_new();
  for (guint file = first; file < MIN(first + BATCH, bench->files); file++) {
    struct reading readings[CLASS_METRICS_MAX];
    for (guint i = 0; i < bench->layout.n_sources; i++)
      readings[i] = reading_known(metric_find(bench->layout.source[i]->name), value_of(file, round, i));
    samples_builder_add(builder, bench->objects[file], readings, bench->layout.n_sources);
  }
  g_autoptr(GVariant) samples =
      g_variant_ref_sink(samples_builder_end(builder, bench->begin_sec + round * STEP, SOURCE_SNMP));
  samples_builder_free(builder);
  channel_send(channel, MESSAGE_STORE, samples_to_store(samples, 1 + first));
}

static void store_rounds(struct channel *channel, struct bench *bench, guint begin, guint rounds)
{
  for (guint round = begin; round < begin + rounds; round++) {
    guint batches = 0;
    bench->stored = 0;
    for (guint first = 0; first < bench->files; first += BATCH, batches++)
      send_batch(channel, bench, round, first);
    while (bench->stored < batches)
      g_main_context_iteration(NULL, TRUE);
  }
}

static double ours(struct bench *bench, guint first)
{
  static const struct channel_events events = {on_message, on_closed};
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0)
    g_error("no socket");
  g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new(G_SUBPROCESS_FLAGS_NONE);
  g_subprocess_launcher_take_fd(launcher, ends[1], 3);
  g_autoptr(GSubprocess) process =
      g_subprocess_launcher_spawn(launcher, NULL, TEST_BUILDDIR "/provost-rrd", "--writer", NULL);
  g_clear_object(&launcher); /* and with it our copy of the writer's end: its death is heard */
  clockid_t clock;
  if (!process || clock_getcpuclockid(atoi(g_subprocess_get_identifier(process)), &clock) != 0)
    g_error("the writer does not start");
  struct channel *channel = channel_new(ROLE_CORE, ROLE_RRD_WRITER, &events, bench);
  channel_open(channel, ends[0]);
  channel_send(channel, MESSAGE_CATALOGUE, catalogue_body());
  channel_send(channel, MESSAGE_RRD_CONFIGURE, g_variant_new("(suus)", bench->directory, STEP, 86400, ""));
  store_rounds(channel, bench, first, HISTORY_BATCH);
  double begin = cpu_sec(clock);
  store_rounds(channel, bench, first + HISTORY_BATCH, OURS_ROUNDS);
  double used = cpu_sec(clock) - begin;
  channel_free(channel);
  g_subprocess_wait(process, NULL, NULL);
  return used;
}

static int remove_entry(const char *path, const struct stat *file, int type, struct FTW *walk)
{
  (void)file;
  (void)type;
  (void)walk;
  return remove(path);
}

static enum object_class class_declared(guint sources)
{
  enum object_class class = object_class_declare(CLASS_HOST, "bench", NULL);
  for (guint i = 0; i < sources; i++) {
    g_autofree char *name = g_strdup_printf("host.bench.source_%u", i), *rrd_name = g_strdup_printf("source_%u", i);
    const struct metric row = {name, rrd_name, class, "", METRIC_GAUGE, 0, 1e9, "a number of the bench"};
    if (metric_declare(&row, NULL) == METRIC_NONE)
      g_error("a file has 1 to %d data sources", CLASS_METRICS_MAX);
  }
  return class;
}

int main(int argc, char **argv)
{
  struct bench bench = {.files = argc > 1 ? (guint)atoi(argv[1]) : 1000,
                        .class = class_declared(argc > 2 ? (guint)atoi(argv[2]) : 10)};
  g_autofree char *name = g_build_filename(argc > 3 ? argv[3] : g_get_current_dir(), "rrd-bench-XXXXXX", NULL);
  bench.directory = g_mkdtemp(name);
  if (!bench.directory)
    g_error("cannot make a folder");
  layout_init(&bench.layout, bench.class, STEP);
  gint64 now_sec = g_get_real_time() / G_USEC_PER_SEC;
  bench.begin_sec = now_sec - now_sec % STEP - ROUNDS * STEP;
  make_files(&bench);
  plain(&bench, 0, WARM_ROUNDS);
  double plain_us = plain(&bench, WARM_ROUNDS, PLAIN_ROUNDS) / bench.files / PLAIN_ROUNDS * 1e6;
  double ours_us = ours(&bench, WARM_ROUNDS + PLAIN_ROUNDS) / bench.files / OURS_ROUNDS * 1e6;
  printf("a sample: librrd %.1f us, provost-rrd %.1f us of CPU, ratio %.2f; %u failed\n", plain_us, ours_us,
         ours_us / plain_us, bench.failed);
  nftw(bench.directory, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
  g_strfreev(bench.objects);
  g_strfreev(bench.paths);
  return bench.failed ? 1 : 0;
}
