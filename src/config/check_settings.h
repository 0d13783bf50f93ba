#pragma once
/*
 * Whether policies take the settings that a configuration gives them. The declarations come from provost-policy, which
 * alone can read them out of packs. Pure.
 */
#include "config/config.h"
#include "config/setting.h"

/* What is known of a policy: whom it judges (SUBJECT_KINDS: not known), and its struct setting with their defaults; NULL:
 * it is refused, and nothing is known of it. */
struct declared_policy {
  enum subject_kind subject;
  GPtrArray *settings;
};
struct declared_policy *declared_policy_new(enum subject_kind subject, gboolean has_settings);
void declared_policy_free(gpointer policy);

/* Adds a sentence "FILE:LINE:COLUMN: ..." (char *) to `errors` for each that is wrong: for what no policy has, for a value
 * that it does not take, and for one given to what the policy never judges. `declared`: policy -> struct declared_policy.
 * `all`: these are all policies that there will be. */
void config_check_settings(const struct config *config, GHashTable *declared, gboolean all, GPtrArray *errors);
