#pragma once
/*
 * What is only tried beside the packs that run, as JSON: the body of GET /v1/canaries. New references.
 */
#include "daemon/core.h"

#include <jansson.h>

/* {packs[{name, version, folder, refused}], policies[{name, pack, version, running_version, file, state, reason, place
 * ("both", "new", "gone"), differing, counts{opens, silent, severity, remedy, error}}], differences[{time, policy, subject,
 * subject_name, difference, running, canary}]}, the newest difference first. */
json_t *canaries_to_json(struct core *core);

/* The version that is tried of that policy, "" where none is. */
char *canary_version(struct core *core, const char *policy);
