#pragma once
/*
 * What the QEMU guest agent says of the system inside a guest, for the person who asks; it is believed in
 * nothing. Texts are harmless and bounded (text_clean) once the fleet has them. A plain value made with
 * g_new, no string or list of it NULL; whoever made it owns it. Source: virDomainGetGuestInfo.
 */
#include <glib.h>

#define GUEST_ADDRESSES_MAX 64 /* kept of one guest */

struct guest_agent {
  char *hostname;   /* "": it does not say */
  char *os;         /* "Debian GNU/Linux 12 (bookworm)"; "": it does not say */
  char **addresses; /* IPv4 and IPv6 without loopback, NULL-terminated */
};

void guest_agent_free(struct guest_agent *agent);
