#pragma once
/* Places within JSON. Pure; any thread. */
#include <jansson.h>

/* What stands at "tip.subject.name", member by member; NULL: nothing does. Borrowed. */
const json_t *json_at(const json_t *json, const char *path);
