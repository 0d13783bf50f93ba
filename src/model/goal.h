#pragma once
/*
 * What placement is after in a cluster. Pure; any thread.
 */
#include <glib.h>

enum placement_goal {
  GOAL_LOAD_BALANCING,        /* guests are spread evenly */
  GOAL_RESOURCE_MAXIMIZATION, /* some hosts are filled so that others are empty */
  GOALS
};

const char *placement_goal_name(enum placement_goal goal); /* "load-balancing", "resource-maximization" */
gboolean placement_goal_parse(const char *name, enum placement_goal *goal);
