#pragma once
/*
 * The stop of all automation (model/pause.h), which outlives provostd: in a file of its own, since it must be possible to
 * stop also where the journal has failed. A file that is there and cannot be read is a stop: nobody shall be overruled by a
 * torn file. What has begun ends by itself; nothing more is begun (action/others.h).
 */
#include "model/fleet.h"

struct pausing;

/* Reads the file; NULL: nothing is remembered. `fleet` is told, and outlives it. */
struct pausing *pausing_new(const char *file, struct fleet *fleet);
void pausing_free(struct pausing *pausing);

/* REFUSED where it is so already; STORAGE where it cannot be remembered: then it holds all the same, until provostd ends. */
gboolean pausing_begin(struct pausing *pausing, const char *by, const char *reason, gint64 now_us, GError **error);
/* REFUSED where it is not paused; STORAGE, and nothing changed. */
gboolean pausing_end(struct pausing *pausing, GError **error);
