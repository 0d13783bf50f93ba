#pragma once
/*
 * Why a guest or host is as it is, and why nothing is done about it, in sentences: what was done to it and for what, who else
 * has acted on it, which tips are open about it and what keeps automation from them, and what is not known. Nothing is computed
 * anew: it is what the fleet knows and what the last actions were. Core's thread, never blocks.
 */
#include "pipeline/pipeline.h"

#include <jansson.h>

#define WHY_ACTIONS 5 /* the newest are told */

/* [{"about": "action", "text": "...", "setting": "clusters[].automation.hold_down" or null}, ...], of the subject's written form,
 * which is there. New reference. `about` is one of now, action, others, tip, automation, policy, data. */
json_t *pipeline_why(struct pipeline *pipeline, const char *subject);
