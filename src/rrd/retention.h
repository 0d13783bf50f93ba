#pragma once
/*
 * Removes the files of what is not seen any more, and those put aside, when nothing was written to them (nor were they
 * put aside) for as long as history is kept. Walks through the folder a few files at a time, again an hour after
 * the last walk. What a wrong clock would make old stays: nothing is removed before the wall clock has agreed with the
 * monotonic one for RETENTION_TRUST_SEC, and where most of the files seem old, none is. Each removal is logged in a
 * sentence. Blocks on disk only.
 */
#include "base/clock.h"

#define RETENTION_TRUST_SEC 86400
#define RETENTION_REST_SEC 3600

struct retention;

struct retention_options {
  const struct clock *clock; /* outlives it, as does the folder's name */
  const char *directory;
  guint keep_sec;
  /* Whether samples wait for the file: then it stays. */
  gboolean (*waits)(const char *path, gpointer user);
  gpointer user;
};

struct retention *retention_new(const struct retention_options *options);
void retention_free(struct retention *retention);

/* Every few seconds: goes on. Returns how many files were removed. */
guint retention_tick(struct retention *retention);
