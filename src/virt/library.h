#pragma once
/* libvirt as a whole: its start and its errors. */
#include <glib.h>
#include <libvirt/libvirt.h>

/* Starts its event loop and sends its own messages to g_debug. Once, before any other call. */
void library_start(void);

/* What the last failed libvirt call on this thread said, one line without its final dot. Caller frees. */
char *library_error(void);

/* Whether the last failed call on this thread failed with `code` (enum virErrorNumber). */
gboolean library_error_is(int code);
