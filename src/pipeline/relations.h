#pragma once
/*
 * How policies are related, as provost-policy told last (POLICIES): kept ready, since the tip book asks with each finding. What is
 * no name or too many is left out. Core's thread, never blocks.
 */
#include <glib.h>

struct relations;

struct relations *relations_new(void);
void relations_free(struct relations *relations);

/* Of whose tips those of the policy are symptoms, and whose tips about the same subject say it better: names, NULL-terminated,
 * borrowed until the next call; NULL: of none. `policies`: the body of POLICIES; NULL, while the role is away: as before. */
const char *const *relations_symptom_of(struct relations *relations, GVariant *policies, const char *policy);
const char *const *relations_superseded_by(struct relations *relations, GVariant *policies, const char *policy);
