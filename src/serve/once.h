#pragma once
/*
 * At most once: an order with an Idempotency-Key that comes again from the same caller is given the answer of the first one, also
 * where that one's connection broke before it was answered. Core's thread, never blocks.
 */
#include "serve/routes.h"

/* Whether the route is to answer. FALSE: the call is answered. */
gboolean once_admit(struct call *call, const struct route *route, const char *path);
