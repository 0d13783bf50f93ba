#pragma once
/*
 * What `provost policy check --json` prints on standard output: {"policies": [...], "diagnostics": [...], "errors": N,
 * "warnings": N}. Lines and columns from 1, in bytes, null where they are not known.
 */
#include <glib.h>

/* struct policy; struct diagnostic */
void check_print_json(const GPtrArray *policies, const GPtrArray *diagnostics);
