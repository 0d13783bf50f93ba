#pragma once
/*
 * How the watching connection of one host does, told to the core as LINK at each change. The watching
 * thread says what it knows and marks each libvirt call it is about to make; the main loop looks on, and
 * where one call takes too long it reports the host as down though its thread cannot say so itself. A
 * state that passes in a moment may be skipped.
 */
#include "model/fleet.h"
#include "virt/endpoint.h"
#include "wire/channel.h"

struct host_link;

struct host_link *host_link_new(const struct endpoint *endpoint, struct channel *channel, gint64 patience_us);
void host_link_free(struct host_link *link);

/* Watching thread. `reason` is a sentence, "" when up. */
void host_link_set(struct host_link *link, enum link_state state, const char *reason);
/* Around each call that may block; `call` must be a literal. */
void host_link_enter(struct host_link *link, const char *call);
void host_link_leave(struct host_link *link);

/* Main loop: sends LINK if what is to be said has changed. */
void host_link_report(struct host_link *link);
