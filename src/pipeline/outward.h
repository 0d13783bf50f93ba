#pragma once
/*
 * What goes to a Nagios and an Icinga by way of provost-notify: results, downtimes of guests that are moved, the guests of which
 * Icinga keeps objects. Joins these three; the pipeline tells it what happens. Core's thread, never blocks.
 */
#include "pipeline/downtimes.h"
#include "pipeline/results.h"

struct outward;

struct outward *outward_new(const struct results_options *options);
void outward_free(struct outward *outward);

/* As configured; from now on. */
struct outward_terms {
  struct results_terms nagios, icinga;
  guint downtimes;      /* mask of enum outlet_mask: who is told of moves */
  gboolean has_objects; /* Icinga keeps objects for guests */
};
void outward_set_terms(struct outward *outward, const struct outward_terms *terms);

void outward_take_tip(struct outward *outward, const struct tip *tip);
void outward_take_finding(struct outward *outward, const struct finding *finding);
void outward_take_action(struct outward *outward, const struct action *action);
void outward_role_is_up(struct outward *outward);
void outward_take_second(struct outward *outward);
