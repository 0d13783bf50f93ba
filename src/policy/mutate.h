#pragma once
/*
 * provost policy test --mutate: runs the tests of a policy, or of the policies that require a library, on each of its
 * mutants (mutant.h), in the real engine, and tells which of them no test notices. The same pack gives the same report. Prints lines that begin with '#', as TAP
 * has its comments. Blocking: reads the tests.
 */
#include "config/pack_text.h"
#include "policy/deadline.h"

struct mutation_score {
  guint mutants, killed;
};

struct mutation {
  struct deadline *deadline;
  const struct pack_text *pack;
  const struct pack_file *file; /* of the pack: a policy or a library */
  const GPtrArray *tests;       /* char *, paths of the files of tests that try it, which pass */
};
/* Adds to the score. */
void mutate_file(const struct mutation *mutation, struct mutation_score *score);

/* "97 of 99 mutants killed (98.0 %)". Caller frees. */
char *mutation_score_text(const struct mutation_score *score);
