#pragma once
/*
 * Policies as JSON: a page of GET /v1/policies, and what is answered about one. New references.
 */
#include "daemon/core.h"

#include <jansson.h>

/* {policies: [{name, pack, version, title, file, subject, state, reason, newer_refused, canary,
 *  every_sec, needs{metric: sec},
 *  capabilities{metrics[] or null: every one, own_metrics[], remedies[]}, null: its pack is gone}],
 *  next: cursor or null}. newer_refused: why a newer version of its pack does not run instead; canary: the version that is tried beside it, or
 * "". */
json_t *policies_to_json(struct core *core, const struct serve_page *page);

/* The one of that name, NULL where there is none; with settings[{name, unit, default, min, max}] as it declares them, and
 * overrides[{setting, value, kind, name, line}] as the configuration gives them: kind and name of whom they hold for, null
 * for all; and no_judgement, see unjudged_json.h. */
json_t *policy_to_json(struct core *core, const char *name);
