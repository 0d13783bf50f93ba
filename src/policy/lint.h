#pragma once
/*
 * What is wrong or doubtful in the text of a policy or of its tests and does not show when the file is loaded: names
 * that do not exist, in functions that were never run; metrics that are not declared; what is declared and not used.
 */
#include "policy/diagnostic.h"
#include "policy/policy.h"

/* `subjects` hold one subject of each kind at least, about which nothing is known. Adds struct diagnostic. The text is
 * that which the policy was loaded from; of a refused one only its globals are looked at. */
void lint_policy(struct policy *policy, const struct script *script, const struct subjects *subjects,
                 GPtrArray *diagnostics);

/* The same of a file of tests, which is compiled and not run. */
void lint_tests(struct deadline *deadline, const char *path, GPtrArray *diagnostics);
