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
