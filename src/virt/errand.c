#include "virt/errand.h"

/* Shared by who waits and the thread; counted. */
struct errand {
  const struct errand_kind *kind;
  gpointer task;
  GMutex lock;
  GCond news;
  gboolean ended, abandoned; /* under the lock */
};

static void errand_clear(gpointer data)
{
  struct errand *errand = data;
  g_mutex_clear(&errand->lock);
  g_cond_clear(&errand->news);
}

static void errand_unref(struct errand *errand)
{
  g_atomic_rc_box_release_full(errand, errand_clear);
}

static gpointer run(gpointer user)
{
  struct errand *errand = user;
  errand->kind->run(errand->task);
  g_mutex_lock(&errand->lock);
  gboolean abandoned = errand->abandoned;
  errand->ended = TRUE;
  g_cond_signal(&errand->news);
  g_mutex_unlock(&errand->lock);
  if (abandoned)
    errand->kind->drop(errand->task);
  errand_unref(errand);
  return NULL;
}

static gboolean wait(struct errand *errand, gint64 patience_us)
{
  gint64 until_us = g_get_monotonic_time() + patience_us;
  g_mutex_lock(&errand->lock);
  while (!errand->ended && g_cond_wait_until(&errand->news, &errand->lock, until_us))
    ;
  gboolean ended = errand->ended;
  errand->abandoned = !ended;
  g_mutex_unlock(&errand->lock);
  return ended;
}

gboolean errand_run(const struct errand_kind *kind, gpointer task, gint64 patience_us)
{
  struct errand *errand = g_atomic_rc_box_new0(struct errand);
  errand->kind = kind;
  errand->task = task;
  g_mutex_init(&errand->lock);
  g_cond_init(&errand->news);
  g_thread_unref(g_thread_new(kind->name, run, g_atomic_rc_box_acquire(errand)));
  gboolean ended = wait(errand, patience_us);
  errand_unref(errand);
  return ended;
}
