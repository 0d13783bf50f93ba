#pragma once
/*
 * Chance without a memory: what is drawn depends on seed, kind and number only, so that draws may be made in any order and
 * are the same on every machine. Pure; any thread.
 */
#include <glib.h>

double chance_uniform(guint64 seed, guint64 kind, guint64 number); /* 0 <= x < 1 */
double chance_normal(guint64 seed, guint64 kind, guint64 number);  /* mean 0, standard deviation 1 */

/* A seed for the member `number` of something that has `seed`. */
guint64 chance_seed(guint64 seed, guint64 number);
