#pragma once
/*
 * The way from worker threads to the core: the channel belongs to the main thread, so what a thread has
 * to say is handed to the main loop, in order.
 */
#include "wire/channel.h"

/* Sends `body` (floating, or its reference: taken) from the main loop. Any thread. `channel` must stay valid. */
void outbox_post(struct channel *channel, enum message_kind kind, GVariant *body);

/* Calls `run` on the main loop, in the same order. Any thread. */
void outbox_call(void (*run)(gpointer argument), gpointer argument);
