#pragma once
/*
 * How provostd itself does, as JSON: the body of GET /v1/status. New reference.
 */
#include "daemon/core.h"

/* {version, pid, uptime_sec, interval_sec, automation, configuration{file, loaded, waits_for_restart[]}, healthy,
 *  journal_healthy, trouble[],
 *  hosts{STATE: count}, readings{known, unknown, rejected, reasons{WHY: count}}, lag{samples_ms, evaluation_ms, evaluation_age_ms,
 *  loop_p999_ms, loop_max_ms, loop_rounds}, history{waiting, waiting_bytes, questions, lost, dropped_samples},
 *  tips{STATE: count}, api{listen, tls, tokens, groups, refused} (serve/serve.h), roles[{name, state, pid, restarts, since_sec, last_end, waiting_bytes, dropped, values_per_sec,
 *  counters{}}]} */
json_t *status_to_json(struct core *core);

json_t *status_trouble_to_json(struct core *core); /* sentences; empty: it is healthy */

/* Samples that this life of the RRD writer gave up, since newer ones of the same file wait. */
guint64 status_dropped_samples(struct core *core);
