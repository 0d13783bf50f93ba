#pragma once
/*
 * Words for what the CANARY message says: how a version of a pack that is only tried differs from the one that runs.
 * Const; any thread.
 */
#include <glib.h>

/* How the canary judges a subject otherwise than the running policy does. */
enum difference {
  DIFFERENCE_NONE,
  DIFFERENCE_OPENS,    /* it would open a tip where the running one has none */
  DIFFERENCE_SILENT,   /* it says nothing where the running one has a tip */
  DIFFERENCE_SEVERITY, /* both have a tip: of another severity */
  DIFFERENCE_REMEDY,   /* both have one of the same severity: with another remedy */
  DIFFERENCE_ERROR,    /* it fails where the running one does not */
  DIFFERENCES
};

/* Which of both versions has a policy. */
enum canary_place { CANARY_BESIDE, CANARY_NEW, CANARY_GONE, CANARY_PLACES };

#define CANARY_DIFFERENCES_MAX 100 /* the newest that are kept */

/* "opens", "silent" ...; "both", "new", "gone"; "unknown" for what is none. */
const char *difference_name(guint difference);
const char *canary_place_name(guint place);
