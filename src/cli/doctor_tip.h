#pragma once
/*
 * The self test of a tip: provostd plays one through all its stations, and each says whether it lets it through.
 */
#include "cli/cli.h"

/* As --tip, --subject and --apply say. What is applied is followed to its end. */
int doctor_play_tip(struct cli *cli);
