#pragma once
/*
 * Rules that can never hold, as far as the file says: its hosts, and the guests that it names, each in its cluster. What else
 * is known once the hosts have answered is told by the doctor. Does not block.
 */
#include "config/config.h"

/* Appends "the rule R can never hold: ..." for each (char *). */
void rule_problems_find(const struct config *config, GPtrArray *texts);
void rule_problems_log(const struct config *config); /* as warnings */
