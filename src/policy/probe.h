#pragma once
/*
 * Asks the language itself about a name in the text of a policy, without running the policy: globals, and what is read
 * or assigned of them, of the subject and of the settings that evaluate is given. The answer is the sentence that the
 * policy would fail with. Runs C functions of ours only, in the policy's sandbox.
 */
#include "policy/policy.h"
#include "policy/syntax.h"

struct probe {
  struct sandbox *sandbox;
  const struct syntax *syntax;
  /* NULL: there is no evaluate whose parameters could be asked. */
  struct policy *policy;
  const struct subject *subject;
  const struct subjects *subjects;
};

enum probe_root { PROBE_GLOBAL, PROBE_SUBJECT, PROBE_SETTINGS };

/* What is wrong with the variable at that token, or with a field that is read or assigned of it; NULL: nothing. Then
 * *token is the one that is wrong. Caller frees. */
char *probe_variable(const struct probe *probe, enum probe_root root, const struct variable_use *variable,
                     guint *token);
