#pragma once
/*
 * Which tips a call asks for, by its query parameters `state` ("unfinished" or a state; all where it says nothing), `policy`,
 * `subject` (a name or written form), `severity` (at least), `from` and `to` (raised).
 */
#include "model/tip_filter.h"
#include "serve/call.h"

#define TIP_QUERY "state,policy,subject,severity,from,to"

/* Its strings are the call's. FALSE with INVALID. */
gboolean tip_query(const struct call *call, struct tip_filter *filter, GError **error);
