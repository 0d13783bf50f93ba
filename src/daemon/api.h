#pragma once
/*
 * The API as the configuration has it: where it listens, who may ask, and its certificate.
 */
#include "daemon/core.h"

/* NULL with the reason. Blocks: reads the files of TLS. */
struct serve *api_open(struct core *core, GError **error);
