#pragma once
/*
 * Of whose tips those of a policy are symptoms, as provost-policy told last (POLICIES): kept ready, since the tip book asks with each
 * finding. What is no name or too many is left out. Core's thread, never blocks.
 */
#include <glib.h>

struct symptoms;

struct symptoms *symptoms_new(void);
void symptoms_free(struct symptoms *symptoms);

/* Names of policies, NULL-terminated, borrowed until the next call; NULL: of none. `policies`: the body of POLICIES; NULL, while the
 * role is away: as before. */
const char *const *symptoms_of(struct symptoms *symptoms, GVariant *policies, const char *policy);
