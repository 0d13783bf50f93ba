#pragma once
/*
 * libvirt as a whole: its event loop, its errors. Keepalive and events of every connection depend on one
 * event loop that runs for ever in a thread of its own; it is registered before the first connection and
 * never stopped, since callbacks may come late (https://libvirt.org/html/libvirt-libvirt-event.html).
 */
#include <glib.h>
#include <libvirt/libvirt.h>

/* Starts the event loop's thread and sends libvirt's own messages to g_debug. Once, before any connection. */
void library_start(void);

/* What the last failed libvirt call on this thread said, one line without its final dot. Caller frees. */
char *library_error(void);

/* Whether the last failed call on this thread failed with `code` (enum virErrorNumber). */
gboolean library_error_is(int code);
