#pragma once
/*
 * Which notification an event is, if any: a tip is opened, changed or closed once each, however often events tell of it. What was
 * told of each tip and action is remembered; after a restart of the program one may be told of as changed that was told before.
 * One thread.
 */
#include "agentx/snapshot.h"

#define NOTICES_REMEMBERED 4096 /* tips and actions; those that are over are forgotten first */

struct notices;

struct notices *notices_new(void);
void notices_free(struct notices *notices);

/* `event` as in GET /v1/events, of `kind`. NULL: nobody is notified of it. */
const struct mib_notification *notices_take(struct notices *notices, const char *kind, const json_t *event);

/* What is sent: "(ua(uuuytay))", the notification's number, its objects: (table, number, index, enum mib_kind, number, octets).
 * What is not known is left out. `rows` tells indexes. New floating reference. */
GVariant *notice_body(const struct mib_notification *notification, guint64 number, const json_t *event, const struct rows *rows);
