#pragma once
/*
 * What the definition of a running guest says of the means to look inside: the channel of QEMU's guest agent, and the
 * memory balloon with its statistics. Source: virDomainGetXMLDesc. Pure.
 */
#include <glib.h>

struct traits {
  gboolean agent_listens;   /* its channel is there, and somebody in the guest has opened it */
  gboolean balloon_is_mute; /* there is a balloon, and it reports no statistics by itself */
};

/* Neither, where the document is not well-formed. */
struct traits traits_read(const char *xml);
