#pragma once
/*
 * A call into libvirt that may never come back: a thread of its own makes it, and is left behind in it when the
 * patience is over. Any thread.
 */
#include <glib.h>

#define ERRAND_FOR_EVER (G_GINT64_CONSTANT(1) << 50) /* patience, in microseconds */

struct errand_kind {
  const char *name;            /* of the thread */
  void (*run)(gpointer task);  /* makes the call; on the errand's thread */
  void (*drop)(gpointer task); /* undoes and frees what came back too late; on the errand's thread */
};

/* TRUE: the call has come back, and the task with what it holds is the caller's. FALSE: it is left behind, and the task
 * with it. Blocks. */
gboolean errand_run(const struct errand_kind *kind, gpointer task, gint64 patience_us);
