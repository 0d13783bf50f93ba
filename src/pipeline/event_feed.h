#pragma once
/*
 * Hands the events of the book (model/event_book.h) to a role, in their order, at most EVENT_FEED_AHEAD that it has not taken
 * yet. A role that was restarted is told again of all that its former life had not taken, so that it may hear of one twice.
 * While nobody wants them they pass by. What the book lost before the role took it is counted. One thread.
 */
#include "model/event_book.h"
#include "wire/messages.h"

#define EVENT_FEED_AHEAD 256

struct event_feed;

/* Sends a message to the role; FALSE: it is not there. Takes the body. */
typedef gboolean (*event_feed_send)(enum role role, enum message_kind kind, GVariant *body, gpointer user);

/* The book must outlive it. Nobody wants events yet. */
struct event_feed *event_feed_new(struct event_book *book, enum role role, event_feed_send send, gpointer user);
void event_feed_free(struct event_feed *feed); /* NULL: nothing */

/* Whether the role has somebody to tell; from now on. */
void event_feed_set_wanted(struct event_feed *feed, gboolean is_wanted);

void event_feed_role_is_up(struct event_feed *feed);
void event_feed_role_is_down(struct event_feed *feed);

/* EVENT_TAKEN: all up to that number is delivered or given up. One that was not told is no news. */
void event_feed_take_taken(struct event_feed *feed, guint64 number);

guint64 event_feed_missed(const struct event_feed *feed); /* at most so many were lost before they were told */
