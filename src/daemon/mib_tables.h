#pragma once
/*
 * What there is to tell of each table of PROVOST-MIB: the keys of its rows, and a row as JSON, with those fields of what the API
 * answers that the MIB has. Core's thread.
 */
#include "daemon/core.h"

#define MIB_CLOSED_SHOWN 100 /* of tips and actions that are over, the newest */

GPtrArray *mib_keys(struct core *core, enum mib_table table); /* char *, each once; new array */

/* NULL: it is not there any more. Caller frees. */
char *mib_row_text(struct core *core, enum mib_table table, const char *key);
