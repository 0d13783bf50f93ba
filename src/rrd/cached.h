#pragma once
/*
 * A client of rrdcached over its Unix socket, in place of librrd's, which waits for ever. Each call waits CACHED_WAIT_MS
 * for its answers, at most; where they do not come, the connection is dropped, and calls fail at once until it is
 * time to try again (1 s later, then 2 s ... 30 s). That rrdcached says that it has written something means little: it
 * drops what it cannot write. What is in a file, the file's header says. All errors are sentences. One thread.
 */
#include "base/clock.h"

#define CACHED_WAIT_MS 1000
#define CACHED_RETRY_MAX_SEC 30
#define CACHED_LINE_MAX 4000 /* of a command: rrdcached's buffer has 4,096 bytes */

struct cached;

/* `clock` outlives it. Connects with the first call. */
struct cached *cached_new(const struct clock *clock, const char *socket);
void cached_free(struct cached *cached);

/* Whether rrdcached can be asked now: there is a connection. FALSE with a sentence that names the file. */
gboolean cached_is_there(struct cached *cached, const char *path, GError **error);

/* Gives rrdcached the "STAMP:VALUE:..." arguments (NULL: none) of a file, and has it write all that it holds of it.
 * What it holds already it refuses, which is no error. */
gboolean cached_write(struct cached *cached, const char *path, const GPtrArray *arguments, GError **error);

/* Has rrdcached forget what it holds of a file. */
gboolean cached_forget(struct cached *cached, const char *path, GError **error);
