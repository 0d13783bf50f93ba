#pragma once
/*
 * The evidence of a tip: each series as a plot with its thresholds, its figures, and the settings in force.
 */
#include <jansson.h>

void tip_print_evidence(const json_t *tip);

/* What the series is called: "host.cpu.busy_pct of h1". Caller frees. */
char *tip_series_name(const json_t *tip, const json_t *evidence);
