#pragma once
/*
 * What a reload will do, from the rows of the changed keys: which role goes on, is told, or is started anew; and what
 * forbids it. Changes nothing. Core's thread.
 */
#include "config/compare.h"
#include "daemon/core.h"

enum reload_how { RELOAD_NOTHING, RELOAD_TELL, RELOAD_RENEW };

struct reload_plan {
  const GPtrArray *changes; /* struct config_change; borrowed */
  enum reload_how hows[ROLES];
};

struct reload_plan reload_plan_make(const GPtrArray *changes);

/* REFUSED where an action under way would be disturbed: a host of it goes or is reached otherwise, or provost-virt would
 * be started anew. */
gboolean reload_plan_check(const struct core *core, const struct config *config, const struct reload_plan *plan,
                           GError **error);

/* "provost-rrd restarted; provost-snmp told". Caller frees. */
char *reload_plan_text(const struct reload_plan *plan);

/* See reload.h. New reference. */
json_t *reload_plan_report(const struct reload_plan *plan, const char *file, gboolean dry_run);
