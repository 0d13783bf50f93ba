#pragma once
/*
 * What came of a tip's action: what it took against what was predicted, and its measured effect with the verdict.
 */
#include "cli/cli.h"

/* Asks for the tip's action, where it has one; an action that is forgotten by now is left out. */
void tip_print_outcome(struct cli *cli, const json_t *tip);
