#pragma once
/*
 * One program of the administrator while it runs: its output is kept up to PROGRAM_OUTPUT_MAX bytes and thrown away
 * behind that, slowly, so that one that floods costs little; when its time is over its process group is asked to end,
 * and killed PROGRAM_GRACE_SEC later. It is over when the program itself has ended, whoever else still holds its output
 * open; what is left of its group is killed then. Main loop's thread; does not block but for the start (spawn.h).
 */
#include "model/program.h"

/* How it ended. */
struct run_end {
  int exit_status; /* -1: it did not exit by itself */
  char *how;       /* "" where it exited with 0; else a clause: "exited with status 3" */
  char *output;    /* its begin; valid UTF-8, of control characters only line breaks */
  guint took_ms;
};

struct running;

struct run_order {
  guint64 id; /* for the caller */
  const struct program *program;
  const char *const *values; /* PROGRAM_MACROS */
  guint time_limit_sec;
};

/* Called once, from the main loop; what it is given lives until it returns. It frees the run. */
typedef void (*running_done)(struct running *running, const struct run_end *end, gpointer user);

/* NULL: certainly nothing was run. */
struct running *running_start(const struct run_order *order, running_done done, gpointer user, GError **error);
void running_free(struct running *running); /* kills what still runs */

guint64 running_id(const struct running *running);

/* Asks its group to end, now. */
void running_ask_to_end(const struct running *running);
/* Waits up to `wait_ms` for its end. For who is about to exit; blocks. */
void running_await_end(const struct running *running, guint wait_ms);
