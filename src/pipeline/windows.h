#pragma once
/*
 * The past that policies look back on: provost-policy begins with nothing, so history is asked once in each of its lives
 * for each series of a subject, or of a part of one, that a policy needs, and what comes is handed on. What history cannot
 * say at the moment is asked again at the next interval. Core's thread, never blocks.
 */
#include "model/fleet.h"
#include "pipeline/history.h"

struct windows;

/* All are borrowed. */
struct windows *windows_new(const struct fleet *fleet, struct history *history, struct channel *policy);
void windows_free(struct windows *windows); /* after its history */

/* The role is there, and has nothing; or it is gone, and what still comes was for it. */
void windows_begin(struct windows *windows);
void windows_end(struct windows *windows);

/* POLICIES: what the active ones need. */
void windows_take_policies(struct windows *windows, GVariant *body);

/* There are other subjects than before; some are not configured any more, and if they come again, it is anew. */
void windows_look_again(struct windows *windows);
void windows_forget_gone(struct windows *windows);

/* Once an interval: asks for what is missing of `subjects` (SUBJECTS) and of the parts that are known. */
void windows_fill(struct windows *windows, GVariant *subjects, gint64 stamp_sec);
