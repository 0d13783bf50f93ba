#pragma once
/*
 * Values as JSON, one shape per noun, for the API and for the journal: what `provost --json` prints and
 * what provost.db holds are the same. Quantities carry their unit in the field's name, times are RFC 3339
 * UTC, unknown is null. Pure; any thread. Needs jansson.
 */
#include "model/action.h"
#include "model/fleet.h"
#include "model/licence_report.h"
#include "model/proposal.h"

#include <jansson.h>

/* New references. */
json_t *tip_to_json(const struct tip *tip);
json_t *proposal_to_json(const struct proposal *proposal);
json_t *tip_to_brief_json(const struct tip *tip); /* what a line of a table shows of it; not to be read back */
json_t *plan_to_json(const struct plan *plan);
json_t *action_to_json(const struct action *action);
json_t *host_to_json(const struct fleet *fleet, const struct host *host);
json_t *guest_to_json(const struct fleet *fleet, const struct guest *guest);
json_t *device_to_json(const struct fleet *fleet, const struct device *device);
json_t *alert_to_json(const struct fleet *fleet, const struct alert *alert); /* fleet NULL: without the subject's name */
json_t *licence_report_to_json(const struct licence_report *report);
json_t *cluster_to_json(const struct fleet *fleet, const struct cluster *cluster);

/* What was written by the functions above, read back. NULL and an INVALID error naming the field where it
 * is something else. */
struct tip *tip_from_json(const json_t *json, GError **error);
struct action *action_from_json(const json_t *json, GError **error);
struct alert *alert_from_json(const json_t *json, GError **error);

/* "2026-11-23T03:09:51.250Z", or null for 0. New reference. */
json_t *time_to_json(gint64 wall_us);

/* A number, or null for NaN and infinities, which JSON lacks. New reference. */
json_t *number_to_json(double value);
