#pragma once
/*
 * Versions of packs that are tried beside those that run: their policies judge the same subjects, and where they come to
 * something else, that is counted and the newest differences are kept. Owns its packs. Single thread.
 */
#include "policy/pack_set.h"

struct canary {
  struct pack_set *set;
  GQueue *differences; /* the newest first; CANARY_DIFFERENCES_MAX at most */
  gboolean is_changed; /* since canary_body */
};

struct canary *canary_new(void);
void canary_free(struct canary *canary);

/* From now on these packs (struct pack_text) are tried; as pack_set_change. What was said of policies that are gone, or
 * not as they were, is forgotten. */
void canary_change(struct canary *canary, GPtrArray *offered, struct deadline *deadline, GPtrArray *errors);

/* After canary_change, and when other packs run: which of the running policies are compared with one of the canary. */
void canary_pair(struct canary *canary, struct pack_set *running);

/* The running policy of a policy that is tried, NULL where none of this name is active. */
struct policy *canary_running(const struct pack_set *running, const struct policy *tried);

/* The first judgement begins with the tip that the running policy has open there. */
void canary_begin(struct standing *standing, struct policy *running, const char *subject);
/* `standing` of `tried` has a new opinion. */
void canary_compare(struct canary *canary, struct policy *tried, struct policy *running, const char *subject,
                    gint64 stamp_sec);

/* CANARY. Floating. */
GVariant *canary_body(struct canary *canary, const struct pack_set *running);
