#pragma once
/*
 * Which tips are symptoms of which, for people: in a list they stand below their cause, and a tip names its cause or its symptoms.
 */
#include "cli/cli.h"

/* The tips of a list as they are to be shown, a new array: each symptom below its cause, where that is in the list, with its subject
 * indented; and in the text of a cause how many there are. */
json_t *symptoms_arrange(const json_t *tips);

/* The lines of `provost tip` about its cause and its symptoms, of which provostd is asked; none, where it has none. */
void symptoms_print(struct cli *cli, const json_t *tip);
