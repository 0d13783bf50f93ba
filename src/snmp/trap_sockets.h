#pragma once
/*
 * The sockets of the listener for traps: where it is to listen, whether it does, and why not. Private to trap_listener.c. One
 * thread.
 */
#include "snmp/udp.h"

struct trap_socket {
  char *address; /* as configured */
  struct peer at;
  int fd; /* -1: not open */
  gpointer tag;
  guint32 lost; /* the kernel's count, last time */
  char *fault;  /* why it is not open, a sentence; "" */
};

struct trap_sockets;

struct trap_sockets *trap_sockets_new(void);
void trap_sockets_free(struct trap_sockets *sockets, GSource *source);

/* Listens there, `as`, and nowhere else, for `source`. TRUE: others than before, which are closed. */
gboolean trap_sockets_set(struct trap_sockets *sockets, GSource *source, GVariant *addresses);

/* Opens what could not be opened. TRUE: one more is. */
gboolean trap_sockets_retry(struct trap_sockets *sockets, GSource *source);

/* Whether the source is woken by what comes. */
void trap_sockets_listen(struct trap_sockets *sockets, GSource *source, gboolean listen);

guint trap_sockets_count(const struct trap_sockets *sockets);
struct trap_socket *trap_sockets_nth(const struct trap_sockets *sockets, guint i);

/* How many more the kernel has dropped, which has counted `lost` by now. */
guint32 trap_socket_lost(struct trap_socket *socket, guint32 lost);

GVariant *trap_sockets_message(const struct trap_sockets *sockets); /* TRAP_LISTENING, floating */
