#pragma once
/*
 * The packs that run, with their policies, and how newer versions of them take their place at run time: all that is
 * offered is compiled and checked first. A pack that has not changed goes on as it was; a new version in which anything
 * is wrong leaves the old one running, as long as that runs. Owns texts and policies. Single thread; runs what the
 * files say, in sandboxes.
 */
#include "policy/policy.h"

struct running_pack {
  struct pack_text *text;
  char *refused; /* why a newer version does not run instead, a sentence; "" */
};

struct pack_set {
  GPtrArray *packs;    /* struct running_pack, in the order in which they count */
  GPtrArray *policies; /* struct policy, in the order of their packs */
};

struct pack_set *pack_set_new(void);
void pack_set_free(struct pack_set *set);

/* Of several policies of one name, the first. NULL: there is none. */
struct policy *pack_set_policy(const struct pack_set *set, const char *name);

/* Adds a pack, or with `only` just that file of it; takes it. What is wrong is added to `errors` (char *) as
 * "PATH:LINE: sentence"; the second policy of one name is refused. */
void pack_set_add(struct pack_set *set, struct pack_text *pack, const char *only, struct deadline *deadline,
                  GPtrArray *errors);

/* From now on these packs (struct pack_text) run, and no others; takes them out of `offered`. Policies of unchanged
 * files keep what they know, but those that were refused are tried again. */
void pack_set_change(struct pack_set *set, GPtrArray *offered, struct deadline *deadline, GPtrArray *errors);
