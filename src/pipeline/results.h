#pragma once
/*
 * What a Nagios and an Icinga are told (RESULT): for each host, guest, cluster and device, or for each policy of each, how it does
 * (pipeline/verdict.h). At once when a tip opens, changes its severity or state, or ends; and all of them again within a third of
 * the time that a result holds, spread evenly over its seconds, so that those of a provost that is gone go stale. Nothing is said
 * of what has no tip before the policies were asked once. Core's thread; the work of a second is bounded by RESULTS_A_SECOND.
 */
#include "pipeline/evaluation.h"
#include "tips/tipbook.h"

#define RESULTS_A_SECOND 2000

struct results;

struct results_options {
  const struct clock *clock;
  const struct fleet *fleet;
  const struct tipbook *tips;
  const struct evaluation *evaluation;
  gboolean (*send)(enum message_kind kind, GVariant *body, gpointer user); /* to provost-notify; takes the body */
  gpointer user;
};

/* What one of the two is told. */
struct results_terms {
  guint ttl_sec; /* 0: nothing */
  gboolean by_policy;
};

struct results *results_new(const struct results_options *options);
void results_free(struct results *results);

void results_set_terms(struct results *results, const struct results_terms *nagios, const struct results_terms *icinga);

void results_take_tip(struct results *results, const struct tip *tip);
/* Of which subjects a policy has no data. */
void results_take_finding(struct results *results, const struct finding *finding);
void results_role_is_up(struct results *results);
void results_take_second(struct results *results);
