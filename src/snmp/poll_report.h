#pragma once
/*
 * What an ended poll has found: readings for the report, and log lines about what was wrong. One thread.
 */
#include "snmp/complaint.h"
#include "snmp/converters.h"
#include "snmp/poll.h"

/* Adds everything the agent gives, or has given, to a new report. Memory comes from UCD-SNMP-MIB, or where
 * the agent has none of it, from hrStorageTable. */
void poll_report(const struct poll *poll, struct counters *counters, struct report *report);

/* Complains of broken, slow and cut tables and of values of a wrong type. Returns the number of those. */
guint poll_complain(const struct poll *poll, const char *subject, struct complaints *complaints);
