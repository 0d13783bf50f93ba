#pragma once
/*
 * Settings that differ from subject to subject: the configuration may give a value for all subjects in a cluster, on a
 * host, or for one host, guest or device; the most specific one counts. Each combination that occurs is made once, with
 * its table for the policy, so that an evaluation only picks it up. Owned by its policy.
 */
#include "policy/policy.h"
#include "policy/subject.h"

#define SCOPED_SETTINGS_MAX 4096 /* of one policy */

/* For whom a value holds. */
struct scope {
  enum subject_kind kind;
  const char *cluster; /* of a guest, where it is; of others "" */
  const char *name;    /* of a guest also its UUID */
};

/* The values in force for some subjects. */
struct variant {
  GPtrArray *settings; /* struct setting, by name */
  GVariant *told;      /* the same as texts, for findings: a{ss} */
  int set_ref;         /* the table that evaluate gets, in the sandbox's registry */
};

/* For struct policy. */
void scoped_free(gpointer scoped);
void variant_free(gpointer variant);

/* A value for these subjects; a bad one refuses the policy. */
void policy_override_for(struct policy *policy, const struct scope *scope, const char *setting, const char *text);

/* That of the subject, made where it is the first of its kind. Lives until policy_forget_variants. */
const struct variant *policy_variant(struct policy *policy, const struct subject *subject);

/* Also the values they come from, where `values`. */
void policy_forget_variants(struct policy *policy, gboolean values);
