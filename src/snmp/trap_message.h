#pragma once
/*
 * A trap on its way to the core: the body of TRAP, with each value in words. What a device wrote is text where it is
 * printable UTF-8, else hexadecimal. Pure; one thread.
 */
#include "snmp/trap.h"
#include "snmp/udp.h"

struct trap_sender {
  guint64 id;
  struct peer from;
  const char *subject;
};

/* Floating. */
GVariant *trap_message(const struct trap_sender *sender, const struct trap *trap);

/* "10.0.0.1", without the port. Caller frees. */
char *peer_address(const struct peer *peer);
