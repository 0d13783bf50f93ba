#pragma once
/*
 * The start of a program of the administrator: by execve() of its words, never through a shell, in a session and
 * process group of its own, with nothing but standard input from /dev/null and one pipe for all that it writes, in /,
 * with all signals as usual. The kernel kills it when provost-notify dies. Blocks until the program is executed or
 * cannot be.
 */
#include <glib.h>

struct spawned {
  GPid pid;   /* also its process group; to be reaped by the caller */
  int pidfd;  /* readable once it has ended; the caller's */
  int output; /* what it writes, not blocking; the caller's */
};

/* `argv` and `environment` end with NULL. FALSE: certainly nothing was run. A file that everybody may change is not
 * run. */
gboolean spawn_program(char *const *argv, char *const *environment, struct spawned *spawned, GError **error);
