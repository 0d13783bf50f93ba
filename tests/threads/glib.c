/*
 * GLib is not built with the thread sanitizer, which so does not see what its locks and queues order. Preloaded, this
 * tells it. What the main loop runs is ordered by poll(): whatever was handed to a loop before it woke.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <gio/gio.h>
#include <poll.h>

/* Not there in programs that are not built with the sanitizer, as the shell that starts the tests. */
void __tsan_acquire(void *address) __attribute__((weak));
void __tsan_release(void *address) __attribute__((weak));

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static char loops; /* stands for all main loops */

static void acquire(void *address)
{
  if (__tsan_acquire)
    __tsan_acquire(address);
}

static void release(void *address)
{
  if (__tsan_release)
    __tsan_release(address);
}

/* ---- locks ---- */

void g_mutex_lock(GMutex *mutex)
{
  NEXT(g_mutex_lock)(mutex);
  acquire(mutex);
}

void g_mutex_unlock(GMutex *mutex)
{
  release(mutex);
  NEXT(g_mutex_unlock)(mutex);
}

void g_cond_wait(GCond *cond, GMutex *mutex)
{
  release(mutex);
  NEXT(g_cond_wait)(cond, mutex);
  acquire(mutex);
}

gboolean g_cond_wait_until(GCond *cond, GMutex *mutex, gint64 end_us)
{
  release(mutex);
  gboolean came = NEXT(g_cond_wait_until)(cond, mutex, end_us);
  acquire(mutex);
  return came;
}

/* ---- queues ---- */

void g_async_queue_push(GAsyncQueue *queue, gpointer data)
{
  release(queue);
  NEXT(g_async_queue_push)(queue, data);
}

gpointer g_async_queue_pop(GAsyncQueue *queue)
{
  gpointer data = NEXT(g_async_queue_pop)(queue);
  acquire(queue);
  return data;
}

gpointer g_async_queue_try_pop(GAsyncQueue *queue)
{
  gpointer data = NEXT(g_async_queue_try_pop)(queue);
  acquire(queue);
  return data;
}

gboolean g_thread_pool_push(GThreadPool *pool, gpointer data, GError **error)
{
  release(pool);
  return NEXT(g_thread_pool_push)(pool, data, error);
}

/* ---- tasks ---- */

static void in_thread(GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  acquire(task);
  ((GTaskThreadFunc)g_object_get_data(G_OBJECT(task), "tsan"))(task, source, data, cancellable);
}

void g_task_run_in_thread(GTask *task, GTaskThreadFunc function)
{
  g_object_set_data(G_OBJECT(task), "tsan", (gpointer)function);
  release(task);
  NEXT(g_task_run_in_thread)(task, in_thread);
}

void g_task_return_pointer(GTask *task, gpointer result, GDestroyNotify notify)
{
  release(&loops);
  NEXT(g_task_return_pointer)(task, result, notify);
}

/* ---- main loops ---- */

guint g_idle_add_full(gint priority, GSourceFunc function, gpointer data, GDestroyNotify notify)
{
  release(&loops);
  return NEXT(g_idle_add_full)(priority, function, data, notify);
}

guint g_idle_add_once(GSourceOnceFunc function, gpointer data)
{
  release(&loops);
  return NEXT(g_idle_add_once)(function, data);
}

guint g_source_attach(GSource *source, GMainContext *context)
{
  release(&loops);
  return NEXT(g_source_attach)(source, context);
}

int poll(struct pollfd *fds, nfds_t n, int timeout_ms)
{
  int ready = NEXT(poll)(fds, n, timeout_ms);
  acquire(&loops);
  return ready;
}

/* ---- shared memory that the last user frees ---- */

static __thread GDestroyNotify clear;

static void on_last(gpointer data)
{
  acquire(data);
  if (clear)
    clear(data);
}

void g_atomic_rc_box_release_full(gpointer data, GDestroyNotify function)
{
  release(data);
  clear = function;
  NEXT(g_atomic_rc_box_release_full)(data, on_last);
}

void g_object_unref(gpointer object)
{
  acquire(object);
  release(object);
  NEXT(g_object_unref)(object);
}

void g_variant_unref(GVariant *value)
{
  acquire(value);
  release(value);
  NEXT(g_variant_unref)(value);
}
