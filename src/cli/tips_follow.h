#pragma once
/*
 * provost tips --follow: the unfinished tips, a line each, and a line for each change of one, as it happens. After provostd was
 * away, or events were lost, the list is read again, and what it says otherwise than was told is told. Blocks until it is
 * interrupted.
 */
#include "cli/cli.h"

/* The exit status: nobody answers, at first or in provostd's place. */
int tips_follow(struct cli *cli);
