#pragma once
/*
 * Which clusters survive the failure of as many hosts as they are to, for GET /v1/clusters. Checked in a worker thread over a
 * snapshot, so that the core's loop goes on.
 */
#include "model/fleet.h"
#include "serve/serve.h"

/* Answers once, later, on the core's thread, for the clusters that are to survive any: {CLUSTER: {"host_failures": 1,
 * "ha_only": false, "outcome": "fails", "text": "over-committed: ...", "combinations": 3, "combinations_fatal": 1, "combinations_not_proven": 0,
 * "hosts": ["h3"], "guests_without_room": 2, "bytes_without_room": 8589934592}}: those of the worst combination. */
void reserves_check(const struct fleet *fleet, serve_json_done done, gpointer call);
