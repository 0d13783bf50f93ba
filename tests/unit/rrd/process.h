#pragma once
/* The two programs as the core sees them: processes behind a socket. */
#include "program.h"
#include "rrd/fixture.h"
#include "wire/channel.h"

#define PATIENCE_SEC 60

struct role_process {
  struct channel *channel;
  GSubprocess *process;
  GQueue bodies; /* GVariant of what came, without HELLO, COUNTERS and HISTORY_TROUBLE */
  GVariant *counters;
  GVariant *trouble; /* the last HISTORY_TROUBLE */
  gboolean is_greeted, is_closed;
};

static inline void on_message(struct channel *channel, enum message_kind kind, GVariant *body, gpointer user)
{
  (void)channel;
  struct role_process *role = user;
  if (kind == MESSAGE_HELLO) {
    role->is_greeted = TRUE;
  } else if (kind == MESSAGE_COUNTERS) {
    g_clear_pointer(&role->counters, g_variant_unref);
    role->counters = g_variant_ref(body);
  } else if (kind == MESSAGE_HISTORY_TROUBLE) {
    g_clear_pointer(&role->trouble, g_variant_unref);
    role->trouble = g_variant_ref(body);
  } else {
    g_queue_push_tail(&role->bodies, g_variant_ref(body));
  }
}

static inline void on_closed(struct channel *channel, const char *reason, gpointer user)
{
  (void)channel;
  (void)reason;
  ((struct role_process *)user)->is_closed = TRUE;
}

static inline void role_begin(struct role_process *role, enum role which)
{
  static const struct channel_events events = {on_message, on_closed};
  int fd;
  *role = (struct role_process){
      .process = program_start("provost-rrd", which == ROLE_RRD_WRITER ? "--writer" : "--reader", NULL, &fd)};
  role->channel = channel_new(ROLE_CORE, which, &events, role);
  channel_open(role->channel, fd);
}

static inline void role_end(struct role_process *role)
{
  channel_free(role->channel);
  g_subprocess_wait(role->process, NULL, NULL);
  g_object_unref(role->process);
  g_queue_clear_full(&role->bodies, (GDestroyNotify)g_variant_unref);
  g_clear_pointer(&role->counters, g_variant_unref);
  g_clear_pointer(&role->trouble, g_variant_unref);
}

static inline gboolean on_impatience(gpointer user)
{
  (void)user;
  fail_msg("nothing came in %d s", PATIENCE_SEC);
  return G_SOURCE_REMOVE;
}

#define wait_until(condition)                                                                            \
  do {                                                                                                   \
    guint impatience = g_timeout_add_seconds(PATIENCE_SEC, on_impatience, NULL);                          \
    while (!(condition))                                                                                 \
      g_main_context_iteration(NULL, TRUE);                                                              \
    g_source_remove(impatience);                                                                         \
  } while (0)

static inline GVariant *configuration_of(const char *directory, guint interval_sec)
{
  return g_variant_new("(suus)", directory, interval_sec, (guint)KEEP_SEC, "");
}

static inline void role_configure(struct role_process *role, const char *directory)
{
  assert_true(channel_send(role->channel, MESSAGE_RRD_CONFIGURE, configuration_of(directory, 1)));
}

static inline GVariant *next_body(struct role_process *role)
{
  wait_until(!g_queue_is_empty(&role->bodies) || role->is_closed);
  return g_queue_pop_head(&role->bodies);
}
