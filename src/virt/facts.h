#pragma once
/* What a host is: read once after each connecting. Blocks. */
#include <libvirt/libvirt.h>

#include <glib.h>

/* A floating HOST_FACTS body: names, version, size, and in words what its driver lacks. `cpus` gets
 * the number of its processors, 0 if it does not say. NULL when the host does not even say its
 * name: library_error() says why. */
GVariant *facts_read(virConnectPtr connection, const char *host, guint *cpus);

/* Whether its bulk statistics have neither processor times nor memory of guests (virt/records.h
 * then). */
gboolean facts_lack_guest_numbers(virConnectPtr connection);
