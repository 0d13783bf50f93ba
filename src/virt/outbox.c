#include "virt/outbox.h"

struct posted {
  struct channel *channel;
  enum message_kind kind;
  GVariant *body;
};

struct called {
  void (*run)(gpointer argument);
  gpointer argument;
};

static gboolean on_posted(gpointer user)
{
  struct posted *posted = user;
  channel_send(posted->channel, posted->kind, posted->body);
  g_variant_unref(posted->body);
  return G_SOURCE_REMOVE;
}

static gboolean on_called(gpointer user)
{
  struct called *called = user;
  called->run(called->argument);
  return G_SOURCE_REMOVE;
}

void outbox_post(struct channel *channel, enum message_kind kind, GVariant *body)
{
  struct posted *posted = g_new(struct posted, 1);
  *posted = (struct posted){channel, kind, g_variant_take_ref(body)};
  g_idle_add_full(G_PRIORITY_DEFAULT, on_posted, posted, g_free);
}

void outbox_call(void (*run)(gpointer argument), gpointer argument)
{
  struct called *called = g_new(struct called, 1);
  *called = (struct called){run, argument};
  g_idle_add_full(G_PRIORITY_DEFAULT, on_called, called, g_free);
}
