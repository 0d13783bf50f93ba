#pragma once
/*
 * What was, read from the journal's file by a worker with a connection of its own, so that neither the core nor what is being
 * written waits for it. What was put a moment ago may not be among it yet. Core's thread; never blocks. Each function makes
 * exactly one call, on the thread-default main context of who asked, with what was found, newest first, borrowed; or NULL with
 * STORAGE.
 */
#include "model/tip_filter.h"

typedef void (*past_done)(const GPtrArray *found, const GError *error, gpointer user);

/* struct tip, at most `limit`. */
void past_tips(const char *path, const struct tip_filter *filter, guint limit, past_done done, gpointer user);

/* Which rows of the audit trail; NULL and 0: any. */
struct audit_filter {
  const char *subject, *by;
  gint64 from_us, to_us; /* wall clock: from then on, and before then */
  guint64 before_id;
};

/* json_t of {"id", "time", "by", "subject", "event", "why"}, at most `limit`. */
void past_audit(const char *path, const struct audit_filter *filter, guint limit, past_done done, gpointer user);
