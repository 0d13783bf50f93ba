#pragma once
/*
 * What a replay must be told: where history lies, and who is in the fleet. The daemon says both, after it has had written
 * what waits; a folder that is named (of a machine that is gone, of somebody else's report) stands for itself.
 */
#include "cli/cli.h"
#include "replay/replay.h"

struct replay_source {
  char *directory;
  GPtrArray *subjects, *moves; /* struct scene_subject, scene_move */
  gboolean knows_fleet;        /* whether a daemon was asked */
};

/* FALSE: it was said why, and cli->status says how to exit. Clear it in any case. */
gboolean replay_source_find(struct cli *cli, struct replay_source *source);
void replay_source_clear(struct replay_source *source);
