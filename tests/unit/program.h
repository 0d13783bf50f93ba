#pragma once
/* A role's program as a test runs it: behind a socket, as provostd would. */
#include <gio/gio.h>

/* Starts `program` of the build with one end of a socket pair as its descriptor 3; `*fd` is the other end.
 * `argument` may be NULL. Its log goes to the file `log_path`, or nowhere where that is NULL. The caller
 * waits for its end and unrefs it. */
GSubprocess *program_start(const char *program, const char *argument, const char *log_path, int *fd);
