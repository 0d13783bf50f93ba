#pragma once
/*
 * The watching connection of a host with what is registered on it, counted: whoever lets go of it last deregisters
 * and closes. So a call that is left behind (virt/bulk.h) keeps it to itself until it comes back. libvirt 9.0 bears no
 * two calls at a time on one connection whose host falls silent: when keepalive ends the first, the second waits for
 * ever, and a source on the stack of the first is run all the same when the host speaks again. Any thread.
 */
#include <glib.h>
#include <libvirt/libvirt.h>

struct connection {
  virConnectPtr libvirt;
  int lifecycle_id, balloon_id; /* callbacks on it, or -1 */
  virConnectCloseFunc on_close;  /* or NULL */
};

/* On libvirt's event thread, until the last reference is gone: of a connection left behind, too. */
struct connection_ears {
  virConnectCloseFunc on_close;
  virConnectDomainEventCallback on_lifecycle;
  virConnectDomainEventBalloonChangeCallback on_balloon;
};

/* Takes `libvirt`. One reference. */
struct connection *connection_new(virConnectPtr libvirt);
struct connection *connection_ref(struct connection *connection);
void connection_unref(struct connection *connection); /* the last one blocks */

/* Once per connection. `user` lives as long as the program: an event may be under way when its callback goes. */
void connection_listen(struct connection *connection, const struct connection_ears *ears, gpointer user);
