#pragma once
/*
 * Samples on their way to the core: those of many agents travel in one message, since a message costs the core
 * far more than a sample. What is added goes out OUTGOING_MS later, or at once where the stamp changes or
 * OUTGOING_OBJECTS wait. One thread; the default main context.
 */
#include "wire/channel.h"
#include "wire/samples.h"

#define OUTGOING_MS 50
#define OUTGOING_OBJECTS 2048

struct outgoing;

/* `channel` must outlive it. Lives as long as the program. */
struct outgoing *outgoing_new(struct channel *channel);

/* Where to add samples of this stamp, until the next call. */
struct samples_builder *outgoing_at(struct outgoing *outgoing, gint64 stamp_sec);
