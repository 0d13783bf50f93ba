#pragma once
/*
 * --wait: following an action or a tip until it is finished, by asking again. On a terminal the progress
 * is one line that changes; elsewhere each change is a line of its own. A daemon that is away for a moment
 * is waited for, as long as one answer may take.
 */
#include "cli/cli.h"

/* The exit status: CLI_DONE where the guest runs where it should, the tip is resolved or cleared. With
 * --json the finished action or tip is printed and nothing else. */
int follow_action(struct cli *cli, guint64 id);
int follow_tip(struct cli *cli, guint64 id);
