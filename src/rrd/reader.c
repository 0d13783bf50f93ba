#include "rrd/fetch.h"

#include "base/text.h"
#include "rrd/graph.h"
#include "rrd/roles.h"

struct reader {
  struct channel *channel;
  char *directory; /* NULL until RRD_CONFIGURE */
  guint counters_timer;
  struct graphs *graphs;
  guint64 fetches, points, failed;
};

static gpointer reader_start(struct channel *channel)
{
  struct reader *reader = g_new0(struct reader, 1);
  reader->channel = channel;
  reader->graphs = graphs_new(channel);
  return reader;
}

static gboolean on_interval(gpointer user)
{
  struct reader *reader = user;
  const struct role_counter counters[] = {
      {"fetches", reader->fetches}, {"points", reader->points}, {"failed_fetches", reader->failed},
      {"pictures", graphs_drawn(reader->graphs)}, {"failed_pictures", graphs_failed(reader->graphs)}};
  role_send_counters(reader->channel, counters, G_N_ELEMENTS(counters));
  return G_SOURCE_CONTINUE;
}

static void reader_configure(struct reader *reader, GVariant *body)
{
  struct store_options configuration;
  if (!rrd_configuration_read(body, &configuration))
    return;
  text_replace(&reader->directory, configuration.directory);
  g_clear_handle_id(&reader->counters_timer, g_source_remove);
  reader->counters_timer = g_timeout_add_seconds(configuration.interval_sec, on_interval, reader);
}

static void reader_answer(struct reader *reader, guint64 request, const struct fetch *fetch,
                          const struct series *series, const char *failure)
{
  GVariant *points =
      g_variant_new_fixed_array(G_VARIANT_TYPE_DOUBLE, series->points, series->n, sizeof(double));
  channel_send(reader->channel, MESSAGE_SERIES,
               g_variant_new("(tsqxu@ads)", request, fetch->object, (guint16)fetch->metric, series->first_sec,
                             series->step_sec, points, failure));
}

static void reader_fetch(struct reader *reader, GVariant *body)
{
  guint64 request;
  guint16 metric;
  struct fetch fetch = {0};
  struct series series = {0};
  g_variant_get(body, "(t&sqxxu)", &request, &fetch.object, &metric, &fetch.from_sec, &fetch.to_sec,
                &fetch.wanted_sec);
  fetch.metric = metric;
  g_autoptr(GError) error = NULL;
  reader->fetches++;
  if (!reader->directory) {
    reader->failed++;
    reader_answer(reader, request, &fetch, &series, "the reader was not told yet where history files lie");
  } else if (fetch_series(reader->directory, &fetch, &series, &error)) {
    reader->points += series.n;
    reader_answer(reader, request, &fetch, &series, "");
  } else {
    reader->failed++;
    reader_answer(reader, request, &fetch, &series, error->message);
  }
  g_free(series.points);
}

static void reader_message(gpointer state, enum message_kind kind, GVariant *body)
{
  if (kind == MESSAGE_RRD_CONFIGURE)
    reader_configure(state, body);
  else if (kind == MESSAGE_FETCH)
    reader_fetch(state, body);
  else if (kind == MESSAGE_GRAPH)
    graphs_take(((struct reader *)state)->graphs, ((struct reader *)state)->directory, body);
}

static void reader_stop(gpointer state)
{
  (void)state;
}

const struct role_program *rrd_reader(void)
{
  static const struct role_program program = {
      .role = ROLE_RRD_READER,
      .summary = "Reads the history of hosts and guests from RRD files for provostd.",
      .start = reader_start,
      .message = reader_message,
      .stop = reader_stop,
  };
  return &program;
}
