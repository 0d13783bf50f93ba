#pragma once
/*
 * What questions about history have in common: a metric, and a time from the query parameters `from` (an hour ago)
 * and `to` (now). Each "now", "-1h", seconds since 1970, or RFC 3339. FALSE with a sentence: INVALID, NOT_FOUND.
 */
#include "serve/call.h"

gboolean query_metric(const char *name, enum metric_id *metric, GError **error);
/* The time that the parameter of that name says; untouched where it says nothing. */
gboolean query_moment(const struct call *call, const char *name, gint64 *sec, GError **error);
/* One time alone, which is not after now; `from_sec` is the default where the call says nothing. */
gboolean query_from(const struct call *call, gint64 *from_sec, GError **error);
gboolean query_times(const struct call *call, gint64 *from_sec, gint64 *to_sec, GError **error);
