#pragma once
/* What hosts offer and guests need (model/guest_needs.h) as fields of hosts and guests. Pure; any thread. */
#include "model/fleet.h"

#include <jansson.h>

/* Adds `networks` and `storage`, null where the host does not tell. */
void offers_set(json_t *json, const struct host *host);

/* {networks, storage, processor}; null: not known yet. New reference. */
json_t *needs_to_json(const struct guest_needs *needs);
