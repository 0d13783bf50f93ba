#pragma once
/*
 * Measuring what an action changed: after it the series that raised the tip is read again, at samples that lie wholly
 * after it, what the rest of the fleet did meanwhile is taken off (trend.h), and the rest is compared with what was
 * predicted. Core's thread, never blocks.
 */
#include "model/fleet.h"
#include "model/tip.h"

#define EFFECT_SETTLE 6    /* intervals to wait first: hrProcessorLoad is a mean over the last minute */
#define EFFECT_SAMPLES 3   /* known samples that make a measurement */
#define EFFECT_PATIENCE 30 /* intervals after which the effect is unknown */

struct effects;

/* `verdict` and `outcome` (a sentence) say what was measured. */
typedef void (*effect_measured)(guint64 tip_id, enum verdict verdict, const char *outcome, gpointer user);

struct effects *effects_new(const struct clock *clock, const struct fleet *fleet, effect_measured measured,
                            gpointer user);
void effects_free(struct effects *effects);

/* The action of the planned tip begins: notes how the rest of the fleet does. Without this (provostd was restarted in
 * between) nothing is taken off. */
void effects_prepare(struct effects *effects, const struct tip *tip);
/* It did not come to an end that is measured. */
void effects_forget(struct effects *effects, guint64 tip_id);

/* Measures the tip's first evidence from now on. A tip without evidence is measured as unknown at once. */
void effects_watch(struct effects *effects, const struct tip *tip);

/* Once an interval, when its samples are there. */
void effects_take_interval(struct effects *effects);
