#pragma once
/*
 * What guests of a fleet need and hosts offer, as placement compares it: names of networks, interfaces and storage, and
 * processors. Unknown forbids nothing: a host that does not list its bridges is taken to have those that guests of its
 * cluster need. A disk that is a file is judged where a pool of the guest's own host holds it: then it needs a host with a
 * pool there, whatever that is called ("path:/srv/images"); a path that no pool there holds says nothing. Owns the lists it
 * gives, borrows from the fleet. Pure.
 */
#include "model/fleet.h"
#include "model/plan_question.h"
#include "placement/snapshot.h"

struct needs;

/* Of all guests and hosts, by their index in the fleet's lists, which is that in the snapshot. */
/* `profile`: of a new guest; NULL: there is none. */
struct needs *needs_reckon(const struct fleet *fleet, const struct guest_profile *profile, struct processors *processors);
void needs_free(struct needs *needs);

/* Fill what belongs here: lists, which live as long as `needs`, and the processor. */
void needs_of_host(const struct needs *needs, guint host, struct placement_host *placed);
void needs_of_guest(const struct needs *needs, guint guest, struct placement_guest *placed);
