/*
 * CPU of one update: provost-rrd --writer, fed STORE batches over its socket, beside plain rrd_update_r of the
 * same samples into files of the same layout, one process, one sample at a time, in the same run.
 *
 *   tests/bench/rrd-update [HOSTS [ROUNDS]]
 */
#include "model/sample.h"
#include "rrd/layout.h"
#include "rrd/path.h"
#include "wire/channel.h"
#include "wire/samples.h"

#include <ftw.h>
#include <gio/gio.h>
#include <rrd.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>

#define STEP 10
#define BATCH 50 /* objects */

struct bench {
  guint hosts, rounds;
  gint64 begin_sec; /* stamp of round 0, which makes the files and is not timed */
  char *directory;
  guint stored; /* batches confirmed */
  guint failed;
};

static double cpu_sec(clockid_t clock)
{
  struct timespec time;
  clock_gettime(clock, &time);
  return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static double value_of(guint host, guint round, guint source)
{
  return 0.1 * (double)((host * 31 + round * 7 + source * 13) % 1000);
}

/* ---- plain librrd --------------------------------------------------------------------------------- */

static void plain_update(const char *path, gint64 stamp_sec, guint host, guint round, const struct layout *layout)
{
  g_autoptr(GString) argument = g_string_new(NULL);
  g_string_printf(argument, "%" G_GINT64_FORMAT, stamp_sec);
  for (guint i = 0; i < layout->n_sources; i++)
    g_string_append_printf(argument, ":%.17g", value_of(host, round, i));
  const char *arguments[] = {argument->str};
  rrd_clear_error();
  if (rrd_update_r(path, NULL, 1, arguments) != 0)
    g_error("%s", rrd_get_error());
}

static double plain(const struct bench *bench)
{
  struct layout layout;
  layout_init(&layout, CLASS_HOST, STEP);
  g_auto(GStrv) arguments = layout_arguments(&layout);
  g_auto(GStrv) paths = g_new0(char *, bench->hosts + 1);
  for (guint host = 0; host < bench->hosts; host++) {
    paths[host] = g_strdup_printf("%s/plain%u.rrd", bench->directory, host);
    rrd_clear_error();
    if (rrd_create_r2(paths[host], STEP, bench->begin_sec - STEP, 1, NULL, NULL,
                      (int)g_strv_length(arguments), (const char **)arguments) != 0)
      g_error("%s", rrd_get_error());
    plain_update(paths[host], bench->begin_sec, host, 0, &layout);
  }
  double begin = cpu_sec(CLOCK_PROCESS_CPUTIME_ID);
  for (guint round = 1; round <= bench->rounds; round++)
    for (guint host = 0; host < bench->hosts; host++)
      plain_update(paths[host], bench->begin_sec + round * STEP, host, round, &layout);
  return cpu_sec(CLOCK_PROCESS_CPUTIME_ID) - begin;
}

/* ---- our writer ----------------------------------------------------------------------------------- */

static void on_message(struct channel *channel, enum message_kind kind, GVariant *body, gpointer user)
{
  (void)channel;
  struct bench *bench = user;
  guint32 failed;
  if (kind != MESSAGE_STORED)
    return;
  g_variant_get_child(body, 2, "u", &failed);
  bench->stored++;
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
  for (guint host = first; host < MIN(first + BATCH, bench->hosts); host++) {
    struct reading readings[METRIC_COUNT];
    g_autofree char *object = g_strdup_printf("host:h%u", host);
    guint n = 0;
    for (enum metric_id id = 0; id < METRIC_COUNT; id++)
      if (metric_get(id)->class == CLASS_HOST) {
        readings[n] = reading_known(id, value_of(host, round, n));
        n++;
      }
    samples_builder_add(builder, object, readings, n);
  }
  g_autoptr(GVariant) samples =
      g_variant_ref_sink(samples_builder_end(builder, bench->begin_sec + round * STEP, SOURCE_SNMP));
  samples_builder_free(builder);
  channel_send(channel, MESSAGE_STORE, samples_to_store(samples, round));
}

static void store_round(struct channel *channel, struct bench *bench, guint round)
{
  guint batches = 0;
  bench->stored = 0;
  for (guint first = 0; first < bench->hosts; first += BATCH, batches++)
    send_batch(channel, bench, round, first);
  while (bench->stored < batches)
    g_main_context_iteration(NULL, TRUE);
}

static double ours(struct bench *bench)
{
  static const struct channel_events events = {on_message, on_closed};
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0)
    g_error("no socket");
  g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new(G_SUBPROCESS_FLAGS_NONE);
  g_subprocess_launcher_take_fd(launcher, ends[1], 3);
  g_autoptr(GSubprocess) process =
      g_subprocess_launcher_spawn(launcher, NULL, TEST_BUILDDIR "/provost-rrd", "--writer", NULL);
  clockid_t clock;
  if (!process || clock_getcpuclockid(atoi(g_subprocess_get_identifier(process)), &clock) != 0)
    g_error("the writer does not start");
  struct channel *channel = channel_new(ROLE_CORE, ROLE_RRD_WRITER, &events, bench);
  channel_open(channel, ends[0]);
  channel_send(channel, MESSAGE_RRD_CONFIGURE, g_variant_new("(su)", bench->directory, STEP));
  store_round(channel, bench, 0);
  double begin = cpu_sec(clock);
  for (guint round = 1; round <= bench->rounds; round++)
    store_round(channel, bench, round);
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

int main(int argc, char **argv)
{
  struct bench bench = {.hosts = argc > 1 ? (guint)atoi(argv[1]) : 200,
                        .rounds = argc > 2 ? (guint)atoi(argv[2]) : 100,
                        .directory = g_dir_make_tmp("provost-bench-XXXXXX", NULL)};
  gint64 now_sec = g_get_real_time() / G_USEC_PER_SEC;
  bench.begin_sec = now_sec - now_sec % STEP - bench.rounds * STEP;
  double updates = (double)bench.hosts * bench.rounds;
  double plain_sec = plain(&bench), ours_sec = ours(&bench);
  printf("%.0f updates of 4 values: librrd %.1f us, provost-rrd %.1f us of CPU each, ratio %.2f; %u failed\n",
         updates, plain_sec / updates * 1e6, ours_sec / updates * 1e6, ours_sec / plain_sec, bench.failed);
  nftw(bench.directory, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
  g_free(bench.directory);
  return bench.failed ? 1 : 0;
}
