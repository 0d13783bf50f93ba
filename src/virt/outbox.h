#pragma once
/*
 * The way from worker threads to the core: the channel belongs to the main thread, so what a thread has
 * to say is handed to the main loop, in order.
 */
#include "wire/channel.h"

/* Sends `body` from the main loop; takes it, floating or not. Any thread. `channel` must stay valid. */
void outbox_post(struct channel *channel, enum message_kind kind, GVariant *body);

/* Calls `run` on the main loop, in the same order. Any thread. */
void outbox_call(void (*run)(gpointer argument), gpointer argument);
