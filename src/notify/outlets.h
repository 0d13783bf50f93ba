#pragma once
/*
 * All whom provost-notify tells things, as the core says (MESSAGE_NOTIFY_TARGETS): hands each message of the core to those whom it
 * concerns, tells the core how they do, what Icinga says, and which events are off everybody's hands. One that hangs delays no
 * other. Nothing blocks.
 */
#include "wire/role.h"

struct outlets;

struct outlets *outlets_new(struct channel *channel); /* lasts as long as the program */

/* FALSE: it is no message for them. */
gboolean outlets_take(struct outlets *outlets, enum message_kind kind, GVariant *body);
