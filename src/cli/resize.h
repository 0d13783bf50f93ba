#pragma once
/* How a resize reads: as ordered, while it goes on, and ended. Strings belong to the caller. */
#include <glib.h>

#include <jansson.h>

gboolean resize_is(const json_t *action);
char *resize_describe(const json_t *action); /* "memory 256 MiB -> 384 MiB, vcpus 2 -> 4" */
char *resize_line(const json_t *action);     /* "g1 on h1: setting its memory" */
char *resize_end(const json_t *action);      /* "g1 on h1 was resized: memory ..." of one that is done */
