#pragma once
/*
 * A trap as JSON, as the API shows it and the journal keeps it, and as whoever passes traps on says it, the body of POST /v1/traps:
 *   {"host": "web1", "address": "192.0.2.1", "oid": "1.3.6.1.6.3.1.1.5.3", "variables": [{"oid", "text", "type"?}]}
 * Where "oid" is not given it is that of the variable snmpTrapOID.0, as its agent's address is that of snmpTrapAddress.0. Pure; any
 * thread.
 */
#include "model/trap_record.h"

#include <jansson.h>

/* New reference. */
json_t *trap_to_json(const struct trap_record *trap);

/* What the journal keeps, and what is passed on. NULL with INVALID. */
struct trap_record *trap_from_json(const json_t *json, GError **error);
struct trap_record *trap_read_passed(const json_t *json, GError **error);
