#include "virt/event_loop.h"

#include <glib-unix.h>
#include <libvirt/libvirt.h>

/* What libvirt waits for: a descriptor, or a point of time where `fd` is -1. */
struct entry {
  int fd;
  virEventHandleCallback on_ready;
  virEventTimeoutCallback on_time;
  void *opaque;
  virFreeCallback release;
  int id;
  GSource *source; /* NULL while disabled; under the lock */
};

/* Mutable and static, since libvirt's interface hands its functions nothing of ours: there is one loop. */
static struct {
  GMutex lock;
  GMainContext *context;
  GHashTable *entries; /* id -> struct entry */
  int last_id;
} loop;

static GIOCondition to_condition(int events)
{
  return (events & VIR_EVENT_HANDLE_READABLE ? G_IO_IN : 0) |
         (events & VIR_EVENT_HANDLE_WRITABLE ? G_IO_OUT : 0) |
         (events & VIR_EVENT_HANDLE_ERROR ? G_IO_ERR : 0) | (events & VIR_EVENT_HANDLE_HANGUP ? G_IO_HUP : 0);
}

static int to_events(GIOCondition condition)
{
  return (condition & G_IO_IN ? VIR_EVENT_HANDLE_READABLE : 0) |
         (condition & G_IO_OUT ? VIR_EVENT_HANDLE_WRITABLE : 0) |
         (condition & (G_IO_ERR | G_IO_NVAL) ? VIR_EVENT_HANDLE_ERROR : 0) |
         (condition & G_IO_HUP ? VIR_EVENT_HANDLE_HANGUP : 0);
}

static gboolean dispatch_handle(gint fd, GIOCondition condition, gpointer user)
{
  const struct entry *entry = user;
  entry->on_ready(entry->id, fd, to_events(condition), entry->opaque);
  return G_SOURCE_CONTINUE;
}

static gboolean dispatch_timeout(gpointer user)
{
  const struct entry *entry = user;
  entry->on_time(entry->id, entry->opaque);
  return G_SOURCE_CONTINUE;
}

/* `wanted` is a set of events, or milliseconds. */
static GSource *make_source(struct entry *entry, int wanted)
{
  if (entry->fd < 0) {
    GSource *source = g_timeout_source_new((guint)wanted);
    g_source_set_callback(source, dispatch_timeout, entry, NULL);
    return source;
  }
  GSource *source = g_unix_fd_source_new(entry->fd, to_condition(wanted));
  g_source_set_callback(source, G_SOURCE_FUNC(dispatch_handle), entry, NULL);
  return source;
}

/* Under the lock. No events, or a negative time, disable it. */
static void set_wanted(struct entry *entry, int wanted)
{
  if (entry->source) {
    g_source_destroy(entry->source);
    g_clear_pointer(&entry->source, g_source_unref);
  }
  if (entry->fd < 0 ? wanted < 0 : wanted == 0)
    return;
  entry->source = make_source(entry, wanted);
  g_source_attach(entry->source, loop.context);
}

static int add(struct entry entry, int wanted)
{
  struct entry *kept = g_memdup2(&entry, sizeof entry);
  g_mutex_lock(&loop.lock);
  int id = kept->id = ++loop.last_id;
  g_hash_table_insert(loop.entries, GINT_TO_POINTER(id), kept);
  set_wanted(kept, wanted);
  g_mutex_unlock(&loop.lock);
  return id;
}

static void update(int id, int wanted)
{
  g_mutex_lock(&loop.lock);
  struct entry *entry = g_hash_table_lookup(loop.entries, GINT_TO_POINTER(id));
  if (entry)
    set_wanted(entry, wanted);
  g_mutex_unlock(&loop.lock);
}

static gboolean release(gpointer user)
{
  struct entry *entry = user;
  if (entry->release)
    entry->release(entry->opaque);
  g_free(entry);
  return G_SOURCE_REMOVE;
}

/* The callback may be running now, or be the caller: freed by the loop's thread, when it is done. */
static int take_out(int id)
{
  g_mutex_lock(&loop.lock);
  struct entry *entry = g_hash_table_lookup(loop.entries, GINT_TO_POINTER(id));
  if (entry) {
    set_wanted(entry, entry->fd < 0 ? -1 : 0);
    g_hash_table_remove(loop.entries, GINT_TO_POINTER(id));
    g_autoptr(GSource) idle = g_idle_source_new();
    g_source_set_callback(idle, release, entry, NULL);
    g_source_attach(idle, loop.context);
  }
  g_mutex_unlock(&loop.lock);
  return entry ? 0 : -1;
}

static int add_handle(int fd, int events, virEventHandleCallback on_ready, void *opaque,
                      virFreeCallback release_opaque)
{
  return add((struct entry){.fd = fd, .on_ready = on_ready, .opaque = opaque, .release = release_opaque},
             events);
}

static int add_timeout(int ms, virEventTimeoutCallback on_time, void *opaque,
                       virFreeCallback release_opaque)
{
  return add((struct entry){.fd = -1, .on_time = on_time, .opaque = opaque, .release = release_opaque}, ms);
}

static gpointer run(gpointer context)
{
  g_autoptr(GMainLoop) main_loop = g_main_loop_new(context, FALSE);
  g_main_loop_run(main_loop);
  return NULL;
}

void event_loop_start(void)
{
  loop.context = g_main_context_new();
  loop.entries = g_hash_table_new(NULL, NULL);
  virEventRegisterImpl(add_handle, update, take_out, add_timeout, update, take_out);
  g_thread_unref(g_thread_new("libvirt events", run, loop.context));
}
