#pragma once
/*
 * GET /v1/events: what happens, as server-sent events (WHATWG HTML, section 9.2) to each who listens. Each event has an id,
 * "LIFE.NUMBER", by which a listener goes on where it was cut off: Last-Event-ID, or ?after=; "0" is all that is kept. Where
 * something is not kept any more, or provostd was started in between, an event "lost" says so: the lists must be read again. A
 * line that begins with ":" says that all there is was told, and each BEAT_SEC that there is nothing new. Core's thread, never blocks: who reads
 * slowly is not waited for, and at last closed.
 */
#include "serve/call.h"

#define STREAMS_MAX 64 /* listeners at a door at a time */
#define STREAM_BEAT ": nothing new\n\n"

struct streams;

/* `home` outlives it. */
struct streams *streams_new(const struct call_home *home);
void streams_look_again(struct streams *streams); /* the rules are others: who may not look any more is told the end */
void streams_end(struct streams *streams); /* each listener is told the end */
void streams_free(struct streams *streams);
