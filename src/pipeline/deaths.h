#pragma once
/*
 * How often provost-policy died, as a tip of provostd itself: of the policy POLICY_ENGINE, which no pack may use, about the
 * first cluster, since for that moment nobody judges the whole fleet. There is one for all deaths that follow each other,
 * refreshed by each; it clears when the engine has run through for DEATHS_CALM_SEC. An end that was ordered (a reload, the
 * stop of provostd) is no death. Core's thread, never blocks.
 */
#include "pipeline/evaluation.h"

#define DEATHS_CALM_SEC 600
#define DEATHS_CALM_ROUNDS 3 /* evaluations that came to an end meanwhile, at long intervals */

struct deaths;

/* All are borrowed and outlive it. */
struct deaths *deaths_new(const struct clock *clock, const struct fleet *fleet, const struct evaluation *evaluation);
void deaths_free(struct deaths *deaths);

/* It died: `how` as in "killed by signal 9". The finding that says so (caller frees); NULL where there is no cluster. */
struct finding *deaths_take(struct deaths *deaths, const char *how);

/* Whether it has run long enough since; says so (caller frees), else NULL. */
char *deaths_are_over(const struct deaths *deaths);
