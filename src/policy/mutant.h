#pragma once
/*
 * Small mistakes that a policy might have, made one at a time: what no test notices, no test tests. By kind:
 *
 *   comparison   < <=   > >=   == ~=      logic        and or
 *   arithmetic   + -   * /                 severity     "warning" "critical"
 *   number       one more, one less, ten times as much; from 100 on, of thresholds from 1000 on, ten times as much and
 *                a tenth
 *   unit         "5m" to "5h" and "5s"; a factor of a conversion to that of another unit
 *   reason       `return nil, why` without the reason, `return` with one
 *
 * Left out, because nothing a test could see changes, or what does is no mistake: the bounds of settings; `needs`,
 * which are an error where too short and change nothing where too long; an `every` that is shorter; 0, but as
 * a default: a comparison with it is turned; a first argument 0 for 1 of sub; a larger or smaller factor of a
 * conversion. Plain values; pure.
 */
#include "policy/syntax.h"

struct mutant {
  guint start, length; /* bytes of the text that are replaced */
  char *text;          /* by this */
  guint line, column;
  const char *kind;
};

/* In the order of the text. An array of struct mutant, caller unrefs. */
GPtrArray *mutants_of(const struct syntax *syntax);

/* The text with the mistake. Caller frees. */
char *mutant_apply(const struct mutant *mutant, const struct script *script, gsize *length);

/* The line it begins in, after the mistake. Caller frees. */
char *mutant_line(const struct mutant *mutant, const struct script *script);

/* What it is: "81 instead of 80". Caller frees. */
char *mutant_text(const struct mutant *mutant, const struct script *script);
