#pragma once
/*
 * What comes, goes and changes its place in the fleet, as events (model/event_book.h): a guest was created, moved, removed; a host
 * fell silent, or is back. Told is what changes while this program runs: what a host says first of all is how things are.
 * A guest is gone when no host has it for LIFECYCLE_GONE_SEC, since lists of two hosts come one after the other.
 * One thread.
 */
#include "base/clock.h"
#include "model/event_book.h"
#include "model/fleet.h"

#define LIFECYCLE_GONE_SEC 40 /* every host lists its guests within 30 s */

struct lifecycle;

/* All must outlive it. */
struct lifecycle *lifecycle_new(struct event_book *events, const struct fleet *fleet, const struct clock *clock);
void lifecycle_free(struct lifecycle *lifecycle); /* NULL: nothing */

/* The fleet has taken the list of the guests of a host. */
void lifecycle_take_guests(struct lifecycle *lifecycle, const char *host);

/* Once an interval: who is gone, which hosts are silent, and that provost lives. */
void lifecycle_take_interval(struct lifecycle *lifecycle);
