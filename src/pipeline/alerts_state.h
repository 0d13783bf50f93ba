#pragma once
/* What alerts.c and alerts_mapping.c share. */
#include "pipeline/alerts.h"

struct alerts {
  struct alerts_options options;
  struct alert_map *map;
  guint members;        /* changes of the fleet's, as they were when all were looked at */
  GPtrArray *unplaced;  /* origins (char *) of those without a subject that are yet to be looked at */
  GPtrArray *unchecked; /* services (char *) that may be of another subject by other rules */
  guint slicing;        /* GLib source; 0: none is to be looked at */
};

/* Whom it is about, found or not: subject and why of a new alert. */
void alerts_find_subject(struct alerts *alerts, struct alert *alert);

/* It has a subject, as is known now; NULL: it is not to be found, or later words of the same are known. */
const struct alert *alerts_place(struct alerts *alerts, const struct alert *unmapped);

/* All that have no subject are to be looked at, from now on. */
void alerts_place_all(struct alerts *alerts);
