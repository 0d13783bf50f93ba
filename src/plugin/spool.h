#pragma once
/*
 * Reports that could not be told, in a folder, one in a file of its own, for the next call to tell. A file is there whole or not at
 * all, and is removed when provostd has taken what it says, so that a crash tells twice at worst. Of several calls at a time
 * one empties it. Blocks on disk.
 */
#include "client/client.h"

#define SPOOL_MAX 400     /* reports; when it is full no more are kept */
#define SPOOL_BYTES 49152 /* of them told at once: of one request provostd takes 64 KiB */

/* FALSE with a sentence: it is full, or cannot be written. */
gboolean spool_keep(const char *folder, const json_t *report, GError **error);

/* Tells provostd what waits, oldest first, as many at once as it takes. FALSE with error: it was not taken, and waits on, but for what provostd refuses
 * for good. Nothing waits, or somebody else is at it: TRUE. */
gboolean spool_deliver(const char *folder, struct client *client, GError **error);
