#include "model/goal.h"

#include "model/names.h"

static const char *const goal_names[GOALS] = {
    [GOAL_LOAD_BALANCING] = "load-balancing",
    [GOAL_RESOURCE_MAXIMIZATION] = "resource-maximization",
};

const char *placement_goal_name(enum placement_goal goal)
{
  return name_of(goal_names, GOALS, goal);
}

gboolean placement_goal_parse(const char *name, enum placement_goal *goal)
{
  return name_find(goal_names, GOALS, name, goal);
}
