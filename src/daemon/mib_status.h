#pragma once
/*
 * The scalars of PROVOST-MIB as JSON. New references; core's thread.
 */
#include "daemon/core.h"

#include <jansson.h>

/* {version, started, interval_sec, evaluated, healthy, trouble, journal_healthy, automation, paused, tips{SEVERITY: count},
 *  actions_running, clusters, hosts, hosts_down, guests, guests_running} */
json_t *mib_status_to_json(struct core *core);

/* {role_restarts, rejected_values, lost_samples, missed_events} */
json_t *mib_counters_to_json(struct core *core);
