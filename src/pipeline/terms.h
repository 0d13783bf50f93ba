#pragma once
/*
 * The terms on which automation may take a tip (model/automation.h): one row for each, asked at every place of which the
 * configuration says something, each of which counts. Pure, over what is known now.
 */
#include "model/fleet.h"
#include "model/verdict_book.h"

/* The first term that keeps the tip, in a sentence with its setting; NULL: none. Caller frees. */
char *terms_why(const struct fleet *fleet, const struct verdict_book *verdicts, const struct tip *tip, gint64 now_us);

/* How many people must accept the tip before it is carried out. */
guint terms_approvals(const struct fleet *fleet, const struct tip *tip);

/* The setting that lets automation only say what it would do about the tip; NULL: none. Caller frees. */
char *terms_dry_run(const struct fleet *fleet, const struct tip *tip);

/* That no change window is open there, and until when; NULL: one is, or none is needed. Caller frees. */
char *terms_window(const struct fleet *fleet, const struct automation_place *place, gint64 now_us);

/* The tip's subject, and whom its remedies name. Borrowed strings in a new array. */
GPtrArray *terms_subjects(const struct tip *tip);
