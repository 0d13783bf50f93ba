#include "plugin/deadline.h"

#include <string.h>
#include <unistd.h>

struct deadline {
  GMutex mutex;
  GCond cond;
  gboolean is_met;
  gint64 end_us;
  char *text;
  int status;
  GThread *thread;
};

static gpointer wait_for_it(gpointer data)
{
  struct deadline *deadline = data;
  g_mutex_lock(&deadline->mutex);
  gboolean is_early = TRUE;
  while (!deadline->is_met && is_early)
    is_early = g_cond_wait_until(&deadline->cond, &deadline->mutex, deadline->end_us);
  if (!deadline->is_met) { /* with the lock held, so that nobody else prints */
    (void)!write(STDOUT_FILENO, deadline->text, strlen(deadline->text));
    _exit(deadline->status);
  }
  g_mutex_unlock(&deadline->mutex);
  return NULL;
}

struct deadline *deadline_new(guint ms, const char *text, int status)
{
  struct deadline *deadline = g_new0(struct deadline, 1);
  g_mutex_init(&deadline->mutex);
  g_cond_init(&deadline->cond);
  deadline->end_us = g_get_monotonic_time() + ms * G_GINT64_CONSTANT(1000);
  deadline->text = g_strdup(text);
  deadline->status = status;
  deadline->thread = g_thread_new("deadline", wait_for_it, deadline);
  return deadline;
}

void deadline_free(struct deadline *deadline)
{
  g_mutex_lock(&deadline->mutex);
  deadline->is_met = TRUE;
  g_cond_signal(&deadline->cond);
  g_mutex_unlock(&deadline->mutex);
  g_thread_join(deadline->thread);
  g_mutex_clear(&deadline->mutex);
  g_cond_clear(&deadline->cond);
  g_free(deadline->text);
  g_free(deadline);
}
