#pragma once
/*
 * What Nagios or Icinga tells a handler of an event: macros, as options of ours (--host '$HOSTNAME$') or, where no option says
 * it, in the environment (NAGIOS_HOSTNAME, ICINGA_HOSTNAME). Texts are made valid UTF-8 here, and a macro that was left as
 * it stands in the configuration is refused. Pure but for reading the environment.
 */
#include "base/limits.h"

#include <glib.h>

enum macro {
  MACRO_HOST,
  MACRO_ADDRESS,
  MACRO_SERVICE,
  MACRO_STATE,
  MACRO_STATE_TYPE,
  MACRO_ATTEMPT,
  MACRO_OUTPUT,
  MACRO_NOTIFICATION,
  MACRO_DOWNTIME,
  MACRO_ACKNOWLEDGED,
  MACRO_FLAPPING,
  MACRO_AUTHOR,
  MACRO_COMMENT,
  MACRO_AT,
  MACRO_UNTIL,
  MACRO_CHECK,
  MACRO_SOURCE,
  MACROS
};

#define MACRO_VALUE_MAX LIMIT_TEXT /* bytes of one; more is cut, however much that is */

struct macros {
  char *values[MACROS]; /* NULL: not said. Owned */
};

/* The options, as rows for GOption that fill `macros`; MACROS of them, written to `entries`. */
void macros_options(struct macros *macros, GOptionEntry *entries);

/* Adds what the environment says and makes all of it harmless. FALSE with INVALID: a macro is broken. */
gboolean macros_complete(struct macros *macros, GError **error);

void macros_clear(struct macros *macros);
