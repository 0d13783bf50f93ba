#pragma once
/*
 * provost policy test --mutate: runs the tests of a policy on each of its mutants (mutant.h), in the real engine, and
 * tells which of them no test notices. The same pack gives the same report. Prints lines that begin with '#', as TAP
 * has its comments. Blocking: reads the tests.
 */
#include "config/pack_text.h"
#include "policy/deadline.h"

struct mutation_score {
  guint mutants, killed;
};

/* `test_path` tests `file` of the pack, and passes. Adds to the score. */
void mutate_policy(struct deadline *deadline, const struct pack_text *pack, const struct pack_file *file,
                   const char *test_path, struct mutation_score *score);

/* "97 of 99 mutants killed (98.0 %)". Caller frees. */
char *mutation_score_text(const struct mutation_score *score);
