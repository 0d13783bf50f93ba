#pragma once
/*
 * Who is at the other end of a connection, by the kernel's word. Looks the user up in the system's user
 * database, which may ask the network where the machine is set up so.
 */
#include <microhttpd.h>

/* "operator NAME"; the number where the user has no name; "operator unknown" where the kernel cannot say.
 * Caller frees. */
char *peer_name(struct MHD_Connection *connection);
