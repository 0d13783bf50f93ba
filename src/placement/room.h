#pragma once
/*
 * How many guests fit on a host that is to be full: what is usual adds up, but peaks hardly ever meet, so that of them the
 * root of the sum of squares counts, as of independent loads. Private to the plans of placement/. One thread.
 */
#include "placement/constraints.h"

struct room;

/* Of the arrangement, which it follows: move guests by room_move(). */
struct room *room_new(struct arrangement *arrangement);
void room_free(struct room *room);
void room_move(struct room *room, guint guest, guint host);

/* Whether the guest may be there and so much of the peaks would still find its processors: who plans ahead reckons with more
 * of them than who must act, so that neither undoes what the other did. */
#define ROOM_AHEAD 1.6
#define ROOM_NOW   0.8
gboolean room_admits(const struct room *room, guint guest, guint host, double peaks);

double room_usual(const struct room *room, guint host);    /* share of the processors that it may use, as usual */
double room_peak(const struct room *room, guint host);     /* ... with peaks */
double room_capacity(const struct room *room, guint host); /* processors of common speed, less what is reserved */
