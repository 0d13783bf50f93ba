#pragma once
/* What an event says, in a line for people. */
#include "client/event_stream.h"

/* "14:03:10 tip 12 critical: processors of h1 are busy: resolved, by provostd". Caller frees. */
char *event_line(const struct told *told);

/* That provostd lives, which it tells once an interval. */
gboolean event_is_heartbeat(const struct told *told);
