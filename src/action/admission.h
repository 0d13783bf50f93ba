#pragma once
/*
 * Admission: whether a move may begin. Asked when it is ordered, and once more right before its first deed, on what the
 * fleet and both hosts say by then. Private to action/. Each refusal is a sentence that names the rule. Core's thread.
 */
#include "action/run.h"

/* The hosts are there, differ, belong together, and the destination answers; the guest runs, once, on the source, and
 * nobody else acts on it (`own`: the run that asks; NULL: none yet); the journal holds. NOT_FOUND, REFUSED, STORAGE. */
gboolean admission_check(const struct actions *actions, const struct move *move, const struct run *own, GError **error);

/* What is asked before anything is done to a guest; `done` says what: "moved", "resized". REFUSED, STORAGE. */
gboolean admission_check_guest(const struct actions *actions, const struct guest *guest, const char *done,
                               const struct run *own, GError **error);
gboolean admission_check_journal(const struct actions *actions, const char *done, GError **error);

/* Another action than `own` is under way on the guest, or ended ambiguous and was not released yet. */
gboolean admission_guest_is_busy(const struct actions *actions, const char *guest_uuid, const struct run *own);

/* One more move fits into the budgets, and automation (`by`) leaves the guest in peace after its last one. BUSY. */
gboolean admission_check_budgets(const struct actions *actions, const struct move *move, const char *by, GError **error);

/* Both hosts have answered that the guest can be moved: checks all the rest anew, and lets the run begin its first
 * deed, or ends it. */
void run_admit(struct run *run);
void run_refuse(struct run *run, const char *why); /* ends it; nothing was done */

/* The guest is gone from its source and another has its name: ends the run. FALSE: that is not so. */
gboolean run_end_if_replaced(struct run *run);

/* Guests are known by their UUID: one that was renamed is called by its new name from now on, and the audit has both. */
void run_follow_name(struct run *run);
