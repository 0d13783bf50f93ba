#pragma once
/*
 * Signs of life that come after the last look of an action (action/look.c): a guest whose SNMP agent answered when its move or
 * resize began, and is found silent after it for some intervals in a row, is not called alive any more, and people are
 * warned. One that boots anew has no agent for a while: of a cold move nothing is said. What falls silent later than
 * SIGNS_INTERVALS after the end has reasons of its own; so it may have where provostd was restarted in between, which says
 * nothing then. Core's thread, never blocks.
 */
#include "action/actions.h"
#include "model/event_book.h"

#define SIGNS_INTERVALS 30

struct signs;

/* What is handed over outlives it. */
struct signs *signs_new(struct actions *actions, const struct fleet *fleet, const struct clock *clock, struct event_book *events);
void signs_free(struct signs *signs);

void signs_take_begun(struct signs *signs, const struct action *action); /* a move or resize */
void signs_take_interval(struct signs *signs);
