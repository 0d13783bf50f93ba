#pragma once
/*
 * Who may send traps, and with what: whoever is not in the list is denied. An address may stand in several entries; a
 * message is taken with any of them whose version and secret it has. Secrets are compared in a time that tells nothing of
 * them. Owns all it holds. One thread.
 */
#include "snmp/netsnmp_keys.h"
#include "snmp/session.h"
#include "snmp/udp.h"

struct trap_source {
  guint16 family;      /* of the network */
  guint8 network[16];  /* its first `bits` count */
  guint bits;
  enum snmp_version version;
  char *community;     /* versions 1 and 2c */
  struct user *user;   /* version 3: one that signs */
  gboolean needs_priv; /* and must encrypt */
};

struct trap_sources;

/* From TRAP_CONFIGURE: (CIDR, version, whether it must be encrypted, credentials). One that makes no sense is left out with a
 * warning. */
struct trap_sources *trap_sources_new(GVariant *rows);
void trap_sources_free(struct trap_sources *sources);

/* Whether anybody at that address may send anything. */
gboolean trap_sources_know(const struct trap_sources *sources, const struct peer *from);

/* The entry that lets it send with this community, or as this user; NULL: none does. */
const struct trap_source *trap_sources_of_community(const struct trap_sources *sources, const struct peer *from,
                                                    enum snmp_version version, const guint8 *community, gsize n);
const struct trap_source *trap_sources_of_user(const struct trap_sources *sources, const struct peer *from,
                                               const guint8 *user, gsize n);
