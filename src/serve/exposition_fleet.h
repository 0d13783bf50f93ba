#pragma once
/*
 * What GET /metrics tells of each host, guest and device: how it is, how old what is known of it is, and the last value of each of
 * its metrics that is known. Values that are stale or unknown are left out, their age goes on. A large fleet has megabytes of
 * this, so it is written piece by piece: whose turn it is was settled at the beginning, the values are those of the moment. Parts
 * (disks, interfaces) are left to the history: with them it would be ten times as much. Borrows the fleet; core's thread.
 */
#include "model/fleet.h"

struct exposition_fleet;

struct exposition_fleet *exposition_fleet_new(const struct fleet *fleet);
void exposition_fleet_free(struct exposition_fleet *fleet);

/* Appends what comes next, of at most EXPOSITION_PIECE hosts and guests; FALSE: that was all. */
#define EXPOSITION_PIECE 128
gboolean exposition_fleet_next(struct exposition_fleet *fleet, GString *text);
