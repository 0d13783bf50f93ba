#pragma once
/*
 * What GET /metrics tells of provost itself and of the fleet as a whole: the figures of GET /v1/status, tips and actions by state,
 * open tips by policy and severity. One table, a row for each family; what is unknown is left out. Core's thread, never blocks.
 */
#include "serve/serve.h"

void exposition_add_core(GString *text, const struct serve_options *options);
