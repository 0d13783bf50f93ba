#pragma once
/*
 * For whom a policy gave no judgement in its last round, as JSON. New references.
 */
#include "daemon/core.h"

#include <jansson.h>

/* {evaluated, subjects, reasons[{reason, subjects, named[{subject, subject_name}]}]}: of `evaluated` subjects there was no
 * judgement for `subjects`; the most frequent reasons with the first few of theirs. null: it was not evaluated yet. */
json_t *unjudged_to_json(struct core *core, const char *policy);
