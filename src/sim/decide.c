#include "sim/decide.h"

#include "sim/look.h"

void decide_now(struct world *world)
{
  if (world_is_moving(world))
    return;
  snapshot_free(world_look(world));
}
