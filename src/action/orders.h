#pragma once
/*
 * Inside action/: actions that somebody else carries out (restrict, evacuate, a plan, a program ...), of which only the
 * record is kept here: its id, its place in the journal with audit rows before and after, the list, and the way of a
 * cancellation to its owner. Core's thread.
 */
#include "action/actions.h"

struct orders;

struct orders *orders_new(void);
void orders_free(struct orders *orders);

/* One that was loaded, in the order of ids; takes it. */
void orders_add(struct orders *orders, struct action *action);
struct action *orders_find(const struct orders *orders, guint64 id); /* or NULL */
const GPtrArray *orders_list(const struct orders *orders);           /* struct action *, oldest first */

/* Of those that are over all but the newest `kept` are forgotten. */
void orders_forget(struct orders *orders, guint kept);

/* Its owner is asked to, where it is not over; FALSE with error: it cannot be. */
gboolean orders_cancel(struct actions *actions, const struct action *order, const char *by, GError **error);
