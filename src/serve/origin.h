#pragma once
/*
 * Whether a request may come from a page of somebody else that a browser shows. A browser names the page's origin with each POST
 * (RFC 6454), and a page whose name was bound to our address afterwards (DNS rebinding) still sends that name as Host. Pure.
 */
#include <glib.h>

/* Whether `origin`, NULL where none was sent, is the one that `host` is reached at. */
gboolean origin_is_ours(const char *origin, const char *host);

/* Whether `host`, as in a request, NULL where it has none, means this machine from itself: "localhost:8480", "127.0.0.1", "[::1]:8480". */
gboolean host_is_loopback(const char *host);
