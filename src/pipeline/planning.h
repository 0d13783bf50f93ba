#pragma once
/*
 * Plans are computed in a worker thread over an immutable snapshot, so that the core's loop goes on. The
 * answer comes back on the core's thread.
 */
#include "model/fleet.h"
#include "model/plan_question.h"

/* `plan` is given to the callee; NULL with an error. Called exactly once, never from within. */
typedef void (*planning_done)(struct plan *plan, const GError *error, gpointer user);

/* The question's strings are copied. */
void planning_start(const struct fleet *fleet, const struct plan_question *question, planning_done done,
                    gpointer user);
