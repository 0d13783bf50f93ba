#pragma once
/*
 * One start of one role program: found beside provostd in a build tree, else in the installed role folder;
 * given its end of a socket pair as descriptor 3 and its lock as descriptor 4, and nothing else.
 */
#include "wire/messages.h"

/* Starts the role. `*socket` is our end, owned by the caller. The child must be reaped by the caller. */
gboolean role_process_start(enum role role, const char *runtime_dir, GPid *pid, int *socket, GError **error);

/* Waits for what a predecessor left running. Blocking, at most `wait_ms` for all. FALSE names who stayed. */
gboolean role_process_wait_for_predecessors(const char *runtime_dir, guint wait_ms, GError **error);
