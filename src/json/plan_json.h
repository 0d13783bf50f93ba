#pragma once
/*
 * Reading a plan back, as part of a tip; writing it is in json.h. Pure; any thread.
 */
#include "model/plan.h"

#include <jansson.h>

/* `error` must point to a GError pointer (json/fields.h). */
struct plan *plan_from_json(const json_t *json, GError **error);
