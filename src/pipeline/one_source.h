#pragma once
/*
 * One metric has one source: of a guest with an SNMP agent inside, what a guest agent says beside it does not count,
 * neither for the history nor for policies. Of a guest that no host has told of yet, nobody knows what it has.
 */
#include "model/fleet.h"

/* The SAMPLES body without what does not count: most often the body itself. The caller unrefs it. */
GVariant *one_source(const struct fleet *fleet, GVariant *body);
