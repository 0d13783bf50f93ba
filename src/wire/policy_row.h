#pragma once
/*
 * The rows of POLICIES (messages.def): who reads what provost-policy says of a policy knows its fields by name. Pure.
 */
#include "wire/messages.h"

#define POLICY_RELATIONS_MAX 8 /* policies of which one may be a symptom, and those that say it better */

/* Texts are borrowed from the body. `state` may be none that we know. */
struct policy_row {
  const char *name, *pack, *version, *title, *file, *reason;
  guint subject; /* enum subject_kind, or a number beyond */
  enum policy_state state;
  guint every_sec;
};

/* How many there are; none where no POLICIES came yet (NULL). */
gsize policy_rows(GVariant *policies);

void policy_row_read(GVariant *policies, gsize i, struct policy_row *row);

/* The first of that name. FALSE: there is none. */
gboolean policy_row_find(GVariant *policies, const char *name, gsize *i);

/* Of row `i`, new references: a(qu), and a(sss) of the settings in force. */
GVariant *policy_row_needs(GVariant *policies, gsize i);
GVariant *policy_row_settings(GVariant *policies, gsize i);

/* as: the policies of whose tips those of this one are symptoms, and those whose tips about the same subject say it better. */
GVariant *policy_row_symptom_of(GVariant *policies, gsize i);
GVariant *policy_row_superseded_by(GVariant *policies, gsize i);
