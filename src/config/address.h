#pragma once
/*
 * The written forms of addresses, checked without asking anybody: names are resolved by whoever
 * connects.
 */
#include <glib.h>

/* "udp:ADDRESS:PORT" or "udp6:[ADDRESS]:PORT" of an SNMP agent written so, or as "ADDRESS" or
 * "ADDRESS:PORT" (port 161, IPv4 or a name); NULL if it is neither. Caller frees. */
char *agent_address_normalise(const char *text);

/* The same of a receiver of notifications, whose port is 162 where none is written. */
char *receiver_address_normalise(const char *text);

/* The address or name in one that is normal. Caller frees. */
char *agent_address_host(const char *normal);

/* Whether `text` is a URI with a scheme, as libvirt takes: "qemu+tls://h1/system",
 * "test:///default". */
gboolean libvirt_uri_is_valid(const char *text);
