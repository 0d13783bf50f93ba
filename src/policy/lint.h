#pragma once
/*
 * What is wrong or doubtful in the text of a policy or of its tests and does not show when the file is loaded: names
 * that do not exist, in functions that were never run; metrics that are not declared; what is declared and not used.
 */
#include "policy/diagnostic.h"
#include "policy/policy.h"

struct lint_context {
  struct deadline *deadline;
  const struct subjects *subjects; /* one of each kind at least, about which nothing is known */
  GPtrArray *diagnostics;          /* struct diagnostic are added */
  const GPtrArray *policies;       /* struct policy, all that are checked */
};

/* The text is that which the policy was loaded from, `shared` are the texts (struct script) of the libraries that it
 * requires; of a refused one only its globals are looked at. */
void lint_policy(const struct lint_context *context, struct policy *policy, const struct script *script,
                 const GPtrArray *shared);

/* The same of a library of the pack, which is compiled and not run: `policies` (struct policy) are those that require it. */
void lint_library(const struct lint_context *context, const struct pack_text *pack, const struct pack_file *library,
                  const GPtrArray *policies);

/* The same of a file of tests, which is compiled and not run. */
void lint_tests(const struct lint_context *context, const char *path);
