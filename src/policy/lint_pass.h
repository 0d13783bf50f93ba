#pragma once
/*
 * One pass of lint.h over one file: what its rules share. lint.c asks for names, lint_declared.c compares what is
 * declared with what is used, lint_choices.c looks at words.
 */
#include "policy/diagnostic.h"
#include "policy/probe.h"

#define LINT_MAX 100 /* things said of one file */

struct lint {
  struct probe probe;
  const struct syntax *syntax;
  const char *file;
  GHashTable *told; /* tokens that something was said of */
  GPtrArray *diagnostics;
  const GPtrArray *shared;   /* struct script: the libraries that the policy requires; NULL: it is none */
  const GPtrArray *policies; /* struct policy: those that the file's metrics are read for; NULL: there is none */
  const GPtrArray *all;      /* struct policy, whose names are known */
  guint evaluate; /* index of the function; NONE: it is not written out */
};

/* Says something of a token, once, until enough was said of the file. Takes the text. */
void lint_say(struct lint *lint, gboolean is_error, guint index, char *text);
gboolean lint_is_full(const struct lint *lint);

/* NULL for NONE. */
const struct field_text *lint_field(const struct lint *lint, guint index);

/* Metrics that are read and that none of the policies declares, or no metrics. */
void lint_metrics(struct lint *lint);
/* The same of a policy; needs and settings that nothing reads, neither it nor a library that it requires; and causes that are almost
 * the name of a policy. */
void lint_declared(struct lint *lint);
/* Values that must be one of a few words. */
void lint_choices(struct lint *lint);
