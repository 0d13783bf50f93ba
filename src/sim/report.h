#pragma once
/*
 * What the roles would tell the core of a world: who there is, and the values of the last step. Pure.
 */
#include "sim/world.h"
#include "wire/messages.h"

GVariant *report_subjects(const struct world *world); /* SUBJECTS, floating */

/* SAMPLES of that stamp, floating: load and memory of the hosts and guests that run. */
GVariant *report_samples(const struct world *world, gint64 stamp_sec);
