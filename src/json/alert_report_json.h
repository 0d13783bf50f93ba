#pragma once
/*
 * An alert report as JSON, the body of POST /v1/alerts and what provost-notify hands on of Icinga's stream:
 *   {"source": "nagios", "subject": "guest:web1" or "host": "web1", "address": "192.0.2.1", "name": "http", "kind": "state",
 *    "state": "critical", "state_type": "soft", "attempt": 2, "downtime": false, "acknowledged": false, "flapping": false,
 *    "unconfirmed": false, "author": who, "comment": why, "text": what the check said, "at": time, "until": time}
 * Only what is known is given. Times are RFC 3339 or seconds since 1970. Pure; any thread.
 */
#include "model/alert_report.h"

#include <jansson.h>

/* Clean (alert_report_clean). NULL with an INVALID error that names the member. */
struct alert_report *alert_report_from_json(const json_t *json, GError **error);
