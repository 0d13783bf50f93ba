#pragma once
/*
 * One look at a whole host: the list of its guests and, on the grid, the samples of all of them, read in
 * a handful of calls (virt/records.h; with NOWAIT a guest that is busy with a job gives less and delays
 * nobody). Blocks; the host's watching thread only.
 */
#include "virt/connection.h"
#include "virt/endpoint.h"
#include "virt/host_link.h"
#include "virt/tally.h"
#include "wire/channel.h"

struct sweeper;

struct sweeper *sweeper_new(struct endpoint *endpoint, struct host_link *link, struct tally *tally,
                            struct channel *channel, guint interval_ms);
void sweeper_free(struct sweeper *sweeper);

/* A new connection: the facts of the host and its guests are sent afresh. FALSE: it does not answer. */
gboolean sweeper_meet(struct sweeper *sweeper, struct connection *connection, GError **error);

/* Reads everything and sends SAMPLES, and GUESTS where they changed. */
gboolean sweeper_sweep(struct sweeper *sweeper, struct connection *connection, gint64 stamp_sec, GError **error);

/* Reads and sends GUESTS only, after an event. */
gboolean sweeper_list(struct sweeper *sweeper, struct connection *connection, GError **error);

/* Sends the host's own values as unknown, and once per loss those of its guests: only once, since a guest
 * that has moved away meanwhile is sampled by its new host. */
void sweeper_lost(struct sweeper *sweeper, gint64 stamp_sec, enum reading_state why);
