#pragma once
/*
 * What answers, what does not, why, and what to do about it: the body of GET /v1/doctor. Each finding is
 * {subject, what, state ("ok", "warning", "trouble"), text, remedy}; the remedy is "" where all is well.
 */
#include "daemon/core.h"

enum health { HEALTH_OK, HEALTH_WARNING, HEALTH_TROUBLE, HEALTHS };

struct examined {
  const char *subject; /* "h1", "provost-snmp", "provostd" */
  const char *what;    /* "SNMP agent", "libvirt", "disk" ... */
  enum health health;
  const char *remedy;  /* a clause; NULL: nothing is to be done */
};

/* Adds a finding to the array. */
void doctor_add(json_t *findings, const struct examined *examined, const char *format, ...) G_GNUC_PRINTF(3, 4);

/* No finding is trouble. */
gboolean doctor_is_well(const json_t *findings);

/* ---- doctor_hosts.c: hosts and their agents ---- */

void doctor_hosts(json_t *findings, const struct fleet *fleet, const struct config *config);

/* ---- doctor.c: provost itself ---- */

/* {healthy, findings[], next: null}; healthy: no finding is trouble. */
json_t *doctor_to_json(struct core *core);
