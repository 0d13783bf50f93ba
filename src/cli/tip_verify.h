#pragma once
/*
 * Recomputing a tip: its pack and settings against those of now, its series and its policy's judgement against history. Blocks.
 */
#include "cli/cli.h"

/* Prints each comparison; CLI_DONE: all are the same, CLI_REFUSED: one is not, or cannot be made any more. */
int tip_verify(struct cli *cli, const char *id);
