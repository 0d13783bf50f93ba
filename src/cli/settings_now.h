#pragma once
/*
 * Which value of a policy's setting counts for a subject now: the pack's own, or what the configuration says for all, or for the
 * subject or one that it is in. From the policy as the API gives it. Pure.
 */
#include <glib.h>
#include <jansson.h>

/* The subject and whom it is on or in, nearest first: (kind, name) pairs. */
struct settings_scope {
  const char *kind, *name;
};

/* The value as it was written; NULL: the policy has no such setting any more. Borrowed from the policy. */
const char *settings_now(const json_t *policy, const char *setting, const struct settings_scope *scopes, guint n);

/* Whether both mean the same: "300s" and "5m", "80" and "80.0". */
gboolean settings_equal(const char *a, const char *b);
