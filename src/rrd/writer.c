#include "rrd/roles.h"
#include "base/limits.h"
#include "base/text.h"
#include "rrd/store.h"
#include "wire/samples.h"

#include <rrd.h>

#define STOP_US (800 * 1000)
#define FLUSH_US (5 * G_USEC_PER_SEC) /* to write what waits of all objects */
#define EXPIRE_SEC 5

struct writer {
  struct channel *channel;
  struct store *store; /* NULL until RRD_CONFIGURE */
  guint counters_timer, expire_timer;
};

static gpointer writer_start(struct channel *channel)
{
  /* librrd cannot report that memory ran out before it has its thread's context. */
  rrd_get_context();
  struct writer *writer = g_new0(struct writer, 1);
  writer->channel = channel;
  return writer;
}

static void send_counters(const struct writer *writer)
{
  struct store_counts counts = store_counts(writer->store);
  const struct history_counts *histories = &counts.histories;
  const struct role_counter counters[] = {
      {"files", counts.files},
      {"updates", histories->updates},
      {"values", histories->values},
      {"writes", histories->writes},
      {"past", histories->past},
      {"created", histories->created},
      {"converted", histories->converted},
      {"quarantined", histories->bad},
      {"set_aside", histories->set_aside},
      {"expired", counts.expired},
      {"failed_updates", counts.failed_updates},
      {"refused_future", counts.refused_future},
      {"refused_doubt", counts.refused_doubt},
      {"failing", histories->failing},
      {"kept", histories->kept},
      {"dropped", histories->dropped},
      {"store_ms_last", counts.store_ms_last},
  };
  role_send_counters(writer->channel, counters, G_N_ELEMENTS(counters));
}

static void say_asides(const struct writer *writer)
{
  g_autoptr(GPtrArray) asides = store_take_asides(writer->store);
  for (guint i = 0; i < asides->len; i++) {
    const struct put_aside *aside = asides->pdata[i];
    channel_send(writer->channel, MESSAGE_HISTORY_TROUBLE,
                 g_variant_new("(ssss)", aside->object, aside->path, aside->aside, aside->reason));
  }
}

/* STORED: `sequence` was taken, 0: none; and all that is wholly in files by now. Takes the failure. */
static void writer_say_stored(struct writer *writer, guint64 sequence, struct stored *stored)
{
  g_autoptr(GArray) settled = writer->store ? store_take_settled(writer->store)
                                            : g_array_new(FALSE, FALSE, sizeof(guint64));
  g_autofree char *failure = text_clean(stored->failure ? stored->failure : "", LIMIT_TEXT);
  GVariant *sequences =
      g_variant_new_fixed_array(G_VARIANT_TYPE_UINT64, settled->data, settled->len, sizeof(guint64));
  channel_send(writer->channel, MESSAGE_STORED,
               g_variant_new("(t@atus)", sequence, sequences, stored->failed, failure));
  g_clear_pointer(&stored->failure, g_free);
  if (writer->store)
    say_asides(writer);
}

static gboolean on_interval(gpointer user)
{
  struct writer *writer = user;
  struct stored stored;
  store_tick(writer->store, &stored);
  writer_say_stored(writer, 0, &stored);
  send_counters(writer);
  return G_SOURCE_CONTINUE;
}

static gboolean on_expire(gpointer user)
{
  struct writer *writer = user;
  store_expire(writer->store);
  return G_SOURCE_CONTINUE;
}

static void writer_configure(struct writer *writer, GVariant *body)
{
  struct store_options configuration;
  if (!rrd_configuration_read(body, &configuration))
    return;
  if (writer->store)
    store_flush_all(writer->store, 0);
  store_free(writer->store);
  writer->store = store_new(clock_system(), &configuration);
  g_clear_handle_id(&writer->counters_timer, g_source_remove);
  writer->counters_timer = g_timeout_add_seconds(configuration.interval_sec, on_interval, writer);
  if (!writer->expire_timer)
    writer->expire_timer = g_timeout_add_seconds(EXPIRE_SEC, on_expire, writer);
}

static void writer_store(struct writer *writer, GVariant *body)
{
  struct stored stored = {0};
  guint64 sequence;
  if (writer->store) {
    sequence = store_batch(writer->store, body, &stored);
  } else {
    g_variant_get_child(body, 0, "t", &sequence);
    stored.failed = samples_count(body);
    stored.failure = g_strdup("it was not told yet where history files lie");
  }
  writer_say_stored(writer, sequence, &stored);
}

static void writer_flush(struct writer *writer, GVariant *body)
{
  guint64 request;
  const char *object;
  g_autoptr(GVariantIter) objects = NULL;
  g_variant_get(body, "(tas)", &request, &objects);
  if (writer->store && g_variant_iter_n_children(objects) == 0)
    store_flush_all(writer->store, FLUSH_US);
  while (writer->store && g_variant_iter_next(objects, "&s", &object))
    store_flush(writer->store, object);
  channel_send(writer->channel, MESSAGE_FLUSHED, g_variant_new("(t)", request));
}

static void writer_message(gpointer state, enum message_kind kind, GVariant *body)
{
  if (kind == MESSAGE_RRD_CONFIGURE)
    writer_configure(state, body);
  else if (kind == MESSAGE_STORE)
    writer_store(state, body);
  else if (kind == MESSAGE_FLUSH)
    writer_flush(state, body);
}

/* The core, which has what waits, may be going, too. */
static void writer_stop(gpointer state)
{
  struct writer *writer = state;
  if (writer->store)
    store_flush_all(writer->store, STOP_US);
}

const struct role_program *rrd_writer(void)
{
  static const struct role_program program = {
      .role = ROLE_RRD_WRITER,
      .summary = "Writes the history of hosts and guests into RRD files for provostd.",
      .start = writer_start,
      .message = writer_message,
      .stop = writer_stop,
  };
  return &program;
}
