#pragma once
/*
 * libvirt's event loop: sockets and timers of all connections, their keepalive and their events, served by
 * one thread on a GLib context of its own. libvirt's default implementation would share the default
 * context with our main loop: its thread would then run our callbacks, or our loop would take libvirt's
 * locks, which a thread that hangs in a handshake may hold. The loop is never stopped, since callbacks may
 * come late. Callbacks run on its thread and must not block.
 */

/* Registers it with libvirt and starts its thread. Once, before any connection. */
void event_loop_start(void);
