#pragma once
/*
 * What others say, on its way to provost-policy: what has changed since it was told, in messages of a bounded size. Core's
 * thread, never blocks.
 */
#include "model/fleet.h"
#include "wire/channel.h"

#define ALERTS_A_MESSAGE 1000

struct alert_feed;

struct alert_feed *alert_feed_new(const struct fleet *fleet, struct channel *policy); /* both outlive it */
void alert_feed_free(struct alert_feed *feed);

/* The role is there, and knows nothing. */
void alert_feed_begin(struct alert_feed *feed);

/* Something else is said of it, or nothing any more. */
void alert_feed_add(struct alert_feed *feed, const char *subject, const char *name);

gboolean alert_feed_is_empty(const struct alert_feed *feed); /* nothing is to be told */

/* One message, where there is something to say. FALSE: there is more. */
gboolean alert_feed_send(struct alert_feed *feed);
