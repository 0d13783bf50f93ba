#include "rrd/roles.h"
#include "base/limits.h"
#include "base/text.h"
#include "rrd/store.h"

#include <rrd.h>

struct writer {
  struct channel *channel;
  struct store *store; /* NULL until RRD_CONFIGURE */
  guint counters_timer;
};

static gpointer writer_start(struct channel *channel)
{
  /* librrd cannot report that memory ran out before it has its thread's context. */
  rrd_get_context();
  struct writer *writer = g_new0(struct writer, 1);
  writer->channel = channel;
  return writer;
}

static gboolean on_interval(gpointer user)
{
  struct writer *writer = user;
  struct store_counts counts = store_counts(writer->store);
  const struct history_counts *histories = &counts.histories;
  const struct role_counter counters[] = {
      {"files", counts.files},
      {"updates", histories->updates},
      {"values", histories->values},
      {"past", histories->past},
      {"created", histories->created},
      {"quarantined", histories->bad},
      {"set_aside", histories->set_aside},
      {"failed_updates", counts.failed_updates},
      {"refused_future", counts.refused_future},
      {"kept", counts.kept},
      {"dropped", histories->dropped},
      {"store_ms_last", counts.store_ms_last},
  };
  role_send_counters(writer->channel, counters, G_N_ELEMENTS(counters));
  return G_SOURCE_CONTINUE;
}

static void writer_configure(struct writer *writer, GVariant *body)
{
  struct rrd_configuration configuration;
  if (!rrd_configuration_read(body, &configuration))
    return;
  store_free(writer->store);
  writer->store = store_new(clock_system(), configuration.directory, configuration.interval_sec);
  g_clear_handle_id(&writer->counters_timer, g_source_remove);
  writer->counters_timer = g_timeout_add_seconds(configuration.interval_sec, on_interval, writer);
}

static void writer_store(struct writer *writer, GVariant *body)
{
  struct stored stored = {0};
  if (writer->store) {
    store_batch(writer->store, body, &stored);
  } else {
    g_autoptr(GVariant) objects = g_variant_get_child_value(body, 3);
    g_variant_get_child(body, 0, "t", &stored.sequence);
    stored.failed = (guint32)g_variant_n_children(objects);
    stored.failure = g_strdup("it was not told yet where history files lie");
  }
  g_autofree char *failure = text_clean(stored.failure ? stored.failure : "", LIMIT_TEXT);
  channel_send(writer->channel, MESSAGE_STORED,
               g_variant_new("(tuus)", stored.sequence, stored.written, stored.failed, failure));
  g_free(stored.failure);
}

static void writer_message(gpointer state, enum message_kind kind, GVariant *body)
{
  if (kind == MESSAGE_RRD_CONFIGURE)
    writer_configure(state, body);
  else if (kind == MESSAGE_STORE)
    writer_store(state, body);
}

static void writer_stop(gpointer state)
{
  (void)state;
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
