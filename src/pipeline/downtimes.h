#pragma once
/*
 * Downtimes in Nagios and Icinga for guests that are moved or resized (DOWNTIME), so that nobody is paged for that: asked for as
 * the action is ordered, which is before its first deed, for as long as it is expected to take and some minutes more; and taken
 * back when it has ended. Nothing waits for them. Core's thread.
 */
#include "model/action.h"
#include "wire/messages.h"

#define DOWNTIME_MARGIN_SEC 180
#define DOWNTIME_MAX_SEC 1800

struct downtimes;

/* `send` takes the body; FALSE: provost-notify is not there. */
struct downtimes *downtimes_new(gboolean (*send)(enum message_kind kind, GVariant *body, gpointer user), gpointer user);
void downtimes_free(struct downtimes *downtimes);

void downtimes_set_outlets(struct downtimes *downtimes, guint outlets); /* mask of enum outlet_mask: who wants them */

/* At each of its changes. */
void downtimes_take_action(struct downtimes *downtimes, const struct action *action);
