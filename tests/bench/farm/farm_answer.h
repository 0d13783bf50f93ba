#pragma once
/*
 * An agent's answer to a datagram: GET, GETNEXT and GETBULK of SNMP v1 and v2c, any community. What is no
 * such request has no answer. Never allocates, one thread.
 */
#include "farm_table.h"

#define FARM_REQUEST_MAX 4096
#define FARM_ASKED_MAX 64    /* bytes of a name that is asked for */
#define FARM_REPLY_MAX 25600 /* holds FARM_VARBINDS_MAX of the longest bindings */
#define FARM_VARBINDS_MAX 100 /* of a reply to GETBULK, as snmpd's maxGetbulkResponses */

/* Writes the reply so that it ends with `reply`; returns where it begins, NULL: no answer. Adds the values in
 * it to `values`. */
const guint8 *farm_answer(const struct farm_table *table, const struct farm_moment *moment,
                          const guint8 *request, gsize length, guint8 reply[FARM_REPLY_MAX],
                          guint64 *values);
