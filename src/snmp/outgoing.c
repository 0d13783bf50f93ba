#include "snmp/outgoing.h"

struct outgoing {
  struct channel *channel;
  struct samples_builder *builder;
  gint64 stamp_sec; /* of what waits */
  guint timer;      /* 0: nothing waits */
};

struct outgoing *outgoing_new(struct channel *channel)
{
  struct outgoing *outgoing = g_new0(struct outgoing, 1);
  outgoing->channel = channel;
  outgoing->builder = samples_builder_new();
  return outgoing;
}

static void outgoing_send(struct outgoing *outgoing)
{
  if (samples_builder_count(outgoing->builder))
    channel_send(outgoing->channel, MESSAGE_SAMPLES,
                 samples_builder_end(outgoing->builder, outgoing->stamp_sec, SOURCE_SNMP));
}

static gboolean on_due(gpointer user)
{
  struct outgoing *outgoing = user;
  outgoing->timer = 0;
  outgoing_send(outgoing);
  return G_SOURCE_REMOVE;
}

struct samples_builder *outgoing_at(struct outgoing *outgoing, gint64 stamp_sec)
{
  if (stamp_sec != outgoing->stamp_sec || samples_builder_count(outgoing->builder) >= OUTGOING_OBJECTS)
    outgoing_send(outgoing);
  outgoing->stamp_sec = stamp_sec;
  if (!outgoing->timer)
    outgoing->timer = g_timeout_add(OUTGOING_MS, on_due, outgoing);
  return outgoing->builder;
}
