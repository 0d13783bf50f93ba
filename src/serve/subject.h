#pragma once
/*
 * From what a person types to the object whose history is meant: "h1", "g1", "host:h1", "guest:NAME",
 * "g1{dev=vda}", or any written form.
 */
#include "model/fleet.h"

/* The written form of the host, guest, device or cluster. Errors as below. Caller frees. */
char *subject_whole(const struct fleet *fleet, const char *text, GError **error);

/* The written form of the object, which has the metric. NOT_FOUND, INVALID and REFUSED (a name that stands
 * for a host and a guest) with a sentence. A guest may be named by its UUID after it has left. Caller
 * frees. */
char *subject_resolve(const struct fleet *fleet, const char *text, enum metric_id metric, GError **error);
