#pragma once
/*
 * What macros say, as an alert report of provostd's: the body of POST /v1/alerts (src/serve/openapi.json). Pure.
 */
#include "plugin/macros.h"

#include <jansson.h>

/* New reference. NULL with INVALID: it makes no sense; NULL without error: there is nothing to tell, and `why` (static) says why. */
json_t *tidings_of(const struct macros *macros, const char **why, GError **error);
