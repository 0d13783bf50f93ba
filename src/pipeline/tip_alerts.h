#pragma once
/*
 * The alerts that tips are made of. A policy says of which services only: what is said of these is what the core heard, so
 * that nobody who took provost-policy over can put words into another's mouth. Core's thread, never blocks.
 */
#include "model/fleet.h"
#include "tips/tipbook.h"

/* Fills in what is said of the services that the finding rests on, and leaves out those of which nothing is. */
void tip_alerts_name(const struct fleet *fleet, struct finding *finding);

/* Something else is said of that: tips that were made of it show it. */
void tip_alerts_follow(const struct fleet *fleet, struct tipbook *tips, const char *subject, const char *name);

/* Why automation does not act upon what the tip rests on, in a sentence; NULL: nothing keeps it. Caller frees. */
char *tip_alerts_doubt(const struct fleet *fleet, const struct tip *tip);

/* The tip was raised: the audit trail of each alert says so. */
void tip_alerts_audit(struct journal *journal, const struct tip *tip);
